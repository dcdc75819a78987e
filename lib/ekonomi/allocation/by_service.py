"""Tjänsteomräkning of the cube: rows without a tjänst are split over tjänster by their ansvar's pool.

Nothing is lost: every row is split by largest remainder, so each sum (period, beloppstyp, kostnadsslag,
avgränsning, ansvar, projekt) is the same before and after, to the öre.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.allocation.methods import METHODS
from ekonomi.allocation.split import split_amounts
from ekonomi.cube import aggregate, moment
from ekonomi.errors import DataError, Finding
from ekonomi.registers import holds

CHUNK = 256  # rows split at a time where only their sums are asked for


@dataclass(frozen=True, eq=False)
class Rules:
    """How costs go from ansvar to tjänst.

    `pools`: pool, ansvar, steg (int), giltig_från, giltig_till. `keys`: pool, mottagare, mottagarslag (tjänst or
    pool), vikt (float ≥ 0), giltig_från, giltig_till. `locked`: the keys that a budget was decided on, by its
    version; a budget without locked keys follows `keys`. `method`: a name in `METHODS`.
    """

    pools: pd.DataFrame
    keys: pd.DataFrame
    locked: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))
    method: str = "step-down"

    def keys_of(self, beloppstyp: str, version: str) -> pd.DataFrame:
        """The keys that rows of a beloppstyp and version take."""
        return self.locked.get(version, self.keys) if beloppstyp == terms.BUDGET else self.keys


def effective_shares(
    pools: pd.DataFrame, keys: pd.DataFrame, period: str, method: str = "step-down"
) -> pd.DataFrame:
    """The share of each pool that ends on each tjänst, by the pools and keys (as in `Rules`) that hold in `period`.

    Gives pool, tjänst, andel (float > 0; each pool's sum to 1), sorted. Raises DataError naming the pool and
    the period.
    """
    steps = valid(pools, period).groupby("pool")["steg"].min()
    try:
        return METHODS[method](valid(keys, period), steps)
    except DataError as error:
        raise DataError([_dated(finding, period) for finding in error.findings]) from None


def _dated(finding: Finding, period: str) -> Finding:
    found = f"{finding.funnet} i period {period}"
    return Finding(fil=finding.fil, funnet=found, väntat=finding.väntat, åtgärd=finding.åtgärd)


def valid(register: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of a dated register that hold in `period` (giltig_från and giltig_till inclusive, "" is open)."""
    return register[holds(register, period)]


def allocate(cube: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Give every row of the cube a tjänst: rows without one are split by their ansvar's pool and its key.

    `cube` has at least beloppstyp, version, period, ansvar, tjänst ("" where none) and belopp (int64, öre).
    Adds `pool` ("" for rows that had a tjänst). Keys are those of the row's period, for prognos of the report
    period (its version). Raises DataError for an ansvar without pool, and as `effective_shares`.
    """
    direct = cube[cube["tjänst"] != ""].assign(pool="")
    parts = [_split(rows, shares) for rows, shares in pooled(cube[cube["tjänst"] == ""], rules)]
    return pd.concat([direct, *parts], ignore_index=True)[[*cube.columns, "pool"]]


def allocate_totals(cube: pd.DataFrame, rules: Rules, dimensions: Sequence[str]) -> pd.DataFrame:
    """The sums of `allocate` by `dimensions` and tjänst, to the öre, without ever holding the rows between.

    For organisations whose allocated rows would not fit in memory. Arguments and errors as `allocate`.
    """
    by = [*dimensions, "tjänst"]
    parts = [cube.loc[cube["tjänst"] != "", [*by, "belopp"]]]
    for rows, shares in pooled(cube[cube["tjänst"] == ""], rules):
        for values, group in rows.groupby(list(dimensions), sort=True):
            named = dict(zip(dimensions, values, strict=True))
            sums = pd.DataFrame({**named, "tjänst": shares.columns, "belopp": _summed(group, shares)})
            parts.append(sums[sums["belopp"] != 0])
    return aggregate(pd.concat(parts, ignore_index=True), by)


def _summed(rows: pd.DataFrame, shares: pd.DataFrame) -> np.ndarray:
    """What all the rows together put on each tjänst, split a chunk of rows at a time."""
    amounts, places = rows["belopp"].to_numpy(), shares.index.get_indexer(pd.Index(rows["pool"]))
    matrix = shares.to_numpy()
    total = np.zeros(matrix.shape[1], dtype="int64")
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        total += split_amounts(amounts[part], matrix[places[part]]).sum(axis=0)
    return total


def pooled(rows: pd.DataFrame, rules: Rules) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Rows without a tjänst with their pool, in groups that share keys; each with its shares (pool × tjänst).

    Months in which the same pools and keys hold share one solution.
    """
    own = rows.assign(moment=moment(rows))
    own["låst"] = own["version"].where((own["beloppstyp"] == terms.BUDGET), "")
    solved: dict[tuple[int, bytes, bytes], pd.DataFrame] = {}
    for (period, version), group in own.groupby(["moment", "låst"], sort=True):
        keys = rules.keys_of(terms.BUDGET if version else terms.UTFALL, str(version))
        named = group.assign(pool=_pool_of(group, rules.pools, str(period)))
        held = (id(keys), _which(rules.pools, str(period)), _which(keys, str(period)))
        if held not in solved:
            shares = effective_shares(rules.pools, keys, str(period), rules.method)
            solved[held] = shares.pivot(index="pool", columns="tjänst", values="andel").fillna(0.0)
        yield named, solved[held]


def _which(register: pd.DataFrame, period: str) -> bytes:
    """Which rows of a dated register hold in `period`, as something to compare."""
    return holds(register, period).to_numpy(dtype=bool).tobytes()


def _pool_of(rows: pd.DataFrame, pools: pd.DataFrame, period: str) -> pd.Series:
    pool = rows["ansvar"].map(valid(pools, period).set_index("ansvar")["pool"])
    if pool.isna().any():
        homeless = sorted(rows.loc[pool.isna(), "ansvar"].unique())
        raise DataError([_homeless(ansvar, period) for ansvar in homeless])
    return pool


def _split(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    parts = split_amounts(rows["belopp"].to_numpy(), shares.loc[rows["pool"]].to_numpy())
    source, target = parts.nonzero()
    out = rows.iloc[source]
    return out.assign(tjänst=shares.columns.to_numpy()[target], belopp=parts[source, target])


def _homeless(ansvar: str, period: str) -> Finding:
    return Finding(
        fil="pooler",
        funnet=f"poster utan tjänst på ansvar {ansvar} i period {period}, men ingen pool för ansvaret",
        väntat="att varje ansvar med poster utan tjänst hör till en pool",
        åtgärd="Lägg till ansvaret i registret pooler eller sätt tjänst på posterna.",
    )
