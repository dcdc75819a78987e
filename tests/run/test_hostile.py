"""Hostile text in every input neither runs, nor breaks a page or a cell, nor leaves the output folder."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from ekonomi import cli
from tests import tiny
from tests.published import ROOT

SCRIPT = "<script>window.knackt=1;alert(1)</script>"
IMAGE = '<img src=x onerror="window.knackt=1;alert(2)">'
FORMULA = "=cmd|' /C calc'!A0"
LINK = "=HYPERLINK(A1,B1)"
BIDI = "\u202eomvänt\u202c\x07\x1b[31m"
CODE = "../../x"
PERSON = "Zebedeus Kvastkvist"
LONG = "å" * 1_000_000
TEXT = f"""Ekonomin är i balans. {SCRIPT} {IMAGE}

[klicka](javascript:window.knackt=1) och <a href="javascript:window.knackt=1">här</a> ![](https://example.com/x.png)

<iframe src="https://example.com"></iframe><svg onload="window.knackt=1"></svg><style>@import "https://example.com"</style>

{BIDI} {FORMULA}
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The output folder of two periods of the tiny nämnd, its inputs full of what must not run."""
    folder = tmp_path_factory.mktemp("fientlig") / "projekt"
    folder.mkdir()
    tiny.write(folder)
    _spoil(folder)
    before = {path for path in folder.parent.rglob("*") if "ut" not in path.parts}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for period in ("2025-02", "2025-03"):
            assert cli.main(["rapport", f"params/{period}.yaml", "--tyst", "--ut", "ut"]) == 0
    after = {path for path in folder.parent.rglob("*") if "ut" not in path.parts}
    assert after == before, "something was written outside the output folder"
    yield folder / "ut"


def _spoil(folder: Path) -> None:
    data, texts = folder / tiny.DATA, folder / "params" / "texter" / "mininamnd" / tiny.PERIOD
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=lambda _, names: {n for n in names if n[0] == "."})
    names = [path.stem for path in sorted((ROOT / "notebooks").glob("[1-9]*.ipynb"))]
    appendices = [path.stem for path in sorted((ROOT / "notebooks").glob("bilaga*.ipynb"))]
    sections = "\n".join(f"  - {name}" for name in names)
    added = "bilagor:\n" + "\n".join(f"  - {name}" for name in appendices)
    settings = folder / "params" / "mininamnd.yaml"
    tiny.edit(settings, "  - 321_resultat\n", f"{sections}\n{added}\n")
    tiny.edit(settings, "märkning: Exempeldata", f"märkning: '{SCRIPT}'")
    tiny.edit(settings, "förvaltning: Miniförvaltningen", f"förvaltning: '{IMAGE}'")
    shutil.copy(folder / "params/2025-03.yaml", folder / "params/2025-02.yaml")
    tiny.edit(folder / "params/2025-02.yaml", "2025-03", "2025-02")
    for path in (ROOT / "params/texter/2025-03").glob("*.md"):
        (texts / path.name).write_text(TEXT, encoding="utf-8")
    (texts / "tjanst").mkdir()
    (texts / "tjanst" / "1101.md").write_text(TEXT, encoding="utf-8")
    tiny.edit(data / "tjanster.csv", "1101;Redovisning", f"1101;{FORMULA}")
    tiny.edit(data / "tjanster.csv", "1201;Lön;HR", f"1201;{SCRIPT.replace(';', ',')};HR")
    tiny.edit(data / "tjanster.csv", "2101;Nät", f"{CODE};{BIDI}Nät")
    tiny.edit(data / "nycklar.csv", "PG;2101", f"PG;{CODE}")
    tiny.edit(data / "organisation.csv", "12;HR;HR", f"12;HR;{IMAGE.replace(';', ',').replace(chr(34), '')}")
    tiny.edit(data / "uppdrag.csv", "Se över avtalen", FORMULA)
    tiny.edit(data / "uppdrag.csv", "Löper på.", LONG)
    tiny.edit(data / "portfolj.csv", "Nytt lönesystem;genom", f"{SCRIPT.replace(';', ',')};genom")
    tiny.edit(data / "portfolj.csv", "Löper på.", LINK)
    for year in ("2024", "2025"):
        ledger = data / f"huvudbok_{year}.csv"
        text = ledger.read_bytes().decode("utf-8-sig").replace(";2101;", f";{CODE};")
        text = text.replace('"Post 6"', f'"{PERSON} {SCRIPT} {FORMULA}"').replace('"Post 7"', f'"{LONG}"', 1)
        ledger.write_text(text, encoding="utf-8-sig", newline="")
    for name in ("budget_2024.xlsx", "budget_2025.xlsx", "prognos_2025-03.xlsx"):
        book = openpyxl.load_workbook(data / name)
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                cell.value = CODE if cell.value == "2101" else cell.value
        book.save(data / name)


def test_nothing_runs_and_nothing_is_asked_for_in_any_page(out, browser):
    pages = sorted(out.rglob("*.html"))
    assert {"rapport.html", "index.html", "jamfor-2025-03.html"} <= {page.name for page in pages}
    for page in pages:
        asked, dialogs = [], []
        tab = browser.new_page()
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("dialog", lambda dialog, dialogs=dialogs: (dialogs.append(dialog.message), dialog.dismiss()))
        tab.goto(page.as_uri())
        tab.wait_for_timeout(300)
        assert tab.evaluate("window.knackt") is None, page.name
        assert (
            tab.evaluate("document.querySelectorAll('a[href^=\"javascript:\" i], iframe, [onerror], [onload]').length")
            == 0
        )
        assert (asked, dialogs) == ([page.as_uri()], []), page.name
        tab.close()


def test_the_workbook_holds_no_formula_and_no_link_out(out):
    for path in out.rglob("tabeller.xlsx"):
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(FORMULA in str(cell.value) for cell in cells)
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        targets = [cell.hyperlink.target for cell in cells if cell.hyperlink]
        assert [target for target in targets if target] == []


def test_no_cell_of_a_csv_is_a_formula(out):
    for path in out.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        texts = [name for name in rows[0] if name not in ("värde", "vänster", "höger", "differens")]
        places = [rows[0].index(name) for name in texts]
        assert [
            row for row in rows for place in places if row[place].startswith(("=", "+", "-", "@", "\t", "\r"))
        ] == []


def test_what_the_ledger_says_of_people_reaches_no_file(out):
    for path in out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".xlsx":
                cells = openpyxl.load_workbook(path)
                data = "\n".join(str(c.value) for sheet in cells for row in sheet.iter_rows() for c in row).encode()
            assert PERSON.encode() not in data, path.name


def test_bidi_signs_do_not_turn_what_stands_beside_them(out, browser):
    tab = browser.new_page()
    tab.goto((out / "2025-03" / "rapport.html").as_uri())
    assert "Ekonomin är i balans." in tab.inner_text("body")
    tab.close()


def test_no_control_character_reaches_a_file(out):
    for path in [*out.rglob("*.html"), *out.rglob("*.csv")]:
        text = path.read_text(encoding="utf-8")
        assert not set(text) & {chr(code) for code in range(32) if chr(code) not in "\n\r\t"}, path.name
