"""The sentences: every number is its table's cell, and every turn of a figure has its words."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import prose, tables, terms
from ekonomi.prose.parts import Figures, Prose, listed, sentence
from ekonomi.prose.parts import prose as declare
from ekonomi.registry import exhibit_of
from ekonomi.table import Row
from ekonomi.tables.actions import PLANNED
from ekonomi.tables.measures import FULL_YEAR, SO_FAR
from tests.exhibits import mini
from tests.exhibits.mini import PERIODS, changed

NBSP, MINUS = "\u00a0", "\u2212"
LEVEL = "i nivå med budget"
BEFORE = terms.AVVIKELSE_FG_MÅNAD


def plain(paragraph):
    return paragraph.text.replace(NBSP, " ")


@pytest.mark.parametrize("period", PERIODS)
def test_every_number_is_a_cell_and_every_digit_a_number_or_a_year(of, period):
    report = of(period)
    assert set(report.prose) == {exhibit_of(make).id for make in prose.SECTIONS} - {"mått"}
    for paragraph in report.prose.values():
        for line in paragraph.sentences:
            assert line.text[0].isupper()
            assert line.text.endswith(".")
            assert "–" not in line.text
            words = "".join(part for part in line.parts if isinstance(part, str))
            assert not re.search(r"\d", re.sub(r"\b20\d\d\b", "", words))
            for number in line.numbers:
                shown = report.tables[number.tabell].cell(number.rad, number.kolumn).shown
                assert number.visat == shown
                assert number.sagt in (shown, shown.removeprefix(MINUS))


def test_references_of_all_sections(mars):
    found = prose.references(mars.prose)
    assert found.columns.tolist() == ["avsnitt", "tabell", "rad", "kolumn", "visat", "sagt"]
    needs_history = {"statistik", "utanför", "frågor", "brygga", "träffsäkerhet"}
    assert set(found["avsnitt"]) == set(mars.prose) - needs_history - {"åtgärdsbehov", "prognosens_väg", "uppdrag"}
    assert prose.references({}).empty


with (Path(__file__).parents[1] / "cases" / "sentences.csv").open(encoding="utf-8", newline="") as file:
    PARAGRAPHS = [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("period", "section", "text"), PARAGRAPHS)
def test_whole_paragraphs(of, period, section, text):
    assert plain(of(period).prose[section]) == text


@pytest.mark.parametrize(
    ("deviation", "words"),
    [
        (2.0, "2,0 mnkr bättre än budget"),
        (-2.0, "2,0 mnkr sämre än budget"),
        (0.04, LEVEL),
        (-0.04, LEVEL),
    ],
)
def test_direction_of_the_result(mars, deviation, words):
    report = changed(mars, tables.resultat, terms.AVVIKELSE, Resultat=deviation)
    first = plain(report[prose.resultat]).split(". ")[0]
    assert first == f"Resultatet till och med mars 2025 är 0,8 mnkr, vilket är {words}"


@pytest.mark.parametrize(
    ("income", "costs", "words"),
    [
        (1.0, -2.0, "Intäkterna är 1,0 mnkr högre och kostnaderna 2,0 mnkr högre än budget."),
        (-1.0, 2.0, "Intäkterna är 1,0 mnkr lägre och kostnaderna 2,0 mnkr lägre än budget."),
        (0.0, 2.0, "Intäkterna är i nivå med budget och kostnaderna 2,0 mnkr lägre än budget."),
        (1.0, 0.0, "Intäkterna är 1,0 mnkr högre än budget och kostnaderna i nivå med budget."),
        (0.0, 0.0, "Både intäkterna och kostnaderna är i nivå med budget."),
    ],
)
def test_direction_of_income_and_costs(mars, income, costs, words):
    report = changed(mars, tables.resultat, terms.AVVIKELSE, Intäkter=income, Kostnader=costs)
    assert words in plain(report[prose.resultat])


def test_unknown_year_before_is_left_out(mars):
    report = changed(mars, tables.resultat, terms.M_FG_ÅR, Resultat=None)
    assert "förra året" not in plain(report[prose.resultat])


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (-3.0, "är ett underskott på 3,0 mnkr: ett överskott på 1,5"),
        (0.0, "är 0,0 mnkr: ett överskott på 1,5 mnkr inom förvaltning, men ett underskott på 0,8 mnkr inom"),
        (3.0, "är ett överskott på 3,0 mnkr"),
    ],
)
def test_deviation_by_organisation(mars, whole, words):
    report = changed(mars, tables.ansvarsområde, terms.AVVIKELSE, Resultat=whole)
    assert words in plain(report[prose.utfall_organisation])


def test_last_month_level(mars):
    report = changed(mars, tables.ansvarsområde, BEFORE, Resultat=0.0)
    assert plain(report[prose.utfall_organisation]).endswith("Efter februari var avvikelsen 0,0 mnkr.")
    report = changed(mars, tables.ansvarsområde, BEFORE, Resultat=None)
    assert "Efter februari" not in plain(report[prose.utfall_organisation])


EKONOMI, DIGITAL = "Förvaltning / Gemensamma tjänster / Ekonomi", "Förvaltning / Digital infrastruktur"
BOTH = "Tillsammans / Ekonomi"


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        (
            (9.0, 2.0, 3.0),
            "Störst överskott har Ekonomi (3,0 mnkr). Av kostnaderna",
        ),
        (
            (-9.0, -2.0, -3.0),
            "Störst underskott har Ekonomi (3,0 mnkr). Av kostnaderna",
        ),
        ((0.0, 0.04, -0.04), "inom förändringsinitiativ. Av kostnaderna"),
    ],
)
def test_extremes_by_area(mars, areas, words):
    cells = dict(zip((EKONOMI, DIGITAL, BOTH), areas, strict=True))
    report = changed(mars, tables.ansvarsområde, terms.AVVIKELSE, **cells)
    assert words in plain(report[prose.utfall_organisation])


def test_change_since_the_last_forecast(of):
    report = changed(of("2025-08"), tables.prognos, terms.ÄNDRING, Resultat=0.01)
    assert "prognosen är oförändrat jämfört med föregående prognos." in plain(report[prose.sammanfattning])


@pytest.mark.parametrize(
    ("change", "booked", "end"), [(1.7, -11.6, "ett ännu sämre resultat."), (-1.7, 1.0, "ett ännu bättre resultat.")]
)
def test_a_year_that_beats_its_forecast_and_not_its_budget_says_why(of, change, booked, end):
    moved = changed(of("2025-12"), tables.prognosens_väg, "ändring bokslut", Resultat=change)
    report = changed(moved, tables.prognosens_väg, "varav bokfört bokslut", Resultat=booked)
    assert plain(report[prose.prognosens_väg]).endswith(f"budget, men prognosen hade räknat med {end}")


def test_growth_that_falls_or_is_unknown(mars):
    row = "Intäkter, inklusive kommunbidrag"
    report = changed(mars, tables.volym, SO_FAR, **{row: -1.26})
    assert "har minskat med 1,3 %" in plain(report[prose.volym])
    for value, words in ((-2.0, "minska med 2,0 %"), (0.0, "bli oförändrade jämfört")):
        assert words in plain(changed(mars, tables.volym, FULL_YEAR, **{row: value})[prose.volym])
    rows = dict.fromkeys(mars[tables.volym].values.index)
    unknown = changed(changed(mars, tables.volym, SO_FAR, **rows), tables.volym, FULL_YEAR, **rows)
    assert unknown[prose.volym]._repr_html_() == ""


def test_staff_that_is_unknown(mars):
    table = mars[tables.personalvolym]
    none = mini.with_table(mars, tables.personalvolym, replace(table, values=table.values.map(lambda _: pd.NA)))
    assert none[prose.personalvolym].sentences == ()
    assert len(none[prose.sammanfattning].sentences) == 5


def proposed(mars, *amounts):
    """The report with as many proposed actions, each with a planned effect (tkr) or None."""
    table = mars[tables.förslag_till_åtgärder]
    names = [f"Åtgärd {number}" for number in range(len(amounts))]
    values = pd.DataFrame(None, index=names, columns=[column.name for column in table.columns], dtype=object)
    values[PLANNED] = [a if a is None else a * 100_000 for a in amounts]
    rows = tuple(Row(name, name) for name in names)
    return mini.with_table(mars, tables.förslag_till_åtgärder, replace(table, rows=rows, values=values))


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ((), "Förvaltningen föreslår inga åtgärder som nämnden behöver ta ställning till."),
        ((1400,), "ett förslag till åtgärd att ta ställning till, med en planerad effekt i år på 1 400 tkr."),
        ((None,), "Nämnden har ett förslag till åtgärd att ta ställning till."),
        ((1, 2, 3), "Nämnden har tre förslag till åtgärder att ta ställning till."),
        ((1,) * 13, "Nämnden har 13 förslag till åtgärder att ta ställning till."),
    ],
)  # fmt: skip
def test_what_the_nämnd_decides(mars, amounts, words):
    assert plain(proposed(mars, *amounts)[prose.sammanfattning]).endswith(words)


def test_a_deficit_ahead_that_nobody_answers_is_said(mars):
    worse = changed(mars, tables.prognos, terms.AVVIKELSE_HELÅR, Resultat=-2.0)
    words = "nämnden behöver ta ställning till hur budgeten ska hållas"
    assert words in plain(worse[prose.sammanfattning])


def test_one_tjänst_or_none_off_its_budget(mars):
    each = tables.tjänsteuppföljning
    rows = {row.name: 0.0 for row in mars[each].rows if row.kind == "rad"}
    none = changed(mars, each, terms.AVVIKELSE, **rows)
    assert none[prose.tjänsterna].sentences == ()
    one = changed(none, each, terms.AVVIKELSE, **{"EK / Stöd i ekonomi": -2.0})
    assert plain(one[prose.tjänsterna]) == (
        "Till och med mars 2025 ligger Stöd i ekonomi längst över budget (2,0 mnkr)."
    )
    initiative = next(name for name in rows if mars[each].said(name).startswith("Förändringsinitiativ: "))
    assert changed(none, each, terms.AVVIKELSE, **{initiative: -9.0})[prose.tjänsterna].sentences == ()


def test_january_has_no_month_before(of):
    report = of("2025-01")
    assert "Efter" not in plain(report[prose.utfall_organisation])
    assert plain(report[prose.resultat]).startswith("Resultatet i januari 2025 är 0,3 mnkr")


def test_sentences_are_one_paragraph_or_of_so_many_each():
    def said(told):
        return [" ".join(one.text for one in paragraph) for paragraph in told.paragraphs]

    three = tuple(sentence(text) for text in ("Ett.", "Två.", "Tre."))
    assert said(Prose(three)) == ["Ett. Två. Tre."]
    pairs = declare(each=2)(lambda: iter(three))()
    assert pairs == Prose(three, each=2)
    assert said(pairs) == ["Ett. Två.", "Tre."]
    assert pairs._repr_html_().count("<p ") == 2
    assert pairs._repr_markdown_() == "Ett. Två.\n\nTre."
    assert Prose((), each=2)._repr_html_() == ""


@given(st.text(min_size=1, max_size=30))
def test_words_from_data_are_escaped(words):
    paragraph = Prose((sentence(f"x{words}"),))
    html, markdown = paragraph._repr_html_(), paragraph._repr_markdown_()
    inner = html.removeprefix('<p class="siffertext">').removesuffix("</p>")
    assert not set(inner) & set("<>\"'")
    assert not re.search(r"(?<!\\)[<*_`\[]", markdown.replace("\\\\", ""))


@pytest.mark.parametrize(("items", "words"), [("", ""), ("a", "a"), ("ab", "a och b"), ("abc", "a, b och c")])
def test_lists_read_as_swedish(items, words):
    assert "".join(listed([(item,) for item in items])) == words


def test_a_missing_cell_is_an_error(mars):
    with pytest.raises(KeyError, match="resultat har inte ”Saknas”"):
        Figures(mars.find).signed(tables.resultat, "Saknas", terms.M_UTFALL)
