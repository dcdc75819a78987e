"""A part of a figure that is drawn in: bars, lines, fields and words, each an artist of matplotlib's as it is.

matplotlib's own Axes brings ticks, spines and a frame with it, which our charts would hide: more than half of the
time that a picture took. What is drawn here has its place at once, so the limits are set first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from ekonomi.charts.theme import LETTER

DASHED = (0, (4, 2))  # matplotlib's: from the start, 4 widths of ink and 2 of none
POINTS = 72  # an inch


class Panel:
    """A box with its margins in inches; `left`, `right`, `bottom` and `top` are in points, as all words' places are."""

    def __init__(self, figure: Any, left: float, bottom: float, right: float, top: float) -> None:
        self.figure = figure
        width, height = figure.get_size_inches()
        self.left, self.right = left * POINTS, (width - right) * POINTS
        self.bottom, self.top = bottom * POINTS, (height - top) * POINTS

    def limit(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The values at left and right, and at bottom and top."""
        self.xlim, self.ylim = x, y

    def x(self, value: float) -> float:
        """Where a value stands, in points."""
        low, high = self.xlim
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """How high a value stands, in points."""
        low, high = self.ylim
        return self.bottom + (value - low) / (high - low) * (self.top - self.bottom)

    def bar(self, start: tuple[float, float], end: tuple[float, float], colour: str, **look: Any) -> None:
        """A rectangle between two corners, given by their values."""
        from matplotlib.patches import Rectangle

        (x, y), (right, top) = ((self.x(corner[0]), self.y(corner[1])) for corner in (start, end))
        self._add(Rectangle((x, y), right - x, top - y, facecolor=colour, **look))

    def line(self, xs: Iterable[float], ys: Iterable[float], colour: str, width: float, **look: Any) -> None:
        """A line through points given by their values; where one is missing there is none."""
        from matplotlib.lines import Line2D

        places = [*map(self.x, xs)], [*map(self.y, ys)]
        self._add(Line2D(*places, color=colour, linewidth=width, **look))

    def field(self, xs: Iterable[float], low: Iterable[float], high: Iterable[float], colour: str) -> None:
        """What lies between two lines, behind all else but the scale."""
        from matplotlib.patches import Polygon

        edge = [*zip(xs, high, strict=True), *reversed([*zip(xs, low, strict=True)])]
        self._add(Polygon([(self.x(x), self.y(y)) for x, y in edge], facecolor=colour, linewidth=0, zorder=1))

    def rules(self, ys: Sequence[float], colour: str, width: float, order: float,
              ends: Sequence[tuple[float, float]] = ()) -> None:  # fmt: skip
        """A level line at each value, from one of its `ends` to the other, without them across the panel."""
        from matplotlib.collections import LineCollection

        sides = [(self.x(one), self.x(other)) for one, other in ends] or [(self.left, self.right)] * len(ys)
        level = [((x, self.y(y)), (end, self.y(y))) for (x, end), y in zip(sides, ys, strict=True)]
        self._add(LineCollection(level, colors=colour, linewidths=width, zorder=order))

    def words(self, x: float, y: float, text: str, ha: str, va: str, **look: Any) -> None:
        """Words at a place in points, which lies to their left, right, top or bottom as matplotlib's ha and va say."""
        from matplotlib.text import Text
        from matplotlib.transforms import IdentityTransform

        self.figure.add_artist(Text(x, y, text, ha=ha, va=va, parse_math=False, transform=IdentityTransform(), **look))

    def key(self, parts: Sequence[tuple[str, str]], left: float, gap: float = 0.35, row: int = 0) -> None:
        """Words over the panel, each in the colour of what it names, in place of a legend.

        They begin `left` inches before the panel, with `gap` inches between them; `row` 1 stands over row 0.
        """
        from ekonomi.charts.renderer import measured

        place = self.left - left * POINTS
        for text, colour in parts:
            self.words(place, self.top + 10 + 15 * row, text, "left", "bottom", color=colour, fontweight="bold")
            place += measured(text, "bold", LETTER)[0] + gap * POINTS

    def _add(self, artist: Any) -> None:
        """Draw it as placed, in points, and no farther than the panel reaches."""
        from matplotlib.transforms import Bbox, IdentityTransform

        artist.set_transform(IdentityTransform())
        artist.set_clip_box(Bbox.from_extents(self.left, self.bottom, self.right, self.top))
        self.figure.add_artist(artist)
