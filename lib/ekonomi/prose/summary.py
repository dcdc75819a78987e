"""The sentences of the first page: the report's figures in three to five sentences."""

from ekonomi import period as periods
from ekonomi import style, tables, terms
from ekonomi.prose import finance, words
from ekonomi.prose.parts import Figures, Prose, Sentence, sentence
from ekonomi.registry import prose
from ekonomi.tables.actions import PLANNED
from ekonomi.tables.layout import december


@prose()
def sammanfattning(figures: Figures, period: str) -> Prose:
    """Resultatet, ansvarsområdena som avviker mest, helåret, vad som ändrats, och vad nämnden beslutar.

    >>> print(report[prose.sammanfattning])
    Resultatet till och med mars 2025 är 8,6 mnkr, vilket är 13,4 mnkr bättre än budget. ...
    """
    extremes = words.extreme_areas(figures, terms.AVVIKELSE, "hade" if december(period) else "har")
    return Prose(
        (
            finance.result_sentence(figures, period),
            *([sentence(extremes, ".")] if extremes else []),
            *([] if december(period) else [finance.forecast_sentence(figures)]),
            *_since_last_report(figures, period),
            *_to_decide(figures, period),
        )
    )


def _since_last_report(figures: Figures, period: str) -> tuple[Sentence, ...]:
    """The deviation a month ago, and how the forecast has moved; in January nothing."""
    areas, column = tables.ansvarsområde, terms.AVVIKELSE_FG_MÅNAD
    if not figures.known(areas, words.RESULT, column):
        return ()
    level = figures.sign(areas, words.RESULT, column) == 0
    then = ("noll",) if level else words.surplus(figures, areas, words.RESULT, column)
    begin = "resultatet i bokslutet blev" if december(period) else "resultatet i prognosen är"
    moved = finance.forecast_change(figures, begin)
    month = periods.name(periods.shift(period, -1))
    parts = (*then, *((", och ", *moved) if moved else ()), ".")
    return (sentence(f"Efter {month} var budgetavvikelsen ", *parts),)


def _to_decide(figures: Figures, period: str) -> tuple[Sentence, ...]:
    """The proposals before the nämnd; a deficit ahead that nobody has answered; nothing without a register."""
    proposed = tables.förslag_till_åtgärder
    if figures.table(proposed) is None:
        return ()
    proposals = list(figures.rows(proposed))
    if len(proposals) == 1 and figures.known(proposed, proposals[0], PLANNED):
        begin = "Nämnden har ett förslag till åtgärd att ta ställning till, med en planerad effekt i år på "
        return (sentence(begin, figures.size(proposed, proposals[0], PLANNED), "."),)
    if proposals:
        noun = "åtgärd" if len(proposals) == 1 else "åtgärder"
        count = style.counted(len(proposals))
        return (sentence(f"Nämnden har {count} förslag till {noun} att ta ställning till."),)
    gap = (tables.prognos, words.RESULT, terms.AVVIKELSE_HELÅR)
    if not december(period) and figures.known(*gap) and figures.sign(*gap) < 0:
        return (
            sentence(
                "Prognosen är sämre än budget, men förvaltningen föreslår inga åtgärder: "
                "nämnden behöver ta ställning till hur budgeten ska hållas."
            ),
        )
    return (sentence("Förvaltningen föreslår inga åtgärder som nämnden behöver ta ställning till."),)
