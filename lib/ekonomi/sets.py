"""Rows by the million asked as sets: ibis expressions, the same wherever the rows lie, run by DuckDB in process."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from ibis import Table

Ask = Callable[..., "Table"]
Rows: TypeAlias = "pd.DataFrame | pa.Table | Filed | InPlace | Chosen"
VOUCHER: Final = ["period", "verifikation"]
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_PART: Final = 1_000_000  # rows of a part of a file, each of which says all texts anew
_UNTOLD: Final = ("verifikation", "text", "belopp")  # distinct by the million: to find the least of them takes long
_ODD: Final = 0x9E3779B97F4A7C15  # 2⁶⁴ over the golden ratio
_AT_HAND: Final = 1 << 16  # numbers of 8 bytes: half a megabyte
_AT_ONCE: Final = 4_000_000  # rows that are asked about their own likes together, where they lie


@dataclass(frozen=True, eq=False)
class InPlace:
    """Rows that stay where they lie, in a database or in files, and are asked there.

    `ask` gives what a function makes of them as an ibis table, opened anew for each question. `sums` are their sums
    (`sums`) by month and code string, with `sist` (the last rad). `steps` are what is done to the table first.
    """

    ask: Callable[[Callable[["Table"], Any]], Any]
    sums: pd.DataFrame
    steps: tuple[Callable[["Table"], "Table"], ...] = ()

    def __len__(self) -> int:
        return int(self.sums["rader"].sum())

    def then(self, step: Callable[["Table"], "Table"], sums: pd.DataFrame) -> "InPlace":
        """The rows after one more step, and the sums of what it gives."""
        return replace(self, sums=sums, steps=(*self.steps, step))

    def asked(self, ask: Ask, *given: "Rows") -> pd.DataFrame:
        """What an expression over some of the rows gives, in no order; files that hold none of them are let be."""
        where = self.ask
        if isinstance(where, Files) and "källa" in self.sums:
            sums = [one.sums["källa"] for one in given if isinstance(one, InPlace | Chosen)]
            where = where.of({*pd.concat(sums).unique()})
        stepped = partial(reduce, lambda made, step: step(made), self.steps)
        return where(lambda rows: ask(*(_picked(stepped(rows), one) for one in given)).to_pandas())

    @property
    def here(self) -> pa.Table | None:
        """The rows before the steps, where they have been read."""
        return self.ask.here if isinstance(self.ask, Files) else None


@dataclass(frozen=True)
class Chosen:
    """The rows in place with one of some texts in each of some columns; taken out first when they are asked for."""

    rows: InPlace
    texts: tuple[tuple[str, frozenset[str]], ...]

    def __len__(self) -> int:
        return int(self.sums["rader"].sum())

    @property
    def sums(self) -> pd.DataFrame:
        """What is known of their sums."""
        held = [self.rows.sums[name].isin(texts) for name, texts in self.texts]
        return self.rows.sums[np.logical_and.reduce(held)].reset_index(drop=True)


@dataclass(eq=False)
class Filed:
    """The rows of an input file: read and here, or in the Parquet file (`path`) that the store keeps them in."""

    here: pa.Table | None = None
    path: Path | None = None

    @property
    def table(self) -> pa.Table:
        """The rows, fetched where they are not here."""
        if self.here is None:
            import pyarrow.parquet as pq

            assert self.path is not None  # they are in one of the two
            self.here = pq.read_table(self.path)
        return self.here

    @cached_property
    def vouchers(self) -> np.ndarray:
        """The `marks` of the rows by their voucher: the door asks for them, and then the gates."""
        return marks(self.table, VOUCHER)

    @cached_property
    def källor(self) -> frozenset[str]:
        """What the rows call their files."""
        return frozenset(self.table["källa"].unique().to_pylist())

    def __len__(self) -> int:
        return len(self.table)


@dataclass(eq=False)
class Files:
    """What asks the rows of some files, by DuckDB; where the store has let one go it asks what `again` gives."""

    parts: tuple[Filed, ...]
    again: Callable[[], "Files"] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"parts": self.parts, "again": None}

    @property
    def here(self) -> pa.Table | None:
        """The rows after one another, where all have been read."""
        tables = [one.here for one in self.parts]
        return None if any(one is None for one in tables) else pa.concat_tables(tables)

    def of(self, källor: set[str]) -> "Files":
        """Those that may hold rows of some files, and one at least: what is not here says itself what it holds."""
        held = tuple(one for one in self.parts if one.here is None or one.källor & källor)
        return replace(self, parts=held or self.parts[:1])

    def __call__(self, work: Callable[["Table"], Any]) -> Any:
        """What `work` makes of the rows."""
        if (here := self.here) is not None:
            with _opened(here) as tables:
                return work(*tables)
        paths = [one.path for one in self.parts if one.path]
        if self.again and not all(path.exists() for path in paths):
            return self.again()(work)
        con = _duckdb(os.getpid(), threading.get_ident())
        return work(con.read_parquet([*map(str, paths)], table_name="lagrade"))


def table(rows: Rows) -> pa.Table:
    """Rows by the million as they are kept: each distinct text once, and on every row its number."""
    if isinstance(rows, Filed):
        return rows.table
    rows = frame(rows) if isinstance(rows, InPlace | Chosen) else rows
    return rows if isinstance(rows, pa.Table) else pa.table({name: _kept(rows[name]) for name in rows})


def marks(rows: pa.Table, by: Sequence[str], onto: np.ndarray | None = None) -> np.ndarray:
    """For each row a number (uint64): the same for rows with the same in some columns, and hardly ever for others.

    `onto` are the marks by other columns, which then count too.
    """
    told = np.zeros(len(rows), dtype="uint64") if onto is None else onto.copy()
    batches = rows.select(list(by)).to_batches()
    ends = np.cumsum([len(one) for one in batches], dtype="int64")
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda end, one: _mark(told[end - len(one) : end], one), ends, batches))
    return told


def _mark(told: np.ndarray, rows: pa.RecordBatch) -> None:
    """Put what some columns hold into the numbers of their rows, so many at a time as the processor has at hand."""
    for cells in rows.columns:
        coded = pa.types.is_dictionary(cells.type)
        texts = cells.dictionary.to_numpy(zero_copy_only=False) if coded else cells.to_numpy()
        hashes, places = pd.util.hash_array(texts, categorize=False), cells.indices.to_numpy() if coded else None
        for at in range(0, len(told), _AT_HAND):
            some = slice(at, at + _AT_HAND)
            told[some] *= np.uint64(_ODD)
            told[some] ^= hashes[some] if places is None else hashes[places[some]]


def starts(told: np.ndarray) -> np.ndarray:
    """The places where another number begins than stood before."""
    return np.flatnonzero(np.append(True, told[1:] != told[:-1])[: len(told)])


def repeated(told: np.ndarray) -> np.ndarray:
    """The numbers that stand more than once."""
    told = np.sort(told)
    return told[1:][told[1:] == told[:-1]]


def among(told: np.ndarray, some: np.ndarray) -> np.ndarray:
    """True where a number is one of some."""
    return pd.Series(told).isin(some).to_numpy() if len(some) else np.zeros(len(told), dtype="bool")


def _kept(cells: pd.Series) -> pa.Array:
    if pd.api.types.is_numeric_dtype(cells):
        return pa.array(cells)
    codes, texts = (cells.cat.codes, cells.cat.categories) if cells.dtype == "category" else pd.factorize(cells)
    return coded(np.asarray(codes), texts)


def coded(codes: np.ndarray, texts: "pd.Index | Sequence[str]") -> pa.DictionaryArray:
    """The text of each number, as `table` keeps it; zeros that are only read take no memory."""
    told = codes.astype("int32") if codes.any() else np.zeros(len(codes), "int32")
    return pa.DictionaryArray.from_arrays(pa.array(told), pa.array(texts, pa.string()))


def in_place(*given: Rows) -> InPlace | None:
    """Where all of some rows lie; None for those that are here, and for those of several places."""
    places = [one.rows if isinstance(one, Chosen) else one for one in given]
    first = places[0] if places else None
    return first if isinstance(first, InPlace) and all(place is first for place in places) else None


def laid(ask: Callable[[Callable[["Table"], Any]], Any], by: Sequence[str]) -> InPlace:
    """Rows in place, where `ask` asks them, with their sums by some columns."""

    def known(rows: "Table") -> pd.DataFrame:
        return sums(rows, by, sist=rows["rad"].max()).to_pandas().sort_values(["källa", "rad"], ignore_index=True)

    return InPlace(ask, ask(known))


def together(given: Sequence[Rows]) -> InPlace:
    """The rows of some tables after one another, asked where they lie; the whole that they are chosen from.

    Their sums are the caller's to say (`InPlace.then`).
    """
    parts = (one if isinstance(one, Filed) else Filed(table(one)) for one in given)
    return in_place(*given) or InPlace(Files(tuple(parts)), pd.DataFrame())


def parted(rows: Rows, name: str) -> Iterator[Rows]:
    """The rows in parts, those with the same text in a column together: where they lie, not too many at once."""
    if not isinstance(rows, InPlace | Chosen):
        yield rows
        return
    counts = rows.sums.groupby(name)["rader"].sum()
    for _, own in counts.groupby(counts.cumsum() // _AT_ONCE):
        yield chosen(rows, **{name: frozenset(own.index).__contains__})


def write(rows: pa.Table, path: Path) -> None:
    """Write the rows as Parquet to be asked where it lies: what months and codes each part holds is said in it."""
    import pyarrow.parquet as pq

    rising = pc.all(pc.greater(rows["rad"][1:], rows["rad"][:-1])).as_py()
    order = [pq.SortingColumn(rows.column_names.index("rad"))] if rising else None
    pq.write_table(
        rows, path, compression="zstd", compression_level=1, write_statistics=sorted({*rows.column_names} - {*_UNTOLD}),
        use_dictionary=[field.name for field in rows.schema if field.type == _TEXT], row_group_size=_PART,
        sorting_columns=order, column_encoding={"rad": "DELTA_BINARY_PACKED"},
    )  # fmt: skip


def frame(given: Rows) -> pd.DataFrame:
    """The rows in full; those in place are fetched, file by file and by rad."""
    if (place := in_place(given)) is not None:
        fetched = asked(lambda rows: rows, given)
        files = pd.Series({name: number for number, name in enumerate(place.sums["källa"].unique())}, dtype="int64")
        placed = fetched.assign(fil=fetched["källa"].map(files))
        twice = placed.duplicated(["fil", "rad"]).any()
        order = ["fil", "rad", *(fetched.columns if twice else [])]
        return placed.sort_values([*dict.fromkeys(order)], ignore_index=True).drop(columns="fil")
    rows = table(given)

    def told(name: str) -> pd.Series:
        if rows.schema.field(name).type != _TEXT:
            return pd.Series(rows[name].to_numpy())
        parts = rows[name].unify_dictionaries().chunks or [coded(np.array([]), [])]
        texts = pd.Index(parts[0].dictionary, dtype="str")
        return pd.Series(texts.take(np.concatenate([part.indices.to_numpy() for part in parts])))

    return pd.DataFrame({name: told(name) for name in rows.column_names})


def chosen(given: InPlace | Chosen, **wanted: Callable[[str], bool]) -> Chosen:
    """The rows whose text in each of some columns, of those that their sums are by, is `wanted`."""
    before, rows = (given.texts, given.rows) if isinstance(given, Chosen) else ((), given)
    some = ((name, frozenset(filter(held, rows.sums[name].unique()))) for name, held in wanted.items())
    return Chosen(rows, (*before, *some))


def narrowed(given: Rows, **wanted: Callable[[str], bool]) -> Rows:
    """As `chosen`, for a question that itself leaves the others out; of rows that are here, all."""
    return chosen(given, **wanted) if isinstance(given, InPlace | Chosen) else given


def asked(ask: Ask, *given: Rows) -> pd.DataFrame:
    """What an expression over some tables or frames gives, in no order. They are read where they lie."""
    if (place := in_place(*given)) is not None:
        return place.asked(ask, *given)
    with _opened(*given) as tables:
        return ask(*tables).to_pandas()


@contextmanager
def _opened(*given: Rows) -> "Iterator[list[Table]]":
    """Some rows that are here, as tables of the thread's DuckDB."""
    con = _duckdb(os.getpid(), threading.get_ident())
    names = [f"rader_{id(one)}_{number}" for number, one in enumerate(given)]
    for name, one in zip(names, given, strict=True):
        con.con.register(name, table(one))
    try:
        yield [*map(con.table, names)]
    finally:
        for name in names:
            con.con.unregister(name)


def _picked(rows: "Table", given: Rows) -> "Table":
    if not isinstance(given, Chosen):
        return rows
    return reduce(lambda some, one: _held(some, given.rows.sums, *one), given.texts, rows)


def _held(rows: "Table", sums: pd.DataFrame, name: str, texts: frozenset[str]) -> "Table":
    """The rows with one of some texts in a column: asked of their konto where that tells it, which is there already."""
    held = sums[name].isin(texts)
    if held.all():
        return rows
    inside, outside = (set(sums.loc[those, "konto"].unique()) if "konto" in sums else set() for those in (held, ~held))
    if not inside or inside & outside:
        return rows.filter(rows[name].isin([*texts]))
    least = min(inside, outside, key=len)
    there = rows["konto"].isin(sorted(least))
    return rows.filter(there if least is inside else ~there)


def summed(rows: Rows, by: Sequence[str]) -> pd.DataFrame:
    """What `sums` gives, in no order; of rows in place, out of the sums that are known of them by more columns."""
    if not isinstance(rows, InPlace | Chosen):
        return asked(lambda rows: sums(rows, by), rows)
    return rows.sums.groupby(list(by), as_index=False).agg({"belopp": "sum", "rader": "sum", "rad": "min"})


def sums(rows: "Table", by: Sequence[str], **more: Any) -> "Table":
    """The belopp (int64, öre) of each combination of some columns, its rader (how many), its first rad, and `more`."""
    return rows.group_by(list(by)).aggregate(
        belopp=rows["belopp"].sum().cast("int64"), rader=rows.count(), rad=rows["rad"].min(), **more
    )


@cache
def _duckdb(process: int, thread: int) -> Any:
    """The thread's own DuckDB: a fork has none of the threads of the one that it is a fork of."""
    import ibis

    return ibis.duckdb.connect()
