"""The example's report as a user gets it: its files, its bytes, and what stops it."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
import yaml

from ekonomi.export.opened import unmark
from ekonomi.report.contents import held
from tests.published import ROOT, ekonomi

PARAMS = "params/2025-03.yaml"
OUTPUT = "output/intraservice"
FILES = {
    "rapport.html",
    "bilaga-1-tjansteuppfoljning.html",
    "bilaga-2-projektportfoljer.html",
    "tabeller.xlsx",
    "siffror.csv",
    "avstamning.csv",
    "manifest.json",
}
EXPLORE = "utforska_omrakning.ipynb"  # for the economist, no section of the report
SETTINGS = yaml.safe_load((ROOT / "params/intraservice.yaml").read_text(encoding="utf-8"))
SECTIONS = sorted(f"{name}.ipynb" for name in (*SETTINGS["avsnitt"], *SETTINGS["bilagor"]))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_files_are_those_of_the_contract(published):
    made = contents(published)
    assert set(made) == FILES | {f"avsnitt/{name}" for name in SECTIONS}
    manifest = json.loads(made["manifest.json"])
    assert manifest["utdata"] == {
        name: hashlib.sha256(data).hexdigest() for name, data in sorted(made.items()) if name != "manifest.json"
    }
    for name, digest in manifest["indata"].items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest
    assert PARAMS in manifest["indata"]
    assert "data/intraservice/huvudbok/huvudbok_2025.csv" in manifest["indata"]


def test_no_path_and_no_moment_of_this_machine(published):
    for name, data in contents(published).items():
        assert str(ROOT).encode() not in data, name
        assert str(published.parent).encode() not in data, name
    for notebook in (published / "avsnitt").iterdir():
        written = notebook.read_text(encoding="utf-8")
        assert not any(word in written for word in ("start_time", "duration", "iopub", "ipykernel_"))


def test_every_page_says_that_it_is_a_draft_and_an_example(published):
    for page in published.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "Utkast" in text
        assert "Exempeldata – inte Intraservices bokföring" in text


@pytest.mark.slow
def test_the_same_bytes_wherever_and_whenever(published, tmp_path):
    one_core = "import os, sys; os.cpu_count = lambda: 1; from ekonomi.cli import main; sys.exit(main())"
    words = [sys.executable, "-c", one_core, "rapport", f"../{PARAMS}", "--ut", str(tmp_path)]
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        words,
        cwd=ROOT / "notebooks",
        env={**os.environ, **elsewhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = contents(tmp_path / "2025-03"), contents(published)
    assert [name for name in theirs if ours.get(name) != theirs[name]] == []
    assert ours.keys() == theirs.keys()


@pytest.mark.slow
@pytest.mark.parametrize("period", ["2025-02", "2024-08", "2024-12"])
def test_every_period_runs(tmp_path, period):
    done = ekonomi("rapport", f"params/{period}.yaml", "--ut", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / period / "rapport.html").is_file()
    assert "känd avvikelse" not in (tmp_path / period / "avstamning.csv").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may spoil."""
    for name in ("params", "data/intraservice", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.slow
def test_a_figure_off_the_model_stops_the_run_and_leaves_the_old_report(project, published):
    shutil.copytree(published, project / OUTPUT / "2025-03")
    model = project / "data/intraservice/forebild.csv"
    text = model.read_text(encoding="utf-8")
    assert "Resultat,utfall period,mnkr,8.6" in text
    model.write_text(text.replace("Resultat,utfall period,mnkr,8.6", "Resultat,utfall period,mnkr,8.7"), "utf-8")
    before = contents(project / OUTPUT)
    done = ekonomi("rapport", PARAMS, cwd=project)
    assert done.returncode == 1
    assert done.stderr.startswith("avstämningen ”Siffrorna stämmer med förebilden”: fann 8,")
    assert "tabellerna ger 8,6, förebilden 8,7" in done.stderr
    assert done.stderr.count("\n") == 1
    assert contents(project / OUTPUT) == before
    checked = ekonomi("kontroll", PARAMS, cwd=project)
    assert (checked.returncode, checked.stderr) == (1, "")
    lines = checked.stdout.splitlines()
    assert lines[0] == f"Stopp (avstämning): {done.stderr.strip()}"
    assert lines[-2] == "1 stopp, 0 varningar, 2 upplysningar. Rätta stoppen och kör kontrollen igen."
    assert lines[-1].startswith("Härnäst: avstämningen ”Siffrorna stämmer med förebilden”")


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_the_old_report(published, tmp_path):
    out = tmp_path / "ut"
    shutil.copytree(published, out / "2025-03")
    before = contents(out / "2025-03")
    command = [
        sys.executable,
        "-c",
        "from ekonomi.cli import main; main()",
        "rapport",
        "--om",
        PARAMS,
        "--ut",
        str(out),
    ]
    moments = random.Random(2025)
    for _ in range(6):
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(1, 14))
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        # a run that was already done has put the same bytes there
        assert contents(out / "2025-03") == before
    assert ekonomi("rapport", PARAMS, "--om", "--ut", str(out)).returncode == 0
    assert sorted(path.name for path in out.iterdir()) == ["2025-03", "index.html"]


@pytest.mark.slow
def test_two_runs_at_once_do_not_mix(published, tmp_path):
    command = [
        sys.executable,
        "-c",
        "from ekonomi.cli import main; main()",
        "rapport",
        "--om",
        PARAMS,
        "--ut",
        str(tmp_path),
    ]
    runs = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    assert contents(tmp_path / "2025-03") == contents(published)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-03", "index.html"]


def papermill(notebook: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    words = ["-m", "papermill", f"notebooks/{notebook}", str(folder / notebook), "-f", PARAMS, *options]
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def shown(path: Path) -> list[tuple[object, object]]:
    """What the nämnd's edition holds of an executed notebook."""
    notebook = nbformat.read(path, 4)
    unmark(notebook)
    cells = held(notebook.cells, SETTINGS["rubriker"], "nämnd")
    # the run does without the economist's cells, so that its cells are counted otherwise
    return [
        (cell.source, [{**output, "execution_count": None} for output in cell.get("outputs", [])]) for cell in cells
    ]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", SECTIONS)
def test_plain_papermill_runs_each_notebook_without_a_warning_and_shows_the_same(published, tmp_path, notebook):
    done = papermill(notebook, tmp_path)
    assert done.returncode == 0, done.stderr
    assert not any(word in done.stderr.casefold() for word in ("warning", "unknown parameter", "traceback"))
    assert shown(tmp_path / notebook) == shown(published / "avsnitt" / notebook)


@pytest.mark.slow
def test_plain_nbconvert_finds_the_template(tmp_path, published):
    shutil.copy(published / "avsnitt" / "321_resultat.ipynb", tmp_path)
    words = ["-m", "nbconvert", "--to", "html", "--template", "namnd", str(tmp_path / "321_resultat.ipynb")]
    done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'lang="sv"' in (tmp_path / "321_resultat.html").read_text(encoding="utf-8")


def test_kontroll_tells_the_verdict_and_writes_nothing(tmp_path):
    before = sorted(path.name for path in ROOT.iterdir())
    done = ekonomi("kontroll", PARAMS)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("Härnäst: ekonomi rapport ") and lines[-2] == (
        "0 stopp, 0 varningar, 2 upplysningar. Underlaget för 2025-03 är kontrollerat och alla avstämningar går ihop."
    )
    assert sum(line.startswith("Känd avvikelse: ") for line in lines) == 6
    assert any(line.startswith("Upplysning (poster efter perioden): data/intraservice/huvudbok/") for line in lines)
    assert sorted(path.name for path in ROOT.iterdir()) == before


@pytest.mark.slow
def test_the_notebook_to_explore_runs_and_follows_costs_both_ways(tmp_path):
    done = papermill(EXPLORE, tmp_path)
    assert done.returncode == 0, done.stderr
    shown_text = (tmp_path / EXPLORE).read_text(encoding="utf-8")
    for caption in ("Kostnadernas väg", "Kostnader som flyttas mellan tjänsterna", "Kostnadens väg till"):
        assert caption in shown_text
