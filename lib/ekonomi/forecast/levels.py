"""The quantile levels of the published intervals, their scores, and the one published stretch."""

from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit  # what scipy.stats asks too, without its half second

LEVELS: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MEDIAN, LOW, HIGH = LEVELS.index(0.5), LEVELS.index(0.1), LEVELS.index(0.9)
Z: Final[np.ndarray] = np.asarray(ndtri(LEVELS))
SCORES: Final[np.ndarray] = np.asarray(stdtrit(6, LEVELS))
"""Scores of the models' errors: Student t with six degrees of freedom; ledgers have heavier tails than the normal."""
STRETCH: Final = dict(enumerate((0.88, 0.85, 0.82, 0.79, 0.78, 0.79, 0.8, 0.82, 0.86, 0.92, 0.98), start=1))
"""The width by known months: the one figure learned from other series (see docs/metod/prognos.md)."""
BOUNDS: Final = {"prognos": 0.5, "nedre_80": 0.1, "övre_80": 0.9, "nedre_95": 0.025, "övre_95": 0.975}
RISING: Final = dict(sorted(BOUNDS.items(), key=lambda one: one[1]))
"""The published columns and their levels, as they are written, and from lowest to highest."""
INTERVALS: Final = ((0.2, 1, -2), (0.05, 0, -1))
BEYOND: Final = 20.0  # times the outermost levels: as far as the line from the median goes on


def spread(quantiles: np.ndarray) -> np.ndarray:
    """A standard deviation (n,) from the 80 % interval of quantiles (n, LEVELS)."""
    return np.asarray((quantiles[:, HIGH] - quantiles[:, LOW]) / (Z[HIGH] - Z[LOW]))


def wis(quantiles: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Weighted interval score (n,) of median, 80 % and 95 % interval (Bracher et al. 2021, eq. 1); lower is better.

    `quantiles` (n, LEVELS), or the published ones (n, RISING).
    """
    total = 0.5 * np.abs(outcome - quantiles[:, quantiles.shape[1] // 2])
    for alpha, low, high in INTERVALS:
        below = np.maximum(quantiles[:, low] - outcome, 0)
        above = np.maximum(outcome - quantiles[:, high], 0)
        total = total + alpha / 2 * (quantiles[:, high] - quantiles[:, low]) + below + above
    return np.asarray(total / (len(INTERVALS) + 0.5))


def cdf(quantiles: np.ndarray, value: np.ndarray, levels: tuple[float, ...] = LEVELS) -> np.ndarray:
    """P(total ≤ value) (n,) of quantiles (n, levels): straight lines between levels in normal scores.

    Beyond the outermost levels the line from the median goes on. A distribution without width is a step.
    """
    scores = np.asarray(ndtri(levels))
    return np.array([_cdf_one(row, float(x), scores) for row, x in zip(quantiles, value, strict=True)])


def _cdf_one(row: np.ndarray, x: float, scores: np.ndarray) -> float:
    middle, width = row[len(row) // 2], row[-1] - row[0]
    if not np.isfinite([width, x]).all():
        return float("nan")
    if width <= 0:
        return float(x >= middle)
    far = middle + BEYOND * (row[[0, -1]] - middle)
    steps = np.r_[far[0], row, far[1]]
    steps = steps + np.arange(len(steps)) * width * 1e-12
    return float(ndtr(np.interp(x, steps, np.r_[BEYOND * scores[0], scores, BEYOND * scores[-1]])))


def perhaps(quantiles: np.ndarray, lump: float, chance: float, wide: float = 0.0) -> np.ndarray:
    """Quantiles (LEVELS,) of a total that with `chance` (0–1) also holds `lump`, give or take `wide`: the mixture."""
    if not chance or not lump:
        return quantiles
    at = np.linspace(0.005, 0.995, 199)
    score = np.asarray(ndtri(at))
    one = np.interp(score, Z, quantiles)
    both = np.r_[one, one + lump + wide * score]
    order = np.argsort(both, kind="stable")
    weight = np.r_[np.full(199, 1 - chance), np.full(199, chance)][order] / 199
    return np.asarray(np.interp(LEVELS, np.cumsum(weight) - weight / 2, both[order]))
