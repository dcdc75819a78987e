"""The one combiner: stack and adaptive blend, mean of quantiles, corrected by what the batch itself shows."""

from typing import Final

import numpy as np
from joblib import Parallel, delayed
from statsmodels.regression.quantile_regression import QuantReg

from ekonomi.forecast.levels import LEVELS, MEDIAN
from ekonomi.forecast.naive import naive_rest
from ekonomi.forecast.sparse import with_windows
from ekonomi.forecast.stack import BASE, View, stacked, view
from ekonomi.forecast.timing import naive_share
from ekonomi.forecast.weights import shipped

CHUNK: Final = 250  # series a task: bounds memory, and is the same whatever the number of processes
SMALL: Final = 150  # batches below this use the shipped weights alone
STACK: Final = 0.9  # the stack's part of the mean; the rest is the adaptive blend's
HALF: Final = 600  # replays at which the batch's own correction counts half


def combination(years: np.ndarray, known: int, jobs: int | None = None) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go; `years` (n, Y ≥ 3, 12) upright and unbroken, 1 ≤ known ≤ 11."""
    chunks = [years[i : i + CHUNK] for i in range(0, len(years), CHUNK)]
    back = 1 if len(years) >= SMALL and years.shape[1] > 3 else 0
    done = Parallel(n_jobs=jobs)(delayed(_chunk)(chunk, known, back) for chunk in chunks)
    now = np.vstack([first for first, _, _ in done])
    share = naive_share(years, known)[:, None]
    now = (1 - share) * now + share * naive_rest(years, known)
    if back:
        then, scale = np.vstack([q for _, q, _ in done]), np.concatenate([s for _, _, s in done])
        now = _corrected(now, then, scale, years, known)
    return with_windows(now, years, known)


def _chunk(years: np.ndarray, known: int, back: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The combination now and at the close a year ago, and the scale (n,) then, of one task's series."""
    weights, history = shipped(), years.shape[1] - 1
    now = _mean(view(years, known, weights.prior), weights.stack[known][history])
    if not back:
        return now, np.empty((0, len(LEVELS))), np.empty(0)
    seen = view(years[:, :-1], known, weights.prior)
    return now, _mean(seen, weights.stack[known][history - 1]), seen.scale


def _mean(seen: View, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of quantiles (Lichtendahl et al. 2013) of the stack and the adaptive blend."""
    return STACK * stacked(seen, weights) + (1 - STACK) * seen.quantiles[BASE]


def _corrected(
    now: np.ndarray, then: np.ndarray, scale: np.ndarray, years: np.ndarray, known: int
) -> np.ndarray:
    """The widths, stretched as last year's closes of the same batch say they should have been.

    One factor per level by statsmodels QuantReg through the origin, shrunk towards 1 by n / (n + HALF).
    """
    missed = (years[:, -2, known:].sum(axis=1) - then[:, MEDIAN]) / scale
    trust = len(then) / (len(then) + HALF)
    out = now.copy()
    for i, level in enumerate(LEVELS):
        if i == MEDIAN:
            continue
        width = (then[:, i] - then[:, MEDIAN]) / scale
        if not np.abs(width).max() > 0:
            continue
        factor = float(QuantReg(missed, width[:, None]).fit(q=level, max_iter=3000).params[0])
        factor = 1 + trust * (float(np.clip(factor, 0.5, 2.0)) - 1)
        out[:, i] = now[:, MEDIAN] + factor * (now[:, i] - now[:, MEDIAN])
    return np.sort(out, axis=1)
