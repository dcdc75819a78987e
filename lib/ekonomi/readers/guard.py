"""Workbooks that would fill the memory: refused before the reader sees them.

A workbook is a ZIP of XML. A few kilobytes may unpack to gigabytes ("zip bomb"), and one stray cell far down to the
right makes a reader lay out every cell before it. Both are counted here, from what is really unpacked and not from
what the file says of itself, a part at a time.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final
from xml.parsers import expat

from ekonomi.checklist import OLÄSLIG
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile

MOST_BYTES: Final = 1_500_000_000  # a ledger of Excel's 1 048 576 rows is about a third of it
MOST_RATIO, RATIO_FROM = 250, 20_000_000  # XML of tables packs 10–50 times, a bomb up to 1 032
MOST_PARTS: Final = 10_000
MOST_CELLS: Final = 40_000_000  # 1 048 576 rows of 38 columns
_PART: Final = 1 << 20
_CELL: Final = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')
_LONGEST: Final = 64  # a cell's mark may be cut by the end of a part
_BROKEN: Final = (
    "en arbetsbok som är skadad eller låst",
    "en hel arbetsbok",
    "Öppna filen i Excel och spara den på nytt.",
)
_TOO_LARGE: Final = (
    "en arbetsbok som packas upp till mycket mer än filens storlek",
    "en arbetsbok av vanlig storlek",
    "Dela upp filen, eller ta ut den som CSV.",
)
_TOO_MANY: Final = (
    "ett blad med för många celler eller en ensam cell långt bort",
    f"högst {MOST_CELLS // 1_000_000} miljoner celler",
    "Ta bort tomma rader och kolumner, eller ta ut filen som CSV.",
)


def check_workbook(file: InputFile) -> None:
    """Raise DataError for a workbook that unpacks to too much; what is no ZIP is left to the reader."""
    if not zipfile.is_zipfile(io.BytesIO(file.data)):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            _check_archive(archive, file)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, expat.ExpatError):
        raise DataError(OLÄSLIG.at(file.fil, None, None, *_BROKEN)) from None


def too_large(archive: zipfile.ZipFile, file: InputFile) -> bool:
    """Whether a workbook says that it unpacks to too much; zipfile unpacks no more than it says."""
    entries, allowed = archive.infolist(), min(MOST_BYTES, max(RATIO_FROM, MOST_RATIO * len(file.data)))
    return len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > allowed


def _check_archive(archive: zipfile.ZipFile, file: InputFile) -> None:
    if too_large(archive, file):
        raise DataError(OLÄSLIG.at(file.fil, None, None, *_TOO_LARGE))
    for entry in archive.infolist():
        sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        count = _ods_cells if entry.filename == "content.xml" else _xlsx_cells if sheet else _no_cells
        with archive.open(entry) as unpacked:  # zipfile stops at the size that the file says and then tries the CRC
            if any(cells > MOST_CELLS for cells in count(iter(partial(unpacked.read, _PART), b""))):
                raise DataError(OLÄSLIG.at(file.fil, None, None, *_TOO_MANY))


def _no_cells(parts: Iterable[bytes]) -> Iterator[int]:
    return (0 for _ in parts)


def _xlsx_cells(parts: Iterable[bytes]) -> Iterator[int]:
    """After each part of a sheet of an XLSX file the cells that it spans, by its outermost column and row."""
    from xlsxwriter.utility import xl_cell_to_rowcol

    rest, columns, rows = b"", 0, 0
    for part in parts:
        found = _CELL.findall(rest + part)
        rest = part[-_LONGEST:]
        named = (xl_cell_to_rowcol(f"{letters.decode()}1") for letters in {one for one, _ in found})
        columns = max([columns, *(column + 1 for _, column in named)])
        rows = max([rows, *(int(row) for row in {row for _, row in found})])
        yield columns * rows


def _ods_cells(parts: Iterable[bytes]) -> Iterator[int]:
    """After each part of an ODS file its filled cells, each as many times as it is repeated."""
    count = width = filled = 0
    times = 1

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal width, filled, times
        local = name.rpartition(" ")[2]
        attributes = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if local == "table-row":
            times, width, filled = _repeated(attributes, "number-rows-repeated"), 0, 0
        elif local in ("table-cell", "covered-table-cell"):
            width += _repeated(attributes, "number-columns-repeated")
            if "value-type" in attributes or "formula" in attributes:
                filled = width

    def end(name: str) -> None:
        nonlocal count
        if name.rpartition(" ")[2] == "table-row":
            count += filled * times

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    for part in parts:
        parser.Parse(part, False)
        yield count


def _repeated(attributes: dict[str, str], name: str) -> int:
    times = attributes.get(name, "1")
    return int(times) if times.isdecimal() and len(times) < 10 else MOST_CELLS
