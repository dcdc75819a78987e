"""Cells whose value a workbook does not hold: error values, and formulas that nobody has calculated.

calamine gives both as empty cells (and what XlsxWriter has left to Excel as 0), so that they are read here from
what the file itself says: XML in XLSX and ODS, records in XLSB and XLS.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from ekonomi import schema
from ekonomi.readers import binary
from ekonomi.readers.files import InputFile

Told = Iterator[tuple[int, int, str]]  # row and column, 0-based, and what stands there
Cells = dict[tuple[int, int], str]
UNCALCULATED: Final = "formel"
BROKEN: Final = (etree.XMLSyntaxError, zipfile.BadZipFile, struct.error, LookupError, ValueError)
_XLSX_SIGN: Final = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
_ODS_SIGN: Final = re.compile(rb""":formula=|:value-type=["']error["']""")
_PART: Final = 1 << 20
_REFERENCE: Final = re.compile(r"([A-Z]+)[0-9]+")


def hidden_cells(file: InputFile, place: int) -> Cells:
    """The cells without a value of the sheet at `place` (0-based), each with its error or UNCALCULATED.

    Raises one of BROKEN where the file is not built as its kind is.
    """
    stream = io.BytesIO(file.data)
    if not zipfile.is_zipfile(stream):
        return _by_place(binary.xls_errors(file.data, place))
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        read = _ods if "content.xml" in names else _xlsb if "xl/workbook.bin" in names else _xlsx
        return _by_place(read(archive, place))


def _by_place(told: Told) -> Cells:
    return {(row, column): what for row, column, what in told}


def _elements(stream: Any, events: tuple[str, ...], *tags: str) -> Iterator[tuple[str, str, Any]]:
    """What happens to elements of these names, whatever their namespace; each is emptied when it has ended."""
    wanted = tuple(f"{{*}}{tag}" for tag in tags)
    for event, element in etree.iterparse(stream, events=events, tag=wanted, resolve_entities=False):
        yield event, etree.QName(element).localname, element
        if event == "end":
            element.clear()


def _local(element: Any) -> dict[str, str]:
    return {etree.QName(name).localname: str(value) for name, value in element.attrib.items()}


def _part(archive: zipfile.ZipFile, workbook: str, relation: str) -> str:
    """The sheet's part of the archive that a relation of the workbook's stands for."""
    with archive.open(f"xl/_rels/{workbook}.rels") as stream:
        targets = {one.get("Id"): one.get("Target") for _, _, one in _elements(stream, ("start",), "Relationship")}
    target = str(targets[relation])
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _xlsx(archive: zipfile.ZipFile, place: int) -> Told:
    with archive.open("xl/workbook.xml") as stream:
        told = [(name, _local(one)) for _, name, one in _elements(stream, ("start",), "sheet", "calcPr")]
    part = _part(archive, "workbook.xml", [given["id"] for name, given in told if name == "sheet"][place])
    left = any(given.get("fullCalcOnLoad") in ("1", "true") for _, given in told)
    if not _holds(archive, part, _XLSX_SIGN):
        return
    with archive.open(part) as stream:
        row = column = -1
        for event, name, element in _elements(stream, ("start", "end"), "row", "c"):
            if name == "row" and event == "start":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif name == "c" and event == "end":
                named = _REFERENCE.fullmatch(element.get("r", ""))
                column = _number(named[1]) if named else column + 1
                if what := _xlsx_cell(element, left):
                    yield row, column, what


def _xlsx_cell(cell: Any, left: bool) -> str | None:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v")
    if kind == "e":
        return value or binary.UNKNOWN
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


def _number(letters: str) -> int:
    number = 0  # A is 0, Z 25, AA 26
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _ods(archive: zipfile.ZipFile, place: int) -> Told:
    """Errors are texts that a formula shows; a formula without any text has not been calculated."""
    if not _holds(archive, "content.xml", _ODS_SIGN):
        return
    sheet, row, column, down = -1, 0, 0, 1
    with archive.open("content.xml") as stream:
        for event, name, element in _elements(stream, ("start", "end"), "table", "table-row", "table-cell",
                                              "covered-table-cell"):  # fmt: skip
            given = _local(element)
            if event == "start" and name == "table":
                sheet, row, down = sheet + 1, 0, 0
            elif event == "start" and name == "table-row":
                row, column, down = row + down, 0, int(given.get("number-rows-repeated", 1))
            elif event == "end" and name.endswith("cell"):
                times = int(given.get("number-columns-repeated", 1))
                if sheet == place and (what := _ods_cell(element, given)):
                    yield from ((row, column + step, what) for step in range(times))
                column += times


def _ods_cell(cell: Any, given: dict[str, str]) -> str | None:
    if "formula" not in given and given.get("value-type") != "error":
        return None
    texts = ["".join(text.itertext()) for text in cell.iterfind("{*}p")]
    if schema.is_error("".join(texts)):
        return "".join(texts)
    return None if texts or "value-type" in given else UNCALCULATED


def _xlsb(archive: zipfile.ZipFile, place: int) -> Told:
    relation = binary.xlsb_relations(archive.read("xl/workbook.bin"))[place]
    return binary.xlsb_errors(archive.read(_part(archive, "workbook.bin", relation)))
