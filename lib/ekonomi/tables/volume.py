"""2.1.1: growth of income and costs."""

from collections.abc import Mapping

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import extern, selections
from ekonomi.deviation import growth
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout, sums, trails
from ekonomi.urval import Expression, Formula, Rows

INCOME = "Intäkter, inklusive kommunbidrag"
SO_FAR = "utfall perioden jämfört med samma period föregående år"
FULL_YEAR = "prognos helår jämfört med helår föregående år"


def volym(measured: pd.DataFrame, period: str) -> Table:
    """Table 2.1.1: growth in per cent against the year before, avgränsning extern; + where a cost rose."""
    lines = sums.by(extern(measured), "kostnadsslag", terms.RESULT)
    rows = {INCOME: sums.total(lines, terms.INCOME)}
    rows |= {layout.LINES[line]: sums.line(lines, line) for line in terms.COSTS}
    amounts = sums.stacked(rows)
    values = pd.DataFrame(
        {
            SO_FAR: growth(amounts[terms.M_UTFALL], amounts[terms.M_FG_ÅR]),
            FULL_YEAR: growth(amounts[terms.M_PROGNOS], amounts[terms.M_BOKSLUT]),
        }
    )
    before = periods.year(period) - 1
    columns = (
        Column(SO_FAR, f"Utfall {layout.months(period, inside=True)} jämfört med {before}", style.PER_CENT),
        Column(FULL_YEAR, f"{_forecast(period)} jämfört med {before}", style.PER_CENT),
    )
    notes: tuple[str, ...] = (
        "Plus är en ökning, minus en minskning. Avgränsning: externt inklusive andra nämnder.",
    )
    notes += layout.forecast_notes(measured, period)
    caption = "Förändring av intäkter och kostnader"
    trail = _trails(selections(measured, period))
    head = "Intäkter och kostnader"
    return Table("2.1.1 volym", caption, _rows(values), columns, values, notes, head, urval=trail)


def _trails(measures: Mapping[str, Rows]) -> dict[str, dict[str, Expression]]:
    """What each growth compares."""
    where = {INCOME: urval.only("kostnadsslag", *terms.INCOME) & trails.EXTERN}
    where |= {layout.LINES[line]: urval.only("kostnadsslag", line) & trails.EXTERN for line in terms.COSTS}
    compared = {
        SO_FAR: (terms.M_UTFALL, terms.M_FG_ÅR),
        FULL_YEAR: (terms.M_PROGNOS, terms.M_BOKSLUT),
    }
    known = {
        name: (measures[now], measures[before])
        for name, (now, before) in compared.items()
        if now in measures and before in measures
    }
    return {
        row: {name: _growth(now & rows, before & rows) for name, (now, before) in known.items()}
        for row, rows in where.items()
    }


def _growth(now: Rows, before: Rows) -> Formula:
    """The formula of `deviation.growth`."""
    size = urval.apply(urval.SIZE, before)
    return Formula(urval.TIMES, (100, urval.apply(urval.SIZE, now) - size)) / size


def _forecast(period: str) -> str:
    return f"{layout.forecast_head(period)} {layout.full_year(period).lower()}"


def _rows(values: pd.DataFrame) -> tuple[Row, ...]:
    return tuple(layout.row(str(name)) for name in values.index)
