"""The next report from the last: params, texts marked as old, rows carried, and what a person must still do."""

import json
from pathlib import Path
from unittest import mock

import pytest

from ekonomi.cli import main
from ekonomi.cli.workspace import started
from ekonomi.params import load_params, load_settings
from ekonomi.report import new_report
from ekonomi.sources import read_texts
from tests import tiny

SETTINGS = "params/mininamnd.yaml"


def test_everything_that_follows_along(nämnd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    params, uppdrag = nämnd / "params" / "2025-03.yaml", nämnd / tiny.DATA / "uppdrag.csv"
    params.write_text(params.read_text("utf-8").replace("utkast", "fastställd") + "# egen kommentar\n", "utf-8")
    before = uppdrag.read_bytes()
    assert main(["ny-period", str(params)]) == 0
    said = capsys.readouterr().out
    made = load_params(nämnd / "params" / "2025-04.yaml")
    assert (made.period, made.status) == ("2025-04", "utkast")
    assert "# egen kommentar" in (nämnd / "params" / "2025-04.yaml").read_text("utf-8")
    assert uppdrag.read_bytes().startswith(before)
    assert uppdrag.read_text("utf-8").splitlines()[-1].startswith("2025-04;Se över avtalen;")
    report = new_report(made, nämnd)
    text = report.texts["10_sammanfattning"]
    assert text.old == "mars 2025" and "Ekonomin är i balans." in text.html and "inte genomgången än" in text.html
    assert "Kvar att göra själv:" in said and "Kör: ekonomi kontroll" in said and "1 text" in said


def test_a_text_is_old_until_its_mark_is_gone(nämnd: Path) -> None:
    main(["ny-period", "params/2025-03.yaml"])
    file = nämnd / "params" / "texter" / "mininamnd" / "2025-04" / "10_sammanfattning.md"
    file.write_text(file.read_text("utf-8").partition("\n\n")[2], "utf-8")
    report = new_report(load_params(nämnd / "params" / "2025-04.yaml"), nämnd)
    assert report.texts["10_sammanfattning"].old == ""
    assert read_texts(report.settings, nämnd, "2025-04")["10_sammanfattning"] == "Ekonomin är i balans.\n"


def test_nothing_is_written_where_something_stands_in_the_way(nämnd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ny-period", "params/2025-03.yaml"])
    files = {path: path.read_bytes() for path in nämnd.rglob("*") if path.is_file()}
    assert main(["ny-period", "params/2025-03.yaml"]) == 2
    assert "2025-04.yaml finns redan" in capsys.readouterr().err
    assert main(["ny-period", "params/2025-03.yaml", "--period", "2025-02"]) == 2
    assert main(["ny-period", "params/2025-03.yaml", "--period", "april"]) == 2
    assert "ingen månad efter 2025-03" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in nämnd.rglob("*") if path.is_file()} == files
    assert main(["ny-period", "params/2025-03.yaml", "--period", "2025-08"]) == 0  # rows that stand already stay


def test_the_start_notebook_opens_with_the_values_of_the_params(nämnd: Path) -> None:
    notebooks = nämnd / "notebooks"
    notebooks.mkdir()
    source = Path(__file__).resolve().parents[2] / "notebooks" / "start.ipynb"
    (notebooks / "start.ipynb").write_bytes(source.read_bytes())
    made = started(nämnd / "params" / "2025-03.yaml")
    code = ["".join(cell["source"]) for cell in json.loads(made.read_text("utf-8"))["cells"]]
    assert any('inställningar = "params/mininamnd.yaml"' in cell and 'upplaga = "ekonom"' in cell for cell in code)
    assert (notebooks / "start.ipynb").read_bytes() == source.read_bytes()
    with mock.patch("subprocess.Popen") as called:
        called.return_value.__enter__.return_value.configure_mock(returncode=0)
        assert main(["öppna", "params/2025-03.yaml", "--utan-webbläsare"]) == 0
    words = called.call_args.args[0]
    assert "--LabApp.default_url=/lab/tree/.ekonomi/start-2025-03.ipynb" in words and "--no-browser" in words


def test_without_the_notebook_it_says_so(nämnd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["oppna", "params/2025-03.yaml"]) == 2
    assert "notebooks/start.ipynb finns inte" in capsys.readouterr().err


def test_a_new_forecast_and_a_new_years_budget_have_their_entries(nämnd: Path, capsys: pytest.CaptureFixture) -> None:
    settings, data = nämnd / SETTINGS, nämnd / tiny.DATA
    before = settings.read_text("utf-8")
    had = load_settings(load_params(nämnd / "params" / "2025-03.yaml"), nämnd).källor
    assert main(["ny-period", "params/2025-03.yaml", "--period", "2026-01"]) == 0
    said = capsys.readouterr().out
    assert "posten för budget 2026, som kommentar" in said and "posten för prognos 2026-01, som kommentar" in said
    after = settings.read_text("utf-8")
    made = load_params(nämnd / "params" / "2026-01.yaml")
    assert load_settings(made, nämnd).källor == had  # comments only, until the files are there
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert all(line.lstrip().startswith("# ") for line in added)
    settings.write_text("\n".join(line.replace("# ", "", 1) if line in added else line for line in after.splitlines()))
    källor = load_settings(made, nämnd).källor
    assert [one.år for one in källor.budget] == [*(one.år for one in had.budget), 2026]
    assert [one.period for one in källor.prognos] == [*(one.period for one in had.prognos), "2026-01"]
    assert main(["ny-period", "params/2025-03.yaml", "--period", "2026-02"]) == 0
    assert settings.read_text("utf-8").count("budget_2026.xlsx") == 1  # what stands there already is not added again
    assert data.joinpath(had.prognos[-1].fil).is_file() and källor.prognos[-1].fil != had.prognos[-1].fil


def test_a_forecast_that_stands_there_already_is_not_a_comment(nämnd: Path, capsys: pytest.CaptureFixture) -> None:
    held = load_settings(load_params(nämnd / "params" / "2025-03.yaml"), nämnd).källor.prognos[-1]
    file = nämnd / tiny.DATA / held.fil
    file.with_name(file.name.replace(held.period, "2025-04")).write_bytes(file.read_bytes())
    assert main(["ny-period", "params/2025-03.yaml"]) == 0
    assert "posten för prognos 2025-04, med" in capsys.readouterr().out
    made = load_params(nämnd / "params" / "2025-04.yaml")
    assert load_settings(made, nämnd).källor.prognos[-1].period == "2025-04"
