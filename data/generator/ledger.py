"""The ledger as Unit4 writes it out: a CSV a year, every voucher balanced on its accounts of class 1–2."""

from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import pandas as pd

from data.generator.book import Book
from data.generator.internal import OWN

HEADER = (
    "Konto;Ansvar;Projekt;Spec;AktAO;Objekt;Verk;Motpart;Belopp;Period;Verifikationsnr;Verifikationstyp;Radnr;"
    "Transdatum;Verifikationsdatum;Registrerad;Text"
)
BOM, LINE_END = "\ufeff", "\r\n"
BALANCE_UNIT, OUTSIDE = "46010", "9000"
# Verksamhet by the first two digits of the ansvar.
VERK = {"41": "9210", "42": "9220", "43": "9230", "44": "9240", "45": "9110", "46": "9120", "47": "9250"}
FIRST_NUMBER = 100_001


def write_ledger(folder: Path, rows: pd.DataFrame, book: Book) -> None:
    """Write huvudbok_<år>.csv for every year of the ledger into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    posted = rows[rows["typ"] == "utfall"]
    numbers = voucher_numbers(posted, book)
    posted = posted.assign(number=posted["voucher"].map(numbers)).sort_values("number", kind="stable")
    for year, own in posted.groupby(posted["period"].str[:4]):
        lines = [HEADER]
        for _, entries in groupby(own.itertuples(), key=attrgetter("number")):
            lines += _voucher_lines(list(entries), book, numbers)
        text = BOM + LINE_END.join(lines) + LINE_END
        (folder / f"huvudbok_{year}.csv").write_bytes(text.encode("utf-8"))


def voucher_numbers(posted: pd.DataFrame, book: Book) -> dict[int, str]:
    """Each voucher's number in the ledger: by day of registration within the year of its period."""
    year = posted.groupby("voucher")["period"].first().str[2:4]
    order = sorted(year.index, key=lambda voucher: (year[voucher], book.vouchers[voucher].registered, voucher))
    numbers: dict[int, str] = {}
    next_number: dict[str, int] = {}
    for voucher in order:
        count = next_number.get(year[voucher], FIRST_NUMBER)
        numbers[voucher] = f"{year[voucher]}{count}"
        next_number[year[voucher]] = count + 1
    return numbers


def _voucher_lines(entries: list[Any], book: Book, numbers: dict[int, str]) -> list[str]:
    first = entries[0]
    head = book.vouchers[first.voucher]
    cells = [_entry(row) for row in entries] + _contra(entries)
    corrected = numbers.get(head.corrects, "")
    tail = f"{head.date};{head.date};{head.registered}"
    return [
        f"{codes};{amount_text(öre)};{first.period[:4]}{first.period[5:]};{first.number};{head.type};{place};{tail};"
        f'"{text.replace("{corrects}", corrected)}"'
        for place, (codes, öre, text) in enumerate(cells, start=1)
    ]


def _entry(row: Any) -> tuple[str, int, str]:
    spec = "01" if row.motpart == OWN else ""
    codes = f"{row.konto};{row.ansvar};{row.projekt};{spec};;{row.tjänst};{VERK[row.ansvar[:2]]};{row.motpart}"
    return codes, -round(row.kronor * 100), row.text


def _contra(entries: list[Any]) -> list[tuple[str, int, str]]:
    """The rows on class 1–2 that balance the entries, one per account."""
    sums: dict[str, int] = {}
    for row in entries:
        if row.contra:
            sums[row.contra] = sums.get(row.contra, 0) + round(row.kronor * 100)
    parties = {row.motpart for row in entries}
    codes = f"{BALANCE_UNIT};;;;;;{parties.pop() if len(parties) == 1 else OUTSIDE}"
    return [(f"{konto};{codes}", öre, "") for konto, öre in sorted(sums.items())]


def amount_text(öre: int) -> str:
    """An amount in öre as Unit4 prints it: `-1 234,50`."""
    kronor, rest = divmod(abs(öre), 100)
    sign = "-" if öre < 0 else ""
    return f"{sign}{kronor:,}".replace(",", " ") + f",{rest:02d}"
