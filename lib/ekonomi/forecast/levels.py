"""The quantile levels of the published intervals and the small arithmetic on them."""

from typing import Final

import numpy as np
from scipy.stats import norm

LEVELS: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MEDIAN: Final = LEVELS.index(0.5)
Z: Final[np.ndarray] = np.asarray(norm.ppf(LEVELS))


def cdf(quantiles: np.ndarray, value: np.ndarray, levels: tuple[float, ...] = LEVELS) -> np.ndarray:
    """P(total ≤ value) (n,) of quantiles (n, levels): straight lines between levels in normal scores.

    Beyond the outermost levels the line from the median goes on. A distribution without width is a step.
    """
    scores = np.asarray(norm.ppf(levels))
    return np.array([_cdf_one(row, float(x), scores) for row, x in zip(quantiles, value, strict=True)])


def _cdf_one(row: np.ndarray, x: float, scores: np.ndarray) -> float:
    if not np.isfinite(row).all() or not np.isfinite(x):
        return float("nan")
    width, middle = row[-1] - row[0], len(row) // 2
    if width <= 0:
        return float(x >= row[middle])
    steps = row + np.arange(len(row)) * width * 1e-12
    end = 0 if x < steps[0] else -1
    if steps[0] <= x <= steps[-1]:
        return float(norm.cdf(np.interp(x, steps, scores)))
    slope = (scores[end] - scores[middle]) / (
        steps[end] - steps[middle] + (1e-12 * width if end else -1e-12 * width)
    )
    return float(norm.cdf(scores[end] + slope * (x - steps[end])))
