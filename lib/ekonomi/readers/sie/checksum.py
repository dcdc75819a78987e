"""#KSUMMA: CRC-32 over labels and fields, without what stands between them (specification, chapter 10).

The sum is counted on the characters' values in CP437. Programs that write another encoding than that count on
the bytes that they write, so both are tried.
"""

import re
import zlib
from typing import Final

import numpy as np

from ekonomi.checklist import KONTROLLSUMMA
from ekonomi.errors import DataError
from ekonomi.readers.encoding import CP437
from ekonomi.readers.sie.lines import Lines
from ekonomi.readers.sie.records import KSUMMA

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
