"""The nämnd's own mått: what each comes to in the period, a year ago, in the forecast and in the years before.

Definitions, with the months of the span from `första` to `sista`:
- A file of a value a month: the sum of `värde`; where the rows say what it is a share of, Σvärde / Σav (times 100 in
  per cent). `sammanvägning` asks for the mean of months that are no shares, or for the latest month alone.
- A list of cases: a case belongs to the month of its date, one without a date to none. The number of cases that have
  true in a column, or their share of all cases.
- Unknown where the file says nothing of the whole span: it must begin no later than the span does and, with a value a
  month, end no earlier (but the latest value holds however long ago the first was).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from ekonomi import period as periods
from ekonomi import urval
from ekonomi.params import MeasureSettings
from ekonomi.params.measures import CASES, LATEST, MEAN, SUM
from ekonomi.personnel import forecast
from ekonomi.urval import Expression

NOW: Final = "utfall perioden"
AGO: Final = "utfall fg år period"
FORECAST: Final = "prognos helår"
LAST_YEAR: Final = "utfall fg år"
YEAR_BEFORE: Final = "utfall förrförra året"
TARGET: Final = "målvärde"
COLUMNS: Final = (NOW, AGO, FORECAST, LAST_YEAR, YEAR_BEFORE, TARGET)
PER_CENT: Final = "procent"


@dataclass(frozen=True, eq=False)
class Measures:
    """The mått of a report: their settings in order, and by their names what they come to.

    `values`: a row per mått and a column for each of `COLUMNS`, in the mått's unit, unrounded, <NA> where unknown;
    per cent is 88.0 for 88 %. `monthly`: namn, månad, värde, urval, of the period's year so far and the year before.
    `trails`: what each value is made of. `sums`: the mått whose months add up, so that målvärde is the whole year's.
    """

    settings: tuple[MeasureSettings, ...]
    values: pd.DataFrame
    monthly: pd.DataFrame
    trails: Mapping[str, Mapping[str, Expression]]
    sums: frozenset[str]


def measures(
    settings: Sequence[MeasureSettings],
    files: Mapping[str, pd.DataFrame],
    period: str,
    forecast_file: str,
    target_file: str,
) -> Measures:
    """Every mått of a report of `period`.

    `files`: the mått's files by their names, cells as filed (`sources.as_filed`); that of forecasts has rapport, mått,
    värde, and the latest report of the year not after `period` counts. In December the outcome stands in the
    forecast's place. `target_file` has mått, målvärde.
    """
    forecasts, amount = files[forecast_file], urval.Files(files).amount
    made: dict[str, dict[str, Expression]] = {}
    monthly, sums = [], set()
    for one in settings:
        table = files[one.källa.fil]
        months, share = _months(one, table), _is_share(one, table)
        told = {name: within(one, months, *span) for name, span in spans(period).items()}
        found = {name: _made(one, *span, share=share) for name, span in told.items() if span}
        predicted = forecast(forecasts, one.namn, period, forecast_file)
        made[one.namn] = found | ({FORECAST: predicted} if predicted and FORECAST not in spans(period) else {})
        if one.målvärde is not None:
            made[one.namn][TARGET] = urval.summed(target_file, TARGET) & urval.only("mått", one.namn)
        first = periods.january(periods.shift(period, -12))
        alone = {month: _made(one, month, month, share=share) for month in months if first <= month <= period}
        each = urval.figures({one.namn: alone}, amount, float)[one.namn]
        monthly += [(one.namn, month, each.get(month), own) for month, own in alone.items()]
        if one.sammanvägning in (None, SUM) and not share:
            sums.add(one.namn)
    values = urval.figures(made, amount, float)
    frame = pd.DataFrame([*values.values()], [*made], [*COLUMNS], "Float64")
    trails = {name: {column: own[column] for column in values[name]} for name, own in made.items()}
    shown = pd.DataFrame(monthly, columns=["namn", "månad", "värde", "urval"]).astype({"värde": "Float64"})
    return Measures(tuple(settings), frame, shown, trails, frozenset(sums))


def spans(period: str) -> dict[str, tuple[str, str]]:
    """The first and last month of each outcome; in December the year's stands in the forecast's place."""
    before, earlier = (periods.shift(period, -12 * years) for years in (1, 2))
    ends = {NOW: period, AGO: before, LAST_YEAR: periods.december(before), YEAR_BEFORE: periods.december(earlier)}
    ends |= {FORECAST: period} if periods.month(period) == 12 else {}
    return {name: (periods.january(last), last) for name, last in ends.items()}


def _months(measure: MeasureSettings, table: pd.DataFrame) -> list[str]:
    """The months that a mått's file tells of, in order."""
    source = measure.källa
    own = table[source.månad] if source.form == CASES else table.loc[table["mått"] == measure.namn, "månad"]
    return sorted(set(own.str[:7]) - {""})


def _is_share(measure: MeasureSettings, table: pd.DataFrame) -> bool:
    """True where a mått is a share of its cases, or of what its rows say."""
    if measure.källa.form == CASES:
        return bool(measure.källa.andel)
    return bool(table.loc[table["mått"] == measure.namn, "av"].notna().any())


def within(measure: MeasureSettings, months: list[str], first: str, last: str) -> tuple[str, str] | None:
    """The first and last month to count of a span; None where the file, of `months`, does not cover it."""
    own = [month for month in months if first <= month <= last]
    if own and measure.sammanvägning == LATEST:
        return own[-1], own[-1]
    reaches = measure.källa.form == CASES or months[-1:] >= [last]
    return (first, last) if own and reaches and months[0] <= first else None


def _made(measure: MeasureSettings, first: str, last: str, *, share: bool) -> Expression:
    """What a mått is made of in some months that its file tells of."""
    source = measure.källa
    if source.form == CASES:
        whole = urval.counted(source.fil) & urval.dated(source.månad, first, last)
        part = whole & urval.only(source.flag, "true")
    else:
        own = urval.span("månad", first, last) & urval.only("mått", measure.namn)
        part = urval.summed(source.fil, "värde") & own
        whole = (urval.summed(source.fil, "av") if share else urval.counted(source.fil)) & own
    if share:
        return (100 * part if measure.enhet == PER_CENT else part) / whole
    return part / whole if measure.sammanvägning == MEAN else part
