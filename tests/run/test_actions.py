"""A fastställd report answers a deficit over the threshold with proposals, and the largest overrun is commented."""

from pathlib import Path

import pytest

from ekonomi.comments import required
from ekonomi.export.proofread import proofread
from ekonomi.params import make_params
from ekonomi.report.sessions import new_report

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("status", "left_out", "found"),
    [
        ("fastställd", "förslag", ["inga förslag, och en prognos −5,8 mnkr från budget"]),
        ("fastställd", "", []),
        ("utkast", "förslag", []),
    ],
)
def test_a_deficit_asks_for_proposals(status: str, left_out: str, found: list[str]) -> None:
    settings = "params/grundskolenamnden.yaml"
    report = new_report(make_params(period="2025-08", inställningar=settings, status=status), ROOT)
    assert report.actions is not None
    vars(report)["actions"] = report.actions[report.actions["slag"] != left_out]
    said = [one.funnet for one in proofread(report, ROOT) if one.väntat == "förslag till åtgärder"]
    assert said == found


def test_the_largest_overrun_of_the_year_is_always_commented() -> None:
    asked = make_params(period="2025-03", inställningar="params/intraservice.yaml")
    report = new_report(asked, ROOT)
    high = report.settings.trösklar.model_copy(update={"mnkr": 10_000.0})
    settings = report.settings.model_copy(update={"trösklar": high})
    (only,) = required(report.find, report.service_lines, settings)
    assert (only.text, only.shown, only.when) == ("tjanst/2101", "−1,8", "helår 2025")
