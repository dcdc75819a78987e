"""A section's preview in an open kernel: one cell, with the text that was just saved."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from ekonomi import förhandsvisa, get_report
from ekonomi.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
TEXT = "params/texter/2025-03/321_resultat.md"
NEW = "En mening som nyss skrevs."
FIRST = """from ekonomi import förhandsvisa, get_report
report = get_report("2025-03", inställningar="params/intraservice.yaml", upplaga="ekonom")
förhandsvisa(report, "321")"""
WRITE = (
    f"from pathlib import Path\ntext = Path({TEXT!r})\nhållen = text.write_text(text.read_text() + '\\n\\n{NEW}\\n')"
)
AGAIN = "förhandsvisa(report, '321')"


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_text_that_was_just_saved_is_shown(project):
    cells = [nbformat.v4.new_code_cell(code) for code in (FIRST, WRITE, AGAIN)]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(project)}}).execute()
    first, again = (book.cells[place].outputs[-1]["data"]["text/html"] for place in (0, 2))
    assert NEW not in first and NEW in again


@pytest.mark.slow
def test_the_rest_of_the_report_is_kept_and_an_earlier_answer_stays(project):
    before = get_report("2025-03", inställningar="params/intraservice.yaml")
    told, table = before.texts["321_resultat"].html, before.tables["3.2.1 resultat"]
    Path(TEXT).write_text(NEW, encoding="utf-8")
    after = get_report("2025-03", inställningar="params/intraservice.yaml")
    assert NEW in after.texts["321_resultat"].html
    assert after.tables["3.2.1 resultat"] is table
    assert before.texts["321_resultat"].html == told


def test_a_section_that_is_none_is_answered_with_those_near(monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(UsageError, match="321_resultat"):
        förhandsvisa(get_report("2025-03"), "321_resultatet")
