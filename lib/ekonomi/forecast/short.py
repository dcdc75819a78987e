"""Series too young for the family: one whole year before the asked one, or none at all."""

from dataclasses import dataclass

import numpy as np
from statsmodels.regression.quantile_regression import QuantReg

from ekonomi.forecast.levels import LEVELS, MEDIAN

SHORT_FEATURES = ("tillägg", "kvot", "ändring", "månadsspridning", "nivå")
NEW_FEATURES = ("senaste", "månadsspridning", "nivå")
MAX_RATIO = 4.0


@dataclass(frozen=True)
class ShortView:
    """Base of the year to go (n,), moves of the centre (n, a), widths (n, b) and scale (n,) of young series."""

    base: np.ndarray
    places: np.ndarray
    widths: np.ndarray
    scale: np.ndarray


def one_year(years: np.ndarray, known: int) -> ShortView:
    """`years` (n, 2, 12) upright: last year whole, the asked one to `known`. Base: last year's rest."""
    ahead = 12 - known
    last, begun = years[:, 0], years[:, 1, :known]
    rest, then, now = last[:, known:].sum(axis=1), last[:, :known].sum(axis=1), begun.sum(axis=1)
    added = (now - then) * ahead / known
    good = (then > 0) & (now > 0) & (rest > 0)
    ratio = np.where(good, np.clip(now / np.where(good, then, 1.0), 1 / MAX_RATIO, MAX_RATIO), 1.0)
    multiplied = np.where(good, rest * (ratio - 1), added)
    moved = np.abs(begun - last[:, :known]).mean(axis=1)
    noise = last.std(axis=1)
    level = np.abs(last).mean(axis=1)
    widths = np.column_stack([moved * ahead, noise * np.sqrt(ahead), level * ahead])
    return ShortView(
        rest, np.column_stack([added, multiplied]), widths, moved + 0.1 * noise + 0.02 * level + 1e-12
    )


def no_year(months: np.ndarray, ahead: int) -> ShortView:
    """`months` (n, T ≥ 1) upright, the series' months so far, older first, NaN before it began. Base: their mean."""
    mean = np.nanmean(months, axis=1)
    noise = np.nanstd(months, axis=1)
    level = np.nanmean(np.abs(months), axis=1)
    last = (months[:, -1] - mean) * ahead
    widths = np.column_stack([noise * ahead, level * ahead])
    return ShortView(mean * ahead, last[:, None], widths, level + noise + 1e-12)


def _design(view: ShortView, level: int) -> np.ndarray:
    columns = view.places if level == MEDIAN else np.hstack([view.places, view.widths])
    return columns / view.scale[:, None]


def fit_short(view: ShortView, became: np.ndarray) -> np.ndarray:
    """Weights (LEVELS, places + widths) by statsmodels QuantReg, as `stack.fit_stack`."""
    target = (became - view.base) / view.scale
    weights = np.zeros((len(LEVELS), view.places.shape[1] + view.widths.shape[1]))
    for i, level in enumerate(LEVELS):
        x = _design(view, i)
        weights[i, : x.shape[1]] = QuantReg(target, x).fit(q=level, max_iter=3000).params
    return weights


def short(view: ShortView, weights: np.ndarray) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go; levels that cross are sorted."""
    columns = []
    for i in range(len(LEVELS)):
        x = _design(view, i)
        columns.append(view.base + view.scale * (x @ weights[i, : x.shape[1]]))
    return np.sort(np.column_stack(columns), axis=1)
