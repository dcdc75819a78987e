"""Workbooks (XLSX, XLS, ODS): a sheet becomes the same table of text as a delimited file gives."""

import io
from datetime import date, datetime
from typing import Any

import pandas as pd
import python_calamine

from ekonomi import schema
from ekonomi.checklist import OLÄSLIG
from ekonomi.errors import DataError
from ekonomi.readers.characters import plain
from ekonomi.readers.files import InputFile
from ekonomi.readers.guard import check_workbook
from ekonomi.readers.text import HEADER_WITHIN, Layout, checked, empty, find_header, pick_columns

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read_sheet(file: InputFile, contract: schema.Contract, *, sheet: str | None = None) -> pd.DataFrame:
    """The contract's columns of a sheet (default: the first), all text, trimmed and NFC, and `rad` (1-based).

    Codes that the workbook holds as text keep their leading zeros. Rows without any text are left out. Raises
    DataError for a file that is no workbook, a sheet that is not there, and as `read_text`.
    """
    grid = _grid(file, sheet)
    if not any(any(cell != "" for cell in row) for row in grid):
        raise DataError(empty(file.fil, contract))
    candidates = [Layout(row, tuple(map(cell_text, cells))) for row, cells in enumerate(grid[:HEADER_WITHIN])]
    layout = find_header(candidates, contract, file.fil, " ".join(map(cell_text, grid[0])))
    columns = pick_columns(layout, contract, file.fil)
    body = grid[layout.row + 1 :]
    kinds = {column.name: column.kind for column in contract.columns}
    texts = {name: [cell_text(row[position], kinds[name]) for row in body] for name, position in columns.items()}
    cells = pd.DataFrame(texts, dtype="str")
    cells["rad"] = range(layout.row + 2, layout.row + 2 + len(body))
    filled = (cells[[*columns]] != "").any(axis="columns")
    return checked(cells[filled], contract, file.fil)


def sheet_rows(file: InputFile, sheet: str | None) -> list[tuple[str, ...]]:
    """The first rows of a sheet (default: the first) as text. Raises DataError as `read_sheet`."""
    return [tuple(map(cell_text, cells)) for cells in _grid(file, sheet)[:HEADER_WITHIN]]


def _grid(file: InputFile, sheet: str | None) -> list[list[Any]]:
    if not file.data:
        return []
    check_workbook(file)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        name = book.sheet_names[0] if sheet is None else sheet
        if name not in book.sheet_names:
            found = f"bladen {', '.join(map(schema.quoted, book.sheet_names))}"
            expected = f"ett blad med namnet {schema.quoted(name)}"
            action = "Rätta bladets namn i filen eller i inställningarna."
            raise DataError(OLÄSLIG.at(file.fil, funnet=found, väntat=expected, åtgärd=action))
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError) as error:
        found, expected = "en fil som inte går att läsa som arbetsbok", "en arbetsbok (XLSX eller ODS)"
        action = "Öppna filen i Excel och spara den på nytt."
        raise DataError(OLÄSLIG.at(file.fil, funnet=found, väntat=expected, åtgärd=action)) from error


def cell_text(value: Any, kind: schema.Kind = schema.TEXT) -> str:
    """A cell as a delimited file would have it: no decimals that are not needed, decimal comma, ISO dates.

    Amounts are rounded to öre, since a formula may give more decimals than kronor have.
    """
    if isinstance(value, str):
        return plain(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value, 2 if kind.name == schema.AMOUNT.name else 6)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: float, decimals: int) -> str:
    if value.is_integer():
        return f"{value:.0f}"
    return f"{value:.{decimals}f}".replace(".", ",")
