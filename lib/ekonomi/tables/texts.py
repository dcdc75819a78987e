"""The figures of the running text of 3.2 and 3.2.2, as tables, so that they too stand in siffror.csv."""

from collections.abc import Iterable

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi import urval as urvals
from ekonomi.cube import extern, selections
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout, sums, trails
from ekonomi.tables.result import statement, statement_rows
from ekonomi.urval import Rows

COSTS_EXTERN = "Kostnader extern omfattning"


def text_ekonomi(measured: pd.DataFrame, allocated_measured: pd.DataFrame, period: str) -> Table:
    """The figures of the text of 3.2: full-year costs, budget and forecast, printed as positive (mnkr).

    The row Kostnader is extern; the rows by grupp are helhet, after tjänsteomräkning.
    """
    costs = allocated_measured[allocated_measured["kostnadsslag"].isin(terms.COSTS)]
    groups = sums.by(costs, "grupp", (terms.BASTJÄNSTER, terms.FÖRÄNDRINGSINITIATIV))
    lines = {COSTS_EXTERN: sums.line(statement(extern(measured)), layout.COSTS)}
    lines |= {str(grupp).capitalize(): sums.line(groups, str(grupp)) for grupp in groups.index}
    columns = {
        terms.M_BUDGET_HELÅR: Column("budget helår", "Budget", group=layout.full_year(period)),
        terms.M_PROGNOS: Column(
            "prognos helår", layout.forecast_head(period), group=layout.full_year(period)
        ),
    }
    rows = [layout.row(name) for name in lines]
    caption = "Kostnader för helåret"
    where = {COSTS_EXTERN: statement_rows(trails.EXTERN)[layout.COSTS], **_groups(groups.index, trails.COSTS)}
    turned = {
        name: {measure: -one for measure, one in found.items()}
        for name, found in trails.of_rows(where, selections(measured, period)).items()
    }
    return layout.amounts("3.2 text", caption, rows, columns, -sums.stacked(lines), (), "Kostnader", turned)


def text_utfall(measured: pd.DataFrame, allocated_measured: pd.DataFrame, period: str) -> Table:
    """The figures of the text of 3.2.2: deviations so far by line (mnkr), and of the result by grupp.

    Intäkter, Kostnader and Resultat are extern; Personalkostnader and the groups are helhet.
    """
    month = periods.name(period)
    short, long = f"budgetavvikelse ack {month}", f"budgetavvikelse ack {month}, resultat"
    groups = sums.by(allocated_measured, "grupp", terms.GRUPPER)
    by_group = {str(grupp).capitalize(): sums.line(groups, str(grupp)) for grupp in groups.index}
    first, second = _deviations(_lines(measured)), _deviations(by_group)
    values = pd.DataFrame({short: first, long: second}).reindex([*first.index, *second.index])
    columns = (
        Column(short, "Budgetavvikelse", worse=layout.WORSE),
        Column(long, "Budgetavvikelse, resultat", worse=layout.WORSE),
    )
    rows = tuple(Row(str(name), str(name)) for name in values.index)
    outer = statement_rows(trails.EXTERN)
    staff = {layout.LINES[terms.PERSONAL]: trails.lines(scope=Rows())[terms.PERSONAL]}
    chosen = selections(measured, period)
    urval = {
        **trails.named(trails.of_rows(outer | staff, chosen), {sums.AVVIKELSE: short}),
        **trails.named(trails.of_rows(_groups(groups.index, trails.RESULT), chosen), {sums.AVVIKELSE: long}),
    }
    caption = "Budgetavvikelse hittills"
    return Table("3.2.2 text", caption, rows, columns, values, (), "Rad", urval=urval)


def _groups(groups: Iterable[str], scope: Rows) -> dict[str, trails.Where]:
    """What the rows by grupp sum, within a scope, after tjänsteomräkning."""
    return {
        str(grupp).capitalize(): (scope & trails.ALLOCATED & urvals.only("grupp", str(grupp)),)
        for grupp in groups
    }


def _lines(measured: pd.DataFrame) -> dict[str, pd.Series]:
    outer = statement(extern(measured))
    staff = sums.by(measured, "kostnadsslag", (terms.PERSONAL,))
    lines = {
        name: sums.line(outer, name) for name in (layout.LINES[terms.INTÄKTER], layout.COSTS, layout.RESULT)
    }
    return lines | {layout.LINES[terms.PERSONAL]: sums.line(staff, terms.PERSONAL)}


def _deviations(rows: dict[str, pd.Series]) -> pd.Series:
    return sums.with_deviations(sums.stacked(rows))[sums.AVVIKELSE]
