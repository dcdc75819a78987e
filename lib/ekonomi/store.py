"""The ledger store: one group-by makes the cube."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa


def aggregate(rows: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """Sum `belopp` (int64, öre) over everything but `dimensions`; sorted by them, one row per combination.

    Arrow sums the columns where they lie. The order is that of the text's code points.
    """
    by = list(dimensions)
    table = pa.Table.from_pandas(rows[[*by, "belopp"]], preserve_index=False)
    sums = table.group_by(by).aggregate([("belopp", "sum")]).rename_columns([*by, "belopp"])
    return sums.to_pandas().sort_values(by, kind="stable", ignore_index=True)
