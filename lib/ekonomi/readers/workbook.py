"""Workbooks (XLSX, XLSB, XLS, ODS): a sheet becomes the same table of text as a delimited file gives."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ekonomi import schema
from ekonomi.checklist import OLÄSLIG, VÄRDEN
from ekonomi.errors import DataError, Found, stop_on
from ekonomi.readers.encoding import plain
from ekonomi.readers.files import InputFile
from ekonomi.readers.guard import check_workbook
from ekonomi.readers.hidden import BROKEN, MERGED, PERCENT, UNCALCULATED, hidden_cells
from ekonomi.readers.text import HEADER_WITHIN, Layout, checked, empty, find_header, pick_columns

SHEET = "blad"  # what the table of a workbook says of itself, in its attrs
ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
WORKBOOKS = "*.[xXoO][lLdD][sS]*"  # every one of a folder, however its ending is spelled
_MISSPELLED = 1  # headings of a sheet that is meant all the same
_SAVE = "Öppna filen i Excel och spara den på nytt."
_CHOOSE = "Ange bladet (blad i inställningarna, --blad), eller dölj de blad som inte ska läsas."
_CALCULATE = "Öppna arbetsboken i Excel, låt den räkna om och spara den."
_NO_ERRORS = "Rätta formeln i arbetsboken, eller skriv in värdet, och spara."
_NO_PERCENT = "Välj talformat för cellerna och skriv värdet som det ska läsas, till exempel 85 för 85 procent."
_PART = "Dela de sammanfogade cellerna och skriv värdet i var och en."
_MEND = "Rätta bladets namn i filen eller i inställningarna."


def read_sheet(file: InputFile, contract: schema.Contract, *, sheet: str | None = None) -> pd.DataFrame:
    """The contract's columns of a sheet, all text, trimmed and NFC, and `rad` (1-based).

    Where no sheet is named, the one to be seen that has the headings. Codes that the workbook holds as text keep their
    leading zeros. Rows without any text are left out; the table's attrs name its SHEET. Raises DataError for a file
    that is no workbook, a sheet that is not there, several sheets of the same headings, cells without a value, and as
    `read_text`.
    """
    if not file.data:
        raise DataError(empty(file.fil, contract))
    with _opened(file) as book:
        name = _chosen(book, contract, sheet, file.fil)
        held = book.get_sheet_by_name(name)
        grid, merged = held.to_python(skip_empty_area=False), held.merged_cell_ranges or ()
    if not any(any(cell != "" for cell in row) for row in grid):
        raise DataError(empty(file.fil, contract))
    candidates = [Layout(row, tuple(map(cell_text, cells))) for row, cells in enumerate(grid[:HEADER_WITHIN])]
    layout = find_header(candidates, contract, file.fil, " ".join(map(cell_text, grid[0])))
    columns = pick_columns(layout, contract, file.fil)
    # of the columns that figures may follow from
    titles = {
        columns[one.name]: one.title for one in contract.columns if one.name in columns and one.kind != schema.WORDS
    }
    covered = (
        (top + (bottom > top), left + (bottom == top))
        for (top, left), (bottom, _) in merged
        if top < len(grid) and left < len(grid[top]) and grid[top][left] != ""
    )
    _check_values(file, name, titles, layout.row, covered)
    body = _cells(grid[layout.row + 1 :], layout.row + 2, contract, columns, file.fil)
    cells = checked(body, contract, file.fil)
    cells.attrs[SHEET] = name
    return cells


def _cells(
    body: Sequence[Sequence[Any]], first: int, contract: schema.Contract, columns: Mapping[str, int], fil: str
) -> pd.DataFrame:
    """The columns as text, and `rad`, which is `first` in the first row. Raises DataError for numbers as text that
    may be read in two ways: what stands beside them as numbers does not tell."""
    found = [one for one in contract.columns if one.name in columns]
    given = {one.name: [row[columns[one.name]] for row in body] for one in found}
    written = (
        (rad, one.title, cell) for one in found if one.is_number for rad, cell in enumerate(given[one.name], first)
    )
    stop_on(schema.thousands((one for one in written if isinstance(one[2], str)), fil))
    texts = {one.name: [cell_text(cell, one.kind) for cell in given[one.name]] for one in found}
    cells = pd.DataFrame(texts, dtype="str").assign(rad=range(first, first + len(body)))
    return cells[(cells[[*columns]] != "").any(axis="columns")]


def _check_values(
    file: InputFile, name: str, titles: Mapping[int, str], header: int, covered: Iterator[tuple[int, int]]
) -> None:
    """Raise DataError for cells without a value below the header, in the columns that have `titles`.

    `covered` are those next to the first of merged cells, as far as the reader tells them.
    """
    try:
        cells = hidden_cells(file, name) | dict.fromkeys(covered, MERGED)
    except BROKEN as error:
        found, expected = "en arbetsbok vars formler inte går att pröva", "en arbetsbok (XLSX)"
        raise DataError(OLÄSLIG.at(file.fil, funnet=found, väntat=expected, åtgärd=_SAVE)) from error
    faulty: dict[str, list[tuple[int, int]]] = {}
    for (row, column), what in cells.items():
        if row > header and column in titles:
            faulty.setdefault(what, []).append((row, column))
    stop_on(VÄRDEN.findings(_no_value(file.fil, name, titles, *one) for one in faulty.items()))


def _no_value(fil: str, name: str, titles: Mapping[int, str], what: str, places: list[tuple[int, int]]) -> Found:
    from xlsxwriter.utility import xl_rowcol_to_cell

    row, column = places[0]
    many, where = len(places) > 1, f"{xl_rowcol_to_cell(row, column)} på bladet {schema.quoted(name)}"
    said = f"i {len(places)} celler, den första {where}" if many else f"i cell {where}"
    if what == UNCALCULATED:
        words = "formler som aldrig är uträknade" if many else "en formel som aldrig är uträknad"
        return Found(fil, row + 1, titles[column], f"{words} {said}", "uträknade värden", _CALCULATE)
    if what == MERGED:
        words = "sammanfogade celler" if many else "en sammanfogad cell"
        return Found(fil, row + 1, titles[column], f"{words} utan eget värde {said}", "ett värde i varje cell", _PART)
    if what == PERCENT:
        words = "tal visade i procent" if many else "ett tal visat i procent"
        return Found(fil, row + 1, titles[column], f"{words} {said}", "tal utan procentformat", _NO_PERCENT)
    return Found(fil, row + 1, titles[column], f"felvärdet {what} {said}", "ett värde", _NO_ERRORS)


def sheet_rows(file: InputFile, sheet: str | None) -> list[tuple[str, ...]]:
    """The first rows of a sheet (default: of each that is to be seen) as text. Raises DataError as `read_sheet`."""
    if not file.data:
        return []
    with _opened(file) as book:
        return [row for name in _candidates(book, sheet, file.fil) for row in _first(book, name)]


def _chosen(book: CalamineWorkbook, contract: schema.Contract, sheet: str | None, fil: str) -> str:
    """The sheet named, or the only one that has the contract's headings, but for a misspelled one, and rows under them.

    Raises DataError for several.
    """
    names = _candidates(book, sheet, fil)
    first = {name: _first(book, name) for name in names} if len(names) > 1 else {}
    fitting = [name for name, rows in first.items() if _has_rows(rows, contract)]
    alike = [name for name, rows in first.items() if fitting and _has_rows(rows, contract, _MISSPELLED)]
    if len(alike) > 1:
        same = "samma" if alike == fitting else "nästan samma"
        found = f"bladen {', '.join(map(schema.quoted, alike))} med {same} rubriker"
        raise DataError(OLÄSLIG.at(fil, funnet=found, väntat="ett blad att läsa", åtgärd=_CHOOSE))
    return (fitting or names)[0]


def _candidates(book: CalamineWorkbook, sheet: str | None, fil: str) -> list[str]:
    """The sheet named, else those to be seen (all where none is). Raises DataError where there is none.

    Capitals and spaces around a name tell no sheets apart: Excel lets no two differ in capitals alone.
    """
    if sheet is not None:
        spelled = {schema.spelled(name.strip()): name for name in book.sheet_names}
        sheet = sheet if sheet in book.sheet_names else spelled.get(schema.spelled(sheet.strip()), sheet)
    if sheet is not None and sheet not in book.sheet_names:
        found = f"bladen {', '.join(map(schema.quoted, book.sheet_names))}"
        expected = f"ett blad med namnet {schema.quoted(sheet)}"
        raise DataError(OLÄSLIG.at(fil, funnet=found, väntat=expected, åtgärd=_MEND))
    seen = [
        one.name
        for one in book.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
    ]
    return [sheet] if sheet is not None else seen or book.sheet_names


def _has_rows(rows: Sequence[Sequence[str]], contract: schema.Contract, lacking: int = 0) -> bool:
    """Whether a row has all the headings (of three or more all but `lacking`) and one below it anything under any."""
    wanted = [column.spellings for column in contract.columns if not column.optional]
    least = len(wanted) - (lacking if len(wanted) > 2 else 0)
    spelled = (set(map(schema.spelled, cells)) for cells in rows)
    had = (sum(bool(cells.intersection(one)) for one in wanted) for cells in spelled)
    header = next((n for n, count in enumerate(had) if count >= least), len(rows))
    return any(any(cells) for cells in rows[header + 1 :])


def _first(book: CalamineWorkbook, name: str) -> list[tuple[str, ...]]:
    return [tuple(map(cell_text, cells)) for cells in _grid(book, name, 2 * HEADER_WITHIN)]


def _grid(book: CalamineWorkbook, name: str, rows: int | None = None) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)


@contextmanager
def _opened(file: InputFile) -> Iterator[CalamineWorkbook]:
    """The workbook, and DataError for whatever cannot be read of it."""
    check_workbook(file)
    try:
        yield CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    except (CalamineError, OSError) as error:
        page = "" if file.other_kind.startswith("en arbetsbok") else file.other_kind
        found, expected = page or "en fil som inte går att läsa som arbetsbok", "en arbetsbok (XLSX eller ODS)"
        raise DataError(OLÄSLIG.at(file.fil, funnet=found, väntat=expected, åtgärd=_SAVE)) from error


def cell_text(value: Any, kind: schema.Kind = schema.TEXT) -> str:
    """A cell as a delimited file would have it: no decimals that are not needed, its kind's decimal mark, ISO dates.

    Amounts are rounded to öre, since a formula may give more decimals than kronor have.
    """
    if isinstance(value, str):
        return plain(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        decimals = 0 if value.is_integer() else 2 if kind.name == schema.AMOUNT.name else 6
        return f"{value:.{decimals}f}".replace(".", kind.decimal)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
