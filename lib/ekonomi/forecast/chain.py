"""Chain ladder: the months so far times what the rest of the year has been to them (Mack 1993)."""

import numpy as np
import pandas as pd

from ekonomi.forecast.levels import LEVELS, Z
from ekonomi.forecast.panel import Panel
from ekonomi.forecast.years import so_far, upright


def chain(panel: Panel) -> pd.DataFrame:
    """Quantiles (serie × LEVELS) of the full-year total; NaN where a year's part is not of one sign."""
    years, sign = upright(panel)
    total = so_far(years, panel.known)
    quantiles = total[:, None] + chain_rest(years, panel.known)
    return pd.DataFrame(
        np.sort(quantiles * sign[:, None], axis=1), index=panel.names, columns=pd.Index(LEVELS)
    )


def chain_rest(years: np.ndarray, known: int) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go; lognormal with the spread of the years' own factors."""
    begun, rest = years[:, :, :known].sum(axis=2), years[:, :-1, known:].sum(axis=2)
    count = rest.shape[1]
    if count == 0:
        return np.full((len(years), len(LEVELS)), np.nan)
    good = (begun > 0).all(axis=1) & (rest > 0).all(axis=1)
    safe = np.where(good[:, None], begun, 1.0)
    factor = np.where(good[:, None], rest, 1.0) / safe[:, :-1]
    log = np.log(factor)
    spread = log.std(axis=1, ddof=1) * np.sqrt(1 + 1 / count) if count > 1 else np.full(len(years), 0.2)
    if count == 2:
        spread = spread * 1.2
    usual = np.where(good[:, None], rest, 1.0).sum(axis=1) / safe[:, :-1].sum(axis=1)
    out = (safe[:, -1] * usual)[:, None] * np.exp(np.minimum(spread, 1.0)[:, None] * Z)
    return np.where(good[:, None], out, np.nan)
