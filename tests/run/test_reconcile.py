"""Each tie-out agrees where it should, and says so where it does not."""

from decimal import Decimal

import pandas as pd
import pytest

from ekonomi import reconcile, terms
from ekonomi.reconcile import figures, texts
from ekonomi.table import TRACED, Column, Row, Table
from ekonomi.tables.result import OF_RESULT

RESULT = "3.2.1 resultat"


def figure(table: str, row: str, column: str, value: str, unit: str = "mnkr") -> tuple[object, ...]:
    return table, row, column, unit, Decimal(value), value.replace(".", ",").replace("-", "−"), ""


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=TRACED)


def made(**cells: dict[tuple[str, str], str]) -> dict[str, Table]:
    """Tables by id, of amounts in mnkr by row and column; a cell that is not given is unknown."""
    return {name: _table(name, own) for name, own in cells.items()}


def _table(name: str, cells: dict[tuple[str, str], str]) -> Table:
    rows, columns = (list(dict.fromkeys(names)) for names in zip(*cells, strict=True))
    values = pd.DataFrame(index=rows, columns=columns, dtype="Int64")
    for (row, column), amount in cells.items():
        values.at[row, column] = int(Decimal(amount) * terms.ÖRE_PER_MNKR)
    heads = tuple(Column(column, column, published=f"{column} i filen") for column in columns)
    return Table(tuple(Row(row, row) for row in rows), heads, values, caption=name, id=name)


def verdicts(found: pd.DataFrame) -> list[str]:
    return list(found["utslag"])


CUBE = pd.DataFrame(
    [
        ("utfall", "", "2025-01", "intäkter", "intäkter", True, 500),
        ("utfall", "", "2025-01", "övriga", "kostnader", True, -500),
        ("utfall", "", "2025-01", "personal", "kostnader", False, -1234),
        ("budget", "2025", "2025-01", "personal", "kostnader", False, -1000),
    ],
    columns=["beloppstyp", "version", "period", "kostnadsslag", "resultatrad", "intern", "belopp"],
)
EXTERN = CUBE[~CUBE["intern"]]


def test_the_result_is_the_sum_of_its_rows():
    rows = {("Intäkter", "utfall"): "346.24", ("Kostnader", "utfall"): "-347.21"}
    found = figures.result_is_sum(made(resultat=rows | {("Resultat", "utfall"): "-0.97"}))
    assert verdicts(found) == ["ok"]
    found = figures.result_is_sum(made(resultat=rows | {("Resultat", "utfall"): "-0.9"}))
    assert verdicts(found) == ["fel"]
    assert found["differens"].item() == Decimal("0.07")
    assert found["förklaring"].item() == "utfall i filen"


def test_internal_postings_bridge_the_two_tables():
    extern = {
        ("Kostnader", "utfall"): "-347.2",
        ("Kostnader", "utfall fg år"): "-1",
        ("Kostnader", "fg prognos"): "-1",
        ("Kostnader", "budget helår"): "-1472.3",
    }
    bridge = {("Interna kostnader", "utfall"): "-8.5", ("Interna kostnader", "budget helår"): "-36.9"}
    services = {
        ("Totalt", "utfall"): "-355.7",
        ("Totalt", "budget helår"): "-1509.2",
        ("Totalt", "avvikelse"): "1",
    }
    found = figures.internal_postings(made(resultat=extern, interna_poster=bridge, tjänstekostnader=services), CUBE)
    assert verdicts(found) == ["ok", "ok"]
    assert list(found["förklaring"]) == ["utfall i filen", "budget helår i filen"]
    less = dict([*bridge.items()][1:])
    found = figures.internal_postings(made(resultat=extern, interna_poster=less, tjänstekostnader=services), CUBE)
    assert verdicts(found) == ["fel", "ok"]
    alone = made(resultat=extern, tjänstekostnader=services)
    assert verdicts(figures.internal_postings(alone, EXTERN)) == ["fel", "fel"]
    assert figures.internal_postings(alone, CUBE).empty  # their table stands in no section of the report
    assert figures.internal_postings(made(resultat=extern, interna_poster=bridge), CUBE).empty


def test_the_deviation_is_the_same_by_organisation_and_by_service():
    areas = {("Resultat", "avvikelse"): "13.4", ("Resultat", "avvikelse fg månad"): "9.4"}
    text = {
        ("Resultat", "avvikelse"): "13.4",
        ("Övriga tjänster", OF_RESULT): "5.4",
        ("Kommunbidrag", OF_RESULT): "8",
    }
    extern = {("Resultat", "avvikelse"): "13.4"}
    found = figures.same_deviation(made(ansvarsområde=areas, text_utfall=text, resultat=extern), EXTERN)
    assert verdicts(found) == ["ok", "ok"]
    lost = {place: amount for place, amount in text.items() if place[0] != "Kommunbidrag"}
    found = figures.same_deviation(made(ansvarsområde=areas, text_utfall=lost, resultat=extern), EXTERN)
    assert verdicts(found) == ["ok", "fel"]
    other = {("Resultat", "avvikelse"): "13.3"}
    found = figures.same_deviation(made(ansvarsområde=areas, text_utfall=text, resultat=other), EXTERN)
    assert verdicts(found) == ["fel", "ok"]


def test_internal_items_of_a_plan_that_do_not_cancel_are_a_part_of_the_deviation():
    areas, extern = {("Resultat", "avvikelse"): "13.5"}, {("Resultat", "avvikelse"): "13.4"}
    inner = {("Internt resultat", "utfall"): "0", ("Internt resultat", "budget"): "-0.1"}
    whole = made(ansvarsområde=areas, resultat=extern, interna_poster=inner)
    assert verdicts(figures.same_deviation(whole, CUBE)) == ["ok"]
    alone = made(ansvarsområde=areas, resultat=extern)
    assert verdicts(figures.same_deviation(alone, EXTERN)) == ["fel"]
    assert figures.same_deviation(alone, CUBE).empty


def test_without_a_budget_there_is_no_deviation_to_tie():
    assert figures.same_deviation(made(resultat={("Resultat", "utfall"): "1"}), EXTERN).empty


def test_own_postings_of_the_utfall_sum_to_zero_by_period():
    assert verdicts(figures.own_postings(CUBE)) == ["ok"]
    found = figures.own_postings(CUBE.drop(index=0))
    assert verdicts(found) == ["fel"]
    assert found["höger"].item() == Decimal("0.000005")
    assert found["förklaring"].item() == "utfall 2025-01"
    planned = pd.concat([CUBE, CUBE.drop(index=0).assign(beloppstyp="budget", version="2025")])
    assert verdicts(reconcile.own_postings(planned)) == ["ok"]


def test_a_tie_out_that_fails_is_a_finding():
    found = reconcile.failed(pd.concat([reconcile.own_postings(CUBE.drop(index=0))] * 12))
    assert len(found) == 11 and found[0].said() == (
        "Stopp (avstämning): avstämningen ”Nämndens interna intäkter och kostnader tar ut varandra”: fann 0 mot "
        "0,000005 (utfall 2025-01), väntade en motpost till varje post mot egen nämnd; se motparternas slag i "
        "registret motparter. Rätta underlaget; rapporten publiceras inte förrän avstämningen går ihop. "
        "Talen är mnkr om inget sägs."
    )
    assert reconcile.failed(reconcile.own_postings(CUBE)) == []


def test_cube_and_ledger_agree_and_a_lost_row_shows():
    ledger = pd.concat([CUBE, CUBE.iloc[:1].assign(kostnadsslag="balans", belopp=7)])
    assert verdicts(figures.cube_is_ledger(ledger, CUBE)) == ["ok", "ok"]
    found = figures.cube_is_ledger(ledger, CUBE.drop(index=3))
    assert list(found["förklaring"]) == ["budget 2025 2025-01", "utfall 2025-01"]
    assert verdicts(found) == ["fel", "ok"]


def test_allocation_keeps_each_sum():
    assert set(verdicts(figures.allocated_is_cube(CUBE, CUBE))) == {"ok"}
    moved = CUBE.assign(intern=[True, True, True, False])
    found = figures.allocated_is_cube(moved, CUBE)
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
    found = texts.sentences(figures, numbers)
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
    found = texts.like_model(frame(figure("t", "r", "k", ours, unit)), model)
    assert verdicts(found) == [verdict]
    assert found["förklaring"].item().endswith(f". {note}" if status == "motsagd" else ".")


def test_a_figure_of_the_model_that_is_missing_is_a_fault():
    model = pd.DataFrame([("t", "r", "k", "mnkr", "1.0", "ska", "")], columns=MODEL)
    found = texts.like_model(frame(), model)
    assert verdicts(found) == ["fel"]
    assert found["förklaring"].item() == "t / r / k (mnkr): tabellerna ger ingen siffra, förebilden 1,0."
