"""3.2.3: the managers' forecast by kostnadsslag."""

import pandas as pd

from ekonomi import terms
from ekonomi.cube import extern, selections
from ekonomi.table import RAD, SUMMA, Column, Table
from ekonomi.tables import layout, sums, trails


def lines(measured: pd.DataFrame) -> pd.DataFrame:
    """Every kostnadsslag, Kostnader and Resultat (extern) × measures (Int64, öre), by printed name."""
    found = sums.by(extern(measured), "kostnadsslag", terms.RESULT)
    rows = {layout.LINES[line]: sums.line(found, line) for line in terms.RESULT}
    rows |= {layout.COSTS: sums.total(found, terms.COSTS), layout.RESULT: sums.total(found)}
    return sums.stacked(rows)


def prognos(measured: pd.DataFrame, period: str) -> Table:
    """Table 3.2.3: forecast, fg prognos, budget, deviation and change by kostnadsslag, extern (mnkr)."""
    columns = {
        terms.M_PROGNOS: Column("prognos helår", layout.forecast_head(period)),
        terms.M_FG_PROGNOS: Column("fg prognos helår", "Föregående prognos"),
        terms.M_BUDGET_HELÅR: Column("budget helår", "Budget"),
        sums.AVVIKELSE_HELÅR: Column("avvikelse helår", "Avvikelse från budget", worse=layout.WORSE),
        sums.ÄNDRING: Column(
            "ändring mot fg prognos", "Ändring mot föregående prognos", worse=layout.WORSE_THAN_LAST
        ),
    }
    values = lines(measured)
    kinds = {layout.COSTS: SUMMA, layout.RESULT: SUMMA}
    rows = [layout.row(name, kind=kinds.get(str(name), RAD)) for name in values.index]
    notes = (
        "Avgränsning: externt inklusive andra nämnder.",
        *layout.forecast_notes(measured, period),
        *layout.earlier_forecast_notes(measured),
        layout.ROUNDING,
    )
    caption = (
        f"{layout.forecast_head(period)} {layout.full_year(period).lower()} per intäkts- och kostnadsslag"
    )
    head = "Intäkts- och kostnadsslag"
    found = trails.of_rows(rows_of(), selections(measured, period))
    return layout.amounts("3.2.3 prognos", caption, rows, columns, values, notes, head, found)


def rows_of() -> dict[str, trails.Where]:
    """What each row of `lines` sums."""
    by_line = trails.lines(scope=trails.EXTERN)
    rows = {layout.LINES[line]: where for line, where in by_line.items()}
    return {
        **rows,
        layout.COSTS: (trails.COSTS & trails.EXTERN,),
        layout.RESULT: (trails.RESULT & trails.EXTERN,),
    }
