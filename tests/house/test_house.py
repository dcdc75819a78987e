"""The floors, the sizes and the words that the repository keeps to."""

import re
import subprocess
import warnings
from pathlib import Path

import pytest

from tests.ours import ours

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lib" / "ekonomi"
MODULES = sorted(PACKAGE.rglob("*.py"))
SOFT_LINES, HARD_LINES = 250, 350
MOST_PUBLIC_NAMES = 12
# Written in pieces, so that this file does not hold what it forbids.
FOREIGN = [
    "/" + "work/",
    "/" + "root/",
    "/" + "tmp/",
    "../" + "shared",
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian",
]
TEXT = {".py", ".md", ".ipynb", ".yaml", ".yml", ".toml", ".csv", ".j2", ".css", ".json", ".txt", ".cfg", ""}


def tracked() -> list[Path]:
    """The repository's own files; outside a git checkout there is nothing to ask."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("inte en git-katalog")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_floors_hold():
    cli = pytest.importorskip("importlinter.cli")
    assert cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= HARD_LINES
    if lines > SOFT_LINES:
        warnings.warn(f"{path.relative_to(ROOT)}: {lines} rader (mål {SOFT_LINES})", stacklevel=1)


def test_no_module_for_everything():
    assert not {path.stem for path in MODULES} & {"utils", "util", "helpers", "misc", "common"}


def test_package_names_at_most_a_dozen_things():
    import ekonomi

    assert 0 < len(ekonomi.__all__) <= MOST_PUBLIC_NAMES


def test_nothing_points_outside_the_repository():
    texts = [path for path in tracked() if path.suffix in TEXT]
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in texts
        for word in FOREIGN
        if word in path.read_text(encoding="utf-8", errors="replace")
    }
    assert not found


def test_nothing_is_left_half_done():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    code = [path for path in tracked() if path.suffix == ".py"]
    found = {
        f"{path.relative_to(ROOT)}: {mark}"
        for path in code
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    }
    assert not found


def test_the_readers_own_files_are_none_of_ours(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in ("a.yaml", "min.yaml"):
        (tmp_path / name).write_text("x", "utf-8")
    subprocess.run(["git", "add", "a.yaml"], cwd=tmp_path, check=True)
    assert [path.name for path in ours(tmp_path, "*.yaml")] == ["a.yaml"]


def test_no_test_goes_through_what_stands_in_params() -> None:
    """One's own params and texts there are read by no test: see `tests/ours.py`."""
    looks = re.compile(r"params\"?\)?\.r?glob|(FOLDER|TEXTS)\.r?glob")
    assert [path.name for path in (ROOT / "tests").rglob("*.py") if looks.search(path.read_text("utf-8"))] == []
