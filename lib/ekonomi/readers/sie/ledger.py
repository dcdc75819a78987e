"""From a Book to our ledger: report sign, months, and dimensions as columns of the code string."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from ekonomi import terms
from ekonomi.readers.sie.book import Book, Skipped, voucher_names
from ekonomi.readers.sie.figures import OPENING_MONTH, day_of, months_of
from ekonomi.readers.values import each

DIMENSIONS: Final = {"1": "ansvar", "6": "projekt"}
TARGETS: Final = ("ansvar", "tjänst", "projekt", "motpart")
OTHER: Final = "objekt"


def to_ledger(book: Book, dimensions: Mapping[str, str]) -> tuple[pd.DataFrame, tuple[Skipped, ...]]:
    """LEDGER rows and OTHER, one per booked row, income +, in the file's order; and what was left out.

    `dimensions` maps a dimension's number to a column of TARGETS; objects of other dimensions stand in OTHER
    as `7=23`. Rows dated in month 00 stay out, month 13 is December. A row without a text has its voucher's.
    """
    rows = book.rows
    months = months_of(rows["datum"])
    kept = months.str.slice(4) != OPENING_MONTH
    entered = each(book.vouchers["registrerad"], lambda dates: dates.map(day_of).astype("str"))
    named = book.vouchers[["text"]].assign(namn=voucher_names(book.vouchers), registrerad=entered)
    voucher = named.take(rows["verifikat"].to_numpy()).reset_index(drop=True)
    objects = _columns(book, dimensions).take(rows["objekt"].to_numpy())
    ledger = pd.DataFrame(
        {
            "period": months.str.slice(0, 4) + "-" + months.str.slice(4),
            "konto": rows["konto"],
            **{name: objects[name].array for name in TARGETS},
            "beloppstyp": terms.UTFALL,
            "belopp": -rows["belopp"],
            "verifikation": voucher["namn"],
            "text": rows["text"].where(rows["text"] != "", voucher["text"]),
            "källa": book.fil.rsplit("/", 1)[-1],
            "rad": rows["rad"],
            "version": "",
            "registrerad": voucher["registrerad"],
            OTHER: objects[OTHER].array,
        }
    )
    opening = int((~kept).sum())
    skipped = (Skipped("#TRANS", opening, "period 00 är ingående balans"),) if opening else ()
    return ledger[kept].reset_index(drop=True), skipped


def unmapped(book: Book, dimensions: Mapping[str, str]) -> dict[str, int]:
    """The dimensions that rows use but no column has, and on how many rows."""
    counts = book.rows["objekt"].value_counts()
    found: dict[str, int] = {}
    for place, codes in enumerate(book.object_lists):
        for number in codes.keys() - dimensions.keys():
            found[number] = found.get(number, 0) + int(counts.get(place, 0))
    return {number: found[number] for number in sorted(found, key=lambda text: (len(text), text)) if found[number]}


def _columns(book: Book, dimensions: Mapping[str, str]) -> pd.DataFrame:
    """The code string of each object list."""
    numbers = {name: number for number, name in dimensions.items()}
    rows = [
        [*(book.dimensions.code(numbers.get(name, ""), codes) for name in TARGETS), _other(codes, numbers)]
        for codes in book.object_lists
    ]
    return pd.DataFrame(rows, columns=[*TARGETS, OTHER], dtype="str")


def _other(codes: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """The objects of dimensions that no column has: `7=23`."""
    return " ".join(f"{number}={codes[number]}" for number in sorted(codes.keys() - set(numbers.values())))
