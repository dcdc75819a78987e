"""Why a figure deviates: price against volume, and which deviations must be commented.

Sources: Horngren, Datar & Rajan, *Cost Accounting*, 14th ed., chapter 7 (flexible-budget and price variances)
and chapter 14 (sales-volume, quantity and mix variances).
"""

import pandas as pd

from ekonomi import terms
from ekonomi.deviation import deviation


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

    `gaps`: avvikelse and the budget (öre); a row without budget is material by its amount alone.
    """
    size = gaps["avvikelse"].abs().astype("float64")
    base = gaps[budget].abs().astype("float64")
    return (size >= kronor * terms.ÖRE_PER_MNKR) & (size * 100 >= procent * base)
