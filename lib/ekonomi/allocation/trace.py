"""The way of every krona: from the ansvar that booked it, through its pool and the last key, to the tjänst."""

import pandas as pd

from ekonomi import terms
from ekonomi.allocation.by_service import Rules, pooled, split_rows
from ekonomi.allocation.drivers import Moment
from ekonomi.allocation.methods import POOL, TJÄNST, passed_on

DIRECT = ""
PATH = ["ansvar", "pool", "via", "tjänst"]


def trace(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Where the amounts of tjänster came from and those of ansvar went: a row per way, the largest first.

    `rows`: rows of the cube before allocation (see `by_service.allocate`), narrowed to what is asked about,
    for instance the costs of the outcome January–March. Gives ansvar, pool (the ansvar's own, "" where the
    posting itself carried the tjänst), via (the pool whose key gave to the tjänst), tjänst and belopp (int64,
    öre). The ways sum exactly to what `allocate` puts on the tjänst, and to what the ansvar booked.
    """
    bare = rows["tjänst"] == ""
    direct = rows[~bare].assign(pool=DIRECT, via=DIRECT)
    ways = pd.concat([direct, *(_ways(*group, rules) for group in pooled(rows[bare], rules))])
    sums = ways.groupby(PATH)["belopp"].sum().reset_index()
    sums = sums[sums["belopp"] != 0].assign(size=-sums["belopp"].abs())
    return sums.sort_values(["size", *PATH], ignore_index=True).drop(columns="size")


def _ways(at: Moment, rows: pd.DataFrame, shares: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Each row split over its tjänster as `allocate` does, and each part over the last pools on its way."""
    pools, keys = rules.held(at)
    steps = pools.groupby(POOL)["steg"].min()
    split = split_rows(rows, shares.loc[rows["pool"]], TJÄNST)
    return _over_last_pools(split, last_pools(keys, steps, rules.method))


def last_pools(keys: pd.DataFrame, steps: pd.Series, method: str) -> pd.DataFrame:
    """How the effective share pool → tjänst divides over the pools whose own keys gave to the tjänst.

    Gives pool, via, tjänst, andel: the shares of a pool and tjänst sum to its effective share.
    """
    usable = keys[keys["mottagarslag"] == TJÄNST] if method == terms.DIREKT_METOD else keys
    own = usable[usable["pool"].isin(steps.index)].reset_index(drop=True)
    share = own["vikt"] / own.groupby("pool")["vikt"].transform("sum")
    onto = own.assign(egen=share)[own["mottagarslag"] == TJÄNST]
    reached = passed_on(own[own["mottagarslag"] == POOL], share, steps)
    last = reached.merge(onto.rename(columns={"pool": "via", "mottagare": "tjänst"}), on="via")
    last["andel"] = last["når"] * last["egen"]
    return last.loc[last["andel"] > 0, ["pool", "via", "tjänst", "andel"]]


def _over_last_pools(split: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    sums = split.groupby(["moment", "ansvar", "pool", "tjänst"])["belopp"].sum().reset_index()
    total = last.groupby(["pool", "tjänst"])["andel"].transform("sum")
    shared, pair = last.assign(andel=last["andel"] / total), ["pool", "tjänst"]
    wide = shared.pivot_table(index=pair, columns="via", values="andel", fill_value=0.0)
    return split_rows(sums, wide.loc[pd.MultiIndex.from_frame(sums[pair])], "via")
