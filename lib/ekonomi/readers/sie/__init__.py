"""SIE files (types 1–4, 4I and 5): one Book for all, then our ledger.

`read_sie` reads and checks a file; `to_ledger` gives its rows as our ledger has them.
"""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ekonomi import schema
from ekonomi.errors import VARNING, Check, DataError, Found
from ekonomi.params import LedgerSource
from ekonomi.readers.balanced import unbalanced_vouchers
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie.book import Book, Skipped, voucher_names
from ekonomi.readers.sie.figures import OPENING_MONTH, months_of
from ekonomi.readers.sie.ledger import DIMENSIONS, OTHER, TARGETS, to_ledger, unmapped
from ekonomi.readers.sie.reconcile import balance_notes
from ekonomi.readers.sie.sie4 import read_sie4
from ekonomi.readers.sie.sie5 import read_sie5

_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


def read_sie(file: InputFile) -> Book:
    """A SIE file of any type, its vouchers balanced, its balances held against them (in `notes`).

    Raises DataError for any file that is not one, whatever its bytes.
    """
    book = read_sie5(file) if is_xml(file.data) else read_sie4(file)
    _check_balanced(book)
    return replace(book, notes=(*book.notes, *outside_years(book), *balance_notes(book)))


def _check_balanced(book: Book) -> None:
    """Raise DataError for the vouchers whose booked rows do not sum to zero, with their #VER rows."""
    sums = book.rows.groupby("verifikat", sort=True)["belopp"].agg(summa="sum", rader="size")
    faulty = sums[sums["summa"] != 0]
    if faulty.empty:
        return
    named = book.vouchers.iloc[faulty.index]
    sums = faulty.set_axis(voucher_names(named)).assign(rad=named["rad"].to_numpy())
    raise DataError(unbalanced_vouchers(sums, book.fil))


def read_sie_ledger(file: InputFile, source: LedgerSource) -> pd.DataFrame:
    """All postings of a SIE file as LEDGER rows, balance accounts among them; dimensions as the settings say.

    A SIE file has debit + by its specification, so the settings' `tecken` is not asked. Raises DataError.
    """
    rows, _ = to_ledger(read_sie(file), {str(number): name for number, name in source.dimensioner.items()})
    return rows[list(schema.LEDGER)]


def is_xml(data: bytes) -> bool:
    """Whether the bytes begin as XML does."""
    return data[:64].lstrip(b" \t\r\n").startswith(_XML_STARTS)


@Check("datum utanför räkenskapsåret", VARNING,
       finds="Verifikationer i en SIE-fil med datum utanför filens räkenskapsår.",
       action="Raderna är inlästa; kontrollera datumen.")  # fmt: skip
def outside_years(book: Book) -> Iterator[Found]:
    """Vouchers dated in none of the file's fiscal years."""
    if not book.years or book.vouchers.empty:
        return
    months = months_of(book.vouchers["datum"])
    inside = months.str.slice(4) == OPENING_MONTH
    for start, end in book.years.values():
        inside |= (months >= start[:6]) & (months <= end[:6])
    outside = book.vouchers[~inside]
    if len(outside):
        found = f"{len(outside)} verifikationer med datum utanför filens räkenskapsår"
        yield Found(book.fil, outside["rad"].iloc[0], None, found, "datum inom #RAR")
