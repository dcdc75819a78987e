"""Seasonal naive: the months so far, and last year's months for the rest."""

import numpy as np
import pandas as pd

from ekonomi.forecast.levels import LEVELS, Z
from ekonomi.forecast.panel import Panel
from ekonomi.forecast.years import so_far, upright


def naive(panel: Panel) -> pd.DataFrame:
    """Quantiles (serie × LEVELS) of the full-year total; NaN where last year's remaining months are unknown."""
    years, sign = upright(panel)
    quantiles = so_far(years, panel.known)[:, None] + naive_rest(years, panel.known)
    return pd.DataFrame(
        np.sort(quantiles * sign[:, None], axis=1), index=panel.names, columns=pd.Index(LEVELS)
    )


def naive_rest(years: np.ndarray, known: int) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go.

    The spread is the root mean square of what the same rule missed in earlier years; with one year of
    history, that of the months between the two years, as if they were independent.
    """
    rest = years[:, :-1, known:].sum(axis=2)
    if rest.shape[1] == 0:
        return np.full((len(years), len(LEVELS)), np.nan)
    missed = np.diff(rest, axis=1)
    seen = np.isfinite(missed)
    month = years[:, -1, :known] - years[:, -2, :known]
    short = np.sqrt(np.nanmean(np.where(np.isfinite(month), month, 0.0) ** 2, axis=1) * (12 - known))
    count = seen.sum(axis=1)
    long = np.sqrt((np.where(seen, missed, 0.0) ** 2).sum(axis=1) / np.maximum(count, 1))
    return rest[:, -1:] + np.where(count > 0, long, short)[:, None] * Z
