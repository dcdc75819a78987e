"""Volumes of tjänster: cost per unit, and what volume, mix and price do to a deviation."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import terms, urval
from ekonomi.explain import price_and_volume
from ekonomi.urval import Condition, Rows

ACTUAL = {terms.M_UTFALL: terms.M_BUDGET, terms.M_PROGNOS: terms.M_BUDGET_HELÅR}


@dataclass(frozen=True, eq=False)
class Units:
    """What the tjänster with a volume cost per unit; every frame has a row per tjänst and a column per measure.

    `enhet`: what is counted, by tjänst. `volume`: float. `cost`: Int64 öre, cost −. `price`: Int64, whole öre
    per unit, cost +. Missing where the measure, the volume or the cost is unknown, or nothing was counted.
    `counted` and `costed`: which rows each measure sums, of the volumes and of the costs of all tjänster.
    """

    enhet: pd.Series
    volume: pd.DataFrame
    cost: pd.DataFrame
    price: pd.DataFrame
    counted: Mapping[str, Rows]
    costed: Mapping[str, Rows]


def units(
    volumes: pd.DataFrame, measured: pd.DataFrame, period: str, versions: cubes.Versions, fil: str = "volymer"
) -> Units:
    """Cost per unit of the tjänster that `volumes`, from the file `fil`, counts.

    `volumes`: tjänst, enhet, månad, beloppstyp, version, volym (float ≥ 0), a forecast as its year's total.
    `measured`: the costs after allocation, from `cube.measures`, whose `versions` the volumes are read by.
    """
    rows = cubes.measures(volumes.rename(columns={"månad": "period"}), period, versions)
    sums = rows.groupby(["tjänst", "mått"], observed=True)["volym"].sum().unstack("mått")
    volume = sums.reindex(columns=list(terms.MEASURES)).astype("Float64")
    cost = cubes.pivot(measured[measured["tjänst"].isin(volume.index)], ["tjänst"]).reindex(volume.index)
    price = (-cost.astype("Float64") / volume.where(volume > 0)).round().astype("Int64")
    costed = cubes.selections(measured, period)
    counted = {measure: _in_file(rows, fil) for measure, rows in costed.items()}
    return Units(rows.groupby("tjänst")["enhet"].first(), volume, cost, price, counted, costed)


def _in_file(rows: Rows, fil: str) -> Rows:
    """The same beloppstyp, version and months among the volumes."""
    months = [
        Condition("månad" if one.name == "period" else one.name, one.sign, one.values)
        for one in rows.conditions
    ]
    return urval.summed(fil, "volym") & Rows(tuple(months))


def effects(units: Units, actual: str = terms.M_UTFALL) -> pd.DataFrame:
    """Volymeffekt, mixeffekt and priseffekt of each tjänst's avvikelse (`explain.price_and_volume`).

    Mix is between tjänster counted in the same unit; others cannot be compared. Only tjänster with cost and a
    volume both in `actual` (utfall or prognos) and in its budget. Indexed by tjänst.
    """
    budget = ACTUAL[actual]
    frame = pd.DataFrame(
        {
            "enhet": units.enhet,
            "belopp": units.cost[actual],
            "belopp_budget": units.cost[budget],
            "volym": units.volume[actual],
            "volym_budget": units.volume[budget],
        }
    )
    known = frame.dropna()
    known = known[(known["volym"] > 0) & (known["volym_budget"] > 0)]
    plain = known.astype(
        {"belopp": "int64", "belopp_budget": "int64", "volym": "float64", "volym_budget": "float64"}
    )
    parts = [price_and_volume(group) for _, group in plain.groupby("enhet", sort=True)]
    return pd.concat(parts).sort_index() if parts else price_and_volume(plain)
