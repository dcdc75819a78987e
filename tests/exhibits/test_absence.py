"""Absence is not a fact: whatever a nämnd lacks, no sentence and no table speaks of it, and nothing breaks."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest

from ekonomi import charts, prose, tables, terms
from ekonomi.prose import words
from ekonomi.report import Report
from tests.exhibits import mini
from tests.exhibits.mini import LEDGER, PERIODS, REGISTERS

MINUS = "\u2212"
# every measure but the outcome itself, without which there is no report
MEASURES = [name for name in terms.MEASURES if name != terms.M_UTFALL]
ABSENT = [*([name] for name in MEASURES), *map(list, combinations(MEASURES, 2))]
BUDGETS = {terms.M_BUDGET, terms.M_BUDGET_HELÅR, terms.M_BUDGET_FG_MÅNAD}
LAST_YEAR = {terms.M_FG_ÅR, terms.M_BOKSLUT}
AHEAD = re.compile("helår|prognos|väntas")
ENDS = re.compile(r"  | [.,;]|[.,;:]{2}|\bmed \.|\boch \.|\(\)|\bNone\b|\bnan\b")


def sentences(report: Report) -> list[prose.Sentence]:
    return [one for section in report.prose.values() for one in section.sentences]


def holds(report: Report) -> None:
    """Every table prints, and every sentence reads."""
    for table in report.tables.made():
        assert not re.search(r"\bnan\b|\bnone\b|<na>", table._repr_html_().lower())
    reads(report)


def reads(report: Report) -> None:
    """Every sentence is whole, and its numbers are their tables' cells."""
    for one in sentences(report):
        text = one.text.replace("\u00a0", " ")
        assert text[0].isupper() and text.endswith("."), text
        assert "–" not in text and not ENDS.search(text), text
        said = "".join(part for part in one.parts if isinstance(part, str))
        assert not re.search(r"\d", re.sub(r"\b20\d\d\b", "", said)), text
        for number in one.numbers:
            shown = report.tables[number.tabell].cell(number.rad, number.kolumn).shown
            assert number.visat == shown and number.sagt in (shown, shown.removeprefix(MINUS)), text


def compares_only_with_what_is_known(report: Report, period: str) -> None:
    known = {*report.measured.known}
    so_far = (words.so_far(period), words.over(period))
    for text in (one.text for one in sentences(report)):
        low = text.lower()
        if terms.M_BUDGET not in known and any(words in low for words in so_far):
            assert "budget" not in low, text
        if (
            terms.M_BUDGET_HELÅR not in known
            and AHEAD.search(low)
            and not period.endswith("12")
            and not low.startswith("efter ")
        ):
            assert "budget" not in low, text
        if not known & BUDGETS:
            assert "budget" not in low and "avvik" not in low, text
        if not known & LAST_YEAR and "årsarbetare" not in low:
            assert "förra året" not in low and "året innan" not in low, text
        if terms.M_FG_PROGNOS not in known:
            assert "föregående prognos" not in low, text
        if not {terms.M_UTFALL_FG_MÅNAD, terms.M_BUDGET_FG_MÅNAD} <= known:
            assert not low.startswith("efter "), text
        if terms.M_PROGNOS not in known:
            assert "väntas" not in low, text


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("without", [[], *ABSENT[: len(MEASURES)]], ids="+".join)
def test_every_sentence_with_a_measure_absent(period, without):
    report = mini.report(period, without=without)
    holds(report)
    compares_only_with_what_is_known(report, period)


@pytest.mark.parametrize("without", ABSENT[len(MEASURES) :], ids="+".join)
def test_every_sentence_with_two_measures_absent(without):
    report = mini.report("2025-08", without=without)
    reads(report)
    compares_only_with_what_is_known(report, "2025-08")


def less(*gone: str) -> pd.DataFrame:
    """The ledger without its budgets, forecasts or last year."""
    kept = ~LEDGER["beloppstyp"].isin(gone)
    return LEDGER[kept & ((LEDGER["period"] >= "2025") | ("fg år" not in gone))]


LACKS = [list(some) for count in (1, 2, 3) for some in combinations((terms.BUDGET, terms.PROGNOS, "fg år"), count)]


@pytest.mark.parametrize("period", ("2025-01", "2025-03", "2025-12"))
@pytest.mark.parametrize("gone", LACKS, ids="+".join)
def test_a_nämnd_without_budget_forecast_or_last_year(period, gone):
    report = mini.report(period, less(*gone), staff=None)
    holds(report)
    compares_only_with_what_is_known(report, period)
    shown = pages(report, *ADJUSTED)
    if terms.BUDGET in gone:
        assert "budget" not in shown
        assert "avvikelse" not in shown
    if "fg år" in gone:
        assert "2024" not in shown
        assert not report[tables.volym] and not report[prose.volym].sentences


def test_last_years_budget_alone_is_no_budget():
    old = LEDGER[LEDGER["beloppstyp"] == terms.BUDGET].copy()
    old = old.assign(version="2024", period="2024" + old["period"].str[4:])
    report = mini.report("2025-03", pd.concat([less(terms.BUDGET), old], ignore_index=True))
    assert report.versions.budget is None
    holds(report)
    assert "budget" not in " ".join(one.text for one in sentences(report)).lower()
    assert not report[tables.ansvarsområde] and not report[tables.text_utfall]


# the steps from the statistical forecast to the decided one are the method's, whatever a nämnd has
ADJUSTED = ("Budgetens profil: vad budgeten säger om delar utan egen historik.", "Budgetens profil")


def pages(report: Report, *but: str) -> str:
    """All that is printed: tables and sentences, lower case, some words taken out."""
    held = [table._repr_html_() for table in report.tables.made() if table.id not in ("avstämning", "kontroller")]
    text = " ".join([*held, *(one.text for one in sentences(report))])
    for word in but:
        text = text.replace(word, "")
    return re.sub(r'(id|aria-labelledby|data-siffra)="[^"]*"', "", text).lower()


def without_services(ledger: pd.DataFrame = LEDGER) -> Report:
    registers = replace(REGISTERS, services=REGISTERS.services.iloc[:0], groups=REGISTERS.groups.iloc[:0])
    return mini.report("2025-03", ledger.assign(tjänst=""), registers=registers)


def test_without_tjänster_nothing_speaks_of_them():
    report = without_services()
    holds(report)
    assert "tjänst" not in pages(report, "Gemensamma tjänster", "IT-tjänster")
    assert "tjänst" not in report[tables.avstämning]._repr_html_().lower()
    assert report.services is None and report.comments == ()
    assert set(report.ties["utslag"]) == {"ok"}


def test_without_tjänster_the_rest_is_the_same():
    ours, whole = without_services().figures, mini.report("2025-03").figures
    key = ["tabell", "rad", "kolumn"]
    both = ours.merge(whole, on=key, suffixes=("", "_med"))
    assert len(both) == len(ours) > 100
    assert (both["värde"] == both["värde_med"]).all()


def test_without_projekt_there_is_one_gren_and_it_is_not_told():
    report = mini.report("2025-03", LEDGER.assign(projekt=""))
    holds(report)
    table = report[tables.ansvarsområde]
    assert [row.name for row in table.rows] == [
        "Gemensamma tjänster, rubrik",
        "Gemensamma tjänster / Ekonomi",
        "Digital infrastruktur",
        "Resultat",
    ]
    assert [row.level for row in table.rows] == [0, 1, 0, 0]
    assert "inom" not in report[prose.utfall_organisation].sentences[0].text
    assert not report.figures["rad"].str.contains("Förvaltning|Utveckling|Summa förv|Summa utv").any()
    assert table.cell("Gemensamma tjänster / Ekonomi", terms.AVVIKELSE).shown == "2,3"


def test_the_only_gren_may_be_utveckling():
    report = mini.report("2025-03", LEDGER.assign(projekt="P1"))
    holds(report)
    assert not report.figures["rad"].str.contains("Förvaltning|Utveckling").any()
    assert "förändringsinitiativ inom" not in report[prose.utfall_organisation].text


def test_without_motparter_there_is_no_bridge_and_no_talk_of_own_purchases():
    report = mini.report("2025-03", LEDGER[LEDGER["motpart"] == ""])
    holds(report)
    assert not report[tables.interna_poster]
    assert "intern" not in pages(report, "Kommuninterna")
    assert "köper av sig" not in report[prose.ekonomi].text
    asked = (report.avvikelse(per="kostnadsslag"), report.avvikelse(per="ansvar"))
    assert not [note for table in asked for note in table.notes if "Avgränsning" in note]
    assert "extern" not in charts.månadsvis(report.monthly, report.period).subtitle
    said = report[prose.ekonomi].text.replace("\u00a0", " ")
    shares = "132,0 mnkr för bastjänster och digital infrastruktur och 12,0 mnkr för förändringsinitiativ."
    assert said.endswith(f"Av budgeten är {shares}")
    assert set(report.ties["utslag"]) == {"ok"}


def left_out(*names: str) -> Report:
    sources = {name: part for name, part in mini.SETTINGS["källor"].items() if name not in names}
    return mini.report("2025-03", settings={"källor": sources})


def test_without_a_register_of_åtgärder_nothing_is_said_of_them():
    report = left_out("åtgärder")
    holds(report)
    assert "åtgärd" not in pages(report)
    assert "föreslår inga åtgärder" in mini.report("2025-03")[prose.sammanfattning].text


def test_without_hours_nothing_is_said_of_årsarbetare():
    report = mini.report("2025-03", staff=None)
    holds(report)
    assert "årsarbetare" not in pages(mini.report("2025-03", staff=None, actions=None))
    assert not report[prose.personalvolym].sentences


def test_without_dates_of_entry_nothing_is_said_of_late_postings():
    ledger = {**mini.SETTINGS["källor"]["huvudbok"], "kolumner": {"registrerad": None}}
    report = mini.report("2025-03", settings={"källor": {**mini.SETTINGS["källor"], "huvudbok": ledger}})
    holds(report)
    assert not report[tables.sena_poster]
    assert "stängning" not in pages(report)


def _bare(names: Iterable[str]) -> Report:
    registers = replace(
        REGISTERS,
        services=REGISTERS.services.iloc[:0],
        groups=REGISTERS.groups.iloc[:0],
        projects=REGISTERS.projects.iloc[:0],
        counterparts=REGISTERS.counterparts.iloc[:0],
    )
    ledger = less(*names).assign(tjänst="", projekt="", motpart="")
    sources = {name: part for name, part in mini.SETTINGS["källor"].items() if name not in ("åtgärder", "justeringar")}
    return mini.report("2025-03", ledger, registers=registers, settings={"källor": sources}, staff=None)


@pytest.mark.parametrize("gone", [[], *LACKS], ids="+".join)
def test_a_nämnd_with_nothing_but_a_ledger_has_a_report(gone):
    report = _bare(gone)
    holds(report)
    compares_only_with_what_is_known(report, "2025-03")
    assert report[prose.sammanfattning].sentences
    assert set(report.ties["utslag"]) == {"ok"}
