"""The simple rules, by hand."""

import numpy as np
import pandas as pd
import pytest

from ekonomi.forecast.adaptive import origins, replay, trust
from ekonomi.forecast.chain import chain
from ekonomi.forecast.levels import LEVELS
from ekonomi.forecast.naive import naive
from ekonomi.forecast.panel import Panel
from ekonomi.forecast.slope import slope
from ekonomi.forecast.sparse import with_windows
from ekonomi.forecast.timing import autocorrelation, naive_share, variance_ratio
from ekonomi.forecast.weights import shipped
from ekonomi.forecast.years import filled


def panel(years: np.ndarray, known: int) -> Panel:
    years = years.astype(float).copy()
    years[:, -1, known:] = np.nan
    names = pd.Index([f"s{i}" for i in range(len(years))], name="serie")
    return Panel(names, years, known, f"2025-{known:02d}", np.full((len(years), 12), np.nan))


def growing(rate: float, years: int = 4) -> np.ndarray:
    """A year of 1…12, each year `rate` times the one before."""
    return np.array([[np.arange(1, 13) * rate**y for y in range(years)]])


@pytest.mark.parametrize("method", [naive, chain, slope])
def test_one_signature(method) -> None:  # type: ignore[no-untyped-def]
    out = method(panel(growing(1.1), 3))
    assert list(out.index) == ["s0"]
    assert list(out.columns) == list(LEVELS)
    assert (out.diff(axis=1).iloc[:, 1:] >= 0).all().all()


def test_naive_repeats_last_year() -> None:
    total = 6 * 1.1**3 + 72 * 1.1**2
    assert naive(panel(growing(1.1), 3))[0.5].iloc[0] == pytest.approx(total)


def test_chain_carries_growth_on() -> None:
    assert chain(panel(growing(1.1), 3))[0.5].iloc[0] == pytest.approx(78 * 1.1**3)


def test_chain_of_costs_is_the_chain_turned_over() -> None:
    up, down = chain(panel(growing(1.1), 3)), chain(panel(-growing(1.1), 3))
    np.testing.assert_allclose(-down.to_numpy()[:, ::-1], up.to_numpy())


def test_chain_has_no_answer_without_a_part() -> None:
    years = growing(1.0)
    years[0, :, :3] = 0
    assert chain(panel(years, 3)).isna().all().all()


def test_slope_learns_that_moves_are_taken_back() -> None:
    rng = np.random.default_rng(2)
    shift = rng.normal(0, 10, (1, 6, 1))
    years = np.tile(100.0, (1, 6, 12)) + np.concatenate([np.tile(shift, 6), np.tile(-shift, 6)], axis=2)
    whole = 1200.0
    ours = abs(slope(panel(years, 6))[0.5].iloc[0] - whole)
    plain = abs(naive(panel(years, 6))[0.5].iloc[0] - whole)
    assert ours < plain


def test_timing_is_told_from_growth() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 20, (30, 6, 12))
    timing = 100 + noise - np.roll(noise, 1, axis=2)
    growth = 100 + np.cumsum(rng.normal(0, 20, (30, 6, 1)), axis=1) + rng.normal(0, 1, (30, 6, 12))
    assert np.median(variance_ratio(timing)) < 0.1
    assert np.median(variance_ratio(growth)) > 8
    assert (autocorrelation(timing, 8) < 0).all()
    assert (autocorrelation(growth, 8) > 0.5).all()
    assert (naive_share(timing, 8) == 1).all()
    assert (naive_share(timing, 5) == 0).all()
    assert (naive_share(growth, 8) == 0).all()
    np.testing.assert_array_equal(naive_share(np.concatenate([timing[:1], growth]), 8)[0], 1)


def test_a_quiet_series_shows_no_timing() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (30, 6, 12))
    assert (naive_share(100 + noise - np.roll(noise, 1, axis=2), 8) == 0).all()


def test_one_scattered_booking_is_not_expected_again() -> None:
    years = np.zeros((2, 4, 12))
    years[0, 1, 7] = 100.0
    years[1, :, 7] = 100.0
    out = with_windows(np.full((2, len(LEVELS)), 100.0), years, 3)
    np.testing.assert_allclose(out[0], [50, 50, 50, 50, 100, 100, 100])
    np.testing.assert_array_equal(out[1], 100.0)


@pytest.mark.parametrize(
    ("history", "known", "steps"),
    [
        (2, 3, []),
        (3, 3, [9, 12]),
        (3, 8, [4, 7, 10, 12]),
        (5, 3, [9, 12, 15, 18, 24]),
        (3, 11, [1, 4, 7, 10, 12]),
    ],
)
def test_replays_stand_where_their_outcome_is_known(history: int, known: int, steps: list[int]) -> None:
    assert origins(12 * history + known, known) == steps


def test_a_replay_sees_nothing_later() -> None:
    rng = np.random.default_rng(4)
    years = np.exp(rng.normal(3, 0.2, (5, 4, 12)))
    other = years.copy().reshape(5, -1)
    other[:, 12 * 3 + 8 - 7 :] = 1.0
    here, became = replay(years, 8, 7, shipped().prior)
    there, changed = replay(other.reshape(5, 4, 12), 8, 7, shipped().prior)
    for name, quantiles in here.items():
        np.testing.assert_array_equal(quantiles, there[name])
    np.testing.assert_allclose(became, years.reshape(5, -1)[:, 37:41].sum(axis=1))
    np.testing.assert_allclose(changed, 4.0)


def test_the_best_so_far_weighs_most() -> None:
    weight = trust(np.array([[1.0, 2.0, 4.0]]))
    assert weight.sum() == pytest.approx(1)
    assert weight[0, 0] > 3.5 * weight[0, 1] > 12 * weight[0, 2]


def test_gaps_follow_the_season() -> None:
    years = np.tile(np.arange(12.0) * 10, (1, 4, 1))
    years[0, 2, 6] = np.nan
    assert filled(years)[0, 2, 6] == pytest.approx(60, abs=8)
    assert np.isnan(years[0, 2, 6])
