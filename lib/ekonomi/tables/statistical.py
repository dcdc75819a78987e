"""3.2.3 and bilaga 1: the statistical forecast beside the decided one, what the model sees, and the way between."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.forecast.bridge import ADJUSTED, ADJUSTMENT_STEP, DECIDED, EXPERT, OTHER, PROFILE
from ekonomi.forecast.bridge import STATISTICAL as START
from ekonomi.table import RAD, RUBRIK, SUMMA, Column, Row, Table
from ekonomi.tables import layout, trails
from ekonomi.tables.prognosis import rows_of
from ekonomi.tables.services import TOTAL
from ekonomi.urval import Expression, Rows

Measures = Mapping[str, Rows]

STATISTICAL, AREAS = "3.2.3 statistisk prognos", "3.2.3 statistisk prognos ansvarsområde"
SEEN, BRIDGE, ADJUSTMENTS = (
    "3.2.3 statistisk prognos det modellen ser",
    "3.2.3 statistisk prognos till beslutad",
    "3.2.3 justeringar",
)
SERVICES = "bilaga 1 statistisk prognos"
INSIDE, OUTSIDE, NO_INTERVAL, NO_MANAGERS = "inom", "utanför", "underlag saknas", "ingen prognos"
YEAR_KNOWN = "Året är avslutat och helåret känt."
NO_ADJUSTMENTS = "Inga justeringar är beslutade."
ALL_INSIDE = "Ingen prognos ligger utanför gränserna."
COSTS, RESULT = "kostnader", "resultat"
LEAST, MOST = Decimal(1), Decimal(99)
_NAMES = {**layout.LINES, COSTS: layout.COSTS, RESULT: layout.RESULT}
_SUMS = (layout.COSTS, layout.RESULT, TOTAL)
_HEAD = "Intäkts- och kostnadsslag"
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
    rows = {serie: layout.row(name, kind=_kind(name)) for serie, name in _NAMES.items()}
    where = {name: found[0] for name, found in rows_of().items()}
    caption = f"Statistisk prognos {layout.full_year(period).lower()}"
    return _judged(STATISTICAL, caption, changes, rows, where, measures, period, _HEAD)


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
    values = _öre(own[columns]).set_axis([row.name for row in known.values()]).astype(object)
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
    found = changes.set_index(changes["serie"].map(_NAMES))
    columns = (replace(_SEEN[0], head=layout.months(period)), *_SEEN[1:])
    values = _öre(found.loc[told, ["hittills", "resten", "resten_beslutad"]])
    values.columns = pd.Index([column.name for column in columns])
    rows = tuple(layout.row(name, kind=_kind(name)) for name in told)
    notes = ("Plus är högre intäkt eller lägre kostnad än samma månader förra året.",) if told else ()
    caption = "Prognoser utanför gränserna: vad modellen ser"
    trail = {name: _against_last_year(rows_of()[name][0], measures, period) for name in told}
    empty = YEAR_KNOWN if layout.december(period) else ALL_INSIDE
    return Table(SEEN, caption, rows, columns, values, notes, _HEAD, empty, trail)


_STEPS = {
    START: "Statistisk prognos",
    PROFILE: "Budgetens profil",
    EXPERT: "Chefernas prognos som expert",
    ADJUSTMENT_STEP: "Justeringar",
    ADJUSTED: "Justerad prognos",
    OTHER: "Övrig bedömning",
    DECIDED: "Beslutad prognos",
}
_STEP_NOTES = (
    "Budgetens profil: vad budgeten säger om delar utan egen historik. Chefernas prognos som expert: så mycket som "
    "den har förtjänat att väga i samma läge tidigare år. Justeringar: registret nedan.",
    "Den beslutade prognosen är den som chefer och ledning har lämnat. Den ändras aldrig av stegen före; det "
    "som de inte förklarar är övrig bedömning.",
)


def _against_last_year(where: Rows, measures: Measures, period: str) -> dict[str, Expression]:
    """The differences of `det_modellen_ser` as sums of rows, but for the model's own."""
    now, decided, before, closed = (
        measures.get(measure, Rows()) & where
        for measure in (terms.M_UTFALL, terms.M_PROGNOS, terms.M_FG_ÅR, terms.M_BOKSLUT)
    )
    so_far, rest, implied = (column.name for column in _SEEN)
    return {so_far: now - before, rest: modelled(where, period), implied: decided - now - (closed - before)}


def till_beslutad(steps: pd.DataFrame, measures: Measures, period: str, fil: str = "justeringar") -> Table:
    """The way from the statistical to the decided forecast, a column per step, extern (mnkr).

    `steps`: serie, steg, belopp (`forecast.bridge`, öre); adjustments of a row are added up, their register is `fil`.
    """
    closed = layout.december(period)
    wide = steps.groupby(["serie", "steg"])["belopp"].sum(min_count=1).unstack("steg")
    rows = [] if closed else [serie for serie in _NAMES if serie in wide.index]
    values = wide.reindex(index=rows, columns=list(_STEPS))
    parts = [PROFILE, EXPERT, ADJUSTMENT_STEP]
    values[parts] = values[parts].fillna(0.0)
    values = _öre(values).set_axis([_NAMES[serie] for serie in rows])
    columns = tuple(Column(step, head) for step, head in _STEPS.items())
    shown = tuple(layout.row(name, kind=_kind(name)) for name in values.index)
    caption = f"Från statistisk till beslutad prognos {layout.full_year(period).lower()}"
    notes = () if closed else (*_STEP_NOTES, layout.ROUNDING)
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {_NAMES[serie]: _steps(serie, measures, period, fil) for serie in rows}
    return Table(BRIDGE, caption, shown, columns, values, notes, _HEAD, empty, trail)


def _steps(serie: str, measures: Measures, period: str, fil: str) -> dict[str, Expression]:
    """What each step of a row is made of: the model's rows, the register's, and those of the decided forecast."""
    where = rows_of()[_NAMES[serie]][0]
    kinds = {RESULT: (), COSTS: terms.COSTS}.get(serie, (serie,))
    register = urval.summed(fil, "belopp") & urval.only("rapport", period)
    register = register & urval.only("kostnadsslag", *kinds) if kinds else register
    made = dict.fromkeys(_STEPS, modelled(where, period))
    return {
        **made,
        ADJUSTMENT_STEP: register / _KRONOR_PER_MNKR,
        DECIDED: measures.get(terms.M_PROGNOS, Rows()) & where,
    }


_KRONOR_PER_MNKR = 1_000_000


def justeringar(register: pd.DataFrame, fil: str = "justeringar") -> Table:
    """The register's adjustments of this report: which, how much (mnkr), when, why, and who decided.

    `register`: ansvar, kostnadsslag, belopp (öre, report sign), period, motivering, beslutad_av, datum and rad, its
    row in the file `fil`.
    """
    columns = (
        Column("ansvar", "Ansvar", style.TEXT),
        Column("kostnadsslag", "Intäkts- och kostnadsslag", style.TEXT),
        Column("belopp", "Belopp"),
        Column("period", "Månad", style.TEXT),
        Column("motivering", "Motivering", style.TEXT),
        Column("beslutad av", "Beslutad av", style.TEXT),
        Column("datum", "Beslutsdatum", style.TEXT),
    )
    names = [str(number) for number in range(1, len(register) + 1)]
    values = register.assign(kostnadsslag=register["kostnadsslag"].map(layout.LINES)).astype(object)
    values = values[["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum"]]
    values.columns = pd.Index([column.name for column in columns])
    rows = tuple(layout.row(name) for name in names)
    caption = "Beslutade justeringar av den statistiska prognosen"
    trail: dict[str, dict[str, Expression]] = {
        name: {"belopp": (urval.summed(fil, "belopp") & urval.only("rad", str(rad))) / _KRONOR_PER_MNKR}
        for name, rad in zip(names, register["rad"], strict=True)
    }
    return Table(ADJUSTMENTS, caption, rows, columns, values.set_axis(names), (), "Nr", NO_ADJUSTMENTS, trail)


def _kind(name: str) -> str:
    return SUMMA if name in _SUMS else RAD


def _öre(amounts: pd.DataFrame) -> pd.DataFrame:
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
