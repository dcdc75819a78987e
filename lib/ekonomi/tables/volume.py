"""2.1.1: growth of income and costs, and the effektmått."""

import pandas as pd

from ekonomi import incidents, style, terms
from ekonomi import period as periods
from ekonomi.cube import extern
from ekonomi.deviation import growth
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout, sums

INCOME = "Intäkter, inklusive kommunbidrag"
SO_FAR = "utfall perioden jämfört med samma period föregående år"
FULL_YEAR = "prognos helår jämfört med helår föregående år"
SLA = "Antal incidenter lösta inom Service Level Agreement snitt"
MAJOR = "Antal Major Incidents"


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
    return Table("2.1.1 volym", caption, _rows(values), columns, values, notes, "Intäkter och kostnader")


def _forecast(period: str) -> str:
    return f"{layout.forecast_head(period)} {layout.full_year(period).lower()}"


def _rows(values: pd.DataFrame) -> tuple[Row, ...]:
    return tuple(layout.row(str(name)) for name in values.index)


def effektmått(measures: incidents.Measures, period: str) -> Table:
    """Table 2.1.1 effektmått: incidents resolved within SLA (per cent) and major incidents (number).

    `measures` comes from `incidents.measures`; what is unknown prints as `–`.
    """
    year = periods.year(period)
    heads = {
        f"utfall perioden {year}": f"Utfall {layout.months(period, inside=True)}",
        f"prognos helår {year}": _forecast(period),
        f"utfall helår {year - 1}": f"Utfall helår {year - 1}",
        f"utfall helår {year - 2}": f"Utfall helår {year - 2}",
    }
    found = (measures.period, measures.forecast, measures.last_year, measures.year_before)
    values = pd.DataFrame(
        {name: [one.sla, one.major] for name, one in zip(heads, found, strict=True)}, index=[SLA, MAJOR]
    ).astype("Float64")
    rows = (
        Row(SLA, "Incidenter lösta inom Service Level Agreement, snitt", unit=style.PER_CENT, decimals=0),
        Row(MAJOR, "Antal major incidents", unit="antal"),
    )
    columns = tuple(Column(name, head, "antal") for name, head in heads.items())
    notes = ("Andelen avser incidenter som lösts under månaderna. Ännu olösta incidenter ingår inte.",)
    return Table("2.1.1 effektmått", "Effektmått", rows, columns, values, notes, "Mått")
