"""The learned slope: how much of a deviation so far has usually gone on for the rest of the year."""

from typing import Final

import numpy as np
import pandas as pd

from ekonomi.forecast.levels import LEVELS, Z
from ekonomi.forecast.panel import Panel
from ekonomi.forecast.years import so_far, upright

PRIOR_SLOPE: Final = 0.5
PRIOR_WEIGHT: Final = 3.0  # as much as three times the series' own evidence
NEAR: Final = (-2, -1, 0, 1, 2)  # closes beside the asked one that teach too
LIMITS: Final = (-0.5, 1.3)


def slope(panel: Panel) -> pd.DataFrame:
    """Quantiles (serie × LEVELS) of the full-year total; NaN with fewer than two whole years before."""
    years, sign = upright(panel)
    quantiles = so_far(years, panel.known)[:, None] + slope_rest(years, panel.known)
    return pd.DataFrame(
        np.sort(quantiles * sign[:, None], axis=1), index=panel.names, columns=pd.Index(LEVELS)
    )


def slope_rest(years: np.ndarray, known: int) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go.

    Last year's rest plus b times what this year has run ahead of last year, carried to the rest's length.
    b is a ridge regression over the series' own earlier years, at this close and those beside it: 0 where
    deviations have been timing (a yearly budget holds), 1 where they have been growth, less than 0 where
    they have been taken back. The spread is the rule's own misses.
    """
    if years.shape[1] < 3:
        return np.full((len(years), len(LEVELS)), np.nan)
    b = _slopes(years[:, :-1], known)
    ran, _ = _moves(years, known)
    then, became = _moves(years[:, :-1], known)
    missed = np.sqrt(((became - b[:, None] * then) ** 2).mean(axis=1))
    centre = years[:, -2, known:].sum(axis=1) + b * ran[:, -1]
    return centre[:, None] + missed[:, None] * Z


def _moves(years: np.ndarray, known: int) -> tuple[np.ndarray, np.ndarray]:
    """What each year ran ahead of the one before to `known`, carried to the rest's length, and what came of it."""
    begun, rest = years[:, :, :known].sum(axis=2), years[:, :, known:].sum(axis=2)
    return np.diff(begun, axis=1) * (12 - known) / known, np.diff(rest, axis=1)


def _slopes(past: np.ndarray, known: int) -> np.ndarray:
    """b (n,) from whole years (n, Y ≥ 2, 12)."""
    product, square = np.zeros((2, len(past)))
    for close in (known + near for near in NEAR):
        if 1 <= close <= 11:
            ran, became = _moves(past, close)
            product += (ran * became).sum(axis=1)
            square += (ran**2).sum(axis=1)
    prior = PRIOR_WEIGHT * square / (past.shape[1] - 1)
    b = (product + prior * PRIOR_SLOPE) / np.where(square > 0, square + prior, 1.0)
    return np.clip(np.where(square > 0, b, 0.0), *LIMITS)
