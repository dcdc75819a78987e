"""Keys that follow årsarbetare, volumes or direct costs: their weights, their months, and what cannot be weighed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.allocation import Drivers, Moment, Rules, allocate, at_budget_keys, fixed, trace
from ekonomi.errors import DataError

DATES = {"giltig_från": "2025-01", "giltig_till": ""}
POOLS = pd.DataFrame(
    [("G", "10", 1), ("S", "20", 2), ("D", "30", 3), ("D", "31", 3)], columns=["pool", "ansvar", "steg"]
).assign(**DATES)
HOURS = pd.DataFrame(
    [
        ("2024-06", "20", 100.0),
        ("2024-06", "30", 100.0),
        ("2025-01", "20", 100.0),
        ("2025-01", "30", 50.0),
        ("2025-01", "31", 150.0),
        ("2025-02", "20", 200.0),
        ("2025-02", "30", 100.0),
    ],
    columns=["månad", "ansvar", "timmar"],
)
VOLUMES = pd.DataFrame(
    [
        ("lön", "konto", "2025-01", "utfall", "", 10.0),
        ("lön", "konto", "2025-02", "utfall", "", 10.0),
        ("nät", "konto", "2025-01", "utfall", "", 30.0),
        ("nät", "konto", "2025-02", "utfall", "", 50.0),
        ("lön", "konto", "2025-01", "budget", "2025", 10.0),
        ("nät", "konto", "2025-12", "budget", "2025", 10.0),
        ("lön", "konto", "2025-12", "prognos", "2025-02", 1.0),
        ("nät", "konto", "2025-12", "prognos", "2025-02", 9.0),
        ("tfn", "samtal", "2025-01", "utfall", "", 5.0),
    ],
    columns=["tjänst", "enhet", "månad", "beloppstyp", "version", "volym"],
)
COSTS = pd.DataFrame(
    [
        ("utfall", "", "2025-01", "30", "lön", -100),
        ("utfall", "", "2025-01", "30", "nät", -300),
        ("utfall", "", "2025-02", "30", "lön", -500),
        ("utfall", "", "2025-01", "20", "", -400),
        ("budget", "2025", "2025-11", "30", "lön", -100),
        ("budget", "2025", "2025-01", "30", "nät", -100),
    ],
    columns=["beloppstyp", "version", "period", "ansvar", "tjänst", "belopp"],
)
DRIVERS = Drivers(HOURS, VOLUMES, COSTS)


def _keys(rows: list[tuple[str, str, str, float, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["pool", "mottagare", "mottagarslag", "vikt", "grund"]).assign(**DATES)


STAFF = _keys([("G", "S", "pool", 1, "årsarbetare"), ("G", "D", "pool", 1, "årsarbetare")])
UNITS = _keys([("D", "lön", "tjänst", 1, "volym"), ("D", "nät", "tjänst", 1, "volym")])
DIRECT = _keys(
    [
        ("S", "lön", "tjänst", 1, "direkt kostnad"),
        ("S", "nät", "tjänst", 1, "direkt kostnad"),
        ("S", "D", "pool", 1, "direkt kostnad"),
    ]
)
OUTCOME = Moment("utfall", "", "2025-02")
BUDGET = Moment("budget", "2025", "2025-02")
FORECAST = Moment("prognos", "2025-02", "2025-02")


def _weights(keys: pd.DataFrame, moment: Moment, drivers: Drivers = DRIVERS) -> list[float]:
    return Rules(POOLS, keys, drivers=drivers).held(moment)[1]["vikt"].tolist()


@pytest.mark.parametrize(
    ("keys", "moment", "expected"),
    [
        (STAFF, Moment("utfall", "", "2025-01"), [100, 200]),  # both ansvar of D
        (STAFF, OUTCOME, [300, 300]),  # from January on
        (STAFF, FORECAST, [300, 300]),  # what is known at its report
        (STAFF, BUDGET, [100, 100]),  # the year before
        (UNITS, Moment("utfall", "", "2025-01"), [10, 30]),
        (UNITS, OUTCOME, [20, 80]),
        (UNITS, BUDGET, [10, 10]),  # its own version, the whole year whatever the month
        (UNITS, FORECAST, [1, 9]),
        (DIRECT, Moment("utfall", "", "2025-01"), [100, 300, 0]),  # D booked nothing without a tjänst
        (DIRECT, OUTCOME, [600, 300, 0]),
        (DIRECT, BUDGET, [100, 100, 0]),
        (UNITS.assign(vikt=[3.0, 1.0]), OUTCOME, [60, 80]),  # vikt is an equivalence number
    ],
)
def test_weights_follow_their_ground(keys: pd.DataFrame, moment: Moment, expected: list[float]) -> None:
    assert _weights(keys, moment) == expected


FAULTS = [
    (
        STAFF.assign(mottagare=["S", "G"]),
        OUTCOME,
        "nycklar: fann ingen arbetad tid 2025-01–2025-02 hos mottagaren G för poolen G i period 2025-02, "
        "väntade underlag för nyckeln. Rätta poolens nyckel i registret.",
    ),
    (
        UNITS.assign(mottagare=["lön", "okänd"]),
        OUTCOME,
        "nycklar: fann ingen volym 2025-01–2025-02 hos mottagaren okänd för poolen D i period 2025-02, "
        "väntade underlag för nyckeln. Rätta poolens nyckel i registret.",
    ),
    (
        UNITS.assign(mottagare=["lön", "tfn"]),
        OUTCOME,
        "nycklar: fann volymer i olika enheter (konto, samtal) för poolen D i period 2025-02, "
        "väntade samma enhet hos alla mottagare. Rätta poolens nyckel i registret.",
    ),
    (
        UNITS.assign(grund=["volym", "fast andel"]),
        OUTCOME,
        "nycklar: fann flera grunder (fast andel, volym) för poolen D i period 2025-02, "
        "väntade en grund per pool. Rätta poolens nyckel i registret.",
    ),
]


@pytest.mark.parametrize(("keys", "moment", "expected"), FAULTS)
def test_what_cannot_be_weighed_names_the_pool(keys: pd.DataFrame, moment: Moment, expected: str) -> None:
    with pytest.raises(DataError) as caught:
        _weights(keys, moment)
    assert str(caught.value) == expected


def test_a_negative_driver_and_a_zero_sum_name_the_pool() -> None:
    credit = Drivers(HOURS, VOLUMES, COSTS.assign(belopp=[100, -300, 0, 0, 0, 0]))
    with pytest.raises(DataError) as caught:
        _weights(DIRECT, Moment("utfall", "", "2025-01"), credit)
    assert str(caught.value) == (
        "nycklar: fann en negativ direkt kostnad 2025-01 hos mottagaren lön för poolen S i period 2025-01, "
        "väntade ett underlag som är noll eller större. Rätta poolens nyckel i registret."
    )
    nothing = Rules(POOLS[POOLS["pool"] == "S"], DIRECT[:2], drivers=Drivers())
    with pytest.raises(DataError) as caught:
        allocate(_cube([("20", "", -100)]), nothing)
    assert "fann vikter med summan 0 för poolen S i period 2025-02" in str(caught.value)


def _cube(rows: list[tuple[str, str, int]], kind: str = "utfall", version: str = "") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["ansvar", "tjänst", "belopp"])
    return frame.assign(beloppstyp=kind, version=version, period="2025-02")


ALL = pd.concat([STAFF, DIRECT, UNITS], ignore_index=True)
RULES = Rules(POOLS, ALL, drivers=DRIVERS)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["10", "20", "31"]), st.integers(-(10**9), 10**9)), min_size=1))
def test_computed_keys_lose_nothing_and_are_traced(posted: list[tuple[str, int]]) -> None:
    for kind, version in (("utfall", ""), ("budget", "2025"), ("prognos", "2025-02")):
        cube = _cube([(ansvar, "", belopp) for ansvar, belopp in posted], kind, version)
        if kind == "prognos":  # no direct costs are forecast here: the pool has no weights, and says so
            continue
        bears = allocate(cube, RULES).groupby("tjänst")["belopp"].sum()
        assert bears.sum() == cube["belopp"].sum()
        ways = trace(cube, RULES).groupby("tjänst")["belopp"].sum()
        assert ways[ways != 0].to_dict() == bears[bears != 0].to_dict()


def test_each_beloppstyp_follows_its_own_drivers_in_one_allocation() -> None:
    rules = Rules(POOLS, pd.concat([UNITS, STAFF, DIRECT]), drivers=DRIVERS)
    rows = pd.concat([_cube([("30", "", -100)]), _cube([("30", "", -100)], "budget", "2025")])
    bears = allocate(rows, rules).set_index(["beloppstyp", "tjänst"])["belopp"]
    assert bears.to_dict() == {
        ("utfall", "lön"): -20,
        ("utfall", "nät"): -80,
        ("budget", "lön"): -50,
        ("budget", "nät"): -50,
    }


def test_locked_keys_are_the_computed_ones_as_they_were() -> None:
    """Volumes of the budget that change afterwards move nothing."""
    locked = fixed(RULES, BUDGET)
    assert set(locked["grund"]) == {"fast andel"}
    changed = Drivers(HOURS, VOLUMES.assign(volym=VOLUMES["volym"] * [7, 1, 1, 1, 9, 1, 1, 1, 1]), COSTS)
    rules = Rules(POOLS, ALL, locked={"2025": locked}, drivers=changed)
    budget = _cube([("30", "", -100)], "budget", "2025")
    assert allocate(budget, rules).equals(allocate(budget, RULES))
    assert not allocate(budget, rules).equals(allocate(budget, Rules(POOLS, ALL, drivers=changed)))


def test_a_budget_keeps_its_locked_pools() -> None:
    """Ansvar 31 moves from D to a pool of its own after the budget: only the outcome follows."""
    moved = POOLS.assign(pool=["G", "S", "D", "N"])
    keys = pd.concat([ALL, _keys([("N", "tfn", "tjänst", 1, "fast andel")])])
    rules = Rules(moved, keys, locked={"2025": fixed(RULES, BUDGET)}, locked_pools={"2025": POOLS}, drivers=DRIVERS)
    rows = pd.concat([_cube([("31", "", -100)]), _cube([("31", "", -100)], "budget", "2025")])
    bears = allocate(rows, rules).set_index(["beloppstyp", "tjänst"])["belopp"]
    assert bears.to_dict() == {("utfall", "tfn"): -100, ("budget", "lön"): -50, ("budget", "nät"): -50}
    at_budget = allocate(_cube([("31", "", -100)]), at_budget_keys(rules, "2025"))
    assert set(at_budget["tjänst"]) == {"lön", "nät"}


def test_an_ansvar_that_the_budget_did_not_know_keeps_todays_pool_and_key() -> None:
    new = pd.concat([POOLS, pd.DataFrame([("N", "40", 3)], columns=["pool", "ansvar", "steg"]).assign(**DATES)])
    keys = pd.concat([ALL, _keys([("N", "tfn", "tjänst", 1, "fast andel")])])
    rules = Rules(new, keys, locked={"2025": fixed(RULES, BUDGET)}, locked_pools={"2025": POOLS}, drivers=DRIVERS)
    held = allocate(_cube([("40", "", -100)]), at_budget_keys(rules, "2025"))
    assert held[["tjänst", "belopp"]].to_numpy().tolist() == [["tfn", -100]]
