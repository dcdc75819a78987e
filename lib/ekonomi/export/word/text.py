"""Running text of the page as runs of a Word paragraph: words with their weight, line breaks and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from ekonomi.charts.theme import MAIN
from ekonomi.export.word.markup import Element, element, run

HIDDEN = "dold"
_MARKS = {"strong": "b", "b": "b", "em": "i", "i": "i", "s": "strike", "del": "strike"}
_BLOCKS = {"ul", "ol", "p", "blockquote", "pre"}
_WEB = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Look:
    """How a run looks; `fixed` keeps white space as it is written."""

    marks: tuple[str, ...] = ()
    link: bool = False
    fixed: bool = False


PLAIN = Look()


def add_text(paragraph: Any, found: Any, look: Look = PLAIN) -> None:
    """Append the inline content of an HTML element to a python-docx paragraph."""
    pieces = list(_pieces(found, look, paragraph.part))
    paragraph._p.extend(_trimmed(pieces))


def _trimmed(pieces: list[Element]) -> list[Element]:
    """The runs without white space where the paragraph begins and ends."""
    texts = [text for piece in pieces for text in piece.iter(qn("w:t"))]
    if texts:
        texts[0].text = (texts[0].text or "").lstrip(" \n")
        texts[-1].text = (texts[-1].text or "").rstrip(" \n")
    return pieces


def _pieces(found: Any, look: Look, part: Any) -> Iterator[Element]:
    if found.text:
        yield _run(found.text, look)
    for child in found:
        if child.tag not in _BLOCKS and HIDDEN not in (child.get("class") or "").split():
            yield from _inline(child, look, part)
        if child.tail:
            yield _run(child.tail, look)


def _inline(child: Any, look: Look, part: Any) -> Iterator[Element]:
    address = child.get("href") or ""
    if child.tag == "br":
        yield run(element("br"))
    elif child.tag == "a" and address.startswith(_WEB):
        link = element("hyperlink", *_pieces(child, replace(look, link=True), part))
        link.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        yield link
    else:
        mark = _MARKS.get(child.tag)
        yield from _pieces(child, replace(look, marks=(*look.marks, mark)) if mark else look, part)


def _run(text: str, look: Look) -> Element:
    shown = text if look.fixed else re.sub(r"[ \t\r\n]+", " ", text)
    marks = [element(name) for name in ("b", "i", "strike") if name in look.marks]
    if look.link:
        marks += [element("color", val=MAIN.removeprefix("#")), element("u", val="single")]
    return run(text=shown, marks=tuple(marks))
