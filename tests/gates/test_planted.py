"""Every kind of fault, planted in the example's ledger, is found, named and placed; a clean ledger raises none."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ekonomi import gates
from ekonomi.errors import UPPLYSNING, DataError, Finding
from ekonomi.gates import Books
from ekonomi.gates.closed import not_carried
from ekonomi.gates.presence import recurring
from ekonomi.params import load_params, load_settings
from ekonomi.params.sources import StatementSource
from ekonomi.sources.checks import after_period
from ekonomi.sources.door import Door
from ekonomi.sources.postings import read_utfall
from tests.gates.conftest import DATA, ROOT, Doorway
from tests.gates.files import EDITS
from tests.gates.plants import MARCH, PLANTS

CASES = Path(__file__).resolve().parents[1] / "cases" / "planterade_fel.csv"


def expected() -> dict[str, list[str]]:
    """The lines that each planted fault must give, by its name; rows of the settings stand where they stand now."""
    settings = load_settings(load_params(ROOT / "params" / "2025-03.yaml"), ROOT)
    filer = settings.place("källor", "huvudbok", "filer")[1]
    text = CASES.read_text(encoding="utf-8").replace("RAD_FILER", f"{filer}")
    text = text.replace("RAD_BUDGET", f"{settings.place('källor', 'budget')[1]}")
    text = text.replace("RAD_MÖNSTER", f"{settings.place('källor', 'huvudbok', 'filer', 0)[1]}")
    return {row["fall"]: row["rader"].split("\n") for row in csv.DictReader(text.splitlines(keepends=True))}


def passed(books: Books) -> list[Finding]:
    try:
        return gates.inspect(books)
    except DataError as error:
        return list(error.findings)


def said(findings: list[Finding]) -> list[str]:
    return [finding.said() for finding in findings]


@pytest.fixture(scope="module")
def clean(books: Callable[[str], Books]) -> tuple[Books, set[str]]:
    march = books(MARCH)
    return march, set(said(passed(march)))


@pytest.mark.parametrize("fall", PLANTS)
def test_a_fault_in_the_books_is_found(fall: str, clean: tuple[Books, set[str]]) -> None:
    march, before = clean
    assert [line for line in said(passed(PLANTS[fall](march))) if line not in before] == expected()[fall]


@pytest.mark.parametrize("fall", EDITS)
def test_a_fault_in_the_file_is_found(fall: str, doorway: Doorway) -> None:
    lines = EDITS[fall](doorway.ledger.read_text(encoding="utf-8-sig").splitlines())
    doorway.ledger.write_text("\r\n".join([*lines, ""]) if lines else "", encoding="utf-8", newline="")
    door = doorway.door()
    read_utfall(door, doorway.dated)
    found = door.faults or [note for note in door.notes if note.kontroll != after_period.check]
    assert said(found) == expected()[fall]


def test_a_closing_row_that_agrees_is_no_posting(doorway: Doorway) -> None:
    text = doorway.ledger.read_text(encoding="utf-8-sig")
    closing = "Antal rader: 3 918;;;;;;;;;;;;;;;;\r\nSumma;;;;;;;;0,00;;;;;;;;\r\n"
    doorway.ledger.write_text(text + closing, encoding="utf-8", newline="")
    door = doorway.door()
    rows, _ = read_utfall(door, doorway.dated)
    assert (door.faults, len(rows)) == ([], 3918)


def test_a_missing_file_is_found(doorway: Doorway) -> None:
    doorway.ledger.unlink()
    door = doorway.door()
    read_utfall(door, doorway.dated)
    assert said(door.faults) == expected()["huvudboken saknas"]


def test_the_resultatrapport_must_say_the_same(doorway: Doorway) -> None:
    lines = EDITS["filen saknar klass 1 och 2"](doorway.ledger.read_text(encoding="utf-8-sig").splitlines())
    doorway.ledger.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    read = Door(doorway.settings, doorway.root, MARCH)
    booked = read_utfall(read, doorway.dated)[1].groupby(["konto", "period"])["belopp"].sum()
    booked[("7440", "2025-02")] -= 100_000_00
    rows = [
        f"{konto};{period.replace('-', '')};{-öre / 100:.2f}".replace(".", ",")
        for (konto, period), öre in booked.items()
    ]
    (doorway.root / DATA / "resultat.csv").write_text("\n".join(["Konto;Period;Belopp", *rows]), "utf-8")
    named = doorway.settings.källor.model_copy(update={"resultatrapport": StatementSource(fil="resultat.csv")})
    door = Door(doorway.settings.model_copy(update={"källor": named}), doorway.root, MARCH)
    read_utfall(door, doorway.dated)
    assert said(door.faults) == expected()["resultatrapporten säger annat"]


def test_at_least_forty_kinds_are_planted_and_none_forgotten() -> None:
    others = {"huvudboken saknas", "resultatrapporten säger annat"}
    assert set(expected()) == {*PLANTS, *EDITS, *others}
    assert len(expected()) >= 40
    named = {line.partition("(")[2].partition(")")[0] for lines in expected().values() for line in lines}
    assert {gate.check.name for gate in gates.GATES} <= named


@pytest.mark.parametrize("period", ["2025-02", "2025-03", "2024-08", "2024-12"])
def test_a_clean_ledger_raises_no_stop_and_no_warning(period: str, books: Callable[[str], Books]) -> None:
    found = passed(books(period))
    assert [f.said() for f in found if f.kontroll.severity != UPPLYSNING] == []


def test_internal_items_may_stand_in_different_workbooks_of_a_round(books: Callable[[str], Books]) -> None:
    march = books(MARCH)
    income = (march.plans["källa"] == "prognos_2025-03.xlsx") & (march.plans["belopp"] > 0)
    parted = march.plans.assign(källa=march.plans["källa"].mask(income, "prognos_intäkter.xlsx"))
    assert [f.said() for f in passed(replace(march, plans=parted)) if f.kontroll.severity != UPPLYSNING] == []


def test_a_nämnd_without_history_is_left_in_peace(books: Callable[[str], Books]) -> None:
    march = books(MARCH)
    young = replace(march, utfall=march.utfall[march.utfall["period"] >= "2025-01"].reset_index(drop=True))
    warned = {f.kontroll.name for f in passed(young) if f.kontroll.severity != UPPLYSNING}
    assert warned == set()


def test_the_limits_of_the_settings_are_obeyed(books: Callable[[str], Books]) -> None:
    march = books(MARCH)
    planted = PLANTS["hyran har ett annat belopp"](march)
    loose = march.limits.model_copy(update={"återkommande_procent": 25.0})
    assert recurring.check in {f.kontroll for f in passed(planted)}
    assert recurring.check not in {f.kontroll for f in passed(replace(planted, limits=loose))}


def test_an_opening_balance_is_what_the_year_before_closed_with(books: Callable[[str], Books]) -> None:
    march = PLANTS["ingående balans i tkr"](books(MARCH))
    whole = march.openings.assign(belopp=march.openings["belopp"] * [1, 1000])
    assert list(not_carried(replace(march, openings=whole))) == []
