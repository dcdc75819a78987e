"""Each series listens most to the experts that would have served it best at earlier closes."""

from typing import Final

import numpy as np

from ekonomi.forecast.levels import MEDIAN
from ekonomi.forecast.members import EXPERTS, experts
from ekonomi.forecast.sarima import MIN_MONTHS
from ekonomi.forecast.score import wis
from ekonomi.forecast.years import flat

POWER: Final = 2.0  # how strongly the past is listened to
FLOOR: Final = 0.02  # part of the experts' mean score added to each, so that luck does not win all
LATER: Final = (0, 3, 6, 9)  # months before the newest replay that can be checked
SAME: Final = (12, 24)  # the same close one and two years ago


def origins(months: int, known: int) -> list[int]:
    """Replays, as months before the close, newest first; each leaves two whole years and the year so far.

    The newest stands as many months back as lie ahead, so that its outcome is just known: it tells how the
    series behaves now, the same close of earlier years how this season does.
    """
    steps = {12 - known + later for later in LATER} | set(SAME)
    return sorted(s for s in steps if months - s >= max(24 + known, MIN_MONTHS))


def replay(
    years: np.ndarray, known: int, step: int, prior: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The experts `step` months before the close, with nothing later known, and what came of it (n,).

    The months are cut into years anew, so that the rest of a "year" is always the next 12 − known months.
    """
    line = flat(years, known)
    at = line.shape[1] - step
    whole = (at - known) // 12
    block = np.full((len(line), (whole + 1) * 12), np.nan)
    block[:, : whole * 12 + known] = line[:, at - whole * 12 - known : at]
    became = line[:, at : at + 12 - known].sum(axis=1)
    return experts(block.reshape(len(line), whole + 1, 12), known, prior), became


def trust(scores: np.ndarray) -> np.ndarray:
    """The experts' weights (n, experts) from their mean earlier scores (n, experts), to −POWER."""
    floored = scores + FLOOR * scores.mean(axis=1, keepdims=True) + 1e-9
    weight = (floored / floored.min(axis=1, keepdims=True)) ** -POWER
    return weight / weight.sum(axis=1, keepdims=True)


def stacked_experts(now: dict[str, np.ndarray]) -> np.ndarray:
    """Every expert's quantiles (n, experts, LEVELS)."""
    return np.stack([now[name] for name in EXPERTS], axis=1)


def judged(
    earlier: dict[str, np.ndarray], became: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of one replay and per expert (n, experts), in units of `scale` (n,): score, signed miss, 80 % width."""
    score = np.column_stack([wis(earlier[name], became) for name in EXPERTS])
    quantiles = stacked_experts(earlier)
    miss = became[:, None] - quantiles[:, :, MEDIAN]
    return score / scale[:, None], miss / scale[:, None], width(quantiles) / scale[:, None]


def width(quantiles: np.ndarray) -> np.ndarray:
    """The 80 % interval's width (…,) of quantiles (…, LEVELS)."""
    return np.asarray(quantiles[..., MEDIAN + 2] - quantiles[..., MEDIAN - 2])
