"""What the docs tell one to write is run: every `ekonomi …` of a page, in order, in a copy of the project.

Python is run by `test_docs.py`. What cannot be run stands in `NOT_RUN`, with the reason.
"""

import shlex
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from ekonomi import cli
from tests.house.test_docs import PAGES, ROOT, SHELLS, commands, fences

NOT_RUN = {
    "make": "the targets exist (test_docs.py); the suite is one of them, and the others install",
    "python3": "installs",
    ".venv/bin/pip": "installs",
    "conda": "installs",
    "papermill": "run by tests/run/test_published.py",
    "jupyter": "run by tests/run/test_published.py",
    "export": "asks for a password",
    "read": "asks for a password",
    "cd": "into the workspace that the page makes; what follows there is run by tests/run/test_new.py",
    "ekonomi rapport params/2025-08.yaml": "in that workspace",
    "ekonomi kontroll params/2025-08.yaml": "in that workspace",
    "ekonomi oppna": "starts JupyterLab; tests/page/test_lab.py opens it in a browser and stops it",
}
# removed from the copy first: a page begins before the example does; and `params/*.yaml` need not be every example
BEFORE = {
    "manadsavslut": [
        *("params/2025-03.yaml", "params/texter/2025-03"),
        *("params/2024-08.yaml", "params/2024-12.yaml", "params/grundskolenamnden-2025-03.yaml"),
    ]
}
# a command that is written in a folder that the page has made; else a page's `cd` holds to the end of its block
WITHIN = {"ekonomi kontroll params/2025-08.yaml": "prova"}
COPIED = ("data", "params", "notebooks", "docs/exempel")
MAKING = ("--ut", "--till")
MADE_FIRST = ["rapport", "params/2025-02.yaml", "params/2025-03.yaml", "--tyst"]


def told(words: list[str]) -> str | None:
    """What of `NOT_RUN` a command is, if any: its program, its first two words, or all of it."""
    return next((form for form in (words[0], " ".join(words[:2]), " ".join(words)) if form in NOT_RUN), None)


def blocks(page: Path) -> list[list[list[str]]]:
    """The commands of a page, as words, block by block."""
    return [[shlex.split(" ".join(words)) for words in commands(code)] for code in fences(page, *SHELLS)]


def shown(page: Path) -> list[list[str]]:
    """The commands of a page, as words."""
    return [words for block in blocks(page) for words in block]


def run_on(page: Path) -> list[list[str]]:
    """The commands of a page that are run."""
    return [words for words in shown(page) if told(words) is None]


WITH_COMMANDS = [page for page in PAGES if run_on(page)]


def named(words: list[str]) -> list[str]:
    """The words of a command that name a file which must be there before it."""
    given = [word for before, word in pairwise(words) if before not in MAKING]
    return [word for word in given if "/" in word or Path(word).suffix in (".csv", ".yaml", ".se")]


def test_only_known_programs_are_shown():
    assert {words[0] for page in WITH_COMMANDS for words in run_on(page)} <= {"ekonomi", "cd"}


def test_what_is_not_run_is_shown_somewhere():
    assert {told(words) for page in PAGES for words in shown(page)} - {None} == set(NOT_RUN)


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_every_file_of_a_snippet_is_there(page):
    """In the project, or made by the page's commands or by a report."""
    made = ("output/", *(word for words in shown(page) for before, word in pairwise(words) if before in MAKING))
    moved = [words for block in blocks(page) if any(words[0] == "cd" for words in block) for words in block]
    own = {path for words in (*moved, *map(shlex.split, WITHIN)) for path in words}  # in a folder that the page makes
    asked = {path for words in run_on(page) for path in named(words) if not path.startswith(made)} - own
    assert [path for path in asked if not list(ROOT.glob(path))] == []


@pytest.mark.parametrize("name", list(cli.app.commands))
def test_the_examples_of_a_commands_help_are_well_written(name):
    command = cli.app.commands[name]
    for line in command.epilog.splitlines():
        words = shlex.split(line)
        assert words[:2] == ["ekonomi", name]
        command.make_context(name, words[2:])


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A copy of the project with the reports that the docs speak of."""
    copy = tmp_path_factory.mktemp("exempel")
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        assert cli.main(MADE_FIRST) == 0
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_every_command_of_a_page_works(page, made, tmp_path, monkeypatch, capsys):
    place = tmp_path / "projekt"
    shutil.copytree(made, place)
    monkeypatch.chdir(place)
    for name in BEFORE.get(page.stem, []):
        gone = place / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    for block in blocks(page):
        monkeypatch.chdir(place)
        for words in block:
            follow(words, place, monkeypatch, capsys)


def follow(words, place, monkeypatch, capsys):
    """Do what a line says, in the folder where the reader is."""
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
    elif told(words) is None:
        if within := WITHIN.get(" ".join(words)):
            monkeypatch.chdir(place / within)
        given = [one for word in words[1:] for one in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
        assert cli.main(given) == 0, f"{shlex.join(words)}\n{capsys.readouterr().err}"


def test_the_series_of_the_docs_is_the_one_counted_by_hand(tmp_path, monkeypatch):
    """docs/handbok/prognosen.md counts HR|personal by hand; its file gives the same forecast."""
    page = ROOT / "docs" / "handbok" / "prognosen.md"
    told = page.read_text(encoding="utf-8")
    answer = tmp_path / "prognos.csv"
    assert cli.main(["prognos", str(ROOT / "docs/exempel/serier.csv"), "--period", "2025-03", "--ut", str(answer)]) == 0
    [row] = [line.split(",") for line in answer.read_text("utf-8").splitlines() if line.startswith("HR|personal,")]
    forecast, low, high = (f"{float(value) / 1e6:.2f}".replace(".", ",").replace("-", "−") for value in row[2:5])
    assert f"**{forecast}**" in told
    assert f"{low} till {high} i åtta fall av tio" in told
    assert (ROOT / "docs/exempel/kanda.csv").read_text("utf-8") in fences(page, "")
