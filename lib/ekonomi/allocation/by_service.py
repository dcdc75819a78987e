"""Tjänsteomräkning of the cube: rows without a tjänst are split over tjänster by their ansvar's pool.

Nothing is lost: every row is split by largest remainder, so each sum (period, beloppstyp, kostnadsslag,
avgränsning, ansvar, projekt) is the same before and after, to the öre."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.allocation.drivers import Drivers, Moment, computed, weighed
from ekonomi.allocation.methods import METHODS, POOL, refuse
from ekonomi.cube import DIMENSIONS, aggregate, moment
from ekonomi.errors import DataError, Found
from ekonomi.registers import holds, turns


@dataclass(frozen=True, eq=False)
class Rules:
    """How costs go from ansvar to tjänst.

    `pools`: pool, ansvar, steg (int), giltig_från, giltig_till. `keys`: pool, mottagare, mottagarslag (tjänst or
    pool), vikt (float ≥ 0), grund (`terms.GRUNDER`; without the column all are fixed shares), giltig_från,
    giltig_till. `locked`, `locked_pools`: the keys and pools that a budget was decided on, by its version; a
    budget without them follows `keys` and `pools`. `method`: a name in `METHODS`. `drivers`: what keys follow.
    """

    pools: pd.DataFrame
    keys: pd.DataFrame
    locked: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))
    method: str = terms.STEGMETODEN
    locked_pools: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))
    drivers: Drivers = field(default_factory=Drivers)

    def is_locked(self, version: str) -> bool:
        """True where the budget of that version has keys or pools of its own."""
        return version in self.locked or version in self.locked_pools

    def held(self, moment: Moment) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The pools, and the keys with their weights computed, that rows of a moment take. Raises DataError."""
        pools, keys = (valid(register, moment.period) for register in self._registers(moment))
        with dated(moment.period):
            return pools, weighed(keys, pools, self.drivers, moment)

    def same(self, moment: Moment) -> tuple[object, ...]:
        """What tells moments apart that do not share keys: which rows hold, and whose drivers they follow."""
        registers, period = self._registers(moment), moment.period
        follow = computed(registers[1])
        own = moment if follow.any() and follow[holds(registers[1], period)].any() else None
        turns = [(id(one), *self._turns[id(one)]) for one in registers]
        return own, *((of, bisect_right(begun, period), bisect_left(ended, period)) for of, begun, ended in turns)

    @cached_property
    def _turns(self) -> Mapping[int, tuple[list[str], list[str]]]:
        registers = (self.pools, self.keys, *self.locked.values(), *self.locked_pools.values())
        return {id(one): turns(one) for one in registers}

    def _registers(self, moment: Moment) -> tuple[pd.DataFrame, pd.DataFrame]:
        if moment.beloppstyp != terms.BUDGET:
            return self.pools, self.keys
        version = moment.version
        return self.locked_pools.get(version, self.pools), self.locked.get(version, self.keys)


def solve(pools: pd.DataFrame, keys: pd.DataFrame, period: str, method: str) -> pd.DataFrame:
    """The share of each pool that ends on each tjänst (pool × tjänst, rows sum to 1), by the pools and keys that hold.

    Raises DataError naming the pool and the period.
    """
    with dated(period):
        return METHODS[method](keys, pools.groupby(POOL)["steg"].min())


@contextmanager
def dated(period: str) -> Iterator[None]:
    """Within it, a DataError about keys also says the period."""
    try:
        yield
    except DataError as error:
        told = [replace(finding, funnet=f"{finding.funnet} i period {period}") for finding in error.findings]
        raise DataError(told) from None


def valid(register: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of a dated register that hold in `period` (giltig_från and giltig_till inclusive, "" is open)."""
    return register[holds(register, period)]


def allocate(cube: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Give every row of the cube a tjänst: rows without one are split by their ansvar's pool and its key.

    `cube` has at least beloppstyp, version, period, ansvar, tjänst ("" where none) and belopp (int64, öre).
    Adds `pool` ("" for rows that had a tjänst). Keys are those of the row's period, for prognos of the report
    period (its version). Raises DataError for an ansvar without pool, and as `solve`.
    """
    cells = cube.reset_index(drop=True)
    parts = _parts(cells, rules)
    parts = parts[(parts["belopp"] != 0) | (parts["pool"] == "")]
    told = {name: parts[name].array for name in ("tjänst", "pool", "belopp")}
    return cells.iloc[parts["cell"]].reset_index(drop=True).assign(**told)


def pooled(rows: pd.DataFrame, rules: Rules) -> Iterator[tuple[Moment, pd.DataFrame, pd.DataFrame]]:
    """Ansvar and belopp of rows without a tjänst with their pool, and the shares (pool × tjänst) that they take.

    Rows of moments in which the same pools and keys hold come together, with the first of the moments; their column
    `moment` numbers each in its order.
    """
    own = pd.DataFrame({"period": moment(rows), "beloppstyp": rows["beloppstyp"], "version": rows["version"]})
    alike: dict[tuple[object, ...], list[tuple[int, Moment]]] = {}
    for number, (period, kind, version) in enumerate(own.drop_duplicates().sort_values([*own]).itertuples(index=False)):
        at = Moment(str(kind), str(version), str(period))
        alike.setdefault(rules.same(at), []).append((number, at))
    numbered = rows[["ansvar", "belopp"]].assign(moment=own.groupby([*own]).ngroup())
    for moments in alike.values():
        (_, first), numbers = moments[0], [number for number, _ in moments]
        pools, keys = rules.held(first)
        shares = solve(pools, keys, first.period, rules.method)
        group = numbered[numbered["moment"].isin(numbers)]
        yield first, group.assign(pool=_pool_of(group, pools, dict(moments))), shares


def _pool_of(rows: pd.DataFrame, pools: pd.DataFrame, moments: Mapping[int, Moment]) -> pd.Series:
    pool = rows["ansvar"].map(pools.set_index("ansvar")[POOL])
    without = rows[pool.isna()]
    first = without[without["moment"] == without["moment"].min()]
    refuse(_homeless(ansvar, moments[first["moment"].iloc[0]].period) for ansvar in sorted(first["ansvar"].unique()))
    return pool


def _homeless(ansvar: str, period: str) -> Found:
    found = f"poster utan tjänst på ansvar {ansvar} i period {period}, men ingen pool för ansvaret"
    expected = "att varje ansvar med poster utan tjänst hör till en pool"
    action = "Lägg till ansvaret i registret pooler eller sätt tjänst på posterna."
    return Found("pooler", None, None, found, expected, action)


def split_amounts(amounts: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Split n amounts (int64, öre) by an n × m matrix of shares (rows sum to 1) into n × m int64.

    Largest remainder (Hamilton's method; Balinski & Young, *Fair Representation*, 1982, chapter 3): each
    part is rounded down in size, and the öre that remain go to the largest fractions, first column first
    on ties. Every row sums to its amount exactly.
    """
    exact = np.abs(amounts)[:, None] * shares
    parts = np.floor(exact).astype(np.int64)
    left = np.abs(amounts) - parts.sum(axis=1)
    order = np.argsort(parts - exact, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(shares.shape[1])[None, :], axis=1)
    parts += rank < left[:, None]
    return parts * np.sign(amounts)[:, None]


def split_rows(rows: pd.DataFrame, shares: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows with belopp (öre) split by the shares of each, a row per part that is not 0; its column goes to `name`."""
    parts = split_amounts(rows["belopp"].to_numpy(), shares.to_numpy())
    source, target = parts.nonzero()
    return rows.iloc[source].assign(**{name: shares.columns.to_numpy()[target], "belopp": parts[source, target]})


def parts_of(postings: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The postings, each with its `cell`, and the parts of the cells by tjänst: what `divided` asks for.

    `postings`: ledger rows with `DIMENSIONS` and belopp (int64, öre), all those of each row of the cube: of a cell.
    The parts: cell, its `DIMENSIONS` with the tjänst that bears the part, pool ("" where the posting carried the
    tjänst), andel and belopp (öre), which is what `allocate` puts on the tjänst. Errors as `allocate`.
    """
    cells = aggregate(postings, DIMENSIONS)
    placed = postings.merge(cells[DIMENSIONS].reset_index(names="cell"), on=DIMENSIONS, how="left")
    parts = _parts(cells, rules)
    return placed, cells.iloc[parts["cell"]].reset_index(drop=True).assign(**parts)


def _parts(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What each tjänst bears of rows numbered from 0: cell (the row), pool, tjänst, andel and belopp (öre)."""
    direct = (cells["tjänst"] != "").to_numpy()
    own = cells.loc[direct, ["tjänst", "belopp"]].assign(pool="", moment=-1, andel=1.0).rename_axis("cell")
    parts = [own.reset_index()]
    for _, rows, shares in pooled(cells[~direct], rules):
        matrix = shares.to_numpy()[shares.index.get_indexer(pd.Index(rows["pool"]))]
        whole = split_amounts(rows["belopp"].to_numpy(), matrix)
        source, target = ((matrix != 0) | (whole != 0)).nonzero()
        part = rows[["pool", "moment"]].rename_axis("cell").reset_index().iloc[source]
        more = {"andel": matrix[source, target], "belopp": whole[source, target]}
        parts.append(part.assign(tjänst=shares.columns.take(target).array, **more))
    told = pd.concat(parts, ignore_index=True)[["cell", "pool", "moment", "tjänst", "andel", "belopp"]]
    return told.iloc[np.lexsort((told["cell"], told.pop("moment")))].reset_index(drop=True)


def divided(rows: pd.DataFrame, parts: pd.DataFrame, by: str) -> pd.DataFrame:
    """Each of some rows once for every part of what it belongs to `by`, with that part's columns and its own share.

    `rows`: belopp (int64, öre), all that each part is of; `parts`: `by`, andel and belopp, which the shares sum to.
    Rounded down, then one öre more to those with the largest fractions (largest remainder, see `split_amounts`): a
    part lies less than an öre from the sum of its rows' exact shares, so that this always suffices.
    """
    placed = pd.DataFrame({by: rows[by].to_numpy(), "source": np.arange(len(rows))})
    placed = placed.merge(pd.DataFrame({by: parts[by].to_numpy(), "target": np.arange(len(parts))}), on=by)
    source, target = placed["source"].to_numpy(), placed["target"].to_numpy()
    exact = rows["belopp"].to_numpy()[source] * parts["andel"].to_numpy()[target]
    amounts = np.floor(exact).astype(np.int64)
    left = parts["belopp"].to_numpy().copy()
    np.subtract.at(left, target, amounts)
    order = np.lexsort((amounts - exact, target))
    first = np.searchsorted(target[order], np.arange(len(parts)))
    rank = np.arange(len(order)) - first[target[order]]
    amounts[order] += rank < left[target[order]]
    told = {str(name): parts[name].to_numpy()[target] for name in parts if name != by}
    return rows.iloc[source].assign(**{**told, "bokfört": rows["belopp"].to_numpy()[source], "belopp": amounts})
