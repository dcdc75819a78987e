"""Why a figure deviates: ranked contributions that sum exactly to the avvikelse, and price against volume.

Sources: Horngren, Datar & Rajan, *Cost Accounting*, 14th ed., chapter 7 (flexible-budget and price variances)
and chapter 14 (sales-volume, quantity and mix variances).
"""

from collections.abc import Sequence

import pandas as pd

from ekonomi import terms
from ekonomi.deviation import deviation


def contributions(
    measured: pd.DataFrame, by: Sequence[str], actual: str = terms.M_UTFALL, budget: str = terms.M_BUDGET
) -> pd.DataFrame:
    """What each value of `by` adds to the avvikelse of `measured`, the largest first.

    `measured` comes from `cube.measures`, narrowed to the figure in question (a tjänst, an ansvar, all).
    Gives `by`, the two measures and avvikelse (Int64, öre, + is better), ranked by size, ties by name.
    The column avvikelse sums to the figure's avvikelse, to the öre.
    """
    sums = measured.groupby([*by, "mått"], observed=True)["belopp"].sum().unstack("mått")
    known = sums.reindex(columns=list(measured["mått"].cat.categories)).fillna(0)
    table = known.reindex(columns=[actual, budget]).astype("Int64").rename_axis(columns=None).reset_index()
    table["avvikelse"] = deviation(table[actual], table[budget])
    size = -table["avvikelse"].abs()
    order = table.assign(size=size).sort_values(["size", *by], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def price_and_volume(units: pd.DataFrame) -> pd.DataFrame:
    """Split each tjänst's avvikelse into the effects of volume, mix and price; they sum to it to the öre.

    `units`: tjänst, belopp and belopp_budget (int64, öre, report sign), volym and volym_budget (float > 0,
    the same unit per tjänst and comparable over the rows). With V the volumes, s the shares of ΣV and p the
    price per unit: volymeffekt = (ΣV − ΣV_b)·s_b·p_b, mixeffekt = ΣV·(s − s_b)·p_b, priseffekt = the rest,
    V·(p − p_b). Adds the three and avvikelse (int64, öre; + is better). A single row has no mix effect.
    """
    price = units["belopp_budget"] / units["volym_budget"]
    total, planned = units["volym"].sum(), units["volym_budget"].sum()
    share = units["volym_budget"] / planned
    volume = ((total - planned) * share * price).round().astype("int64")
    mix = ((units["volym"] - total * share) * price).round().astype("int64")
    gap = deviation(units["belopp"], units["belopp_budget"])
    return units.assign(volymeffekt=volume, mixeffekt=mix, priseffekt=gap - volume - mix, avvikelse=gap)


def material(gaps: pd.DataFrame, budget: str, kronor: float, procent: float) -> pd.Series:
    """True where an avvikelse must be commented: at least `kronor` (mnkr) and at least `procent` of the budget.

    `gaps` as from `contributions`; a row without budget is material by its amount alone.
    """
    size = gaps["avvikelse"].abs().astype("float64")
    base = gaps[budget].abs().astype("float64")
    return (size >= kronor * terms.ÖRE_PER_MNKR) & (size * 100 >= procent * base)
