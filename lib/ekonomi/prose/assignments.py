"""Sentences of 5.2: how many uppdrag there are in each status, and how many are overdue."""

import pandas as pd

from ekonomi import style
from ekonomi.prose.parts import Prose, listed, sentence
from ekonomi.registry import prose
from ekonomi.tables.assignments import days_left

_SEVERAL = {"klart": "klara", "rt": "rda", "at": "ade"}  # how a participle ends of one uppdrag, and of several


@prose()
def uppdrag(assignments: pd.DataFrame, period: str) -> Prose:
    """Hur många uppdrag som är i varje läge, och hur många som är försenade.

    >>> print(report[prose.uppdrag].sentences[0].text)
    Rapporten följer 16 uppdrag: 14 pågår, ett är överlämnat och ett är återrapporterat.
    """
    if assignments.empty:
        return Prose(())
    counts = assignments["status"].str.lower().value_counts(sort=True)
    each = listed(
        [(f"{style.counted(number)} {_is(str(status), number)}",) for status, number in counts.items() if status]
    )
    found = [sentence(f"Rapporten följer {style.counted(len(assignments))} uppdrag: ", each, ".")]
    late = sum(days is not None and days < 0 for days in days_left(assignments, period))
    if late:
        found.append(sentence(f"{style.counted(late).capitalize()} uppdrag är {_several('försenat', late)}."))
    return Prose(tuple(found))


def _is(status: str, number: int) -> str:
    """A status as what is said of some uppdrag: `pågår`, `är slutförda`, `är inte startat`."""
    return status if status.endswith("år") else f"är {_several(status, number).replace('ej ', 'inte ')}"


def _several(status: str, number: int) -> str:
    """A participle as one or several uppdrag take it: `överlämnat`, `överlämnade`; `slutfört`, `slutförda`."""
    ends = next((one for one in _SEVERAL if status.endswith(one)), None)
    return status if number == 1 or ends is None else status.removesuffix(ends) + _SEVERAL[ends]
