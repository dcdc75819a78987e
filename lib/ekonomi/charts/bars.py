"""Horizontal bars with their labels and figures beside them: the form of bridges and rankings."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from ekonomi.charts import theme
from ekonomi.charts.chart import listing

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
    """Draw the bars from the top down."""
    gutter = 0.02 if narrow else _GUTTER
    axes = theme.panel(figure, gutter, _EDGE, 0.02, _EDGE)
    low, high = _limits(bars, figure.get_size_inches()[0] - gutter)
    axes.set(xlim=(low, high), ylim=(len(bars) - 0.5, -0.5), xticks=[], yticks=[])
    drop, height = (0.2, 0.42) if narrow else (0.0, 0.62)
    axes.plot((0, 0), (-0.5, len(bars) - 0.5), color=theme.INK, linewidth=0.8, zorder=1)
    starts, colours = [bar.start for bar in bars], [bar.colour for bar in bars]
    lengths, places = [bar.end - bar.start for bar in bars], [place + drop for place in range(len(bars))]
    axes.barh(places, lengths, left=starts, height=height, color=colours, zorder=2)
    for place, bar in enumerate(bars):
        _write_figure(axes, bar, place + drop)
        _write_label(axes, bar, place, gutter, narrow)
    for place, bar in enumerate(bars[:-1] if linked else ()):
        ends = (place + drop + height / 2, place + 1 + drop - height / 2)
        axes.plot((bar.end, bar.end), ends, color=theme.GREY, linewidth=0.9, zorder=1, solid_capstyle="butt")


def _limits(bars: Sequence[Bar], inches: float) -> tuple[float, float]:
    """The scale, with room beside the bars for their figures."""
    ends = [0.0, *(bar.start for bar in bars), *(bar.end for bar in bars)]
    low, high = min(ends), max(ends)
    sides = [any(bar.leftward for bar in bars), any(not bar.leftward for bar in bars)]
    beside = 0.1 + _LETTER * max(len(bar.text) for bar in bars)
    room = (high - low or 1.0) * beside / (inches - beside * sum(sides))
    return low - room * sides[0], high + room * sides[1]


def _write_figure(axes: Any, bar: Bar, place: float) -> None:
    axes.annotate(
        bar.text,
        (bar.end, place),
        xytext=(-4 if bar.leftward else 4, 0),
        textcoords="offset points",
        ha="right" if bar.leftward else "left",
        va="center_baseline",
        fontweight="bold" if bar.strong else "normal",
        bbox=theme.PLATE,
    )


def _write_label(axes: Any, bar: Bar, place: float, gutter: float, narrow: bool) -> None:
    inches = axes.figure.get_size_inches()[0] - gutter - 0.02
    axes.text(
        -gutter / inches,
        place - 0.08 if narrow else place,
        _lines(bar.label, narrow=narrow),
        transform=axes.get_yaxis_transform(),
        va="bottom" if narrow else "center",
        fontweight="bold" if bar.strong else "normal",
        linespacing=1.1,
        bbox=theme.PLATE if narrow else None,
    )
