"""The sentences of the first page: the report's figures in three to five sentences."""

from collections.abc import Callable

from ekonomi import period as periods
from ekonomi.prose import business, finance, outlook, services, words
from ekonomi.prose.parts import Figures, Prose, Sentence, Tables, sentence
from ekonomi.tables.layout import december, plain

PROPOSED = "3.3.1 förslag till åtgärder"
_PLANNED = "planerad effekt innevarande år, tkr"


def sammanfattning(tables: Tables, period: str) -> Prose:
    """1: the result, the extremes by ansvarsområde, the full year, what changed, and what the nämnd decides."""
    figures = Figures(tables)
    extremes = words.extreme_areas(
        figures, f"avvikelse {plain(period)}", "hade" if december(period) else "har"
    )
    return Prose(
        (
            finance.result_sentence(figures, period),
            *([sentence(extremes, ".")] if extremes else []),
            *([] if december(period) else [finance.forecast_sentence(figures)]),
            *_since_last_report(figures, period),
            _to_decide(figures, period),
        )
    )


def _since_last_report(figures: Figures, period: str) -> tuple[Sentence, ...]:
    """The deviation a month ago, and how the forecast has moved; in January nothing."""
    before = periods.shift(period, -1)
    column = f"avvikelse {plain(before)}"
    if periods.month(period) == 1 or not figures.known(words.AREAS, words.RESULT, column):
        return ()
    level = figures.sign(words.AREAS, words.RESULT, column) == 0
    then = ("noll",) if level else words.surplus(figures, words.AREAS, words.RESULT, column)
    begin = "bokslutet är" if december(period) else "resultatet i prognosen är"
    moved = finance.forecast_change(figures, begin)
    return (
        sentence(
            f"Efter {periods.name(before)} var budgetavvikelsen ",
            *(*then, *((", och ", *moved) if moved else ()), "."),
        ),
    )


def _to_decide(figures: Figures, period: str) -> Sentence:
    """The proposals before the nämnd; a deficit ahead that nobody has answered; else that there are none."""
    proposals = [row.name for row in figures.tables[PROPOSED].rows]
    if len(proposals) == 1 and figures.known(PROPOSED, proposals[0], _PLANNED):
        effect = figures.size(PROPOSED, proposals[0], _PLANNED)
        return sentence(
            "Nämnden har ett förslag till åtgärd att ta ställning till, med en planerad effekt i år på ",
            *(effect, "."),
        )
    if proposals:
        noun = "åtgärd" if len(proposals) == 1 else "åtgärder"
        return sentence(
            f"Nämnden har {words.counted(len(proposals))} förslag till {noun} att ta ställning till."
        )
    if not december(period) and figures.sign(words.FORECAST, words.RESULT, "avvikelse helår") < 0:
        return sentence(
            "Prognosen är sämre än budget, men förvaltningen föreslår inga åtgärder: "
            "nämnden behöver ta ställning till hur budgeten ska hållas."
        )
    return sentence("Förvaltningen föreslår inga åtgärder som nämnden behöver ta ställning till.")


SECTIONS: dict[str, Callable[[Tables, str], Prose]] = {
    "sammanfattning": sammanfattning,
    "volym": business.volym,
    "personalvolym": business.personalvolym,
    "ekonomi": finance.ekonomi,
    "resultat": finance.resultat,
    "utfall_organisation": finance.utfall_organisation,
    "utfall_tjänster": finance.utfall_tjänster,
    "prognos": finance.prognos,
    "prognos_statistik": outlook.statistik,
    "prognos_utanför": outlook.utanför,
    "prognos_brygga": outlook.brygga,
    "prognos_träffsäkerhet": outlook.träffsäkerhet,
    "tjänstekostnader": services.tjänstekostnader,
    "bilaga_1": services.bilaga_1,
}


def sections(tables: Tables, period: str) -> dict[str, Prose]:
    """The sentences of every section, by the section's name."""
    return {name: write(tables, period) for name, write in SECTIONS.items()}
