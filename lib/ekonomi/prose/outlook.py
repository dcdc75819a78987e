"""Sentences of 3.2.3 in the economist's edition: what the history says, what it disagrees with, and its record."""

from ekonomi import period as periods
from ekonomi.forecast.bridge import ADJUSTED, ADJUSTMENT_STEP, DECIDED, EXPERT, OTHER, PROFILE
from ekonomi.forecast.bridge import STATISTICAL as START
from ekonomi.prose.parts import Figures, Part, Prose, Sentence, Tables, listed, sentence
from ekonomi.prose.words import COSTS, FORECAST, INCOME, RESULT, counted
from ekonomi.tables.accuracy import COVERAGE, ERROR, SOURCES
from ekonomi.tables.adjusted import ADJUSTMENTS, BRIDGE
from ekonomi.tables.layout import december
from ekonomi.tables.statistical import SEEN, STATISTICAL

_LOWER, _UPPER, _MEDIAN = "nedre 80 %", "övre 80 %", "statistisk median"
_DECIDED, _CHANCE = "chefernas prognos", "sannolikhet minst prognosen"
_LEVEL, _FINEST = "Kostnadsslag", "Ansvarsområde och kostnadsslag"
_INCOME = (INCOME, "Kommunbidrag", "Kommuninterna bidrag")
HEADING = "Så träffsäkra har prognoserna varit"
NARROW, WIDE = 70, 90  # per cent of the outcomes in an 80 per cent interval, beyond which it is said


def statistik(tables: Tables, period: str) -> Prose:
    """3.2.3: the interval of the result, and how likely the decided one is."""
    figures = Figures(tables)
    rows = {row.name for row in tables[STATISTICAL].rows}
    if december(period) or RESULT not in rows or not figures.known(STATISTICAL, RESULT, _LOWER):
        return Prose(())
    ends = (figures.signed(STATISTICAL, RESULT, column) for column in (_LOWER, _UPPER))
    low, high = ends
    first = sentence(
        "Med 80 procents sannolikhet hamnar helårets resultat mellan ",
        *(low, " och ", high, ", enligt den statistiska prognosen, med "),
        *(figures.signed(STATISTICAL, RESULT, _MEDIAN), " som median."),
    )
    return Prose((first, *_chance(figures)))


def _chance(figures: Figures) -> tuple[Sentence, ...]:
    if not figures.known(STATISTICAL, RESULT, _CHANCE):
        return ()
    chance = figures.signed(STATISTICAL, RESULT, _CHANCE)
    if figures.sign(FORECAST, RESULT, "avvikelse helår") == 0:
        return (
            sentence(
                "Chefernas prognos är en nollprognos; sannolikheten att resultatet blir minst så bra är ",
                *(chance, "."),
            ),
        )
    return (
        sentence("Sannolikheten att resultatet blir minst så bra som i chefernas prognos är ", chance, "."),
    )


def utanför(tables: Tables, period: str) -> Prose:
    """3.2.3: the decided forecasts outside the interval, each with what the model sees.

    The sum of the costs is told only where none of its parts is. In December nothing is left to forecast.
    """
    if december(period):
        return Prose(())
    figures = Figures(tables)
    rows = [row.name for row in figures.tables[SEEN].rows]
    parts = [name for name in rows if name not in (COSTS, RESULT)]
    told = [*(parts or [name for name in rows if name == COSTS]), *(name for name in rows if name == RESULT)]
    pairs = [(_beyond(figures, name), _reason(figures, name)) for name in told]
    return Prose(tuple(found for pair in pairs for found in pair), each=2)


def _beyond(figures: Figures, row: str) -> Sentence:
    ends = [_UPPER, _LOWER] if _is_cost(row) else [_LOWER, _UPPER]
    number = figures.size if _is_cost(row) else figures.signed
    low, high = (number(STATISTICAL, row, column) for column in ends)
    return sentence(
        f"Chefernas prognos för {_inside(row)}, ",
        *(number(STATISTICAL, row, _DECIDED), ", ligger utanför det statistiska intervallet "),
        *(low, " till ", high, "."),
    )


def _reason(figures: Figures, row: str) -> Sentence:
    so_far = figures.sign(SEEN, row, "hittills mot fg år")
    model, decided = (
        _change(figures, row, column) for column in ("resten mot fg år", "resten mot fg år, beslutad")
    )
    now: tuple[Part, ...] = ("lika som",)
    if so_far:
        word = ("högre", "lägre")[(so_far < 0) != _is_cost(row)]
        now = (figures.size(SEEN, row, "hittills mot fg år"), f" {word} än")
    return sentence(
        f"Hittills är {_NOUNS.get(row, 'kostnaden')} ",
        *(*now, " samma månader förra året; för resten av året väntar sig modellen "),
        *(*model, ", medan chefernas prognos förutsätter ", *decided, "."),
    )


_NOUNS = {
    INCOME: "intäkten",
    "Kommunbidrag": "intäkten",
    "Kommuninterna bidrag": "intäkten",
    RESULT: "resultatet",
}


def _change(figures: Figures, row: str, column: str) -> tuple[Part, ...]:
    """`en ökning med 7,9 mnkr`; of a result better or worse; `ingen förändring` where it prints zero."""
    sign = figures.sign(SEEN, row, column)
    if sign == 0:
        return ("ingen förändring",)
    more, less = ("förbättring", "försämring") if row == RESULT else ("ökning", "minskning")
    return (f"en {more if (sign > 0) != _is_cost(row) else less} med ", figures.size(SEEN, row, column))


def _is_cost(row: str) -> bool:
    return row not in (*_INCOME, RESULT)


def _inside(row: str) -> str:
    return row if row[1:2].isupper() else row[:1].lower() + row[1:]


def brygga(tables: Tables, period: str) -> Prose:
    """3.2.3: from the statistical forecast of the result by what people know to the decided one."""
    figures = Figures(tables)
    if december(period) or RESULT not in {row.name for row in tables[BRIDGE].rows}:
        return Prose(())
    start, adjusted = (figures.signed(BRIDGE, RESULT, step) for step in (START, ADJUSTED))
    begin = sentence("Den statistiska prognosen för resultatet är ", start, ".")
    moved = _moved(figures, len(tables[ADJUSTMENTS].rows))
    then = sentence(*moved, ", till en justerad prognos på ", adjusted, ".") if moved else sentence(_UNMOVED)
    if not figures.known(BRIDGE, RESULT, DECIDED):
        return Prose((begin, then, sentence("Ingen prognos är beslutad.")))
    decided, rest = (figures.signed(BRIDGE, RESULT, step) for step in (DECIDED, OTHER))
    end = sentence("Den beslutade prognosen är ", decided, "; skillnaden, ", rest, ", är övrig bedömning.")
    return Prose((begin, then, end))


_UNMOVED = "Varken budgetens profil, chefernas prognos eller justeringar flyttar den."


def _moved(figures: Figures, count: int) -> tuple[Part, ...]:
    """What moves the forecast and how far, steps that print zero left out."""
    adjusted = "en beslutad justering" if count == 1 else f"{counted(count)} beslutade justeringar"
    steps = {
        PROFILE: "budgetens profil för delar utan historik",
        EXPERT: "chefernas prognos, vägd efter hur den tidigare har träffat,",
        ADJUSTMENT_STEP: adjusted,
    }
    found = [step for step in steps if figures.sign(BRIDGE, RESULT, step)]
    if not found:
        return ()
    runs = [(figures.signed(BRIDGE, RESULT, step), f" av {steps[step]}") for step in found]
    return ("Den flyttas med ", *listed(runs))


def träffsäkerhet(tables: Tables, period: str) -> Prose:
    """3.2.3: which forecast has missed least at this close, and whether the intervals have held what they say."""
    figures, close = Figures(tables), periods.name(min(period, periods.shift(periods.december(period), -1)))
    rows = {row.name for row in tables[ERROR].rows}
    known = [
        (name, figures.value(ERROR, name, close), source)
        for source in SOURCES
        if (name := f"{_LEVEL} / {source}") in rows and figures.known(ERROR, name, close)
    ]
    if len(known) < 2:
        return Prose((), HEADING)
    ranked = sorted(known, key=lambda found: found[1])
    (best, _, winner), *rest = ranked
    others = listed(
        [(figures.signed(ERROR, name, close), f" för {_SAID[source]}") for name, _, source in rest]
    )
    first = sentence(
        f"I prognoserna efter {close} har {_SAID[winner]} missat minst per kostnadsslag: felet har varit ",
        *(figures.signed(ERROR, best, close), ", mot ", *others, "."),
    )
    return Prose((first, *_held(figures, close)), HEADING)


_SAID = {
    "modell": "den statistiska prognosen",
    "chefer": "chefernas prognos",
    "naiv": "ett räknesätt som upprepar förra året",
}


def _held(figures: Figures, close: str) -> tuple[Sentence, ...]:
    row = f"{_FINEST} / modell 80"
    if row not in {found.name for found in figures.tables[COVERAGE].rows} or not figures.known(
        COVERAGE, row, close
    ):
        return ()
    share = figures.value(COVERAGE, row, close)
    verdict = "som det ska vara"
    if share < NARROW or share > WIDE:
        verdict = "så gränserna har varit för snäva" if share < NARROW else "så gränserna har varit för vida"
    return (
        sentence(
            "Av utfallen per ansvarsområde och kostnadsslag har ",
            *(
                figures.signed(COVERAGE, row, close),
                f" legat inom det statistiska 80-procentsintervallet, {verdict}.",
            ),
        ),
    )
