"""What a forecast asks about before it is believed, in Swedish."""

from collections.abc import Iterable

from ekonomi.forecast import guards
from ekonomi.forecast.guards import Ask
from ekonomi.period import MÅNADER


def said(asks: Iterable[Ask], first: int = 1, unit: float = 1.0) -> str:
    """The questions on one line; amounts in the series' own sign, divided by `unit`.

    `first`: the calendar month 1–12 that the year begins in.
    """
    return " ".join(_sentence(ask, first, unit) for ask in asks)


def _sentence(ask: Ask, first: int, unit: float) -> str:
    booked, usual = number(ask.booked / unit), number(ask.usual / unit)
    if ask.kind == guards.FAR:
        return f"Prognosen {booked} är långt från budgetens {usual}."
    names = [MÅNADER[(month + first - 1) % 12] for month in ask.months]
    when = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
    pair, each = f"{booked} mot väntat {usual}", " i månaden" if len(names) > 1 else ""
    return {
        guards.ODD: f"{when.capitalize()}: {pair}{each}. Står kvar, resten följer historiken. "
        "Engång, flyttad eller fel?",
        guards.EMPTY: f"{when.capitalize()}: {pair}{each}. Resten följer historiken. Sent bokat eller upphört?",
        guards.MOVED_TO: f"Ny nivå sedan {names[0]}: {pair} i månaden. Resten följer den nya nivån. Består den?",
        guards.GONE_SINCE: f"Inget bokat sedan {names[0]}, väntat {usual} i månaden. Räknas som upphörd. Stämmer det?",
        guards.SILENT: f"Inga uppgifter efter {names[0]}. Räknas som avslutad. Stämmer det?",
    }[ask.kind]


def number(value: float) -> str:
    """Swedish digits: two significant decimals at most, none from a hundred on."""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{abs(value):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    return ("\u2212" if value < 0 and text.strip("0,") else "") + text
