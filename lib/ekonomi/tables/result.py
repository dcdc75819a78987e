"""3.2.1: the result in brief (extern), and the bridge from extern to helhet."""

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.cube import extern, selections
from ekonomi.table import RAD, SUMMA, Column, Table
from ekonomi.tables import layout, sums, trails
from ekonomi.urval import Rows

_WHOLE = ", helhet"
_BRIDGED = (terms.M_UTFALL, terms.M_BUDGET, terms.M_PROGNOS, terms.M_BUDGET_HELÅR)
_BRIDGE = {
    layout.LINES[terms.INTÄKTER]: ("Externa intäkter", "Interna intäkter", f"Intäkter{_WHOLE}"),
    layout.COSTS: ("Externa kostnader", "Interna kostnader", f"Kostnader{_WHOLE}"),
    layout.RESULT: ("Externt resultat", "Internt resultat", f"Resultat{_WHOLE}"),
}


def statement(measured: pd.DataFrame) -> pd.DataFrame:
    """Intäkter, Kostnader, Kommunbidrag, Kommuninterna bidrag and Resultat × measures (Int64, öre)."""
    lines = sums.by(measured, "kostnadsslag", terms.RESULT)
    return sums.stacked(
        {
            layout.LINES[terms.INTÄKTER]: sums.line(lines, terms.INTÄKTER),
            layout.COSTS: sums.total(lines, terms.COSTS),
            layout.LINES[terms.KOMMUNBIDRAG]: sums.line(lines, terms.KOMMUNBIDRAG),
            layout.LINES[terms.KOMMUNINTERNA]: sums.line(lines, terms.KOMMUNINTERNA),
            layout.RESULT: sums.total(lines),
        }
    )


def statement_rows(scope: Rows) -> dict[str, trails.Where]:
    """What each row of `statement` sums, within a scope."""
    lines = trails.lines(scope=scope)
    return {
        layout.LINES[terms.INTÄKTER]: lines[terms.INTÄKTER],
        layout.COSTS: (trails.COSTS & scope,),
        layout.LINES[terms.KOMMUNBIDRAG]: lines[terms.KOMMUNBIDRAG],
        layout.LINES[terms.KOMMUNINTERNA]: lines[terms.KOMMUNINTERNA],
        layout.RESULT: (trails.RESULT & scope,),
    }


def resultat(measured: pd.DataFrame, period: str) -> Table:
    """Table 3.2.1: the income statement in brief, avgränsning extern, months so far and full year (mnkr)."""
    lines = statement(extern(measured))
    rows = [layout.row(name, kind=SUMMA if name == layout.RESULT else RAD) for name in lines.index]
    notes = (
        "Avgränsning: externt inklusive andra nämnder. Poster mellan förvaltningens egna delar är avräknade.",
        *layout.forecast_notes(measured, period),
        *layout.earlier_forecast_notes(measured),
        layout.ROUNDING,
    )
    return layout.amounts(
        "3.2.1 resultat",
        "Resultat i sammandrag",
        rows,
        _columns(period),
        lines,
        notes,
        "Resultaträkning",
        trails.of_rows(statement_rows(trails.EXTERN), selections(measured, period)),
    )


def _columns(period: str) -> dict[str, Column]:
    now, year = layout.months(period), layout.full_year(period)
    before = periods.year(period) - 1
    last = "Föregående prognos"
    return {
        terms.M_UTFALL: Column("utfall period", "Utfall", group=now),
        terms.M_BUDGET: Column("budget period", "Budget", group=now),
        sums.AVVIKELSE: Column("avvikelse period", "Avvikelse", group=now, worse=layout.WORSE),
        terms.M_FG_ÅR: Column("utfall fg år period", f"Utfall {before}", group=now),
        terms.M_PROGNOS: Column("prognos helår", layout.forecast_head(period), group=year),
        terms.M_FG_PROGNOS: Column("fg prognos helår", last, group=year),
        terms.M_BUDGET_HELÅR: Column("budget helår", "Budget", group=year),
        terms.M_BOKSLUT: Column("bokslut fg år", f"Bokslut {before}", group=year),
    }


def interna_poster(measured: pd.DataFrame, period: str) -> Table:
    """The bridge: extern + interna poster = helhet, for Intäkter, Kostnader and Resultat (mnkr).

    Rows are `Externa kostnader`, `Interna kostnader`, `Kostnader, helhet`, and so on.
    """
    parts = (
        statement(extern(measured)),
        statement(measured[measured["intern"]]),
        statement(measured),
    )
    values = {
        name: sums.line(frame, line)
        for line, names in _BRIDGE.items()
        for name, frame in zip(names, parts, strict=True)
    }
    scopes = [statement_rows(scope) for scope in (trails.EXTERN, trails.INTERN, Rows())]
    where = {
        name: scope[line]
        for line, names in _BRIDGE.items()
        for name, scope in zip(names, scopes, strict=True)
    }
    rows = [layout.row(name, kind=SUMMA if name.endswith(_WHOLE) else RAD) for name in values]
    notes = (
        "Interna poster är förvaltningens köp av sina egna tjänster: lika mycket som intäkt och som kostnad.",
        "Resultatet omfattar även kommunbidrag och kommuninterna bidrag.",
        *layout.forecast_notes(measured, period),
        layout.ROUNDING,
    )
    columns = {measure: column for measure, column in _columns(period).items() if measure in _BRIDGED}
    caption = "Från extern avgränsning till förvaltningen som helhet"
    return layout.amounts(
        "3.2.1 interna poster",
        caption,
        rows,
        columns,
        sums.stacked(values),
        notes,
        "Avgränsning",
        trails.of_rows(where, selections(measured, period)),
    )
