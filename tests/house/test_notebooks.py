"""The notebooks read as an economist's analysis: a question, the call that answers it, the exhibit, the sentence.

What is published claims and shows and does not compute. Cells tagged `ekonom` are in the economist's edition alone;
those tagged `prova` come last, are free in form, and work.
"""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
import yaml
from ipykernel.ipkernel import IPythonKernel
from jupyter_client import KernelManager

from ekonomi import charts, prose, tables, terms
from ekonomi.params import make_params
from ekonomi.registry import exhibit_of
from ekonomi.report import new_report, sharing
from tests.ours import ours

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXPLORE = "utforska_omrakning"
EXPECTED = {
    "10_sammanfattning",
    "11_beslut",
    "21_verksamhetens_utveckling",
    "31_personal",
    "321_resultat",
    "322_utfall",
    "323_prognos",
    "324_tjanstekostnader",
    "33_atgarder",
    "34_effektivisering",
    "35_risk",
    "36_balans",
    "40_budgetunderlag",
    "50_mal_och_uppdrag",
    "90_avstamning",
    "bilaga_1_tjanster",
    "bilaga_2_portfoljer",
    EXPLORE,
    "start",
    "utforska",
}
PARAMETERS = {
    "period": "2025-03",
    "status": "utkast",
    "inställningar": "params/intraservice.yaml",
    "upplaga": "ekonom",
}
HEAD = ["titel", "parametrar", "import", "rapport"]
EKONOM, PROVA = "ekonom", "prova"
TAGS = {"parameters", "import", "rapport", EKONOM, PROVA}
MOST_LINES, MOST_TRIES = 8, 4
COMPUTING = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.BinOp,
    ast.If,
    ast.Try,
)
FRAME_WORK = {
    "groupby",
    "merge",
    "join",
    "pivot",
    "pivot_table",
    "apply",
    "agg",
    "sum",
    "query",
    "loc",
    "iloc",
}
# words of the example nämnd, which another nämnd's notebooks must not have to change
OF_ONE_NÄMND = re.compile(
    r"\b(intraservice|bastjänst\w*|digital infrastruktur|förändringsinitiativ\w*|EK|KLS|HR|IT-\w+|SLA|incident\w*)\b",
    re.IGNORECASE,
)

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
SETTINGS = [path for path in ours(ROOT / "params", "*.yaml") if "\navsnitt:" in path.read_text("utf-8")]
every_nämnd = pytest.mark.parametrize("settings", SETTINGS, ids=lambda path: path.stem)


def cells(path: Path, kind: str = "") -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in ("", cell["cell_type"])]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def shown(path: Path, *also: str) -> list[dict]:
    """The code cells that show something: those of every edition, and those with the tags of `also`."""
    own = cells(path, "code")[3:]
    return [cell for cell in own if not tags(cell) or tags(cell) & set(also)]


def headings(path: Path) -> list[str]:
    """The plain headings of what every edition holds."""
    written = "\n".join(source(cell) for cell in cells(path, "markdown") if not tags(cell))
    return re.findall(r"^#+ (.+)$", written, re.MULTILINE)


def test_every_section_has_its_notebook():
    assert {path.stem for path in NOTEBOOKS} >= EXPECTED


@every_notebook
def test_begins_with_title_parameters_import_and_report(path):
    first = cells(path)[: len(HEAD)]
    assert [cell["id"] for cell in first] == HEAD
    assert [tags(cell) for cell in first] == [set(), {"parameters"}, {"import"}, {"rapport"}]
    assert re.fullmatch(r"# \D[^\n]*", source(first[0])), "rubriken skrivs utan nummer: inställningarna ger det"
    assert source(first[2]) == f"from ekonomi import {', '.join(sorted(used(path)))}"
    assert source(first[3]) == (
        "report = get_report(period, status=status, inställningar=inställningar, upplaga=upplaga)\nreport"
    )


def used(path: Path) -> set[str]:
    tree = ast.parse("\n".join(source(cell) for cell in cells(path, "code")[2:]))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names & {"charts", "get_report", "prose", "tables", "utforska"}


@every_notebook
def test_parameters_are_four_scalars_and_the_same_everywhere(path):
    [cell] = [cell for cell in cells(path, "code") if "parameters" in tags(cell)]
    declared = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(source(cell)).body
        if isinstance(node, ast.Assign)
    }
    assert declared == PARAMETERS
    assert source(cell) == source(cells(NOTEBOOKS[0], "code")[0])


@every_notebook
def test_headings_have_no_numbers_and_tags_are_known(path):
    assert all(tags(cell) <= TAGS and len(tags(cell)) <= 1 for cell in cells(path))
    assert not [heading for heading in headings(path) if re.match(r"\d|Bilaga \d", heading)]


@every_notebook
def test_code_cells_are_short_and_do_not_compute(path):
    for cell in shown(path, EKONOM):
        text = source(cell)
        assert len(text.splitlines()) <= MOST_LINES, text
        for node in ast.walk(ast.parse(text)):
            assert not isinstance(node, COMPUTING), text
            if isinstance(node, ast.Attribute):
                assert node.attr not in FRAME_WORK, text
            if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
                assert not isinstance(node.value, (int, float, complex)), text


@every_notebook
def test_what_is_published_is_what_the_edition_holds(path):
    """Every edition's cells show published exhibits alone; the economist's also ask, with the arguments in sight."""
    for cell in shown(path, EKONOM):
        tree = ast.parse(source(cell))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                home = {"tables": tables, "prose": prose, "charts": charts}.get(node.value.id)
                if home is not None:
                    assert callable(getattr(home, node.attr, None)), source(cell)
                if home in (tables, prose):
                    exhibit = exhibit_of(getattr(home, node.attr))
                    assert exhibit is not None, source(cell)
                    economists = exhibit.upplaga == terms.EKONOM
                    assert economists <= (EKONOM in tags(cell)), f"{source(cell)}: märk cellen ekonom"
        asks = any(word in source(cell) for word in ("report.avvikelse(", "utforska("))
        assert asks <= (EKONOM in tags(cell)), f"{source(cell)}: en fråga är ingen publicerad tabell"
        if asks:
            assert all(f"{word}=" in source(cell) for word in ("per", "mot", "vy")), source(cell)


@every_notebook
def test_the_nämnd_reads_no_method(path):
    """Under a heading at most one plain sentence; method is said in cells tagged ekonom."""
    for cell in cells(path, "markdown"):
        if not tags(cell):
            text = re.sub(r"^#+ .*$", "", source(cell), flags=re.MULTILINE).strip()
            assert len(re.findall(r"[.!?](?:\s|$)", text)) <= 1, text


@every_notebook
def test_what_there_is_to_try_comes_last(path):
    own = [PROVA in tags(cell) for cell in cells(path)]
    first = own.index(True)
    assert all(own[first:]), "celler märkta prova står sist"
    tries = cells(path)[first:]
    assert tries[0]["cell_type"] == "markdown"
    if path.stem not in (EXPLORE, "utforska"):
        assert [cell["cell_type"] for cell in tries].count("markdown") == 1
        assert 2 <= len(tries) - 1 <= MOST_TRIES


@every_notebook
def test_no_word_of_one_nämnd_in_code(path):
    code = "\n".join(source(cell) for cell in cells(path, "code") if "parameters" not in tags(cell))
    assert OF_ONE_NÄMND.findall(code) == []


@every_notebook
def test_committed_without_outputs(path):
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@every_notebook
def test_is_written_as_jupyterlab_writes_it(path):
    """One line a line, keys in order, names for cells: saving what no one changed gives the same bytes."""
    text = path.read_text(encoding="utf-8")
    assert text == nbformat.writes(nbformat.reads(text, 4)) + "\n"
    names = [cell["id"] for cell in cells(path)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9-]*", name)] == []


def test_what_jupyterlab_adds_on_saving_is_stripped_before_a_commit(tmp_path):
    [hook] = [
        hook
        for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
        for hook in repo["hooks"]
        if hook["id"] == "nbstripout"
    ]
    committed = NOTEBOOKS[0].read_text(encoding="utf-8")
    book = nbformat.reads(committed, 4)
    book.metadata.language_info = IPythonKernel.language_info
    book.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for count, cell in enumerate(cell for cell in book.cells if cell.cell_type == "code"):
        cell.execution_count, cell.outputs = count + 1, [nbformat.v4.new_output("stream", text="8,6")]
        cell.metadata |= {"execution": {"iopub.status.busy": "2025-04-08"}, "scrolled": True, "jupyter": {"a": 1}}
    saved = tmp_path / "sparad.ipynb"
    nbformat.write(book, saved)
    subprocess.run([sys.executable, "-m", "nbstripout", *hook["args"], saved], check=True)
    assert saved.read_text(encoding="utf-8") == committed


@pytest.mark.parametrize("environment", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_the_kernel_is_that_of_the_environment(environment, tmp_path, monkeypatch):
    """From pip's venv and from conda, also where the user has a kernel of the same name from elsewhere."""
    other = tmp_path / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    told = {"argv": ["/annan/python", "-m", "ipykernel_launcher"], "display_name": "En annan", "language": "python"}
    (other / "kernel.json").write_text(json.dumps(told), encoding="utf-8")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "JUPYTER_PREFER_ENV_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv(environment, sys.prefix)
    names = {nbformat.read(path, 4).metadata.kernelspec.name for path in NOTEBOOKS}
    found = KernelManager(kernel_name=names.pop())
    assert not names
    assert Path(found.format_kernel_cmd()[0]).samefile(sys.executable)
    assert found.kernel_spec.display_name == nbformat.read(NOTEBOOKS[0], 4).metadata.kernelspec.display_name


def asked_slots() -> set[str]:
    nodes = [node for path in NOTEBOOKS for cell in shown(path) for node in ast.walk(ast.parse(source(cell)))]
    return {
        ast.literal_eval(node.slice)
        for node in nodes
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "texts"
    }


def test_own_texts_are_asked_for_by_a_slot_that_exists():
    parts = {slot for path in SETTINGS for slot in yaml.safe_load(path.read_text("utf-8"))["textrutor"]}
    assert asked_slots() <= {text.stem for text in (ROOT / "params/texter").rglob("*.md")} | parts


@every_nämnd
def test_the_settings_speak_of_headings_and_slots_that_exist(settings):
    told = yaml.safe_load(settings.read_text("utf-8"))
    asked = {heading for path in NOTEBOOKS for heading in headings(path)}
    perspectives = {name.capitalize() for name in told.get("tabeller", {}).get("uppdrag", {}).get("namn", {})}
    assert set(told.get("rubriker", {})) <= asked | perspectives
    assert set(told.get("textrutor", {})) <= asked_slots()


@pytest.mark.slow
@every_nämnd
def test_what_there_is_to_try_works(settings, monkeypatch):
    """Every notebook of a nämnd, from its own cells alone, in the economist's edition; every question has an answer."""
    monkeypatch.chdir(ROOT)
    told = yaml.safe_load(settings.read_text("utf-8"))
    names = [*told["avsnitt"], *told.get("bilagor", [])]
    names += ["start", "utforska"]
    names += [EXPLORE] if "tjänster" in told["källor"]["registerfiler"] else []
    values = {**PARAMETERS, "inställningar": settings.relative_to(ROOT).as_posix()}
    with sharing(new_report(make_params(**values), ROOT)):
        for name in names:
            done = papermill.execute_notebook(
                ROOT / "notebooks" / f"{name}.ipynb",
                None,
                values,
                engine_name="ekonomi",
                progress_bar=False,
                cwd=ROOT,
                in_fork=False,
            )
            tries = [cell for cell in done.cells if cell.cell_type == "code" and PROVA in tags(cell)]
            for cell in tries:
                data = [output.data for output in cell.outputs if "data" in output]
                assert data, f"{name}: {cell.source} visar ingenting"
                assert not data[-1].get("text/html", "").startswith("<p>"), f"{name}: {cell.source}: {data[-1]}"
