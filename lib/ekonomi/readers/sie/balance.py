"""Each voucher sums to zero, or the file is not taken in."""

import pandas as pd

from ekonomi.errors import DataError
from ekonomi.readers.balanced import unbalanced_vouchers
from ekonomi.readers.sie.book import Book


def voucher_names(vouchers: pd.DataFrame) -> pd.Series:
    """What each voucher is called: `A 12`; its row in the file where it has neither series nor number."""
    names = (vouchers["serie"].str.strip() + " " + vouchers["nummer"].str.strip()).str.strip()
    return names.where(names != "", "rad " + vouchers["rad"].astype("str"))


def check_balanced(book: Book) -> None:
    """Raise DataError for the vouchers whose booked rows do not sum to zero, with their #VER rows."""
    sums = book.rows.groupby("verifikat", sort=True)["belopp"].agg(summa="sum", rader="size")
    faulty = sums[sums["summa"] != 0]
    if faulty.empty:
        return
    named = book.vouchers.iloc[faulty.index]
    sums = faulty.set_axis(voucher_names(named)).assign(rad=named["rad"].to_numpy())
    raise DataError(unbalanced_vouchers(sums, book.fil))
