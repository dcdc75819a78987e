"""Deviation and growth carry the signs that the report promises."""

import pandas as pd
import pytest

from ekonomi.deviation import deviation, growth


@pytest.mark.parametrize(("actual", "budget", "expected"), [(-90, -100, 10), (346, 355, -9), (-5, -5, 0)])
def test_deviation_positive_is_better(actual: int, budget: int, expected: int) -> None:
    assert deviation(actual, budget) == expected


def test_growth_is_positive_where_income_or_cost_rises() -> None:
    """Incomes 346,2 + 9,5 against 328,2 + 9,1 print 5,5 % (Delårsrapport mars 2025, tables 2.1.1 and 3.2.1)."""
    now = pd.Series([3557, -3472, 100, 5], dtype="Int64")
    before = pd.Series([3373, -3223, pd.NA, 0], dtype="Int64")
    result = growth(now, before)
    assert result.round(1).tolist()[:2] == [5.5, 7.7]
    assert result.isna().tolist() == [False, False, True, True]
