"""Do the balances that a file states agree with its vouchers? What differs is said, and stops nothing."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from ekonomi import schema
from ekonomi.errors import VARNING, Check, Found
from ekonomi.readers.sie.book import CLOSING, MONTH, OPENING, Book
from ekonomi.readers.sie.figures import months_of
from ekonomi.schema import kronor

_BALANCE_CLASSES: Final = ("1", "2")

Moves = pd.DataFrame  # år, konto, period (YYYYMM), objekt, belopp: the vouchers, summed


@Check("saldon i SIE-filen", VARNING,
       action="Kontrollera att filen har med alla verifikationer och att saldona är uttagna samtidigt.")  # fmt: skip
def balance_notes(book: Book) -> Iterator[Found]:
    """Ett saldo i en SIE-fil som verifikationerna i filen inte ger.

    Only years that have vouchers are held against them: files state the year before without its vouchers.
    """
    if book.balances.empty or book.rows.empty:
        return
    moves = _moves(book)
    balances = book.balances  # SIE 5 may state an opening balance for every month: the year's is the first
    first = balances.groupby(["slag", "år", "konto", "objekt"])["period"].transform("min")
    balances = balances[(balances["slag"] != OPENING) | (balances["period"] == first)]
    for year in sorted(set(moves["år"]), reverse=True):
        own = moves[moves["år"] == year]
        stated = balances[balances["år"] == year]
        whole = stated["objekt"].map(len) == 0
        yield from _closing(book, own, stated[whole])
        yield from _no_closing(book.fil, own, stated[whole])
        yield from _months(book, own, stated[whole])
        yield from _no_months(book.fil, own, stated[whole & (stated["slag"] == MONTH)])
        yield from _months(book, own, stated[~whole])
        yield from _closing(book, own, stated[~whole])


def _moves(book: Book) -> Moves:
    """The booked rows per year, account, month and object list; month 13 is December, 00 is no move."""
    rows = book.rows.assign(period=months_of(book.rows["datum"]))
    sums = rows.groupby(["konto", "period", "objekt"], as_index=False)["belopp"].sum()
    parts = [
        sums[(sums["period"] >= start[:6]) & (sums["period"] <= end[:6])].assign(år=number)
        for number, (start, end) in book.years.items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else sums.assign(år=0).iloc[:0]


def _closing(book: Book, own: Moves, stated: pd.DataFrame) -> Iterator[Found]:
    """#UB less #IB (or #OUB less #OIB) and #RES against the year's rows (SIE 5: up to the balance's month)."""
    opening = stated[stated["slag"] == OPENING].groupby(["konto", "objekt"])["belopp"].sum().to_dict()
    for part, moves in _by_dimensions(book, own, stated[stated["slag"] == CLOSING]):
        for last, rows in part.groupby("period"):
            until = moves[moves["period"] <= last] if last else moves
            booked = until.groupby(["konto", "objekt"])["belopp"].sum().to_dict()
            for row in rows.to_dict("records"):
                key = row["konto"], row["objekt"]
                counted = int(opening.get(key, 0)) + int(booked.get(key, 0))
                if counted != row["belopp"]:
                    said = f"utgående saldo {kronor(row['belopp'])} på {_of(row)}"
                    yield _found(book.fil, said, counted, row["rad"])


def _no_closing(fil: str, own: Moves, whole: pd.DataFrame) -> Iterator[Found]:
    """Accounts that have moved and have no #UB or #RES, where other accounts of their kind have."""
    closing = set(whole.loc[whole["slag"] == CLOSING, "konto"])
    opening = whole[whole["slag"] == OPENING].groupby("konto")["belopp"].sum()
    groups = {konto.startswith(_BALANCE_CLASSES) for konto in closing}
    for konto, moved in own.groupby("konto")["belopp"].sum().items():
        counted = int(opening.get(konto, 0)) + int(moved)
        if counted and konto not in closing and str(konto).startswith(_BALANCE_CLASSES) in groups:
            yield _found(fil, f"inget utgående saldo på konto {schema.quoted(konto)}", counted, None)


def _months(book: Book, own: Moves, stated: pd.DataFrame) -> Iterator[Found]:
    """#PSALDO, of whole accounts or of objects."""
    for part, moves in _by_dimensions(book, own, stated[stated["slag"] == MONTH]):
        booked = moves.groupby(["konto", "period", "objekt"])["belopp"].sum().to_dict()
        for row in part.to_dict("records"):
            counted = int(booked.get((row["konto"], row["period"], row["objekt"]), 0))
            if counted != row["belopp"]:
                said = f"periodsaldo {kronor(row['belopp'])} på {_of(row)} i {_month(row['period'])}"
                yield _found(book.fil, said, counted, row["rad"])


def _no_months(fil: str, own: Moves, months: pd.DataFrame) -> Iterator[Found]:
    """A month that an account's #PSALDO leave out is 0, up to the last month stated."""
    known = set(zip(months["konto"], months["period"], strict=True))
    accounts, last = set(months["konto"]), months["period"].max() if len(months) else ""
    booked = own.groupby(["konto", "period"], as_index=False)["belopp"].sum()
    for konto, period, counted in booked.itertuples(index=False, name=None):
        if counted and konto in accounts and period <= last and (konto, period) not in known:
            yield _found(fil, f"inget periodsaldo på konto {konto} i {_month(period)}", int(counted), None)


def _by_dimensions(book: Book, own: Moves, stated: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, Moves]]:
    """The balances of each combination of dimensions (none: whole accounts), and the rows by their objects in it."""
    numbers = stated["objekt"].map(lambda pairs: tuple(number for number, _ in pairs))
    for dimensions, part in stated.groupby(numbers):
        codes = [
            tuple((number, book.dimensions.code(number, codes)) for number in dimensions)
            for codes in (book.object_lists if dimensions else ())
        ]
        objects = own["objekt"].map(dict(enumerate(codes)) if dimensions else lambda _: ())
        yield part, own.assign(objekt=objects)


def _of(balance: dict) -> str:
    objects = " ".join(f"{number} {code}" for number, code in balance["objekt"])
    return f"konto {balance['konto']}{f' objekt {objects}' if objects else ''}"


def _month(period: str) -> str:
    return f"{period[:4]}-{period[4:]}"


def _found(fil: str, found: str, counted: int, rad: int | None) -> Found:
    return Found(fil, rad, None, found, f"{kronor(counted)} enligt verifikationerna (debet +)")
