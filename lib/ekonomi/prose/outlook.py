"""Sentences of 3.2.3 in the economist's edition: what the history says, what it disagrees with, and its record."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ekonomi import style, tables, terms
from ekonomi.prose.parts import Figures, Part, Sentence, listed, prose, sentence
from ekonomi.prose.words import COSTS, RESULT, by, inside
from ekonomi.registers import Kostnadsslag
from ekonomi.table import SUMMA
from ekonomi.tables.accuracy import SOURCES, close_name, worse_than_naive
from ekonomi.tables.decided import IMPLIED, REST, SO_FAR
from ekonomi.tables.layout import december
from ekonomi.tables.statistical import CHANCE, DECIDED, LOWER, MEDIAN, NAIVE, UPPER

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

_LEVEL, _FINEST = "Kostnadsslag", "Ansvarsområde och kostnadsslag"
STATISTICAL, SEEN, BRIDGE = tables.statistisk_prognos, tables.det_modellen_ser, tables.till_beslutad
ERROR, COVERAGE = tables.träffsäkerhet, tables.täckning
NARROW, WIDE = 70, 90  # per cent of the outcomes in an 80 per cent interval, beyond which it is said


@prose(upplaga=terms.EKONOM)
def statistik(figures: Figures, period: str) -> Iterator[Sentence]:
    """Intervallet för helårets resultat, och hur sannolikt det beslutade är.

    >>> print(report[prose.statistik])
    Med 80 procents sannolikhet hamnar helårets resultat mellan −8,4 mnkr och 2,7 mnkr, ...
    """
    if december(period) or not figures.known(STATISTICAL, RESULT, LOWER):
        return
    low, high = (figures.signed(STATISTICAL, RESULT, column) for column in (LOWER, UPPER))
    yield sentence(
        "Med 80 procents sannolikhet hamnar helårets resultat mellan ",
        *(low, " och ", high, ", enligt den statistiska prognosen, med "),
        *(figures.signed(STATISTICAL, RESULT, MEDIAN), " som median."),
    )
    if not figures.known(STATISTICAL, RESULT, CHANCE):
        return
    chance = figures.signed(STATISTICAL, RESULT, CHANCE)
    begin = "Sannolikheten att resultatet blir minst så bra som i chefernas prognos är "
    if figures.sign(tables.prognos, RESULT, terms.AVVIKELSE_HELÅR) == 0:
        begin = "Chefernas prognos är en nollprognos; sannolikheten att resultatet blir minst så bra är "
    yield sentence(begin, chance, ".")


@prose(upplaga=terms.EKONOM, each=2)
def utanför(figures: Figures, slag: Kostnadsslag, period: str) -> Iterator[Sentence]:
    """De beslutade prognoserna utanför intervallet, var och en med vad modellen ser.

    Kostnadernas summa nämns bara där ingen av delarna gör det. I december finns inget kvar att förutse.

    >>> print(report[prose.utanför])
    Chefernas prognos för intäkter, 1 425,2 mnkr, ligger utanför ...
    """
    if december(period):
        return
    rows = [row for row in (*figures.rows(SEEN), *figures.rows(SEEN, SUMMA)) if figures.known(STATISTICAL, row, LOWER)]
    parts = [name for name in rows if name not in (COSTS, RESULT)]
    income = {slag.labels[name] for name in slag.of(terms.INTÄKTER, terms.KOMMUNBIDRAG, terms.KOMMUNINTERNA)}
    told = [*(parts or [name for name in rows if name == COSTS]), *(name for name in rows if name == RESULT)]
    for name in told:
        noun = "resultatet" if name == RESULT else "intäkten" if name in income else "kostnaden"
        yield _beyond(figures, name, noun)
        yield _reason(figures, name, noun)


def _beyond(figures: Figures, row: str, noun: str) -> Sentence:
    ends = [UPPER, LOWER] if noun == "kostnaden" else [LOWER, UPPER]
    number = figures.size if noun == "kostnaden" else figures.signed
    low, high = (number(STATISTICAL, row, column) for column in ends)
    return sentence(
        f"Chefernas prognos för {noun if row == RESULT else inside(row)}, ",
        *(number(STATISTICAL, row, DECIDED), ", ligger utanför det statistiska intervallet, från "),
        *(low, " till ", high, "."),
    )


def _reason(figures: Figures, row: str, noun: str) -> Sentence:
    so_far = figures.sign(SEEN, row, SO_FAR)
    model, decided = (_change(figures, row, column, noun) for column in (REST, IMPLIED))
    now: tuple[Part, ...] = ("lika som",)
    if so_far:
        more = ("bättre", "sämre") if row == RESULT else ("högre", "lägre")
        word = more[(so_far < 0) != (noun == "kostnaden")]
        now = (figures.size(SEEN, row, SO_FAR), f" {word} än")
    return sentence(
        f"Hittills är {noun} ",
        *(*now, " under samma månader förra året; för resten av året väntar sig modellen "),
        *(*model, ", medan chefernas prognos förutsätter ", *decided, "."),
    )


def _change(figures: Figures, row: str, column: str, noun: str) -> tuple[Part, ...]:
    """`en ökning med 7,9 mnkr`; of a result better or worse; `ingen förändring` where it prints zero."""
    ways = ["en förbättring", "en försämring"] if row == RESULT else ["en ökning", "en minskning"]
    more, less = reversed(ways) if noun == "kostnaden" else ways
    return by(figures, (SEEN, row, column), more, less, "ingen förändring")


@prose(upplaga=terms.EKONOM)
def frågor(figures: Figures, outlook: "Outlook", period: str) -> Iterator[Sentence]:
    """Hur många frågor som ska besvaras, och upplysningar som ska läsas, innan prognosen godtas.

    >>> print(report[prose.frågor])
    Tabellen Att fråga om har fem upplysningar att läsa innan prognosen godtas.
    """
    if december(period) or not figures.known(STATISTICAL, RESULT, LOWER):
        return
    told = int((outlook.asked["månad"] == "").sum())  # a row without a month is a note, which no one answers
    said = ("fråga", "frågor", "besvara", len(outlook.asked) - told), ("upplysning", "upplysningar", "läsa", told)
    parts = [
        f"{f'en {one}' if n == 1 else f'{style.counted(n)} {several}'} att {do}" for one, several, do, n in said if n
    ]
    if parts:
        yield sentence(f"Tabellen Att fråga om har {' och '.join(parts)} innan prognosen godtas.")
    else:
        yield sentence("Inget i år avviker så mycket från historiken att det behöver förklaras.")


@prose(upplaga=terms.EKONOM)
def brygga(figures: Figures, period: str) -> Iterator[Sentence]:
    """Från den statistiska prognosen av resultatet, genom vad människor vet, till den beslutade.

    >>> print(report[prose.brygga])
    Den statistiska prognosen för resultatet är −2,8 mnkr. ...
    """
    if december(period) or not figures.known(BRIDGE, RESULT, terms.STATISTISK):
        return
    start, adjusted = (figures.signed(BRIDGE, RESULT, step) for step in (terms.STATISTISK, terms.JUSTERAD))
    yield sentence("Den statistiska prognosen för resultatet är ", start, ".")
    moved = _moved(figures, len(figures.rows(tables.justeringar)))
    yield sentence(*moved, ", så att den justerade prognosen blir ", adjusted, ".") if moved else sentence(_UNMOVED)
    if not figures.known(BRIDGE, RESULT, terms.BESLUTAD):
        yield sentence("Ingen prognos är beslutad.")
        return
    decided, rest = (figures.signed(BRIDGE, RESULT, step) for step in (terms.BESLUTAD, terms.ÖVRIG))
    yield sentence("Den beslutade prognosen är ", decided, "; skillnaden, ", rest, ", är övrig bedömning.")


_UNMOVED = "Varken budgetens profil, chefernas prognos eller justeringar ändrar den."


def _moved(figures: Figures, count: int) -> tuple[Part, ...]:
    """What moves the forecast and how far, steps that print zero left out."""
    adjusted = "en beslutad justering" if count == 1 else f"{style.counted(count)} beslutade justeringar"
    steps = {
        terms.PROFIL: "budgetens profil för delar utan historik",
        terms.CHEFERNAS: "chefernas prognos (vägd efter hur väl den har stämt tidigare år)",
        terms.JUSTERING: adjusted,
    }
    found = [step for step in steps if figures.sign(BRIDGE, RESULT, step)]
    runs = [("med ", figures.signed(BRIDGE, RESULT, step), f" genom {steps[step]}") for step in found]
    return ("Den ändras ", *listed(runs)) if runs else ()


@prose(upplaga=terms.EKONOM)
def träffsäkerhet(figures: Figures, outlook: "Outlook") -> Iterator[Sentence]:
    """Hur långt ifrån resultatet varje prognos har hamnat vid samma månad tidigare år, och per kostnadsslag.

    >>> print(report[prose.träffsäkerhet])
    Efter mars 2024 hade den statistiska prognosen missat resultatet med 26,5 mnkr, ...
    """
    if not figures.known(ERROR, f"{RESULT} / modell", terms.SAMMA_LÄGEN):
        return
    (own, row), *others = _told(figures, RESULT)
    closes = outlook.same_closes
    after, mean = listed([(close_name(close),) for close in closes]), "i genomsnitt " * (len(closes) > 1)
    rest = ((f"{_SAID[source]} med ", figures.signed(ERROR, at, terms.SAMMA_LÄGEN)) for source, at in others)
    missed = listed([(figures.signed(ERROR, row, terms.SAMMA_LÄGEN),), *rest])
    yield sentence("Efter ", *after, f" hade {_SAID[own]} missat resultatet med {mean}", missed, ".")
    yield from _worse(figures, worse_than_naive(outlook))
    yield from _per_slag(figures)
    yield from _held(figures, terms.SAMMA_LÄGEN)


def _told(figures: Figures, level: str) -> list[tuple[str, str]]:
    """The sources that have an error at a level, and the row that holds it."""
    rows = {source: f"{level} / {source}" for source in SOURCES}
    return [(source, row) for source, row in rows.items() if figures.known(ERROR, row, terms.SAMMA_LÄGEN)]


def _worse(figures: Figures, levels: tuple[str, ...]) -> Iterator[Sentence]:
    """Where the model has missed more than last year again; of the result what last year again says of this one."""
    worse = "den statistiska prognosen har missat mer än räknesättet som upprepar förra året"
    now = figures.known(STATISTICAL, RESULT, NAIVE)
    naive = (", som i år ger ", figures.signed(STATISTICAL, RESULT, NAIVE)) if now else ()
    if RESULT in levels:
        yield sentence(worse, *naive, ".")
    if each := [(f"per {inside(level)}",) for level in levels if level in ("Kostnadsslag", "Ansvarsområde", "Tjänst")]:
        yield sentence("Det gäller också " if RESULT in levels else f"{worse} ", *listed(each), ".")


def _per_slag(figures: Figures) -> Iterator[Sentence]:
    ranked = sorted(_told(figures, _LEVEL), key=lambda found: figures.value(ERROR, found[1], terms.SAMMA_LÄGEN))
    if len(ranked) < 2:
        return
    (winner, best), *rest = ranked
    others = listed([(figures.signed(ERROR, row, terms.SAMMA_LÄGEN), f" för {_SAID[source]}") for source, row in rest])
    words = f"Per kostnadsslag har {_SAID[winner]} missat minst: felet har varit "
    yield sentence(words, figures.signed(ERROR, best, terms.SAMMA_LÄGEN), ", mot ", *others, ".")


_SAID = {
    "modell": "den statistiska prognosen",
    "chefer": "chefernas prognos",
    "naiv": "ett räknesätt som upprepar förra året",
}


def _held(figures: Figures, close: str) -> Iterator[Sentence]:
    row = f"{_FINEST} / modell 80"
    if not figures.known(COVERAGE, row, close):
        return
    share = figures.value(COVERAGE, row, close)
    verdict = ""
    if share < NARROW or share > WIDE:
        verdict = f", så gränserna har varit för {'snäva' if share < NARROW else 'vida'}"
    within, held = f" legat inom det statistiska 80-procentsintervallet{verdict}.", figures.signed(COVERAGE, row, close)
    yield sentence("Av utfallen per ansvarsområde och kostnadsslag har ", held, within)
