"""Which series are the sums of which: told by names that are split, or by listing the members."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from ekonomi.checklist import VÄRDEN
from ekonomi.errors import DataError
from ekonomi.forecast.panel import MÅNAD, SERIE, VÄRDE

TOTAL: Final = "Totalt"
ANY: Final = "*"


@dataclass(frozen=True)
class Tree:
    """Parts `leaves` (n,), sums `nodes` (m,), and which parts each sum adds: `adds` (m, n) sparse of 0 and 1."""

    leaves: pd.Index
    nodes: pd.Index
    adds: sparse.csr_matrix

    def begun(self, names: pd.Index) -> "Tree":
        """The same sums of the parts that are among `names`."""
        kept = self.leaves.isin(names)
        return Tree(self.leaves[kept], self.nodes, self.adds[:, kept])


def tree(names: pd.Index, separator: str, crossed: bool = False, fil: str = "serierna") -> Tree:
    """The sums that names such as `A|x` imply: each prefix and the whole (TOTAL).

    `crossed`: every combination of parts is a sum, a dropped part written `*` (ansvar × kostnadsslag). A sum of a
    single part is that part and is left out. Raises DataError where a series is named as one of the sums.
    """
    parts = [tuple(str(name).split(separator)) for name in names]
    members: dict[str, list[int]] = {}
    for i, part in enumerate(parts):
        for key in _sums(part, separator, crossed):
            members.setdefault(key, []).append(i)
    both = sorted(set(members) & set(names))
    if both:
        found, expected = f"serien ”{both[0]}”", "en del eller en summa, inte båda"
        raise DataError(VÄRDEN.at(fil, None, SERIE, found, expected, "Ta bort summan."))
    kept = {key: rows for key, rows in sorted(members.items()) if len(rows) > 1}
    rows = np.repeat(np.arange(len(kept)), [len(v) for v in kept.values()])
    columns = np.concatenate([np.array(v) for v in kept.values()]) if kept else np.array([], int)
    adds = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(kept), len(names)))
    return Tree(names, pd.Index(list(kept), dtype=object), adds)


def _sums(part: tuple[str, ...], separator: str, crossed: bool) -> list[str]:
    """The names of the sums that a part belongs to."""
    if not crossed:
        return [TOTAL, *(separator.join(part[:depth]) for depth in range(1, len(part)))]
    places = range(len(part))
    kept = [set(k) for size in range(1, len(part)) for k in combinations(places, size)]
    return [TOTAL, *(separator.join(p if i in k else ANY for i, p in enumerate(part)) for k in kept)]


def grouped(leaves: Collection[str], members: Mapping[str, Collection[str]]) -> Tree:
    """The sums `members`: the parts that each adds, by its name. Parts not among `leaves` are left out."""
    names = pd.Index(sorted(leaves), dtype=object)
    rows = [np.isin(names, list(parts)) for parts in members.values()]
    adds = np.array(rows, float).reshape(len(members), len(names))
    return Tree(names, pd.Index(list(members), dtype=object), sparse.csr_matrix(adds))


def aggregate(series: pd.DataFrame, structure: Tree) -> pd.DataFrame:
    """The sums as long series: a month is unknown where a part that has begun and not ended lacks it."""
    wide = series.dropna(subset=[VÄRDE]).pivot(index=SERIE, columns=MÅNAD, values=VÄRDE)
    wide = wide.reindex(structure.leaves).sort_index(axis=1)
    values = wide.to_numpy(float)
    seen = np.isfinite(values)
    inside = (np.cumsum(seen, axis=1) > 0) & (np.cumsum(seen[:, ::-1], axis=1)[:, ::-1] > 0)
    total = structure.adds @ np.where(seen, values, 0.0)
    lacking = structure.adds @ (inside & ~seen).astype(float)
    some = structure.adds @ seen.astype(float)
    out = pd.DataFrame(np.where((lacking == 0) & (some > 0), total, np.nan), structure.nodes, wide.columns)
    return long(**{VÄRDE: out})


def long(**wide: pd.DataFrame) -> pd.DataFrame:
    """Frames serie × month, all of one shape, as rows `serie, månad` and a column each; by serie, then month."""
    first = next(iter(wide.values()))
    names = np.repeat(first.index.to_numpy(object), first.shape[1])
    months = np.tile(first.columns.to_numpy(object), len(first))
    values = {column: frame.to_numpy(float).ravel() for column, frame in wide.items()}
    return pd.DataFrame({SERIE: names, MÅNAD: months, **values})


def levels_of(names: pd.Series, separator: str = "|") -> pd.Series:
    """The level of each name: 0 the whole, then the number of parts."""
    return names.map(lambda name: 0 if name == TOTAL else str(name).count(separator) + 1)
