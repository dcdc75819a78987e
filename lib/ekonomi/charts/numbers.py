"""Numbers, labels and lists in the words of charts, and a table's cells by the measure of their column."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from ekonomi import style
from ekonomi.marks import mark_of
from ekonomi.table import Cell, Column, Row, Table


def mnkr(öre: float) -> str:
    """An amount in öre as printed in mnkr, without its unit: `−9,1`; a missing one as `–`."""
    return style.MISSING if pd.isna(öre) else style.shown(style.in_unit(round(öre), "mnkr"), "mnkr")


def signed(shown: str) -> str:
    """A printed number with its sign, also where it is positive: `+13,4`; zero has none."""
    return f"+{shown}" if shown[:1].isdigit() and not is_zero(shown) else shown


def size(shown: str) -> str:
    """A printed number without its sign."""
    return shown.removeprefix(style.MINUS).removeprefix("+")


def is_zero(shown: str) -> bool:
    """True where a printed number is zero: `0,0`."""
    return not style.sign(shown)


def than(off: str, more: str, less: str, same: str) -> str:
    """What a printed difference means, in one of three wordings; `{}` stands for its size."""
    return same if is_zero(off) else (less if off.startswith(style.MINUS) else more).format(size(off))


def column(table: Table, measure: str) -> Column:
    """The column of a measure that the table has."""
    return next(found for found in table.columns if found.name == measure)


def cells(table: Table, measure: str) -> dict[str, tuple[Row, Cell]]:
    """Row and cell of a measure by row name, where it is known; empty where the table lacks it."""
    pairs = ((row, table.cell(row.name, measure)) for row in table.rows if table.has(row.name, measure))
    return {row.name: (row, cell) for row, cell in pairs if cell.value is not None}


def value(cell: Cell) -> Decimal:
    """The number of a cell; 0 where it has none."""
    return cell.value or Decimal(0)


def gap_mark(kolumn: str, cell: Cell, other: Cell) -> str:
    """The mark of the difference between two cells of a row, called `kolumn`."""
    if cell.source is None or other.source is None:
        return ""
    tabell, rad, _, made = cell.source
    return mark_of(tabell, rad, kolumn, made - other.source[-1])


def moment(table: Table, measure: str) -> str:
    """The months that a measure is about, as its headings say: `jan–mars 2025`."""
    found = column(table, measure)
    words = found.group or found.head.removeprefix("Utfall ")
    return words[:1].lower() + words[1:]


def tense(when: str, now: str, closed: str) -> str:
    """A verb of some months, or of a year that is closed (`helår 2024`)."""
    return closed if when.startswith("helår") else now


def enumerated(parts: Sequence[str]) -> str:
    """Parts as a Swedish list: `a, b och c`; with semicolons where a part has a comma between words of its own."""
    if any(", " in part for part in parts):
        return "; ".join(parts)
    return " och ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:]))) or "inga"
