"""3.2.3 and bilaga 1: the decided forecast beside the statistical one: why it lies outside, and the way to it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout, statistical
from ekonomi.tables.layout import Line, modelled
from ekonomi.tables.statistical import AREA, HEAD, NO_INTERVAL, OUTSIDE, VERDICT, YEAR_KNOWN, whole_öre
from ekonomi.urval import Expression, Rows

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

ALL_INSIDE = "Ingen prognos ligger utanför gränserna."

SO_FAR, REST, IMPLIED = "hittills mot fg år", "resten mot fg år", "resten mot fg år, beslutad"
WHY, MONTH = "modeller", "månad"
_LAST_YEAR = "Skillnad mot förra året"
_SEEN = (
    Column(SO_FAR, "Hittills", group=_LAST_YEAR),
    Column(REST, "Återstoden, statistisk prognos", group=_LAST_YEAR),
    Column(IMPLIED, "Återstoden, chefernas prognos", group=_LAST_YEAR),
    Column(WHY, "Vilka modeller, helåret", style.TEXT),
    Column(MONTH, "Månad som skiljer mest", style.TEXT),
)
_SEEN_NOTE = (
    "Plus är högre intäkt eller lägre kostnad än under samma månader förra året. Även beloppen i texten är i mnkr."
)


@table("Prognoser utanför gränserna: vad modellen ser", f"{HEAD}, och {layout.inside(AREA)}", upplaga=terms.EKONOM)
def det_modellen_ser(
    outlook: "Outlook", measured: Measured, slag: Kostnadsslag, organisation: pd.DataFrame, period: str
) -> Table:
    """Varför beslutade prognoser ligger utanför intervallet: ändringen från i fjol, hittills och för resten (mnkr).

    Sist står vilka modeller som är lägst och högst för helåret, och vilken månad som skiljer mest från i fjol.

    >>> list(report[tables.det_modellen_ser].to_frame())
    ['hittills mot fg år', 'resten mot fg år', 'resten mot fg år, beslutad', 'modeller', 'månad']
    """
    judged = statistical.statistisk_prognos(outlook, measured, slag, period)
    areas = statistical.statistisk_per_ansvarsområde(outlook, measured, organisation, period)
    lines = _outside(judged, statistical.by_serie(slag))
    more = {
        serie: replace(one, name=f"{AREA} / {one.name}", label=one.name)
        for serie, one in _outside(areas, statistical.by_area(organisation)).items()
        if serie not in lines and serie != terms.RESULTATET
    }
    return _seen(outlook, outlook.changes, {**lines, **more}, measured)


@table("Tjänster utanför gränserna: vad modellen ser", "Tjänst", upplaga=terms.EKONOM)
def det_modellen_ser_per_tjänst(
    outlook: "Outlook", by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper, period: str
) -> Table:
    """Detsamma för tjänster, deras rader och summor, helhet (mnkr).

    >>> list(report[tables.det_modellen_ser_per_tjänst].to_frame())[-1]
    'månad'
    """
    judged = statistical.statistisk_per_tjänst(outlook, by_service, service_lines, grupper, period)
    lines = _outside(judged, statistical.by_tjänst(by_service, service_lines, grupper))
    return _seen(outlook, outlook.service_changes, lines, by_service)


def _outside(judged: Table, lines: Mapping[str, Line]) -> dict[str, Line]:
    known = {serie: one for serie, one in lines.items() if judged.has(one.name, VERDICT)}
    return {serie: one for serie, one in known.items() if judged.cell(one.name, VERDICT).shown in OUTSIDE}


def _seen(outlook: "Outlook", changes: pd.DataFrame, lines: Mapping[str, Line], measured: Measured) -> Table:
    told, period = list(lines), measured.period
    found = changes.set_index("serie").loc[told, ["hittills", "resten", "resten_beslutad"]]
    reasons = outlook.reasons.reindex(told).to_dict("index")
    said = {WHY: [_why(reasons[serie]) for serie in told], MONTH: [_month(reasons[serie]) for serie in told]}
    values = whole_öre(found).astype(object).assign(**said)
    values = values.set_axis([one.name for one in lines.values()])
    columns = (replace(_SEEN[0], head=layout.months(period)), *_SEEN[1:])
    values.columns = pd.Index([column.name for column in columns])
    made = {
        one.name: _against_last_year(one.where[0], measured.chosen, period) | _of_reasons(one, reasons[serie], measured)
        for serie, one in lines.items()
    }
    empty = YEAR_KNOWN if layout.december(period) else ALL_INSIDE
    rows = tuple(replace(one.row, level=0) for one in lines.values())
    return Table(rows, columns, values, (_SEEN_NOTE,) if told else (), made, empty=empty)


def _why(row: Mapping[Any, Any]) -> str:
    """`Lägst: takten mot fjolåret −510,2; högst: vandrande nivå −498,0.`"""
    if pd.isna(row["lägst"]):
        return "Beslutad eller känd: inga modeller."
    if row["lägst_modell"] == row["högst_modell"]:
        return f"{layout.capital(row['lägst_modell'])} {_shown(row['lägst'])}."
    return f"Lägst: {row['lägst_modell']} {_shown(row['lägst'])}; högst: {row['högst_modell']} {_shown(row['högst'])}."


def _month(row: Mapping[Any, Any]) -> str:
    """`mars 3,1`: the month that differs most from last year, and by how much."""
    return "" if pd.isna(row["skillnad"]) else f"{periods.name(row['månad'])} {_shown(row['skillnad'])}"


def _of_reasons(one: Line, row: Mapping[Any, Any], measured: Measured) -> dict[str, Expression]:
    """What the numbers of `_why` and `_month` are made of, where the books say the same as the model has seen."""
    if pd.isna(row["lägst"]):
        return {}
    made: dict[str, Expression] = {WHY: layout.modelled(one.where[0], measured.period)}
    if not pd.isna(row["skillnad"]):
        months = {terms.M_UTFALL: row["månad"], terms.M_FG_ÅR: periods.shift(row["månad"], -12)}
        now, before = (measured.chosen.get(name, Rows()) & urval.only("period", month) & one.where[0]
                       for name, month in months.items())  # fmt: skip
        if measured.sum(now) - measured.sum(before) == round(row["skillnad"]):
            made[MONTH] = now - before
    return made


def _shown(öre: float) -> str:
    return "" if pd.isna(öre) else style.shown(style.in_unit(round(öre), "mnkr"), "mnkr")


def _against_last_year(where: Rows, chosen: Mapping[str, Rows], period: str) -> dict[str, Expression]:
    """The differences of `_seen` as sums of rows, but for the model's own."""
    now, decided, before, closed = (
        chosen.get(measure, Rows()) & where
        for measure in (terms.M_UTFALL, terms.M_PROGNOS, terms.M_FG_ÅR, terms.M_BOKSLUT)
    )
    return {SO_FAR: now - before, REST: layout.modelled(where, period), IMPLIED: decided - now - (closed - before)}


NO_ADJUSTMENTS = "Inga justeringar är beslutade."
_STEPS = {
    terms.STATISTISK: "Statistisk prognos",
    terms.PROFIL: "Budgetens profil",
    terms.CHEFERNAS: "Chefernas prognos, vägd",
    terms.JUSTERING: "Justeringar",
    terms.JUSTERAD: "Justerad prognos",
    terms.ÖVRIG: "Övrig bedömning",
    terms.BESLUTAD: "Beslutad prognos",
}
_STEP_NOTES = (
    "Budgetens profil: vad budgeten säger om delar utan egen historik. Chefernas prognos, vägd: ju bättre den har "
    "stämt i samma läge tidigare år, desto mer väger den. Justeringar: registret nedan.",
    "Den beslutade prognosen är den som chefer och ledning har lämnat. Den ändras aldrig av stegen före; det "
    "som de inte förklarar är övrig bedömning.",
)


@table(row_head=HEAD, upplaga=terms.EKONOM)
def till_beslutad(
    outlook: "Outlook", measured: Measured, slag: Kostnadsslag, adjustments_file: str, period: str
) -> Table:
    """Vägen från statistisk till beslutad prognos, externt, ett steg per kolumn (mnkr).

    Justeringar av samma rad är hopräknade; `justeringar` har dem var för sig.

    >>> print(report[tables.till_beslutad].cell("Resultat", "beslutad prognos").shown)
    0,0
    """
    closed = layout.december(period)
    steps, lines = outlook.bridge, statistical.by_serie(slag)
    wide = steps.groupby(["serie", "steg"])["belopp"].sum(min_count=1).unstack("steg")
    series = [] if closed else [serie for serie in lines if serie in wide.index]
    values = wide.reindex(index=series, columns=list(_STEPS))
    parts = [terms.PROFIL, terms.CHEFERNAS, terms.JUSTERING]
    values[parts] = values[parts].fillna(0.0)
    values = whole_öre(values).set_axis([lines[serie].name for serie in series])
    columns = tuple(Column(step, head) for step, head in _STEPS.items())
    rows = tuple(lines[serie].row for serie in series)
    caption = f"Från statistisk till beslutad prognos {layout.full_year(period).lower()}"
    notes = () if closed else (*_STEP_NOTES, layout.ROUNDING)
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    own = {serie: lines[serie] for serie in series}
    trail = {one.name: _steps(name, one.where[0], slag, measured, adjustments_file) for name, one in own.items()}
    return Table(rows, columns, values, notes, trail, caption, empty=empty)


def _steps(serie: str, where: Rows, slag: Kostnadsslag, measured: Measured, fil: str) -> dict[str, Expression]:
    """What each step of a row is made of: the model's rows, the register's, and those of the decided forecast."""
    kinds = {terms.RESULTATET: (), terms.KOSTNADERNA: slag.of(terms.KOSTNADER)}.get(serie, (serie,))
    register = urval.summed(fil, "belopp") & urval.only("rapport", measured.period)
    register = register & urval.only("kostnadsslag", *kinds) if kinds else register
    made = dict.fromkeys(_STEPS, modelled(where, measured.period))
    return {
        **made,
        terms.JUSTERING: register / terms.KRONOR_PER_MNKR,
        terms.BESLUTAD: measured.chosen.get(terms.M_PROGNOS, Rows()) & where,
    }


@table("Beslutade justeringar av den statistiska prognosen", "Nr", upplaga=terms.EKONOM)
def justeringar(adjustments: pd.DataFrame, slag: Kostnadsslag, adjustments_file: str) -> Table:
    """Rapportens beslutade justeringar: vilken, hur mycket (mnkr, + bättre), när, varför och vem som beslutat.

    >>> print(report[tables.justeringar].cell("1", "kostnadsslag").shown)
    Intäkter
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
    names = [str(number) for number in range(1, len(adjustments) + 1)]
    labels = dict(slag.labels)
    values = adjustments.assign(kostnadsslag=adjustments["kostnadsslag"].map(labels)).astype(object)
    values = values[["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum"]]
    values.columns = pd.Index([column.name for column in columns])
    register = urval.summed(adjustments_file, "belopp")
    trail: dict[str, dict[str, Expression]] = {
        name: {"belopp": (register & urval.only("rad", str(rad))) / terms.KRONOR_PER_MNKR}
        for name, rad in zip(names, adjustments["rad"], strict=True)
    }
    return Table(layout.rows_of(names), columns, values.set_axis(names), urval=trail, empty=NO_ADJUSTMENTS)
