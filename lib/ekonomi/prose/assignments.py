"""Sentences of 5.2: how many uppdrag there are in each status, and how many are overdue."""

import pandas as pd

from ekonomi.prose.parts import Prose, listed, sentence
from ekonomi.registry import prose
from ekonomi.tables.assignments import days_left


@prose()
def uppdrag(assignments: pd.DataFrame, period: str) -> Prose:
    """Hur många uppdrag som är i varje läge, och hur många som är försenade.

    >>> print(report[prose.uppdrag].sentences[0].text)
    Rapporten följer 16 uppdrag: 14 pågår, 1 är överlämnat och 1 är återrapporterat.
    """
    if assignments.empty:
        return Prose(())
    counts = assignments["status"].str.lower().value_counts(sort=True)
    each = listed([(f"{number} {_is(str(status))}",) for status, number in counts.items() if status])
    found = [sentence(f"Rapporten följer {len(assignments)} uppdrag: ", each, ".")]
    late = sum(days is not None and days < 0 for days in days_left(assignments, period))
    if late:
        found.append(sentence("Ett uppdrag är försenat." if late == 1 else f"{late} uppdrag är försenade."))
    return Prose(tuple(found))


def _is(status: str) -> str:
    """A status as what is said of an uppdrag: `pågår`, `är slutfört`."""
    return status if status.endswith("år") else f"är {status}"
