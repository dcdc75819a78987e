"""Arithmetic on the block of years: unknown months filled for the models, years as one line."""

import numpy as np

from ekonomi.forecast.panel import Panel


def flat(years: np.ndarray, known: int) -> np.ndarray:
    """(n, Y, 12) as (n, T) months, ending with the last known."""
    n = len(years)
    return years.reshape(n, -1)[:, : (years.shape[1] - 1) * 12 + known]


def filled(years: np.ndarray) -> np.ndarray:
    """A copy where a gap inside a series is its straight line plus its month's usual departure from it.

    Months before a series' first value and after the known ones stay NaN. The models need unbroken
    series; known totals are always summed from the unfilled ones.
    """
    n = len(years)
    line = years.reshape(n, -1)
    if np.isfinite(line).all():
        return years.copy()
    out = np.array([_fill_one(row) for row in line])
    return out.reshape(years.shape)


def _fill_one(row: np.ndarray) -> np.ndarray:
    seen = np.isfinite(row)
    if not seen.any():
        return row
    first, last = np.flatnonzero(seen)[[0, -1]]
    at = np.arange(len(row))
    gap = ~seen & (at > first) & (at < last)
    if not gap.any():
        return row
    line = np.interp(at, at[seen], row[seen])
    level = np.convolve(
        np.pad(line[first : last + 1], 6, mode="edge"), np.r_[0.5, np.ones(11), 0.5] / 12, "valid"
    )
    departure = np.full(len(row), np.nan)
    departure[first : last + 1] = row[first : last + 1] - level
    out = row.copy()
    for i in np.flatnonzero(gap):
        same = departure[i % 12 :: 12]
        usual = np.nanmedian(same) if np.isfinite(same).any() else 0.0
        out[i] = level[i - first] + usual
    return out


def so_far(years: np.ndarray, known: int) -> np.ndarray:
    """The total (n,) of the asked year's known months; unknown ones count as nothing."""
    return np.nansum(years[:, -1, :known], axis=1)


def orientation(years: np.ndarray) -> np.ndarray:
    """−1 (n,) for series that are mostly negative (costs), else +1: the models work on upright series."""
    return np.where(np.nansum(years, axis=(1, 2)) < 0, -1.0, 1.0)


def upright(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """The panel's years with gaps filled and costs turned up, and the sign (n,) to turn them back."""
    sign = orientation(panel.years)
    return filled(panel.years) * sign[:, None, None], sign
