"""Months along a chart's foot: their names, a scale, and bars against a mark for what was meant."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ekonomi import period as periods
from ekonomi import style
from ekonomi.charts import theme
from ekonomi.charts.chart import listing
from ekonomi.marks import mark_of
from ekonomi.urval import FORECASTS, Expression

Made = Mapping[str, Sequence[Expression | None]]
# what the columns of a year that is added up month by month are made of (`report.fans.year_of`), with report sign
Year = Mapping[str, Expression]
NO_YEAR: Year = MappingProxyType({})
ADDED = "Ackumulerat månad för månad"

_AWAY = 3.5  # points between an axis and its words
LEFT, BOTTOM, TOP = 0.5, 0.28, 0.34  # inches for the scale, the months and the key


def year_of(period: str) -> tuple[str, ...]:
    """The twelve periods of the year of `period`."""
    return periods.span(periods.january(period), periods.december(period))


def listed(shown: Mapping[str, Sequence[str]], months: Sequence[str], about: str, made: Made) -> dict[str, Any]:
    """What a Chart shows of the months of one year: the figures as printed, by month, and their marks.

    They are `about` something; `made` says by the heads of `shown` what each month's figure is made of.
    """
    names = [periods.name(month).capitalize() for month in months]
    columns = [[mark_of(about, name, head, one) if one and text != style.MISSING else ""
                for name, one, text in zip(names, made.get(head) or [None] * len(names), own, strict=True)]
               for head, own in shown.items()]  # fmt: skip
    return {"data": listing("Månad", shown, names), "marks": list(zip(*columns, strict=True))}


def cumulative(
    shown: Mapping[str, Sequence[str]], months: Sequence[str], about: str, made: Year, known: int
) -> dict[str, Any]:
    """`listed` of a year that is added up: `made` by head, which in the first `known` months is the first head's."""
    first = next(iter(made), "")
    ahead = {head for head, one in made.items() if any(part in str(one) for part in FORECASTS)}

    def mark(head: str, at: int) -> str:
        held = first if head in ahead and at < known else head
        return "" if shown[head][at] == style.MISSING else mark_of_year(about, held, made)

    marks = [[mark(head, at) for head in shown] for at in range(len(months))]
    return listed(shown, months, about, {}) | {"marks": marks}


def mark_of_year(about: str, head: str, made: Year) -> str:
    """The mark of what stands under a head of a year that is added up: a line for the whole of it."""
    return mark_of(about, ADDED, head, made[head]) if head in made else ""


def name_months(axes: Any, months: Sequence[str], narrow: bool) -> None:
    """Write the months' names under the axes, on a phone their first letters."""
    axes.set(xlim=(-0.6, len(months) - 0.4), xticks=[])
    under, *aligned = axes.get_xaxis_text1_transform(_AWAY)
    for place, month in enumerate(months):
        name = periods.short(month)
        _tell(axes, (place, 0), name[:1].upper() if narrow else name, under, aligned)


def scale(axes: Any) -> None:
    """A quiet scale: few lines at whole numbers, written in Swedish, and a line at zero."""
    lines(axes, 4, lambda value, _: plain(value, 0), integer=True)
    axes.axhline(0, color=theme.INK, linewidth=0.8, zorder=3)


def lines(axes: Any, most: int, tick: Callable[[float, Sequence[float]], str], *, integer: bool = False) -> None:
    """At most so many lines across the chart, each with what `tick` says of its value among them all.

    Like the months' names they are drawn as they are: ticks of matplotlib's own take half of a small chart's time.
    """
    from matplotlib.ticker import MaxNLocator

    low, high = axes.get_ylim()
    every = MaxNLocator(most, steps=[1, 2, 5, 10], integer=integer).tick_values(low, high)
    places = [float(place) for place in every if min(low, high) <= place <= max(low, high)]
    axes.set(ylim=(low, high), yticks=[])
    axes.hlines(places, 0, 1, theme.LINE, linewidth=0.6, zorder=0.5, transform=axes.get_yaxis_transform())
    beside, *aligned = axes.get_yaxis_text1_transform(_AWAY)
    for place in places:
        _tell(axes, (0, place), tick(place, every), beside, aligned)


def _tell(axes: Any, at: tuple[float, float], words: str, placed: Any, aligned: Sequence[str]) -> None:
    axes.text(*at, words, transform=placed, va=aligned[0], ha=aligned[1], color=theme.SOFT)


def plain(value: float, decimals: int) -> str:
    """A number that is already in its unit, as printed."""
    return style.number(style.in_unit(value, "antal"), decimals)
