"""The floors, the sizes and the words that the repository keeps to."""

import subprocess
import warnings
from pathlib import Path

import pytest

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
