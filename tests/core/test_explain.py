"""Price, volume and mix sum to the deviation, to the öre; both thresholds call for a comment."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.explain import material, price_and_volume

öre = st.integers(-(10**11), 10**11)
volumes = st.integers(1, 10**6).map(float)


@given(st.lists(st.tuples(öre, öre, volumes, volumes), min_size=1, max_size=10))
def test_price_volume_and_mix_sum_to_the_deviation(rows: list[tuple[int, int, float, float]]) -> None:
    columns = ["belopp", "belopp_budget", "volym", "volym_budget"]
    found = price_and_volume(pd.DataFrame(rows, columns=columns))
    effects = found[["volymeffekt", "mixeffekt", "priseffekt"]].sum(axis=1)
    assert (effects == found["belopp"] - found["belopp_budget"]).all()


def test_a_single_tjänst_has_price_and_volume_only() -> None:
    """Twice the clients at the budgeted price is all volume; a dearer client is all price."""
    rows = pd.DataFrame(
        {
            "belopp": [-2000, -1100],
            "belopp_budget": [-1000, -1000],
            "volym": [20.0, 10.0],
            "volym_budget": [10.0, 10.0],
        }
    )
    doubled, dearer = (price_and_volume(rows.iloc[[number]]).iloc[0] for number in (0, 1))
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
