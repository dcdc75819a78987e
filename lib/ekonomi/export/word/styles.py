"""The look of the Word document: one set of named styles, so that what is pasted can take another's look."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ekonomi.charts.theme import INK, MAIN, SOFT
from ekonomi.export.word.text import Element, element, field, run

LANGUAGE = "sv-SE"
HEAD, TEXT = "Cambria", "Arial"
BODY, SMALL = 10.5, 9  # points; nothing is smaller than 9
WIDTH = 174  # mm between the margins of an A4 page
ROOM = Mm(WIDTH).pt
TABLE = "Rapporttabell"
CELL, NUMBER, COLUMN_HEAD, NOTE = "Tabelltext", "Tabelltal", "Tabellhuvud", "Tabellnot"
MARK, MESSAGE = "Markning", "Figurtext"
_UNUSED = ("Light ", "Medium ", "Dark ", "Colorful ")
_HEADINGS = ((18, 24, 8), (14.5, 18, 6), (12, 14, 4), (11, 12, 4), (BODY, 10, 3))  # size, before, after
_COMPATIBILITY = "15"  # Word 2013 and later; lower opens in compatibility mode


def set_up(document: Any) -> None:
    """Page, language, fonts and every style that the writers name."""
    _page(document)
    _language(document)
    for style in [style for style in document.styles if style.name.startswith(_UNUSED)]:
        style.delete()
    styles = document.styles
    _letters(styles["Normal"], TEXT, BODY, after=6, line=1.3)
    for level, (size, before, after) in enumerate(_HEADINGS, start=1):
        font, colour = (HEAD, MAIN) if level < 3 else (TEXT, INK)
        _letters(styles[f"Heading {level}"], font, size, colour, bold=True, before=before, after=after)
    _letters(styles["Title"], HEAD, 26, MAIN, bold=True, before=0, after=2)
    _letters(styles["Subtitle"], TEXT, 13, SOFT, before=0, after=4)
    _letters(styles["Caption"], TEXT, 10.5, INK, bold=True, before=12, after=4, keep=True)
    _letters(styles["TOC Heading"], HEAD, 14.5, MAIN, bold=True, before=18, after=4)
    for level in (1, 2, 3):
        made = _letters(_new(styles, f"toc {level}"), TEXT, 10, bold=level == 1, after=2)
        made.paragraph_format.left_indent = Mm(6 * (level - 1))
    _letters(_new(styles, MARK), TEXT, 10, "#6b4a00", bold=True, after=6)
    _letters(_new(styles, CELL), TEXT, SMALL, before=1.5, after=1.5, line=1.1)
    _letters(_new(styles, NUMBER, CELL), TEXT, SMALL, before=1.5, after=1.5, line=1.1, right=True)
    _letters(_new(styles, COLUMN_HEAD, CELL), TEXT, SMALL, SOFT, bold=True, before=1.5, after=1.5, line=1.1)
    _letters(_new(styles, NOTE), TEXT, SMALL, SOFT, before=3, after=3, line=1.2)
    _letters(_new(styles, MESSAGE), TEXT, SMALL, SOFT, after=4, keep=True)
    _table_style(styles)


def _page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm((210 - WIDTH) / 2)
    page.top_margin, page.bottom_margin = Mm(24), Mm(22)
    page.header_distance = page.footer_distance = Mm(11)


def _language(document: Any) -> None:
    """Swedish throughout; long words are broken, and no reader opens it in compatibility mode."""
    for lang in document.styles.element.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            lang.set(qn(f"w:{name}"), LANGUAGE)
    settings = document.settings.element
    for name, value in (("themeFontLang", LANGUAGE), ("decimalSymbol", ","), ("listSeparator", ";")):
        settings.find(qn(f"w:{name}")).set(qn("w:val"), value)
    settings.find(qn("w:defaultTabStop")).addnext(element("autoHyphenation"))
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _COMPATIBILITY)


def _new(styles: Any, name: str, based_on: str = "Normal") -> Any:
    made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = styles[based_on]
    return made


def _letters(style: Any, font: str, size: float, colour: str = INK, *, bold: bool = False, before: float = 0,
             after: float = 0, line: float = 1.15, keep: bool = False, right: bool = False) -> Any:  # fmt: skip
    """Set a paragraph style wholly: what the template says of it is taken away. Sizes in points."""
    for found in style.element.findall(qn("w:rPr")):
        style.element.remove(found)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    style.font.name, style.font.size, style.font.bold = font, Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    fonts = style.element.rPr.rFonts
    for script in ("cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
    if keep:
        shape.keep_with_next = True
    if right:
        shape.alignment = 2
    return style


def _table_style(styles: Any) -> None:
    """Hairlines between rows."""
    made = styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    made.base_style = styles["Normal Table"]
    edge: dict[str, str | int] = {"val": "single", "sz": 4, "space": 0, "color": "C9D0D6"}
    borders = element("tblBorders", *(element(side, text=None, **edge) for side in ("bottom", "insideH")))
    made.element.append(element("tblPr", borders, margins(70)))


def margins(width: int) -> Element:
    """The room beside the words of a table's cells, in twentieths of a point."""
    return element("tblCellMar", *(element(side, w=width, type="dxa") for side in ("left", "right")))


def running_lines(document: Any, marks: str, running: str) -> None:
    """What every page says: its marks at the head, the report and the page's number at the foot."""
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for place, colour in ((head, "#6b4a00"), (foot, SOFT)):
        _letters(place.style, TEXT, SMALL, colour, bold=place is head)
    head.add_run(marks)
    tabs = foot.style.element.find(f".//{qn('w:tabs')}")
    tabs.getparent().remove(tabs)
    foot.style.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), 2)
    foot.add_run(f"{running}\tSida ")
    foot._p.extend(field("PAGE", run(text="1")))
    foot._p.append(run(text=" av "))
    foot._p.extend(field("NUMPAGES", run(text="1")))
