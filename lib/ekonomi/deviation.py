"""Deviation and growth: the one place where the two are defined.

Belopp carry report sign (income +, cost −), so a positive deviation is always better for the nämnd.
"""

from typing import TypeVar

import pandas as pd

from ekonomi import urval
from ekonomi.urval import Formula, Rows

Amount = TypeVar("Amount", int, float, pd.Series, Formula)


def deviation(actual: Amount, budget: Amount) -> Amount:
    """Avvikelse: utfall − budget (ack) or prognos − budget (helår). Same unit as given; + is better."""
    return actual - budget


def growth(now: Rows, before: Rows) -> Formula:
    """Change of size in per cent (5.5 is 5,5 %), + where income or cost grew; none where before is 0.

    Table 2.1.1 of the model report: no avvikelse, so a cost that rises is positive.
    """
    size = urval.apply(urval.SIZE, before)
    return Formula(urval.TIMES, (100, urval.apply(urval.SIZE, now) - size)) / size
