"""Forecasts that add up: parts and sums forecast alike, then reconciled (MinT) so that parts sum to the whole.

The more uncertain a forecast, the more it moves, and forecasts that have erred together move together (`mint`); the
same formula gives what uncertainty is left, so that parts' and sums' intervals belong together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from ekonomi import period as months
from ekonomi.forecast.full_year import Answer, Fitted, full_year, paths, published
from ekonomi.forecast.levels import LEVELS, MEDIAN, Z, spread
from ekonomi.forecast.panel import MÅNAD, REGISTER, SERIE, Known, Panel, Tree, aggregate, build, tree

REPLAYS: Final = 2  # earlier years whose misses tell which forecasts err together
MIN_YEARS: Final = 2  # the replayed year and a whole one before it
FARTHEST: Final = 3.0  # spreads; a miss beyond counts as this
SHRUNK: Final = 0.3  # towards misses that have nothing to do with each other
RECONCILED: Final = ", avstämd"


@dataclass(frozen=True, eq=False)
class Coherent:
    """The reconciled forecast of parts and sums at one close.

    `panel` holds both; `answer` is in its order. The medians add up; the other quantiles do not (spreads do not add).
    A part that has no forecast is NaN and counts as nothing in the sums.
    """

    structure: Tree
    panel: Panel
    answer: Answer

    @property
    def table(self) -> pd.DataFrame:
        """The columns of `forecast` for parts and sums, sorted by serie; `utfall` and `prognos` add up exactly."""
        out = published(self.panel, self.answer).set_index(SERIE)
        parts = out.loc[self.structure.leaves]
        for column in ("utfall", "prognos"):
            out.loc[self.structure.nodes, column] = self.structure.adds @ parts[column].fillna(0).to_numpy()
        return out.reset_index()

    def budget(self, serie: str) -> np.ndarray:
        """The budget (12,) of a part or sum; NaN where it, or one of its parts, has none."""
        return self.panel.budget[self.panel.names.get_loc(serie)]

    def last_year(self, serie: str) -> np.ndarray:
        """The twelve months of the year before; NaN where they are not known."""
        years = self.panel.years[self.panel.names.get_loc(serie)]
        return years[-2] if len(years) > 1 else np.full(12, np.nan)

    @property
    def path(self) -> pd.DataFrame:
        """The year month by month, cumulative (`paths`); the medians add up in every month."""
        return paths(self.panel, self.answer.quantiles, self.structure)


class Closes:
    """The forecasts of parts and sums each for themselves, at any close; made once for each.

    `known_at` gives the parts as they were known at a close (rows as in `forecast`), `told_at` what people then knew of
    them (`panel.REGISTER`). Parameters are estimated once a year, at the first close of it that is asked for.
    """

    def __init__(
        self,
        known_at: Callable[[str], pd.DataFrame],
        structure: Tree,
        told_at: Callable[[str], pd.DataFrame] | None = None,
    ) -> None:
        self.known_at, self.structure, self._told_at = known_at, structure, told_at
        self._made: dict[str, tuple[Tree, Panel, Answer]] = {}
        self._fitted: dict[str, Fitted] = {}

    def alone(self, close: str) -> tuple[Tree, Panel, Answer]:
        """The tree of what had begun, its panel and answer before reconciliation."""
        if close not in self._made:
            parts = self.known_at(close)
            begun = self.structure.begun(pd.Index(parts[SERIE].unique()))
            panel = build(pd.concat([parts, aggregate(parts, begun)]), close)
            fitted = self._fitted.setdefault(panel.months[0], {})
            self._made[close] = (begun, panel, full_year(panel, fitted=fitted))
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
        _, panel, answer = self.alone(close)
        then = answer.quantiles.to_numpy()
        wide = spread(then)
        usable = wide > 1e-6 * np.nanmax(wide, initial=0.0)
        became = pd.Series(now.years[:, -1 - step].sum(axis=1), now.names).reindex(panel.names).to_numpy()
        missed = (became - then[:, MEDIAN]) / np.where(usable, wide, 1.0)
        return pd.Series(np.where(usable, missed, np.nan), panel.names)

    def coherent(self, close: str) -> Coherent:
        """Everything at a close, reconciled; parts stay at or above what is booked where they are never negative."""
        structure, panel, alone = self.alone(close)
        register = self._told_at(close) if self._told_at else pd.DataFrame(columns=list(REGISTER))
        alone = self._with_known(structure, panel, alone, register)
        values = alone.quantiles.to_numpy(copy=True)
        leaf, node = (panel.names.get_indexer(names) for names in (structure.leaves, structure.nodes))
        nothing = np.isin(np.arange(len(values)), leaf) & np.isnan(values[:, MEDIAN])
        order = np.concatenate([leaf, node])
        missed = self.misses(close).to_numpy()[:, order]
        unseen = np.array([made.unseen for made in alone.made])[order]
        bounds = _bounds(panel, Known(register, panel).booked())[leaf]
        values[order] = reconcile(np.nan_to_num(values[leaf]), values[node], structure, missed, bounds, unseen)
        values[nothing] = np.nan
        word = np.where(nothing, alone.method, alone.method + RECONCILED)
        quantiles = pd.DataFrame(values, panel.names, pd.Index(LEVELS))
        return Coherent(structure, panel, Answer(quantiles, word, alone.remark, alone.made))

    def _with_known(self, structure: Tree, panel: Panel, alone: Answer, register: pd.DataFrame) -> Answer:
        """The parts by what the register says of them, and the sums moved as far as their parts were."""
        told = panel.names.isin(structure.leaves) & panel.names.isin(register[SERIE])
        if not told.any():
            return alone
        values, word, remark = alone.quantiles.to_numpy(copy=True), alone.method.copy(), alone.remark.copy()
        own = full_year(panel.take(told), kända=register)
        moved = np.zeros(len(values))
        moved[told] = own.quantiles.to_numpy()[:, MEDIAN] - values[told, MEDIAN]
        values[told], word[told], remark[told] = own.quantiles.to_numpy(), own.method, own.remark
        leaf, node = (panel.names.get_indexer(names) for names in (structure.leaves, structure.nodes))
        values[node] += (structure.adds @ np.nan_to_num(moved[leaf]))[:, None]
        every = list(alone.made)
        for at, made in zip(np.flatnonzero(told), own.made, strict=True):
            every[at] = made
        return Answer(pd.DataFrame(values, panel.names, pd.Index(LEVELS)), word, remark, every)


def _bounds(panel: Panel, booked: np.ndarray) -> np.ndarray:
    """The least and most (n, 2) that a year can be: what is booked, for series that have only been of one sign."""
    begun = np.nansum(panel.years[:, -1, : panel.known], axis=1) + booked
    some = np.nan_to_num(panel.years).reshape(len(begun), -1)
    low = np.where(some.min(axis=1) >= 0, begun, -np.inf)
    return np.column_stack([low, np.where(some.max(axis=1) <= 0, begun, np.inf)])


def forecast_tree(
    series: pd.DataFrame, period: str, separator: str = "|", *, kända: pd.DataFrame | None = None, fil: str = "serierna"
) -> pd.DataFrame:
    """As `forecast`, for the series and all their sums, reconciled: `utfall` and `prognos` add up exactly.

    Rows sorted by serie, sums named by prefix and TOTAL. Series without a forecast are left as they are and count as
    nothing in the sums.
    """
    structure = tree(pd.Index(sorted(series[SERIE].unique()), dtype=object), separator, fil)
    told = None if kända is None else lambda _: kända
    return Closes(lambda close: series[series[MÅNAD] <= close], structure, told).coherent(period).table


def reconcile(
    leaf: np.ndarray,
    node: np.ndarray,
    structure: Tree,
    missed: np.ndarray | None = None,
    bounds: np.ndarray | None = None,
    unseen: np.ndarray | None = None,
) -> np.ndarray:
    """Coherent quantiles (n + m, LEVELS), parts first, of base quantiles `leaf` (n, LEVELS) and `node` (m, LEVELS).

    `missed` (T, n + m), parts first: what earlier forecasts missed by (`Closes.misses`). `bounds` (n, 2): the least and
    most a part can be. `unseen` (n + m,): the part of each spread that is growth not yet seen (`Made.unseen`).
    The median column adds up; a sum whose own forecast is missing (NaN) follows its parts.
    """
    n, adds = len(leaf), structure.adds
    base = np.vstack([leaf, node])
    wide = spread(base)
    gap = node[:, MEDIAN] - adds @ leaf[:, MEDIAN]
    told = np.isfinite(gap) & np.isfinite(wide[n:])
    missed = np.empty((0, len(base))) if missed is None else missed
    used = np.r_[np.ones(n, bool), told]
    growth = np.zeros(len(base)) if unseen is None else unseen
    moved, left = mint(gap[told], wide[used], adds[told], missed[:, used], growth[used])
    part = leaf[:, MEDIAN] + moved
    if bounds is not None:
        part = np.clip(part, bounds[:, 0], bounds[:, 1])
    whole = np.sqrt(np.maximum(np.asarray(adds @ (adds @ left).T).diagonal(), 0.0))
    wide_now = np.r_[np.sqrt(np.maximum(left.diagonal(), 0.0)), whole]
    centre = np.r_[part, adds @ part]
    shape = base - base[:, [MEDIAN]]
    usable = np.isfinite(wide) & (wide > 0)
    factor = np.where(usable, wide_now / np.where(usable, wide, 1.0), 0.0)[:, None]
    out = centre[:, None] + np.where(usable[:, None], np.nan_to_num(shape) * factor, Z * wide_now[:, None])
    if bounds is not None:
        out[:n] = np.clip(out[:n], bounds[:, [0]], bounds[:, [1]])
    return np.asarray(out)


def mint(
    gap: np.ndarray, wide: np.ndarray, adds: sparse.csr_matrix, missed: np.ndarray, unseen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How far the parts move (n,), and the covariance (n, n) that is left of them.

    MinT (Wickramasuriya, Athanasopoulos & Hyndman 2019, JASA 114, eq. 6). `gap` (m,) the sums' own forecasts less their
    parts added up; `wide` (n + m,) spreads, parts first. W is their covariance: widths, and the correlation of what was
    `missed` at the same close of earlier years shrunk by SHRUNK (Schäfer & Strimmer 2005); besides, the `unseen` part
    of the parts' spreads moves as one, incomes for themselves and costs for themselves (a single-index model, Sharpe
    1963, Management Science 9), and their sums with them. With C = (−S, I), C ŷ = gap:
    ỹ = ŷ − W Cᵀ (C W Cᵀ)⁻¹ gap, and its covariance W − W Cᵀ (C W Cᵀ)⁻¹ C W.
    """
    n, m = adds.shape[1], len(gap)
    together = missed.T @ missed / max(len(missed), 1)
    size = np.sqrt(np.where(together.diagonal() > 0, together.diagonal(), 1.0))
    correlation = (1 - SHRUNK) * together / size[:, None] / size
    np.fill_diagonal(correlation, 1.0)
    unseen = np.clip(unseen, -wide, wide)
    own = np.sqrt(wide**2 - unseen**2)
    parts = np.column_stack([np.maximum(unseen[:n], 0), np.minimum(unseen[:n], 0)])
    shared = np.vstack([parts, adds @ parts])
    w = correlation * own[:, None] * own + shared @ shared.T
    c = sparse.hstack([-adds, sparse.identity(m)]).tocsr()
    cw = np.asarray(c @ w)
    system = np.asarray(c @ cw.T)
    unit = np.sqrt(np.maximum(system.diagonal(), 1e-300))  # whitened: sums of all sizes in one system
    inverse = np.linalg.pinv(system / unit[:, None] / unit, rcond=1e-10, hermitian=True) / unit[:, None] / unit
    gain = cw.T[:n] @ inverse
    return -(gain @ gap), w[:n, :n] - gain @ cw[:, :n]
