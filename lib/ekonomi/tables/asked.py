"""3.2.3: what to ask about before the statistical forecast is believed, and what people have said of the year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout, services
from ekonomi.tables.ways import names_of
from ekonomi.urval import Expression, Rows

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

NOTHING_KNOWN = "Registret har inga uppgifter för rapporten."
QUESTION, SERIE, MONTH, NOTE = "fråga", "serie", "månad", "upplysning"
_ASKED = (
    Column(QUESTION, "Fråga", style.TEXT),
    Column(terms.M_UTFALL, "Utfall hittills", "tkr"),
    Column(terms.M_BUDGET_HELÅR, "Budget helår", "tkr"),
    Column(SERIE, "Serie i kända", style.TEXT),
    Column(MONTH, "Månad", style.TEXT),
)
_HOW = (
    "Även beloppen i frågorna är i tkr. Svara i registret kända, på serien och månaden: engång, ny nivå, flyttad "
    "eller fel. Svaret används, och frågan ställs inte igen. En upplysning behöver inget svar.",
)


def named(serie: str, slag: Kostnadsslag, tjänster: pd.DataFrame | None = None) -> str:
    """What a part is called: `Ekonomi: personalkostnader`; of a tjänst its line and name."""
    area, _, code = serie.rpartition(terms.DELAD)
    names = {} if tjänster is None else dict(names_of(tjänster, "tjänst"))
    return f"{area}: {layout.inside(slag.labels[code]) if code in slag.labels else names.get(code, code)}"


@table("Att fråga om", "Del", upplaga=terms.EKONOM, figures=False)
def att_fråga_om(
    outlook: "Outlook",
    measured: Measured,
    slag: Kostnadsslag,
    by_service: Measured | None = None,
    tjänster: pd.DataFrame | None = None,
) -> Table | None:
    """Det som sticker ut i år, en fråga per del med dess utfall och budget, och var svaret hör hemma i `kända` (tkr).

    >>> list(report[tables.att_fråga_om].to_frame())
    ['fråga', 'utfall', 'budget helår', 'serie', 'månad']
    """
    asked = outlook.asked
    if asked.empty:
        return None
    rows = tuple(Row(serie, named(serie, slag, tjänster)) for serie in asked["serie"])
    columns = layout.known_columns(_ASKED, measured)
    parts = {serie: part_of(serie, slag, measured, by_service) for serie in asked["serie"]}
    sums = pd.DataFrame.from_dict({serie: of.sums(where) for serie, (of, where) in parts.items()}, "index")
    trail: dict[str, dict[str, Expression]] = {
        serie: {one.name: of.chosen[one.name] & where for one in columns if one.name in of.chosen}
        for serie, (of, where) in parts.items()
    }
    for serie in asked.loc[asked[MONTH] == "", "serie"]:  # the question is of the forecast, and of the budget beside it
        trail[serie][QUESTION] = layout.modelled(parts[serie][1], measured.period)
    values = asked.replace({MONTH: {"": NOTE}}).set_index(asked["serie"]).join(sums)[[one.name for one in columns]]
    told = {
        serie: {words: made for words, months in said.items() if (made := _booked(words, months, *parts[serie]))}
        for serie, said in zip(asked["serie"].astype("str"), asked["bokfört"], strict=True)
    }
    return Table(rows, columns, values, _HOW, trail, told=told)


def _booked(words: str, months: Sequence[str], measured: Measured, where: Rows) -> Expression | None:
    """What is booked in some months, a month, as a question's words have it; None where the books say another."""
    from ekonomi.forecast.odd import number  # scipy: a tenth of a second, needed here only

    years = {terms.M_UTFALL: measured.period[:4], terms.M_BOKSLUT: str(int(measured.period[:4]) - 1)}
    parts = [
        measured.chosen[name] & where & urval.only("period", *own)
        for name, year in years.items()
        if name in measured.chosen and (own := [month for month in months if month[:4] == year])
    ]
    if not parts:
        return None
    mean = sum(map(measured.sum, parts)) / len(months) / terms.ÖRE_PER_TKR
    made = urval.total(parts)
    return (made if len(months) == 1 else made / len(months)) if words.endswith(f": {number(mean)}") else None


def part_of(serie: str, slag: Kostnadsslag, measured: Measured, by_service: Measured | None) -> tuple[Measured, Rows]:
    """The rows of a part: those of an ansvarsområde and a kostnadsslag (extern), or of a tjänst on its line."""
    of, _, code = serie.rpartition(terms.DELAD)
    if code in slag.labels or by_service is None:
        return measured, layout.EXTERN & urval.only("verksamhetsområde", of) & urval.only("kostnadsslag", code)
    return by_service, services.BASE & urval.only("linje", of) & urval.only("tjänst", code)


_KNOWN = (
    Column(SERIE, "Serie", style.TEXT),
    Column(MONTH, "Månader eller år", style.TEXT),
    Column("slag", "Slag", style.TEXT),
    Column("belopp", "Belopp"),
    Column("källa", "Källa", style.TEXT),
)

_SAID = [SERIE, "slag", "källa"]


@table("Känt, beslutat och svarat", "Nr", upplaga=terms.EKONOM)
def kända(known: pd.DataFrame, outlook: "Outlook", known_file: str, period: str) -> Table | None:
    """Vad registret `kända` säger om året: belopp (mnkr), beslut och svar, och var uppgifterna kommer ifrån.

    Månader med samma serie, slag och källa står på en rad, med summan. Finns inte i december, när året är bokfört.

    >>> report[tables.kända].to_frame()["belopp"].sum().round(1)
    np.float64(-37.2)
    """
    if layout.december(period):
        return None
    groups = [own for _, own in known.groupby(_SAID, sort=False)]
    names = [str(number) for number in range(1, len(groups) + 1)]
    said = [{**own.iloc[0], MONTH: periods.in_words(sorted(own["månad"]))} for own in groups]
    register = urval.summed(known_file, "belopp")
    rows = [(register & urval.only("rad", *own["rad"].astype("str"))) / terms.KRONOR_PER_MNKR for own in groups]
    made = {
        name: {"belopp": one if own["belopp"].notna().any() else None}
        for name, one, own in zip(names, rows, groups, strict=True)
    }
    unused = [serie for serie in dict.fromkeys(known["serie"]) if not outlook.has(serie)]
    notes = (f"Räknas inte med, inget är bokfört på {', '.join(unused)}: skriv en justering.",) if unused else ()
    words, amount = pd.DataFrame(said, names, [*_SAID, MONTH]), urval.Files({known_file: known}).amount
    return layout.computed(_KNOWN, made, amount, notes, said=words, empty=NOTHING_KNOWN)
