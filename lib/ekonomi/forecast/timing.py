"""Is a deviation growth or timing? The variance ratio decides how far the year's end is left as last year's.

Where bookings are moved between months within a yearly frame, the year's change from last year varies less
than twelve independent months would (variance ratio below 1; Lo & MacKinlay 1988), and late in the year the
seasonal naive is hard to beat: smooth models blur bookings that repeat. Where the ratio is well above 1,
deviations are growth and go on.
"""

from typing import Final

import numpy as np

TYPICAL: Final = 4.0  # median ratio of the development series
TYPICAL_SERIES: Final = 10.0  # the batch's own median weighs as much as this after so many series
FULL: Final = 1.4
NONE: Final = 2.0
FROM_MONTH: Final = 5
MONTHS: Final = 3  # early in the year timing and growth cannot be told apart


def variance_ratio(years: np.ndarray) -> np.ndarray:
    """Variance of the year's change from last year over twelve times its months' (n,); `years` (n, Y ≥ 3, 12),

    the asked one last and not used."""
    change = np.diff(years[:, :-1], axis=1)
    months = 12 * (change**2).mean(axis=(1, 2))
    return np.where(
        months > 0, (change.sum(axis=2) ** 2).mean(axis=1) / np.where(months > 0, months, 1.0), TYPICAL
    )


def naive_share(years: np.ndarray, known: int) -> np.ndarray:
    """How much (n,) 0–1 of the forecast is the seasonal naive's, by ratio and month.

    The ratio is the geometric mean of the series' own and its batch's, the batch counted once or twice,
    whichever is lower: with a few years one's own is uncertain, and series of one batch behave alike.
    """
    own = np.log(np.maximum(variance_ratio(years), 1e-3))
    batch = (len(own) * np.median(own) + TYPICAL_SERIES * np.log(TYPICAL)) / (len(own) + TYPICAL_SERIES)
    ratio = np.exp(np.minimum((own + batch) / 2, (own + 2 * batch) / 3))
    late = np.clip((known - FROM_MONTH) / MONTHS, 0.0, 1.0)
    return late * np.clip((NONE - ratio) / (NONE - FULL), 0.0, 1.0)
