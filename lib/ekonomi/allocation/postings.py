"""Tjänsteomräkning posting by posting: which part of each ledger row ends on each tjänst.

`by_service.allocate` splits rows of the cube, which sum many postings. Here each posting takes its own share of
them, so that the postings' parts sum, to the öre, to what `allocate` puts on the tjänst.
"""

import numpy as np
import pandas as pd

from ekonomi.allocation.by_service import Rules, pooled
from ekonomi.allocation.split import split_amounts
from ekonomi.cube import DIMENSIONS, aggregate


def allocate_postings(postings: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The postings by tjänst: one without a tjänst becomes a row for each tjänst that bears a part of it.

    `postings`: ledger rows with `DIMENSIONS` and belopp (int64, öre), all those of each row of the cube. Adds
    `pool` ("" where the posting carried the tjänst) and `bokfört` (the whole posting, öre); `belopp` becomes
    the part. Errors as `allocate`.
    """
    booked = postings.assign(bokfört=postings["belopp"], pool="")
    bare = booked[booked["tjänst"] == ""].reset_index(drop=True)
    cells = aggregate(bare, DIMENSIONS)
    cell_of = bare.merge(cells.reset_index(names="cell")[[*DIMENSIONS, "cell"]], on=DIMENSIONS, how="left")
    parts = [_parts(bare, cell_of["cell"], rows, shares) for _, rows, shares in pooled(cells, rules)]
    return pd.concat([booked[booked["tjänst"] != ""], *parts], ignore_index=True)


def _parts(bare: pd.DataFrame, cell_of: pd.Series, cells: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """The parts of the postings of `cells`, which share keys."""
    mine = cell_of.isin(cells.index)
    own, place = bare[mine], cells.index.get_indexer(pd.Index(cell_of[mine]))
    matrix = shares.loc[cells["pool"]].to_numpy()
    whole = split_amounts(cells["belopp"].to_numpy(), matrix)
    split = _rounded(own["belopp"].to_numpy()[:, None] * matrix[place], place, whole)
    source, target = split.nonzero()
    return own.iloc[source].assign(
        pool=cells["pool"].to_numpy()[place[source]],
        tjänst=shares.columns.to_numpy()[target],
        belopp=split[source, target],
    )


def _rounded(exact: np.ndarray, place: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Whole öre of `exact` (posting × tjänst) that sum to `whole` (cell × tjänst) over each cell's postings.

    Rounded down, then one öre more to those with the largest fractions (largest remainder, see `split`); a
    cell's part lies less than an öre from the sum of its postings' exact parts, so that this always suffices.
    """
    parts = np.floor(exact).astype(np.int64)
    left = whole.copy()
    np.subtract.at(left, place, parts)
    first = np.searchsorted(np.sort(place), np.arange(len(whole)))
    for column in np.flatnonzero(left.any(axis=0)):
        order = np.lexsort((parts[:, column] - exact[:, column], place))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - first[place[order]]
        parts[:, column] += rank < left[place, column]
    return parts
