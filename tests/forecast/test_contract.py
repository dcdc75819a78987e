"""The outward contract of the forecast."""

import numpy as np
import pandas as pd
import pytest

from ekonomi.errors import UsageError
from ekonomi.forecast import COLUMNS, PATH_COLUMNS, forecast, paths
from ekonomi.forecast.full_year import full_year
from ekonomi.forecast.panel import build


def batch(years: int = 4, names: tuple[str, ...] = ("b", "a"), last: str = "2025-03") -> pd.DataFrame:
    """Seasonal series with noise, ending at `last`."""
    rng = np.random.default_rng(1)
    months = pd.period_range(end=last, periods=years * 12 + 3, freq="M")
    frames = []
    for name in names:
        season = 1 + 0.3 * np.sin(2 * np.pi * months.month / 12)
        value = 100 * season + np.arange(len(months)) + rng.normal(0, 3, len(months))
        frames.append(pd.DataFrame({"serie": name, "månad": months.strftime("%Y-%m"), "värde": value}))
    return pd.concat(frames, ignore_index=True)


def test_columns_and_order() -> None:
    out = forecast(batch(), "2025-03")
    assert tuple(out.columns) == COLUMNS
    assert list(out.serie) == ["a", "b"]
    bounds = out[["nedre_95", "nedre_80", "prognos", "övre_80", "övre_95"]].to_numpy()
    assert (np.diff(bounds, axis=1) >= 0).all()


def test_row_order_does_not_matter() -> None:
    frame = batch()
    pd.testing.assert_frame_equal(forecast(frame, "2025-03"), forecast(frame.sample(frac=1, random_state=3), "2025-03"))


def test_later_rows_are_left_out() -> None:
    frame = batch()
    expected = forecast(frame, "2025-03")
    later = pd.DataFrame({"serie": ["a"], "månad": ["2025-04"], "värde": [1e9]})
    both = pd.concat([frame, later])
    pd.testing.assert_frame_equal(forecast(both, "2025-03"), expected)


def test_path_ends_at_the_forecast() -> None:
    panel = build(batch(), "2025-03")
    out, path = forecast(batch(), "2025-03"), paths(panel, full_year(panel).quantiles)
    assert tuple(path.columns) == PATH_COLUMNS
    last = path[path.månad == "2025-12"].set_index("serie")
    for column in ("prognos", "nedre_80", "övre_95"):
        np.testing.assert_allclose(last[column], out.set_index("serie")[column])


def test_period_that_is_none() -> None:
    with pytest.raises(UsageError, match="Skriv ÅÅÅÅ-MM"):
        forecast(batch(), "mars 2025")
