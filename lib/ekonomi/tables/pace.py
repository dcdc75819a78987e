"""3.2.3: what the forecast asks of the rest of the year, against what the months so far gave."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import SUMMA, Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, heading, line, total
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
        "Det som återstår av prognosen är prognosen minus utfallet hittills, delat på årets övriga månader.",
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
    for rad in terms.RESULTATRADER:
        if slag.of(rad) and rad != terms.KOSTNADER:
            yield line(layout.STATEMENT[rad], urval.only("resultatrad", rad))
    yield Line(layout.RESULT, kind=SUMMA)


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
