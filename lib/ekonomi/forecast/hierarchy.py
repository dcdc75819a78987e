"""Forecasts that add up: parts and sums forecast alike, then reconciled so that parts sum to the published whole.

Point forecasts by MinT (Wickramasuriya, Athanasopoulos & Hyndman 2019): the more uncertain a forecast, the more it
moves, and forecasts that have erred together move together. Variances are the forecasts' own widths; correlations
are those of the misses at the same close of the last years, shrunk (Schäfer & Strimmer 2005) and whitened.
Intervals from one coherent sample: parts drawn together with a common factor whose strength makes the sums as
wide as their own forecasts say, every sum added up draw by draw.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from ekonomi import period as months
from ekonomi.forecast.full_year import full_year, published
from ekonomi.forecast.levels import LEVELS, MEDIAN, Z
from ekonomi.forecast.panel import MÅNAD, SERIE, Panel, build, check
from ekonomi.forecast.path import paths
from ekonomi.forecast.tree import Tree, aggregate, levels_of, tree

__all__ = ["Closes", "Coherent", "aggregate", "coherent", "forecast_tree", "levels_of", "reconcile", "tree"]
DRAWS: Final = 2000
SEED: Final = 2025
MAX_CORRELATION: Final = 0.95
REPLAYS: Final = 3  # earlier years whose misses tell which forecasts err together
MIN_YEARS: Final = 2  # the replayed year and a whole one before it
FARTHEST: Final = 3.0  # spreads; a miss beyond counts as this
SHRUNK: Final = 0.3  # towards misses that have nothing to do with each other
RECONCILED: Final = ", avstämd"


@dataclass(frozen=True, eq=False)
class Coherent:
    """The reconciled forecast of parts and sums at one close.

    `panel` holds both; `quantiles` (serie × LEVELS) and `method` (n,) are in its order. The medians add up; the
    other quantiles come from one coherent sample and do not. A part that has no forecast is NaN and counts as
    nothing in the sums.
    """

    structure: Tree
    panel: Panel
    quantiles: pd.DataFrame
    method: np.ndarray

    @property
    def table(self) -> pd.DataFrame:
        """The columns of `forecast` for parts and sums, sorted by serie; `utfall` and `prognos` add up exactly."""
        out = published(self.panel, self.quantiles, self.method).set_index(SERIE)
        parts = out.loc[self.structure.leaves]
        for column in ("utfall", "prognos"):
            out.loc[self.structure.nodes, column] = self.structure.adds @ parts[column].fillna(0).to_numpy()
        return out.reset_index()

    @property
    def path(self) -> pd.DataFrame:
        """The year month by month, cumulative, as `monthly_path`; the medians add up in every month."""
        return paths(self.panel, self.quantiles, self.structure)


class Closes:
    """The forecasts of parts and sums each for themselves, at any close; made once for each.

    `known_at` gives the parts as they were known at a close (rows as in `forecast`).
    """

    def __init__(
        self,
        known_at: Callable[[str], pd.DataFrame],
        structure: Tree,
        första_månad: int = 1,
        jobs: int | None = None,
        fil: str = "serierna",
    ) -> None:
        self._known_at, self._structure = known_at, structure
        self._settings = första_månad, jobs, fil
        self._made: dict[str, tuple[Tree, Panel, pd.DataFrame, np.ndarray]] = {}

    def alone(self, close: str) -> tuple[Tree, Panel, pd.DataFrame, np.ndarray]:
        """The tree of what had begun, its panel, quantiles (serie × LEVELS) and methods before reconciliation."""
        if close not in self._made:
            första_månad, jobs, fil = self._settings
            parts = self._known_at(close)
            begun = self._structure.begun(pd.Index(parts[SERIE].unique()))
            panel = build(pd.concat([parts, aggregate(parts, begun)]), close, första_månad, fil)
            self._made[close] = (begun, panel, *full_year(panel, jobs))
        return self._made[close]

    def misses(self, close: str) -> pd.DataFrame:
        """What the same close of earlier years missed by, in spreads: (T ≤ REPLAYS) × serie, 0 where unknown.

        A replay knows nothing later than its own close, and needs a whole year before its own.
        """
        now = self.alone(close)[1]
        steps = range(1, min(REPLAYS, now.years.shape[1] - MIN_YEARS) + 1)
        rows = [self._missed(months.shift(close, -12 * step), now, step) for step in steps]
        found = pd.DataFrame(rows, index=pd.Index(steps), columns=now.names, dtype=float).fillna(0.0)
        return found.clip(-FARTHEST, FARTHEST)

    def _missed(self, close: str, now: Panel, step: int) -> pd.Series:
        _, panel, quantiles, _ = self.alone(close)
        then = quantiles.to_numpy()
        spread = _spread(then)
        usable = spread > 1e-6 * np.nanmax(spread, initial=0.0)
        became = pd.Series(now.years[:, -1 - step].sum(axis=1), now.names).reindex(panel.names).to_numpy()
        missed = (became - then[:, MEDIAN]) / np.where(usable, spread, 1.0)
        return pd.Series(np.where(usable, missed, np.nan), panel.names)

    def coherent(self, close: str) -> Coherent:
        """Everything at a close, reconciled."""
        structure, panel, quantiles, method = self.alone(close)
        values = quantiles.to_numpy(copy=True)
        leaf, node = (panel.names.get_indexer(names) for names in (structure.leaves, structure.nodes))
        nothing = np.isin(np.arange(len(values)), leaf) & np.isnan(values[:, MEDIAN])
        order = np.concatenate([leaf, node])
        missed = self.misses(close).to_numpy()[:, order]
        values[order] = reconcile(np.nan_to_num(values[leaf]), values[node], structure, missed)
        values[nothing] = np.nan
        word = np.where(nothing, method, method + RECONCILED)
        return Coherent(structure, panel, pd.DataFrame(values, panel.names, pd.Index(LEVELS)), word)


def coherent(
    series: pd.DataFrame,
    period: str,
    structure: Tree,
    *,
    första_månad: int = 1,
    jobs: int | None = None,
    fil: str = "serierna",
) -> Coherent:
    """The forecasts of the parts `series` (as in `forecast`) and of their sums, reconciled. Raises as `forecast`."""
    rows = check(series, fil)
    closes = Closes(lambda close: rows[rows[MÅNAD] <= close], structure, första_månad, jobs, fil)
    return closes.coherent(period)


def forecast_tree(
    series: pd.DataFrame,
    period: str,
    separator: str = "|",
    *,
    crossed: bool = False,
    första_månad: int = 1,
    jobs: int | None = None,
    fil: str = "serierna",
) -> pd.DataFrame:
    """As `forecast`, for the series and all their sums, reconciled: `utfall` and `prognos` add up exactly.

    Rows sorted by serie, sums named by prefix and TOTAL. The bounds are those of a coherent sample, moved to the
    reconciled point. Series without a forecast are left as they are and count as nothing in the sums.
    """
    names = build(series, period, första_månad, fil).names
    structure = tree(names, separator, crossed, fil)
    return coherent(series, period, structure, första_månad=första_månad, jobs=jobs, fil=fil).table


def reconcile(
    leaf: np.ndarray, node: np.ndarray, structure: Tree, missed: np.ndarray | None = None
) -> np.ndarray:
    """Coherent quantiles (n + m, LEVELS), parts first, of base quantiles `leaf` (n, LEVELS) and `node` (m, LEVELS).

    `missed` (T, n + m), parts first: what earlier forecasts missed by (`Closes.misses`). The median column adds up; a
    sum whose own forecast is missing (NaN) follows its parts.
    """
    adds = structure.adds
    spread = _spread(leaf)
    missed = np.empty((0, len(leaf) + len(node))) if missed is None else missed
    point = _points(leaf[:, MEDIAN], node[:, MEDIAN], np.r_[spread, _spread(node)], missed, adds)
    side = np.where(leaf[:, MEDIAN] < 0, -1.0, 1.0)
    draws = _draws(leaf - leaf[:, [MEDIAN]], spread, _spread(node), side, adds)
    whole = np.vstack([draws, adds @ draws])
    around = np.quantile(whole, LEVELS, axis=1).T
    centre = np.concatenate([point, adds @ point])
    out = centre[:, None] + around - around[:, [MEDIAN]]
    out[: len(leaf)] = point[:, None] + leaf - leaf[:, [MEDIAN]]
    return out


def _spread(quantiles: np.ndarray) -> np.ndarray:
    """A standard deviation (n,) from the 80 % interval."""
    low, high = LEVELS.index(0.1), LEVELS.index(0.9)
    return (quantiles[:, high] - quantiles[:, low]) / (Z[high] - Z[low])


def _points(
    leaf: np.ndarray, node: np.ndarray, spread: np.ndarray, missed: np.ndarray, adds: sparse.csr_matrix
) -> np.ndarray:
    """Reconciled parts (n,): MinT, b = leaf − cov(leaf, gap) var(gap)⁻¹ gap, where gap = node − parts added up.

    W = U (d I + F Fᵀ) U with U the spreads (parts, then sums), F the misses and d what shrinkage leaves for each
    alone: a factor of rank T, so that only a matrix of sums × sums is solved.
    """
    n = len(leaf)
    gap = node - adds @ leaf
    told = np.isfinite(gap) & np.isfinite(spread[n:])
    if not told.any():
        return leaf
    part, own = adds[told], spread[n:][told]
    alone = SHRUNK * (missed**2).mean() if missed.any() else 1.0
    shared = np.sqrt((1 - SHRUNK) / max(len(missed), 1)) * missed.T
    together = spread[:n, None] * shared[:n]
    beyond = own[:, None] * shared[n:][told] - part @ together
    cross = part.multiply(alone * spread[:n] ** 2).tocsr()
    system = np.asarray((cross @ part.T).todense()) + np.diag(alone * own**2) + beyond @ beyond.T
    unit = np.sqrt(np.maximum(np.diag(system), 1e-300))  # whitened: sums of all sizes in one system
    solved = np.linalg.lstsq(system / unit[:, None] / unit, gap[told] / unit, rcond=1e-10)[0] / unit
    return leaf + cross.T @ solved - together @ (beyond.T @ solved)


def _draws(
    around: np.ndarray, spread: np.ndarray, own: np.ndarray, side: np.ndarray, adds: sparse.csr_matrix
) -> np.ndarray:
    """Draws (n, DRAWS) of the parts about their medians, with one common factor.

    `side` 1 or −1 (n,): the factor is the nämnd's size, so that a year of more income is one of more costs.
    """
    independent, together = adds @ spread**2, (adds @ (side * spread)) ** 2
    room = together - independent
    usable = np.isfinite(own) & (room > 1e-12 * np.maximum(together, 1e-300))
    strength = np.median((own**2 - independent)[usable] / room[usable]) if usable.any() else 0.0
    strength = float(np.clip(strength, 0.0, MAX_CORRELATION))
    rng = np.random.default_rng(SEED)
    common = rng.standard_normal(DRAWS)
    out = np.empty((len(around), DRAWS))
    for i, row in enumerate(around):
        z = np.sqrt(strength) * side[i] * common + np.sqrt(1 - strength) * rng.standard_normal(DRAWS)
        out[i] = np.interp(np.clip(z, Z[0] * 1.5, Z[-1] * 1.5), np.r_[Z[0] * 1.5, Z, Z[-1] * 1.5], _ends(row))
    return out


def _ends(row: np.ndarray) -> np.ndarray:
    """The quantiles with their lines drawn on to one and a half times the outermost normal score."""
    return np.r_[row[0] * 1.5 - 0.5 * row[MEDIAN], row, row[-1] * 1.5 - 0.5 * row[MEDIAN]]
