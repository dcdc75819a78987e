"""Workbooks that would fill the memory: refused before the reader sees them.

A workbook is a ZIP of XML. A few kilobytes may unpack to gigabytes ("zip bomb"), and one stray cell far down to the
right makes a reader lay out every cell before it. Both are counted here, from what is really unpacked and not from
what the file says of itself, a part at a time.
"""

import io
import re
import zipfile
import zlib
from typing import Any, Final
from xml.parsers import expat

from xlsxwriter.utility import xl_cell_to_rowcol

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


def _check_archive(archive: zipfile.ZipFile, file: InputFile) -> None:
    entries = archive.infolist()
    allowed = min(MOST_BYTES, max(RATIO_FROM, MOST_RATIO * len(file.data)))
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > allowed:
        raise DataError(OLÄSLIG.at(file.fil, None, None, *_TOO_LARGE))
    for entry in entries:
        sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        cells = _OdsCells() if entry.filename == "content.xml" else _XlsxCells() if sheet else None
        with archive.open(entry) as unpacked:  # zipfile stops at the size that the file says and then tries the CRC
            while part := unpacked.read(_PART):
                if cells is not None:
                    cells.read(part)
                    if cells.count > MOST_CELLS:
                        raise DataError(OLÄSLIG.at(file.fil, None, None, *_TOO_MANY))


class _XlsxCells:
    """The cells that a sheet of an XLSX file spans, counted from its outermost column and row."""

    def __init__(self) -> None:
        self.rest, self.columns, self.rows = b"", 0, 0

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def read(self, part: bytes) -> None:
        """Take in the next part of the sheet."""
        found = _CELL.findall(self.rest + part)
        self.rest = part[-_LONGEST:]
        named = (xl_cell_to_rowcol(f"{letters.decode()}1") for letters in {one for one, _ in found})
        self.columns = max([self.columns, *(column + 1 for _, column in named)])
        self.rows = max([self.rows, *(int(row) for row in {row for _, row in found})])


class _OdsCells:
    """The filled cells of an ODS file, each as many times as it is repeated."""

    def __init__(self) -> None:
        self.count = self.width = self.filled = 0
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.times = 1

    def read(self, part: bytes) -> None:
        """Take in the next part of the file."""
        self.parser.Parse(part, False)

    def _start(self, name: str, given: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        attributes = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if local == "table-row":
            self.times = _repeated(attributes, "number-rows-repeated")
            self.width = self.filled = 0
        elif local in ("table-cell", "covered-table-cell"):
            self.width += _repeated(attributes, "number-columns-repeated")
            if "value-type" in attributes or "formula" in attributes:
                self.filled = self.width

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "table-row":
            self.count += self.filled * self.times


def _repeated(attributes: dict[str, str], name: str) -> int:
    times = attributes.get(name, "1")
    return int(times) if times.isdecimal() and len(times) < 10 else MOST_CELLS
