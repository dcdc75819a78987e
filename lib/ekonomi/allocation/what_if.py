"""What other keys would do: the costs that move between tjänster, and the effect of keys changed since the budget."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.allocation.by_service import Rules, allocate
from ekonomi.allocation.drivers import Moment
from ekonomi.allocation.methods import POOL, refuse
from ekonomi.errors import Found

COLUMNS = ["tjänst", "före", "efter", "flyttat"]


def moved(rows: pd.DataFrame, before: Rules, after: Rules) -> pd.DataFrame:
    """What each tjänst bears by one set of rules and by another, the largest move first; only those that move.

    `rows`: rows of the cube before allocation, narrowed to what is asked about. Gives tjänst, före, efter and
    flyttat (int64, öre, report sign: minus is a higher cost). flyttat sums to zero: nothing is lost.
    """
    bare = rows[rows["tjänst"] == ""]
    sides = {"före": before, "efter": after}
    sums = {name: allocate(bare, rules).groupby("tjänst")["belopp"].sum() for name, rules in sides.items()}
    carried = rows[rows["tjänst"] != ""].groupby("tjänst")["belopp"].sum()
    table = pd.DataFrame(sums).fillna(0).astype("int64")
    table = table.add(carried.reindex(table.index, fill_value=0), axis=0)
    table["flyttat"] = table["efter"] - table["före"]
    table = table[table["flyttat"] != 0].rename_axis("tjänst").reset_index()
    order = table.assign(size=-table["flyttat"].abs()).sort_values(["size", "tjänst"], kind="stable").index
    return table.loc[order, COLUMNS].reset_index(drop=True)


def with_keys(rules: Rules, keys: pd.DataFrame, since: str = "") -> Rules:
    """The rules with the keys of some pools replaced: `keys` has pool, mottagare, mottagarslag, vikt and grund.

    Without grund they are fixed shares. Replaced keys hold from the month `since`, by default in every period, for
    utfall and prognos; locked budgets keep theirs. Raises DataError for a pool that the register does not have.
    """
    _refuse_unknown(rules, keys["pool"])
    replaced = rules.keys["pool"].isin(keys["pool"])
    kept = pd.concat([rules.keys[~replaced], _cut(rules.keys[replaced], since)[0]])
    dated = keys.assign(giltig_från=since, giltig_till="")
    if "grund" in kept and "grund" not in dated:
        dated["grund"] = terms.FAST_ANDEL
    return replace(rules, keys=pd.concat([kept, dated], ignore_index=True))


def with_order(rules: Rules, steps: Mapping[str, int], since: str = "") -> Rules:
    """The rules with another order: the steg of some pools, from the month `since`, by default in every period.

    By stegmetoden, what a pool would give to one that has then been emptied is left out, and its other receivers take
    more; the other methods have no order. Raises DataError for a pool that is unknown.
    """
    _refuse_unknown(rules, steps)
    before, after = _cut(rules.pools, since)
    steg = after["pool"].map(steps).fillna(after["steg"]).astype("int64")
    of_pool = steg.groupby(after["pool"]).min()

    def onward(keys: pd.DataFrame) -> pd.DataFrame:
        if rules.method != terms.STEGMETODEN:
            return keys
        past, ahead = _cut(keys, since)
        # those to a pool that is emptied before, or along with, the one that gives
        back = ahead["mottagare"].map(of_pool) <= ahead["pool"].map(of_pool)
        return pd.concat([past, ahead[~(back & (ahead["mottagarslag"] == POOL))]], ignore_index=True)

    locked = {name: keys if name in rules.locked_pools else onward(keys) for name, keys in rules.locked.items()}
    pools = pd.concat([before, after.assign(steg=steg)], ignore_index=True)
    return replace(rules, pools=pools, keys=onward(rules.keys), locked=locked)


def _cut(register: pd.DataFrame, since: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of a dated register as they hold before the month `since`, and from it on."""
    if not since:
        return register.iloc[:0], register
    first, last = register["giltig_från"], register["giltig_till"]
    ends, older = periods.shift(since, -1), first < since
    before = register[older].assign(giltig_till=last.where(last.between("0", ends), ends))
    after = register.assign(giltig_från=first.where(~older, since))
    return before, after[(last == "") | (last >= since)]


def _refuse_unknown(rules: Rules, pools: Iterable[str]) -> None:
    unknown = sorted({*pools} - {*rules.pools["pool"]})
    found = "poolen {} i det som ska ändras, men inte i registret"
    expected, action = "en pool som finns i registret pooler", "Rätta poolens namn."
    refuse(Found("pooler", None, None, found.format(pool), expected, action) for pool in unknown)


def at_budget_keys(rules: Rules, version: str) -> Rules:
    """The rules with the keys and pools that the budget `version` is locked to, for utfall and prognos too.

    An ansvar or a pool that has come since the budget was decided keeps today's, so that its costs have a way.
    """
    return replace(
        rules,
        keys=_with_new(rules.locked.get(version), rules.keys, POOL),
        pools=_with_new(rules.locked_pools.get(version), rules.pools, "ansvar"),
    )


def _with_new(locked: pd.DataFrame | None, today: pd.DataFrame, code: str) -> pd.DataFrame:
    if locked is None:
        return today
    return pd.concat([locked, today[~today[code].isin(locked[code])]], ignore_index=True)


def fixed(rules: Rules, moment: Moment) -> pd.DataFrame:
    """The keys of a moment as fixed shares, their computed weights as numbers: what a budget can be locked to."""
    _, keys = rules.held(moment)
    return keys.assign(grund=terms.FAST_ANDEL)
