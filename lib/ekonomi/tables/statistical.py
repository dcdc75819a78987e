"""3.2.3 and bilaga 1: the statistical forecast beside the decided one, and what the model sees."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.table import RAD, RUBRIK, SUMMA, Column, Row, Table
from ekonomi.tables import layout, trails
from ekonomi.tables.prognosis import rows_of
from ekonomi.tables.services import TOTAL
from ekonomi.urval import Expression, Rows

Measures = Mapping[str, Rows]

STATISTICAL, AREAS = "3.2.3 statistisk prognos", "3.2.3 statistisk prognos ansvarsområde"
SEEN = "3.2.3 statistisk prognos det modellen ser"
SERVICES = "bilaga 1 statistisk prognos"
INSIDE, OUTSIDE, NO_INTERVAL, NO_MANAGERS = "inom", "utanför", "underlag saknas", "ingen prognos"
YEAR_KNOWN = "Året är avslutat och helåret känt."
ALL_INSIDE = "Ingen prognos ligger utanför gränserna."
COSTS, RESULT = "kostnader", "resultat"
LEAST, MOST = Decimal(1), Decimal(99)
NAMES = {**layout.LINES, COSTS: layout.COSTS, RESULT: layout.RESULT}
_SUMS = (layout.COSTS, layout.RESULT, TOTAL)
HEAD = "Intäkts- och kostnadsslag"
_COLUMNS = (
    Column("chefernas prognos", "Chefernas prognos"),
    Column("statistisk median", "Statistisk prognos, median"),
    Column("nedre 80 %", "Nedre gräns", group="80 % sannolikhet"),
    Column("övre 80 %", "Övre gräns", group="80 % sannolikhet"),
    Column("bedömning", "Chefernas prognos i förhållande till gränserna", style.TEXT),
    Column(
        "sannolikhet minst prognosen",
        "Sannolikhet för minst lika bra som chefernas prognos",
        style.PER_CENT,
        decimals=0,
    ),
)
_COHERENT = (
    "Medianerna är avstämda mot varandra: delarna summerar till helheten. Gränserna går inte att summera."
)
_BLIND = "Den statistiska prognosen bygger bara på tidigare bokförda månader. Den känner inte till beslut."
_CLAMPED = (
    "Sannolikheter under 1 och över 99 procent skrivs som 1 och 99: så långt ut kan historiken inte säga mer."
)


def statistisk_prognos(changes: pd.DataFrame, measures: Measures, period: str) -> Table:
    """Per kostnadsslag, the costs and the result (extern): the decided forecast against the statistical (mnkr).

    `changes`: serie (a kostnadsslag, `kostnader` or `resultat`), prognos, nedre_80, övre_80, beslutad (öre, report
    sign; missing where there is none) and sannolikhet (0–1). The verdict says whether the decided forecast lies
    in the interval, both ends included. In December the year is known and the table has no rows. `measures`
    (`cube.selections`) tells which rows the decided forecast sums.
    """
    rows = {serie: layout.row(name, kind=kind(name)) for serie, name in NAMES.items()}
    where = {name: found[0] for name, found in rows_of().items()}
    caption = f"Statistisk prognos {layout.full_year(period).lower()}"
    return _judged(STATISTICAL, caption, changes, rows, where, measures, period, HEAD)


def statistisk_per_ansvarsområde(
    changes: pd.DataFrame, organisation: pd.DataFrame, measures: Measures, period: str
) -> Table:
    """The same of each ansvarsområde's result (extern), which sum to the result. Series are named `HR|*`.

    `organisation` (verksamhetsområde, ordning) gives the order.
    """
    order = organisation.groupby("verksamhetsområde")["ordning"].min().sort_values(kind="stable")
    rows = {f"{area}|*": layout.row(str(area)) for area in order.index}
    rows[RESULT] = layout.row(layout.RESULT, kind=SUMMA)
    whole = trails.RESULT & trails.EXTERN
    where = {str(area): whole & urval.only("verksamhetsområde", str(area)) for area in order.index}
    where[layout.RESULT] = whole
    caption = f"Statistisk prognos per ansvarsområde {layout.full_year(period).lower()}"
    return _judged(AREAS, caption, changes, rows, where, measures, period, "Ansvarsområde")


def statistisk_per_tjänst(
    changes: pd.DataFrame, lines: pd.DataFrame, services: Table, measures: Measures, period: str
) -> Table:
    """The same of each tjänst's cost (helhet), which sum to the områden and the whole as in bilaga 1.

    Series are named `HR|3001`, sums as in 3.2.4. `lines` (linje, tjänst, rad) and `services`, bilaga 1's
    table of them, name and order the rows.
    """
    named = lines.assign(serie=lines["linje"] + "|" + lines["tjänst"]).set_index("rad")["serie"].to_dict()
    rows = {named.get(row.name, row.name): row for row in services.rows}
    where = {row: _unmeasured(found) for row, found in services.urval.items()}
    caption = f"Statistisk prognos per tjänst {layout.full_year(period).lower()}"
    return _judged(SERVICES, caption, changes, rows, where, measures, period, "Tjänst")


def _judged(
    name: str,
    caption: str,
    changes: pd.DataFrame,
    rows: dict[str, Row],
    where: Mapping[str, Rows],
    measures: Measures,
    period: str,
    head: str,
) -> Table:
    closed = layout.december(period)
    found = changes.set_index("serie")
    known = {} if closed else {serie: row for serie, row in rows.items() if serie in found.index}
    shown = [row for serie, row in rows.items() if serie in known or (known and row.kind == RUBRIK)]
    own = found.loc[list(known)]
    columns = ["beslutad", "prognos", "nedre_80", "övre_80"]
    values = whole_öre(own[columns]).set_axis([row.name for row in known.values()]).astype(object)
    values = values.assign(
        bedömning=[_verdict(row) for row in values.itertuples(index=False)],
        sannolikhet=pd.Series([_per_cent(share) for share in own["sannolikhet"]], values.index, dtype=object),
    )
    values.columns = pd.Index([column.name for column in _COLUMNS])
    undecided = len(known) > 0 and own["beslutad"].isna().all()
    notes = (_BLIND, _COHERENT, _CLAMPED, *((layout.NO_FORECAST,) if undecided else ()))
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {row.name: _trail(where[row.name], measures, period) for row in known.values()}
    return Table(name, caption, tuple(shown), _COLUMNS, values, notes if known else (), head, empty, trail)


def modelled(where: Rows, period: str, function: str = urval.MODEL) -> Expression:
    """What the statistical forecast makes of the rows `where`: every month that is known."""
    known = urval.only("beloppstyp", terms.UTFALL) & urval.until("period", period)
    return urval.apply(function, known & where)


def _trail(where: Rows, measures: Measures, period: str) -> dict[str, Expression]:
    """What each figure of a row of `_judged` is made of."""
    decided, median, lower, upper, _, chance = (column.name for column in _COLUMNS)
    named = zip((median, lower, upper, chance), urval.FORECASTS, strict=True)
    made = {column: modelled(where, period, function) for column, function in named}
    managers = measures.get(terms.M_PROGNOS)
    return made if managers is None else {decided: managers & where, **made}


def _unmeasured(found: Mapping[str, Expression]) -> Rows:
    """The rows of a table's row, whatever its columns measure."""
    rows = next(part for expression in found.values() for part in urval.parts_of(expression))
    return Rows(tuple(one for one in rows.conditions if one.name not in ("beloppstyp", "version", "period")))


_LAST_YEAR = "Skillnad mot förra året"
_SEEN = (
    Column("hittills mot fg år", "Hittills", group=_LAST_YEAR),
    Column("resten mot fg år", "Återstoden, statistisk prognos", group=_LAST_YEAR),
    Column("resten mot fg år, beslutad", "Återstoden, chefernas prognos", group=_LAST_YEAR),
)


def det_modellen_ser(changes: pd.DataFrame, judged: Table, measures: Measures, period: str) -> Table:
    """Why the decided forecasts that `judged` finds outside the interval are so: against last year (mnkr).

    `changes` has also hittills, resten and resten_beslutad: the change from last year of the months so far, of the
    rest in the median, and of the rest that the decided forecast implies.
    """
    told = [row.name for row in judged.rows if judged.cell(row.name, "bedömning").shown == OUTSIDE]
    found = changes.set_index(changes["serie"].map(NAMES))
    columns = (replace(_SEEN[0], head=layout.months(period)), *_SEEN[1:])
    values = whole_öre(found.loc[told, ["hittills", "resten", "resten_beslutad"]])
    values.columns = pd.Index([column.name for column in columns])
    rows = tuple(layout.row(name, kind=kind(name)) for name in told)
    notes = ("Plus är högre intäkt eller lägre kostnad än samma månader förra året.",) if told else ()
    caption = "Prognoser utanför gränserna: vad modellen ser"
    trail = {name: _against_last_year(rows_of()[name][0], measures, period) for name in told}
    empty = YEAR_KNOWN if layout.december(period) else ALL_INSIDE
    return Table(SEEN, caption, rows, columns, values, notes, HEAD, empty, trail)


def _against_last_year(where: Rows, measures: Measures, period: str) -> dict[str, Expression]:
    """The differences of `det_modellen_ser` as sums of rows, but for the model's own."""
    now, decided, before, closed = (
        measures.get(measure, Rows()) & where
        for measure in (terms.M_UTFALL, terms.M_PROGNOS, terms.M_FG_ÅR, terms.M_BOKSLUT)
    )
    so_far, rest, implied = (column.name for column in _SEEN)
    return {so_far: now - before, rest: modelled(where, period), implied: decided - now - (closed - before)}


def kind(name: str) -> str:
    """Whether a row of these tables is a sum."""
    return SUMMA if name in _SUMS else RAD


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
