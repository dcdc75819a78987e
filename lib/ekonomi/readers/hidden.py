"""Rows that a workbook does not show, and cells that hold no value or show another: error values, formulas left
uncalculated, hundredths shown as percent.

calamine gives such cells as empty (and what XlsxWriter has left to Excel as 0), so that they are read here: the XML of
XLSX and ODS, the records of XLSB by pyxlsb, XLS by xlrd. A formula that nobody has calculated is told in the first two
alone: only Excel writes the others, and it calculates.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from ekonomi import schema
from ekonomi.errors import VARNING, Check, Found
from ekonomi.readers.files import InputFile
from ekonomi.readers.guard import too_large

Place = tuple[int, int]  # row and column, 0-based
Told = Iterator[tuple[Place, str]]
UNCALCULATED, PERCENT, MERGED, UNKNOWN = "formel", "procent", "sammanfogad", "#FEL!"
BROKEN: Final = (SyntaxError, zipfile.BadZipFile, struct.error, LookupError, ValueError, TypeError)
_CODES: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_XLSX_SIGN: Final = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
_ODS_SIGN: Final = re.compile(rb""":formula=|:value-type=["'](?:error|percentage)["']|-spanned=["'](?:[2-9]|1[0-9])""")
_SAID_IN_FORMAT: Final = re.compile(r'"[^"]*"|\\.')  # text of a number format, which formats nothing
_PERCENT_FORMATS: Final = ("9", "10")  # of those that every workbook has
_XLSX_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*\shidden="(?:1|true)"')
_ODS_ROW: Final = re.compile(rb'table-row\b[^>]*:visibility="(?:collapse|filter)"')
_UNSEEN: Final = {"hidden": ("1", "true"), "visibility": ("collapse", "filter")}
_PART: Final = 1 << 20
_REFERENCE: Final = re.compile(r"[A-Z]+[0-9]+")


def hidden_cells(file: InputFile, sheet: str) -> dict[Place, str]:
    """The cells of a sheet without a value, each with its error, UNCALCULATED or (of ODS) MERGED, and those shown as
    PERCENT.

    Raises one of BROKEN where the file is not built as its kind is.
    """
    stream = io.BytesIO(file.data)
    if not zipfile.is_zipfile(stream):
        return dict(_xls(file.data, sheet))
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        read = _ods if "content.xml" in names else _xlsb if "xl/workbook.bin" in names else _xlsx
        return dict(read(archive, sheet))


@Check("dolda rader", VARNING, action="Visa raderna i arbetsboken, eller ta bort dem om de inte ska räknas.")
def hidden_rows(file: InputFile) -> Iterator[Found]:
    """Rader i en arbetsbok (XLSX, XLS eller ODS) som är dolda eller bortfiltrerade; de räknas med.

    Those with anything in them, in the sheets that are to be seen. What is not built as its kind is has none.
    """
    read = _hidden_of_xls if file.suffix == ".xls" else _hidden_of_zip
    try:
        for rows in read(file) if file.suffix in (".xlsx", ".xlsm", ".ods", ".xls") else ():
            if rows:
                found = f"{schema.rows(sum(count for _, count in rows))} som inte visas"
                yield Found(file.fil, rows[0][0], None, found, "synliga rader")
    except (*BROKEN, zlib.error, RuntimeError, EOFError):
        return


def _hidden_of_zip(file: InputFile) -> Iterator[list[tuple[int, int]]]:
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        for part, sign in [] if too_large(archive, file) else _seen_sheets(archive):
            if _holds(archive, part, sign):
                with archive.open(part) as stream:
                    yield list(_hidden(stream))


def _hidden_of_xls(file: InputFile) -> Iterator[list[tuple[int, int]]]:
    with _opened_xls(file.data) as book:
        for cells in (one for one in book.sheets() if not one.visibility):
            hidden = (row for row, one in sorted(cells.rowinfo_map.items()) if one.hidden and row < cells.nrows)
            yield [(row + 1, 1) for row in hidden if any(cells.row_values(row))]


def _seen_sheets(archive: zipfile.ZipFile) -> list[tuple[str, re.Pattern[bytes]]]:
    if "content.xml" in archive.namelist():
        return [("content.xml", _ODS_ROW)]
    with archive.open("xl/workbook.xml") as stream:
        sheets = [_local(one) for _, _, one in _elements(stream, ("start",), "sheet")]
    seen = [one["id"] for one in sheets if one.get("state", "visible") == "visible"]
    return [(_part(archive, "workbook.xml", relation), _XLSX_ROW) for relation in seen]


def _hidden(stream: Any) -> Iterator[tuple[int, int]]:
    """Rows that are not to be seen and hold something: the number (1-based) of the first alike, and how many."""
    at = 0
    for _, _, row in _elements(stream, ("end",), "row", "table-row"):
        given = _local(row)
        first = int(given.get("r", at + 1))
        at = first + int(given.get("number-rows-repeated", 1)) - 1
        if any(given.get(name) in said for name, said in _UNSEEN.items()):
            filled = row.find("{*}c/{*}v") is not None or row.find("{*}c/{*}is") is not None
            if filled or any("value-type" in _local(cell) for cell in row):
                yield first, at + 1 - first


def _elements(stream: Any, events: tuple[str, ...], *tags: str) -> Iterator[tuple[str, str, Any]]:
    """What happens to elements of these names, whatever their namespace; each is emptied when it has ended."""
    from lxml import etree

    wanted = tuple(f"{{*}}{tag}" for tag in tags)
    for event, element in etree.iterparse(stream, events=events, tag=wanted, resolve_entities=False):
        yield event, _bare(element.tag), element
        if event == "end":
            element.clear()


def _local(element: Any) -> dict[str, str]:
    return {_bare(name): str(value) for name, value in element.attrib.items()}


def _bare(name: str) -> str:
    """The name of an element or an attribute, without its namespace."""
    return name.rpartition("}")[2]


def _part(archive: zipfile.ZipFile, workbook: str, relation: str) -> str:
    """The sheet's part of the archive that a relation of the workbook's stands for."""
    with archive.open(f"xl/_rels/{workbook}.rels") as stream:
        targets = {one.get("Id"): one.get("Target") for _, _, one in _elements(stream, ("start",), "Relationship")}
    target = str(targets[relation])
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _xlsx(archive: zipfile.ZipFile, sheet: str) -> Told:
    from xlsxwriter.utility import xl_cell_to_rowcol

    with archive.open("xl/workbook.xml") as stream:
        told = [(name, _local(one)) for _, name, one in _elements(stream, ("start",), "sheet", "calcPr")]
    part = _part(
        archive, "workbook.xml", {given["name"]: given["id"] for name, given in told if name == "sheet"}[sheet]
    )
    left = any(given.get("fullCalcOnLoad") in ("1", "true") for _, given in told)
    percent = _percent_styles(archive)
    sign = rb'|\ss="(?:%s)"' % "|".join(percent).encode() if percent else b""
    if not _holds(archive, part, re.compile(_XLSX_SIGN.pattern + sign)):
        return
    with archive.open(part) as stream:
        row = column = -1
        for event, name, element in _elements(stream, ("start", "end"), "row", "c"):
            if name == "row" and event == "start":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif name == "c" and event == "end":
                named = _REFERENCE.fullmatch(element.get("r", ""))
                column = xl_cell_to_rowcol(named[0])[1] if named else column + 1
                if what := _xlsx_cell(element, left, percent):
                    yield (row, column), what


def _percent_styles(archive: zipfile.ZipFile) -> list[str]:
    """The styles of cells that show a number as hundredths."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    with archive.open("xl/styles.xml") as stream:
        told = [(name, dict(one.attrib)) for _, name, one in _elements(stream, ("start",), "numFmt", "cellXfs", "xf")]
    formats = {one.get("numFmtId"): one.get("formatCode", "") for name, one in told if name == "numFmt"}
    formats = {**dict.fromkeys(_PERCENT_FORMATS, "0%"), **formats}
    styles = [one.get("numFmtId") for name, one in told[[name for name, _ in told].index("cellXfs") :] if name == "xf"]
    return [str(place) for place, style in enumerate(styles) if _is_percent(formats.get(style, ""))]


def _is_percent(number_format: str) -> bool:
    return "%" in _SAID_IN_FORMAT.sub("", number_format)


def _xlsx_cell(cell: Any, left: bool, percent: Collection[str]) -> str | None:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v")
    if kind == "e":
        return value or UNKNOWN
    if kind == "n" and value not in (None, "", "0") and cell.get("s") in percent:
        return PERCENT
    if cell.find("{*}f") is None:
        return None
    missing = value is None if kind == "str" else not value  # a text may be calculated and empty
    return UNCALCULATED if missing or (left and value == "0") else None


def _holds(archive: zipfile.ZipFile, part: str, sign: re.Pattern[bytes]) -> bool:
    """Whether a part has any formula or error at all: most ledgers have none, and this takes no time to see."""
    rest = b""
    with archive.open(part) as stream:
        while data := stream.read(_PART):
            if sign.search(rest + data):
                return True
            rest = data[-32:]
    return False


def _ods(archive: zipfile.ZipFile, sheet: str) -> Told:
    """Errors are texts that a formula shows; a formula without any text has not been calculated."""
    if not _holds(archive, "content.xml", _ODS_SIGN):
        return
    here, row, column, down = "", 0, 0, 1
    with archive.open("content.xml") as stream:
        for event, name, element in _elements(stream, ("start", "end"), "table", "table-row", "table-cell",
                                              "covered-table-cell"):  # fmt: skip
            given = _local(element)
            if event == "start" and name == "table":
                here, row, down = given.get("name", ""), 0, 0
            elif event == "start" and name == "table-row":
                row, column, down = row + down, 0, int(given.get("number-rows-repeated", 1))
            elif event == "end" and name.endswith("cell"):
                times = int(given.get("number-columns-repeated", 1))
                if here == sheet and (what := _ods_cell(element, given)):
                    yield from (((row, column + step), what) for step in range(times))
                down_too, aside = (given.get(f"number-{side}-spanned", "1") != "1" for side in ("rows", "columns"))
                if here == sheet and "value-type" in given and (down_too or aside):
                    yield (row + down_too, column + (not down_too)), MERGED
                column += times


def _ods_cell(cell: Any, given: dict[str, str]) -> str | None:
    if given.get("value-type") == "percentage" and given.get("value") != "0":
        return PERCENT
    if "formula" not in given and given.get("value-type") != "error":
        return None
    texts = ["".join(text.itertext()) for text in cell.iterfind("{*}p")]
    if schema.is_error("".join(texts)):
        return "".join(texts)
    return None if texts or "value-type" in given else UNCALCULATED


def _xlsb(archive: zipfile.ZipFile, sheet: str) -> Told:
    from pyxlsb import biff12
    from pyxlsb.reader import BIFF12Reader

    workbook = BIFF12Reader(io.BytesIO(archive.read("xl/workbook.bin")))
    relation = {one.name: one.rId for kind, one in workbook if kind == biff12.SHEET}[sheet]
    row = -1
    for kind, one in BIFF12Reader(io.BytesIO(archive.read(_part(archive, "workbook.bin", relation)))):
        if kind == biff12.ROW:
            row = one.r
        elif kind in (biff12.BOOLERR, biff12.FORMULA_BOOLERR):
            yield (row, one.c), _CODES.get(int(one.v, 16), UNKNOWN)


@contextmanager
def _opened_xls(data: bytes) -> Iterator[Any]:
    """The book of an XLS file, and ValueError for what is none."""
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        with xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO()) as book:
            yield book
    except (xlrd.XLRDError, CompDocError, AssertionError) as error:
        raise ValueError("xls") from error


def _xls(data: bytes, sheet: str) -> Told:
    import xlrd

    with _opened_xls(data) as book:
        cells, formats = book.sheet_by_name(sheet), [book.format_map.get(one.format_key) for one in book.xf_list]
        percent = {place for place, one in enumerate(formats) if one and _is_percent(one.format_str)}
        for row in range(cells.nrows):
            for column, kind in enumerate(cells.row_types(row)):
                if kind == xlrd.XL_CELL_ERROR:
                    yield (row, column), _CODES.get(cells.cell_value(row, column), UNKNOWN)
                elif kind == xlrd.XL_CELL_NUMBER and percent and cells.cell_xf_index(row, column) in percent:
                    yield (row, column), PERCENT
