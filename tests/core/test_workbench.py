"""The workbench without a browser: what is chosen becomes a question; without widgets the plain answer."""

import sys
from pathlib import Path
from typing import Any

import pytest

from ekonomi import allocation, utforska
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.table import Table
from ekonomi.workbench.explorer import Asked, Plain, choices

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("params/2025-03.yaml", "params/grundskolenamnden-2025-08.yaml")


@pytest.fixture(scope="module", params=EXAMPLES)
def report(request: pytest.FixtureRequest) -> Report:
    found = new_report(load_params(ROOT / request.param), ROOT)
    _ = found.ground
    return found


def asked(report: Report, per: str = "ansvar", **more: Any) -> Asked:
    return Asked(report, **{"per": per, "mot": "budget", "vy": "ack", "där": {}, **more})


def test_the_cell_gives_what_is_shown(report: Report) -> None:
    area = str(report.organisation["verksamhetsområde"].iloc[0])
    one = asked(report, där={"verksamhetsområde": area})
    again = eval(one.code, {"report": report})
    assert again.figures().equals(one.answer.figures())


def test_every_row_leads_to_the_postings_that_it_sums(report: Report) -> None:
    for one in (asked(report, per="konto"), asked(report, vy="helår"), asked(report, per="period", mot="fjolåret")):
        assert isinstance(one.answer, Table)
        first = one.answer.columns[0].name
        for row in [one.answer.rows[0], one.answer.rows[-1]]:
            rows = one.rows(row.name)
            assert round(rows["belopp"].sum() * 100) == int(one.answer.values.at[row.name, first])


def test_another_tjänst_is_chosen_among_the_parts_at_hand(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [code for _, code in choices(report, "tjänst") if code][:2]
    for first, code in enumerate(codes):
        if first:
            monkeypatch.setattr(allocation, "parts_of", lambda *_: pytest.fail("allt fördelades en gång till"))
        assert asked(report, per="konto", där={"tjänst": code}).answer


def test_what_cannot_be_answered_says_why(report: Report) -> None:
    one = asked(report, mot="prognos")
    assert not one.answer and "vy=”helår”" in repr(one.answer)
    assert one.chart._repr_html_() == ""


def test_without_widgets_it_is_a_plain_answer(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    shown = utforska(report, per="ansvar", där={"kostnadsslag": next(iter(report.slag.labels))})
    assert isinstance(shown, Plain)
    assert "<table" in shown._repr_html_() and "report.avvikelse(per=&quot;ansvar&quot;" in shown._repr_html_()


@pytest.mark.filterwarnings("error::SyntaxWarning")  # itables doubts an option, where typeguard is installed
def test_choosing_changes_the_widgets(report: Report) -> None:
    pytest.importorskip("itables.widget")
    explorer = utforska(report, per="ansvar")
    before = explorer.chart.value
    explorer.chosen["per"].value = "kostnadsslag"
    assert "per kostnadsslag" in explorer.head.value and explorer.chart.value != before
    assert explorer.frame.iat[0, 0] == explorer.asked.answer.rows[0].name
    explorer.table.selected_rows = [0]
    assert len(explorer.vouchers.df) and explorer.told.value.startswith("<p>Verifikationer: ")
    explorer.save.click()
    assert 'download="' in explorer.link.value
    explorer.chosen["mot"].value = "prognos"
    assert "vy=”helår”" in explorer.head.value and not len(explorer.vouchers.df)
