"""One vocabulary of selection, in every question that an economist asks of a report.

`per`: what to sum by. `där`: a filter, values (names or codes) by dimension. `mått`: what is summed, and `mot` what it
is compared with. `vy`: which months. A word that the vocabulary or the nämnd's registers do not have raises UsageError,
with those that are near.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.errors import UsageError
from ekonomi.names import nearest
from ekonomi.report.parts import Parts
from ekonomi.tables import layout
from ekonomi.urval import Rows

PERIOD, ACK, RULLANDE, HELÅR = VYER = ("period", "ack", "rullande 12", "helår")
FJOLÅRET: Final = "fjolåret"
MOT: Final = (terms.BUDGET, terms.PROGNOS, FJOLÅRET, terms.M_FG_PROGNOS)
MÅTT: Final = (terms.UTFALL, *MOT)
EXTERN, HELHET = AVGRÄNSNINGAR = ("extern", "helhet")
Value = str | int
Where = Mapping[str, Value | Iterable[Value]]


class LackingError(UsageError):
    """The nämnd does not have what a question needs: no budget, no forecast, no such months, nothing booked."""


@dataclass(frozen=True)
class Dimension:
    """Where the values of a dimension are named: a register, its columns of values and names.

    `named`: what a frame calls the names beside the codes, where a value is printed with both.
    """

    register: str
    column: str
    name: str = ""
    named: str = ""


DIMENSIONS: Final = {
    "konto": Dimension("accounts", "konto", "benämning", "kontonamn"),
    "kostnadsslag": Dimension("lines", "kostnadsslag", "benämning"),
    "resultatrad": Dimension("", "resultatrad"),
    "ansvar": Dimension("organisation", "ansvar", "benämning", "ansvarsnamn"),
    "verksamhetsområde": Dimension("organisation", "verksamhetsområde"),
    "avdelning": Dimension("organisation", "avdelning"),
    "projekt": Dimension("projects", "projekt", "benämning", "projektnamn"),
    "gren": Dimension("", "gren"),
    "motpart": Dimension("counterparts", "motpart", "benämning", "motpartsnamn"),
    "tjänst": Dimension("services", "tjänst", "benämning", "tjänstenamn"),
    "tjänsteområde": Dimension("services", "område"),
    "grupp": Dimension("", "grupp"),
    "linje": Dimension("", "linje"),
    "pool": Dimension("pools", "pool", "benämning", "poolnamn"),
    "period": Dimension("", "period"),
}
ON_TJÄNST: Final = ("tjänst", "tjänsteområde", "grupp", "linje")
AFTER: Final = (*ON_TJÄNST, "pool")
"""The dimensions of a cost that are only told after tjänsteomräkning."""
_OF_THE_WHOLE = ("ansvar", "verksamhetsområde", "avdelning", "gren", "motpart")  # as the table ansvarsområde
_OWN_COSTS = ("resultatrad", "kostnadsslag")


def one_of(word: str, value: str, known: Sequence[str]) -> str:
    """The value, which must be one that the word may take. Raises UsageError with those that it may."""
    if value not in known:
        raise UsageError(
            f"{word}=”{value}” finns inte. Närmast: {nearest(str(value), known)}. Välj bland: {', '.join(known)}."
        )
    return value


def names(report: Parts, dimension: str) -> dict[str, str]:
    """What each value of a dimension is called, in order: `{"41010": "Redovisning"}`; itself without another name."""
    if dimension in _TOLD:
        return dict(_TOLD[dimension](report))
    known = DIMENSIONS[dimension]
    register = getattr(report.registers, known.register)
    latest = register.sort_values("giltig_från", kind="stable").drop_duplicates(known.column, keep="last")
    latest = latest.sort_values(["ordning", known.column] if "ordning" in latest else known.column, kind="stable")
    return dict(zip(latest[known.column], latest[known.name or known.column], strict=True))


# the names of values that no register lists as they stand
_TOLD: Mapping[str, Callable[[Parts], Mapping[str, str]]] = {
    "resultatrad": lambda report: layout.STATEMENT,
    "gren": lambda report: report.grenar,
    "grupp": lambda report: report.grupper.labels if report.grupper else {},
    "linje": lambda report: (
        {line: line for lines in report.grupper.lines.values() for line in lines} if report.grupper else {}
    ),
    "period": lambda report: {
        month: f"{periods.name(month)} {periods.year(month)}" for month in sorted(report.sums["period"].unique())
    },
}


def label(dimension: str, code: str, known: Mapping[str, str]) -> str:
    """A value as it is printed: `41010 Redovisning`; a name alone where the dimension has no codes of its own."""
    if not code:
        return "bokfört direkt" if dimension == "pool" else f"utan {dimension}"
    name = known.get(code, code)
    return f"{code} {name}" if DIMENSIONS[dimension].named and name != code else name


def find(report: Parts, asked: Value, *dimensions: str) -> list[tuple[str, str]]:
    """The dimension and code of everything that goes by a name or a code. Raises UsageError where nothing does."""
    forms: dict[str, list[tuple[str, str]]] = {}
    shown: dict[str, str] = {}
    for dimension in dimensions:
        known = names(report, dimension)
        for code, name in known.items():
            printed = label(dimension, code, known)
            for form in {code, name, printed}:
                forms.setdefault(form.casefold(), []).append((dimension, code))
                shown[form] = printed
    found = forms.get(str(asked).casefold())
    if found is None:
        if not shown:
            raise LackingError(f"Nämnden har inga uppgifter om {' eller '.join(dimensions)}.")
        near = f"Närmast: {nearest(str(asked), shown, shown)}."
        others = [other for other in DIMENSIONS if other not in {*dimensions, *_TOLD} and _holds(report, other, asked)]
        held = f", men för {' och '.join(others)}" if others else ""
        raise UsageError(f"”{asked}” finns inte bland nämndens värden för {' och '.join(dimensions)}{held}. {near}")
    return found


def _holds(report: Parts, dimension: str, asked: Value) -> bool:
    """True where a dimension has the value, by name or code."""
    return str(asked).casefold() in {form.casefold() for pair in names(report, dimension).items() for form in pair}


def rows_of(report: Parts, där: Where) -> Rows:
    """The urval of a filter. Raises UsageError for a dimension or a value that does not exist, or for no value."""
    where = Rows()
    if not isinstance(där, Mapping):
        raise UsageError(f'där={där!r} säger inte vad värdet gäller. Skriv till exempel där={{"ansvar": "{där}"}}.')
    for dimension, asked in där.items():
        one_of("där", dimension, tuple(DIMENSIONS))
        wanted = [asked] if isinstance(asked, Value) else list(asked)
        found = dict.fromkeys(code for one in wanted for _, code in find(report, one, dimension))
        if not found:
            raise UsageError(f"där: ange minst ett värde för {dimension}.")
        where &= urval.only(dimension, *found)
    return where


@dataclass(frozen=True)
class Scope:
    """What a question sums within: the rows, the notes that say so, and whether it is told after tjänsteomräkning."""

    rows: Rows
    notes: tuple[str, ...]
    allocated: bool


_ALLOCATED = "Kostnader efter tjänsteomräkning."


def scope(report: Parts, asked: Collection[str], där: Where, avgränsning: str | None = None) -> Scope:
    """What the published tables of the dimensions `asked` sum within.

    That is the result extern, the organisation helhet, the tjänster their costs.
    `avgränsning` (extern or helhet) says otherwise. A filter on kostnadsslag or resultatrad says itself what is summed.
    """
    allocated = not {*asked}.isdisjoint(AFTER)
    whole = allocated or not {*asked}.isdisjoint(_OF_THE_WHOLE)
    if avgränsning is not None:
        whole = one_of("avgränsning", avgränsning, AVGRÄNSNINGAR) == HELHET
    rows = layout.EVERYTHING if whole else layout.EXTERN
    if allocated:
        rows &= layout.ALLOCATED if set(där) & set(_OWN_COSTS) else layout.COSTS & layout.ALLOCATED
    notes = layout.whole_notes(report.measured) if whole else layout.scope_notes(report.measured)
    return Scope(rows, (*((_ALLOCATED,) if allocated else ()), *notes), allocated)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its measure, its heading, and the selections of the ledger that it sums."""

    name: str
    head: str
    parts: tuple[Rows, ...]
    lag: int = 0  # how many months before those of the view its own lie


def months(period: str, vy: str) -> tuple[str, str]:
    """The first and last month of a view."""
    return {
        PERIOD: (period, period),
        ACK: (periods.january(period), period),
        RULLANDE: (periods.shift(period, -11), period),
        HELÅR: (periods.january(period), periods.december(period)),
    }[one_of("vy", vy, VYER)]


def said(first: str, last: str) -> str:
    """The months as a heading: `mars 2025`, `jan–mars 2025`, `april 2024–mars 2025`, `helår 2025`."""
    year = periods.year(last)
    if first == last:
        return f"{periods.name(last)} {year}"
    if first != periods.january(last):
        return f"{periods.name(first)} {periods.year(first)}–{periods.name(last)} {year}"
    return f"helår {year}" if last == periods.december(last) else f"{periods.through(last)} {year}"


def side(report: Parts, vy: str, mått: str | None = None, word: str = "mått") -> Side:
    """What a mått comes to in the months of a view; by `word` it was asked for.

    Raises LackingError where there is nothing of the kind, UsageError for one that the view cannot show.
    """
    first, last = months(report.period, vy)
    ahead = vy == HELÅR and not layout.december(report.period)
    mått = one_of(word, mått or (terms.PROGNOS if ahead else terms.UTFALL), MOT if word == "mot" else MÅTT)
    if mått == terms.UTFALL:
        if ahead:
            so_far = f"{periods.name(report.period)} {periods.year(report.period)}"
            raise UsageError(f"Utfallet går till och med {so_far}; för helåret skriver du {word}=”{terms.PROGNOS}”.")
        return _outcome(report, mått, first, last)
    if mått == FJOLÅRET:
        return _outcome(report, FJOLÅRET, periods.shift(first, -12), periods.shift(last, -12), lag=12)
    if mått == terms.BUDGET:
        return _budget(report, mått, first, last)
    if vy != HELÅR:
        raise UsageError(f"En prognos gäller hela året: skriv {word}=”{mått}” tillsammans med vy=”{HELÅR}”.")
    return _forecast(report, mått, first, last)


def sides(report: Parts, vy: str, mått: str | None, mot: str) -> tuple[Side, Side]:
    """A mått and what it is compared with. Raises as `side`, and UsageError where they are the same."""
    one, other = side(report, vy, mått), side(report, vy, mot, "mot")
    if one.name == other.name:
        others = ", ".join(known for known in MOT if known != mot)
        raise UsageError(f"Det är redan {mot} som jämförs. Skriv ett annat mot: {others}.")
    return one, other


def _outcome(report: Parts, name: str, first: str, last: str, lag: int = 0) -> Side:
    booked = report.sums.loc[report.sums["beloppstyp"] == terms.UTFALL, "period"].min()
    if not booked <= first:
        raise LackingError(f"Bokföringen börjar {booked}, men frågan gäller {said(first, last)}.")
    rows = urval.only("beloppstyp", terms.UTFALL) & urval.span("period", first, last)
    return Side(name, f"Utfall {said(first, last)}", (rows,), lag)


def _forecast(report: Parts, name: str, first: str, last: str) -> Side:
    """The forecast, or the one before it; in December, when the bokslut stands in its place, both are the last one."""
    earlier, newest = report.versions.fg_prognos, name == terms.PROGNOS
    version = report.versions.prognos if newest and not layout.december(report.period) else earlier
    if version is None and newest:
        raise LackingError(f"Ingen prognos har lämnats hittills under {periods.year(last)}.")
    if version is None:
        return _budget(report, name, first, last)
    kind = urval.only("beloppstyp", terms.PROGNOS) & urval.only("version", version)
    head = "Prognos" if newest else "Föregående prognos"
    return Side(name, f"{head} {said(first, last)}", (kind & urval.span("period", first, last),))


def _budget(report: Parts, name: str, first: str, last: str) -> Side:
    """The budget of the months, that of each year by its latest version."""
    parts = []
    for year in range(periods.year(first), periods.year(last) + 1):
        begin, end = max(first, periods.make(year, 1)), min(last, periods.make(year, 12))
        version = cubes.choose_versions(report.cube, end).budget
        if version is None:
            raise LackingError(f"Ingen budget finns för {year}.")
        kind = urval.only("beloppstyp", terms.BUDGET) & urval.only("version", version)
        parts.append(kind & urval.span("period", begin, end))
    return Side(name, f"Budget {said(first, last)}", tuple(parts))
