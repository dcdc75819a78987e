"""Each tie-out agrees where it should, and says so where it does not."""

from decimal import Decimal

import pandas as pd
import pytest

from ekonomi import reconcile
from ekonomi.table import FIGURES

RESULT = "3.2.1 resultat"


def figure(table: str, row: str, column: str, value: str, unit: str = "mnkr") -> tuple[object, ...]:
    return table, row, column, unit, Decimal(value), value.replace(".", ",").replace("-", "−")


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=FIGURES)


def verdicts(found: pd.DataFrame) -> list[str]:
    return list(found["utslag"])


CUBE = pd.DataFrame(
    [
        ("utfall", "", "2025-01", "intäkter", True, 500),
        ("utfall", "", "2025-01", "övriga", True, -500),
        ("utfall", "", "2025-01", "personal", False, -1234),
        ("budget", "2025", "2025-01", "personal", False, -1000),
    ],
    columns=["beloppstyp", "version", "period", "kostnadsslag", "intern", "belopp"],
).assign(resultatrad=["intäkter", *["kostnader"] * 3])


def test_the_result_is_the_sum_of_its_rows():
    rows = [
        figure(RESULT, row, "utfall period", value)
        for row, value in (("Intäkter", "346.24"), ("Kostnader", "-347.21"), ("Resultat", "-0.97"))
    ]
    found = reconcile.result_is_sum(frame(*rows))
    assert verdicts(found) == ["ok"]
    wrong = frame(*rows[:2], figure(RESULT, "Resultat", "utfall period", "-0.9"))
    found = reconcile.result_is_sum(wrong)
    assert verdicts(found) == ["fel"]
    assert found["differens"].item() == Decimal("0.07")
    assert found["förklaring"].item() == "utfall period"


def test_internal_postings_bridge_the_two_tables():
    cells = [
        figure(RESULT, "Kostnader", "utfall period", "-347.2"),
        figure(RESULT, "Kostnader", "utfall fg år period", "-1"),
        figure(RESULT, "Kostnader", "fg prognos helår", "-1"),
        figure(RESULT, "Kostnader", "budget helår", "-1472.3"),
        figure("3.2.1 interna poster", "Interna kostnader", "utfall period", "-8.5"),
        figure("3.2.1 interna poster", "Interna kostnader", "budget helår", "-36.9"),
        figure("3.2.4 tjänstekostnader", "Totalt", "utfall ack mars", "-355.7"),
        figure("3.2.4 tjänstekostnader", "Totalt", "budget helår 2025", "-1509.2"),
    ]
    found = reconcile.internal_postings(frame(*cells))
    assert verdicts(found) == ["ok", "ok"]
    assert list(found["förklaring"]) == ["budget helår", "utfall perioden"]
    assert verdicts(reconcile.internal_postings(frame(*cells[:5], *cells[6:]))) == ["fel", "ok"]


def test_the_deviation_is_the_same_by_organisation_and_by_service():
    cells = [
        figure("3.2.2 ansvarsområde", "Resultat", "prognos helår", "0"),
        figure("3.2.2 ansvarsområde", "Resultat", "avvikelse jan-mars", "13.4"),
        figure("3.2.2 ansvarsområde", "Resultat", "avvikelse jan-feb", "9.4"),
        figure("3.2.2 text", "Resultat", "budgetavvikelse ack mars", "13.4"),
        figure("3.2.2 text", "Övriga tjänster", "budgetavvikelse ack mars, resultat", "5.4"),
        figure("3.2.2 text", "Kommunbidrag", "budgetavvikelse ack mars, resultat", "8"),
        figure(RESULT, "Resultat", "avvikelse period", "13.4"),
    ]
    assert verdicts(reconcile.same_deviation(frame(*cells))) == ["ok", "ok"]
    assert verdicts(reconcile.same_deviation(frame(*cells[:5], *cells[6:]))) == ["fel", "ok"]


def test_own_postings_of_the_utfall_sum_to_zero_by_period():
    assert verdicts(reconcile.own_postings(CUBE)) == ["ok"]
    found = reconcile.own_postings(CUBE.drop(index=0))
    assert verdicts(found) == ["fel"]
    assert found["höger"].item() == Decimal("0.000005")
    assert found["förklaring"].item() == "utfall 2025-01"
    planned = pd.concat([CUBE, CUBE.drop(index=0).assign(beloppstyp="budget", version="2025")])
    assert verdicts(reconcile.own_postings(planned)) == ["ok"]


def test_a_tie_out_that_fails_is_a_finding():
    found = reconcile.failed(pd.concat([reconcile.own_postings(CUBE.drop(index=0))] * 12))
    assert len(found) == 11 and found[0].said() == (
        "Stopp (avstämning): avstämningen ”Nämndens interna intäkter och kostnader tar ut varandra”: fann 0 mot "
        "0,000005 (utfall 2025-01), väntade samma tal i båda leden. Rätta underlaget; rapporten publiceras inte "
        "förrän avstämningen går ihop."
    )
    assert reconcile.failed(reconcile.own_postings(CUBE)) == []


def test_cube_and_ledger_agree_and_a_lost_row_shows():
    ledger = pd.concat([CUBE, CUBE.iloc[:1].assign(kostnadsslag="balans", belopp=7)])
    assert verdicts(reconcile.cube_is_ledger(ledger, CUBE)) == ["ok", "ok"]
    found = reconcile.cube_is_ledger(ledger, CUBE.drop(index=3))
    assert list(found["förklaring"]) == ["budget 2025 2025-01", "utfall 2025-01"]
    assert verdicts(found) == ["fel", "ok"]


def test_allocation_keeps_each_sum():
    assert set(verdicts(reconcile.allocated_is_cube(CUBE, CUBE))) == {"ok"}
    moved = CUBE.assign(intern=[True, True, True, False])
    found = reconcile.allocated_is_cube(moved, CUBE)
    assert list(found["förklaring"][found["utslag"] == "fel"]) == [
        "utfall 2025-01 personal externa poster",
        "utfall 2025-01 personal interna poster",
    ]


@pytest.mark.parametrize(
    ("row", "shown", "said", "verdict"),
    [
        ("Resultat", "−13,4", "−13,4", "ok"),
        ("Resultat", "−13,4", "13,4", "ok"),
        ("Resultat", "−13,5", "13,5", "fel"),
        ("Resultat", "−13,4", "13,5", "fel"),
        ("Vinst", "1", "1", "fel"),
        ("Vinst", "–", "–", "ok"),
    ],
)
def test_a_number_in_a_sentence_is_its_cell(row, shown, said, verdict):
    figures = frame(figure(RESULT, "Resultat", "avvikelse period", "-13.4"))
    numbers = pd.DataFrame(
        [(RESULT, row, "avvikelse period", shown, said)],
        columns=["tabell", "rad", "kolumn", "visat", "sagt"],
    )
    found = reconcile.sentences(figures, numbers)
    assert verdicts(found) == [verdict]
    assert f"texten säger {said}, tabellen" in found["förklaring"].item()


MODEL = ["tabell", "rad", "kolumn", "enhet", "varde", "status", "anm"]


@pytest.mark.parametrize(
    ("ours", "unit", "written", "status", "note", "verdict"),
    [
        ("13.44", "mnkr", "13.4", "ska", "", "ok"),
        ("13.45", "mnkr", "13.4", "ska", "", "fel"),
        ("-9.05", "mnkr", "-9.1", "ska", "", "ok"),
        ("0.04", "mnkr", "0", "ska", "", "ok"),
        ("0.4", "mnkr", "0", "ska", "", "fel"),
        ("6.4", "mnkr", "6", "ska", "ca; resultatavvikelse", "ok"),
        ("6.6", "mnkr", "6", "ska", "ca; resultatavvikelse", "fel"),
        ("705.4", "årsarbetare", "705", "ska", "", "ok"),
        ("88.2", "procent", "88", "ska", "", "ok"),
        ("6.2", "procent", "8.5", "motsagd", "Tabellerna ger 6,2.", "känd avvikelse"),
    ],
)
def test_the_models_figures_are_held_at_their_precision(ours, unit, written, status, note, verdict):
    model = pd.DataFrame([("t", "r", "k", unit, written, status, note)], columns=MODEL)
    found = reconcile.like_model(frame(figure("t", "r", "k", ours, unit)), model)
    assert verdicts(found) == [verdict]
    assert found["förklaring"].item().endswith(f". {note}" if status == "motsagd" else ".")


def test_a_figure_of_the_model_that_is_missing_is_a_fault():
    model = pd.DataFrame([("t", "r", "k", "mnkr", "1.0", "ska", "")], columns=MODEL)
    found = reconcile.like_model(frame(), model)
    assert verdicts(found) == ["fel"]
    assert found["förklaring"].item() == "t / r / k (mnkr): tabellerna ger ingen siffra, förebilden 1,0."
