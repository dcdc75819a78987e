"""Do the balances that a file states agree with its vouchers? What differs is said, and stops nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pandas as pd

from ekonomi import schema
from ekonomi.errors import VARNING, Check, Found
from ekonomi.readers.sie.book import CLOSING, MONTH, OPENING, Book
from ekonomi.schema import kronor

_BALANCE_CLASSES: Final = ("1", "2")

Moves = pd.DataFrame  # år, konto, period (YYYYMM), objekt, belopp: the vouchers, summed


@Check("saldon i SIE-filen", VARNING,
       finds="Ett saldo i en SIE-fil som verifikationerna i filen inte ger.",
       action="Kontrollera att filen har med alla verifikationer och att saldona är uttagna samtidigt.")  # fmt: skip
def balance_notes(book: Book) -> Iterator[Found]:
    """Every #RES, #UB, #OUB and #PSALDO that the vouchers of its year contradict (debit +).

    Only years that have vouchers are held against them: files state the year before without its vouchers.
    """
    if book.balances.empty or book.rows.empty:
        return
    moves = _moves(book)
    for year in sorted(set(moves["år"]), reverse=True):
        own = moves[moves["år"] == year]
        stated = book.balances[book.balances["år"] == year]
        yield from _closing(book.fil, own, stated)
        yield from _months(book.fil, own, stated)
        yield from _objects(book, own, stated)
        yield from _object_closing(book, own, stated)


def _moves(book: Book) -> Moves:
    """The booked rows per year, account, month and object list; month 13 is December, 00 is no move."""
    month = book.rows["datum"].str.slice(0, 6)
    month = month.where(month.str.slice(4) != "13", month.str.slice(0, 4) + "12")
    keys = {"konto": book.rows["konto"], "period": month, "objekt": book.rows["objekt"]}
    sums = book.rows[["belopp"]].assign(**keys).groupby([*keys], as_index=False)["belopp"].sum()
    parts = [
        sums[(sums["period"] >= start[:6]) & (sums["period"] <= end[:6])].assign(år=number)
        for number, (start, end) in book.years.items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else sums.assign(år=0).iloc[:0]


def _closing(fil: str, own: Moves, stated: pd.DataFrame) -> Iterator[Found]:
    """#UB less #IB, and #RES, against the year's rows (SIE 5: up to the balance's month)."""
    whole = stated[stated["objekt"].map(len) == 0]
    closing = whole[whole["slag"] == CLOSING]
    opening = whole[whole["slag"] == OPENING].groupby("konto")["belopp"].sum()
    booked = own.groupby("konto")["belopp"].sum()
    for row in closing.to_dict("records"):
        konto, last = row["konto"], row["period"]
        moved = booked.get(konto, 0)
        if last:
            moved = own.loc[(own["konto"] == konto) & (own["period"] <= last), "belopp"].sum()
        counted = int(opening.get(konto, 0)) + int(moved)
        if counted != row["belopp"]:
            yield _found(fil, f"utgående saldo {kronor(row['belopp'])} på konto {konto}", counted, row["rad"])
    groups = {_is_balance(konto) for konto in closing["konto"]}
    for konto in sorted(set(booked.index) - set(closing["konto"])):
        counted = int(opening.get(konto, 0)) + int(booked[konto])
        if counted and _is_balance(konto) in groups:
            yield _found(fil, f"inget utgående saldo på konto {schema.quoted(konto)}", counted, None)


def _is_balance(konto: str) -> bool:
    return konto.startswith(_BALANCE_CLASSES)


def _months(fil: str, own: Moves, stated: pd.DataFrame) -> Iterator[Found]:
    """#PSALDO of whole accounts; a month that an account's records leave out is 0, up to the last month stated."""
    months = stated[(stated["slag"] == MONTH) & (stated["objekt"].map(len) == 0)]
    booked = own.groupby(["konto", "period"])["belopp"].sum()
    yield from _differences(
        fil, months, booked, [(row["konto"], row["period"]) for row in months.to_dict("records")]
    )
    known = set(zip(months["konto"], months["period"], strict=True))
    accounts, last = set(months["konto"]), months["period"].max() if len(months) else ""
    for konto, period, counted in booked.reset_index().itertuples(index=False, name=None):
        if counted and konto in accounts and period <= last and (konto, period) not in known:
            yield _found(fil, f"inget periodsaldo på konto {konto} i {_month(period)}", int(counted), None)


def _objects(book: Book, own: Moves, stated: pd.DataFrame) -> Iterator[Found]:
    """#PSALDO of objects, each combination of dimensions by itself."""
    months = stated[(stated["slag"] == MONTH) & (stated["objekt"].map(len) > 0)]
    for part, moves in _by_dimensions(book, own, months):
        booked = moves.groupby(["konto", "period", "objekt"])["belopp"].sum()
        keys = [(row["konto"], row["period"], row["objekt"]) for row in part.to_dict("records")]
        yield from _differences(book.fil, part, booked, keys)


def _object_closing(book: Book, own: Moves, stated: pd.DataFrame) -> Iterator[Found]:
    """#OUB less #OIB of objects against the year's rows (SIE 5: up to the balance's month)."""
    of_objects = stated[stated["objekt"].map(len) > 0]
    opening = of_objects[of_objects["slag"] == OPENING].groupby(["konto", "objekt"])["belopp"].sum().to_dict()
    for part, moves in _by_dimensions(book, own, of_objects[of_objects["slag"] == CLOSING]):
        for last in sorted(set(part["period"])):
            until = moves[moves["period"] <= last] if last else moves
            booked = until.groupby(["konto", "objekt"])["belopp"].sum().to_dict()
            for row in part[part["period"] == last].to_dict("records"):
                key = row["konto"], row["objekt"]
                counted = int(opening.get(key, 0)) + int(booked.get(key, 0))
                if counted != row["belopp"]:
                    of = f"konto {row['konto']} objekt {_named(row['objekt'])}"
                    yield _found(
                        book.fil, f"utgående saldo {kronor(row['belopp'])} på {of}", counted, row["rad"]
                    )


def _by_dimensions(book: Book, own: Moves, stated: pd.DataFrame) -> Iterable[tuple[pd.DataFrame, Moves]]:
    """The balances of each combination of dimensions, and the rows by their objects in just those."""
    numbers = stated["objekt"].map(lambda pairs: tuple(number for number, _ in pairs))
    for dimensions, part in stated.groupby(numbers):
        codes = [_codes(book, dimensions, own_codes) for own_codes in book.object_lists]
        yield part, own.assign(objekt=own["objekt"].map(dict(enumerate(codes))))


def _named(objects: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{number} {code}" for number, code in objects)


def _codes(book: Book, numbers: tuple[str, ...], codes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((number, book.dimensions.code(number, codes)) for number in numbers)


def _differences(fil: str, stated: pd.DataFrame, booked: pd.Series, keys: list[tuple]) -> Iterator[Found]:
    sums = {key: int(belopp) for key, belopp in booked.items()}
    for row, key in zip(stated.to_dict("records"), keys, strict=True):
        counted = sums.get(key, 0)
        if counted != row["belopp"]:
            of = _named(row["objekt"])
            place = f"konto {row['konto']}{f' objekt {of}' if of else ''} i {_month(row['period'])}"
            yield _found(fil, f"periodsaldo {kronor(row['belopp'])} på {place}", counted, row["rad"])


def _month(period: str) -> str:
    return f"{period[:4]}-{period[4:]}"


def _found(fil: str, found: str, counted: int, rad: int | None) -> Found:
    return Found(fil, rad, None, found, f"{kronor(counted)} enligt verifikationerna (debet +)")
