"""The one look of all charts: sizes, colours, letters, and pictures that come out the same each time.

SVG with its text kept as text was measured against SVG with outlines and PNG at twice the size (8–14, 33–43
and 29–68 kB a chart, all stable byte for byte): it is the smallest and fastest, sharp on any screen and on
paper, and takes the page's own font. Lines are set in DejaVu Sans, wider than any of them, so that no label
overflows.

The colours are from Okabe & Ito, *Color Universal Design* (2008), darkened to a contrast of at least 3:1
against white; better and worse are told by direction and words too, so the charts hold in greyscale.
"""

from collections.abc import Callable
from typing import Any

from ekonomi.charts.chart import Picture

INK, SOFT, LINE = "#1c2126", "#4d5761", "#c9d0d6"
MAIN, GREY = "#0b4a6f", "#7b8690"
BETTER, WORSE, WARNING = "#0b6fa4", "#c2500a", "#8a6100"

WIDE, NARROW = 6.85, 3.55  # inches: the text block of an A4 page, and of a phone
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}  # behind letters that cross a line
LETTER, LEAST = 9.5, 9  # points, at print size: the usual, and the least the reader gets
_FONTS = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
_STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": LETTER,
    "text.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "ekonomi",
    "path.simplify": False,
}

Draw = Callable[[Any, bool], None]


def pictures(draw: Draw, wide_height: float, narrow_height: float) -> dict[str, Any]:
    """The two pictures of a chart; `draw(figure, narrow)` fills a matplotlib Figure. Heights in inches."""
    return {
        "wide": _picture(draw, WIDE, wide_height, narrow=False),
        "narrow": _picture(draw, NARROW, narrow_height, narrow=True),
    }


def small_picture(draw: Draw, height: float) -> dict[str, Any]:
    """One picture for page and phone alike, for pages with many; `draw` and height as `pictures`."""
    return {"wide": _picture(draw, NARROW, height, narrow=True)}


def _picture(draw: Draw, width: float, height: float, *, narrow: bool) -> Picture:
    from matplotlib import rc_context  # half a second, paid when the first chart is drawn
    from matplotlib.figure import Figure

    from ekonomi.charts.renderer import rendered

    with rc_context(_STYLE):
        figure = Figure((width, height), dpi=72, frameon=False)  # SVG counts in points
        draw(figure, narrow)
        svg = rendered(figure).replace("'DejaVu Sans'", _FONTS)
    return Picture(svg.encode(), round(width * 96), round(height * 96))
