"""A panel puts what is drawn where matplotlib's own Axes would: places, clipping, and words as wide as they are."""

import re

import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from ekonomi.charts import theme
from ekonomi.charts.bars import Bar, shown
from ekonomi.charts.panel import Panel
from ekonomi.charts.renderer import measured, rendered


def panel() -> Panel:
    made = Panel(Figure((3, 2), dpi=72), 0.5, 0.25, 0.5, 0.75)
    made.limit((-1, 3), (100, 0))
    return made


def test_values_stand_where_they_stand_in_axes():
    ours = panel()
    theirs = ours.figure.add_axes((0.5 / 3, 0.25 / 2, 2 / 3, 1 / 2))
    theirs.set(xlim=(-1, 3), ylim=(100, 0))
    for x, y in ((-1, 0), (0, 25), (3, 100), (4, -10)):
        assert (ours.x(x), ours.y(y)) == pytest.approx(tuple(theirs.transData.transform((x, y))))


def test_lines_and_bars_end_where_the_panel_does_and_words_do_not():
    drawn = panel()
    drawn.bar((0, 0), (9, 50), "red")
    drawn.line((0, 9), (0, 9), "red", 1)
    drawn.field((0, 9), (0, 0), (9, 9), "red")
    drawn.rules([50], "red", 1, 1)
    drawn.key([("Utfall", "red")], 0.5)
    with rc_context({"svg.fonttype": "none"}):
        svg = rendered(drawn.figure)
    assert svg.count('clip-path="url(#') == 4
    assert '<rect x="36" y="54" width="144" height="72"/>' in svg
    assert re.search(r'<text [^>]* x="0" y="[\d.]+"[^>]*>Utfall<', svg)


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_words_are_as_wide_as_matplotlib_finds_them(weight):
    renderer = RendererSVG(1, 1, type("", (), {"write": lambda *_: None})())
    for words in ("Avvikelse", "−1 425,2", "J", "AV"):
        letters = FontProperties(weight=weight, size=9.5)
        assert measured(words, weight, 9.5) == renderer.get_text_width_height_descent(words, letters, False)


def test_dollar_signs_are_printed_and_never_read_as_mathematics():
    svg = shown([Bar("Mellan $1 och $2", 0, 1, "$1$", theme.MAIN)], "Rad", "mnkr")["wide"].svg.decode()
    assert ">Mellan $1 och $2</text>" in svg
    assert ">$1$</text>" in svg
