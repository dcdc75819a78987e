"""3.2.3: what the forecast asks of the rest of the year, and how it has moved from budget to now."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.tables.result import statement
from ekonomi.urval import Expression, Rows

SO_FAR, AHEAD, STEP = "hittills", "resten", "skillnad"
AHEAD_LAST_YEAR, STEP_LAST_YEAR = "resten fg år", "skillnad fg år"
_LESS = "sämre än hittills"
_HEADING = "Kostnader per ansvarsområde"


@table("Vad prognosen kräver av resten av året", "Post")
def vad_prognosen_kräver(
    measured: Measured, cube: pd.DataFrame, slag: Kostnadsslag, organisation: pd.DataFrame, period: str
) -> Table | None:
    """Belopp per månad, extern (mnkr): vad månaderna hittills gav och vad prognosen lämnar åt resten av året.

    Rader: kostnader per verksamhetsområde, som `Kostnader / Ekonomi`, och resultaträkningens rader. None utan
    prognos, och i december, då inget återstår.

    >>> print(report[tables.vad_prognosen_kräver].cell("Resultat", "skillnad").shown)
    −3,8
    """
    if terms.M_PROGNOS not in measured.known or layout.december(period):
        return None
    ahead, year = layout.capital(periods.after(period)), periods.year(period)
    now, ago = f"Per månad {year}", f"Per månad {year - 1}"
    columns = (
        Column(SO_FAR, layout.capital(periods.through(period)), group=now),
        Column(AHEAD, f"{ahead}, enligt prognosen", group=now),
        Column(STEP, "Skillnad", group=now, worse=_LESS),
        Column(AHEAD_LAST_YEAR, ahead, group=ago),
        Column(STEP_LAST_YEAR, "Skillnad", group=ago, worse=_LESS),
    )
    lines = list(_lines(measured, slag, organisation))
    made = {one.name: _per_month(measured, layout.EXTERN & one.where[0]) for one in lines if one.where}
    notes = (
        *layout.scope_notes(measured),
        "Det som återstår av prognosen är prognosen minus utfallet hittills, delat på resten av årets månader.",
        "Plus under skillnad betyder att resten av året väntas ge mer eller kosta mindre i månaden än hittills.",
        layout.ROUNDING,
    )
    return layout.computed(columns, made, cubes.amount_of(cube), notes, lines)


def _lines(measured: Measured, slag: Kostnadsslag, organisation: pd.DataFrame) -> Iterator[Line]:
    used = measured.distinct(layout.EXTERN & layout.COSTS, "mått", "verksamhetsområde")
    current = used[used["mått"].isin([terms.M_UTFALL, terms.M_PROGNOS])]["verksamhetsområde"]
    yield heading(f"{layout.COSTS_SAID}, rubrik", _HEADING)
    for area in layout.ordered(current, organisation, "verksamhetsområde"):
        where = layout.COSTS & urval.only("verksamhetsområde", area)
        yield line(f"{layout.COSTS_SAID} / {area}", where, label=area, level=1)
    yield total(layout.COSTS_SAID, layout.COSTS)
    yield from (one for one in statement(slag) if one.name != layout.COSTS_SAID)
    yield total(layout.RESULT)


def _per_month(measured: Measured, where: Rows) -> dict[str, Expression]:
    """What some rows come to a month: so far, in what the forecast leaves, and in the same months last year."""
    months = periods.month(measured.period)
    known: dict[str, Rows] = {name: rows & where for name, rows in measured.chosen.items()}
    found = _steps(known[terms.M_UTFALL], known[terms.M_PROGNOS], months, (SO_FAR, AHEAD, STEP))
    if {terms.M_BOKSLUT, terms.M_FG_ÅR} <= known.keys():
        ago = _steps(known[terms.M_FG_ÅR], known[terms.M_BOKSLUT], months, (SO_FAR, AHEAD_LAST_YEAR, STEP_LAST_YEAR))
        found = {**ago, **found}
    return {name: layout.whole(one) for name, one in found.items()}


def _steps(so_far: Rows, year: Rows, months: int, names: tuple[str, str, str]) -> dict[str, Expression]:
    first, rest = so_far / months, (year - so_far) / (12 - months)
    return dict(zip(names, (first, rest, rest - first), strict=True))


CHANGE, BOOKED = "ändring", "varav bokfört"


@dataclass(frozen=True)
class Stop:
    """A forecast of the year, or its bokslut: what it is called in columns and headings, its close and its rows."""

    name: str
    head: str
    close: str
    rows: Rows


@table("Prognosens väg", "Ansvarsområde")
def prognosens_väg(measured: Measured, cube: pd.DataFrame, organisation: pd.DataFrame, period: str) -> Table | None:
    """Helårets resultat per verksamhetsområde, från budget genom årets prognoser till den senaste (mnkr).

    Vid varje prognos: `ändring` sedan den förra, och `varav bokfört`: avvikelsen från budget i månaderna däremellan.
    None utan budget eller prognos.

    >>> print(report[tables.prognosens_väg].cell("Resultat", "varav bokfört prognos mars").shown)
    13,4
    """
    stops = list(_stops(cube, period))
    if terms.M_BUDGET_HELÅR not in measured.known or not any(stop.close < periods.december(period) for stop in stops):
        return None
    this_year = layout.EVERYTHING & urval.but("mått", terms.M_FG_ÅR, terms.M_BOKSLUT)
    current = measured.distinct(this_year, "verksamhetsområde")
    areas = layout.ordered(current["verksamhetsområde"], organisation, "verksamhetsområde")
    lines = [*(line(area, urval.only("verksamhetsområde", area)) for area in areas), total(layout.RESULT)]
    columns = [Column(terms.M_BUDGET_HELÅR, "Budget")]
    for stop in stops:
        columns += [
            Column(stop.name, "Resultat", group=stop.head),
            Column(f"{CHANGE} {stop.name}", "Ändring", group=stop.head, worse=layout.WORSE_THAN_LAST),
            Column(f"{BOOKED} {stop.name}", "Varav bokfört", group=stop.head, worse=layout.WORSE),
        ]
    budget = measured.chosen[terms.M_BUDGET_HELÅR]
    made = {one.name: dict(_stages(budget, stops, layout.EVERYTHING & one.where[0])) for one in lines}
    notes = (
        "Varav bokfört är avvikelsen från budget i de månader som har bokförts sedan föregående prognos. Resten av "
        "ändringen beror på vad prognoserna räknade med för de månader som då inte var bokförda.",
        layout.ROUNDING,
    )
    return layout.computed(columns, made, cubes.amount_of(cube), notes, lines)


def _stops(cube: pd.DataFrame, period: str) -> Iterator[Stop]:
    """The year's forecasts that the report knows, in order, and in December its bokslut."""
    first, last = periods.january(period), periods.december(period)
    made = cube.loc[cube["beloppstyp"] == terms.PROGNOS, "version"].unique()
    for version in sorted(version for version in made if first <= version <= period):
        rows = urval.each({"beloppstyp": terms.PROGNOS, "version": version}) & urval.span("period", first, last)
        yield Stop(f"prognos {periods.name(version)}", f"Prognos {periods.name(version)}", version, rows)
    if layout.december(period):
        yield Stop("bokslut", "Bokslut", last, _booked(first, last))


def _booked(first: str, last: str) -> Rows:
    return urval.only("beloppstyp", terms.UTFALL) & urval.span("period", first, last)


def _stages(budget: Rows, stops: list[Stop], where: Rows) -> Iterator[tuple[str, Expression]]:
    """What each column of a row is made of."""
    before, first = budget & where, periods.january(stops[0].close)
    yield terms.M_BUDGET_HELÅR, before
    for stop in stops:
        now = stop.rows & where
        plan = budget.without("period") & urval.span("period", first, stop.close)
        yield stop.name, now
        yield f"{CHANGE} {stop.name}", now - before
        yield f"{BOOKED} {stop.name}", (_booked(first, stop.close) & where) - (plan & where)
        before, first = now, periods.shift(stop.close, 1)
