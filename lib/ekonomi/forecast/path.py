"""The way to the full year: the cumulative total by month with its intervals, for a fan chart."""

import numpy as np
import pandas as pd

from ekonomi.forecast.full_year import BOUNDS, full_year
from ekonomi.forecast.panel import Panel, build
from ekonomi.forecast.tree import Tree
from ekonomi.forecast.years import filled

PATH_COLUMNS = ("serie", "månad", "utfall", "prognos", "nedre_80", "övre_80", "nedre_95", "övre_95")


def monthly_path(
    series: pd.DataFrame, period: str, *, första_månad: int = 1, fil: str = "serierna"
) -> pd.DataFrame:
    """The year's cumulative total by month: twelve rows per series, PATH_COLUMNS, unit of `värde`.

    `utfall` is the cumulative outcome (NaN after `period`); the other columns are the median and the bounds
    of the cumulative total (equal to `utfall` up to `period`). The last month's bounds are those of
    `forecast` for the same input. Arguments and errors as `forecast`.
    """
    panel = build(series, period, första_månad, fil)
    return paths(panel, full_year(panel)[0])


def paths(panel: Panel, quantiles: pd.DataFrame, structure: Tree | None = None) -> pd.DataFrame:
    """The path of a panel whose full-year quantiles (serie × LEVELS) are known.

    With `structure` the median of a sum is that of its parts in every month (the quantiles being reconciled).
    The median follows last years' shape of the remaining months; the deviation of a bound from the median
    grows with the square root of the months passed (a random walk's share of the final spread).
    """
    n, known = len(panel.names), panel.known
    so_far = np.nancumsum(panel.years[:, -1, :known], axis=1)
    rest = quantiles[0.5].to_numpy() - (so_far[:, -1])
    share = _shape(panel)
    growth = np.sqrt(np.arange(1, 13 - known) / max(12 - known, 1))
    frame = pd.DataFrame({"serie": np.repeat(panel.names.to_numpy(), 12), "månad": np.tile(panel.months, n)})
    frame["utfall"] = np.hstack([so_far, np.full((n, 12 - known), np.nan)]).ravel()
    centre = so_far[:, -1:] + rest[:, None] * share
    if structure is not None:
        leaf, node = (panel.names.get_indexer(names) for names in (structure.leaves, structure.nodes))
        centre[node] = structure.adds @ np.nan_to_num(centre[leaf])
    for column, level in BOUNDS.items():
        off = (quantiles[level] - quantiles[0.5]).to_numpy()[:, None] * growth
        frame[column] = np.hstack([so_far, centre + off]).ravel()
    return frame


def _shape(panel: Panel) -> np.ndarray:
    """Cumulative share (n, remaining) of the year to go by month; straight where history gives no shape."""
    ahead = 12 - panel.known
    even = np.arange(1, ahead + 1) / max(ahead, 1)
    if panel.years.shape[1] < 2 or ahead == 0:
        return np.tile(even, (len(panel.names), 1))
    past = filled(panel.years)[:, -4:-1, panel.known :]
    seen = np.isfinite(past).any(axis=1)
    usual = np.where(seen, np.nansum(past, axis=1) / np.maximum(np.isfinite(past).sum(axis=1), 1), 0.0)
    cumulative = np.cumsum(usual, axis=1)
    final = cumulative[:, -1:]
    steady = np.abs(final) > 0.2 * np.abs(usual).sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(steady & seen.all(axis=1, keepdims=True), cumulative / final, even)
