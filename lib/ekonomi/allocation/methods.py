"""The textbook methods of allocating support costs: direct, step-down and reciprocal.

One signature: the keys that hold and the step of each pool in, the share of each pool that ends on each
tjänst out, as a frame pool × tjänst. Source: Horngren, Datar & Rajan, *Cost Accounting: A Managerial
Emphasis*, 14th ed., chapter 15 ("Allocation of Support-Department Costs, Common Costs, and Revenues").

Notation: P (pools × pools) and T (pools × tjänster) hold the pools' own shares, each row of [P T] sums to 1.
All of a pool's cost in the end stands on tjänster: S = T + P·S, so S = (I − P)⁻¹ T. Step-down is the case
where P is strictly upper triangular in the order of the steps; direct is the case P = 0.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.checklist import FÖRDELNING
from ekonomi.errors import Found, stop_on

POOL, TJÄNST = "pool", "tjänst"
MANY, FULL = 500, 0.005  # fewer pools are solved in full, and more where so much of the equations is filled
Method = Callable[[pd.DataFrame, pd.Series], pd.DataFrame]


def direct(keys: pd.DataFrame, steps: pd.Series) -> pd.DataFrame:
    """Each pool gives to tjänster alone, in proportion to their vikt; what it would give to pools is left out.

    `keys`: pool, mottagare, mottagarslag (tjänst or pool), vikt (float ≥ 0), a row per receiver. `steps`: int
    by pool. Gives a frame of shares, pool × tjänst (float ≥ 0; each row's sum is 1), both sorted. Raises
    DataError naming the pool whose key is missing, negative or sums to zero.
    """
    return _solve(keys[keys["mottagarslag"] == TJÄNST], steps, "ingen nyckel till en tjänst")


def step_down(keys: pd.DataFrame, steps: pd.Series) -> pd.DataFrame:
    """Pools are emptied in the order of their steg, into tjänster and pools of a later steg, never back.

    Arguments, result and errors as `direct`; also raises DataError where a pool gives to one that is unknown
    or not of a later steg (a cycle).
    """
    refuse(_order_faults(keys, steps))
    return _solve(keys, steps)


def reciprocal(keys: pd.DataFrame, steps: pd.Series) -> pd.DataFrame:
    """Pools serve each other, solved as simultaneous equations; the order of the steps does not matter.

    Arguments, result and errors as `direct`; also raises DataError where pools give only to each other, so
    that their cost never reaches a tjänst.
    """
    refuse([*_unknown_faults(keys, steps), *_closed_faults(keys, steps)])
    return _solve(keys, steps)


METHODS: Mapping[str, Method] = MappingProxyType(
    {terms.STEGMETODEN: step_down, terms.DIREKT_METOD: direct, terms.ÖMSESIDIG_METOD: reciprocal}
)


def _solve(keys: pd.DataFrame, steps: pd.Series, lacking: str = "ingen nyckel") -> pd.DataFrame:
    refuse(_weight_faults(keys, steps, lacking))
    pools = pd.Index(sorted(steps.index))
    own = keys[keys["pool"].isin(pools)].reset_index(drop=True)
    onto = own[own["mottagarslag"] == TJÄNST]
    services = pd.Index(sorted(onto["mottagare"].unique()))
    share = own["vikt"] / own.groupby("pool")["vikt"].transform("sum")
    right = np.zeros((len(pools), len(services)), order="F")
    np.add.at(right, _places(onto, pools, services), share[onto.index])
    solved = _solved(own[own["mottagarslag"] == POOL], share, pools, right)
    return pd.DataFrame(solved, index=pools.rename(POOL), columns=services.rename(TJÄNST), copy=False)


def passed_on(between: pd.DataFrame, share: pd.Series, steps: pd.Series) -> pd.DataFrame:
    """(I − P)⁻¹: how much of each pool's cost comes to pass through each pool, itself included.

    `between`: the keys from pool to pool; `share`: each key row's part of its pool. Gives pool, via, når.
    """
    pools = pd.Index(sorted(steps.index))
    reached = _solved(between, share, pools, np.eye(len(pools), order="F"))
    row, column = (reached > 0).nonzero()
    return pd.DataFrame({"pool": pools[row], "via": pools[column], "når": reached[row, column]})


def _solved(between: pd.DataFrame, share: pd.Series, pools: pd.Index, right: np.ndarray) -> np.ndarray:
    """Solve the equations of the keys from pool to pool: many pools sparsely, unless their factors would fill up.

    `right` may be overwritten.
    """
    places, shares = _places(between, pools, pools), share[between.index].to_numpy()
    if len(pools) < MANY:
        system = np.eye(len(pools))
        np.subtract.at(system, places, shares)
        return np.linalg.solve(system, right)
    from scipy import linalg, sparse  # a tenth of a second that few pools do without
    from scipy.sparse.linalg import splu

    size = (len(pools), len(pools))
    equations = sparse.eye_array(len(pools), format="csc") - sparse.csc_array((shares, places), shape=size)
    if equations.nnz <= FULL * len(pools) ** 2:
        return splu(equations).solve(right)
    full = equations.toarray(order="F")
    return linalg.solve(full, right, overwrite_a=True, overwrite_b=True, check_finite=False)


def _places(keys: pd.DataFrame, rows: pd.Index, columns: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Where each key stands among the pools and its receivers."""
    return rows.get_indexer(pd.Index(keys["pool"])), columns.get_indexer(pd.Index(keys["mottagare"]))


def _weight_faults(keys: pd.DataFrame, steps: pd.Series, lacking: str) -> Iterator[Found]:
    weights = keys.groupby("pool")["vikt"].agg(["sum", "min"]).reindex(steps.index)
    for pool, total, least in weights.itertuples():
        if pd.isna(total):
            yield fault(pool, lacking, "minst en mottagare med vikt")
        elif least < 0:
            yield fault(pool, f"vikten {least:g}", "vikter som är noll eller större")
        elif total == 0:
            yield fault(pool, "vikter med summan 0", "minst en vikt större än noll")


def _between(keys: pd.DataFrame, steps: pd.Series, *, known: bool) -> Iterator[tuple[str, str]]:
    """Giver and receiver of each key from pool to pool, those whose receiver is known or those whose is not."""
    onward, pools = keys.loc[keys["mottagarslag"] == POOL, ["pool", "mottagare"]], {*steps.index}
    for pool, receiver in onward.itertuples(index=False, name=None):
        if pool in pools and (receiver in pools) == known:
            yield pool, receiver


def _unknown_faults(keys: pd.DataFrame, steps: pd.Series) -> Iterator[Found]:
    for pool, receiver in _between(keys, steps, known=False):
        yield fault(pool, f"mottagaren {receiver}", "en pool som finns i registret pooler")


def _order_faults(keys: pd.DataFrame, steps: pd.Series) -> Iterator[Found]:
    yield from _unknown_faults(keys, steps)
    step = steps.to_dict()
    for pool, receiver in _between(keys, steps, known=True):
        if step[receiver] <= step[pool]:
            found = f"mottagaren {receiver} i steg {step[receiver]}"
            yield fault(pool, found, f"en pool i ett senare steg än {step[pool]}")


def _closed_faults(keys: pd.DataFrame, steps: pd.Series) -> Iterator[Found]:
    """Pools from which no chain of keys reaches a tjänst: their equations have no solution."""
    giving = keys[(keys["vikt"] > 0) & keys["pool"].isin(steps.index)]
    reached = set(giving.loc[giving["mottagarslag"] == TJÄNST, "pool"])
    while True:
        onward = set(giving.loc[giving["mottagare"].isin(reached) & (giving["mottagarslag"] == POOL), "pool"])
        if onward <= reached:
            break
        reached |= onward
    for pool in sorted(set(giving["pool"]) - reached):
        yield fault(pool, "en sluten krets av pooler", "att kostnaden till slut når en tjänst")


def refuse(faults: Iterable[Found]) -> None:
    """Raise DataError where there are faults."""
    stop_on(FÖRDELNING.findings(faults))


def fault(pool: str, found: str, expected: str) -> Found:
    """A fault in the register of keys, naming the pool."""
    return Found("nycklar", None, None, f"{found} för poolen {pool}", expected)
