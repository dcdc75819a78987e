"""Which answer a series gets: decided by what is known of it, each with a name for `metod`."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ekonomi.forecast.panel import Panel
from ekonomi.forecast.years import filled

COMBINED: Final = "kombination"
SHORT: Final = "kort historia"
NEW: Final = "nystartad"
CONSTANT: Final = "konstant"
LATE: Final = "inga månader i år"
ENDED: Final = "avslutad"
KNOWN: Final = "helår känt"
NOTHING: Final = "underlag saknas"
GAPS: Final = ", luckor skattade"
LATE_MONTHS: Final = 3
"""A series silent for more months than this has ended; until then its months are merely late."""


@dataclass(frozen=True)
class Tiers:
    """Per series (n,): `name` the answer, `lag` months its last value lies before the close, `history` whole

    years before the asked one (0–5), `gaps` whether months inside it are unknown."""

    name: np.ndarray
    lag: np.ndarray
    history: np.ndarray
    gaps: np.ndarray


def classify(panel: Panel) -> Tiers:
    """Decide for every series; the first rule that fits wins: nothing, ended, known, late, constant, by history."""
    line = panel.years.reshape(len(panel.names), -1)
    end = (panel.years.shape[1] - 1) * 12 + panel.known
    seen = np.isfinite(line[:, :end])
    some = seen.any(axis=1)
    lag = np.where(some, np.argmax(seen[:, ::-1], axis=1), end)
    first = np.argmax(seen, axis=1)
    gaps = some & (seen.sum(axis=1) < end - lag - first)
    whole = np.isfinite(filled(panel.years)[:, :-1]).all(axis=2)
    history = np.cumprod(whole[:, ::-1], axis=1).sum(axis=1)
    rules = [
        (~some, NOTHING),
        (lag > LATE_MONTHS, ENDED),
        ((panel.known == 12) & (lag == 0), KNOWN),
        (lag >= panel.known, LATE),
        (_repeats(line[:, :end], history), CONSTANT),
        (history >= 2, COMBINED),
        (history == 1, SHORT),
    ]
    name = np.select([rule for rule, _ in rules], [word for _, word in rules], NEW)
    return Tiers(name.astype(object), lag, history, gaps)


def _repeats(line: np.ndarray, history: np.ndarray) -> np.ndarray:
    """Series whose every month equals the same month last year or the month before, for at least a year."""
    from_start = np.isfinite(line).sum(axis=1)
    step = np.where(history >= 2, 12, 1)
    out = np.zeros(len(line), bool)
    for months in (1, 12):
        change = np.abs(line[:, months:] - line[:, :-months])
        level = np.nanmax(np.abs(np.where(np.isfinite(line), line, 0.0)), axis=1)
        still = np.nanmax(np.where(np.isfinite(change), change, 0.0), axis=1) <= 1e-9 * level
        out |= still & (step >= months) & (from_start >= 12)
    return out
