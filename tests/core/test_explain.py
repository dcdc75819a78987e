"""Price, volume and mix sum to the deviation, to the öre; both thresholds call for a comment."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.deviation import in_whole_öre, material, price_and_volume

öre = st.integers(-(10**11), 10**11).map(lambda amount: Fraction(amount, 100))
volumes = st.integers(1, 10**6).map(Fraction)
EFFECTS = ("volymeffekt", "mixeffekt", "priseffekt")


@given(st.lists(st.tuples(öre, öre, volumes, volumes), min_size=1, max_size=10))
def test_price_volume_and_mix_sum_to_the_deviation(rows: list[tuple[Fraction, ...]]) -> None:
    every, planned = (sum((row[place] for row in rows), Fraction(0)) for place in (2, 3))
    found = [price_and_volume(*row, every, planned) for row in rows]
    for (cost, budget, *_), effects in zip(rows, found, strict=True):
        assert sum(effects[name] for name in EFFECTS) == effects["avvikelse"] == cost - budget
        whole = in_whole_öre(effects)
        assert sum(whole[name] for name in EFFECTS) == whole["avvikelse"] == 100 * (cost - budget)
        assert all(abs(whole[name] - 100 * effects[name]) <= 1 for name in EFFECTS)


def test_mix_moves_nothing_where_all_cost_the_same() -> None:
    """Ten units more of the first and ten fewer of the second, at the same price, is mix that sums to nothing."""
    rows = [(-20, -10, 20, 10), (-10, -20, 10, 20)]
    found = [price_and_volume(*map(Fraction, row), Fraction(30), Fraction(30)) for row in rows]
    assert [(one["volymeffekt"], one["mixeffekt"], one["priseffekt"]) for one in found] == [(0, -10, 0), (0, 10, 0)]


def test_a_single_tjänst_has_price_and_volume_only() -> None:
    """Twice the clients at the budgeted price is all volume; a dearer client is all price."""
    doubled, dearer = (
        price_and_volume(*map(Fraction, (cost, -1000, volume, 10, volume, 10)))
        for cost, volume in ((-2000, 20), (-1100, 10))
    )
    assert (doubled["volymeffekt"], doubled["mixeffekt"], doubled["priseffekt"]) == (-1000, 0, 0)
    assert (dearer["volymeffekt"], dearer["mixeffekt"], dearer["priseffekt"]) == (0, 0, -100)


@pytest.mark.parametrize(
    ("avvikelse", "budget", "expected"),
    [
        (-200_000_000, 1_000_000_000, True),
        (99_000_000, 100, False),
        (100_000_000, 10_000_000_000, False),
        (2 * 10**8, 0, True),
    ],
)
def test_material_takes_both_thresholds(avvikelse: int, budget: int, expected: bool) -> None:
    gaps = pd.DataFrame({"avvikelse": [avvikelse], "budget": [budget]}, dtype="Int64")
    assert material(gaps, "budget", kronor=1.0, procent=5.0).tolist() == [expected]
