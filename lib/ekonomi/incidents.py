"""Effektmått of the incidents: the share resolved within SLA, and the number of major incidents.

Definitions (Göteborgs Stad, Intraservice, Delårsrapport mars 2025, 2.1.1, and ServiceNow's incident table):
- An incident belongs to the month in which it was resolved. One that is not resolved is counted nowhere yet.
- SLA share = incidents with made_sla true / all resolved incidents, in per cent, unrounded.
- Major incidents are counted among the same resolved incidents.
"""

from dataclasses import dataclass

import pandas as pd

from ekonomi import period as periods
from ekonomi import urval
from ekonomi.personnel import forecast_of, forecast_row
from ekonomi.urval import Expression, Formula

SLA_FORECAST, MAJOR_FORECAST = "SLA", "major incidents"
_TRUE = ("true", "1", "ja")


@dataclass(frozen=True)
class Measure:
    """SLA share (per cent, 88.0 is 88 %) and major incidents (number) of some months; None where unknown."""

    sla: float | None
    major: float | None


@dataclass(frozen=True)
class Measures:
    """The measures of a report period, of the forecast for its year, and of the two years before."""

    period: Measure
    forecast: Measure
    last_year: Measure
    year_before: Measure


UNKNOWN = Measure(None, None)


def resolved(incidents: pd.DataFrame) -> pd.DataFrame:
    """The resolved incidents: månad (YYYY-MM), sla (bool), major (bool), category.

    `incidents` has ServiceNow's columns resolved_at (a date and time as text, "" while open), made_sla and
    major_incident (true/false, as bool or text) and category.
    """
    months = incidents["resolved_at"].fillna("").astype(str).str[:7]
    table = pd.DataFrame(
        {
            "månad": months,
            "sla": truth(incidents["made_sla"]),
            "major": truth(incidents["major_incident"]),
            "category": incidents["category"],
        }
    )
    return table[months.map(periods.is_period).astype(bool)].reset_index(drop=True)


def truth(flags: pd.Series) -> pd.Series:
    """True where a flag says so, as bool or as text (`true`, `1` or `ja`)."""
    return flags.astype(str).str.strip().str.lower().isin(_TRUE)


def over(incidents: pd.DataFrame, first: str, last: str) -> Measure:
    """The measures of the months `first`–`last`; unknown where no incident at all was resolved in them."""
    rows = resolved(incidents)
    rows = rows[rows["månad"].between(first, last)]
    return UNKNOWN if rows.empty else Measure(float(rows["sla"].mean() * 100), float(rows["major"].sum()))


def measures(incidents: pd.DataFrame, forecasts: pd.DataFrame, period: str) -> Measures:
    """The measures that table 2.1.1 shows for a report of `period`.

    `forecasts`: rapport (YYYY-MM), mått, värde (number); the latest report of the year not after `period`
    that gives the mått counts. In December the outcome stands in the forecast's place.
    """
    now = over(incidents, periods.january(period), period)
    given = Measure(*(forecast_of(forecasts, measure, period) for measure in (SLA_FORECAST, MAJOR_FORECAST)))
    before, earlier = (periods.shift(periods.december(period), -12 * years) for years in (1, 2))
    return Measures(
        period=now,
        forecast=now if periods.month(period) == 12 else given,
        last_year=over(incidents, periods.january(before), before),
        year_before=over(incidents, periods.january(earlier), earlier),
    )


def trails(forecasts: pd.DataFrame, period: str, fil: str, forecast_file: str) -> list[list[Expression]]:
    """What the SLA share and the major incidents of each field of `measures` are made of, in their order."""
    now = _over(fil, periods.january(period), period)
    given: list[Expression] = [
        forecast_row(forecasts, measure, period, forecast_file) for measure in (SLA_FORECAST, MAJOR_FORECAST)
    ]
    years = [periods.shift(periods.december(period), -12 * years) for years in (1, 2)]
    closed = [_over(fil, periods.january(year), year) for year in years]
    return [now, now if periods.month(period) == 12 else given, *closed]


def _over(fil: str, first: str, last: str) -> list[Expression]:
    rows = urval.counted(fil) & urval.span("resolved_at", first, last)
    share = Formula(urval.TIMES, (100, rows & urval.only("made_sla", "true"))) / rows
    return [share, rows & urval.only("major_incident", "true")]


def monthly(incidents: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """By month `first`–`last`: månad, lösta, inom_sla, andel (per cent, <NA> where none), major."""
    rows = resolved(incidents)
    months = list(periods.span(first, last))
    grouped = rows.groupby("månad").agg(
        lösta=("sla", "size"), inom_sla=("sla", "sum"), major=("major", "sum")
    )
    table = grouped.reindex(months, fill_value=0).rename_axis("månad").reset_index()
    share = table["inom_sla"].astype("Float64") * 100 / table["lösta"].astype("Float64")
    return table.assign(andel=share.where(table["lösta"] > 0))
