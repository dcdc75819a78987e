"""Tjänsteomräkning loses nothing, follows the steps, and names the pool that is wrong."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.allocation import Rules, allocate, solve, split_amounts, trace
from ekonomi.allocation.drivers import Moment
from ekonomi.errors import DataError
from ekonomi.registers import holds


def _keys(rows: list[tuple[str, str, str, float]], **dates: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["pool", "mottagare", "mottagarslag", "vikt"])
    return frame.assign(giltig_från=dates.get("från", "2024-01"), giltig_till=dates.get("till", ""))


def _pools(steps: dict[str, int]) -> pd.DataFrame:
    rows = [(pool, f"ansvar {pool}", step) for pool, step in steps.items()]
    return pd.DataFrame(rows, columns=["pool", "ansvar", "steg"]).assign(giltig_från="2024-01", giltig_till="")


POOLS = _pools({"gemensamt": 1, "styrning": 2, "drift": 3})
KEYS = _keys(
    [
        ("gemensamt", "styrning", "pool", 1),
        ("gemensamt", "drift", "pool", 3),
        ("styrning", "drift", "pool", 1),
        ("styrning", "lön", "tjänst", 1),
        ("drift", "lön", "tjänst", 1),
        ("drift", "nät", "tjänst", 4),
    ]
)


def _cube(rows: list[tuple[str, str, int]], beloppstyp: str = "utfall", version: str = "") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["ansvar", "tjänst", "belopp"])
    return frame.assign(beloppstyp=beloppstyp, version=version, period="2025-03")


def test_effective_shares_follow_the_steps() -> None:
    shares = solve(POOLS, KEYS, "2025-03", "stegmetoden")
    assert shares.loc["drift", "nät"] == pytest.approx(0.8)
    assert shares.loc["styrning", "lön"] == pytest.approx(0.5 + 0.5 * 0.2)
    assert shares.loc["gemensamt", "lön"] == pytest.approx(0.25 * 0.6 + 0.75 * 0.2)
    assert shares.sum(axis="columns").tolist() == pytest.approx([1, 1, 1])


def test_allocate_keeps_direct_rows_and_splits_the_rest() -> None:
    cube = _cube([("ansvar drift", "", -1001), ("ansvar drift", "nät", -50)])
    result = allocate(cube, Rules(POOLS, KEYS))
    assert result.loc[result["pool"] == "", ["tjänst", "belopp"]].to_numpy().tolist() == [["nät", -50]]
    assert dict(zip(result["tjänst"][1:], result["belopp"][1:], strict=True)) == {"lön": -200, "nät": -801}


def test_forecast_uses_the_keys_of_its_report() -> None:
    later = _keys([("drift", "ny", "tjänst", 1)], från="2025-04")
    keys = pd.concat([KEYS[KEYS["pool"] == "drift"].assign(giltig_till="2025-03"), later])
    pools = POOLS[POOLS["pool"] == "drift"]
    forecast = _cube([("ansvar drift", "", -100)], "prognos", "2025-03").assign(period="2025-12")
    assert set(allocate(forecast, Rules(pools, keys))["tjänst"]) == {"lön", "nät"}


ERRORS = {
    "missing": (KEYS[KEYS["pool"] != "drift"], "fann ingen nyckel för poolen drift i period 2025-03"),
    "negative": (
        _keys([("drift", "lön", "tjänst", -1), ("drift", "nät", "tjänst", 2)]),
        "fann vikten -1 för poolen drift i period 2025-03, väntade vikter som är noll eller större",
    ),
    "zero": (
        _keys([("drift", "lön", "tjänst", 0)]),
        "fann vikter med summan 0 för poolen drift i period 2025-03",
    ),
    "backwards": (
        _keys([("drift", "gemensamt", "pool", 1), ("gemensamt", "drift", "pool", 1)]),
        "fann mottagaren gemensamt i steg 1 för poolen drift i period 2025-03, väntade en pool i ett senare steg än 3",
    ),
    "unknown": (
        _keys([("drift", "borta", "pool", 1)]),
        "fann mottagaren borta för poolen drift i period 2025-03, väntade en pool som finns i registret pooler",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_faulty_keys_name_the_pool(case: str) -> None:
    keys, expected = ERRORS[case]
    with pytest.raises(DataError) as caught:
        solve(POOLS, keys, "2025-03", "stegmetoden")
    lines = [finding.line() for finding in caught.value.findings]
    assert any(expected in line for line in lines), lines
    assert all(line.startswith("nycklar: fann ") for line in lines)


def test_ansvar_without_pool_is_named() -> None:
    with pytest.raises(DataError) as caught:
        allocate(_cube([("9999", "", -1)]), Rules(POOLS, KEYS))
    assert str(caught.value) == (
        "pooler: fann poster utan tjänst på ansvar 9999 i period 2025-03, men ingen pool för ansvaret, väntade att "
        "varje ansvar med poster utan tjänst hör till en pool. Lägg till ansvaret i registret pooler eller sätt "
        "tjänst på posterna."
    )


amounts = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(amounts, weights)
def test_split_keeps_every_sum_and_never_strays_an_öre(belopp: list[int], vikter: list[int]) -> None:
    values = np.array(belopp, dtype=np.int64)
    share = np.array(vikter) / sum(vikter)
    parts = split_amounts(values, np.tile(share, (len(values), 1)))
    assert (parts.sum(axis=1) == values).all()
    assert (np.abs(parts - values[:, None] * share) < 1.001).all()


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_allocation_does_not_depend_on_row_order(order: list[int]) -> None:
    cube = _cube([(f"ansvar {pool}", "", -(10**step) - step) for step, pool in enumerate(["gemensamt", "drift"] * 3)])
    straight = allocate(cube, Rules(POOLS, KEYS)).groupby("tjänst")["belopp"].sum()
    shuffled = allocate(cube.iloc[order], Rules(POOLS, KEYS)).groupby("tjänst")["belopp"].sum()
    assert straight.equals(shuffled)
    assert straight.sum() == cube["belopp"].sum()


def test_a_tjänst_opened_or_closed_in_the_year_bears_costs_in_its_own_months() -> None:
    old, new = (
        _keys([("drift", "gammal", "tjänst", 1)], till="2025-01"),
        _keys([("drift", "ny", "tjänst", 1)], från="2025-02"),
    )
    rules = Rules(POOLS[POOLS["pool"] == "drift"], pd.concat([old, new]))
    months = pd.concat([_cube([("ansvar drift", "", -100)]).assign(period=f"2025-{m:02d}") for m in (1, 2, 3)])
    bears = allocate(months, rules).set_index(["period", "tjänst"])["belopp"]
    assert bears.to_dict() == {("2025-01", "gammal"): -100, ("2025-02", "ny"): -100, ("2025-03", "ny"): -100}
    ways = trace(months, rules).set_index("tjänst")["belopp"]
    assert ways.to_dict() == {"ny": -200, "gammal": -100}


def test_months_share_keys_only_where_the_same_rows_hold() -> None:
    keys = pd.DataFrame({"giltig_från": ["", "2025-02", "2025-05"], "giltig_till": ["", "2025-03", ""]}, dtype="str")
    rules = Rules(keys.assign(pool="P", ansvar="A", steg=1), keys.assign(pool="P", vikt=1.0))
    months = [f"2025-{number:02}" for number in range(1, 7)]
    told = {one: rules.same(Moment("utfall", "", one)) for one in months}
    held = {one: tuple(holds(keys, one)) for one in months}
    assert all(held[one] == held[other] for one in months for other in months if told[one] == told[other])
    assert told["2025-02"] == told["2025-03"] and told["2025-05"] == told["2025-06"]
