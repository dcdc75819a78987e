"""3.2.3: how the forecast of the full year has moved from budget to now, and how much of it was booked."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import line, total
from ekonomi.urval import Expression, Rows

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
    current = measured.distinct(
        layout.EVERYTHING & urval.but("mått", terms.M_FG_ÅR, terms.M_BOKSLUT), "verksamhetsområde"
    )
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
    made = {one.name: dict(_steps(budget, stops, layout.EVERYTHING & one.where[0])) for one in lines}
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
        rows = (
            urval.only("beloppstyp", terms.PROGNOS) & urval.only("version", version) & urval.span("period", first, last)
        )
        yield Stop(f"prognos {periods.name(version)}", f"Prognos {periods.name(version)}", version, rows)
    if layout.december(period):
        yield Stop("bokslut", "Bokslut", last, _booked(first, last))


def _booked(first: str, last: str) -> Rows:
    return urval.only("beloppstyp", terms.UTFALL) & urval.span("period", first, last)


def _steps(budget: Rows, stops: list[Stop], where: Rows) -> Iterator[tuple[str, Expression]]:
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
