"""Weights of keys computed from what the costs follow: årsarbetare, volumes or direct costs.

A key's weight is vikt × driver: vikt is an equivalence number (1 where all units count alike), and the driver of
a `fast andel` is 1. The driver is that of the row's own beloppstyp and version: of an outcome from January through
the row's month, so that a month that is closed never changes; of a budget and a forecast the whole year's. Hours
are only worked, never planned: a forecast takes those known at its report, a budget those of the year before.
Source: Horngren, Datar & Rajan, *Cost Accounting*, 14th ed., chapter 14 (criteria and bases of cost allocation).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.allocation.methods import POOL, TJÄNST, fault, refuse
from ekonomi.errors import Found

ABSENT = {terms.ÅRSARBETARE: "ingen arbetad tid", terms.VOLYM: "ingen volym"}


def _none(columns: str, number: str) -> pd.DataFrame:
    kinds = {**dict.fromkeys(columns.split(), "str"), number: "float64"}
    return pd.DataFrame(columns=list(kinds)).astype(kinds)


@dataclass(frozen=True, eq=False)
class Drivers:
    """What keys may follow. `hours`: månad, ansvar, timmar. `volumes`: tjänst, enhet, månad, beloppstyp, version,
    volym. `costs`: beloppstyp, version, period, ansvar, tjänst and belopp (int64 öre, cost −) before allocation.
    """

    hours: pd.DataFrame = field(default_factory=lambda: _none("månad ansvar", "timmar"))
    volumes: pd.DataFrame = field(default_factory=lambda: _none("tjänst enhet månad beloppstyp version", "volym"))
    costs: pd.DataFrame = field(default_factory=lambda: _none("beloppstyp version period ansvar tjänst", "belopp"))


@dataclass(frozen=True)
class Moment:
    """Which rows a key serves: their beloppstyp and version, and the period whose keys they take."""

    beloppstyp: str
    version: str
    period: str

    def months(self, ground: str) -> tuple[str, str]:
        """The first and last month of the driver, as the module says."""
        first, year_end = periods.january(self.period), periods.december(self.period)
        if self.beloppstyp != terms.UTFALL and ground != terms.ÅRSARBETARE:
            return first, year_end
        if self.beloppstyp != terms.BUDGET:
            return first, self.period
        return periods.shift(first, -12), periods.shift(year_end, -12)


def computed(keys: pd.DataFrame) -> pd.Series:
    """True for each key whose weight follows something else than a fixed share."""
    if "grund" not in keys:
        return pd.Series(False, index=keys.index)
    return keys["grund"] != terms.FAST_ANDEL


def weighed(keys: pd.DataFrame, pools: pd.DataFrame, drivers: Drivers, moment: Moment) -> pd.DataFrame:
    """The keys that hold in the moment with `vikt` multiplied by what each receiver has of the key's ground.

    `keys` and `pools` hold only rows valid in the moment. Raises DataError naming the pool whose receiver has no
    driver, or a negative one, or whose receivers cannot be compared.
    """
    keys = keys.reset_index(drop=True)
    follow = computed(keys)
    if not follow.any():
        return keys
    faults = list(_mixed(keys, follow))
    parts = [keys[~follow]]
    for ground, own in keys[follow].groupby("grund", sort=True):
        of_receiver = _amounts(str(ground), pools, drivers, moment)
        place = pd.MultiIndex.from_frame(own[["mottagarslag", "mottagare"]])
        driver = of_receiver.reindex(place).set_axis(own.index)
        if ground == terms.DIREKT_KOSTNAD:  # the ledger is complete: what is not booked is nothing
            driver = driver.fillna(0.0)
        faults += _faults(own, driver, str(ground), moment)
        if ground == terms.VOLYM:
            faults += _units(own, drivers.volumes)
        parts.append(own.assign(vikt=own["vikt"] * driver))
    refuse(sorted(faults, key=lambda fault: fault.funnet))
    return pd.concat(parts).sort_index()


def _amounts(ground: str, pools: pd.DataFrame, drivers: Drivers, moment: Moment) -> pd.Series:
    """What each receiver (mottagarslag, mottagare) has of a ground in the months of the moment."""
    span = moment.months(ground)
    pool_of = pools.set_index("ansvar")[POOL]
    if ground == terms.ÅRSARBETARE:
        hours = drivers.hours[drivers.hours["månad"].between(*span)]
        return _by(hours["ansvar"].map(pool_of), hours["timmar"], POOL)
    if ground == terms.VOLYM:
        rows = _same(drivers.volumes, moment, "månad", span)
        return _by(rows[TJÄNST], rows["volym"], TJÄNST)
    rows = _same(drivers.costs, moment, "period", span)
    direct = rows[TJÄNST] != ""
    onto = _by(rows.loc[direct, TJÄNST], -rows.loc[direct, "belopp"], TJÄNST)
    own = _by(rows.loc[~direct, "ansvar"].map(pool_of), -rows.loc[~direct, "belopp"], POOL)
    return pd.concat([onto, own])


def _same(rows: pd.DataFrame, moment: Moment, month: str, span: tuple[str, str]) -> pd.DataFrame:
    own = (rows["beloppstyp"] == moment.beloppstyp) & (rows["version"] == moment.version)
    return rows[own & rows[month].between(*span)]


def _by(receiver: pd.Series, amount: pd.Series, kind: str) -> pd.Series:
    sums = amount.astype("float64").groupby(receiver.to_numpy()).sum()
    return sums.set_axis(pd.MultiIndex.from_product([[kind], sums.index]))


def _mixed(keys: pd.DataFrame, follow: pd.Series) -> Iterator[Found]:
    touched = keys[keys[POOL].isin(keys.loc[follow, POOL])]
    for pool, grounds in touched.groupby(POOL)["grund"]:
        if grounds.nunique() > 1:
            yield fault(str(pool), f"flera grunder ({', '.join(sorted(set(grounds)))})", "en grund per pool")


def _faults(own: pd.DataFrame, driver: pd.Series, ground: str, moment: Moment) -> Iterator[Found]:
    """Receivers that have no driver in any month, or a negative one."""
    when = "–".join(dict.fromkeys(moment.months(ground)))
    for pool, receiver, amount in zip(own[POOL], own["mottagare"], driver, strict=True):
        if pd.isna(amount):
            yield fault(pool, f"{ABSENT[ground]} {when} hos mottagaren {receiver}", "underlag för nyckeln")
        elif amount < 0:
            found = f"en negativ {ground} {when} hos mottagaren {receiver}"
            yield fault(pool, found, "ett underlag som är noll eller större")


def _units(own: pd.DataFrame, volumes: pd.DataFrame) -> Iterator[Found]:
    unit = own["mottagare"].map(volumes.drop_duplicates(TJÄNST).set_index(TJÄNST)["enhet"]).dropna()
    for pool, units in unit.groupby(own[POOL]):
        if units.nunique() > 1:
            found = f"volymer i olika enheter ({', '.join(sorted(set(units)))})"
            yield fault(str(pool), found, "samma enhet hos alla mottagare")
