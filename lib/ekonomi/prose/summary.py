"""The sentences of the first page: the report's figures in three to five sentences."""

from collections.abc import Iterator

from ekonomi import period as periods
from ekonomi import style, tables, terms
from ekonomi.prose import finance, words
from ekonomi.prose.parts import Figures, Sentence, prose, sentence
from ekonomi.tables.actions import PLANNED
from ekonomi.tables.layout import december


@prose()
def sammanfattning(figures: Figures, period: str) -> Iterator[Sentence]:
    """Resultatet, ansvarsområdena som avviker mest, helåret, vad som ändrats, och vad nämnden beslutar.

    >>> print(report[prose.sammanfattning])
    Resultatet till och med mars 2025 är 8,6 mnkr, vilket är 13,4 mnkr bättre än budget. ...
    """
    yield finance.result_sentence(figures, period)
    if extremes := words.extreme_areas(figures, terms.AVVIKELSE, "hade" if december(period) else "har"):
        yield sentence(extremes, ".")
    if not december(period):
        yield finance.forecast_sentence(figures)
    yield from _since_last_report(figures, period)
    yield from _to_decide(figures, period)


def _since_last_report(figures: Figures, period: str) -> Iterator[Sentence]:
    """The deviation a month ago, and how the forecast has moved; in January nothing."""
    areas, column = tables.ansvarsområde, terms.AVVIKELSE_FG_MÅNAD
    if not figures.known(areas, words.RESULT, column):
        return
    level = figures.sign(areas, words.RESULT, column) == 0
    then = ("noll",) if level else words.surplus(figures, areas, words.RESULT, column)
    begin = "resultatet i bokslutet blev" if december(period) else "resultatet i prognosen är"
    moved = finance.forecast_change(figures, begin)
    month = periods.name(periods.shift(period, -1))
    parts = (*then, *((", och ", *moved) if moved else ()), ".")
    yield sentence(f"Efter {month} var budgetavvikelsen ", *parts)


def _to_decide(figures: Figures, period: str) -> Iterator[Sentence]:
    """The proposals before the nämnd; a deficit ahead that nobody has answered; nothing without a register."""
    proposed = tables.förslag_till_åtgärder
    if figures.table(proposed) is None:
        return
    proposals = list(figures.rows(proposed))
    gap = (tables.prognos, words.RESULT, terms.AVVIKELSE_HELÅR)
    if len(proposals) == 1 and figures.known(proposed, proposals[0], PLANNED):
        begin = "Nämnden har ett förslag till åtgärd att ta ställning till, med en planerad effekt i år på "
        yield sentence(begin, figures.size(proposed, proposals[0], PLANNED), ".")
    elif proposals:
        noun = "åtgärd" if len(proposals) == 1 else "åtgärder"
        count = style.counted(len(proposals))
        yield sentence(f"Nämnden har {count} förslag till {noun} att ta ställning till.")
    elif not december(period) and figures.known(*gap) and figures.sign(*gap) < 0:
        yield sentence(
            "Prognosen är sämre än budget, men förvaltningen föreslår inga åtgärder: "
            "nämnden behöver ta ställning till hur budgeten ska hållas."
        )
    else:
        yield sentence("Förvaltningen föreslår inga åtgärder som nämnden behöver ta ställning till.")
