"""SIE files (types 1–4, 4I and 5): one Book for all, then our ledger.

`read_sie` reads and checks a file; `to_ledger` gives its rows as our ledger has them.
"""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ekonomi import schema
from ekonomi.errors import STOPPAR, Check, Finding, Found, stop_on
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import sie4, sie5
from ekonomi.readers.sie.book import Book, Skipped, voucher_names
from ekonomi.readers.sie.figures import OPENING_MONTH, day_of, months_of
from ekonomi.readers.sie.ledger import DIMENSIONS, OTHER, TARGETS, to_ledger, unmapped
from ekonomi.readers.sie.reconcile import balance_notes
from ekonomi.readers.totals import unbalanced_vouchers

_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


def read_sie(file: InputFile) -> Book:
    """A SIE file of any type: vouchers balanced and of its year, its balances held against them (in `notes`).

    Raises DataError for any file that is not one, whatever its bytes.
    """
    book = sie5.read_sie5(file) if is_xml(file.data) else sie4.read_sie4(file)
    stop_on([*outside_year(book), *_unbalanced(book)])
    return replace(book, notes=(*book.notes, *balance_notes(book)))


def names_of(file: InputFile) -> dict[tuple[str, str], str]:
    """What the accounts and the objects are called: by ("konto", number) and by (a dimension's number, code)."""
    return (sie5 if is_xml(file.data) else sie4).names_of(file)


def _unbalanced(book: Book) -> list[Finding]:
    """The vouchers whose booked rows do not sum to zero, with their #VER rows."""
    sums = book.rows.groupby("verifikat", sort=True)["belopp"].agg(summa="sum", rader="size")
    faulty = sums[sums["summa"] != 0]
    named = book.vouchers.iloc[faulty.index]
    return unbalanced_vouchers(faulty.set_axis(voucher_names(named)).assign(rad=named["rad"].to_numpy()), book.fil)


def is_xml(data: bytes) -> bool:
    """Whether the bytes begin as XML does."""
    return data[:64].lstrip(b" \t\r\n").startswith(_XML_STARTS)


@Check("datum utanför räkenskapsåret", STOPPAR, action="Rätta datumet, eller ta ut filen för rätt år.")
def outside_year(book: Book) -> Iterator[Found]:
    """En rad i en SIE-fil med ett datum utanför räkenskapsåret som filens verifikationer hör till.

    That is the fiscal year 0, the one whose vouchers a file holds; any of its years where it has no 0.
    """
    spans = [book.years[0]] if 0 in book.years else [*book.years.values()]
    if not spans:
        return
    months = months_of(book.rows["datum"])
    inside = months.str.slice(4) == OPENING_MONTH
    for start, end in spans:
        inside |= months.between(start[:6], end[:6])
    year = " eller ".join(f"{day_of(start)} till {day_of(end)}" for start, end in spans)
    for date, rad, count in schema.groups(book.rows[~inside], "datum"):
        yield Found(book.fil, rad, None, f"datumet {day_of(date)}", f"ett datum {year}", antal=count)
