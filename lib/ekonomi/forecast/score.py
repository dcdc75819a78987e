"""Proper scores of quantile forecasts."""

import numpy as np

from ekonomi.forecast.levels import LEVELS, MEDIAN

INTERVALS = ((0.2, LEVELS.index(0.1), LEVELS.index(0.9)), (0.05, LEVELS.index(0.025), LEVELS.index(0.975)))


def interval_score(lower: np.ndarray, upper: np.ndarray, outcome: np.ndarray, alpha: float) -> np.ndarray:
    """Winkler's interval score (n,) of a central 1 − alpha interval, in the unit of the outcome."""
    below, above = np.maximum(lower - outcome, 0), np.maximum(outcome - upper, 0)
    return (upper - lower) + 2 / alpha * (below + above)


def wis(quantiles: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Weighted interval score (n,) of median, 80 % and 95 % interval (Bracher et al. 2021); lower is better."""
    total = 0.5 * np.abs(outcome - quantiles[:, MEDIAN])
    for alpha, low, high in INTERVALS:
        total = total + alpha / 2 * interval_score(quantiles[:, low], quantiles[:, high], outcome, alpha)
    return total / (len(INTERVALS) + 0.5)
