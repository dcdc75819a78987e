"""The nämnd's own mått as a table and as sentences: equal spans beside each other, the direction in words."""

from dataclasses import replace

import pandas as pd
import pytest

from ekonomi import measures as own
from ekonomi import prose, tables
from ekonomi.measures import Measures
from ekonomi.params import MeasureSettings
from ekonomi.prose.parts import Figures

LETTERS = {"källa": {"fil": "f"}}
SHARE = MeasureSettings(
    namn="andel", benämning="Lösta i tid", i_text="andelen som lösts i tid", enhet="procent", decimaler=0,
    riktning="högre", fotnot="Olösta räknas inte.", **LETTERS,
)  # fmt: skip
NUMBER = MeasureSettings(namn="antal", benämning="Allvarliga fel", enhet="antal", riktning="lägre", **LETTERS)
PLAIN = MeasureSettings(namn="måltider", benämning="Måltider", enhet="portioner", **LETTERS)


def made(settings: MeasureSettings, *values: float | None) -> Measures:
    """One mått with its values in the order of `COLUMNS`."""
    frame = pd.DataFrame([values], index=[settings.namn], columns=[*own.COLUMNS], dtype="Float64")
    sums = frozenset() if settings.enhet == "procent" else frozenset([settings.namn])
    return Measures((settings,), frame, pd.DataFrame(columns=["namn", "månad", "värde"]), {}, sums)


def said(measures: Measures, period: str = "2025-03") -> str:
    table = tables.mått(measures, period)
    return str(prose.mått(Figures({tables.mått: table}.get), measures, period)).replace("\u00a0", " ")


def test_the_table() -> None:
    one, other = made(SHARE, 88.1, 84.6, 85.0, 84.9, None, None), made(NUMBER, 13, 9, None, 34, 61, None)
    both = replace(one, settings=(SHARE, NUMBER), values=pd.concat([one.values, other.values]))
    table = tables.mått(both, "2025-03")
    assert [column.head for column in table.columns] == [
        "Utfall jan–mars 2025",
        "Utfall jan–mars 2024",
        "Prognos helår 2025",
        "Utfall helår 2024",
        "Utfall helår 2023",
    ]
    assert [column.name for column in table.columns] == [*own.COLUMNS][:5]
    shown = table.to_frame(shown=True).map(lambda text: text.replace("\u00a0", " "))
    assert shown.loc["andel"].tolist() == ["88 %", "85 %", "85 %", "85 %", "–"]
    assert shown.loc["antal"].tolist() == ["13", "9", "–", "34", "61"]
    assert table.notes == ("Olösta räknas inte.",)
    assert [row.label for row in table.rows] == ["Lösta i tid", "Allvarliga fel"]


def test_columns_that_no_measure_fills_are_left_out() -> None:
    table = tables.mått(made(SHARE, 88.1, None, None, None, None, 90.0), "2025-03")
    assert [column.name for column in table.columns] == [
        own.NOW, own.TARGET,
    ]  # fmt: skip
    december = tables.mått(made(SHARE, 88.1, 84.9, 88.1, 84.9, None, None), "2024-12")
    assert [column.head for column in december.columns] == ["Utfall helår 2024", "Utfall helår 2023"]


def test_no_measures_no_table() -> None:
    nothing = made(SHARE, *[None] * 6)
    assert tables.mått(replace(nothing, settings=(), values=nothing.values[:0]), "2025-03") is None


def test_money_is_printed_in_kronor() -> None:
    cost = MeasureSettings(namn="portion", enhet="kr", **LETTERS)
    cell = tables.mått(made(cost, 31.87, *[None] * 5), "2025-03").cell("portion", own.NOW)
    assert (float(cell.value), cell.shown) == (31.87, "31,87")


SENTENCES = [
    (
        (88.1, 84.6, 85.0, 84.9, 75.1, 90.0),
        "Andelen som lösts i tid är 88 % till och med mars 2025, bättre än samma period förra året (85 %) men "
        "sämre än målet (90 %). Prognosen för helåret är 85 %, samma som under 2024 men sämre än målet (90 %).",
    ),
    ((88.1, None, None, 84.9, None, None), "Andelen som lösts i tid är 88 % till och med mars 2025."),
    (
        (88.1, 91.0, None, None, None, 88.0),
        "Andelen som lösts i tid är 88 % till och med mars 2025, sämre än samma period förra året (91 %) men "
        "lika med målet (88 %).",
    ),
    (
        (88.1, 88.4, None, None, None, 80.0),
        "Andelen som lösts i tid är 88 % till och med mars 2025, samma som under samma period förra året och "
        "bättre än målet (80 %).",
    ),
    ((None, 84.6, 85.0, 84.9, None, None), "Prognosen för helåret är 85 %, samma som under 2024."),
    ((None, None, None, 84.9, 80.0, 90.0), ""),
]


@pytest.mark.parametrize(("values", "text"), SENTENCES)
def test_sentences_of_a_share(values: tuple, text: str) -> None:
    assert said(made(SHARE, *values)) == text


def test_a_number_that_grows_over_the_year_is_held_against_its_target_at_the_years_end() -> None:
    assert said(made(NUMBER, 13, 9, 40, 34, 61, 30)) == (
        "Allvarliga fel är 13 till och med mars 2025, sämre än samma period förra året (9). "
        "Prognosen för helåret är 40, sämre än under 2024 (34) och målet (30)."
    )
    assert said(made(NUMBER, 34, 61, 34, 61, None, 30), "2024-12") == (
        "Allvarliga fel blev 34 under 2024, bättre än året innan (61) men sämre än målet (30)."
    )


def test_a_measure_without_direction_is_put_beside_and_not_judged() -> None:
    assert said(made(PLAIN, 1300, 1250, None, None, None, None)) == (
        "Måltider är 1 300 portioner till och med mars 2025, jämfört med samma period förra året (1 250 portioner)."
    )


def test_a_survey_is_of_its_day_and_not_of_the_months_so_far() -> None:
    survey = SHARE.model_copy(update={"sammanvägning": "senaste", "i_text": "andelen trygga elever"})
    assert said(made(survey, 84, 82, None, None, None, 85)) == (
        "Andelen trygga elever var 84 % vid årets senaste mätning, bättre än förra året (82 %) men sämre än målet "
        "(85 %)."
    )
    assert said(made(survey, 84, 85, None, None, None, 90)).endswith(", sämre än förra året (85 %) och målet (90 %).")


def test_every_number_is_a_cell() -> None:
    measures = made(SHARE, 88.1, 84.6, 85.0, 84.9, 75.1, 90.0)
    table = tables.mått(measures, "2025-03")
    for number in (
        n for s in prose.mått(Figures({tables.mått: table}.get), measures, "2025-03").sentences for n in s.numbers
    ):
        assert table.cell(number.rad, number.kolumn).shown == number.visat == number.sagt


def test_goals_are_told_by_their_measures_with_target_trend_and_judgement() -> None:
    one, other = made(SHARE, 88.1, 84.6, None, 84.9, 83.0, 90.0), made(NUMBER, 13, 13, None, 34, 61, None)
    both = replace(one, settings=(SHARE, NUMBER), values=pd.concat([one.values, other.values]))
    both = replace(both, trails={"andel": {}, "antal": {}})
    rows = [("Snabb hjälp", "andel", "delvis uppfyllt"), ("Snabb hjälp", "antal", "inte uppfyllt")]
    table = tables.måluppfyllelse(pd.DataFrame(rows, columns=["mål", "mått", "bedömning"]), both, "2025-03")
    assert [row.label for row in table.rows] == ["Snabb hjälp", "Lösta i tid", "Allvarliga fel"]
    shown = table.to_frame(shown=True).map(lambda text: text.replace("\u00a0", " "))
    assert shown.loc["Snabb hjälp / andel"].tolist() == ["90 %", "88 %", "Delvis uppfyllt", "bättre", "85 %", "83 %"]
    assert shown.loc["Snabb hjälp / antal"].tolist() == ["–", "13", "Inte uppfyllt", "oförändrad", "34", "61"]


@pytest.mark.parametrize(
    ("now", "before", "trend"), [(88.4, 88.0, "oförändrad"), (87.0, 88.0, "sämre"), (None, 88.0, "bättre")]
)
def test_the_trend_goes_by_what_is_printed_and_by_last_year_where_this_is_unknown(now, before, trend) -> None:
    measures = replace(made(SHARE, now, before, None, 84.9, 83.0, None), trails={"andel": {}})
    goals = pd.DataFrame([("Mål", "andel", "uppfyllt")], columns=["mål", "mått", "bedömning"])
    assert tables.måluppfyllelse(goals, measures, "2025-03").cell("Mål / andel", "trend").shown == trend
