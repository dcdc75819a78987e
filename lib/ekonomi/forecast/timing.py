"""Is a deviation growth or timing? Two marks of timing decide how far the year's end is left as last year's.

Where bookings are moved between months within a yearly frame, what one month gains its neighbour loses: the
change from last year varies less over the year than twelve independent months would (variance ratio below 1;
Lo & MacKinlay 1988), and neighbouring months' changes do not go together (first autocorrelation at or below 0).
Late in such a year the seasonal naive is hard to beat: smooth models blur bookings that repeat. Growth has a
high ratio and a high autocorrelation; a series with both marks low by chance is often a quiet one.
"""

from typing import Final

import numpy as np

from ekonomi.forecast.years import flat

RATIO: Final = (2.0, 3.0)  # timing up to the first, none from the second, a slope between; so for the others
AUTOCORRELATION: Final = (0.0, 0.15)
NOISE: Final = (0.08, 0.05)
MONTH: Final = (8.0, 5.0)  # early in the year timing and growth cannot be told apart


def naive_share(years: np.ndarray, known: int) -> np.ndarray:
    """How much (n,) 0–1 of the forecast is the seasonal naive's; `years` (n, Y ≥ 3, 12), the asked one last.

    Every series is judged by itself, so the answer does not depend on its batch.
    """
    marks = (
        _within(variance_ratio(years), RATIO),
        _within(autocorrelation(years, known), AUTOCORRELATION),
        _within(_noise(years, known), NOISE),
    )
    return _within(np.array(float(known)), MONTH) * np.prod(marks, axis=0)


def _within(value: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """1 at or beyond the first limit, 0 at or beyond the second, a straight line between."""
    full, none = limits
    return np.clip((none - value) / (none - full), 0.0, 1.0)


def variance_ratio(years: np.ndarray) -> np.ndarray:
    """Variance of the year's change from last year over twelve times its months' (n,), in the whole years;

    0 for a series that repeats itself exactly."""
    change = np.diff(years[:, :-1], axis=1)
    months = 12 * (change**2).mean(axis=(1, 2))
    return (change.sum(axis=2) ** 2).mean(axis=1) / np.where(months > 0, months, 1.0)


def autocorrelation(years: np.ndarray, known: int) -> np.ndarray:
    """First autocorrelation (n,) of the change from the same month last year, about zero, to the last known."""
    change = _changes(years, known)
    square = (change**2).sum(axis=1)
    return (change[:, 1:] * change[:, :-1]).sum(axis=1) / np.where(square > 0, square, 1.0)


def _noise(years: np.ndarray, known: int) -> np.ndarray:
    """The usual change from the same month last year through the usual month (n,), to the last known."""
    return np.abs(_changes(years, known)).mean(axis=1) / (np.abs(flat(years, known)).mean(axis=1) + 1e-12)


def _changes(years: np.ndarray, known: int) -> np.ndarray:
    """The change from the same month last year (n, T − 12), to the last known."""
    line = flat(years, known)
    return line[:, 12:] - line[:, :-12]
