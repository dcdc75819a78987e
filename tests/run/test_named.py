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
    assert "Varning (textruta utan plats): params/mininamnd.yaml, rad" in said
    assert "textrutan ”330_atgarderr”" in said and "närmast: ”330_atgarder”" in said
    assert said.count("textruta utan plats") == 1


def test_a_faulty_kontoplan_says_nothing_of_balance_accounts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.edit(project / tiny.DATA / "kontoplan.csv", "konto;", "kontot;")
    assert cli.main(["kontroll", PARAMS]) == 1
    said = capsys.readouterr().out
    assert "kontoplan.csv, rad 1" in said
    assert "balanskonton" not in said
