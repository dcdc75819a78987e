"""Sentences of 5.2: how many uppdrag there are in each status, and how many are overdue."""

from ekonomi import terms
from ekonomi.prose.parts import Figures, Prose, listed, sentence
from ekonomi.registry import prose
from ekonomi.tables import uppdragens_läge
from ekonomi.tables.assignments import ALL, LATE

_SEVERAL = {"klart": "klara", "rt": "rda", "at": "ade"}  # how a participle ends of one uppdrag, and of several


@prose()
def uppdrag(figures: Figures) -> Prose:
    """Hur många uppdrag som är i varje läge, och hur många som är försenade.

    >>> print(report[prose.uppdrag].sentences[0].text)
    Rapporten följer 16 uppdrag: 14 pågår, ett är överlämnat och ett är återrapporterat.
    """
    table = figures.table(uppdragens_läge)
    if table is None:
        return Prose(())
    count = {
        column.name: figures.count(uppdragens_läge, terms.TOTALT, column.name)
        for column in table.columns
        if figures.sign(uppdragens_läge, terms.TOTALT, column.name)
    }
    each = [(one, f" {_is(status, one.visat)}") for status, one in count.items() if status not in (LATE, ALL)]
    found = [sentence("Rapporten följer ", count[ALL], " uppdrag", *((": ", *listed(each)) if each else ()), ".")]
    if LATE in count:
        found.append(sentence("Av dem är ", count[LATE], f" {_several('försenat', count[LATE].visat)}."))
    return Prose(tuple(found))


def _is(status: str, number: str) -> str:
    """A status as what is said of some uppdrag: `pågår`, `är slutförda`, `är inte startat`."""
    return status if status.endswith("år") else f"är {_several(status, number).replace('ej ', 'inte ')}"


def _several(status: str, number: str) -> str:
    """A participle as one or several uppdrag take it: `överlämnat`, `överlämnade`; `slutfört`, `slutförda`."""
    ends = next((one for one in _SEVERAL if status.endswith(one)), None)
    return status if number == "1" or ends is None else status.removesuffix(ends) + _SEVERAL[ends]
