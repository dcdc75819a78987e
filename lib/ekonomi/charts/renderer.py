"""matplotlib's own renderer of SVG, with a memory of how wide words are: pictures have months and figures in common.

It imports matplotlib, so it is imported when the first picture is drawn.
"""

from functools import cache
from io import StringIO

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

NOT_TOLD = dict.fromkeys(("Date", "Creator", "Format", "Type"))


class _Renderer(RendererSVG):
    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object) -> tuple[float, float, float]:
        return measured(s, prop.get_weight(), prop.get_size_in_points())


@cache
def measured(words: str, weight: str | int, size: float) -> tuple[float, float, float]:
    """Width and height of words on a line, and how far they reach under it; all as `size`, in points."""
    letters = FontProperties(weight=weight, size=size)
    width, height, descent = text_to_path.get_text_width_height_descent(words, letters, ismath=False)
    return width, height, descent


def rendered(figure: Figure) -> str:
    """The figure as SVG, with no word of when and by what it was made."""
    stream = StringIO()
    renderer = _Renderer(figure.bbox.width, figure.bbox.height, stream, metadata=NOT_TOLD)
    figure.draw(renderer)
    renderer.finalize()
    return stream.getvalue()
