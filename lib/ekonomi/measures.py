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
from ekonomi.personnel import forecast_of, forecast_row
from ekonomi.urval import Expression, Formula

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
    per cent is 88.0 for 88 %. `monthly`: namn, månad, värde, of the period's year so far and of the year before.
    `trails`: what each value is made of. `sums`: the mått whose months add up, so that målvärde is the whole year's.
    """

    settings: tuple[MeasureSettings, ...]
    values: pd.DataFrame
    monthly: pd.DataFrame
    trails: Mapping[str, Mapping[str, Expression]]
    sums: frozenset[str]


def measures(
    settings: Sequence[MeasureSettings],
    tables: Mapping[str, pd.DataFrame],
    forecasts: pd.DataFrame,
    period: str,
    forecast_file: str = "måttprognoser",
    target_file: str = "inställningar",
) -> Measures:
    """Every mått of a report of `period`.

    `tables`: the mått's files by their names (`Sources.tables`). `forecasts`: rapport, mått, värde; the latest report
    of the year not after `period` counts. In December the outcome stands in the forecast's place.
    """
    months = {one.namn: by_month(one, tables[one.källa.fil]) for one in settings}
    values, trails = {}, {}
    for one in settings:
        rows = {name: within(one, months[one.namn], *span) for name, span in spans(period).items()}
        found = {FORECAST: forecast_of(forecasts, one.namn, period), TARGET: one.målvärde}
        found |= {name: amount(one, own) for name, own in rows.items()}
        made: dict[str, Expression] = {FORECAST: forecast_row(forecasts, one.namn, period, forecast_file)}
        made |= {name: _trail(one, own, *spans(period)[name]) for name, own in rows.items()}
        made[TARGET] = urval.summed(target_file, TARGET) & urval.only("mått", one.namn)
        values[one.namn] = found
        trails[one.namn] = {name: trail for name, trail in made.items() if found[name] is not None}
    frame = pd.DataFrame.from_dict(values, orient="index", columns=[*COLUMNS], dtype="Float64")
    monthly = pd.concat([_no_months(), *(_shown(one, months[one.namn], period) for one in settings)])
    sums = frozenset(
        one.namn for one in settings if one.sammanvägning in (None, SUM) and not _is_share(months[one.namn])
    )
    return Measures(tuple(settings), frame, monthly.reset_index(drop=True), trails, sums)


def spans(period: str) -> dict[str, tuple[str, str]]:
    """The first and last month of each outcome; in December the year's stands in the forecast's place."""
    before, earlier = (periods.shift(period, -12 * years) for years in (1, 2))
    ends = {
        NOW: period,
        AGO: before,
        LAST_YEAR: periods.december(before),
        YEAR_BEFORE: periods.december(earlier),
    }
    ends |= {FORECAST: period} if periods.month(period) == 12 else {}
    return {name: (periods.january(last), last) for name, last in ends.items()}


def by_month(measure: MeasureSettings, table: pd.DataFrame) -> pd.DataFrame:
    """A mått's months in order: månad, värde and av (float), missing where it is no share of anything."""
    source = measure.källa
    if source.form != CASES:
        own = table[table["mått"] == measure.namn]
        return own.sort_values("månad", kind="stable", ignore_index=True)[["månad", "värde", "av"]]
    counted = table[table[source.månad] != ""]
    flags = counted[source.flag].groupby(counted[source.månad].str[:7])
    months = pd.DataFrame({"värde": flags.sum().astype("float64"), "av": flags.size().astype("float64")})
    return (months if source.andel else months.assign(av=float("nan"))).rename_axis("månad").reset_index()


def within(measure: MeasureSettings, months: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """The rows of `by_month` that tell of a span; none where the file does not cover it."""
    rows = months[months["månad"].between(first, last)]
    if rows.empty or measure.sammanvägning == LATEST:
        return rows.tail(1)
    reaches = measure.källa.form == CASES or months["månad"].iloc[-1] >= last
    return rows if reaches and months["månad"].iloc[0] <= first else rows[:0]


def amount(measure: MeasureSettings, rows: pd.DataFrame) -> float | None:
    """What a mått comes to in the months of `within`; None where there are none, or nothing to be a share of."""
    if rows.empty:
        return None
    total, whole = float(rows["värde"].sum()), float(rows["av"].sum())
    if _is_share(rows):
        return (100 if measure.enhet == PER_CENT else 1) * total / whole if whole else None
    return total / len(rows) if measure.sammanvägning == MEAN else total


def _is_share(rows: pd.DataFrame) -> bool:
    return bool(rows["av"].notna().any())


def _trail(measure: MeasureSettings, rows: pd.DataFrame, first: str, last: str) -> Expression:
    """What `amount` is made of; `rows` come from `within` the span."""
    source, latest = measure.källa, measure.sammanvägning == LATEST and len(rows) > 0
    months = urval.span(
        "månad" if source.form != CASES else source.månad,
        *(2 * [*rows["månad"]] if latest else (first, last)),
    )
    if source.form == CASES:
        whole = urval.counted(source.fil) & months
        part = whole & urval.only(source.flag, "true")
    else:
        own = months & urval.only("mått", measure.namn)
        part = urval.summed(source.fil, "värde") & own
        whole = urval.summed(source.fil, "av") & own if _is_share(rows) else urval.counted(source.fil) & own
    if _is_share(rows):
        return (Formula(urval.TIMES, (100, part)) if measure.enhet == PER_CENT else part) / whole
    return part / whole if measure.sammanvägning == MEAN else part


def _shown(measure: MeasureSettings, months: pd.DataFrame, period: str) -> pd.DataFrame:
    """Each month alone, of the period's year so far and of the year before: namn, månad, värde."""
    rows = months[months["månad"].between(periods.january(periods.shift(period, -12)), period)]
    each = [amount(measure, rows.iloc[[place]]) for place in range(len(rows))]
    return pd.DataFrame(
        {"namn": measure.namn, "månad": rows["månad"].to_numpy(), "värde": pd.array(each, "Float64")}
    )


def _no_months() -> pd.DataFrame:
    texts = {name: pd.Series([], dtype="str") for name in ("namn", "månad")}
    return pd.DataFrame({**texts, "värde": pd.Series([], dtype="Float64")})
