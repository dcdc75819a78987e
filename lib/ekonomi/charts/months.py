"""Months along a chart's foot: their names, a scale, and bars against a mark for what was meant."""

from collections.abc import Callable, Mapping, Sequence
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
    lines(axes, 4, lambda value, _: plain(value, 0), integer=True)
    axes.axhline(0, color=theme.INK, linewidth=0.8, zorder=3)


def lines(axes: Any, most: int, tick: Callable[[float, int], str], *, integer: bool = False) -> None:
    """At most so many lines across the chart, each with what `tick` says of its value."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10], integer=integer))
    axes.yaxis.set_major_formatter(FuncFormatter(tick))
    axes.grid(axis="y", color=theme.LINE, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)


def plain(value: float, decimals: int) -> str:
    """A number that is already in its unit, as printed."""
    return style.number(style.in_unit(value, "antal"), decimals)
