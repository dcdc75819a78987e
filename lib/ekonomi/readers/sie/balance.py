"""Each voucher sums to zero, or the file is not taken in."""

import pandas as pd

from ekonomi import checklist, schema
from ekonomi.errors import DataError, Finding
from ekonomi.readers.sie.book import Book
from ekonomi.schema import kronor

_EXPECTED = "summan 0,00 kr"
_MEND = "Rätta verifikationen i ekonomisystemet eller ta ut filen på nytt, den kan vara avkortad."


def voucher_names(vouchers: pd.DataFrame) -> pd.Series:
    """What each voucher is called: `A 12`; its row in the file where it has neither series nor number."""
    names = (vouchers["serie"].str.strip() + " " + vouchers["nummer"].str.strip()).str.strip()
    return names.where(names != "", "rad " + vouchers["rad"].astype("str"))


def check_balanced(book: Book) -> None:
    """Raise DataError for the vouchers whose booked rows do not sum to zero, with their #VER rows."""
    sums = book.rows.groupby("verifikat", sort=True)["belopp"].agg(["sum", "size"])
    faulty = sums[sums["sum"] != 0]
    if faulty.empty:
        return
    named = book.vouchers.iloc[faulty.index]
    texts = zip(voucher_names(named), named["rad"], faulty["sum"], faulty["size"], strict=True)
    findings = [
        _finding(
            book.fil,
            f"verifikation {schema.quoted(name)} med summan {kronor(summa)} ({schema.rows(count)})",
            rad,
        )
        for name, rad, summa, count in list(texts)[: schema.MOST_LINES]
    ]
    rest = len(faulty) - len(findings)
    if rest:
        rad = int(named["rad"].iloc[schema.MOST_LINES])
        findings.append(_finding(book.fil, f"ytterligare {rest} verifikationer som inte går jämnt upp", rad))
    raise DataError(findings)


def _finding(fil: str, found: str, rad: int) -> Finding:
    return Finding(fil, found, _EXPECTED, _MEND, rad=int(rad), kontroll=checklist.VERIFIKATION)
