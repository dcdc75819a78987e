"""The notebooks claim and show; they do not compute. Each runs alone from the same parameters cell."""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXPECTED = {
    "10_sammanfattning",
    "21_verksamhetens_utveckling",
    "31_personal",
    "321_resultat",
    "322_utfall",
    "323_prognos",
    "324_tjanstekostnader",
    "33_atgarder",
    "34_effektivisering",
    "40_budgetunderlag",
    "50_mal_och_uppdrag",
    "90_avstamning",
    "bilaga_1_tjanster",
    "bilaga_2_portfoljer",
}
PARAMETERS = {
    "period": "2025-03",
    "status": "utkast",
    "inställningar": "params/intraservice.yaml",
    "upplaga": "nämnd",
    "visa_statistisk_prognos": False,
}
MOST_LINES = 8
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

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[dict]:
    return [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind
    ]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def parameters_cell(path: Path) -> dict:
    tagged = [cell for cell in cells(path, "code") if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1, f"{path.name} has {len(tagged)} parameters cells"
    return tagged[0]


def test_every_section_has_its_notebook():
    assert {path.stem for path in NOTEBOOKS} >= EXPECTED


@every_notebook
def test_starts_with_its_title(path):
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")


@every_notebook
def test_code_cells_are_short_and_do_not_compute(path):
    for cell in cells(path, "code"):
        text = source(cell)
        assert len(text.splitlines()) <= MOST_LINES, text
        for node in ast.walk(ast.parse(text)):
            assert not isinstance(node, COMPUTING), text
            if isinstance(node, ast.Attribute):
                assert node.attr not in FRAME_WORK, text
            if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
                assert not isinstance(node.value, (int, float, complex)), text


@every_notebook
def test_committed_without_outputs(path):
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@every_notebook
def test_parameters_cell_is_the_same_everywhere(path):
    declared = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(source(parameters_cell(path))).body
        if isinstance(node, ast.Assign)
    }
    assert declared == PARAMETERS
    assert source(parameters_cell(path)) == source(parameters_cell(NOTEBOOKS[0]))


@every_notebook
def test_one_import_and_one_report(path):
    tree = ast.parse("\n".join(source(cell) for cell in cells(path, "code")))
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [getattr(node, "module", None) for node in imports] == ["ekonomi"]
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert [call.func.id for call in calls] == ["get_report"]
    assert {keyword.arg for keyword in calls[0].keywords} == set(PARAMETERS) - {"period"}


@every_notebook
def test_own_texts_are_asked_for_by_a_slot_that_exists(path):
    slots = {text.stem for text in (ROOT / "params" / "texter" / "2025-03").glob("*.md")}
    for cell in cells(path, "code"):
        for node in ast.walk(ast.parse(source(cell))):
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "texts"
            ):
                assert ast.literal_eval(node.slice) in slots
