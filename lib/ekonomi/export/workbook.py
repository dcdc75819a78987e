"""tabeller.xlsx: a sheet per table, amounts as numbers, the same bytes for the same tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ekonomi import style
from ekonomi.table import RUBRIK, SUMMA, Row, Table

# a moment that never changes, since a workbook carries when it was made
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
CONTENTS = "Innehåll"
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
# text stays text: nothing that begins with = becomes a formula, nothing that looks like a link becomes one
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _line(sheet: Worksheet, at: int, texts: Iterable[str], *looks: Format) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(at, column, text, *looks)


def workbook(
    listed: Iterable[Table], title: str, marks: tuple[str, ...], sources: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The workbook's bytes: a sheet of contents, then one per table, each with `marks` (utkast, märkning).

    `sources`: the files that the figures come from, each with its SHA-256; listed under the contents.
    """
    tables = {table.name: table for table in listed}
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, **_PLAIN})
    book.set_properties({"title": title, "comments": ". ".join(marks), "created": CREATED})
    names = sheet_names(tables)
    first = book.add_worksheet(CONTENTS)
    after = _contents(first, book, names, tables, (title, *marks))
    _provenance(first, book, sources, after + 1)
    for name, table in tables.items():
        _sheet(book.add_worksheet(names[name]), book, table, marks)
    book.close()
    return buffer.getvalue()


def sheet_names(tables: Iterable[str]) -> dict[str, str]:
    """A sheet name for each table: allowed in a workbook, at most 31 characters, different in any case."""
    names: dict[str, str] = {}
    tables = list(tables)
    used = {CONTENTS.casefold()}
    for name in tables:
        plain = name.translate(_FORBIDDEN).strip("' ")
        tails = ("", *(f" {number}" for number in range(2, len(tables) + 3)))
        tried = (plain[: _LONGEST_NAME - len(tail)] + tail for tail in tails)
        names[name] = next(sheet for sheet in tried if sheet.casefold() not in used)
        used.add(names[name].casefold())
    return names


def _contents(
    sheet: Worksheet, book: Workbook, names: dict[str, str], tables: Mapping[str, Table], head: tuple[str, ...]
) -> int:
    """Write the list of sheets under `head`, which stays in view; return the row after it."""
    for number, line in enumerate(head):
        sheet.write_string(number, 0, line, book.add_format({"bold": True}))
    first = len(head) + 1
    _line(sheet, first, ("Blad", "Tabell", "Enhet"), book.add_format({"bold": True, "bottom": 1}))
    for number, (name, table) in enumerate(tables.items(), first + 1):
        sheet.write_url(number, 0, f"internal:'{names[name]}'!A1", string=names[name])
        sheet.write_string(number, 1, table.caption)
        sheet.write_string(number, 2, table.unit)
    for column, width in enumerate((34, 70, 18)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(first + 1, 0)
    return first + 1 + len(tables)


def _provenance(sheet: Worksheet, book: Workbook, sources: Sequence[tuple[str, str]], at: int) -> None:
    """Where the figures come from: each input file and its SHA-256."""
    if not sources:
        return
    said = "Siffrorna är räknade ur de här filerna. manifest.json bredvid arbetsboken visar hela körningen."
    sheet.write_string(at, 0, "Ursprung", book.add_format({"bold": True}))
    sheet.write_string(at + 1, 0, said)
    _line(sheet, at + 2, ("Fil", "SHA-256"), book.add_format({"bold": True, "bottom": 1}))
    for number, line in enumerate(sources, at + 3):
        _line(sheet, number, line)


def _sheet(sheet: Worksheet, book: Workbook, table: Table, marks: tuple[str, ...]) -> None:
    lines = (table.caption, ". ".join(part for part in (table.unit, *marks) if part))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, book.add_format({"bold": number == 0}))
    first = _headings(sheet, book, table, len(lines) + 1)
    for number, row in enumerate(table.rows, first):
        _row(sheet, book, table, row, number)
    after = first + len(table.rows)
    rest = table.notes if table.rows else (table.empty, *table.notes)
    for number, note in enumerate(rest, after + bool(table.rows)):
        sheet.write_string(number, 0, note)
    sheet.freeze_panes(first, 1)
    sheet.set_column(0, 0, max([12, *(len(row.label) + 2 * row.level for row in table.rows)]))
    for number, column in enumerate(table.columns, 1):
        sheet.set_column(number, number, 40 if column.unit == style.TEXT else 16)


def _headings(sheet: Worksheet, book: Workbook, table: Table, at: int) -> int:
    """Write the column headings from row `at`, those over them first; return the first row of figures."""
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    if any(column.group for column in table.columns):
        column = 1
        for group, members in groupby(table.columns, key=lambda found: found.group):
            sheet.write_string(at, column, group, book.add_format({"bold": True}))
            column += len(list(members))
        at += 1
    _line(sheet, at, (table.row_head, *(found.head for found in table.columns)), bold)
    return at + 1


def _row(sheet: Worksheet, book: Workbook, table: Table, row: Row, number: int) -> None:
    sheet.write_string(number, 0, row.label, book.add_format({"bold": row.kind != "rad", "indent": row.level}))
    if row.kind == RUBRIK:
        return
    for place, column in enumerate(table.columns, 1):
        cell = table.cell(row.name, column.name)
        if cell.value is None:
            aligned = {"text_wrap": True} if cell.unit == style.TEXT else {"align": "right"}
            sheet.write_string(number, place, cell.shown, book.add_format(aligned))
        else:
            decimals = f".{'0' * cell.decimals}" if cell.decimals else ""
            sign = '" %"' if cell.unit == style.PER_CENT else ""
            shape = book.add_format({"num_format": f"#,##0{decimals}{sign}", "bold": row.kind == SUMMA})
            sheet.write_number(number, place, float(cell.value), shape)
