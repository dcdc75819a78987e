"""Deviation and growth: the one place where the two are defined.

Belopp carry report sign (income +, cost −), so a positive deviation is always better for the nämnd.
"""

from typing import TypeVar

import pandas as pd

from ekonomi.urval import Formula

Amount = TypeVar("Amount", int, float, pd.Series, Formula)


def deviation(actual: Amount, budget: Amount) -> Amount:
    """Avvikelse: utfall − budget (ack) or prognos − budget (helår). Same unit as given; + is better."""
    return actual - budget


def growth(now: pd.Series, before: pd.Series) -> pd.Series:
    """Change of size in per cent (5.5 is 5,5 %), + where income or cost grew; missing where before is 0.

    Table 2.1.1 of the model report: no avvikelse, so a cost that rises is positive.
    """
    size = before.astype("Float64").abs()
    change = now.astype("Float64").abs() - size
    return (change * 100 / size).where(size != 0)
