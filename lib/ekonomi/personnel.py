"""Årsarbetare: worked hours over the norm hours of a full year.

Definition: the hours worked January–P divided by the full year's norm hours (helårsnorm, a dated register
with its source), so that the figure grows over the year and that of a full year is a number of full-time
years. It is not the number of employees (Göteborgs Stad, Intraservice, Delårsrapport mars 2025, 3.1.1).
"""

from dataclasses import dataclass

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.checklist import GILTIGHET
from ekonomi.errors import DataError
from ekonomi.registers import holds, look_up
from ekonomi.urval import Expression, Rows

FORECAST = "årsarbetare"


@dataclass(frozen=True)
class Volumes:
    """Årsarbetare (unrounded): report period, a year ago, forecast, full last year; None where unknown."""

    period: float | None
    year_ago: float | None
    forecast: float | None
    last_year: float | None


@dataclass(frozen=True, eq=False)
class Staff:
    """Årsarbetare of a report, and what each figure is made of.

    `areas`: `nu` and `då` by verksamhetsområde (Float64). `least`: the smallest group, on a full year, that is shown.
    """

    volumes: Volumes
    trails: list[Expression]
    areas: pd.DataFrame
    area_trails: dict[str, list[Expression]]
    least: float


def staff(
    hours: pd.DataFrame,
    norms: pd.DataFrame,
    forecasts: pd.DataFrame,
    organisation: pd.DataFrame,
    period: str,
    files: "Files",
    least: float,
) -> Staff:
    """The årsarbetare that a report of `period` shows, of all and by verksamhetsområde."""
    areas, worked_hours = by_area(hours, norms, organisation, period, files.counted)
    held = [norm_row(norms, end, files.norm) for end in (period, periods.shift(period, -12))]
    shares: dict[str, list[Expression]] = {
        area: [own / norm for own, norm in zip(rows, held, strict=True)]
        for area, rows in worked_hours.items()
    }
    made = trails(norms, forecasts, period, files)
    return Staff(volumes(hours, norms, forecasts, period), made, areas, shares, least)


def norm(norms: pd.DataFrame, period: str) -> float:
    """The full-time hours of a year that hold in `period`. Raises DataError where no row or several do."""
    held = norms.loc[holds(norms, period), "timmar"]
    if len(held) == 1 and float(held.iloc[0]) > 0:
        return float(held.iloc[0])
    found = f"{len(held)} rader som gäller" if len(held) != 1 else "noll timmar"
    expected = f"en rad med timmar större än noll som gäller {period}"
    action = "Rätta giltighet och timmar i registret."
    raise DataError(GILTIGHET.at("helårsnorm", None, "timmar", found, expected, action))


def worked(hours: pd.DataFrame, norms: pd.DataFrame, first: str, last: str) -> float | None:
    """Årsarbetare of the months `first`–`last` (one calendar year); None where no hours are reported in them.

    `hours`: månad (YYYY-MM), ansvar, timmar (float).
    """
    rows = hours[hours["månad"].between(first, last)]
    return None if rows.empty else float(rows["timmar"].sum()) / norm(norms, last)


def volumes(hours: pd.DataFrame, norms: pd.DataFrame, forecasts: pd.DataFrame, period: str) -> Volumes:
    """What table 3.1.1 shows for a report of `period`.

    `forecasts`: rapport (YYYY-MM), mått, värde; the latest report of the year not after `period` counts. In
    December the outcome stands in the forecast's place.
    """
    now = worked(hours, norms, periods.january(period), period)
    ago = periods.shift(period, -12)
    return Volumes(
        period=now,
        year_ago=worked(hours, norms, periods.january(ago), ago),
        forecast=now if periods.month(period) == 12 else forecast_of(forecasts, FORECAST, period),
        last_year=worked(hours, norms, periods.january(ago), periods.december(ago)),
    )


def forecast_of(forecasts: pd.DataFrame, measure: str, period: str) -> float | None:
    """The latest forecast of `measure` that a report of `period` may know, of the same year; None if none."""
    known = _known(forecasts, measure, period)
    return None if known.empty else float(known["värde"].iloc[-1])


def _known(forecasts: pd.DataFrame, measure: str, period: str) -> pd.DataFrame:
    known = forecasts[(forecasts["mått"] == measure) & forecasts["värde"].notna()]
    return known[known["rapport"].between(periods.january(period), period)].sort_values("rapport")


@dataclass(frozen=True)
class Files:
    """What the files of årsarbetare and of their forecasts are called."""

    counted: str
    norm: str
    forecasts: str


def trails(norms: pd.DataFrame, forecasts: pd.DataFrame, period: str, files: Files) -> list[Expression]:
    """What each field of `volumes` is made of, in their order."""
    ago = periods.shift(period, -12)
    now = _worked(norms, periods.january(period), period, files)
    return [
        now,
        _worked(norms, periods.january(ago), ago, files),
        now if periods.month(period) == 12 else forecast_row(forecasts, FORECAST, period, files.forecasts),
        _worked(norms, periods.january(ago), periods.december(ago), files),
    ]


def _worked(norms: pd.DataFrame, first: str, last: str, files: Files) -> Expression:
    hours = urval.summed(files.counted, "timmar") & urval.span("månad", first, last)
    return hours / norm_row(norms, last, files.norm)


def by_area(
    hours: pd.DataFrame, norms: pd.DataFrame, organisation: pd.DataFrame, period: str, fil: str
) -> tuple[pd.DataFrame, dict[str, list[Rows]]]:
    """Årsarbetare by verksamhetsområde in the register's order: `nu`, January–period, and `då`, a year ago.

    <NA> where no hours are reported at all in those months, 0 where none are of the område. Also the hours that
    each is made of, in the file `fil`. `organisation`: ansvar, verksamhetsområde, ordning, dated.
    """
    area = look_up(
        hours.assign(period=hours["månad"], beloppstyp=terms.UTFALL),
        "ansvar",
        organisation,
        ["verksamhetsområde"],
    )["verksamhetsområde"]
    spans = [(periods.january(last), last) for last in (period, periods.shift(period, -12))]
    inside = [hours["månad"].between(*span) for span in spans]
    order = organisation.groupby("verksamhetsområde")["ordning"].min().sort_values(kind="stable").index
    areas = [str(name) for name in order if name in set(area[inside[0] | inside[1]])]
    columns, trail = {}, {name: list[Rows]() for name in areas}
    for name, own, (first, last) in zip(("nu", "då"), inside, spans, strict=True):
        sums = hours.loc[own, "timmar"].groupby(area[own]).sum().reindex(areas, fill_value=0.0)
        columns[name] = sums.astype("Float64") / norm(norms, last) if own.any() else pd.NA
        for place in areas:
            codes = sorted(hours.loc[own & (area == place), "ansvar"].unique())
            trail[place].append(
                urval.summed(fil, "timmar") & urval.span("månad", first, last) & urval.only("ansvar", *codes)
            )
    return pd.DataFrame(columns, index=areas, dtype="Float64"), trail


def norm_row(norms: pd.DataFrame, period: str, fil: str) -> Rows:
    """The row of helårsnorm that holds in `period`."""
    held = norms.loc[holds(norms, period), "giltig_från"]
    return urval.summed(fil, "timmar") & urval.only("giltig_från", *held)


def forecast_row(forecasts: pd.DataFrame, measure: str, period: str, fil: str) -> Rows:
    """The row of the register that `forecast_of` reads."""
    known = _known(forecasts, measure, period)["rapport"].tail(1)
    return urval.summed(fil, "värde") & urval.only("mått", measure) & urval.only("rapport", *known)


def monthly(hours: pd.DataFrame, norms: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """By month with hours: månad, timmar, årsarbetare (of the month alone) and ack (since January)."""
    rows = hours[hours["månad"].between(first, last)]
    table = rows.groupby("månad", as_index=False, sort=True)["timmar"].sum()
    yearly = [norm(norms, month) for month in table["månad"]]
    table["årsarbetare"] = table["timmar"] / pd.Series(yearly, dtype="float64")
    return table.assign(ack=table.groupby(table["månad"].str[:4])["årsarbetare"].cumsum())
