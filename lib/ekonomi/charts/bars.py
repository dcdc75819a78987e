"""Horizontal bars with their labels and figures beside them: the form of bridges and rankings."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from ekonomi.charts import theme
from ekonomi.charts.chart import listing
from ekonomi.charts.panel import POINTS, Panel

_PITCH, _PITCH_NARROW, _LINE = 0.36, 0.44, 0.16  # inches a bar, and a line of its label
_GUTTER = 2.45  # inches for the labels to the left
_EDGE = 0.06
_LETTERS, _LETTERS_NARROW = 36, 52  # a line of a label
_LETTER = 0.085  # inches that a letter of a figure takes


@dataclass(frozen=True)
class Bar:
    """A bar from `start` to `end` with a `label` to its left and `text` where it ends; its cell's `mark` and `row`."""

    label: str
    start: float
    end: float
    text: str
    colour: str
    strong: bool = False
    mark: str = ""
    row: str = ""

    @property
    def leftward(self) -> bool:
        """True where the bar goes down from its start."""
        return self.end < self.start


def shown(bars: Sequence[Bar], first: str, head: str, *, linked: bool = False, small: bool = False) -> dict[str, Any]:
    """What a Chart shows of the bars: their figures, listed under `first` and `head`, and their pictures.

    `linked` ties each bar's end to the next one, as in a bridge; `small` is for pages with many.
    """
    wide, narrow = (max(_lines(bar.label, narrow=phone).count("\n") for bar in bars) for phone in (False, True))
    pitches = (max(_PITCH, _LINE * (wide + 1)), _PITCH_NARROW + 1.4 * _LINE * narrow)
    heights = [len(bars) * pitch + 2 * _EDGE for pitch in pitches]

    def draw(figure: Any, narrow: bool) -> None:
        _draw(figure, narrow, bars, linked=linked)

    data = listing(first, {head: [bar.text for bar in bars]}, [bar.label for bar in bars])
    marks = [[bar.mark] for bar in bars]
    return {
        "data": data,
        "marks": marks,
        **(theme.small_picture(draw, heights[1]) if small else theme.pictures(draw, *heights)),
    }


def _lines(label: str, *, narrow: bool) -> str:
    return fill(label, _LETTERS_NARROW if narrow else _LETTERS, break_on_hyphens=False)


def _draw(figure: Any, narrow: bool, bars: Sequence[Bar], *, linked: bool) -> None:
    gutter = 0.02 if narrow else _GUTTER
    panel = Panel(figure, gutter, _EDGE, 0.02, _EDGE)
    panel.limit(_limits(bars, figure.get_size_inches()[0] - gutter), (len(bars) - 0.5, -0.5))
    drop, half = (0.2, 0.21) if narrow else (0.0, 0.31)
    panel.line((0, 0), panel.ylim, theme.INK, 0.8, zorder=1)
    for place, bar in enumerate(bars):
        panel.bar((bar.start, place + drop - half), (bar.end, place + drop + half), bar.colour, zorder=2)
        _write_figure(panel, bar, place + drop)
        _write_label(panel, bar, place, gutter, narrow)
    for place, bar in enumerate(bars[:-1] if linked else ()):
        ends = (place + drop + half, place + 1 + drop - half)
        panel.line((bar.end, bar.end), ends, theme.GREY, 0.9, zorder=1, solid_capstyle="butt")


def _limits(bars: Sequence[Bar], inches: float) -> tuple[float, float]:
    """The scale, with room beside the bars for their figures."""
    ends = [0.0, *(bar.start for bar in bars), *(bar.end for bar in bars)]
    low, high = min(ends), max(ends)
    sides = [any(bar.leftward for bar in bars), any(not bar.leftward for bar in bars)]
    beside = 0.1 + _LETTER * max(len(bar.text) for bar in bars)
    room = (high - low or 1.0) * beside / (inches - beside * sum(sides))
    return low - room * sides[0], high + room * sides[1]


def _write_figure(panel: Panel, bar: Bar, place: float) -> None:
    away, ha = (-4, "right") if bar.leftward else (4, "left")
    weight = "bold" if bar.strong else "normal"
    x, y = panel.x(bar.end) + away, panel.y(place)
    panel.words(x, y, bar.text, ha, "center_baseline", fontweight=weight, bbox=theme.PLATE)


def _write_label(panel: Panel, bar: Bar, place: float, gutter: float, narrow: bool) -> None:
    look = {"fontweight": "bold" if bar.strong else "normal", "bbox": theme.PLATE if narrow else None}
    x, words = panel.left - gutter * POINTS, _lines(bar.label, narrow=narrow)
    va, y = ("bottom", place - 0.08) if narrow else ("center", place)
    panel.words(x, panel.y(y), words, "left", va, linespacing=1.1, **look)
