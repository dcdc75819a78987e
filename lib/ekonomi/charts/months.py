"""Months along a chart's foot: their names, a scale, and bars against a mark for what was meant."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import style
from ekonomi.charts import theme
from ekonomi.charts.chart import listing

LEFT, BOTTOM, TOP = 0.5, 0.28, 0.34  # inches for the scale, the months and the key


def year_of(period: str) -> tuple[str, ...]:
    """The twelve periods of the year of `period`."""
    return periods.span(periods.january(period), periods.december(period))


def listed(shown: Mapping[str, Sequence[str]], months: Sequence[str]) -> pd.DataFrame:
    """The figures of a chart as printed, a row per month of one year."""
    return listing("Månad", shown, [periods.name(month).capitalize() for month in months])


def name_months(axes: Any, months: Sequence[str], narrow: bool) -> None:
    """Write the months' names under the axes, on a phone their first letters."""
    names = [periods.short(month)[:1].upper() if narrow else periods.short(month) for month in months]
    axes.set_xticks(range(len(months)), names)
    axes.set_xlim(-0.6, len(months) - 0.4)


def scale(axes: Any) -> None:
    """A quiet scale: few lines at whole numbers, written in Swedish, and a line at zero."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value, 0)))
    axes.grid(axis="y", color=theme.LINE, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    axes.axhline(0, color=theme.INK, linewidth=0.8, zorder=3)


def bars(axes: Any, months: Sequence[str], amounts: Mapping[str, float], colour: str = theme.MAIN) -> None:
    """A bar for each month that has an amount."""
    places = [place for place, month in enumerate(months) if month in amounts]
    axes.bar(places, [amounts[months[place]] for place in places], width=0.66, color=colour, zorder=2)


def marks(axes: Any, months: Sequence[str], amounts: Mapping[str, float], colour: str = theme.WORSE) -> None:
    """A short line across each month that has an amount: what the bar is read against."""
    places = [place for place, month in enumerate(months) if month in amounts]
    heights = [amounts[months[place]] for place in places]
    left, right = [place - 0.42 for place in places], [place + 0.42 for place in places]
    axes.hlines(heights, left, right, color="white", linewidth=3.6, zorder=4)
    axes.hlines(heights, left, right, color=colour, linewidth=2.2, zorder=5)


def write(axes: Any, place: float, height: float, text: str, **kind: Any) -> None:
    """A figure over a point of the chart."""
    told = {"ha": "center", "va": "bottom", "xytext": (0, 3), "fontweight": "bold", "zorder": 6} | kind
    axes.annotate(text, (place, height), textcoords="offset points", **told)


def plain(value: float, decimals: int) -> str:
    """A number that is already in its unit, as printed."""
    return style.number(style.in_unit(value, "antal"), decimals)
