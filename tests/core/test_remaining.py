"""What a person must still do before the report is published."""

from types import SimpleNamespace

import pandas as pd

from ekonomi.report import remaining


def test_a_remark_is_said_in_tkr_with_where_it_is_answered_unless_an_adjustment_answers_it():
    asked = [
        ("Ekonomi|personal", "2025-02", "Februari: 3 800 mot väntat −2 090. Engång?", {}),
        ("Ekonomi|it", "", "Prognosen −2 507 är långt från budgetens −4 553.", {}),
        ("HR|it", "", "Prognosen −1 är långt från budgetens −9.", {}),
    ]
    organisation = {"ansvar": ["1", "2"], "verksamhetsområde": ["Ekonomi", "HR"]}
    report = SimpleNamespace(
        organisation=pd.DataFrame(organisation),
        of_report=lambda rows: rows,
        sources=SimpleNamespace(adjustments=pd.DataFrame({"ansvar": ["2"], "kostnadsslag": ["it"]})),
        outlook=SimpleNamespace(asked=pd.DataFrame(asked, columns=["serie", "månad", "fråga", "bokfört"])),
        slag=SimpleNamespace(labels={"personal": "Personalkostnader", "it": "IT"}),
        tjänster=None,
    )
    assert [told[1:] for told in remaining._remarks(report)] == [
        (f"Ekonomi: personalkostnader, tkr: {asked[0][2]}", "Svara i registret kända, på serien och månaden."),
        (
            f"Ekonomi: IT, tkr: {asked[1][2]}",
            "Skriv en rad i registret justeringar, eller förklara i texten om prognosen.",
        ),
    ]
