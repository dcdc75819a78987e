"""Tables of the page as Word tables: heads that repeat, right-aligned figures, rows that stay whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean
from typing import Any

from ekonomi.charts.theme import INK, WORSE
from ekonomi.export.word import styles
from ekonomi.export.word.text import Element, element, paragraph, run
from ekonomi.table import RUBRIK, SUMMA

# Arial's letters, in shares of its size
_SHARES = {"cksvxyzJ": 0.5, "ijlIíì|.,:;'! \u00a0": 0.28, "tfr-()/": 0.34, "mwMW%@": 0.87}
_BREADTH = {letter: share for letters, share in _SHARES.items() for letter in letters}
_LETTER, _CAPITAL, _BOLD = 0.56, 0.72, 1.08
_LOOSE, _TIGHT, _INDENT = 8.0, 4.5, 10  # points: beside a cell's words, and before a row's label
_LONGEST = 14  # letters: a longer word may be broken
_KEPT = 34  # a table of at most so many lines stands on one page
_HALVINGS = 30
NUMBER = "tal"
_LEVEL = re.compile(r"niva-(\d)")


@dataclass(frozen=True)
class Cell:
    """A cell of the grid: where it begins, how far it goes, and what it says."""

    column: int
    columns: int
    rows: int
    text: str
    head: bool
    classes: frozenset[str]


@dataclass(frozen=True)
class Row:
    """A row with its cells; `head` where it stands in the table's head."""

    cells: tuple[Cell, ...]
    head: bool
    classes: frozenset[str]

    @property
    def level(self) -> int:
        """How far the row's label is indented."""
        found = _LEVEL.search(" ".join(self.classes))
        return int(found.group(1)) if found else 0


@dataclass(frozen=True)
class Grid:
    """A table's rows, and of each column (points): its longest word, its longest and its usual cell."""

    rows: tuple[Row, ...]
    least: tuple[float, ...]
    longest: tuple[float, ...]
    usual: tuple[float, ...]

    def widths(self, room: float) -> list[float]:
        """The columns' widths, together `room` points.

        Each holds its longest word. Where not all cells stand on one line, the columns share what is left so that
        they take about the same number of lines.
        """
        if sum(self.longest) <= room:
            return [width + (room - sum(self.longest)) / len(self.longest) for width in self.longest]
        low, high = 0.0, 1000.0  # lines
        for _ in range(_HALVINGS):
            lines = (low + high) / 2
            low, high = (lines, high) if sum(self._at(lines)) > room else (low, lines)
        widths = self._at(high)
        return [width * room / sum(widths) for width in widths]

    def _at(self, lines: float) -> list[float]:
        wished = ((long + usual) / 2 for long, usual in zip(self.longest, self.usual, strict=True))
        return [max(need, wish / lines) for need, wish in zip(self.least, wished, strict=True)]

    def lines(self, widths: Sequence[float]) -> int:
        """About how many lines the table takes."""
        single = [[cell for cell in row.cells if cell.columns == 1] for row in self.rows]
        return sum(max((ceil(breadth(c.text) / widths[c.column]) for c in row), default=1) for row in single)


def _grid(rows: tuple[Row, ...], padding: float, longest: int | None) -> Grid:
    count = max((cell.column + cell.columns for row in rows for cell in row.cells), default=0)
    least = [padding] * count
    said_in: list[list[float]] = [[padding] for _ in range(count)]
    for row, cell in ((line, cell) for line in rows for cell in line.cells if cell.columns == 1):
        bold = bool(row.head or {SUMMA, RUBRIK} & row.classes)
        parts = cell.text.split(" ")
        words = parts if NUMBER in cell.classes else [word[:longest] for word in parts]
        indent = padding + _INDENT * row.level * cell.head
        word = max(breadth(word, bold=bold) for word in words)
        least[cell.column] = max(least[cell.column], indent + word)
        said_in[cell.column].append(indent + breadth(cell.text, bold=bold))
    return Grid(rows, tuple(least), tuple(map(max, said_in)), tuple(map(fmean, said_in)))


def breadth(text: str, *, bold: bool = False) -> float:
    """About how wide a text is in a table's cell, in points."""
    letters = sum(_BREADTH.get(letter, _CAPITAL if letter.isupper() else _LETTER) for letter in text)
    return styles.SMALL * letters * (_BOLD if bold else 1)


def word_table(table: Any, caption: str) -> Element:
    """The Word table of an HTML table (lxml); `caption` names it to those who listen.

    One too wide for the page gets narrower margins in its cells, and its longest words are broken.
    """
    rows, room = tuple(_rows(table)), styles.ROOM
    tried = [_grid(rows, *way) for way in ((_LOOSE, None), (_TIGHT, None), (_TIGHT, _LONGEST))]
    found = next((grid for grid in tried if sum(grid.least) <= room), tried[-1])
    widths = found.widths(room)
    columns = (element("gridCol", w=_twentieths(width)) for width in widths)
    made = element("tbl", _properties(caption, tight=found is not tried[0]), element("tblGrid", *columns))
    short = found.lines(widths) <= _KEPT
    heads = sum(row.head for row in found.rows)
    carried: dict[int, Cell] = {}
    for number, row in enumerate(found.rows):
        kept = number < len(found.rows) - 1 and (row.head or short or RUBRIK in row.classes)
        made.append(_row(row, widths, carried, kept=kept, ruled=number == heads - 1))
        carried = {cell.column: cell for cell in row.cells if cell.rows > 1}
    return made


def _twentieths(points: float) -> int:
    return round(20 * points)


def _properties(caption: str, *, tight: bool) -> Element:
    return element(
        "tblPr",
        element("tblStyle", val=styles.TABLE),
        element("tblW", w=5000, type="pct"),
        element("tblLayout", type="fixed"),
        *([styles.margins(40)] if tight else []),
        element("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
        element("tblCaption", val=caption),
    )  # fmt: skip


def _rows(table: Any) -> Iterator[Row]:
    """The rows of an HTML table, each cell at its column."""
    taken: set[int] = set()
    for row in table.iter("tr"):
        place, cells, below = 0, [], set()
        for found in row.iterchildren("th", "td"):
            while place in taken:
                place += 1
            wide, high = int(found.get("colspan", 1)), int(found.get("rowspan", 1))
            cells.append(Cell(place, wide, high, said(found), found.tag == "th", frozenset(_classes(found))))
            below |= set(range(place, place + wide)) if high > 1 else set()
            place += wide
        taken = below
        yield Row(tuple(cells), row.getparent().tag == "thead", frozenset(_classes(row)))


def _classes(found: Any) -> list[str]:
    return (found.get("class") or "").split()


def said(found: Any) -> str:
    """The text of an element, its white space as HTML shows it."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(found.itertext())).strip(" ")


def _row(row: Row, widths: Sequence[float], carried: Mapping[int, Cell], *, kept: bool, ruled: bool) -> Element:
    properties = element("trPr", element("cantSplit"), *([element("tblHeader")] if row.head else []))
    made = element("tr", properties)
    below = [Cell(c.column, c.columns, 0, "", True, c.classes) for c in carried.values()]
    for cell in sorted([*row.cells, *below], key=lambda found: found.column):
        width = sum(widths[cell.column : cell.column + cell.columns])
        shape = element("tcPr", *_shape(cell, row, width, ruled=ruled))
        made.append(element("tc", shape, _text(cell, row, kept=kept)))
    return made


def _shape(cell: Cell, row: Row, width: float, *, ruled: bool) -> Iterator[Element]:
    """A cell's properties, in the schema's order; a black line stands under the heads."""
    yield element("tcW", w=_twentieths(width), type="dxa")
    if cell.columns > 1:
        yield element("gridSpan", val=cell.columns)
    if cell.rows != 1:
        yield element("vMerge", **({"val": "restart"} if cell.rows else {}))
    if ruled or SUMMA in row.classes:
        side = "bottom" if ruled else "top"
        yield element("tcBorders", element(side, val="single", sz=10, space=0, color=INK.removeprefix("#")))
    if row.head:
        yield element("vAlign", val="bottom")


def _text(cell: Cell, row: Row, *, kept: bool) -> Element:
    number = bool({NUMBER, "grupp"} & cell.classes)
    style = styles.COLUMN_HEAD if row.head else styles.NUMBER if number else styles.CELL
    shape = {"keep": element("keepNext")} if kept else {}
    if row.level and cell.head:
        shape["indent"] = element("ind", left=_twentieths(_INDENT * row.level))
    if row.head and number:
        shape["side"] = element("jc", val="right")
    marks = []
    if {SUMMA, RUBRIK} & row.classes or "minus" in cell.classes:
        marks.append(element("b"))
    if "minus" in cell.classes:
        marks.append(element("color", val=WORSE.removeprefix("#")))
    return paragraph(style, run(text=cell.text, marks=tuple(marks)), **shape)
