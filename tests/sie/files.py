"""SIE files of our own making for the tests."""

from collections.abc import Iterable

import pandas as pd

from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import DIMENSIONS, Book, read_sie, to_ledger

HEAD = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#ORGNR 212000-0000
#FNAMN "Nämnden för öppna frågor"
#RAR 0 20250101 20251231
"""
VOUCHER = """#VER A 1 20250115 "Hyra" 20250116
{
#TRANS 5010 {1 "11" 6 "P1"} 100.00 20250115 "Lokal"
#TRANS 1930 {} -100.00
}
"""


def voucher(*rows: str, head: str = '#VER A 1 20250115 "Hyra" 20250116') -> str:
    return "\n".join([head, "{", *rows, "}", ""])


def book(text: str | bytes, name: str = "mapp/bok.se") -> Book:
    return read_sie(InputFile(name, text if isinstance(text, bytes) else text.encode("cp437")))


def ledger(text: str | bytes, dimensions: dict[str, str] | None = None, name: str = "mapp/bok.se") -> pd.DataFrame:
    return to_ledger(book(text, name), DIMENSIONS if dimensions is None else dimensions)[0]


def lines(findings: Iterable) -> list[str]:
    return [finding.line() for finding in findings]
