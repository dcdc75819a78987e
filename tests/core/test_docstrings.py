"""What an economist meets is explained with an example that is so; names are complete and a report is a page."""

import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ekonomi
from ekonomi import Report, charts, get_report, prose, tables, terms
from ekonomi.params import make_params
from ekonomi.report import new_report, sharing
from tools.docs_pages import ASKED, CHARTS, QUESTIONS, SECTIONS

ROOT = Path(__file__).resolve().parents[2]
# every table and section of sentences, and the charts that a notebook calls
SHOWN = (*tables.REGISTRY, *SECTIONS, *CHARTS)
WORDS = {"per", "mått", "mot", "där", "vy"}


class Printed(doctest.OutputChecker):
    """What is printed has hard spaces, as it should; an example is written with plain ones."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, got.replace("\N{NO-BREAK SPACE}", " "), optionflags)


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    """The economist's edition in the examples' working directory; a question's own `get_report` finds it again."""
    params = make_params(period="2025-03", inställningar="params/intraservice.yaml", upplaga=terms.EKONOM)
    with pytest.MonkeyPatch.context() as patch, sharing(new_report(params, ROOT)) as shared:
        patch.chdir(ROOT)
        yield shared


def named(met: object) -> str:
    return f"{met.__module__}.{getattr(met, 'attrname', None) or met.__qualname__}"


@pytest.mark.parametrize("met", [*ASKED, *SHOWN], ids=named)
def test_the_example_is_so(report: Report, met: object) -> None:
    told = inspect.cleandoc(met.__doc__ or "")
    names = {"report": report, "get_report": get_report, "tables": tables, "prose": prose, "charts": charts}
    if "skola" in told:
        names["skola"] = get_report("2025-08", inställningar="params/grundskolenamnden.yaml")
    runner = doctest.DocTestRunner(Printed(), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    example = doctest.DocTestParser().get_doctest(told, names, str(met), None, 0)
    assert example.examples, "ingen körbar rad"
    runner.run(example)
    assert runner.failures == 0
    assert not re.search(r"\b(the|of|and|there|Raises)\b", told), "på engelska"


@pytest.mark.parametrize("met", [met for met in ASKED if met is not Report.belopp], ids=named)
def test_every_parameter_has_a_name_that_shows(met: object) -> None:
    kinds = {one.kind for one in inspect.signature(met).parameters.values()}  # type: ignore[arg-type]
    assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


def test_the_questions_share_their_words() -> None:
    asked = [set(inspect.signature(met).parameters) for met in QUESTIONS]
    assert asked[0] >= WORDS
    assert all(words >= {"mått", "vy"} for words in asked)
    assert list(inspect.signature(get_report).parameters) == ["period", "inställningar", "status", "upplaga"]


def test_there_is_little_to_know_by_name() -> None:
    assert ekonomi.__all__ == ["Report", "charts", "förhandsvisa", "get_report", "prose", "tables", "utforska"]
    assert all(getattr(ekonomi, name) is not None for name in ekonomi.__all__)


def test_a_report_is_shown_on_a_page(report: Report) -> None:
    lines = repr(report).splitlines()
    assert lines[0].startswith("Delårsrapport mars 2025 · ")
    assert "report.avvikelse(per=…, mot=…, där=…, vy=…)" in lines[1]
    assert "  3.2.1 resultat" in lines
    assert len(lines) < 70 and max(map(len, lines)) < 130
