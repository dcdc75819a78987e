"""Numbers and lists in the words of charts, and a table's measures found by how their names begin."""

from collections.abc import Sequence
from decimal import Decimal

from ekonomi import style
from ekonomi.table import Cell, Column, Row, Table


def mnkr(öre: float) -> str:
    """An amount in öre as printed in mnkr, without its unit: `−9,1`."""
    return style.shown(style.in_unit(round(öre), "mnkr"), "mnkr")


def signed(shown: str) -> str:
    """A printed number with its sign, also where it is positive: `+13,4`; zero has none."""
    return f"+{shown}" if shown[:1].isdigit() and not is_zero(shown) else shown


def size(shown: str) -> str:
    """A printed number without its sign."""
    return shown.removeprefix(style.MINUS)


def column(table: Table, start: str) -> Column | None:
    """The first column whose name begins with `start`; None where the table has none."""
    return next((found for found in table.columns if found.name.startswith(start)), None)


def cells(table: Table, start: str) -> dict[str, tuple[Row, Cell]]:
    """Row and cell by row name, of the first column that begins with `start`; empty where it is missing."""
    found = column(table, start)
    if found is None:
        return {}
    pairs = {row.name: (row, table.cell(row.name, found.name)) for row in table.rows if row.kind != "rubrik"}
    return {name: (row, cell) for name, (row, cell) in pairs.items() if cell.value is not None}


def value(cell: Cell) -> Decimal:
    """The number of a cell, rounded as it is printed."""
    if cell.value is None:
        raise ValueError(f"cellen {cell.shown} har inget tal")
    return cell.value


def enumerated(parts: Sequence[str]) -> str:
    """Parts as a Swedish list: `a, b och c`; with semicolons where a part has a comma between words of its own."""
    if any(", " in part for part in parts):
        return "; ".join(parts)
    if not parts:
        return "inga"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} och {parts[-1]}"


def moment(table: Table, start: str) -> str:
    """The months that a column is about, as its headings say: `jan–mars 2025`."""
    found = column(table, start)
    words = found.group or found.head.rpartition(", ")[2] if found else ""
    return words[:1].lower() + words[1:]


def inside(label: str) -> str:
    """A label within a sentence: `Intäkter` becomes `intäkter`, `IT-program` stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def is_zero(shown: str) -> bool:
    """True where a printed number is zero: `0,0`."""
    return not any(digit in shown for digit in "123456789")
