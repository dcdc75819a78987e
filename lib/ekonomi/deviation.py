"""Deviation and growth, the one place where the two are defined, and why a figure deviates: price against volume.

Belopp carry report sign (income +, cost −), so a positive deviation is always better for the nämnd.
Sources: Horngren, Datar & Rajan, *Cost Accounting*, 14th ed., chapter 7 (flexible-budget and price variances)
and chapter 14 (sales-volume, quantity and mix variances).
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from ekonomi import terms
from ekonomi.urval import Formula, Rows

Amount = TypeVar("Amount", int, float, pd.Series, npt.NDArray[np.float64], Formula)


def deviation(actual: Amount, budget: Amount) -> Amount:
    """Avvikelse: utfall − budget (ack) or prognos − budget (helår). Same unit as given; + is better."""
    return actual - budget


def growth(now: Rows, before: Rows) -> Formula:
    """Change of size in per cent (5.5 is 5,5 %), + where income or cost grew; none where before is 0.

    Table 2.1.1 of the model report: no avvikelse, so a cost that rises is positive.
    """
    return 100 * (abs(now) - abs(before)) / abs(before)


def price_and_volume(
    cost: Any, planned_cost: Any, volume: Any, planned: Any, every: Any, every_planned: Any
) -> dict[str, Any]:
    """Split an avvikelse into the effects of volume, mix and price, which sum to it; of numbers or of urval.

    `cost` and `volume` of one tjänst, `every` the volume of all that are counted in the same unit, each with its
    `planned`, of the budget. With V the volumes, s the shares of ΣV and p the price per unit: volymeffekt =
    (ΣV − ΣV_b)·s_b·p_b, mixeffekt = ΣV·(s − s_b)·p_b, priseffekt = V·(p − p_b), where s_b·p_b is planned_cost/ΣV_b.
    """
    return {
        "volymeffekt": planned_cost * (every - every_planned) / every_planned,
        "mixeffekt": planned_cost * volume / planned - planned_cost * every / every_planned,
        "priseffekt": cost - planned_cost * volume / planned,
        terms.AVVIKELSE: deviation(cost, planned_cost),
    }


def in_whole_öre(effects: Mapping[str, Fraction]) -> dict[str, int]:
    """The effects (kronor) in öre, each rounded but priseffekt, which is what then remains of the avvikelse."""
    öre = {name: round(value * terms.ÖRE_PER_KRONA) for name, value in effects.items()}
    return öre | {"priseffekt": öre[terms.AVVIKELSE] - öre["volymeffekt"] - öre["mixeffekt"]}


def material(gaps: pd.DataFrame, budget: str, kronor: float, procent: float) -> pd.Series:
    """True where an avvikelse must be commented: at least `kronor` (mnkr) and at least `procent` of the budget.

    `gaps`: avvikelse and the budget (öre); a row without budget is material by its amount alone.
    """
    size = gaps["avvikelse"].abs().astype("float64")
    base = gaps[budget].abs().astype("float64")
    return (size >= kronor * terms.ÖRE_PER_MNKR) & (size * 100 >= procent * base)
