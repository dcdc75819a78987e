"""SIE 4B/4C, types 1–4, export and import: bytes in, a checked Book out.

#KSUMMA is CRC-32 over labels and fields, without what stands between them (specification, chapter 10). It is counted on
the characters' values in CP437. Programs that write another encoding than that count on the bytes that they write, so
both are tried.
"""

import re
import zlib
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import schema
from ekonomi.checklist import KONTROLLSUMMA, SIE_FIL, SIE_POST, TOM
from ekonomi.errors import DataError
from ekonomi.readers.encoding import CP437, NAMES, decode
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie.book import Book
from ekonomi.readers.sie.lines import Lines, read_lines
from ekonomi.readers.sie.records import KSUMMA, Records
from ekonomi.readers.sie.structure import find_structure
from ekonomi.readers.sie.vouchers import correction_notes, read_rows, read_vouchers

_UNREADABLE = "\ufffd"


def read_sie4(file: InputFile) -> Book:
    """Everything in a SIE 4 file, debit + as it stands. Raises DataError.

    What stops: no labels at all, braces or rows out of place, a voucher or row that cannot be read, a wrong or
    missing #KSUMMA, another currency than SEK. What only concerns balances and names is a note.
    """
    lines, encoding, torn = _lines(file)
    summed = check_sum(lines, encoding, file.fil)
    records = Records(lines, file.fil)
    records.check_currency()
    structure = find_structure(lines, file.fil)
    vouchers = read_vouchers(lines, structure, file.fil)
    rows, object_lists = read_rows(lines, structure, vouchers, file.fil)
    name, action = NAMES[encoding], "Tecknen är utbytta mot �; rätta texten om den behövs."
    odd = SIE_POST.at(file.fil, torn, funnet=f"tecken som inte är {name}", väntat=f"text i {name}", åtgärd=action)
    return Book(
        fil=file.fil,
        form=_form(records, file, vouchers) + (", kontrollsumman stämmer" if summed else ""),
        encoding=name,
        company=records.company(),
        years=records.years(),
        dimensions=records.dimensions(),
        vouchers=vouchers,
        rows=rows,
        object_lists=object_lists,
        balances=records.balances(),
        skipped=records.skipped(structure.foreign),
        notes=(*([odd] if torn else []), *records.notes(), *correction_notes(lines, file.fil)),  # of all that is read
    )


def names_of(file: InputFile) -> dict[tuple[str, str], str]:
    """What the accounts and the objects are called: by ("konto", number) and by (a dimension's number, code)."""
    records = Records(_lines(file)[0], file.fil)
    accounts = {("konto", number): name for _, (number, name) in records.texts(2, "#KONTO")}
    return accounts | {(number, code): name for _, (number, code, name) in records.texts(3, "#OBJEKT")}


def _lines(file: InputFile) -> tuple[Lines, str, int]:
    """The lines, the encoding and the first row (1-based) with bytes that are not of it (0: none)."""
    text, encoding = decode(file.data, CP437)
    if not text.strip():
        raise DataError(TOM.at(file.fil, 1, funnet="en tom fil", väntat="en SIE-fil"))
    lines = read_lines(text)
    if not any(label.startswith("#") for label in lines.labels):
        first = file.other_kind or schema.quoted(text.lstrip().split("\n", 1)[0])
        action = "Kontrollera att det är rätt fil."
        fault = SIE_FIL.at(file.fil, 1, funnet=first, väntat="poster som börjar med #", åtgärd=action)
        raise DataError(fault)
    place = text.find(_UNREADABLE)
    return lines, encoding, text.count("\n", 0, place) + 1 if place >= 0 else 0


def _form(records: Records, file: InputFile, vouchers: pd.DataFrame) -> str:
    kind = records.first("#SIETYP") or ("4" if len(vouchers) else "1")
    if kind.startswith("4"):
        return "SIE 4I" if file.suffix == ".si" else "SIE 4E"
    return f"SIE typ {kind[:1]}"


# a quoted field (kept without its marks), or what stands between fields (left out)
_BETWEEN: Final = re.compile(r'"((?:[^"\\\n]|\\.)*+)"(?=[ \t{}\n]|\Z)|[ \t\n{}]+')
_NUMBER: Final = re.compile(r"-?[0-9]{1,10}", re.ASCII)
_TO_CP437: Final = str.maketrans({"§": "\x15"})
_CUT: Final = "Ta ut filen på nytt, den kan vara avkortad eller ändrad."


def check_sum(lines: Lines, encoding: str, fil: str) -> bool:
    """True where the file has a sum and it holds, False where it has none.

    Raises DataError where the sum is wrong or missing at the end of a file that begins one.
    """
    marks = lines.where(KSUMMA)
    if not len(marks):
        return False
    first, last = int(marks[0]), int(marks[-1])
    stated = _stated(lines, last) if last > first else None
    if stated is None:
        expected = "#KSUMMA med en kontrollsumma i slutet av filen"
        found = "ingen avslutande kontrollsumma"
        raise DataError(KONTROLLSUMMA.at(fil, last + 1, funnet=found, väntat=expected, åtgärd=_CUT))
    counted = _sums(_summed(lines, first, last), encoding)
    if stated % 2**32 not in counted:
        found, expected = f"kontrollsumman {stated}", f"{counted[0]} enligt filens innehåll"
        raise DataError(KONTROLLSUMMA.at(fil, last + 1, funnet=found, väntat=expected, åtgärd=_CUT))
    return True


def _stated(lines: Lines, place: int) -> int | None:
    fields = str(lines.array[place].as_py()).replace('"', " ").split()
    number = fields[1] if len(fields) > 1 else ""
    return int(number) if _NUMBER.fullmatch(number) else None


def _summed(lines: Lines, first: int, last: int) -> str:
    """The characters that count, of the lines between the two records."""
    _, offsets, data = lines.array.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)
    text = str(data[int(places[first + 1]) : int(places[last])].to_pybytes(), "utf-8")
    return _BETWEEN.sub(lambda match: match[1] or "", text).replace('\\"', '"')


def _sums(text: str, encoding: str) -> tuple[int, ...]:
    dos = text.translate(_TO_CP437).encode(CP437, errors="replace")
    return zlib.crc32(dos), zlib.crc32(text.encode(encoding, errors="replace"))
