"""Deviation and growth carry the signs that the report promises."""

from fractions import Fraction

import pytest

from ekonomi.deviation import deviation, growth
from ekonomi.urval import evaluate, only


@pytest.mark.parametrize(("actual", "budget", "expected"), [(-90, -100, 10), (346, 355, -9), (-5, -5, 0)])
def test_deviation_positive_is_better(actual: int, budget: int, expected: int) -> None:
    assert deviation(actual, budget) == expected


@pytest.mark.parametrize(("now", "before", "expected"), [(3557, 3373, 5.5), (-3472, -3223, 7.7), (90, 100, -10)])
def test_growth_is_positive_where_income_or_cost_rises(now: int, before: int, expected: float) -> None:
    """Incomes 346,2 + 9,5 against 328,2 + 9,1 print 5,5 % (Delårsrapport mars 2025, tables 2.1.1 and 3.2.1)."""
    found = _grown(now, before)
    assert found is not None
    assert round(float(found), 1) == expected


def test_growth_from_nothing_is_unknown() -> None:
    assert _grown(5, 0) is None


def _grown(now: int, before: int) -> Fraction | None:
    this, last = only("period", "2025-03"), only("period", "2024-03")
    return evaluate(growth(this, last), {this: Fraction(now), last: Fraction(before)}.__getitem__)
