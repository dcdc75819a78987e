"""The sentences: every number is its table's cell, and every turn of a figure has its words."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import prose, terms
from ekonomi.prose.parts import Figures, Prose, listed, sentence
from ekonomi.table import Row

NBSP, MINUS = "\u00a0", "\u2212"
PERIODS = ("2025-01", "2025-02", "2025-03", "2025-08", "2025-12")
LEVEL = "i nivå med budget"
RESULT, AREAS, FORECAST = "3.2.1 resultat", "3.2.2 ansvarsområde", "3.2.3 prognos"


@pytest.fixture(scope="module")
def mars(build, cube):
    return build(cube, "2025-03")


def changed(tables, tabell, kolumn, **cells):
    """The tables with other figures (mnkr, or per cent and numbers as they are) in one column; None is unknown."""
    table = tables[tabell]
    column = next(column for column in table.columns if column.name == kolumn)
    scale = terms.ÖRE_PER_MNKR if column.unit == "mnkr" else 1
    values = table.values.astype(object)
    for rad, value in cells.items():
        values.loc[rad, kolumn] = None if value is None else value * scale
    return {**tables, tabell: replace(table, values=values)}


def plain(paragraph):
    return paragraph.text.replace(NBSP, " ")


@pytest.mark.parametrize("period", PERIODS)
def test_every_number_is_a_cell_and_every_digit_a_number_or_a_year(build, cube, period):
    tables = build(cube, period)
    sections = prose.sections(tables, period)
    assert set(sections) == set(prose.SECTIONS)
    for paragraph in sections.values():
        for line in paragraph.sentences:
            assert line.text[0].isupper()
            assert line.text.endswith(".")
            assert "–" not in line.text
            words = "".join(part for part in line.parts if isinstance(part, str))
            assert not re.search(r"\d", re.sub(r"\b20\d\d\b", "", words))
            for number in line.numbers:
                shown = tables[number.tabell].cell(number.rad, number.kolumn).shown
                assert number.visat == shown
                assert number.sagt in (shown, shown.removeprefix(MINUS))


def test_references_of_all_sections(mars):
    found = prose.references(prose.sections(mars, "2025-03"))
    assert found.columns.tolist() == ["avsnitt", "tabell", "rad", "kolumn", "visat", "sagt"]
    needs_history = {"prognos_statistik", "prognos_utanför", "prognos_brygga", "prognos_träffsäkerhet"}
    assert set(found["avsnitt"]) == set(prose.SECTIONS) - needs_history
    assert prose.references({}).empty


with (Path(__file__).parents[1] / "cases" / "sentences.csv").open(encoding="utf-8", newline="") as file:
    PARAGRAPHS = [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("period", "section", "text"), PARAGRAPHS)
def test_whole_paragraphs(build, cube, period, section, text):
    assert plain(prose.SECTIONS[section](build(cube, period), period)) == text


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
    tables = changed(mars, RESULT, "avvikelse period", Resultat=deviation)
    first = plain(prose.resultat(tables, "2025-03")).split(". ")[0]
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
    tables = changed(mars, RESULT, "avvikelse period", Intäkter=income, Kostnader=costs)
    assert words in plain(prose.resultat(tables, "2025-03"))


def test_unknown_year_before_is_left_out(mars):
    tables = changed(mars, RESULT, "utfall fg år period", Resultat=None)
    assert "förra året" not in plain(prose.resultat(tables, "2025-03"))


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (-3.0, "är ett underskott på 3,0 mnkr, fördelat på"),
        (0.0, "är 0,0 mnkr, fördelat på"),
        (3.0, "är ett överskott på 3,0 mnkr"),
    ],
)
def test_deviation_by_organisation(mars, whole, words):
    tables = changed(mars, AREAS, "avvikelse jan-mars", Resultat=whole)
    assert words in plain(prose.utfall_organisation(tables, "2025-03"))


def test_last_month_level(mars):
    tables = changed(mars, AREAS, "avvikelse jan-feb", Resultat=0.0)
    assert plain(prose.utfall_organisation(tables, "2025-03")).endswith(
        "Efter februari var avvikelsen 0,0 mnkr."
    )
    tables = changed(mars, AREAS, "avvikelse jan-feb", Resultat=None)
    assert "Efter februari" not in plain(prose.utfall_organisation(tables, "2025-03"))


EKONOMI, DIGITAL = "Förvaltning / Gemensamma tjänster / Ekonomi", "Förvaltning / Digital infrastruktur"
INITIATIVES = "Utveckling / Gemensamma tjänster / Ekonomi"


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ((1.0, 2.0, 3.0), "Störst överskott har förändringsinitiativ inom Ekonomi (3,0 mnkr). Personal"),
        ((-1.0, -2.0, -3.0), "Störst underskott har förändringsinitiativ inom Ekonomi (3,0 mnkr). Personal"),
        ((0.0, 0.04, -0.04), "inom förändringsinitiativ. Personal"),
    ],
)
def test_extremes_by_area(mars, areas, words):
    cells = dict(zip((EKONOMI, DIGITAL, INITIATIVES), areas, strict=True))
    tables = changed(mars, AREAS, "avvikelse jan-mars", **cells)
    assert words in plain(prose.utfall_organisation(tables, "2025-03"))


def test_change_since_the_last_forecast(build, cube):
    tables = changed(build(cube, "2025-08"), FORECAST, "ändring mot fg prognos", Resultat=0.01)
    assert plain(prose.prognos(tables, "2025-08")).endswith("är oförändrat jämfört med föregående prognos.")


def test_growth_that_falls_or_is_unknown(mars):
    so_far, year = (column.name for column in mars["2.1.1 volym"].columns)
    row = "Intäkter, inklusive kommunbidrag"
    tables = changed(mars, "2.1.1 volym", so_far, **{row: -1.26})
    assert "har minskat med 1,3 %" in plain(prose.volym(tables, "2025-03"))
    for value, words in ((-2.0, "minska med 2,0 %"), (0.0, "bli oförändrade jämfört")):
        assert words in plain(prose.volym(changed(mars, "2.1.1 volym", year, **{row: value}), "2025-03"))
    rows = dict.fromkeys(mars["2.1.1 volym"].values.index)
    unknown = changed(changed(mars, "2.1.1 volym", so_far, **rows), "2.1.1 volym", year, **rows)
    assert prose.volym(unknown, "2025-03")._repr_html_() == ""


def test_staff_that_is_unknown(mars):
    staff = mars["3.1.1 personalvolym"]
    none = {staff.name: replace(staff, values=staff.values.map(lambda _: pd.NA))}
    assert prose.personalvolym({**mars, **none}, "2025-03").sentences == ()
    assert len(prose.sammanfattning({**mars, **none}, "2025-03").sentences) == 5


def proposed(mars, *amounts):
    """The tables with as many proposed actions, each with a planned effect (tkr) or None."""
    table = mars["3.3.1 förslag till åtgärder"]
    names = [f"Åtgärd {number}" for number in range(len(amounts))]
    values = pd.DataFrame(None, index=names, columns=[column.name for column in table.columns], dtype=object)
    values["planerad effekt innevarande år, tkr"] = [a if a is None else a * 100_000 for a in amounts]
    rows = tuple(Row(name, name) for name in names)
    return {**mars, table.name: replace(table, rows=rows, values=values)}


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ((), "Förvaltningen föreslår inga åtgärder som nämnden behöver ta ställning till."),
        ((1400,), "ett förslag till åtgärd att ta ställning till, med en planerad effekt i år på 1 400 tkr."),
        ((None,), "Nämnden har ett förslag till åtgärd att ta ställning till."),
        ((1, 2, 3), "Nämnden har tre förslag till åtgärder att ta ställning till."),
        ((1,) * 13, "Nämnden har flera förslag till åtgärder att ta ställning till."),
    ],
)  # fmt: skip
def test_what_the_nämnd_decides(mars, amounts, words):
    assert plain(prose.sammanfattning(proposed(mars, *amounts), "2025-03")).endswith(words)


def test_a_deficit_ahead_that_nobody_answers_is_said(mars):
    worse = changed(mars, FORECAST, "avvikelse helår", Resultat=-2.0)
    assert "nämnden behöver ta ställning till hur budgeten ska hållas" in plain(
        prose.sammanfattning(worse, "2025-03")
    )


def test_one_tjänst_or_none_off_its_budget(mars):
    name, column = "bilaga 1 tjänsteuppföljning", "avvikelse ack mars"
    rows = {row.name: 0.0 for row in mars[name].rows if row.kind == "rad"}
    none = changed(mars, name, column, **rows)
    assert prose.bilaga_1(none, "2025-03").sentences == ()
    one = changed(none, name, column, **{"EK / Stöd i ekonomi": -2.0})
    assert plain(prose.bilaga_1(one, "2025-03")) == (
        "Till och med mars 2025 har Stöd i ekonomi kostat 2,0 mnkr mer än budget; det är den största avvikelsen."
    )


def test_january_has_no_month_before(build, cube):
    tables = build(cube, "2025-01")
    assert "Efter" not in plain(prose.utfall_organisation(tables, "2025-01"))
    assert plain(prose.resultat(tables, "2025-01")).startswith("Resultatet i januari 2025 är 0,3 mnkr")


def test_sentences_are_one_paragraph_or_of_so_many_each():
    three = tuple(sentence(text) for text in ("Ett.", "Två.", "Tre."))
    assert Prose(three).paragraphs == ["Ett. Två. Tre."]
    pairs = Prose(three, each=2)
    assert pairs.paragraphs == ["Ett. Två.", "Tre."]
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
    with pytest.raises(KeyError):
        Figures(mars).signed(RESULT, "Saknas", "utfall period")
