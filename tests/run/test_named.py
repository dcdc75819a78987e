"""`kontroll` says what the settings name that nothing has: a section without a notebook, a slot that no one shows."""

from pathlib import Path

import pytest

from ekonomi import cli
from tests import tiny

PARAMS, SETTINGS = "params/2025-03.yaml", "params/mininamnd.yaml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tiny.write(tmp_path)
    tiny.add_notebooks(tmp_path, "33_atgarder")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_section_without_a_notebook_stops(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["kontroll", PARAMS]) == 0
    tiny.edit(project / SETTINGS, "321_resultat", "321_resultatt")
    assert cli.main(["kontroll", PARAMS]) == 1
    said = capsys.readouterr().out
    assert "Stopp (fil saknas): params/mininamnd.yaml, rad" in said
    assert "avsnittet ”321_resultatt”, men notebooks/321_resultatt.ipynb finns inte" in said


def test_a_slot_that_no_notebook_shows_is_a_warning(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / SETTINGS).open("a", encoding="utf-8") as file:
        file.write("textrutor:\n  330_atgarderr: []\n  330_atgarder: []\n")
    assert cli.main(["kontroll", PARAMS]) == 0
    said = capsys.readouterr().out
    assert "Varning (namn utan plats): params/mininamnd.yaml, rad" in said
    assert "textrutan ”330_atgarderr”" in said and "närmast: ”330_atgarder”" in said
    assert said.count("namn utan plats") == 1


def test_a_faulty_kontoplan_says_nothing_of_balance_accounts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.edit(project / tiny.DATA / "kontoplan.csv", "konto;", "kontot;")
    assert cli.main(["kontroll", PARAMS]) == 1
    said = capsys.readouterr().out
    assert "kontoplan.csv, rad 1" in said
    assert "balanskonton" not in said


NAMED = {
    "rubriken": ("rubriker:\n  Resultatredovisning i sammandragg: 1 Resultat\n", "Resultatredovisning i sammandragg"),
    "tabellen": ("utan: [prognoss]\n", "prognoss"),
    "tabellen med namn": ("tabeller:\n  resultatt: {namn: Resultat}\n", "resultatt"),
    "raden": ("kommentarer: {EKK: 330_atgarder}\n", "EKK"),
    "texten": ("kommentarer: {EK: 330_atgarderr}\n", "330_atgarderr"),
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_misspelled_name_is_a_warning(kind: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, name = NAMED[kind]
    with (project / SETTINGS).open("a", encoding="utf-8") as file:
        file.write(text)
    assert cli.main(["kontroll", PARAMS]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "namn utan plats" in line]
    assert len(said) == 1
    assert f"fann {kind.split()[0]} ”{name}”, väntade ett namn som finns; närmast: ”" in said[0]


def test_a_text_that_no_section_shows_is_a_warning(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project / "params/texter/mininamnd/2025-03"
    (folder / "330_atgarder.md").write_text("Text.\n", encoding="utf-8")
    (folder / "330_atgarderr.md").write_text("Text.\n", encoding="utf-8")
    assert cli.main(["kontroll", PARAMS]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "namn utan plats" in line]
    assert [line.partition(": fann ")[0] for line in said] == [
        "Varning (namn utan plats): params/texter/mininamnd/2025-03/330_atgarderr.md"
    ]
