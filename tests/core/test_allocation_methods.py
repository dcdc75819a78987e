"""The textbook methods against published answers, and against each other."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.allocation import METHODS, direct, reciprocal, solve, step_down
from ekonomi.errors import DataError

STEPS = pd.Series({"underhåll": 1, "system": 2})
COSTS = {"underhåll": 6_300_000, "system": 1_452_150}
OWN = {"bearbetning": 4_000_000, "montering": 2_000_000}


def _keys(rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["pool", "mottagare", "mottagarslag", "vikt"])


CASTLEFORD = _keys(
    [
        ("underhåll", "system", "pool", 1600),
        ("underhåll", "bearbetning", "tjänst", 2400),
        ("underhåll", "montering", "tjänst", 4000),
        ("system", "underhåll", "pool", 200),
        ("system", "bearbetning", "tjänst", 1600),
        ("system", "montering", "tjänst", 200),
    ]
)
FORWARD = CASTLEFORD[CASTLEFORD["mottagare"] != "underhåll"]
PUBLISHED = [
    (direct, CASTLEFORD, {"bearbetning": 7_653_300, "montering": 6_098_850}),
    (step_down, FORWARD, {"bearbetning": 8_300_800, "montering": 5_451_350}),
    (reciprocal, CASTLEFORD, {"bearbetning": 8_187_025, "montering": 5_565_125}),
]


@pytest.mark.parametrize(("method", "keys", "expected"), PUBLISHED)
def test_castleford_engineering(method, keys, expected) -> None:
    """Horngren, Datar & Rajan, *Cost Accounting*, 14th ed., ch. 15, "Allocating Costs of Multiple Support
    Departments": hours as drivers, budgeted overhead.

    Plant maintenance 6 300 000 and information systems 1 452 150 to machining (own 4 000 000) and assembly
    (own 2 000 000); reciprocated costs 6 576 750 and 2 767 500.
    """
    total = pd.Series(COSTS) @ method(keys, STEPS) + pd.Series(OWN)
    assert total.to_dict() == pytest.approx(expected, abs=0.5)


CASES = Path(__file__).parents[1] / "cases"
ANSWERS = pd.read_csv(CASES / "omrakning_svar.csv", sep=";")


@pytest.mark.parametrize(("case", "method"), sorted(set(zip(ANSWERS["fall"], ANSWERS["metod"], strict=True))))
def test_published_answers(case: str, method: str) -> None:
    """Each case's source, with page or address, stands beside its answers; the tolerance is its own rounding."""
    given_keys = pd.read_csv(CASES / "omrakning_nycklar.csv", sep=";").query("fall == @case")
    steps = given_keys.groupby("pool")["steg"].first()
    if method == "stegmetoden":
        back = given_keys["mottagare"].map(steps) <= given_keys["steg"]
        given_keys = given_keys[~back]
    shares = METHODS[method](given_keys[["pool", "mottagare", "mottagarslag", "vikt"]], steps)
    found = given_keys.groupby("pool")["kostnad"].first() @ shares
    wanted = ANSWERS[(ANSWERS["fall"] == case) & (ANSWERS["metod"] == method)]
    for service, answer, tolerance in wanted[["tjänst", "svar", "tolerans"]].itertuples(index=False):
        assert found[service] == pytest.approx(answer, abs=tolerance)


@st.composite
def networks(draw: st.DrawFn) -> pd.DataFrame:
    pools = [f"p{number}" for number in range(draw(st.integers(1, 5)))]
    services = ["a", "b", "c"]
    rows = [(pool, service, "tjänst", draw(st.integers(1, 50))) for pool in pools for service in services]
    rows += [
        (giver, receiver, "pool", draw(st.integers(0, 50)))
        for place, giver in enumerate(pools)
        for receiver in pools[place + 1 :]
    ]
    return _keys(rows)


@settings(max_examples=30)
@given(networks())
def test_every_pool_is_emptied_whole(keys: pd.DataFrame) -> None:
    steps = pd.Series({pool: int(pool[1:]) for pool in keys["pool"].unique()})
    for method in METHODS.values():
        shares = method(keys, steps)
        assert shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
        assert (shares >= 0).all(axis=None)


@settings(max_examples=30)
@given(networks(), st.randoms())
def test_one_way_keys_give_the_same_by_step_down_and_reciprocal_in_any_row_order(keys, random) -> None:
    steps = pd.Series({pool: int(pool[1:]) for pool in keys["pool"].unique()})
    order = list(range(len(keys)))
    random.shuffle(order)
    one, other = step_down(keys, steps), reciprocal(keys.iloc[order], steps)
    pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-12, atol=1e-15)


def test_reciprocal_needs_a_way_out() -> None:
    keys = _keys([("underhåll", "system", "pool", 1), ("system", "underhåll", "pool", 1)])
    with pytest.raises(DataError) as caught:
        reciprocal(keys, STEPS)
    assert [finding.line() for finding in caught.value.findings] == [
        f"nycklar: fann en sluten krets av pooler för poolen {pool}, väntade att kostnaden till slut når en tjänst. "
        "Rätta poolens nyckel i registret."
        for pool in ("system", "underhåll")
    ]


def test_a_pool_without_key_is_named_by_every_method() -> None:
    for method in METHODS.values():
        with pytest.raises(DataError, match=r"ingen nyckel( till en tjänst)? för poolen system"):
            method(FORWARD[FORWARD["pool"] == "underhåll"], STEPS)


def test_direct_passes_pools_over() -> None:
    pools = pd.DataFrame({"pool": STEPS.index, "ansvar": "x", "steg": STEPS.to_numpy()})
    shares = solve(pools, CASTLEFORD, "2025-03", "direkt metod")
    assert shares.loc["underhåll", "montering"] == pytest.approx(4000 / 6400)


def test_each_method_has_three_published_cases_with_page_or_address() -> None:
    named = ANSWERS["källa"].str.contains(r"https://|, s\. \d")
    assert ANSWERS.loc[~named, "källa"].tolist() == []
    cases = ANSWERS.assign(fall=ANSWERS["fall"].str.split(",").str[0]).groupby("metod")["fall"].nunique()
    assert cases.ge(3).to_dict() == dict.fromkeys(METHODS, True)


def test_large_and_filled_networks_are_solved_as_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    sparse = reciprocal(CASTLEFORD, STEPS)
    monkeypatch.setattr("ekonomi.allocation.methods.MANY", 1)
    pd.testing.assert_frame_equal(reciprocal(CASTLEFORD, STEPS), sparse, rtol=1e-12)
