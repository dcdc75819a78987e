"""Forecasts that add up: parts and sums forecast alike, then reconciled so that parts sum to the published whole.

Point forecasts by weighted least squares (MinT with a diagonal covariance; Wickramasuriya, Athanasopoulos &
Hyndman 2019), the weights being powers of the forecasts' own widths: the more uncertain, the more it moves.
Intervals from one coherent sample: parts drawn together with a common factor whose strength makes the sums as
wide as their own forecasts say, every sum added up draw by draw.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from ekonomi.errors import DataError, Finding
from ekonomi.forecast.full_year import full_year, published
from ekonomi.forecast.levels import LEVELS, MEDIAN, Z
from ekonomi.forecast.panel import MÅNAD, SERIE, VÄRDE, build

TOTAL: Final = "Totalt"
ANY: Final = "*"
DRAWS: Final = 2000
SEED: Final = 2025
MAX_CORRELATION: Final = 0.95
POWER: Final = 0.8  # of a width: squared widths, learned from few months each, move small parts too much
SUMS: Final = 0.5  # sums are forecast better than their widths say
RECONCILED: Final = ", avstämd"


@dataclass(frozen=True)
class Tree:
    """Parts `leaves` (n,), sums `nodes` (m,), and which parts each sum adds: `adds` (m, n) sparse of 0 and 1."""

    leaves: pd.Index
    nodes: pd.Index
    adds: sparse.csr_matrix


def tree(names: pd.Index, separator: str, crossed: bool = False, fil: str = "serierna") -> Tree:
    """The sums that names such as `A|x` imply: each prefix and the whole (TOTAL).

    `crossed`: every combination of parts is a sum, a dropped part written `*` (ansvar × kostnadsslag). A sum of a
    single part is that part and is left out. Raises DataError where a series is named as one of the sums.
    """
    parts = [tuple(str(name).split(separator)) for name in names]
    members: dict[str, list[int]] = {}
    for i, part in enumerate(parts):
        for key in _sums(part, separator, crossed):
            members.setdefault(key, []).append(i)
    both = sorted(set(members) & set(names))
    if both:
        raise DataError(
            Finding(
                fil,
                f"serien ”{both[0]}”",
                "en del eller en summa, inte båda",
                "Ta bort summan.",
                kolumn=SERIE,
            )
        )
    kept = {key: rows for key, rows in sorted(members.items()) if len(rows) > 1}
    rows = np.repeat(np.arange(len(kept)), [len(v) for v in kept.values()])
    columns = np.concatenate([np.array(v) for v in kept.values()]) if kept else np.array([], int)
    adds = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(kept), len(names)))
    return Tree(names, pd.Index(list(kept), dtype=object), adds)


def _sums(part: tuple[str, ...], separator: str, crossed: bool) -> list[str]:
    """The names of the sums that a part belongs to."""
    if not crossed:
        return [TOTAL, *(separator.join(part[:depth]) for depth in range(1, len(part)))]
    places = range(len(part))
    kept = [set(k) for size in range(1, len(part)) for k in combinations(places, size)]
    return [TOTAL, *(separator.join(p if i in k else ANY for i, p in enumerate(part)) for k in kept)]


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
    leaves = build(series, period, första_månad, fil)
    structure = tree(leaves.names, separator, crossed, fil)
    both = build(pd.concat([series, aggregate(series, structure)]), period, första_månad, fil)
    quantiles, method = full_year(both, jobs)
    table = published(both, quantiles, method).set_index(SERIE)
    at = pd.Index(both.names)
    leaf, node = at.get_indexer(structure.leaves), at.get_indexer(structure.nodes)
    values = quantiles.to_numpy(copy=True)
    coherent = reconcile(np.nan_to_num(values[leaf]), values[node], structure)
    values[np.concatenate([leaf, node])] = coherent
    out = published(both, pd.DataFrame(values, both.names, pd.Index(LEVELS)), method + RECONCILED).set_index(
        SERIE
    )
    out.loc[structure.nodes, "utfall"] = structure.adds @ table.loc[structure.leaves, "utfall"].to_numpy()
    nothing = table["prognos"].isna() & table.index.isin(structure.leaves)
    out.loc[nothing] = table.loc[nothing]
    return out.reset_index()


def aggregate(series: pd.DataFrame, structure: Tree) -> pd.DataFrame:
    """The sums as long series: a month is unknown where a part that has begun and not ended lacks it."""
    wide = series.dropna(subset=[VÄRDE]).pivot(index=SERIE, columns=MÅNAD, values=VÄRDE)
    wide = wide.reindex(structure.leaves).sort_index(axis=1)
    values = wide.to_numpy(float)
    seen = np.isfinite(values)
    inside = (np.cumsum(seen, axis=1) > 0) & (np.cumsum(seen[:, ::-1], axis=1)[:, ::-1] > 0)
    total = structure.adds @ np.where(seen, values, 0.0)
    lacking = structure.adds @ (inside & ~seen).astype(float)
    some = structure.adds @ seen.astype(float)
    out = pd.DataFrame(np.where((lacking == 0) & (some > 0), total, np.nan), structure.nodes, wide.columns)
    return out.rename_axis(SERIE).reset_index().melt(SERIE, var_name=MÅNAD, value_name=VÄRDE)


def reconcile(leaf: np.ndarray, node: np.ndarray, structure: Tree) -> np.ndarray:
    """Coherent quantiles (n + m, LEVELS), parts first, of base quantiles `leaf` (n, LEVELS) and `node` (m, LEVELS).

    The median column adds up; a sum whose own forecast is missing (NaN) follows its parts.
    """
    adds = structure.adds
    spread = _spread(leaf)
    point = _points(leaf[:, MEDIAN], spread**POWER, node, adds)
    draws = _draws(leaf - leaf[:, [MEDIAN]], spread, _spread(node), adds)
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


def _points(leaf: np.ndarray, variance: np.ndarray, node: np.ndarray, adds: sparse.csr_matrix) -> np.ndarray:
    """Reconciled parts (n,): each moved by its share of what the sums say beyond their parts."""
    gap = node[:, MEDIAN] - adds @ leaf
    own = SUMS * _spread(node) ** POWER
    told = np.isfinite(gap) & np.isfinite(own)
    if not told.any():
        return leaf
    part = adds[told]
    cross = part.multiply(variance[None, :]).tocsr()
    system = np.asarray((cross @ part.T).todense()) + np.diag(own[told])
    unit = np.sqrt(np.maximum(np.diag(system), 1e-300))  # whitened: sums of all sizes in one system
    solved = np.linalg.lstsq(system / unit[:, None] / unit, gap[told] / unit, rcond=1e-10)[0] / unit
    return leaf + cross.T @ solved


def _draws(around: np.ndarray, spread: np.ndarray, own: np.ndarray, adds: sparse.csr_matrix) -> np.ndarray:
    """Draws (n, DRAWS) of the parts about their medians, with one common factor."""
    independent, together = adds @ spread**2, (adds @ spread) ** 2
    room = together - independent
    usable = np.isfinite(own) & (room > 1e-12 * np.maximum(together, 1e-300))
    strength = np.median((own**2 - independent)[usable] / room[usable]) if usable.any() else 0.0
    strength = float(np.clip(strength, 0.0, MAX_CORRELATION))
    rng = np.random.default_rng(SEED)
    common = rng.standard_normal(DRAWS)
    out = np.empty((len(around), DRAWS))
    for i, row in enumerate(around):
        z = np.sqrt(strength) * common + np.sqrt(1 - strength) * rng.standard_normal(DRAWS)
        out[i] = np.interp(np.clip(z, Z[0] * 1.5, Z[-1] * 1.5), np.r_[Z[0] * 1.5, Z, Z[-1] * 1.5], _ends(row))
    return out


def _ends(row: np.ndarray) -> np.ndarray:
    """The quantiles with their lines drawn on to one and a half times the outermost normal score."""
    return np.r_[row[0] * 1.5 - 0.5 * row[MEDIAN], row, row[-1] * 1.5 - 0.5 * row[MEDIAN]]


def levels_of(names: pd.Series, separator: str = "|") -> pd.Series:
    """The level of each name: 0 the whole, then the number of parts."""
    return names.map(lambda name: 0 if name == TOTAL else str(name).count(separator) + 1)
