"""Årsarbetare: hours over the norm of a full year."""

import pandas as pd
import pytest

from ekonomi import personnel
from ekonomi.errors import DataError

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
HOURS = pd.DataFrame(
    [(month, ansvar, 850.0) for month in MONTHS for ansvar in ("1", "2", "9")],
    columns=["månad", "ansvar", "timmar"],
)
NORMS = pd.DataFrame(
    [(1700.0, "källa", "2022-01", "2024-12"), (1275.0, "källa", "2025-01", "")],
    columns=["timmar", "källa", "giltig_från", "giltig_till"],
)
FORECASTS = pd.DataFrame(
    [
        ("2025-08", "årsarbetare", 710.0),
        ("2025-03", "årsarbetare", 705.0),
        ("2025-05", "årsarbetare", None),
        ("2025-03", "SLA", 85.0),
        ("2024-08", "årsarbetare", 690.0),
    ],
    columns=["rapport", "mått", "värde"],
)


def test_each_year_is_divided_by_its_own_norm():
    found = personnel.volumes(HOURS, NORMS, FORECASTS, "2025-03")
    assert found == personnel.Volumes(period=6.0, year_ago=4.5, forecast=705.0, last_year=18.0)


@pytest.mark.parametrize(
    ("period", "forecast"),
    [("2025-02", None), ("2025-07", 705.0), ("2025-08", 710.0), ("2025-12", 24.0), ("2024-12", 18.0)],
)
def test_forecast_known_at_the_close(period, forecast):
    assert personnel.volumes(HOURS, NORMS, FORECASTS, period).forecast == forecast


def test_no_hours_is_unknown():
    assert personnel.volumes(HOURS[:0], NORMS, FORECASTS, "2025-03").period is None
    assert personnel.volumes(HOURS, NORMS, FORECASTS, "2024-03").year_ago is None


def test_monthly_starts_anew_in_january():
    found = personnel.monthly(HOURS, NORMS, "2024-11", "2025-02")
    assert found["månad"].tolist() == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert found["årsarbetare"].tolist() == [1.5, 1.5, 2.0, 2.0]
    assert found["ack"].tolist() == [1.5, 3.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("norms", "found"),
    [
        (NORMS[1:], "0 rader som gäller"),
        (pd.concat([NORMS, NORMS]), "2 rader som gäller"),
        (NORMS.assign(timmar=0.0), "noll timmar"),
    ],
)
def test_faulty_norm(norms, found):
    with pytest.raises(DataError) as error:
        personnel.norm(norms, "2024-03")
    assert str(error.value) == (
        f"helårsnorm, kolumn timmar: fann {found}, väntade en rad med timmar större än noll som gäller 2024-03. "
        "Rätta giltighet och timmar i registret."
    )
