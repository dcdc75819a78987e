"""Every odd series has a defined answer, and `metod` says which."""

import numpy as np
import pandas as pd
import pytest

from ekonomi.forecast import forecast
from ekonomi.forecast.full_year import full_year
from ekonomi.forecast.models import NAIVE, PACE
from ekonomi.forecast.panel import build

PERIOD = "2025-03"


def series(values: list[float], last: str = PERIOD, name: str = "s") -> pd.DataFrame:
    """A long frame of one series whose last value is in `last`; NaN months are left out."""
    months = pd.period_range(end=last, periods=len(values), freq="M").strftime("%Y-%m")
    return pd.DataFrame({"serie": name, "månad": months, "värde": values}).dropna()


def wave(months: int, level: float = 100.0, noise: float = 3.0) -> list[float]:
    rng = np.random.default_rng(months)
    return list(level + 20 * np.sin(np.arange(months) * np.pi / 6) + rng.normal(0, noise, months))


def answer(frame: pd.DataFrame, period: str = PERIOD) -> pd.Series:
    return forecast(frame, period).iloc[0]


@pytest.mark.parametrize(
    ("values", "method"),
    [
        (wave(63), "kombination"),
        (wave(27), "kombination"),
        (wave(24), "kort historia"),
        (wave(15), "kort historia"),
        (wave(3), "nystartad"),
        (wave(1), "nystartad"),
        (wave(9), "nystartad"),
        ([50.0] * 40, "konstant"),
        ([0.0] * 40, "konstant"),
        ([7.0] * 5, "nystartad"),
        ([7.0] * 14, "konstant"),
        (list(range(12)) * 4 + [0.0, 1.0, 2.0], "konstant"),
        ([0.0] * 11 + [5.0, *([0.0] * 11), 9.0, *([0.0] * 11), 4.0, 0.0, 0.0, 0.0], "kombination"),
        ([-v for v in wave(63)], "kombination"),
        ([v - 100 for v in wave(63)], "kombination"),
        ([0.0] * 48 + [5.0, 6.0, 7.0], "nystartad"),
    ],
)
def test_every_length_and_kind_is_answered(values: list[float], method: str) -> None:
    row = answer(series(values))
    assert row.metod == method
    bounds = row[["nedre_95", "nedre_80", "prognos", "övre_80", "övre_95"]].to_numpy(float)
    assert np.isfinite(bounds).all()
    assert (np.diff(bounds) >= 0).all()
    if method != "konstant":
        assert bounds[-1] > bounds[0]
    assert row.utfall == pytest.approx(sum(values[-min(3, len(values)) :]))


def test_one_whole_year_is_the_mean_of_last_year_and_the_pace() -> None:
    panel = build(series(wave(15)), PERIOD)
    made = full_year(panel).made[0]
    assert made.share.keys() == {NAIVE, PACE} and min(made.share.values()) > 0.05
    rest = sum(share * made.rest[name] for name, share in made.share.items())
    expected = answer(series(wave(15)))
    assert expected.utfall + rest == pytest.approx(expected.prognos)


def test_constant_goes_on() -> None:
    assert answer(series([50.0] * 40)).prognos == 600
    assert answer(series(list(range(12)) * 4 + [0.0, 1.0, 2.0])).prognos == 66


def test_ended_series_is_what_it_was() -> None:
    row = answer(series(wave(60), last="2024-10"))
    assert (row.metod, row.utfall, row.prognos, row.övre_95) == ("avslutad", 0, 0, 0)


def test_ended_within_the_year() -> None:
    frame = series(wave(63), last="2025-03")
    row = answer(frame, "2025-09")
    assert row.metod == "avslutad"
    assert row.prognos == pytest.approx(row.utfall)


def test_no_month_of_the_year_yet() -> None:
    row = answer(series(wave(60), last="2024-12"), "2025-02")
    assert row.metod == "inga månader i år"
    assert row.utfall == 0
    assert row.prognos == pytest.approx(sum(wave(60)[-12:]))


def test_late_months_are_unknown_not_zero() -> None:
    frame = series(wave(65), last="2025-05")
    late = answer(frame, "2025-06")
    assert late.metod == "kombination"
    assert late.prognos == pytest.approx(answer(frame, "2025-05").prognos)


def test_a_gap_is_estimated_and_said() -> None:
    values = wave(63)
    whole = answer(series(values))
    gone = answer(series([*values[:40], float("nan"), *values[41:61], float("nan"), values[62]]))
    assert gone.metod == "kombination, luckor skattade"
    assert gone.utfall == pytest.approx(values[60] + values[62])
    assert gone.prognos == pytest.approx(whole.prognos, rel=0.05)
    assert gone.övre_95 - gone.nedre_95 > 0.9 * (whole.övre_95 - whole.nedre_95)


def test_december_is_known() -> None:
    values = wave(60)
    row = answer(series(values, last="2024-12"), "2024-12")
    assert row.metod == "helår känt"
    assert row.prognos == row.nedre_95 == pytest.approx(sum(values[-12:]))


def test_nothing_known() -> None:
    frame = pd.concat([series(wave(63)), series([1.0], last="2025-06", name="t")])
    row = forecast(frame, PERIOD).set_index("serie").loc["t"]
    assert row.metod == "underlag saknas"
    assert np.isnan(row.prognos)


def test_never_negative_series_has_no_negative_rest() -> None:
    values = [abs(v) for v in wave(63, level=5.0, noise=10.0)]
    row = answer(series(values))
    assert row.nedre_95 >= row.utfall


def test_budget_profile_leads_a_series_without_history() -> None:
    months = [f"2025-{m:02d}" for m in range(1, 13)]
    budget = [10.0, 10.0, 10.0, 20.0, 20.0, 20.0, 5.0, 5.0, 5.0, 30.0, 30.0, 35.0]
    value = [11.0, 12.0, 10.0, *([np.nan] * 9)]
    row = answer(pd.DataFrame({"serie": "s", "månad": months, "värde": value, "budget": budget}))
    assert row.metod == "nystartad, budgetprofil"
    assert row.prognos == pytest.approx(33 + 170 * (33 + 170) / 200)
    assert row.nedre_80 < row.prognos < row.övre_80
    late = answer(pd.DataFrame({"serie": "s", "månad": months, "värde": value, "budget": budget}), "2025-04")
    assert late.metod == "nystartad, budgetprofil"


def test_budget_leaves_a_series_with_history_alone() -> None:
    frame = series(wave(63))
    assert answer(frame.assign(budget=1.0)).prognos == answer(frame).prognos
