"""What must hold whatever the data: units, signs, order, processes, and no look into the future."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.forecast import evaluate, forecast, paths, summary
from ekonomi.forecast.full_year import full_year
from ekonomi.forecast.levels import LEVELS, cdf, wis
from ekonomi.forecast.panel import build

AMOUNTS = ["utfall", "prognos", "nedre_80", "övre_80", "nedre_95", "övre_95"]


def many(count: int, months: int = 63, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    names = [f"s{i:04d}" for i in range(count)]
    month = pd.period_range(end="2025-03", periods=months, freq="M").strftime("%Y-%m")
    season = 1 + 0.4 * np.sin(np.arange(months) * np.pi / 6)
    level = np.exp(rng.normal(4, 2, (count, 1)) + np.cumsum(rng.normal(0, 0.02, (count, months)), axis=1))
    values = level * season * np.exp(rng.normal(0, 0.1, (count, months)))
    return (
        pd.DataFrame(values, names, month)
        .rename_axis("serie")
        .reset_index()
        .melt("serie", var_name="månad", value_name="värde")
    )


@settings(max_examples=10, deadline=None)
@given(st.floats(1e-3, 1e6))
def test_unit_does_not_matter(factor: float) -> None:
    frame = many(3)
    small, large = forecast(frame, "2025-03"), forecast(frame.assign(värde=frame.värde * factor), "2025-03")
    np.testing.assert_allclose(large[AMOUNTS], small[AMOUNTS] * factor, rtol=1e-6)


def test_costs_are_income_turned_over() -> None:
    frame = many(4)
    up, down = forecast(frame, "2025-03"), forecast(frame.assign(värde=-frame.värde), "2025-03")
    np.testing.assert_allclose(-down.prognos, up.prognos, rtol=1e-9)
    np.testing.assert_allclose(-down.nedre_80, up.övre_80, rtol=1e-9)


def test_same_bytes_whatever_the_order_and_processes() -> None:
    frame = many(300)
    one = forecast(frame, "2025-03", jobs=1)
    two = forecast(frame.sample(frac=1, random_state=1), "2025-03", jobs=2)
    assert one.to_csv() == two.to_csv()


def test_later_months_of_others_do_not_leak() -> None:
    frame = many(200)
    cut = frame[frame.månad <= "2024-08"]
    pd.testing.assert_frame_equal(forecast(frame, "2024-08"), forecast(cut, "2024-08"))


def test_every_close_of_the_year() -> None:
    frame = many(5)
    for month in range(1, 13):
        out = forecast(frame, f"2024-{month:02d}")
        assert out[AMOUNTS].notna().all().all()


def test_path_is_coherent_with_the_forecast() -> None:
    frame = many(5)
    panel = build(frame, "2025-03")
    path = paths(panel, full_year(panel).quantiles)
    last = path[path.månad == "2025-12"]
    np.testing.assert_allclose(last[AMOUNTS[1:]], forecast(frame, "2025-03")[AMOUNTS[1:]])
    for _, rows in path.groupby("serie"):
        width = (rows.övre_95 - rows.nedre_95).to_numpy()
        assert (np.diff(width) >= -1e-9).all()
        assert (rows.nedre_80 <= rows.prognos + 1e-9).all()
        np.testing.assert_allclose(rows.utfall.dropna(), rows.prognos[:3])


def test_cover_on_the_model_s_own_ground() -> None:
    """On clean simulated series the 80 % interval covers about 80 %."""
    frame = many(400, seed=3)
    outcome = frame[frame.månad.str[:4] == "2024"].groupby("serie").värde.sum().sort_index().to_numpy()
    out = forecast(frame, "2024-05")
    inside = (out.nedre_80 <= outcome) & (outcome <= out.övre_80)
    assert 0.7 < inside.mean() < 0.9


def test_better_than_naive_on_growth() -> None:
    frame = many(100, seed=5)
    tried = evaluate(frame, "2025-03", years=1, closes=(5,))
    scores = summary(tried).set_index("källa")
    assert scores.WIS["modell"] < 0.9 * scores.WIS["naiv"]


def test_wis_by_hand() -> None:
    quantiles = np.array([[80.0, 90.0, 95.0, 100.0, 105.0, 110.0, 120.0]])
    inside = (0.5 * 5 + 0.1 * 20 + 0.025 * 40) / 2.5
    assert wis(quantiles, np.array([105.0]))[0] == pytest.approx(inside)
    outside = (0.5 * 15 + 0.1 * (20 + 10 * 5) + 0.025 * 40) / 2.5
    assert wis(quantiles, np.array([115.0]))[0] == pytest.approx(outside)


def test_cdf_meets_the_levels() -> None:
    row = np.array([[80.0, 90.0, 95.0, 100.0, 105.0, 110.0, 120.0]])
    for value, level in zip(row[0], LEVELS, strict=True):
        assert cdf(row, np.array([value]))[0] == pytest.approx(level, abs=1e-9)
    assert cdf(row, np.array([60.0]))[0] < 0.025
    assert cdf(row, np.array([150.0]))[0] > 0.975
    assert cdf(np.full((1, 7), 5.0), np.array([5.0]))[0] == 1.0


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_answer() -> None:
    joblib = pytest.importorskip("joblib")
    distributed = pytest.importorskip("distributed")
    frame = many(120)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        spread = forecast(frame, "2025-03")
    pd.testing.assert_frame_equal(spread, forecast(frame, "2025-03", jobs=1))
