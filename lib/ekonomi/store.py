"""The ledger store: one group-by makes the cube, the same expression on DuckDB in process and on a database.

ibis and DuckDB are imported at the first call: together they take longer than the sum itself.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd


def aggregate(rows: Any, dimensions: Sequence[str]) -> pd.DataFrame:
    """Sum `belopp` (int64, öre) over everything but `dimensions`; sorted by them, one row per combination.

    `rows` is a frame, which DuckDB reads where it lies, or an ibis table, which is summed by its own backend.
    The order is that of the text's code points, whatever collation the backend has.
    """
    import ibis

    table = ibis.memtable(rows) if isinstance(rows, pd.DataFrame) else rows
    sums = table.group_by(list(dimensions)).agg(belopp=table["belopp"].sum().cast("int64"))
    cells = sums.execute()
    return cells.sort_values(list(dimensions), kind="stable", ignore_index=True)
