"""The declared checks are one list: what the code makes, what the docs say and what the command prints."""

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import ekonomi.checklist
from ekonomi import cli, gates, tables
from ekonomi.errors import SEVERITIES, UPPLYSNING, VARNING, Check
from ekonomi.params import CheckSettings, make_params
from ekonomi.sources.earlier import read_closed_years
from tests import tiny
from tools import kontroller

LIBRARY = Path(ekonomi.__file__).parent


def modules() -> Iterator[str]:
    """Every module that says Check( or Finding(, by its name."""
    for path in sorted(LIBRARY.rglob("*.py")):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        if {call.id for call in calls if isinstance(call, ast.Name)} & {"Check", "Finding"}:
            yield ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts).removesuffix(".__init__")


def test_the_page_is_written_from_the_declarations() -> None:
    text = kontroller.PAGE.read_text(encoding="utf-8")
    assert kontroller.render(text) == text
    assert all(f"| {check.name} | {check.finds} | {check.action} |" in text for check in kontroller.CHECKS)


def test_every_declared_check_is_on_the_page_and_declared_once() -> None:
    found = [importlib.import_module(name) for name in modules() if name != "ekonomi.errors"]
    assert set(kontroller.declared(*found)) == set(kontroller.CHECKS)
    assert len({check.name for check in kontroller.CHECKS}) == len(kontroller.CHECKS)
    assert {check.severity for check in kontroller.CHECKS} == set(SEVERITIES)


def test_every_declared_check_is_made_somewhere() -> None:
    text = "\n".join(path.read_text("utf-8") for path in LIBRARY.rglob("*.py") if path.stem != "checklist")
    shared = [name for name, value in vars(ekonomi.checklist).items() if isinstance(value, Check)]
    assert [name for name in shared if f"{name}." not in text and f"@{name}" not in text] == []


def test_every_limit_is_a_setting_and_every_setting_a_limit() -> None:
    limits = {limit for check in kontroller.CHECKS for limit in check.limits}
    assert limits == set(CheckSettings.model_fields)


def kontroll(capsys: pytest.CaptureFixture) -> tuple[int, list[str]]:
    code = cli.main(["kontroll", f"params/{tiny.PERIOD}.yaml"])
    told = capsys.readouterr()
    assert told.err == ""
    return code, told.out.splitlines()


def test_a_stop_is_listed_and_counted(nämnd: Path, capsys: pytest.CaptureFixture) -> None:
    tiny.edit(nämnd / tiny.DATA / "huvudbok_2025.csv", "3111;11;", "3112;11;")
    tiny.edit(nämnd / tiny.DATA / "huvudbok_2025.csv", "30 000,00", "29 000,00")
    assert kontroll(capsys) == (1, [
        "Stopp (verifikation i obalans): data/mininamnd/huvudbok_2025.csv, rad 10, kolumn Belopp: fann verifikation "
        "”25010005” med summan 1 000,00 kr (2 rader), väntade summan 0,00 kr. Ta ut filen på nytt, den kan vara "
        "avkortad, eller rätta verifikationen i ekonomisystemet.",
        "Stopp (okänd kod): data/mininamnd/huvudbok_2025.csv, rad 2, kolumn Konto: fann okänt konto ”3112”, väntade "
        "en kod som finns i data/mininamnd/kontoplan.csv; närmast: 3511, 3111, 6811. Rätta posten eller lägg till "
        "koden i registret.",
        "",
        "2 stopp, 0 varningar, 0 upplysningar. Rätta stoppen och kör kontrollen igen; det som återstår prövas då.",
        "Härnäst: data/mininamnd/huvudbok_2025.csv, rad 10, kolumn Belopp: fann verifikation ”25010005” med summan "
        "1 000,00 kr (2 rader), väntade summan 0,00 kr. Ta ut filen på nytt, den kan vara avkortad, eller rätta "
        "verifikationen i ekonomisystemet.",
    ])  # fmt: skip


def test_a_warning_does_not_stop(nämnd: Path, capsys: pytest.CaptureFixture) -> None:
    tiny.edit(nämnd / tiny.DATA / "aterkommande.csv", "30 000,00", "40 000,00")
    tiny.add_notebooks(nämnd)
    code, lines = kontroll(capsys)
    assert (code, lines[0]) == (
        0,
        "Varning (återkommande post): data/mininamnd/aterkommande.csv, rad 2, kolumn belopp: fann 30 000,00 kr i "
        "2025-01 på konto 6010, ansvar 90, motpart 0490 (Hyra), väntade 40 000,00 kr varje månad som registret "
        "anger. Bokför posten, eller ändra registret.",
    )
    assert lines[-1] == "Härnäst: 321_resultat saknas. Skriv params/texter/mininamnd/2025-03/321_resultat.md."
    assert lines[-2] == (
        "0 stopp, 3 varningar, 0 upplysningar. Underlaget för 2025-03 är kontrollerat och alla avstämningar går ihop."
    )


def test_faulty_params_are_a_stop(nämnd: Path, capsys: pytest.CaptureFixture) -> None:
    (nämnd / "params" / f"{tiny.PERIOD}.yaml").write_text('period: "2025-03"\nstatus: kladd\n', "utf-8")
    code, lines = kontroll(capsys)
    assert (code, lines[0]) == (
        1,
        "Stopp (params och inställningar): params/2025-03.yaml, rad 2, kolumn 1: fann ”kladd” för ”status”, väntade "
        "utkast eller fastställd. Rätta värdet.",
    )


def output(out: Path, period: str, settings: str, öre: int) -> None:
    content = {"parametrar": {"inställningar": settings}, "stängda_år": {"2024": {"5011": öre}}}
    (out / period).mkdir(parents=True)
    (out / period / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def test_the_latest_run_of_the_same_settings_is_compared_with(tmp_path: Path) -> None:
    output(tmp_path, "2025-01", "min.yaml", -1)
    output(tmp_path, "2025-02", "min.yaml", -2)
    output(tmp_path, "2025-03", "annan.yaml", -3)
    output(tmp_path, "2025-04", "min.yaml", -4)
    (tmp_path / "2024-12").mkdir()
    params = make_params(period="2025-03", inställningar="min.yaml")
    known = read_closed_years(tmp_path, params, tmp_path)
    assert known is not None and known.fil == "2025-02/manifest.json"
    assert known.sums.to_dict("records") == [{"år": "2024", "konto": "5011", "belopp": -2}]
    (tmp_path / "2025-02" / "manifest.json").write_text("{trasig", encoding="utf-8")
    again = read_closed_years(tmp_path, params, tmp_path)
    assert again is not None and again.fil == "2025-01/manifest.json"
    assert read_closed_years(tmp_path / "finns inte", params, tmp_path) is None


def test_closed_years_are_summed_per_konto() -> None:
    rows = [
        ("utfall", "2023-12", "5011", 1),
        ("utfall", "2024-01", "5011", 2),
        ("budget", "2023-01", "5011", 4),
    ]
    ledger = pd.DataFrame(rows, columns=["beloppstyp", "period", "konto", "belopp"])
    assert gates.closed_years(ledger, "2024-03").to_dict("records") == [{"år": "2023", "konto": "5011", "belopp": 1}]


def test_the_economist_reads_a_line_per_check() -> None:
    late, double = Check("sena poster", UPPLYSNING, "", "Gör z."), Check("dubblett", VARNING, "", "Gör w.")
    found = [check.at("a.csv", None, None, "x", "y") for check in (late, double, double)]
    table = tables.kontroller(found)
    assert [row.name for row in table.rows] == ["dubblett", "sena poster"]
    assert table.cell("dubblett", "allvar").shown == "varning"
    assert table.cell("dubblett", "antal").shown == "2"
    assert table.cell("sena poster", "fynd").shown == "a.csv: fann x, väntade y. Gör z."
