"""Incidents count in the month they are resolved; open ones count nowhere."""

import pandas as pd
import pytest

from ekonomi import incidents
from ekonomi.incidents import UNKNOWN, Measure

COLUMNS = ["number", "opened_at", "resolved_at", "made_sla", "major_incident", "category"]
ROWS = [
    ("I1", "2024-12-30 09:00:00", "2025-01-02 09:00:00", True, False, "WAN"),
    ("I2", "2025-01-05 09:00:00", "2025-01-06 09:00:00", False, True, "WAN"),
    ("I3", "2025-02-05 09:00:00", "2025-02-06 09:00:00", True, True, "Telefoni"),
    ("I4", "2025-03-30 09:00:00", "", True, True, "Telefoni"),
    ("I5", "2025-03-31 23:00:00", "2025-04-01 01:00:00", True, False, "Telefoni"),
    ("I6", "2023-05-05 09:00:00", "2023-05-06 09:00:00", True, False, "WAN"),
]
INCIDENTS = pd.DataFrame(ROWS, columns=COLUMNS)
FORECASTS = pd.DataFrame([("2025-03", "SLA", 85.0)], columns=["rapport", "mått", "värde"])


def test_share_of_the_resolved_and_number_of_majors():
    assert incidents.over(INCIDENTS, "2025-01", "2025-03") == Measure(pytest.approx(200 / 3), 2.0)
    assert incidents.over(INCIDENTS, "2025-04", "2025-04") == Measure(100.0, 0.0)
    assert incidents.over(INCIDENTS, "2024-01", "2024-12") == UNKNOWN


def test_open_incidents_may_be_missing_or_empty():
    missing = INCIDENTS.assign(resolved_at=INCIDENTS["resolved_at"].replace("", None))
    assert incidents.resolved(missing).equals(incidents.resolved(INCIDENTS))
    assert len(incidents.resolved(INCIDENTS)) == 5


def test_flags_as_text():
    text = INCIDENTS.assign(made_sla=INCIDENTS["made_sla"].map({True: "True", False: "false"}))
    assert incidents.over(text, "2025-01", "2025-03").sla == pytest.approx(200 / 3)


def test_measures_of_a_report():
    found = incidents.measures(INCIDENTS, FORECASTS, "2025-03")
    assert (found.forecast, found.last_year, found.year_before) == (
        Measure(85.0, None),
        UNKNOWN,
        Measure(100.0, 0.0),
    )
    assert incidents.measures(INCIDENTS, FORECASTS, "2025-02").forecast == UNKNOWN


def test_december_puts_the_outcome_in_the_forecasts_place():
    found = incidents.measures(INCIDENTS, FORECASTS, "2025-12")
    assert found.forecast == found.period == Measure(75.0, 2.0)


def test_monthly_keeps_months_without_incidents():
    found = incidents.monthly(INCIDENTS, "2025-01", "2025-04")
    assert found["lösta"].tolist() == [2, 1, 0, 1]
    assert found["major"].tolist() == [1, 1, 0, 0]
    assert found["andel"].fillna(-1).tolist() == [50.0, 100.0, -1.0, 100.0]


def test_no_incidents_at_all():
    assert incidents.monthly(INCIDENTS[:0], "2025-01", "2025-02")["lösta"].tolist() == [0, 0]
    assert incidents.measures(INCIDENTS[:0], FORECASTS[:0], "2025-03").period == UNKNOWN
