"""Rows by the million asked as sets: ibis expressions, the same wherever the rows lie, run by DuckDB in process."""

import io
import os
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from ibis import Table

Ask = Callable[..., "Table"]
Rows: TypeAlias = "pd.DataFrame | pa.Table"
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())


def table(rows: pd.DataFrame) -> pa.Table:
    """Rows by the million as they are kept: each distinct text once, and on every row its number."""
    return pa.table({name: _kept(rows[name]) for name in rows})


def _kept(cells: pd.Series) -> pa.Array:
    if pd.api.types.is_integer_dtype(cells):
        return pa.array(cells)
    codes, texts = (cells.cat.codes, cells.cat.categories) if cells.dtype == "category" else pd.factorize(cells)
    return coded(np.asarray(codes), texts)


def coded(codes: np.ndarray, texts: "pd.Index | Sequence[str]") -> pa.DictionaryArray:
    """The text of each number, as `table` keeps it."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype("int32")), pa.array(texts, pa.string()))


def packed(rows: pa.Table) -> bytes:
    """The rows as Parquet, many times smaller."""
    out = pa.BufferOutputStream()
    pq.write_table(rows, out, compression="zstd", compression_level=1)
    return out.getvalue().to_pybytes()


def unpacked(rows: bytes) -> pa.Table:
    """The rows as they were before `packed`."""
    return pq.read_table(io.BytesIO(rows))


def codes(rows: pa.Table, name: str) -> tuple[np.ndarray, pd.Index]:
    """For each row the number of the text in a column, and the distinct texts."""
    parts = rows[name].unify_dictionaries().chunks or [coded(np.array([]), [])]
    return np.concatenate([part.indices.to_numpy() for part in parts]), pd.Index(parts[0].dictionary, dtype="str")


def frame(rows: pa.Table) -> pd.DataFrame:
    """The rows in full."""

    def told(name: str) -> pd.Series:
        if rows.schema.field(name).type != _TEXT:
            return pd.Series(rows[name].to_numpy())
        numbers, texts = codes(rows, name)
        return pd.Series(texts.take(numbers))

    return pd.DataFrame({name: told(name) for name in rows.column_names})


def chosen(rows: pa.Table, name: str, wanted: Callable[[pd.Index], np.ndarray]) -> pa.Table:
    """The rows whose text in a column is `wanted`; without a copy where all are."""
    numbers, texts = codes(rows, name)
    held = np.asarray(wanted(texts), dtype=bool)[numbers] if len(texts) else np.zeros(0, dtype=bool)
    return rows if held.all() else rows.filter(pa.array(held))


def asked(ask: Ask, *given: Rows) -> pd.DataFrame:
    """What an expression over some tables or frames gives, in no order. They are read where they lie."""
    con = _duckdb(os.getpid(), threading.get_ident())
    names = [f"rader_{place}" for place in range(len(given))]
    for name, rows in zip(names, given, strict=True):
        con.con.register(name, table(rows) if isinstance(rows, pd.DataFrame) else rows)
    try:
        return ask(*map(con.table, names)).to_pandas()
    finally:
        for name in names:
            con.con.unregister(name)


def sums(rows: "Table", by: Sequence[str]) -> "Table":
    """The belopp (int64, öre) of each combination of some columns, its rader (how many) and its first rad."""
    return rows.group_by(list(by)).aggregate(
        belopp=rows["belopp"].sum().cast("int64"), rader=rows.count(), rad=rows["rad"].min()
    )


@cache
def _duckdb(process: int, thread: int) -> Any:
    """The thread's own DuckDB: a fork has none of the threads of the one that it is a fork of."""
    import ibis

    return ibis.duckdb.connect()
