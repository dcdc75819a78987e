"""The simple rules, by hand."""

import numpy as np
import pandas as pd
import pytest

from ekonomi.forecast.chain import chain
from ekonomi.forecast.levels import LEVELS
from ekonomi.forecast.naive import naive
from ekonomi.forecast.panel import Panel
from ekonomi.forecast.slope import slope
from ekonomi.forecast.timing import naive_share, variance_ratio
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


def test_variance_ratio_tells_timing_from_growth() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 5, (30, 6, 12))
    timing = 100 + noise - noise.mean(axis=2, keepdims=True)
    growth = 100 + np.cumsum(rng.normal(0, 20, (30, 6, 1)), axis=1) + rng.normal(0, 1, (30, 6, 12))
    assert np.median(variance_ratio(timing)) < 0.1
    assert np.median(variance_ratio(growth)) > 8
    assert (naive_share(timing, 8) == 1).all()
    assert (naive_share(timing, 5) == 0).all()
    assert (naive_share(growth, 8) == 0).all()


def test_gaps_follow_the_season() -> None:
    years = np.tile(np.arange(12.0) * 10, (1, 4, 1))
    years[0, 2, 6] = np.nan
    assert filled(years)[0, 2, 6] == pytest.approx(60, abs=8)
    assert np.isnan(years[0, 2, 6])
