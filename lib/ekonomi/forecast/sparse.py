"""Series of scattered bookings: mostly zeros, and the months that are not do not come back next year."""

from typing import Final

import numpy as np

from ekonomi.forecast.levels import LEVELS
from ekonomi.forecast.years import flat

ZEROS: Final = 0.5  # more of the whole years' months than this are zero
SHARE: Final = 0.5  # of the forecast; the rest is the combination's


def with_windows(quantiles: np.ndarray, years: np.ndarray, known: int) -> np.ndarray:
    """`quantiles` (n, LEVELS) of the year to go, for scattered series half of them the sums that any run of as

    many months has had. `years` (n, Y ≥ 2, 12) upright and unbroken. A booking that comes back in the same
    month every year is no scatter: the change from last year must be larger than the level itself.
    """
    past = years[:, :-1]
    repeats = np.abs(np.diff(past, axis=1)).mean(axis=(1, 2)) <= np.abs(past).mean(axis=(1, 2))
    scattered = ((past == 0).mean(axis=(1, 2)) > ZEROS) & ~repeats
    if not scattered.any():
        return quantiles
    line = flat(years, known)[scattered]
    runs = np.lib.stride_tricks.sliding_window_view(line, 12 - known, axis=1).sum(axis=2)
    out = quantiles.copy()
    out[scattered] += SHARE * (np.quantile(runs, LEVELS, axis=1).T - quantiles[scattered])
    return out
