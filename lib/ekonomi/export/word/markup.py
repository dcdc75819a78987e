"""Elements of WordprocessingML, for what python-docx has no call of its own (ECMA-376 part 1, chapter 17)."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

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
