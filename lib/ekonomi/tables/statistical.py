"""3.2.3 and bilaga 1: the statistical forecast beside the decided one, and what the model sees."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Table
from ekonomi.tables import layout, services
from ekonomi.tables.accuracy import AREA_LEVELS, SLAG_LEVELS, TJÄNST_LEVELS, worse_than_naive
from ekonomi.tables.layout import Line, inside, line, modelled, total
from ekonomi.urval import Expression, Rows

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

INSIDE, NO_INTERVAL, NO_MANAGERS = "inom", "underlag saknas", "ingen prognos"
OUTSIDE = OVER, UNDER = "över, bättre", "under, sämre"
_UNDECIDED = "Ingen prognos har lämnats hittills under året."
YEAR_KNOWN = "Året är avslutat och helåret känt."
LEAST, MOST = Decimal(1), Decimal(99)
HEAD, AREA = "Intäkts- och kostnadsslag", "Ansvarsområde"
DECIDED, MEDIAN, LOWER, UPPER = "chefernas prognos", "statistisk median", "nedre 80 %", "övre 80 %"
VERDICT, CHANCE, NAIVE = "bedömning", "sannolikhet minst prognosen", "som förra året"
_COLUMNS = (
    Column(terms.M_BUDGET_HELÅR, "Budget"),
    Column(DECIDED, "Chefernas prognos"),
    Column(MEDIAN, "Statistisk prognos, median"),
    Column(NAIVE, "Som förra året"),
    Column(LOWER, "Nedre gräns", group="80 % sannolikhet"),
    Column(UPPER, "Övre gräns", group="80 % sannolikhet"),
    Column(VERDICT, "Chefernas prognos i förhållande till gränserna", style.TEXT),
    Column(CHANCE, "Sannolikhet för minst lika bra som chefernas prognos", style.PER_CENT, decimals=0),
)
_COHERENT = "Medianerna är avstämda mot varandra: delarna summerar till helheten. Gränserna går inte att summera."
_BLIND = (
    "Den statistiska prognosen bygger på bokförda månader, beviljat kommunbidrag och det som registret kända säger. "
    "Andra beslut känner den inte till."
)
_WORSE = (
    "I samma läge tidigare år har den statistiska prognosen missat mer än ett räknesätt som upprepar förra året, "
    "{levels}. Därför visas också Som förra året: utfallet hittills och det som återstod av förra året."
)
_UNIT = "Belopp i mnkr. Över gränserna är bättre för nämnden, under är sämre: högre kostnad eller lägre intäkt."
_CLAMPED = "Sannolikheter under 1 och över 99 procent skrivs som 1 och 99: så långt ut kan historiken inte säga mer."


def by_serie(slag: Kostnadsslag) -> dict[str, Line]:
    """The rows of 3.2.3 (extern) by the serie that each shows: kostnadsslag, the costs, the result."""
    each = {name: line(label, urval.only("kostnadsslag", name) & layout.EXTERN) for name, label in slag.labels.items()}
    return {
        **each,
        terms.KOSTNADERNA: total(layout.COSTS_SAID, layout.COSTS & layout.EXTERN),
        terms.RESULTATET: total(layout.RESULT, layout.EXTERN),
    }


def by_area(organisation: pd.DataFrame) -> dict[str, Line]:
    """Each ansvarsområde's result and the whole (extern), by serie (`Ekonomi|*`), in the order of the register."""
    areas = layout.ordered(organisation["verksamhetsområde"], organisation, "verksamhetsområde")
    lines = {
        f"{area}{terms.DELAD}{terms.ALLA}": line(area, layout.EXTERN & urval.only("verksamhetsområde", area))
        for area in areas
    }
    return {**lines, terms.RESULTATET: total(layout.RESULT, layout.EXTERN)}


def by_tjänst(by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper) -> dict[str, Line]:
    """Each tjänst's cost (helhet), its lines and sums as in 3.2.4, by serie."""
    lines = services.by_serie(by_service, service_lines, grupper)
    return {name: replace(one, where=tuple(services.BASE & part for part in one.where)) for name, one in lines.items()}


@table(row_head=HEAD, upplaga=terms.EKONOM)
def statistisk_prognos(outlook: "Outlook", measured: Measured, slag: Kostnadsslag, period: str) -> Table:
    """Den beslutade prognosen mot den statistiska, per kostnadsslag, kostnaderna och resultatet, externt (mnkr).

    Bedömningen säger om den beslutade ligger i 80-procentsintervallet, båda gränserna inräknade, annars över eller
    under. I december är året känt och tabellen utan rader.

    >>> print(report[tables.statistisk_prognos].cell("Resultat", "bedömning").shown)
    inom
    """
    caption = f"Statistisk prognos {layout.full_year(period).lower()}"
    return _judged(caption, outlook, outlook.changes, by_serie(slag), SLAG_LEVELS, measured)


@table(row_head=AREA, upplaga=terms.EKONOM)
def statistisk_per_ansvarsområde(
    outlook: "Outlook", measured: Measured, organisation: pd.DataFrame, period: str
) -> Table:
    """Detsamma för varje ansvarsområdes resultat, externt; de summerar till resultatet (mnkr).

    >>> print(report[tables.statistisk_per_ansvarsområde].cell("Resultat", "bedömning").shown)
    inom
    """
    caption = f"Statistisk prognos per ansvarsområde {layout.full_year(period).lower()}"
    return _judged(caption, outlook, outlook.changes, by_area(organisation), AREA_LEVELS, measured)


@table(row_head="Tjänst", upplaga=terms.EKONOM)
def statistisk_per_tjänst(
    outlook: "Outlook", by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper, period: str
) -> Table:
    """Detsamma för varje tjänsts kostnad, helhet; de summerar som i `tjänsteuppföljning` (mnkr).

    >>> print(report[tables.statistisk_per_tjänst].cell("Totalt", "bedömning").shown)
    inom
    """
    caption = f"Statistisk prognos per tjänst {layout.full_year(period).lower()}"
    lines = by_tjänst(by_service, service_lines, grupper)
    return _judged(caption, outlook, outlook.service_changes, lines, TJÄNST_LEVELS, by_service)


def _judged(
    caption: str, outlook: "Outlook", changes: pd.DataFrame, lines: Mapping[str, Line], levels: tuple[str, ...],
    measured: Measured,
) -> Table:  # fmt: skip
    """The decided forecast of each line beside budget and interval, of an outlook's `changes`.

    Last year again stands beside where it has missed less at some of the `levels` that the lines are of.
    """
    closed = layout.december(measured.period)
    found = changes.set_index("serie")
    known = {} if closed else {serie: one for serie, one in lines.items() if serie in found.index}
    rows = [one.row for serie, one in lines.items() if serie in known or (known and one.kind == RUBRIK)]
    worse = [level for level in worse_than_naive(outlook) if level in levels]
    gone = {*([] if worse else [NAIVE]), *({terms.M_BUDGET_HELÅR} - measured.chosen.keys())}
    columns = tuple(column for column in _COLUMNS if column.name not in gone)
    values = _values(found.loc[list(known)], known, measured)[[column.name for column in columns]]
    undecided = len(known) > 0 and values[DECIDED].isna().all()
    notes = [_UNIT, _BLIND, _COHERENT, _CLAMPED, *([_UNDECIDED] if undecided else [])]
    told = ["för resultatet" if level == layout.RESULT else f"per {inside(level)}" for level in worse]
    notes += [_WORSE.format(levels=" och ".join(told))] if told else []
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {one.name: _trail(one.where[0], measured) for one in known.values()}
    return Table(tuple(rows), columns, values, tuple(notes) if known else (), trail, caption, empty=empty)


def _values(own: pd.DataFrame, known: Mapping[str, Line], measured: Measured) -> pd.DataFrame:
    """A row per line and every one of _COLUMNS."""
    amounts = {DECIDED: "beslutad", MEDIAN: "prognos", NAIVE: "naiv", LOWER: "nedre_80", UPPER: "övre_80"}
    values = whole_öre(own[list(amounts.values())]).set_axis([one.name for one in known.values()])
    values = values.set_axis(list(amounts), axis=1).astype(object)
    budget = [measured.sums(*one.where).get(terms.M_BUDGET_HELÅR, pd.NA) for one in known.values()]
    verdict = [_verdict(*row) for row in values[[DECIDED, LOWER, UPPER]].itertuples(index=False)]
    chance = pd.Series([_per_cent(share) for share in own["sannolikhet"]], values.index, dtype=object)
    values[terms.M_BUDGET_HELÅR], values[VERDICT], values[CHANCE] = budget, verdict, chance
    return values


def _trail(where: Rows, measured: Measured) -> dict[str, Expression]:
    """What each figure of a row of `_judged` is made of."""
    named = zip((MEDIAN, LOWER, UPPER, CHANCE), urval.FORECASTS, strict=True)
    made = {column: modelled(where, measured.period, function) for column, function in named}
    plans = {DECIDED: terms.M_PROGNOS, terms.M_BUDGET_HELÅR: terms.M_BUDGET_HELÅR}
    made |= {column: measured.chosen[plan] & where for column, plan in plans.items() if plan in measured.chosen}
    so_far, whole, before = (
        measured.chosen.get(measure, Rows()) & where for measure in (terms.M_UTFALL, terms.M_BOKSLUT, terms.M_FG_ÅR)
    )
    return {**made, NAIVE: so_far + (whole - before)}


def whole_öre(amounts: pd.DataFrame) -> pd.DataFrame:
    """A model's amounts in whole öre (Int64)."""
    return amounts.astype("Float64").round().astype("Int64")


def _per_cent(share: float) -> Decimal | None:
    return None if np.isnan(share) else min(max(Decimal(repr(round(100 * share, 6))), LEAST), MOST)


def _verdict(managers: Any, lower: Any, upper: Any) -> str:
    """Judged as printed, so that the words never contradict the figures beside them."""
    if pd.isna(lower) or pd.isna(upper):
        return NO_INTERVAL
    if pd.isna(managers):
        return NO_MANAGERS
    unrounded = (style.in_unit(value, "mnkr") for value in (lower, managers, upper))
    low, made, high = (style.rounded(one, style.decimals_of("mnkr")) for one in unrounded)
    return INSIDE if low <= made <= high else OVER if made > high else UNDER
