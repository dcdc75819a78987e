"""A workspace of one's own: from the wheel alone, on example data, and then filled."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import yaml

from ekonomi import store, tables
from ekonomi.cli import main
from ekonomi.importing.ledger import headings, own_settings, slag_of
from ekonomi.params import load_params
from ekonomi.params.sources import MONTHS
from ekonomi.readers import contracts
from ekonomi.readers.files import InputFile
from ekonomi.report import new_report
from tests.run import kultur

ROOT = Path(__file__).resolve().parents[2]


def made(folder: Path, *words: str, name: str = "Kulturnämnden") -> Path:
    assert main(["ny", str(folder), "--namnd", name, *words]) == 0
    return folder


def test_the_wheel_alone_makes_a_workspace_that_runs(tmp_path: Path) -> None:
    """The package beside what the wheel takes along, and nothing else of the repository."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    site = tmp_path / "site"
    shutil.copytree(ROOT / "lib" / "ekonomi", site / "ekonomi", ignore=shutil.ignore_patterns("__pycache__"))
    for source, target in built["force-include"].items():
        (site / target).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, site / target)
    env = {**os.environ, "PYTHONPATH": str(site)}
    place = tmp_path / "kultur"

    def ekonomi(*words: str, cwd: Path) -> str:
        command = [sys.executable, "-m", "ekonomi", *words]
        return subprocess.run(command, cwd=cwd, env=env, check=True, capture_output=True, text=True).stdout

    said = ekonomi("ny", str(place), "--namnd", "Kulturnämnden", cwd=tmp_path)
    assert "ekonomi rapport params/2025-08.yaml" in said
    ekonomi("rapport", "params/2025-08.yaml", "--tyst", cwd=place)
    page = (place / "output" / "kulturnamnden" / "2025-08" / "rapport.html").read_text("utf-8")
    assert "Kulturnämnden" in page and "Exempeldata" in page and "Exempelkommunen" not in page


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "egen.txt").write_text("mitt", "utf-8")
    assert main(["ny", str(tmp_path), "--namnd", "Kulturnämnden"]) == 2
    assert "är inte tom" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["egen.txt"]


@pytest.mark.parametrize("name", ["", "!!!", "A: b\nc: d", 'Kultur"nämnden', "{{ x }}"])
def test_a_name_that_is_none_stops(name: str, tmp_path: Path) -> None:
    assert main(["ny", str(tmp_path / "x"), "--namnd", name]) == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("name", "stem", "förvaltning"),
    [("Kultur- och fritidsnämnden", "kultur_och_fritidsnamnden", "Kultur- och fritidsförvaltningen"),
     ("Nämnden för teknik", "namnden_for_teknik", "Förvaltningen för Nämnden för teknik")],
)  # fmt: skip
def test_settings_and_files_bear_the_name(name: str, stem: str, förvaltning: str, tmp_path: Path) -> None:
    place = made(tmp_path / "x", name=name)
    settings = yaml.safe_load((place / "params" / f"{stem}.yaml").read_text("utf-8"))
    assert (settings["nämnd"], settings["förvaltning"], settings["data"]) == (name, förvaltning, "data")
    assert name in (place / "LASMIG.md").read_text("utf-8")


def test_the_notebooks_open_on_the_workspaces_own_settings(tmp_path: Path) -> None:
    for path in (made(tmp_path / "k") / "notebooks").glob("*.ipynb"):
        source = path.read_text(encoding="utf-8")
        assert '"inställningar = \\"params/kulturnamnden.yaml\\"' in source, path.name
        assert '"period = \\"2025-08\\"' in source, path.name
        assert json.loads(source)["cells"]


def test_every_column_of_a_register_is_explained(tmp_path: Path) -> None:
    told = (made(tmp_path / "x") / "data" / "LASMIG.md").read_text("utf-8")
    for contract in (contracts.KONTOPLAN, contracts.KOSTNADSSLAG, contracts.ORGANISATION, contracts.MOTPARTER):
        assert all(f"`{column.title}`" in told for column in contract.columns), contract.name


def test_example_texts_stop_a_report_that_is_settled_and_not_a_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = made(tmp_path / "x")
    monkeypatch.chdir(place)
    params = place / "params" / "2025-08.yaml"
    assert new_report(load_params(params), place).texts["10_sammanfattning"].old == "Exempel"
    params.write_text(params.read_text("utf-8").replace("utkast", "fastställd"), "utf-8")
    capsys.readouterr()
    assert main(["kontroll", "params/2025-08.yaml"]) == 1
    said = capsys.readouterr().out
    assert "10_sammanfattning.md, rad 1: fann märket ”Exempel, inte genomgången än”" in said


HEADINGS = ("verifikation=Verifikat", "period=Bokf.per", "ansvar=Enh", "belopp=Kronor", "text=Anteckning")
ASKED = [word for heading in HEADINGS for word in ("--rubrik", heading)]


def from_files(folder: Path, files: list[Path], *words: str) -> Path:
    return made(folder, *(word for file in files for word in ("--fran", str(file))), *words)


def test_unit4_and_sie_propose_the_same_registers_and_give_the_same_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unit4 = from_files(tmp_path / "unit4", kultur.write_unit4(tmp_path), *ASKED)
    said = capsys.readouterr().out
    assert "17 konton" in said and "8511 är finansiella" in said and "8 ansvar i 4 områden" in said
    sie = from_files(tmp_path / "sie", kultur.write_sie(tmp_path))
    figures = []
    for place in (unit4, sie):
        monkeypatch.chdir(place)
        assert main(["rapport", "params/2025-08.yaml", "--tyst"]) == 0
        figures.append((place / "output" / "kulturnamnden" / "2025-08" / "siffror.csv").read_bytes())
    assert figures[0] == figures[1] and figures[0].count(b"\n") > 20
    page = (unit4 / "output" / "kulturnamnden" / "2025-08" / "rapport.html").read_text("utf-8")
    assert "Text saknas: 10_sammanfattning.md" in page and "skola" not in page.casefold() and "elev" not in page
    names = ("kontoplan", "kostnadsslag", "organisation", "motparter", "projekt")
    told = [
        (place / "data" / "register" / f"{name}.csv").read_text("utf-8") for name in names for place in (unit4, sie)
    ]
    assert told[::2] == told[1::2]
    assert "4220;Stadsmuseet;Område 42;Kulturnämnden;2;2024-01;;förslag" in told[4]
    assert all(line.endswith((";förslag", ";anm")) for text in told for line in text.splitlines())
    assert "10;Kommunstyrelsen;annan nämnd;" in told[6]
    assert told[8].splitlines()[1:] == ["K01;Museiflytten;förvaltning;2024-01;;förslag"]
    assert "projekt.csv: 1 projekt, alla i grenen förvaltning" in said


def test_what_no_section_shows_stands_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(store.WITHOUT, raising=False)
    place = from_files(tmp_path / "unit4", kultur.write_unit4(tmp_path), *ASKED)
    params, path = load_params(place / "params" / "2025-08.yaml"), place / "notebooks" / "10_sammanfattning.ipynb"
    report = new_report(params, place)
    assert report[tables.volym] and "volym" in report.tables and "volym" not in report.prose
    assert "volym" not in {*report.figures["tabell"], *report.references["tabell"]}
    text = place / report.settings.texter / report.period / "10_sammanfattning.md"
    written = text.read_text("utf-8")
    text.write_text(f"{written}\n{{{{ volym | {report[tables.volym].rows[0].name} | utfall }}}}\n", "utf-8")
    cited = new_report(params, place)
    assert "volym" in {*cited.figures["tabell"]} and cited.key != report.key
    text.write_text(written, "utf-8")
    notebook = nbformat.read(path, 4)
    notebook.cells.append(nbformat.v4.new_code_cell("report[tables.volym]"))
    nbformat.write(notebook, path)
    again = new_report(params, place)
    assert "volym" in {*again.figures["tabell"]} and again.key != report.key


def test_headings_that_no_one_knows_are_asked_for_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = kultur.write_unit4(tmp_path)
    assert main(["ny", str(tmp_path / "x"), "--namnd", "Kulturnämnden", "--fran", str(files[0])]) == 1
    assert "--rubrik, till exempel ansvar=RUBRIK" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kultur_2024.csv", "kultur_2025.csv"]
    assert main(["ny", str(tmp_path / "x"), "--namnd", "Kulturnämnden", "--fran", str(tmp_path / "ingen.csv")]) == 2


@pytest.mark.parametrize(
    ("konto", "name", "slag"),
    [("1510", "", "balans"), ("2920", "", "balans"), ("3011", "", "intäkter"), ("3912", "Kommunbidrag", "kommunbidrag"),
     ("4011", "", "balans"), ("4511", "", "bidrag och köp"), ("5011", "", "personal"), ("6011", "", "lokaler"),
     ("6111", "", "lokaler"), ("6411", "", "övrigt"), ("7911", "", "övrigt"), ("8511", "", "finans")],
)  # fmt: skip
def test_account_classes_of_kommun_bas(konto: str, name: str, slag: str) -> None:
    assert slag_of(konto, name) == slag


def test_the_examples_of_own_settings_are_of_the_period() -> None:
    said = own_settings("källor:\n  # 2025-08 beslutad: 2025-09-01, budget 2025", {}, [], "2024-12")
    assert "# 2024-12 beslutad: 2025-01-01, budget 2024" in said


def test_headings_are_known_by_their_usual_spellings() -> None:
    file = InputFile("x.csv", "Kto;Ans;Bel;Per;Vernr;Vertext\n5011;4110;1,00;202501;1;Lön\n".encode())
    known = {
        "konto": "Kto",
        "ansvar": "Ans",
        "belopp": "Bel",
        "period": "Per",
        "verifikation": "Vernr",
        "text": "Vertext",
    }
    assert headings(file) == {**known, "tjänst": "", "motpart": "", "projekt": "", "registrerad": ""}


TJÄNSTER = "Konto;Ansvar;{};Belopp;Period;Verifikationsnr\n5011;4110;{};1,00;202501;1\n1930;4110;{};-1,00;202501;1\n"


@pytest.mark.parametrize(
    ("heads", "said", "words"),
    [("Tjänst;Tjänst (T)", ("T2;Museer", "T1;Bibliotek"), ()),
     ("Objekt;Objektnamn", ("T2;Museer", "T1;Bibliotek"), ("--rubrik", "tjänst=Objekt")),
     ("Tjänst", ("T2", "T1"), ()), ("Tjänst", ("", ""), ())],
)  # fmt: skip
def test_a_ledgers_tjänster_are_proposed_as_they_stand_and_the_workspace_runs(
    heads: str, said: tuple[str, str], words: tuple[str, ...],
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ledger = tmp_path / "bok.csv"
    ledger.write_text(TJÄNSTER.format(heads, *said), "utf-8-sig")
    place = from_files(tmp_path / "x", [ledger], *words)
    told, register = capsys.readouterr().out, place / "data" / "register" / "tjanster.csv"
    monkeypatch.chdir(place)
    assert main(["rapport", "params/2025-01.yaml", "--tyst"]) == 0
    assert register.exists() == any(said) and ("tjanster.csv: 2 tjänster" in told) == any(said)
    if any(said):
        named = [line.split(";")[:2] for line in register.read_text("utf-8").splitlines()[1:]]
        assert named == [
            [code, name or f"Tjänst {code}"] for code, _, name in (one.partition(";") for one in said[::-1])
        ]


def test_a_dimension_of_sie_called_tjänst_is_proposed_with_its_names(tmp_path: Path) -> None:
    for path in (files := kultur.write_sie(tmp_path)):
        text = path.read_text("cp437").replace(
            "#OBJEKT 1 ", '#DIM 9 "Tjänst"\n#OBJEKT 9 "T1" "Bibliotek"\n#OBJEKT 1 ', 1
        )
        path.write_text(re.sub(r'(#TRANS .* 7 "[^"]*")', r'\1 9 "T1"', text), "cp437")
    place = from_files(tmp_path / "x", files)
    assert "T1;Bibliotek;Tjänster;tjänster;1;" in (place / "data" / "register" / "tjanster.csv").read_text("utf-8")
    assert (
        "tjänst"
        not in yaml.safe_load((place / "params" / "kulturnamnden.yaml").read_text("utf-8"))["källor"]["huvudbok"][
            "dimensioner"
        ].values()
    )


def test_kontroll_says_what_is_next_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = from_files(tmp_path / "x", kultur.write_sie(tmp_path))
    monkeypatch.chdir(place)
    settings, texts = place / "params" / "kulturnamnden.yaml", place / "params" / "texter" / "2025-08"
    register = place / "data" / "register" / "organisation.csv"
    whole = register.read_text("utf-8")

    def asked() -> str:
        capsys.readouterr()
        main(["kontroll", "params/2025-08.yaml"])
        return capsys.readouterr().out.splitlines()[-1]

    register.write_text("\n".join(line for line in whole.splitlines() if "4900" not in line) + "\n", "utf-8")
    assert asked().startswith("Härnäst: data/huvudbok/kultur_2024.se, rad") and "4900" in asked()  # what stops it
    register.write_text(whole, "utf-8")
    assert "väntade en budget för 2025" in asked()  # then what is missing
    budget = f"Konto;Ansvar;{';'.join(MONTHS)}\n"
    rows = [f"{konto};{unit}" + f";{kr}" * 12 for konto, kr in (("5011", -500000), ("3912", 500000))
            for unit in kultur.UNITS]  # fmt: skip
    (place / "data" / "budget.csv").write_text(budget + "\n".join(rows) + "\n", "utf-8")
    said = settings.read_text("utf-8")
    start, end = said.index("  # budget:"), said.index("  # prognos:")
    written = said[start:end].replace("  # ", "  ").replace("budget/budget_2025.xlsx", "budget.csv")
    settings.write_text(said[:start] + written + said[end:], "utf-8")
    for name, count in (("kontoplan", 17), ("kostnadsslag", 7), ("organisation", 8), ("projekt", 1), ("motparter", 2)):
        register = place / "data" / "register" / f"{name}.csv"
        own = "Ge den egna nämnden slaget egen nämnd. " if name == "motparter" else ""
        told = f"{count} av {count} rader är förslag. {own}Gå igenom raderna och ta bort ordet förslag i kolumnen anm."
        assert asked() == f"Härnäst: data/register/{name}.csv: {told}"
        register.write_text(register.read_text("utf-8").replace(";förslag", ";"), "utf-8")
    assert asked() == "Härnäst: 10_sammanfattning saknas. Skriv params/texter/2025-08/10_sammanfattning.md."
    for file in texts.glob("*.md"):
        file.write_text("> Exempel, inte genomgången än.\n\nText.\n", "utf-8")
    assert "10_sammanfattning är inte genomgången än (Exempel)" in asked()
    for file in texts.glob("*.md"):
        file.write_text("Text.\n", "utf-8")
    assert asked() == "Härnäst: ekonomi rapport params/2025-08.yaml"


def test_each_notebook_of_the_workspace_runs_from_its_own_defaults(tmp_path: Path) -> None:
    place = from_files(tmp_path / "x", [path for path in kultur.write_sie(tmp_path) if "2024" in path.name])
    params = load_params(place / "params" / "2024-12.yaml")
    assert params.inställningar == "params/kulturnamnden.yaml"
    for path in (place / "notebooks").glob("*.ipynb"):
        [cell] = [cell for cell in nbformat.read(path, 4).cells if "parameters" in cell.metadata.get("tags", [])]
        given: dict[str, str] = {}
        exec(cell.source, given)
        assert (given["period"], given["inställningar"]) == ("2024-12", params.inställningar), path.name


def test_a_kulturnämnd_goes_from_a_ledger_to_its_delårsrapport(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the handbook says to do, and nothing else: the entries of the settings uncommented, the files put there."""
    place = from_files(tmp_path / "x", kultur.write_unit4(tmp_path), *ASKED)
    monkeypatch.chdir(place)
    kultur.write_plans(place / "data")
    for register in (place / "data" / "register").glob("*.csv"):
        register.write_text(register.read_text("utf-8").replace(";förslag", ";"), "utf-8")
    settings = place / "params" / "kulturnamnden.yaml"
    said, _, later = settings.read_text("utf-8").partition("  # Här nedanför")
    uncommented = "\n".join(line.replace("  # ", "  ", 1) for line in later.splitlines()[1:])
    settings.write_text(said.replace("  # - 323_prognos", "  - 323_prognos") + uncommented + "\n", "utf-8")
    assert main(["kontroll", "params/2025-08.yaml"]) == 0
    assert "Härnäst: 10_sammanfattning saknas" in capsys.readouterr().out
    for file in (place / "params" / "texter" / "2025-08").glob("*.md"):
        file.write_text("Text.\n", "utf-8")
    assert main(["rapport", "params/2025-08.yaml", "--tyst"]) == 0
    folder = place / "output" / "kulturnamnden" / "2025-08"
    page = (folder / "rapport.html").read_text("utf-8")
    assert "Delårsrapport augusti 2025" in page and "2.3" in page
    figures = pd.read_csv(folder / "siffror.csv")
    result = figures[(figures["tabell"] == "2.1 resultat") & (figures["rad"] == "Resultat")].set_index("kolumn")
    booked = -sum(row.öre for row in kultur.rows() if row.month.startswith("2025") and row.konto[0] in "345678")
    assert result["värde"].iloc[0] == pytest.approx(booked / 1e8, abs=1e-6)
