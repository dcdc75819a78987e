"""Sentences of 2.1.1 and 3.1.1, growth and årsarbetare, and of 5.2: the uppdrag by status, and how many are overdue."""

from collections.abc import Iterator

from ekonomi import period as periods
from ekonomi import tables, terms
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Part, Sentence, listed, prose, sentence
from ekonomi.tables import uppdragens_läge
from ekonomi.tables.assignments import ALL, LATE
from ekonomi.tables.layout import december
from ekonomi.tables.measures import FULL_YEAR, SO_FAR
from ekonomi.tables.people import AGO, FORECAST, LAST_YEAR, NOW, ROW


@prose()
def volym(figures: Figures, period: str) -> Iterator[Sentence]:
    """Hur intäkter och kostnadsslag har vuxit sedan året innan; inget där det är okänt.

    >>> print(report[prose.volym])
    Intäkterna, inklusive kommunbidrag, har ökat med 5,5 % jämfört med samma period förra året. ...
    """
    own = tables.volym
    income, *costs = list(figures.rows(own)) or [""]
    if figures.known(own, income, SO_FAR):
        growth, have = words.change(figures, own, income, SO_FAR, period), "" if december(period) else "har "
        yield sentence(f"{_named(income)} {have}", growth, f" jämfört med {periods.year_ago(period)}.")
    known = [rad for rad in costs if figures.known(own, rad, SO_FAR)]
    if runs := list(_each(figures, known, period)):
        yield sentence(*(() if december(period) else ("Av kostnaderna har ",)), listed(runs), ".")
    if not december(period) and figures.known(own, income, FULL_YEAR):
        ahead = words.by(figures, (own, income, FULL_YEAR), "öka", "minska", "bli oförändrade")
        yield sentence(f"För helåret väntas {words.inside(_named(income))} ", ahead, " jämfört med förra året.")


def _each(figures: Figures, known: list[str], period: str) -> Iterator[tuple[Part, ...]]:
    """The growth of each kostnadsslag: `personal ökat med 3,8 %`, and then `lokaler med 5,4 %`."""
    before = None
    for rad in known:
        verb, *number = words.change(figures, tables.volym, rad, SO_FAR, period)
        again = number and verb == before
        yield f"{words.inside(rad)} ", "med " if again else verb, *number
        before = verb


def _named(income: str) -> str:
    """The row of income as a subject: `Intäkterna, inklusive kommunbidrag,`."""
    first, comma, rest = income.partition(",")
    return f"{first}na{comma}{rest}{comma}"


@prose()
def personalvolym(figures: Figures, period: str) -> Iterator[Sentence]:
    """Årsarbetare hittills mot för ett år sedan, och prognosen mot förra årets utfall.

    >>> print(report[prose.personalvolym])
    Till och med mars 2025 motsvarar den arbetade tiden 188,7 årsarbetare, ...
    """
    own, year = tables.personalvolym, periods.year(period)
    now, ago, forecast, before = (figures.found(own, ROW, name) for name in (NOW, AGO, FORECAST, LAST_YEAR))
    if now is None:
        return
    compared = () if ago is None else (", jämfört med ", ago, f" {periods.year_ago(period)}")
    verb = "motsvarade" if december(period) else "motsvarar"
    yield sentence(f"{words.over(period)} {verb} den arbetade tiden ", now, compared, ".")
    if forecast is not None and not december(period):
        ended = () if before is None else (f"; under {year - 1} var utfallet ", before)
        yield sentence(f"Prognosen för {year} är ", forecast, ended, ".")


_SEVERAL = {"klart": "klara", "rt": "rda", "at": "ade"}  # how a participle ends of one uppdrag, and of several


@prose()
def uppdrag(figures: Figures) -> Iterator[Sentence]:
    """Hur många uppdrag som är i varje läge, och hur många som är försenade.

    >>> print(report[prose.uppdrag].sentences[0].text)
    Rapporten följer 16 uppdrag: 14 pågår, ett är överlämnat och ett är återrapporterat.
    """
    table = figures.table(uppdragens_läge)
    if table is None:
        return
    count = {
        column.name: figures.count(uppdragens_läge, terms.TOTALT, column.name)
        for column in table.columns
        if figures.sign(uppdragens_läge, terms.TOTALT, column.name)
    }
    each = [(one, f" {_is(status, one.visat)}") for status, one in count.items() if status not in (LATE, ALL)]
    yield sentence("Rapporten följer ", count[ALL], " uppdrag", *((": ", *listed(each)) if each else ()), ".")
    if LATE in count:
        yield sentence("Av dem är ", count[LATE], f" {_several('försenat', count[LATE].visat)}.")


def _is(status: str, number: str) -> str:
    """A status as what is said of some uppdrag: `pågår`, `är slutförda`, `är inte startat`."""
    return status if status.endswith("år") else f"är {_several(status, number).replace('ej ', 'inte ')}"


def _several(status: str, number: str) -> str:
    """A participle as one or several uppdrag take it: `överlämnat`, `överlämnade`; `slutfört`, `slutförda`."""
    ends = next((one for one in _SEVERAL if status.endswith(one)), None)
    return status if number == "1" or ends is None else status.removesuffix(ends) + _SEVERAL[ends]
