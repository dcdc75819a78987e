"""Months along a chart's foot: their names, a scale, and bars against a mark for what was meant."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ekonomi import period as periods
from ekonomi import style
from ekonomi.charts import theme
from ekonomi.charts.chart import listing
from ekonomi.charts.panel import Panel
from ekonomi.marks import mark_of
from ekonomi.urval import FORECASTS, Expression

Made = Mapping[str, Sequence[Expression | None]]
# what the columns of a year that is added up month by month are made of (`report.fans.year_of`), with report sign
Year = Mapping[str, Expression]
NO_YEAR: Year = MappingProxyType({})
ADDED = "Ackumulerat månad för månad"

BAR = 0.33  # half of a month's bar, of the step between months
_AWAY = 3.5  # points between an axis and its words
LEFT, BOTTOM, TOP = 0.5, 0.28, 0.34  # inches for the scale, the months and the key


def across(months: int) -> tuple[float, float]:
    """The limits of so many months, the first at 0, with room for a bar at either end."""
    return -0.6, months - 0.4


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


def name_months(panel: Panel, months: Sequence[str], narrow: bool) -> None:
    """Write the months' names under the panel, on a phone their first letters."""
    for place, month in enumerate(months):
        name = periods.short(month)
        words = name[:1].upper() if narrow else name
        panel.words(panel.x(place), panel.bottom - _AWAY, words, "center", "top", color=theme.SOFT)


def scale(panel: Panel) -> None:
    """A quiet scale: few lines at whole numbers, written in Swedish, and a line at zero."""
    lines(panel, 4, lambda value, _: plain(value, 0), integer=True)
    panel.rules([0], theme.INK, 0.8, 3)


def lines(panel: Panel, most: int, tick: Callable[[float, Sequence[float]], str], *, integer: bool = False) -> None:
    """At most so many lines across the panel, each with what `tick` says of its value among them all."""
    from matplotlib.ticker import MaxNLocator

    low, high = panel.ylim
    every = MaxNLocator(most, steps=[1, 2, 5, 10], integer=integer).tick_values(low, high)
    places = [float(place) for place in every if low <= place <= high]
    panel.rules(places, theme.LINE, 0.6, 0.5)
    for place in places:
        at, words = (panel.left - _AWAY, panel.y(place)), tick(place, every)
        panel.words(*at, words, "right", "center_baseline", color=theme.SOFT)


def plain(value: float, decimals: int) -> str:
    """A number that is already in its unit, as printed."""
    return style.number(style.in_unit(value, "antal"), decimals)
