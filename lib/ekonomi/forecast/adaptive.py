"""Each series listens most to the experts that served it best at the same close of earlier years."""

from typing import Final

import numpy as np

from ekonomi.forecast.members import EXPERTS, experts
from ekonomi.forecast.score import wis

POWER: Final = {"anpassad": 1.0, "kräsen": 2.5}  # how strongly the past is listened to
FLOOR: Final = 0.02  # part of the experts' mean score added to each, so that luck does not win all
REPLAYS: Final = 2


def replay(years: np.ndarray, known: int, steps: int, prior: np.ndarray) -> dict[str, np.ndarray]:
    """The experts at the same close `steps` years ago, with nothing later known."""
    return experts(years[:, : years.shape[1] - steps], known, prior)


def outcome(years: np.ndarray, known: int, steps: int) -> np.ndarray:
    """What the year to go became (n,) `steps` years ago."""
    return years[:, years.shape[1] - 1 - steps, known:].sum(axis=1)


def blend(
    now: dict[str, np.ndarray], scores: np.ndarray | None, scale: np.ndarray, power: float
) -> np.ndarray:
    """Quantiles (n, LEVELS): the experts' mean, weighted by earlier scores (n, experts) to −`power`."""
    stack = np.stack([now[name] for name in EXPERTS], axis=1)
    if scores is None:
        return stack.mean(axis=1)
    floored = scores + FLOOR * scores.mean(axis=1, keepdims=True) + 1e-9 * scale[:, None]
    relative = floored / floored.min(axis=1, keepdims=True)
    weight = relative**-power
    weight /= weight.sum(axis=1, keepdims=True)
    return np.einsum("ne,nel->nl", weight, stack)


def score_table(earlier: dict[str, np.ndarray], became: np.ndarray) -> np.ndarray:
    """Weighted interval scores (n, experts) of one replay."""
    return np.column_stack([wis(earlier[name], became) for name in EXPERTS])
