"""Running text of the page as runs of a Word paragraph, and what of WordprocessingML python-docx has no call for.

Source of the elements: ECMA-376 part 1, chapter 17.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ekonomi.charts.theme import MAIN

Element = Any


def element(tag: str, /, *children: Element, text: str | None = None, **attributes: str | int) -> Element:
    """The element `w:tag` with attributes of the same namespace: `element("ind", left=284)`."""
    made = OxmlElement(f"w:{tag}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    made.extend(children)
    if text is not None:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made


def run(*children: Element, text: str | None = None, marks: tuple[Element, ...] = ()) -> Element:
    """A run of text; `marks` are its properties, as `element("b")`."""
    shown = [] if text is None else [element("t", text=text)]
    return element("r", *([element("rPr", *marks)] if marks else []), *children, *shown)


def field(instruction: str, *shown: Element) -> list[Element]:
    """The runs of a field that Word works out (PAGE, NUMPAGES); `shown` stands until it does."""
    return [
        run(element("fldChar", fldCharType="begin")),
        run(element("instrText", text=f" {instruction} ")),
        run(element("fldChar", fldCharType="separate")),
        *shown,
        run(element("fldChar", fldCharType="end")),
    ]


def paragraph(style: str, /, *content: Element, **properties: Element) -> Element:
    """A paragraph of a style's id; `properties` come in the schema's order."""
    return element("p", element("pPr", element("pStyle", val=style), *properties.values()), *content)


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
