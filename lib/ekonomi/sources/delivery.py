"""One delivery of rows, whatever brought it (Unit4, SIE, a table, a plan) and whoever asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from ekonomi import schema, sets
from ekonomi.errors import UPPLYSNING, Check, Finding, Found
from ekonomi.params import LedgerSource
from ekonomi.params.database import scheme
from ekonomi.readers import database, sie
from ekonomi.readers.files import InputFile
from ekonomi.readers.in_place import read_in_place
from ekonomi.readers.tabular import described, read_coded
from ekonomi.readers.unit4 import DEBIT, OPENING, ledger_contract, ledger_rows

COLUMNS: Final = (*schema.LEDGER, sie.OTHER, "kostnadsslag")
_OF_POSTING: Final = ("belopp", "verifikation", "text", "rad", "registrerad")
_STRING: Final = [name for name in COLUMNS if name not in (*_OF_POSTING, sie.OTHER)]
CODES: Final = [name for name in _STRING if name in schema.LEDGER]


@dataclass(frozen=True, eq=False)
class Delivery:
    """The rows of a file or a table, in its order, and what is told of them.

    `table` is LEDGER, of SIE also OTHER, of a forecast also kostnadsslag; `form` is what a receipt calls the source,
    `titles` what it calls our columns, `sign` −1 where it has debit +. `named` are the vouchers of a SIE file;
    `open` are the rows that a manager has left without an answer; `notes` are faults that do not stop.
    """

    file: InputFile
    form: str
    table: "pa.Table | sets.Filed | sets.InPlace | sets.Chosen" = field(repr=False)
    titles: Mapping[str, Any] = field(default_factory=dict)
    sign: int = 1
    nämnd: str = ""
    named: tuple[str, ...] = field(default=(), repr=False)
    open: tuple[int, ...] = ()
    skipped: tuple[sie.Skipped, ...] = ()
    notes: tuple[Finding, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "sums": self.sums}

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows in full."""
        return sets.frame(self.table)

    @property
    def vouchers(self) -> tuple[str, ...]:
        """The names of its vouchers, each once, in their order."""
        return self.named or tuple(str(name) for name in self.rows["verifikation"].unique() if name)

    @cached_property
    def sums(self) -> pd.DataFrame:
        """The rows summed by month and code string (`sets.sums`), in the order that they first come."""
        if isinstance(self.table, sets.InPlace | sets.Chosen):
            return self.table.sums.drop(columns="sist")
        whole = sets.table(self.table)
        by = [name for name in _STRING if name in whole.column_names]
        return sets.asked(lambda rows: sets.sums(rows, by), whole).sort_values("rad", ignore_index=True)

    def has(self, column: str) -> set[str]:
        """The texts that stand in a column of the code string."""
        if isinstance(self.table, sets.InPlace | sets.Chosen):
            return set(self.sums[column])
        return set(sets.table(self.table)[column].unique().to_pylist())

    @property
    def numbers(self) -> pd.Series:
        """The rad of the rows; of those in place the first and the last of each sum."""
        if isinstance(self.table, sets.InPlace | sets.Chosen):
            return pd.concat([self.table.sums["rad"], self.table.sums["sist"]])
        return sets.table(self.table)["rad"].to_pandas()


def read_export(file: InputFile, source: LedgerSource) -> Delivery:
    """One file of a huvudbok, Unit4 or SIE as its source says. Raises DataError."""
    if source.format == "sie":
        return _sie(file, source)
    contract = ledger_contract(source)
    how = {"delimiter": source.avgränsare, "encoding": source.kodning}
    cells = read_coded(file, contract, sheet=source.blad, **how)
    return _ledger(file, f"Unit4 {described(cells)}", cells, contract, source.tecken)


def read_base(source: LedgerSource, folder: Path, where: str) -> Delivery:
    """The table or query of a huvudbok, whose rows stay there where they may (`read_in_place`).

    `folder` and `where` as `read_sql`. Raises DataError.
    """
    assert source.databas is not None  # the settings hold it for the format sql
    contract, form = ledger_contract(source.databas), database.NAMES[scheme(source.databas.url)]
    fil = database.label(source.databas, where)
    if (found := read_in_place(source.databas, contract, source.tecken, folder, fil)) is None:
        file, cells = database.read_sql(source.databas, contract, folder, where)
        return _ledger(file, form, cells, contract, source.tecken)
    rows, sums, opening = found
    told = InputFile(fil, sums.to_csv(index=False, lineterminator="\n").encode())
    return _delivery(told, form, sets.InPlace(rows, _summed(sums)), contract, source.tecken, opening)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Sums of rows as text, those of one month and code string together, in the order that they first come."""
    how = {"belopp": "sum", "rader": "sum", "rad": "min", "sist": "max"}
    rows = rows.astype(dict.fromkeys(CODES, "str"))
    return rows.groupby(CODES, as_index=False).agg(how).sort_values(["rad", *CODES], ignore_index=True)


def _ledger(file: InputFile, form: str, cells: pd.DataFrame, contract: schema.Contract, tecken: str) -> Delivery:
    rows = ledger_rows(cells, contract, tecken, file.fil)
    return _delivery(file, form, sets.table(rows), contract, tecken, len(cells) - len(rows))


def fetched(delivery: Delivery) -> Delivery:
    """A delivery of rows in place, with the rows."""
    return replace(delivery, table=sets.table(delivery.rows))


def _delivery(
    file: InputFile, form: str, rows: sets.Rows, contract: schema.Contract, tecken: str, opening: int
) -> Delivery:
    skipped = (sie.Skipped("rader", opening, f"period {OPENING} är ingående balans"),) if opening else ()
    return Delivery(file, form, rows, contract.titles(), -1 if tecken == DEBIT else 1, skipped=skipped)


def _sie(file: InputFile, source: LedgerSource) -> Delivery:
    """A SIE file has debit + by its specification, so the source's `tecken` is not asked."""
    book, dimensions = sie.read_sie(file), {str(number): name for number, name in source.dimensioner.items()}
    rows, left_out = sie.to_ledger(book, dimensions)
    unread = unread_dimensions(book, dimensions) if (rows[sie.OTHER] != "").any() else []
    return Delivery(
        file,
        f"{book.form}, {book.encoding}",
        sets.table(rows),
        sign=-1,
        nämnd=book.company.nämnd,
        named=tuple(sie.voucher_names(book.vouchers)),
        skipped=(*book.skipped, *left_out),
        notes=(*book.notes, *unread),
    )


@Check("dimension utan kolumn", UPPLYSNING,
       action="Ange den under dimensioner i inställningarna, eller med --dim N=NAMN, om den ska läsas.")  # fmt: skip
def unread_dimensions(book: sie.Book, dimensions: Mapping[str, str]) -> Iterator[Found]:
    """En SIE-dimension som poster har, men som inte läses till någon kolumn."""
    for number, count in sie.unmapped(book, dimensions).items():
        name = book.dimensions.names.get(number, "")
        found = f"dimension {number}{f' ({name})' if name else ''} på {schema.postings(count)}"
        yield Found(book.fil, None, None, found, "en kolumn för dimensionen")
