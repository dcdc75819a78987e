"""Every krona can be followed both ways, and moved keys move costs without losing any."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.allocation import (
    Rules,
    allocate,
    at_budget_keys,
    moved,
    trace,
    with_keys,
    with_order,
)
from ekonomi.errors import DataError

DATES = {"giltig_från": "2025-01", "giltig_till": ""}
POOLS = pd.DataFrame(
    {
        "pool": ["G", "S", "D"],
        "ansvar": ["10", "20", "30"],
        "steg": [1, 2, 3],
        **{k: [v] * 3 for k, v in DATES.items()},
    }
)
KEYS = pd.DataFrame(
    [
        ("G", "S", "pool", 1),
        ("G", "D", "pool", 1),
        ("G", "nät", "tjänst", 2),
        ("S", "D", "pool", 1),
        ("S", "lön", "tjänst", 1),
        ("D", "lön", "tjänst", 1),
        ("D", "nät", "tjänst", 3),
    ],
    columns=["pool", "mottagare", "mottagarslag", "vikt"],
).assign(**DATES)
RULES = Rules(POOLS, KEYS)


def _cube(rows: list[tuple[str, str, int]], beloppstyp: str = "utfall", version: str = "") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["ansvar", "tjänst", "belopp"])
    return frame.assign(beloppstyp=beloppstyp, version=version, period="2025-03")


rows = st.lists(
    st.tuples(
        st.sampled_from(["10", "20", "30"]),
        st.sampled_from(["", "", "lön", "nät"]),
        st.integers(-(10**10), 10**10),
    ),
    min_size=1,
    max_size=12,
)


def test_months_that_share_keys_are_divided_each_on_its_own() -> None:
    months = ["2025-02", "2025-01", "2025-02", "2025-01"]
    cube = _cube([("10", "", -1), ("10", "", -1), ("20", "", -3), ("20", "", -5)]).assign(period=months)
    alone = [cube[cube["period"] == month].reset_index(drop=True) for month in sorted(set(months))]
    pd.testing.assert_frame_equal(
        allocate(cube, RULES), pd.concat([allocate(one, RULES) for one in alone]).reset_index(drop=True)
    )
    by = ["ansvar", "pool", "via", "tjänst"]
    apart = pd.concat([trace(one, RULES) for one in alone]).groupby(by)["belopp"].sum()
    pd.testing.assert_series_equal(trace(cube, RULES).groupby(by)["belopp"].sum(), apart)


@given(rows)
def test_the_ways_sum_to_what_a_tjänst_bears_and_an_ansvar_booked(posted: list[tuple[str, str, int]]) -> None:
    cube = _cube(posted)
    allocated = allocate(cube, RULES)
    ways = trace(cube, RULES)
    for tjänst in ("lön", "nät"):
        borne = allocated.loc[allocated["tjänst"] == tjänst, "belopp"].sum()
        assert ways.loc[ways["tjänst"] == tjänst, "belopp"].sum() == borne
    for ansvar in ("10", "20", "30"):
        booked = cube.loc[cube["ansvar"] == ansvar, "belopp"].sum()
        assert ways.loc[ways["ansvar"] == ansvar, "belopp"].sum() == booked


def test_a_way_names_the_last_key() -> None:
    """Of 1 600 on G: a quarter to S, a quarter to D, half straight to nät; S halves between D and lön."""
    found = trace(_cube([("10", "", -1600), ("30", "lön", -7)]), RULES).set_index(["ansvar", "pool", "via", "tjänst"])
    assert found["belopp"].to_dict() == {
        ("10", "G", "G", "nät"): -800,
        ("10", "G", "D", "nät"): -450,
        ("10", "G", "S", "lön"): -200,
        ("10", "G", "D", "lön"): -150,
        ("30", "", "", "lön"): -7,
    }


def test_another_key_moves_costs_and_loses_none() -> None:
    cube = _cube([("30", "", -1000), ("30", "lön", -5)])
    other = with_keys(
        RULES,
        pd.DataFrame([("D", "lön", "tjänst", 1.0), ("D", "nät", "tjänst", 1.0)], columns=KEYS.columns[:4]),
    )
    table = moved(cube, RULES, other)
    assert table.to_dict("records") == [
        {"tjänst": "lön", "före": -255, "efter": -505, "flyttat": -250},
        {"tjänst": "nät", "före": -750, "efter": -500, "flyttat": 250},
    ]
    assert moved(cube, RULES, RULES).empty


def test_another_order_moves_costs() -> None:
    """S before G: what G gave to S is left out, so a third of G goes to D and the rest straight to nät."""
    turned = with_order(RULES, {"S": 1, "G": 2})
    assert turned.pools.set_index("pool")["steg"].to_dict() == {"G": 2, "S": 1, "D": 3}
    assert moved(_cube([("10", "", -2400)]), RULES, turned).to_dict("records") == [
        {"tjänst": "lön", "före": -525, "efter": -200, "flyttat": 325},
        {"tjänst": "nät", "före": -1875, "efter": -2200, "flyttat": -325},
    ]


def test_another_order_from_a_month_leaves_the_months_before_as_they_were() -> None:
    cube = pd.concat([_cube([("10", "", -2400)]).assign(period=month) for month in ("2025-01", "2025-02")])
    turned = with_order(RULES, {"S": 1, "G": 2}, "2025-02")
    before, after = (allocate(cube, rules).groupby(["period", "tjänst"])["belopp"].sum() for rules in (RULES, turned))
    assert before["2025-01"].equals(after["2025-01"])
    assert after["2025-02"].to_dict() == {"lön": -200, "nät": -2200}


@pytest.mark.parametrize(
    "change", [lambda: with_keys(RULES, KEYS.assign(pool="X")), lambda: with_order(RULES, {"X": 1})]
)
def test_an_unknown_pool_is_named(change) -> None:
    with pytest.raises(DataError) as caught:
        change()
    assert str(caught.value) == (
        "pooler: fann poolen X i det som ska ändras, men inte i registret, "
        "väntade en pool som finns i registret pooler. Rätta poolens namn."
    )


def test_a_budget_keeps_its_locked_keys() -> None:
    """A key changed after the budget moves the outcome, not the budget, and shows as nyckeleffekt."""
    changed = KEYS.assign(vikt=KEYS["vikt"].where(KEYS["mottagare"] != "nät", 1))
    rules = Rules(POOLS, changed, locked={"2025": KEYS})
    budget = allocate(_cube([("30", "", -1000)], "budget", "2025"), rules)
    outcome = _cube([("30", "", -1000)])
    assert budget.set_index("tjänst")["belopp"].to_dict() == {"lön": -250, "nät": -750}
    assert allocate(outcome, rules).set_index("tjänst")["belopp"].to_dict() == {"lön": -500, "nät": -500}
    effect = moved(outcome, at_budget_keys(rules, "2025"), rules).set_index("tjänst")["flyttat"]
    assert effect.to_dict() == {"lön": -250, "nät": 250}
    assert moved(outcome, at_budget_keys(RULES, "2025"), RULES).empty


@pytest.mark.parametrize("method", ["direkt metod", "stegmetoden", "ömsesidig metod"])
def test_the_trace_follows_every_method(method: str) -> None:
    rules = Rules(POOLS, KEYS, method=method)
    cube = _cube([("10", "", -99_999), ("20", "", -7), ("30", "", 12)])
    allocated = allocate(cube, rules).groupby("tjänst")["belopp"].sum()
    assert trace(cube, rules).groupby("tjänst")["belopp"].sum().to_dict() == allocated.to_dict()
