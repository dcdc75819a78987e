"""The blocks of a page, one after the other, as paragraphs, lists, tables and pictures of a Word document."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import cache, partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.shared import Emu, Mm
from lxml import html

from ekonomi.errors import EkonomiError
from ekonomi.export.word import styles
from ekonomi.export.word.tables import said, word_table
from ekonomi.export.word.text import PLAIN, Look, add_text, element

KEY_FIGURES = ("Nyckeltal", "Värde", "Jämförelse")
_DEEPEST_LIST = 3
_EMU_PER_PIXEL = 9525
Write = Callable[[Any, Any], Any]


class WordError(EkonomiError):
    """Something of the page cannot stand in a Word document."""


def write_block(document: Any, shown: str, names: Mapping[str, str]) -> None:
    """Append the HTML of a block; `names` gives the bookmark of each heading's id."""
    if shown.strip():
        _write_all(document, html.fragment_fromstring(shown, create_parent="div"), names)


def _write_all(document: Any, parent: Any, names: Mapping[str, str]) -> None:
    if (parent.text or "").strip():
        _text(document, html.fromstring(f"<p>{parent.text}</p>"))
    for found in parent:
        if found.tag in _HEADINGS:
            _heading(document, found, names)
        elif "tabell" in (found.get("class") or "").split():
            _region(document, found)
        elif found.tag in _WRITERS:
            _WRITERS[found.tag](document, found)
        elif isinstance(found.tag, str):  # a comment has none
            _write_all(document, found, names)


def _heading(document: Any, found: Any, names: Mapping[str, str]) -> None:
    """A heading one level higher than on the page, whose first level is the document's title."""
    level = max(1, int(found.tag[1]) - 1)
    paragraph, name = _text(document, found, f"Heading {level}"), names.get(found.get("id"), "")
    if name:  # that links can lead to
        number = int(name.rpartition("_")[2])
        paragraph._p.pPr.addnext(element("bookmarkStart", id=number, name=name))
        paragraph._p.append(element("bookmarkEnd", id=number))


def _text(document: Any, found: Any, style: str | None = None, look: Look = PLAIN) -> Any:
    paragraph = document.add_paragraph(style=style)
    add_text(paragraph, found, look)
    return paragraph


def _quote(document: Any, found: Any) -> None:
    for inner in found.iter("p"):
        _text(document, inner, "Quote")


def _list(document: Any, found: Any, level: int = 1) -> None:
    kind = "List Number" if found.tag == "ol" else "List Bullet"
    style = document.styles[kind if level == 1 else f"{kind} {min(level, _DEEPEST_LIST)}"]
    number = _restarted(document, style, int(found.get("start", 1))) if found.tag == "ol" else None
    for item in found.iterchildren("li"):
        paragraphs = list(item.iterchildren("p")) or [item]
        for place, inner in enumerate(paragraphs):
            paragraph = _text(document, inner, style if place == 0 else "List Continue")
            if number is not None and place == 0:
                paragraph._p.get_or_add_pPr()._add_numPr()._add_numId().val = number
        for inner in item.iterchildren("ul", "ol"):
            _list(document, inner, level + 1)


def _restarted(document: Any, style: Any, start: int) -> int:
    """A numbering of its own for an ordered list, so that it does not go on from the list before."""
    numbering = document.part.numbering_part.element
    abstract = numbering.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(made.numId)


def _region(document: Any, found: Any) -> None:
    """A table and its notes; without notes a small paragraph keeps the distance to what comes."""
    _table(document, found.find("table"), *_named(found.find("table")))
    for note in found.iterchildren("p"):
        _text(document, note, styles.NOTE)
    if found.find("p") is None:
        document.add_paragraph(style=styles.NOTE)


def _named(found: Any) -> tuple[str, str]:
    """A table's caption and what it says more (its unit); one without (an economist's own) goes by its heads."""
    caption = found.find("caption")
    if caption is None:
        return "", ", ".join(said(head) for head in found.iter("th"))
    words = [said(part) for part in caption.iterchildren("span")] or [said(caption)]
    return words[0], ". ".join(words[1:])


def _table(document: Any, table: Any, caption: str, more: str) -> None:
    if caption:
        paragraph = document.add_paragraph(caption, style="Caption")
        if more:
            paragraph.add_run(f". {more}").bold = False
    made = word_table(table, ". ".join(part for part in (caption, more) if part))
    document.element.body.insert_element_before(made, "w:sectPr")


def _key_figures(document: Any, found: Any) -> None:
    """The key figures as a table: what, how much, and what it is held against."""
    kinds = ("<th>{}</th>", '<td class="tal">{}</td>', "<td>{}</td>")
    entries = [[escape(part.text_content()) for part in entry] for entry in found.iterchildren("div")]
    rows = ["".join(map(str.format, kinds, entry)) for entry in entries]
    heads = '<th>{}</th><th class="tal">{}</th><th>{}</th>'.format(*KEY_FIGURES)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    table = html.fromstring(f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>")
    _table(document, table, KEY_FIGURES[0], "")
    document.add_paragraph(style=styles.NOTE)


def _figure(document: Any, found: Any) -> None:
    """A chart: its message, what it measures, and the picture with its alternative text."""
    for part in found.xpath("./figcaption/strong | ./figcaption/span"):
        document.add_paragraph(said(part), style="Caption" if part.tag == "strong" else styles.MESSAGE)
    for image in found.iter("img"):
        _picture(document, image)


def _picture(document: Any, image: Any) -> None:
    width = int(image.get("width") or Mm(styles.WIDTH) // _EMU_PER_PIXEL)
    data = png(image.get("src") or "", width)
    if data is None:
        raise WordError("En bild i rapporten är varken SVG eller PNG och kan inte stå i rapport.docx.")
    shape = document.add_picture(data, width=Emu(min(width * _EMU_PER_PIXEL, Mm(styles.WIDTH))))
    name = f"Figur {shape._inline.docPr.get('id')}"
    for told in (shape._inline.docPr, shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr):
        told.set("name", name)
        told.set("descr", image.get("alt") or "")


_HEADINGS = {f"h{level}" for level in range(1, 7)}
_WRITERS: Mapping[str, Write] = {
    "p": _text,
    **dict.fromkeys(("ul", "ol"), _list),
    "blockquote": _quote,
    "pre": partial(_text, style="No Spacing", look=Look(fixed=True)),
    "figure": _figure,
    "img": _picture,
    "dl": _key_figures,
    # the figures behind a chart stand folded on the page, and a style is for a browser
    **dict.fromkeys(("details", "style", "hr"), lambda document, found: None),
}


DPI = 220
_SVG, _PNG = "data:image/svg+xml;base64,", "data:image/png;base64,"
_CSS_DPI = 96
_LETTERS = "DejaVu Sans"


def png(source: str, width: int) -> BytesIO | None:
    """The PNG of an image's data URI, `width` in CSS pixels; None for what is neither SVG nor PNG."""
    if source.startswith(_PNG):
        return BytesIO(b64decode(source.removeprefix(_PNG)))
    if not source.startswith(_SVG):
        return None
    import resvg_py  # needed here only

    drawn = resvg_py.svg_to_bytes(
        svg_string=b64decode(source.removeprefix(_SVG)).decode("utf-8"),
        width=round(width * DPI / _CSS_DPI),
        dpi=_CSS_DPI,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=_font_files(),
        font_family=_LETTERS,
        sans_serif_family=_LETTERS,
    )
    return BytesIO(bytes(drawn))


@cache
def _font_files() -> list[str]:
    """The fonts that matplotlib brings along, and lays charts out with."""
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    return [str(folder / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
