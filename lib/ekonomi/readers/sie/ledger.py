"""From a Book to our ledger: report sign, months, and dimensions as columns of the code string."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from ekonomi import terms
from ekonomi.readers.sie.balance import voucher_names
from ekonomi.readers.sie.book import Book, Skipped

DIMENSIONS: Final = {"1": "ansvar", "6": "projekt"}
TARGETS: Final = ("ansvar", "tjänst", "projekt", "motpart")
OTHER: Final = "objekt"
_OPENING, _CLOSING, _DECEMBER = "00", "13", "12"


def to_ledger(book: Book, dimensions: Mapping[str, str]) -> tuple[pd.DataFrame, tuple[Skipped, ...]]:
    """LEDGER rows and OTHER, one per booked row, income +, in the file's order; and what was left out.

    `dimensions` maps a dimension's number to a column of TARGETS; objects of other dimensions stand in OTHER
    as `7=23`. Rows dated in month 00 stay out, month 13 is December. A row without a text has its voucher's.
    """
    rows = book.rows
    months = rows["datum"].str.slice(4, 6)
    kept = months != _OPENING
    named = book.vouchers[["text", "registrerad"]].assign(
        namn=voucher_names(book.vouchers), registrerad=_day(book.vouchers["registrerad"])
    )
    voucher = named.take(rows["verifikat"].to_numpy()).reset_index(drop=True)
    objects = _columns(book, dimensions).take(rows["objekt"].to_numpy())
    ledger = pd.DataFrame(
        {
            "period": _periods(rows["datum"]),
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
    return {
        number: found[number] for number in sorted(found, key=lambda text: (len(text), text)) if found[number]
    }


def _columns(book: Book, dimensions: Mapping[str, str]) -> pd.DataFrame:
    """The code string of each object list."""
    numbers = {name: number for number, name in dimensions.items()}
    lists = [*book.object_lists] or [{}]
    columns = {name: _codes(book, numbers.get(name), lists) for name in TARGETS}
    mapped = dimensions.keys()
    other = [
        ""
        if codes.keys() <= mapped
        else " ".join(f"{n}={codes[n]}" for n in sorted(codes) if n not in mapped)
        for codes in lists
    ]
    return pd.DataFrame({**columns, OTHER: other}, dtype="str")


def _codes(book: Book, number: str | None, lists: Sequence[Mapping[str, str]]) -> list[str]:
    """A dimension's object in each list."""
    if number is None:
        return [""] * len(lists)
    if number not in book.dimensions.parents:
        return [codes.get(number, "") for codes in lists]
    return [book.dimensions.code(number, codes) for codes in lists]


def _periods(dates: pd.Series) -> pd.Series:
    """YYYYMMDD to YYYY-MM; month 13 is December."""
    known = {
        date: f"{date[:4]}-{_DECEMBER if date[4:6] == _CLOSING else date[4:6]}" for date in dates.unique()
    }
    return dates.map(known).astype("str")


def _day(dates: pd.Series) -> pd.Series:
    """YYYYMMDD to YYYY-MM-DD; none is none."""
    known = {date: f"{date[:4]}-{date[4:6]}-{date[6:]}" if date else "" for date in dates.unique()}
    return dates.map(known).astype("str")
