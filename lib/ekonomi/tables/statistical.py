"""3.2.3 and bilaga 1: the statistical forecast beside the decided one, and what the model sees."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Table
from ekonomi.tables import layout, services
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.urval import Expression, Rows

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

INSIDE, OUTSIDE, NO_INTERVAL, NO_MANAGERS = "inom", "utanför", "underlag saknas", "ingen prognos"
_UNDECIDED = "Ingen prognos har lämnats hittills under året."
YEAR_KNOWN = "Året är avslutat och helåret känt."
ALL_INSIDE = "Ingen prognos ligger utanför gränserna."
LEAST, MOST = Decimal(1), Decimal(99)
HEAD = "Intäkts- och kostnadsslag"
DECIDED, MEDIAN, LOWER, UPPER = "chefernas prognos", "statistisk median", "nedre 80 %", "övre 80 %"
VERDICT, CHANCE = "bedömning", "sannolikhet minst prognosen"
_COLUMNS = (
    Column(DECIDED, "Chefernas prognos"),
    Column(MEDIAN, "Statistisk prognos, median"),
    Column(LOWER, "Nedre gräns", group="80 % sannolikhet"),
    Column(UPPER, "Övre gräns", group="80 % sannolikhet"),
    Column(VERDICT, "Chefernas prognos i förhållande till gränserna", style.TEXT),
    Column(CHANCE, "Sannolikhet för minst lika bra som chefernas prognos", style.PER_CENT, decimals=0),
)
_COHERENT = "Medianerna är avstämda mot varandra: delarna summerar till helheten. Gränserna går inte att summera."
_BLIND = "Den statistiska prognosen bygger bara på tidigare bokförda månader. Den känner inte till beslut."
_CLAMPED = "Sannolikheter under 1 och över 99 procent skrivs som 1 och 99: så långt ut kan historiken inte säga mer."


def by_serie(slag: Kostnadsslag) -> dict[str, Line]:
    """The rows of 3.2.3 (extern) by the serie that each shows: kostnadsslag, the costs, the result."""
    each = {name: line(label, urval.only("kostnadsslag", name) & layout.EXTERN) for name, label in slag.labels.items()}
    return {
        **each,
        terms.KOSTNADERNA: total(layout.COSTS_SAID, layout.COSTS & layout.EXTERN),
        terms.RESULTATET: total(layout.RESULT, layout.EXTERN),
    }


@table(upplaga=terms.EKONOM)
def statistisk_prognos(outlook: "Outlook", measured: Measured, slag: Kostnadsslag, period: str) -> Table:
    """Den beslutade prognosen mot den statistiska, per kostnadsslag, kostnaderna och resultatet, externt (mnkr).

    Bedömningen säger om den beslutade ligger i 80-procentsintervallet, båda gränserna inräknade. I december är året
    känt och tabellen utan rader.

    >>> print(report[tables.statistisk_prognos].cell("Resultat", "bedömning").shown)
    inom
    """
    caption = f"Statistisk prognos {layout.full_year(period).lower()}"
    return _judged("statistisk_prognos", caption, outlook.changes, by_serie(slag), measured, HEAD)


@table(upplaga=terms.EKONOM)
def statistisk_per_ansvarsområde(
    outlook: "Outlook", measured: Measured, organisation: pd.DataFrame, period: str
) -> Table:
    """Detsamma för varje ansvarsområdes resultat, externt; de summerar till resultatet (mnkr).

    >>> print(report[tables.statistisk_per_ansvarsområde].cell("Resultat", "bedömning").shown)
    inom
    """
    areas = layout.ordered(organisation["verksamhetsområde"], organisation, "verksamhetsområde")
    lines = {
        f"{area}{terms.DELAD}{terms.ALLA}": line(area, layout.EXTERN & urval.only("verksamhetsområde", area))
        for area in areas
    }
    lines[terms.RESULTATET] = total(layout.RESULT, layout.EXTERN)
    caption = f"Statistisk prognos per ansvarsområde {layout.full_year(period).lower()}"
    return _judged("statistisk_per_ansvarsområde", caption, outlook.changes, lines, measured, "Ansvarsområde")


@table(upplaga=terms.EKONOM)
def statistisk_per_tjänst(
    outlook: "Outlook", by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper, period: str
) -> Table:
    """Detsamma för varje tjänsts kostnad, helhet; de summerar som i `tjänsteuppföljning` (mnkr).

    >>> print(report[tables.statistisk_per_tjänst].cell("Totalt", "bedömning").shown)
    inom
    """
    own = dict(list(service_lines.groupby("linje")))
    lines: dict[str, Line] = {}
    for summa, names in grupper.by_sum(services.used_lines(by_service)):
        for name in names:
            lines[f"{name}, rubrik"] = heading(f"{name}, rubrik", grupper.printed(name))
            for one in own.get(name, service_lines.iloc[:0]).to_dict("records"):
                serie = f"{name}{terms.DELAD}{one['tjänst']}"
                lines[serie] = line(one["rad"], services.BASE & services.service_rows(one), label=one["namn"], level=1)
            where = services.BASE & services.rows_of_line(name)
            lines[name] = total(name, where, label=f"Summa {grupper.printed(name)}")
        if summa:
            lines[summa] = total(summa, services.BASE & services.rows_of_line(*names))
    lines[services.TOTAL] = total(services.TOTAL, services.BASE)
    caption = f"Statistisk prognos per tjänst {layout.full_year(period).lower()}"
    return _judged("statistisk_per_tjänst", caption, outlook.service_changes, lines, by_service, "Tjänst")


def _judged(
    name: str, caption: str, changes: pd.DataFrame, lines: Mapping[str, Line], measured: Measured, head: str
) -> Table:
    period, closed = measured.period, layout.december(measured.period)
    found = changes.set_index("serie")
    known = {} if closed else {serie: one for serie, one in lines.items() if serie in found.index}
    shown = [one.row for serie, one in lines.items() if serie in known or (known and one.kind == RUBRIK)]
    own = found.loc[list(known)]
    columns = ["beslutad", "prognos", "nedre_80", "övre_80"]
    values = whole_öre(own[columns]).set_axis([one.name for one in known.values()]).astype(object)
    values = values.assign(
        bedömning=[_verdict(row) for row in values.itertuples(index=False)],
        sannolikhet=pd.Series([_per_cent(share) for share in own["sannolikhet"]], values.index, dtype=object),
    )
    values.columns = pd.Index([column.name for column in _COLUMNS])
    undecided = len(known) > 0 and own["beslutad"].isna().all()
    notes = (_BLIND, _COHERENT, _CLAMPED, *((_UNDECIDED,) if undecided else ()))
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {one.name: _trail(one.where[0], measured.chosen, period) for one in known.values()}
    return Table(name, caption, tuple(shown), _COLUMNS, values, notes if known else (), head, empty, trail)


def modelled(where: Rows, period: str, function: str = urval.MODEL) -> Expression:
    """What the statistical forecast makes of the rows `where`: every month that is known."""
    known = urval.only("beloppstyp", terms.UTFALL) & urval.until("period", period)
    return urval.apply(function, known & where)


def _trail(where: Rows, chosen: Mapping[str, Rows], period: str) -> dict[str, Expression]:
    """What each figure of a row of `_judged` is made of."""
    named = zip((MEDIAN, LOWER, UPPER, CHANCE), urval.FORECASTS, strict=True)
    made = {column: modelled(where, period, function) for column, function in named}
    managers = chosen.get(terms.M_PROGNOS)
    return made if managers is None else {DECIDED: managers & where, **made}


SO_FAR, REST, IMPLIED = "hittills mot fg år", "resten mot fg år", "resten mot fg år, beslutad"
_LAST_YEAR = "Skillnad mot förra året"
_SEEN = (
    Column(SO_FAR, "Hittills", group=_LAST_YEAR),
    Column(REST, "Återstoden, statistisk prognos", group=_LAST_YEAR),
    Column(IMPLIED, "Återstoden, chefernas prognos", group=_LAST_YEAR),
)


@table(upplaga=terms.EKONOM)
def det_modellen_ser(outlook: "Outlook", measured: Measured, slag: Kostnadsslag, period: str) -> Table:
    """Varför beslutade prognoser ligger utanför intervallet: ändringen från förra året, hittills och för resten
    (mnkr).

    >>> list(report[tables.det_modellen_ser].to_frame())
    ['hittills mot fg år', 'resten mot fg år', 'resten mot fg år, beslutad']
    """
    judged, lines = statistisk_prognos(outlook, measured, slag, period), by_serie(slag)
    told = [serie for serie, one in lines.items() if judged.has(one.name, VERDICT)]
    told = [serie for serie in told if judged.cell(lines[serie].name, VERDICT).shown == OUTSIDE]
    names = [lines[serie].name for serie in told]
    found = outlook.changes.set_index("serie")
    values = whole_öre(found.loc[told, ["hittills", "resten", "resten_beslutad"]]).set_axis(names)
    columns = (replace(_SEEN[0], head=layout.months(period)), *_SEEN[1:])
    values.columns = pd.Index([column.name for column in columns])
    notes = ("Plus är högre intäkt eller lägre kostnad än samma månader förra året.",) if told else ()
    made = {lines[serie].name: _against_last_year(lines[serie].where[0], measured.chosen, period) for serie in told}
    caption = "Prognoser utanför gränserna: vad modellen ser"
    empty = YEAR_KNOWN if layout.december(period) else ALL_INSIDE
    rows = tuple(lines[serie].row for serie in told)
    return Table("det_modellen_ser", caption, rows, columns, values, notes, HEAD, empty, made)


def _against_last_year(where: Rows, chosen: Mapping[str, Rows], period: str) -> dict[str, Expression]:
    """The differences of `det_modellen_ser` as sums of rows, but for the model's own."""
    now, decided, before, closed = (
        chosen.get(measure, Rows()) & where
        for measure in (terms.M_UTFALL, terms.M_PROGNOS, terms.M_FG_ÅR, terms.M_BOKSLUT)
    )
    return {
        SO_FAR: now - before,
        REST: modelled(where, period),
        IMPLIED: decided - now - (closed - before),
    }


def whole_öre(amounts: pd.DataFrame) -> pd.DataFrame:
    """A model's amounts in whole öre (Int64)."""
    return amounts.astype("Float64").round().astype("Int64")


def _per_cent(share: float) -> Decimal | None:
    return None if np.isnan(share) else min(max(Decimal(repr(round(100 * share, 6))), LEAST), MOST)


def _verdict(row: tuple) -> str:
    """Judged as printed, so that the words never contradict the figures beside them."""
    managers, _, lower, upper = (None if pd.isna(value) else _printed(value) for value in row)
    if lower is None or upper is None:
        return NO_INTERVAL
    if managers is None:
        return NO_MANAGERS
    return INSIDE if lower <= managers <= upper else OUTSIDE


def _printed(öre: int) -> Decimal:
    return style.rounded(style.in_unit(öre, "mnkr"), style.decimals_of("mnkr"))
