"""What an economist meets is explained with an example that is so; names are complete and a report is a page."""

import doctest
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import ekonomi
from ekonomi import Report, get_report
from ekonomi.params import make_params
from ekonomi.report import new_report, sharing

ROOT = Path(__file__).resolve().parents[2]
MET = (get_report, Report, Report.avvikelse, Report.vägar, Report.omfördelning, Report.underlag)
WORDS = {"per", "mot", "där", "vy"}


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    params = make_params(period="2025-03", inställningar="params/intraservice.yaml")
    with pytest.MonkeyPatch.context() as patch, sharing(new_report(params, ROOT)) as shared:
        patch.chdir(ROOT)
        yield shared


@pytest.mark.parametrize("met", MET, ids=lambda met: met.__qualname__)
def test_the_example_is_so(report: Report, met: object) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    example = parser.get_doctest(inspect.getdoc(met) or "", {}, str(met), None, 0)
    assert example.examples
    runner.run(example)
    assert runner.failures == 0


@pytest.mark.parametrize("met", MET, ids=lambda met: met.__qualname__)
def test_every_parameter_has_a_name_that_shows(met: object) -> None:
    kinds = {one.kind for one in inspect.signature(met).parameters.values()}  # type: ignore[arg-type]
    assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


def test_the_questions_share_their_words() -> None:
    asked = [set(inspect.signature(met).parameters) for met in (Report.avvikelse, Report.vägar, Report.omfördelning)]
    assert asked[0] >= WORDS
    assert all(words & WORDS for words in asked)
    assert list(inspect.signature(get_report).parameters) == ["period", "inställningar", "status", "upplaga"]


def test_there_is_little_to_know_by_name() -> None:
    assert ekonomi.__all__ == ["Report", "charts", "get_report", "prose", "tables"]
    assert all(getattr(ekonomi, name) is not None for name in ekonomi.__all__)


def test_a_report_is_shown_on_a_page(report: Report) -> None:
    lines = repr(report).splitlines()
    assert lines[0].startswith("Delårsrapport mars 2025 · ")
    assert "report.avvikelse(per=…, mot=…, där=…, vy=…)" in lines[1]
    assert "  3.2.1 resultat" in lines
    assert len(lines) < 60 and max(map(len, lines)) < 130
