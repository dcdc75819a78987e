"""The huvudbok's exports by format: what was read, and its rows."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from ekonomi import schema
from ekonomi.params import BudgetSource, LedgerSource
from ekonomi.params.database import DUCKDB, scheme
from ekonomi.readers.files import InputFile, relative
from ekonomi.readers.parquet import read_parquet
from ekonomi.readers.plans import read_budget
from ekonomi.readers.sie import Book, Skipped, read_sie, to_ledger
from ekonomi.readers.sql import read_sql_budget, read_sql_ledger
from ekonomi.readers.unit4 import read_unit4
from ekonomi.sources.door import Door

Export = tuple[InputFile, pd.DataFrame | None]
_PLACE = ("källor", "huvudbok")


def read_exports(door: Door) -> list[Export]:
    """Every export with its LEDGER rows, balance accounts among them; None for one that could not be read."""
    source = door.settings.källor.huvudbok
    headings = column_names(source)
    absent = {name: "" for name in schema.ABSENT if not headings[name]}
    return [(file, rows if rows is None else rows.assign(**absent)) for file, rows in _read(door, source)]


def _read(door: Door, source: LedgerSource) -> Iterable[Export]:
    if source.format == "sql":
        return _database(door, source)
    if source.format == "parquet":
        return _parquet(door, source)
    files = door.sources(source.filer, *_PLACE, "filer")
    if source.format == "unit4":
        return [(file, door.attempt(read_unit4, file, source)) for file in files]
    return [(file, _sie(door, file, source)) for file in files]


def _sie(door: Door, file: InputFile, source: LedgerSource) -> pd.DataFrame | None:
    book = door.attempt(read_sie, file)
    if book is None:
        return None
    door.notes += book.notes
    return sie_rows(book, source)[0][list(schema.LEDGER)]


def sie_rows(book: Book, source: LedgerSource) -> tuple[pd.DataFrame, tuple[Skipped, ...]]:
    """The rows of a SIE file by the dimensions of its source, and what was left out, as `to_ledger`.

    A SIE file has debit + by its specification, so the source's `tecken` is not asked.
    """
    return to_ledger(book, {str(number): name for number, name in source.dimensioner.items()})


def read_budget_source(door: Door, budget: BudgetSource, index: int) -> tuple[InputFile | None, pd.DataFrame | None]:
    """The budget at `index` of the settings, from its file or its table: what was read, and its LEDGER rows."""
    if budget.databas is None:
        file = door.source(budget.fil or "", "källor", "budget", index, "fil")
        return file, door.attempt(read_budget, file, budget) if file else None
    where = database_name(door, budget.databas.url)
    read = door.attempt(read_sql_budget, budget.databas, budget, door.folder, where)
    if read is None:
        return None, None
    door.files[read[0].fil] = read[0]
    return read


def column_names(source: LedgerSource) -> dict[str, Any]:
    """What the huvudbok's source calls our columns; None for one that it does not have."""
    headings: dict[str, Any] = (source.databas or source).kolumner.model_dump()
    if source.format == "parquet":
        return {name: name if headings.get(name, name) else None for name in schema.LEDGER}
    return headings


def database_name(door: Door, url: str) -> str:
    """What a database is called: its url without options; for DuckDB its file, from the root."""
    if scheme(url) == DUCKDB:
        return relative(door.folder / url.partition("://")[2], door.root)
    return url.partition("?")[0]


def _database(door: Door, source: LedgerSource) -> Iterator[Export]:
    assert source.databas is not None  # the settings hold it for this format
    where = database_name(door, source.databas.url)
    found = door.attempt(read_sql_ledger, source.databas, source.tecken, door.folder, where)
    if found is not None:
        file, rows = found
        door.files[file.fil] = file
        yield file, rows


def _parquet(door: Door, source: LedgerSource) -> Iterator[Export]:
    """The folder's utfall, parted again into the exports that it came from."""
    patterns = [name if name.endswith(".parquet") else f"{name}/*.parquet" for name in source.filer]
    files = door.sources(patterns, *_PLACE, "filer")
    place = door.settings.place(*_PLACE, "filer")
    rows = door.attempt(read_parquet, files, source.nämnd, place) if files else None
    if rows is None:
        return
    for källa, part in rows.groupby("källa", sort=True):
        yield InputFile(f"{source.filer[0]}/{källa}", b""), part.reset_index(drop=True)
