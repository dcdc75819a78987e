"""Every ordinary kind of ledger series gets an answer that a controller would sign, and is asked about as it should."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.forecast.answer import answer, beside_budget
from ekonomi.forecast.guards import CONSTANT, ENDED, guard
from ekonomi.forecast.levels import HIGH, LOW, MEDIAN
from ekonomi.forecast.odd import EMPTY, GONE_SINCE, MOVED_TO, ODD, said
from tests.forecast.kinds import KINDS, YEARS, Draw

NO_BUDGET = np.full(12, np.nan)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    size=st.floats(1.0, 1e7),
    noise=st.sampled_from([0.0, 0.005, 0.02, 0.05]),
    growth=st.floats(0.0, 0.08),
    known=st.integers(2, 10),
    seed=st.integers(0, 10_000),
)
def test_a_kind_is_answered_and_asked_about(
    kind: str, size: float, noise: float, growth: float, known: int, seed: int
) -> None:
    case = KINDS[kind](Draw(size, noise, growth, known, np.random.default_rng(seed)))
    years = case.values.reshape(YEARS, 12).copy()
    years[-1, known:] = np.nan
    made = answer(years, known, NO_BUDGET)
    total = made.total
    assert case.low <= total[MEDIAN] <= case.high, (made, case.low, case.high)
    assert case.asked is None or bool(made.asks) == case.asked, made
    assert total[HIGH] > total[LOW] or made.method == CONSTANT
    assert total[-1] - total[0] < 100 * 12 * size
    if np.nanmin(case.values) >= 0:
        assert total[0] >= np.nansum(years[-1]) * (1 - 1e-9), "below what is booked"
    turned = answer(-years, known, NO_BUDGET)
    np.testing.assert_allclose(-turned.total[::-1], total, rtol=1e-6, atol=1e-6 * size)


@pytest.mark.parametrize("known", [3, 8])
def test_an_ordinary_series_is_not_asked_about(known: int) -> None:
    rng = np.random.default_rng(8)
    asked = 0
    for _ in range(60):
        level = np.exp(np.cumsum(rng.normal(0, 0.04, 72)) + 0.3 * np.sin(np.arange(72) * np.pi / 6))
        years = (level * np.exp(rng.normal(0, 0.15, 72))).reshape(YEARS, 12)
        years[-1, known:] = np.nan
        asked += bool(answer(years, known, NO_BUDGET).asks)
    assert asked <= 2


def test_what_is_booked_is_the_least() -> None:
    draw = Draw(1000.0, 0.05, 0.0, 8, np.random.default_rng(3))
    years = KINDS["one_off_before"](draw).values.reshape(YEARS, 12).copy()
    years[-1, 8:] = np.nan
    assert answer(years, 8, NO_BUDGET).total[0] >= np.nansum(years[-1])


def test_a_month_that_is_missing_is_no_zero() -> None:
    draw = Draw(1000.0, 0.0, 0.0, 6, np.random.default_rng(3))
    years = KINDS["steady"](draw).values.reshape(YEARS, 12).copy()
    years[-1, 6:] = np.nan
    whole = answer(years, 6, NO_BUDGET)
    years[-1, 2] = np.nan
    gone = answer(years, 6, NO_BUDGET)
    assert gone.total[MEDIAN] == pytest.approx(whole.total[MEDIAN], rel=0.01)
    assert not gone.asks


def test_the_economist_s_answer_is_used() -> None:
    draw = replace(Draw(1000.0, 0.0, 0.0, 3, np.random.default_rng(3)))
    years = KINDS["steady"](draw).values.reshape(YEARS, 12).copy()
    years[-1, 3:] = np.nan
    years[-1, 2] = 3000.0
    plain = answer(years, 3, NO_BUDGET)
    assert "Mars: 3" in said(plain.asks)
    expected = {"engång": 14_000, "ny nivå": 2_000 + 10 * 3_000, "flyttad": 12_000, "fel": 12_000}
    for word, total in expected.items():
        told = answer(years, 3, NO_BUDGET, {3: word})
        assert told.total[MEDIAN] == pytest.approx(total, rel=0.03), word
        assert not told.asks


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({}, []),
        ({2: 500.0}, [(ODD, (1,))]),
        ({4: 0.0, 5: 0.0}, [(EMPTY, (3, 4))]),
        ({6: 300.0, 7: 300.0, 8: 310.0}, [(MOVED_TO, (5, 6, 7))]),
        ({2: -400.0, 3: 0.0, 6: 300.0, 7: 300.0, 8: 310.0}, [(MOVED_TO, (5, 6, 7)), (EMPTY, (2,)), (ODD, (1,))]),
    ],
)
def test_a_month_is_asked_about_once(changed: dict[int, float], asked: list[tuple[str, tuple[int, ...]]]) -> None:
    years = np.full((4, 12), 100.0) + np.random.default_rng(1).normal(0, 2, (4, 12))
    for month, value in changed.items():
        years[-1, month - 1] = value
    years[-1, 8:] = np.nan
    assert [(ask.kind, ask.months) for ask in guard(years, 8).asks] == asked


@pytest.mark.parametrize(("usual", "early", "known"), [(5, 3, 3), (9, 6, 6), (11, 8, 8), (6, 1, 4)])
@pytest.mark.parametrize("size", [3.0, 20.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_grant_that_has_come_early_may_not_come_again(
    usual: int, early: int, known: int, size: float, sign: int
) -> None:
    """The median follows the history, the band holds both; a grant of another size is no grant that has moved."""
    years = sign * np.full((5, 12), 100.0) * (1 + 0.01 * np.random.default_rng(2).normal(size=(5, 12)))
    years[:-1, usual - 1] += sign * size * 100
    became = float(years[-1].sum()) + sign * size * 100
    years[-1, known:] = np.nan

    def bounds(amount: float) -> np.ndarray:
        booked = years.copy()
        booked[-1, early - 1] += sign * amount
        made = answer(booked, known, NO_BUDGET)
        assert made.asks
        return np.sort(sign * made.total)

    moved = bounds(size * 100)
    assert moved[LOW] < sign * became
    assert moved[MEDIAN] == pytest.approx(sign * became + size * 100, rel=0.03)
    other = bounds(size * 200)
    assert other[0] > sign * became + size * 100


def test_months_far_off_to_both_sides_are_two_questions() -> None:
    """Misposted in February, taken back in May: each month by itself, never the mean of the two."""
    years = np.full((4, 12), 100.0) + np.random.default_rng(1).normal(0, 2, (4, 12))
    years[-1, [1, 4]], years[-1, 8:] = (900.0, -700.0), np.nan
    told = guard(years, 8).asks
    assert [(ask.kind, ask.months, ask.booked) for ask in told] == [(ODD, (1,), 900.0), (ODD, (4,), -700.0)]
    years[-1, [1, 4]] = 900.0
    assert said(guard(years, 8).asks).startswith("Februari, maj: 900 mot väntat 98,3 i månaden.")


@pytest.mark.parametrize(("since", "known"), [(-1, 5), (-3, 3), (-5, 1)])
def test_what_ended_before_new_year_has_ended_too(since: int, known: int) -> None:
    """Six empty months are an end on whichever side of the new year; a series that has paused as long is no end."""
    years = np.full((5, 12), 100.0) + np.random.default_rng(1).normal(0, 2, (5, 12))
    years.ravel()[48 + since :] = 0.0
    years[-1, known:] = np.nan
    made = answer(years, known, NO_BUDGET)
    assert (made.method, made.asks[0].kind, made.asks[0].months[0]) == (ENDED, GONE_SINCE, since)
    assert made.total[MEDIAN] < 12
    years[1, 2:8] = 0.0
    assert answer(years, known, NO_BUDGET).method != ENDED


def test_an_end_that_is_budgeted_is_not_asked_about() -> None:
    years = np.full((3, 12), 100.0) + np.random.default_rng(1).normal(0, 2, (3, 12))
    years[-1] = np.nan
    assert answer(years, 8, NO_BUDGET).asks
    assert not answer(years, 8, np.zeros(12)).asks


def test_the_budget_is_evidence_and_said_when_far() -> None:
    draw = Draw(1000.0, 0.02, 0.0, 3, np.random.default_rng(3))
    years = KINDS["steady"](draw).values.reshape(YEARS, 12).copy()
    years[-1, 3:] = np.nan
    alone = answer(years, 3, NO_BUDGET)
    near = answer(years, 3, np.full(12, 1100.0))
    assert alone.total[MEDIAN] < near.total[MEDIAN] < 13_200
    assert "budgetens profil" in near.rest
    far = answer(years, 3, np.full(12, 10.0))
    assert far.total[MEDIAN] == pytest.approx(alone.total[MEDIAN])
    assert "långt från budgetens" in said(beside_budget(far.total, np.full(12, 10.0)))
    assert not beside_budget(near.total, np.full(12, 1100.0))
    assert not beside_budget(far.total, NO_BUDGET)
