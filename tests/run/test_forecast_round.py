"""Prognosrundan: the workbooks go out, are filled in, and come back as a source of the report."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from ekonomi import store
from ekonomi.cli import main
from ekonomi.export.forecast_round import drafts, headings, returned, summary, workbooks
from ekonomi.export.proofread import unwritten
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from tests import tiny

SETTINGS = "params/mininamnd.yaml"
ROUND = "runda"


@pytest.fixture
def nämnd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tiny.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(root: Path) -> Report:
    return new_report(load_params(next(root.glob("params/2025-03.yaml"))), root)


@pytest.fixture
def folder(nämnd: Path) -> Path:
    """The workbooks of the round, as they were written."""
    place = nämnd / tiny.DATA / ROUND
    assert main(["prognosunderlag", "params/2025-03.yaml", "--ut", str(place)]) == 0
    return place


def free(path: Path) -> Iterator[tuple[object, object, dict[str, object]]]:
    """The free cells of each line, and what the line says by heading; saved after."""
    book = openpyxl.load_workbook(path)
    sheet = book["Prognos"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        said = {head: cell.value for head, cell in zip(heads, row, strict=True)}
        yield row[heads.index("Helår")], row[heads.index("Kommentar")], said
    book.save(path)


def test_only_the_free_columns_are_open_and_it_prints(folder: Path) -> None:
    for path in folder.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            assert sheet.protection.sheet
            assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$1"
        for made, comment, said in free(path):
            assert not made.protection.locked and not comment.protection.locked
            assert "Utfall" in said
    assert len(list(folder.glob("*.xlsx"))) == 4


def test_the_years_first_round_has_the_budget_as_the_forecast_before(nämnd: Path, folder: Path) -> None:
    said = [line for path in folder.glob("*.xlsx") for _, _, line in free(path)]
    assert any(line["Budget"] for line in said)
    assert all(line["Föregående prognos"] == line["Budget"] for line in said)


def test_the_same_report_gives_the_same_bytes(nämnd: Path, folder: Path) -> None:
    for name, content in workbooks(report(nämnd)).items():
        assert (folder / name).read_bytes() == content


def test_what_managers_write_is_the_forecast_and_nothing_else_counts(nämnd: Path, folder: Path) -> None:
    asked = 0.0
    for path in folder.glob("*.xlsx"):
        for at, (made, comment, said) in enumerate(free(path)):
            made.value = 4 * said["Utfall"] + at
            asked += made.value
            comment.value = "Två tillsätts <b>i maj</b>" if said["Kostnadsslag"] == "personal" else None
        book = openpyxl.load_workbook(path)
        book["Prognos"]["H2"] = 99_999_999  # not a free cell: it counts for nothing
        book.save(path)
    tiny.edit(nämnd / SETTINGS, "prognos_2025-03.xlsx", ROUND)
    tiny.edit(nämnd / SETTINGS, "stängningsdag: 10", "stängningsdag: 10\nkommentarer: {hr: 324_hr}")
    found = report(nämnd)
    made = found.sources.ledger.query("beloppstyp == 'prognos'")
    assert made["belopp"].sum() == round(100 * asked)
    assert set(made["källa"]) == {path.name for path in folder.glob("*.xlsx")}
    lines = returned(found, folder)
    assert lines["helår"].notna().all() and lines["utfall"].notna().all()
    told = summary(found, folder)
    assert len(told) == 4 and all("rader har svar" in line for line in told)
    made = drafts(found, folder)
    assert made["323_prognos"].count("Två tillsätts <b>i maj</b>") == 4
    assert made["324_hr"] == "**HR**\n\n- Personalkostnader: Två tillsätts <b>i maj</b>\n"
    assert made["tjanst/2101"] == "**Digital infrastruktur**\n\n- Personalkostnader, Nät: Två tillsätts <b>i maj</b>\n"
    assert set(made) == {"323_prognos", "324_hr", "tjanst/1101", "tjanst/2101"}


def test_it_is_said_who_has_answered_and_what_is_below_what_is_booked(nämnd: Path, folder: Path) -> None:
    one = min(folder.glob("*.xlsx"))
    for made, _, said in free(one):
        made.value = said["Utfall"] / 2
    told = summary(report(nämnd), folder)
    tiny.edit(nämnd / SETTINGS, "prognos_2025-03.xlsx", ROUND)
    asked = [found for found in report(nämnd).findings if found.kontroll.name == "prognosunderlag utan svar"]
    assert len(asked) == 3 and "utan svar av" in asked[0].funnet
    assert sum(line.endswith("inget svar.") for line in told) == 3
    assert any("mindre än bokfört" in line for line in told)


def test_a_line_without_an_answer_stands_at_the_budget_and_then_at_the_forecast_before(
    nämnd: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a report that is fastställd stops, since it would print what no one has said, also where the store knows."""
    one = min(folder.glob("*.xlsx"))
    for made, _, said in free(one):
        made.value = said["Budget"] + 1_000
    tiny.edit(nämnd / SETTINGS, "prognos_2025-03.xlsx", ROUND)
    assert forecast_of(report(nämnd)) == stands(report(nämnd), folder, "budget")
    early = "    - {fil: tidig.xlsx, period: 2025-02, beslutad: 2025-03-16}\n"
    shutil.copy(nämnd / tiny.DATA / "prognos_2025-03.xlsx", nämnd / tiny.DATA / "tidig.xlsx")
    tiny.edit(nämnd / SETTINGS, "  prognos:\n", f"  prognos:\n{early}")
    assert forecast_of(report(nämnd)) == stands(report(nämnd), folder, "föregående")
    assert stands(report(nämnd), folder, "föregående") != stands(report(nämnd), folder, "budget")
    monkeypatch.delenv(store.WITHOUT)
    for _ in range(2):
        assert sum(one.väntat == "ett svar på varje rad" for one in unwritten(report(nämnd), [])) == 3


def forecast_of(found: Report) -> int:
    """The forecast of the period (öre)."""
    ledger = found.sources.ledger
    return int(ledger.loc[(ledger["beloppstyp"] == "prognos") & (ledger["version"] == "2025-03"), "belopp"].sum())


def stands(found: Report, folder: Path, instead: str) -> int:
    """What the answers and, for the lines without one, a column of the workbooks sum to (öre)."""
    lines = returned(found, folder)
    return round(100 * lines["helår"].fillna(lines[instead].fillna(0)).sum())


def test_a_workbook_that_came_back_as_another_kind_is_read_too(nämnd: Path, folder: Path) -> None:
    one, other, *_ = sorted(folder.glob("*.xlsx"))
    for path in (one, other):
        for made, _, said in free(path):
            made.value = said["Budget"]
    one.rename(one.with_suffix(".XLSX"))
    other.rename(other.with_suffix(".xlsm"))
    tiny.edit(nämnd / SETTINGS, "prognos_2025-03.xlsx", ROUND)
    found, names = report(nämnd), {path.name for path in folder.iterdir()}
    assert set(found.sources.plans.query("beloppstyp == 'prognos'")["källa"]) == names
    assert set(returned(found, folder)["fil"]) == names


def test_a_round_is_never_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prognosunderlag", "params/2025-03.yaml", "--ut", str(folder)]) == 2
    assert "kan vara besvarad" in capsys.readouterr().err


def test_the_headings_are_those_of_the_nämnds_own_forecasts(nämnd: Path) -> None:
    assert headings(report(nämnd)).belopp == "Helår"
