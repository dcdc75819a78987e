"""The nämnd's own mått month by month: a small panel each, this year beside the last, with the målvärde as a line."""

from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any

import pandas as pd

from ekonomi import measures as own
from ekonomi import period as periods
from ekonomi import style
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart
from ekonomi.charts.numbers import enumerated
from ekonomi.charts.panel import DASHED, POINTS, Panel
from ekonomi.measures import Measures
from ekonomi.params import MeasureSettings
from ekonomi.params.measures import HIGHER, LATEST
from ekonomi.tables.layout import capital, inside

_PANEL, _LINE, _BESIDE, _LEFT = 1.55, 0.17, 0.35, 0.62  # inches: a panel, a line over it, between two, the scale


def mått(measures: Measures | None, period: str) -> Chart:
    """Måtten som har ett värde i år, månad för månad, i år och förra året (`report.measures`).

    >>> charts.mått(report.measures, report.period).title
    'Andelen incidenter som lösts inom utlovad tid ... är bättre och antalet ... är sämre än samma period förra året'
    """
    shown = [one for one in measures.settings if _drawn(measures, one, period)] if measures else []
    if measures is None or not shown:
        return Chart("mått")
    heads = {f"{one.label} {year}": (one, year) for one in shown for year in _years(period)}
    columns = {head: [_said(own[0], _months(measures, *own).get(month)) for month in range(1, 13)]
               for head, own in heads.items()}  # fmt: skip
    told = measures.monthly.set_index(["namn", "månad"])["urval"].to_dict()
    made = {head: [told.get((one.namn, periods.make(int(year), month))) for month in range(1, 13)]
            for head, (one, year) in heads.items()}  # fmt: skip
    heights = [_rows(shown, narrow=narrow) * _PANEL + 0.1 for narrow in (False, True)]
    return Chart(
        name="mått",
        title=_title(measures, shown, period),
        subtitle="Månad för månad, det här året och det förra",
        alt=f"{_title(measures, shown, period)}. {' '.join(_told(measures, one, period) for one in shown)}",
        **calendar.listed(columns, calendar.year_of(period), "måtten", made),
        **theme.pictures(lambda figure, slim: _draw(figure, slim, measures, shown, period), *heights),
    )


def _drawn(measures: Measures, measure: MeasureSettings, period: str) -> bool:
    """True of a mått with values this year; one that is only asked for once a year has no months to draw."""
    known = len(_months(measures, measure, period[:4]))
    return known > (measure.sammanvägning == LATEST)


def _years(period: str) -> tuple[str, str]:
    return period[:4], str(periods.year(period) - 1)


def _months(measures: Measures, measure: MeasureSettings, year: str) -> dict[int, float]:
    """The known values of a mått in a year, by month."""
    rows = measures.monthly[(measures.monthly["namn"] == measure.namn) & measures.monthly["värde"].notna()]
    rows = rows[rows["månad"].str[:4] == year]
    pairs = zip(rows["månad"], rows["värde"], strict=True)
    return {periods.month(month): float(value) for month, value in pairs}


def _said(measure: MeasureSettings, value: Any) -> str:
    """A value as the table prints it."""
    if value is None or pd.isna(value):
        return style.MISSING
    exact = style.in_unit(value * style.per_unit(measure.enhet), measure.enhet)
    return style.shown(exact, measure.enhet, measure.decimaler)


def _printed(measures: Measures, measure: MeasureSettings) -> tuple[str, str]:
    """The period so far and the same months of last year, as printed."""
    row = measures.values.loc[measure.namn]
    return _said(measure, row[own.NOW]), _said(measure, row[own.AGO])


def _title(measures: Measures, shown: list[MeasureSettings], period: str) -> str:
    """The message: which of the drawn mått are better than a year ago and which are worse, by what is printed."""
    verb = "blev" if periods.month(period) == 12 else "är"
    told = []
    for side, wanted in (("bättre", True), ("sämre", False)):
        names = [one.words for one in shown if _better(measures, one, period) is wanted]
        told += [f"{enumerated([*names[:1], *map(inside, names[1:])])} {verb} {side}"] if names else []
    if not told:
        return f"Måtten {periods.months(period)}, månad för månad"
    first, *rest = told
    return f"{capital(first)}{''.join(f' och {inside(one)}' for one in rest)} än {periods.year_ago(period)}"


def _better(measures: Measures, measure: MeasureSettings, period: str) -> bool | None:
    """Whether a mått prints better than a year ago; None where it prints alike, or nothing can be said."""
    now, ago = _printed(measures, measure)
    if measure.riktning is None or style.MISSING in (now, ago) or now == ago:
        return None
    grown = float(measures.values[own.NOW][measure.namn]) > float(measures.values[own.AGO][measure.namn])
    return grown == (measure.riktning == HIGHER)


def _told(measures: Measures, measure: MeasureSettings, period: str) -> str:
    """A sentence of a mått: what it comes to so far, or in each month where that is unknown."""
    now, ago = _printed(measures, measure)
    if now == style.MISSING:
        months = _months(measures, measure, period[:4])
        year = calendar.year_of(period)
        each = (f"{periods.name(year[month - 1])} {_said(measure, value)}" for month, value in months.items())
        return f"{measure.label}: {', '.join(each)}."
    now, ago = (style.in_words(shown, measure.enhet) for shown in (now, ago))
    compared = "" if ago == style.MISSING else f", {ago} {periods.year_ago(period)}"
    return f"{measure.label}: {now} {periods.months(period)}{compared}."


def _rows(shown: list[MeasureSettings], *, narrow: bool) -> int:
    return len(shown) if narrow else -(-len(shown) // 2)


def _draw(figure: Any, narrow: bool, measures: Measures, shown: list[MeasureSettings], period: str) -> None:
    columns = 1 if narrow or len(shown) == 1 else 2
    width = (figure.get_size_inches()[0] - _BESIDE * (columns - 1)) / columns
    rows = _rows(shown, narrow=narrow)
    for place, one in enumerate(shown):
        row, column = divmod(place, columns)
        left = column * (width + _BESIDE)
        _panel(figure, left, width, rows - 1 - row, row, measures, one, period)


def _panel(figure: Any, left: float, width: float, below: int, above: int,
           measures: Measures, measure: MeasureSettings, period: str) -> None:  # fmt: skip
    """A mått's panel: its left edge and width in inches, and how many panels stand below and above it."""
    heading = wrap(measure.label, int(width / 0.095))
    top, right = 0.28 + above * _PANEL + _LINE * (len(heading) + 1), figure.get_size_inches()[0] - left - width + 0.45
    panel = Panel(figure, left + _LEFT, below * _PANEL + calendar.BOTTOM, right, top)
    series = [(year, _months(measures, measure, year)) for year in _years(period)]
    aims = [] if measure.målvärde is None or measure.namn in measures.sums else [measure.målvärde]
    year = calendar.year_of(period)
    panel.limit(calendar.across(len(year)), _limits([*series[0][1].values(), *series[1][1].values(), *aims]))
    for (_, months), colour in zip(reversed(series), (theme.SOFT, theme.MAIN), strict=True):
        places = [month - 1 for month in months]
        panel.line(places, [*months.values()], colour, 2, marker="o", markersize=3.5, zorder=4)
    for aim in aims:
        panel.line(panel.xlim, (aim, aim), theme.WORSE, 1.6, linestyle=DASHED, zorder=3)
    calendar.name_months(panel, year, narrow=True)
    calendar.lines(panel, 3, _tick)
    start, over = panel.left - _LEFT * POINTS, panel.top + 10 + _LINE * POINTS
    panel.words(start, over, "\n".join(heading), "left", "bottom", fontweight="bold")
    last, value = max(series[0][1].items())
    month = periods.short(periods.make(periods.year(period), last)).capitalize()
    latest = f"{month} {period[:4]}: {_said(measure, value)}"
    named = [(latest, theme.MAIN), *([(series[1][0], theme.SOFT)] if series[1][1] else [])]
    named += [(f"Mål: {_said(measure, aim)}", theme.WORSE) for aim in aims]
    panel.key(named, _LEFT, gap=0.2)


def _tick(value: float, ticks: Sequence[float]) -> str:
    """With as many decimals as tell the lines apart; many as millions."""
    many = max(abs(tick) for tick in ticks) >= 100_000
    step = min((b - a for a, b in pairwise(ticks)), default=1) / (1_000_000 if many else 1)
    whole = (count for count in range(3) if abs(step * 10**count - round(step * 10**count)) < 1e-6)
    decimals = next(whole, 3)
    return f"{calendar.plain(value / 1_000_000, decimals)} mn" if many else calendar.plain(value, decimals)


def _limits(values: list[float]) -> tuple[float, float]:
    """From zero, but for values that all lie far from it, whose changes would not be seen."""
    least, most = min(values), max(values)
    span = (most - least) or abs(most) or 1
    far = least > 0 and least > 2 * (most - least)
    return least - 0.6 * span if far else min(0, least * 1.15), most + 0.35 * span
