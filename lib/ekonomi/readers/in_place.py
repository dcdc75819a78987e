"""A ledger that stays in its database: the columns of LEDGER as expressions, its contract as questions.

The expressions give the text and the öre that the reader of a file gives. What is fetched is sums by code string and
the cells that may be faulty, each distinct one once; they are held to the contract as the cells of a file are.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, partial, reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ekonomi import schema, terms
from ekonomi.errors import DataError, stop_on
from ekonomi.params import DatabaseSource
from ekonomi.params.database import DUCKDB, POSTGRES, scheme
from ekonomi.readers import database, unit4, values
from ekonomi.readers.encoding import UNSEEN
from ekonomi.readers.table_rows import doubled, unnumbered
from ekonomi.readers.text import no_rows

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr import types as ir

Result = TypeVar("Result")
_OF_POSTING: Final = ("belopp", "verifikation", "text", "registrerad")  # the rest says what a row is about
_DAY: Final = len("2025-01-31")
_LARGEST: Final = 10**15  # kronor, as `schema.amount`
_CONTROL: Final = r"[\x01-\x08\x0b-\x1f\x7f]"
_SPACE: Final = "[\\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
_NFC: Final = {DUCKDB: "nfc_normalize", POSTGRES: "normalize"}


@dataclass(frozen=True)
class TableInPlace:
    """A table or query of a huvudbok, asked where it lies.

    `folder` and `fil` as `database.ask`; `odd` are the columns whose text is not all written as ours is.
    """

    source: DatabaseSource
    contract: schema.Contract
    tecken: str
    folder: Path
    fil: str
    odd: frozenset[str] = frozenset({"verifikation", "text"})

    def __call__(self, work: Callable[["Table"], Result]) -> Result:
        """What `work` makes of the LEDGER rows. Raises DataError as `database.ask`."""
        return database.ask(self.source, self.folder, self.fil, lambda table: work(self.rows(table)))

    def raw(self, table: "Table") -> "Table":
        """The columns that are read, by our names, as the table has them."""
        found: Table = database.query(table, self.source, self.contract.titles(), self.fil)
        return found

    def rows(self, table: "Table") -> "Table":
        """The table's rows as LEDGER rows (`unit4.ledger_rows`)."""
        import ibis

        raw, titles = self.raw(table), self.contract.titles()
        told = {name: written(raw[name], odd=name in self.odd) for name in titles if name != "belopp"}
        year, month = told["period"].left(4), told["period"].right(2)
        told["period"] = year + "-" + (month == unit4.CLOSING).ifelse(unit4.DECEMBER, month)
        if "registrerad" in told:
            told["registrerad"] = told["registrerad"].left(_DAY)
        told |= {"beloppstyp": ibis.literal(terms.UTFALL), "källa": ibis.literal(self.fil.rsplit("/", 1)[-1])}
        belopp = öre(raw["belopp"]) * (-1 if self.tecken == unit4.DEBIT else 1)
        numbers = {"belopp": belopp, "rad": raw["rad"].cast("int64")}
        absent = dict.fromkeys(schema.LEDGER, ibis.literal(""))
        made = raw.select(**{name: {**absent, **told, **numbers}[name] for name in schema.LEDGER}, opening=month)
        return made.filter(made["opening"] != unit4.OPENING).drop("opening")


def read_in_place(
    source: DatabaseSource, contract: schema.Contract, tecken: str, folder: Path, fil: str
) -> tuple[TableInPlace, pd.DataFrame, int] | None:
    """The rows, their LEDGER sums by month and code string, and how many opening balances are left out of both.

    Sums have rader (how many), rad and sist (the first and the last). None for rows that must be fetched: without a
    whole number of their own, of amounts that are no decimal numbers, or in a database whose texts may not be equal as
    ours are. Raises DataError for every breach of the contract, of distinct cells as `schema.check`.
    """
    if scheme(source.url) not in _NFC or source.kolumner.rad is None:
        return None
    there = TableInPlace(source, contract, tecken, folder, fil)
    return database.ask(source, folder, fil, partial(_read, there))


def _read(there: TableInPlace, table: "Table") -> tuple[TableInPlace, pd.DataFrame, int] | None:
    raw, contract, fil = there.raw(table), there.contract, there.fil
    if not _may_lie(raw):
        return None
    codes = [name for name in contract.titles() if name not in _OF_POSTING]
    faulty, doubted = _faulty(raw["belopp"]), _doubted(raw["verifikation"])
    asked = {"belopp": öre(raw["belopp"]).sum().cast("int64"), "faulty": faulty.sum(), "doubted": doubted.sum()}
    found = _counted(raw, *codes, unnumbered=raw["rad"].isnull().sum(), **asked)
    sums = _cells(found, codes)
    if sums.empty:
        database.check_client(table, there.source, fil)
        raise DataError(no_rows(fil))
    if sums["unnumbered"].any():
        raise DataError(unnumbered(there.source, fil))
    numbers = raw.aggregate(olika=raw["rad"].nunique()).to_pyarrow()["olika"][0].as_py()
    if numbers < sums["rader"].sum():
        stop_on(doubled(raw, there.source, fil))
    cells = dict.fromkeys(codes, sums)
    if sums["faulty"].any():
        cells["belopp"] = _cells(_counted(raw.filter(faulty), "belopp"), ["belopp"])
    if sums["doubted"].any():
        cells["verifikation"] = _cells(_counted(raw.filter(doubted), "verifikation"), ["verifikation"])
    if "registrerad" in raw.columns:
        days = raw["registrerad"] if raw["registrerad"].type().is_string() else raw["registrerad"].cast("date")
        dated = ["period", "registrerad"]
        cells["registrerad"] = _cells(_counted(raw.mutate(registrerad=days), *dated), dated)
    columns = [column for column in contract.columns if column.name in cells]
    checks = (schema.check(cells[one.name], replace(contract, columns=(one,)), fil) for one in columns)
    stop_on(fault for own in checks for fault in own)
    typed = replace(contract, columns=tuple(one for one in columns if one.name not in _OF_POSTING[:2]))
    if "registrerad" in cells:
        dates = values.convert(cells["registrerad"], typed)
        stop_on(unit4.impossible_periods(dates, contract.titles()["period"], fil))
    rows = unit4.ledger_rows(sums.assign(registrerad="", verifikation=""), typed, there.tecken, fil)
    odd = there.odd | {name for name in codes if _texts(found[name]) != {*sums[name]}}
    return replace(there, odd=odd), rows, int(sums["rader"].sum() - rows["rader"].sum())


def _may_lie(raw: "Table") -> bool:
    """Whether every column is of a type whose values are the same text, or number, there as here."""
    kinds = {name: raw[name].type() for name in raw.columns}
    entered = kinds.pop("registrerad", None)
    dated = entered is None or entered.is_string() or entered.is_date() or (
        entered.is_timestamp() and entered.timezone is None
    )  # fmt: skip
    numbers = kinds.pop("rad").is_integer(), (belopp := kinds.pop("belopp")).is_integer() or belopp.is_decimal()
    return dated and all(numbers) and all(kind.is_string() or kind.is_integer() for kind in kinds.values())


def _counted(raw: "Table", *names: str, **more: Any) -> pa.Table:
    """The distinct cells of some columns, and of each how many rows have it, and the first and last of them."""
    counted = {"rader": raw.count(), "rad": raw["rad"].min().cast("int64"), "sist": raw["rad"].max().cast("int64")}
    return raw.group_by(list(names)).aggregate(**counted, **more).to_pyarrow()


def _cells(found: pa.Table, texts: Collection[str]) -> pd.DataFrame:
    """What was found, in the order of its first rows, with some columns as text that is written as ours is."""
    told = {name: database.texts(found[name], amount=name == "belopp") for name in texts}
    cells = pd.DataFrame(told | {name: found[name].to_numpy() for name in found.column_names if name not in told})
    return cells.sort_values(["rad", *texts], ignore_index=True)


def _texts(column: pa.ChunkedArray) -> set[str]:
    return {*pc.unique(column.cast(pa.string()).fill_null("")).to_pylist()}


def öre(amounts: "ir.NumericValue") -> "ir.IntegerValue":
    """Kronor as öre (int64), in the table's sign; none for what is no amount."""
    import ibis

    return _faulty(amounts).ifelse(ibis.null("int64"), (amounts * terms.ÖRE_PER_KRONA).cast("int64"))


def _faulty(amounts: "ir.NumericValue") -> "ir.BooleanValue":
    """True for what `schema.amount` may not hold: nothing, what is too large, or has parts of an öre."""
    hundredths = amounts * terms.ÖRE_PER_KRONA
    whole = amounts.abs() < _LARGEST
    return whole.fill_null(False).ifelse(hundredths != hundredths.cast("int64"), True)


def _doubted(column: "ir.Value") -> "ir.BooleanValue":
    """True for a code that may be none: nothing, or what begins as the words for an error do."""
    text = written(column, odd=True)
    starts = [text.lower().startswith(start) for start in schema.ERROR_BEGINS]
    return reduce(or_, starts, text == "")


def written(column: "ir.Value", *, odd: bool) -> "ir.StringValue":
    """A column as text, "" where there is nothing; one that is `odd` as every reader has texts, trimmed."""
    kind = column.type()
    told = column if kind.is_string() else column.cast("date" if kind.is_timestamp() else kind).cast("string")
    told = told.fill_null("")
    if not odd or not kind.is_string():
        return told
    plain = told.re_replace(UNSEEN.pattern, "").re_replace(_CONTROL, " ").re_replace(f"^{_SPACE}|{_SPACE}$", "")
    name = _NFC.get(column.get_backend().name)
    return _nfc(name)(plain) if name else plain


@cache
def _nfc(name: str) -> Callable[["ir.StringValue"], "ir.StringValue"]:
    """The database's own function for NFC."""
    import ibis

    def normalized(text: str) -> str:
        return text  # tells the types alone: the database's own is what runs

    return ibis.udf.scalar.builtin(normalized, name=name)
