"""`ekonomi underlag` and `ekonomi jamfor` on a tiny nämnd whose report is made, changed and made again."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import cli
from ekonomi.params import load_params
from ekonomi.report import new_report
from tests import tiny
from tests.published import ROOT

FIGURE = ("tjänstekostnader", "EK", "utfall")
LEDGER = f"{tiny.DATA}/huvudbok_2025.csv"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tiny nämnd with its report in `a`, and in `b` the one after a voucher was changed and one struck out."""
    folder = tmp_path_factory.mktemp("spar")
    tiny.write(folder)
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/321_resultat.ipynb", folder / "notebooks")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert cli.main(["rapport", "params/2025-03.yaml", "--tyst", "--ut", "a"]) == 0
        ledger = folder / LEDGER
        before = ledger.read_bytes().decode("utf-8-sig")
        lines = before.split("\r\n")
        numbers = [n for n, line in enumerate(lines) if ";202503;25030006;" in line]
        changed = [line.replace("300 000,00", "300 500,00") if n in numbers else line for n, line in enumerate(lines)]
        ledger.write_text("\r\n".join(changed), encoding="utf-8-sig", newline="")
        assert cli.main(["rapport", "params/2025-03.yaml", "--tyst", "--ut", "b"]) == 0
        ledger.write_text(before, encoding="utf-8-sig", newline="")
        yield folder


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], list[str]]:
    capsys.readouterr()
    code = cli.main(list(words))
    told = capsys.readouterr()
    out, err = (text.replace("\u00a0", " ").splitlines() for text in told)
    return code, out, err


def test_underlag_prints_the_steps_and_the_rows_that_sum_to_the_figure(project, capsys):
    code, lines, errors = said(capsys, "underlag", "a/2025-03", *FIGURE)
    assert (code, errors) == (0, [])
    assert lines[0] == "tjänstekostnader / EK / utfall: −1,0 mnkr (oavrundat −1,00153848)"
    assert lines[1].startswith("Urval: beloppstyp=utfall; period=2025-01..2025-03; ")
    assert lines[3].startswith("Tjänsteomräkningens steg (ansvar → pool → ")
    steps = [line.split() for line in lines[5 : lines.index("", 5)]]
    assert steps == [
        ["A", "11", "bokfört", "direkt", "1101", "−900", "000,00"],
        ["A", "90", "PG", "PG", "1101", "−101", "538,48"],
    ]
    assert lines[-1] == "Summa 9 rader: −1 001 538,48 kr."
    assert not any("Post 6" in line for line in lines)
    assert any("25030006" in line and "huvudbok_2025.csv" in line for line in lines)


def test_the_beginning_of_a_name_is_enough_and_several_are_listed(project, capsys):
    whole = said(capsys, "underlag", "a/2025-03", *FIGURE)
    assert said(capsys, "underlag", "a/2025-03", "tjänstekost", "ek", "Utfall") == whole
    code, lines, errors = said(capsys, "underlag", "a/2025-03", "tjänste", "EK", "utfall")
    assert (code, errors) == (0, [])
    assert lines == ["Tabell:", "  tjänstekostnader", "  tjänsteuppföljning"]
    _, lines, _ = said(capsys, "underlag", "a/2025-03", "tjänstekostnader")
    assert lines[0] == "Rad:" and "  EK" in lines
    _, lines, _ = said(capsys, "underlag", "a/2025-03", "tjänstekostnader", "EK")
    assert lines[0] == "Kolumn:" and "  utfall" in lines


def test_underlag_of_an_urval_shows_the_rows_of_no_published_figure(project, capsys):
    whole = said(capsys, "underlag", "a/2025-03", *FIGURE)[1]
    chosen = whole[1].removeprefix("Urval: ")
    code, lines, errors = said(capsys, "underlag", "a/2025-03", "--urval", chosen)
    assert (code, errors, lines) == (0, [], whole[1:])
    code, lines, _ = said(capsys, "underlag", "a/2025-03", "--urval", "beloppstyp=utfall; period=2025-03; ansvar=11")
    assert code == 0 and lines[-1].startswith("Summa ") and lines[-1].endswith(" kr.")
    lists = ("fil=fynd; antal=rader", "fil=avstamning.csv; antal=rader", "fil=gällande nycklar; antal=rader; pool=PG")
    for counted in lists:  # what the economist's page counts
        code, lines, errors = said(capsys, "underlag", "a/2025-03", "--urval", counted)
        assert (code, errors) == (0, []) and lines[0] == f"Urval: {counted}"
    for wrong, near in (("ansvra=11", "”ansvra”"), ("fil=hemligt.csv; summa=a", "”hemligt.csv”"), ("{a", "går inte")):
        code, lines, errors = said(capsys, "underlag", "a/2025-03", "--urval", wrong)
        assert (code, lines) == (2, []) and near in errors[-1]


def test_underlag_shows_the_texts_only_when_asked(project, capsys):
    _, lines, _ = said(capsys, "underlag", "a/2025-03", *FIGURE, "--med-text")
    assert any("Post 6" in line for line in lines)


def test_underlag_writes_csv_that_sums_to_the_figure(project, capsys):
    words = ("tjänstekostnader", "Totalt", "avvikelse helår")
    code, lines, _ = said(capsys, "underlag", "a/2025-03", *words, "--ut", "rader.csv")
    assert code == 0
    rows = pd.read_csv("rader.csv", dtype="str")
    assert lines[-1].endswith(f"{len(rows)} rader finns i rader.csv.")
    figures = pd.read_csv("a/2025-03/siffror.csv", dtype="str").set_index(["tabell", "rad", "kolumn"])
    assert sum(map(Decimal, rows["belopp"])) / 10**6 == Decimal(figures.at[words, "värde"])
    assert {"beloppstyp", "version", "konto", "verifikation", "källa", "rad", "pool", "tjänst"} <= {
        *rows,
        "verifikation",
    }
    assert "text" not in rows


def test_underlag_of_another_file_shows_its_rows(project, capsys):
    words = ("personalvolym", "Antal årsarbetare", "utfall")
    code, lines, _ = said(capsys, "underlag", "a/2025-03", *words)
    assert code == 0
    assert "{fil=arbetad_tid.csv; summa=timmar; månad=2025-01..2025-03} / {fil=helarsnorm.csv;" in lines[1]
    assert lines[-1] == "13 rader. Siffran räknas ut som urvalet säger: 2,1."


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            ("tjanstekostnader", "EK", "utfall"),
            "Tabellen ”tjanstekostnader” finns inte i a/2025-03. Närmast: ”tjänstekostnader”",
        ),
        (
            ("tjänstekostnader", "E K", "x"),
            "Raden ”E K” finns inte i tabellen ”tjänstekostnader”. Närmast: ”EK”",
        ),
        (
            ("tjänstekostnader", "EK", "utfal mars"),
            "Kolumnen ”utfal mars” finns inte i raden ”EK”. Närmast: ”utfall”",
        ),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(project, capsys, words, error):
    code, lines, errors = said(capsys, "underlag", "a/2025-03", *words)
    assert (code, lines, len(errors)) == (2, [], 1)
    assert errors[0].startswith(error)


def test_a_folder_that_is_no_report_is_told(project, capsys):
    error = "params är ingen rapport härifrån. Ange en mapp som output/<nämnd>/2025-03."
    assert said(capsys, "underlag", "params", *FIGURE) == (2, [], [error])
    assert said(capsys, "jamfor", "a/2025-03", "params") == (2, [], [error])


def test_an_input_that_has_changed_is_told_and_the_sum_is_not_passed_off(project, capsys):
    code, lines, errors = said(capsys, "underlag", "b/2025-03", *FIGURE)
    assert code == 1
    assert lines[-1] == "Summa 9 rader: −1 001 538,48 kr."
    assert errors == [
        f"Upplysning: {LEDGER} har ändrats sedan rapporten gjordes; underlaget visar filen som den är nu.",
        "b/2025-03/siffror.csv: fann −1,0 i rapporten (oavrundat −1,00203848), men raderna ger −1,00153848, väntade "
        "samma tal. Underlaget har ändrats sedan rapporten gjordes; kör rapporten på nytt eller ta tillbaka filerna.",
    ]


def test_figures_changed_by_hand_are_not_followed(project, capsys):
    shutil.copytree("a/2025-03", "c/2025-03")
    figures = Path("c/2025-03/siffror.csv")
    tiny.edit(figures, "mnkr,-", "mnkr,-1")
    code, lines, errors = said(capsys, "underlag", "c/2025-03", *FIGURE)
    assert (code, lines) == (1, [])
    assert errors == [
        "c/2025-03/siffror.csv: fann en fil som ändrats efter körningen, väntade filen som körningen skrev. "
        "Kör rapporten på nytt."
    ]


def test_jamfor_lists_the_figures_that_moved_and_the_rows_that_moved_them(project, capsys):
    ledger = project / LEDGER
    code, lines, errors = said(capsys, "jämför", "a/2025-03", "b/2025-03", "--alla")
    assert (code, errors) == (0, [])
    assert lines[0].endswith(" siffror skiljer b/2025-03 från a/2025-03.")
    moved = next(line for line in lines if line.startswith("  Resultat / utfall: "))
    assert moved.endswith(" (−0,0005)")
    assert "1 fil i underlaget skiljer sig." in lines
    _, short, _ = said(capsys, "jämför", "a/2025-03", "b/2025-03")
    assert short[1].startswith("Här är de ") and len(short) < min(len(lines), 50)
    # the rows of b are gone: the file is again what it was
    assert lines[-1] == (f"{LEDGER}: ändrad; raderna går inte att visa, för filen finns inte kvar som den var.")
    assert ledger.is_file()


def test_jamfor_shows_the_rows_of_projects_side_by_side_and_no_texts(project, capsys, tmp_path):
    other = tmp_path / "projekt"
    shutil.copytree(project, other)
    lines = (other / LEDGER).read_bytes().decode("utf-8-sig").split("\r\n")
    changed = [line.replace("300 000,00", "300 500,00") if ";202503;25030006;" in line else line for line in lines]
    (other / LEDGER).write_text("\r\n".join(changed), encoding="utf-8-sig", newline="")
    code, told, _ = said(capsys, "jamfor", "a/2025-03", str(other / "b/2025-03"), "--ut", "flytt.csv")
    assert code == 0
    assert f"{LEDGER}: ändrad, 2 rader." in told
    row = next(line for line in told if "300 500,00" in line and "5011" in line)
    assert row.strip().startswith("rad ")
    assert "300 000,00; 202503; 25030006" in row.replace("5011; 11; ; 1101; ; ", "")
    assert not any("Post 6" in line for line in told)
    moved = pd.read_csv("flytt.csv", dtype="str")
    assert moved.columns.tolist() == ["tabell", "rad", "kolumn", "enhet", "från", "till", "skillnad"]
    assert (moved["från"] != moved["till"]).all()
    _, with_text, _ = said(capsys, "jamfor", "a/2025-03", str(other / "b/2025-03"), "--med-text")
    assert any("Post 6" in line for line in with_text)


def test_two_outputs_of_the_same_inputs_do_not_differ(project, capsys):
    code, lines, _ = said(capsys, "jamfor", "a/2025-03", "a/2025-03")
    assert (code, lines) == (
        0,
        ["0 siffror skiljer a/2025-03 från a/2025-03.", "", "Underlaget är detsamma."],
    )


def test_the_same_rows_are_a_table_in_a_notebook(project):
    report = new_report(load_params(project / "params/2025-03.yaml"), project)
    table = report.underlag(*FIGURE)
    assert table.cell("Summa", "belopp").value == Decimal("-1001538.48")
    assert len(table.rows) == 10
    assert "text" not in {column.name for column in table.columns}
    assert "Post 6" in report.underlag(*FIGURE, text=True)._repr_html_()


def test_what_is_read_and_when_is_told_to_who_asks(project, capsys):
    code, lines, silent = said(capsys, "kontroll", "params/2025-03.yaml")
    # a process of its own: what other tests have done to this one's loggers is not asked
    words = [sys.executable, "-X", "utf8", "-m", "ekonomi", "kontroll", "--utforlig", "params/2025-03.yaml"]
    asked = subprocess.run(words, cwd=project, capture_output=True, encoding="utf-8", check=False)
    told = asked.stderr.splitlines()
    assert (asked.returncode, asked.stdout.replace("\u00a0", " ").splitlines()) == (code, lines) and not silent
    assert any(re.fullmatch(rf" +\d+\.\d s  {LEDGER}: \d+ rader", line) for line in told)
    assert any(re.fullmatch(r" +\d+\.\d s  kub: gjort på \d+\.\d\d s", line) for line in told)


def test_the_reports_of_two_months_are_said_to_span_different_months(project, capsys):
    february = Path("params/2025-02.yaml")
    february.write_text(Path("params/2025-03.yaml").read_text(encoding="utf-8").replace("2025-03", "2025-02"), "utf-8")
    assert cli.main(["rapport", str(february), "--tyst", "--ut", "a"]) == 0
    code, lines, _ = said(capsys, "jamfor", "a/2025-02", "a/2025-03")
    assert code == 0
    assert lines[1] == "Beloppen för perioden omfattar olika många månader i de två rapporterna."
    largest = [line for line in lines if line.startswith("  ") and ": " in line]
    assert largest and all("avvikelse" in line or "prognos" in line for line in largest)
