"""The engine `ekonomi` against its oracle, papermill's own: same notebook, same outputs."""

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from ekonomi.engine import fork, warm

SHOWS = [
    "x = 1\nprint('å', end='')\nprint('b')\nx + 1",
    "import sys\nprint('fel', file=sys.stderr)",
    "from IPython.display import Markdown, HTML, display\ndisplay(HTML('<b>hej</b>'))\nMarkdown('*text*')",
    "import pandas as pd\npd.DataFrame({'å': [1, 2]})",
    "print(pd.DataFrame([range(30)], columns=[f'en ganska lång rubrik {n}' for n in range(30)]))",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(2, 1))\nax.plot([1, 2])\nNone",
    "fig",
    "import matplotlib.pyplot as plt\nplt.plot([3, 1]);",
    "h = display('ett', display_id='h')",
    "h.update('två')",
    "from IPython.display import clear_output\nprint('bort')\nclear_output(wait=True)\nprint('kvar')",
    "class Rik:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/plain': 't', 'text/html': '<i>h</i>'}, {'text/html': {'alt': 'a'}}\nRik()",
    "x;",
    "__name__, _2 if False else x, get_ipython().execution_count",
    "%matplotlib inline\n_ = 3",
    "",
    "await __import__('asyncio').sleep(0, 'klar')",
]
FAILS = ["print('före')", "def f():\n    return 1 / 0\nf()", "print('aldrig')"]


def write(folder: Path, sources: list[str], tags: dict[int, list[str]] | None = None) -> Path:
    cells = [new_markdown_cell("# Rubrik")]
    cells += [new_code_cell(source, metadata={"tags": (tags or {}).get(i, [])}) for i, source in enumerate(sources)]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = folder / "in.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def outcome(path: Path, name: str | None, **parameters: object) -> nbformat.NotebookNode:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return papermill.execute_notebook(
            path, path.with_name(f"{name}.ipynb"), parameters, engine_name=name, progress_bar=False
        )


def shown(notebook: nbformat.NotebookNode) -> list[object]:
    """What the cells show; kernels cut streams where time passes, so neighbours are joined."""
    return [
        (cell.cell_type, cell.source, cell.get("execution_count"), joined(cell.get("outputs", [])))
        for cell in notebook.cells
    ]


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    kept: list[nbformat.NotebookNode] = []
    for output in outputs:
        same = kept and kept[-1].output_type == output.output_type == "stream"
        if same and kept[-1].name == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def test_outputs_are_those_of_papermills_own_engine(tmp_path):
    import pandas  # noqa: F401  before there is a shell, as in a run

    path = write(tmp_path, SHOWS)
    ours, theirs = outcome(path, "ekonomi", x=1), outcome(path, None, x=1)
    assert shown(ours) == shown(theirs)
    assert ours.metadata.language_info == theirs.metadata.language_info


@pytest.mark.parametrize(
    "sources",
    [FAILS, ["1 +"], ["int('x')"]],
    ids=["zero", "syntax", "value"],
)
def test_an_error_surfaces_as_papermills(tmp_path, sources):
    path = write(tmp_path, sources)
    errors = []
    for name in ("ekonomi", None):
        with pytest.raises(PapermillExecutionError) as caught:
            outcome(path, name)
        errors.append((caught.value, shown(nbformat.read(tmp_path / f"{name}.ipynb", 4))))
    (ours, our_cells), (theirs, their_cells) = errors
    assert (ours.ename, ours.evalue, ours.cell_index) == (theirs.ename, theirs.evalue, theirs.cell_index)
    assert ours.traceback == theirs.traceback
    assert our_cells == their_cells


def test_a_cell_that_may_fail_does_not_stop(tmp_path):
    path = write(tmp_path, ["1 / 0", "'vidare'"], {0: ["raises-exception"]})
    # papermill raises for the error output afterwards, whichever engine ran the cells
    for name in ("ekonomi", None):
        with pytest.raises(PapermillExecutionError):
            outcome(path, name)
    ours, theirs = (nbformat.read(tmp_path / f"{name}.ipynb", 4) for name in ("ekonomi", None))
    assert shown(ours) == shown(theirs)


def test_the_fork_leaves_the_parent_untouched(tmp_path):
    path = write(tmp_path, ["import ekonomi.terms\nekonomi.terms.FLYKTIG = 1"])
    outcome(path, "ekonomi")
    from ekonomi import terms

    assert not hasattr(terms, "FLYKTIG")


def test_a_fork_that_dies_is_a_dead_kernel(tmp_path):
    path = write(tmp_path, ["import os\nos._exit(9)"])
    with pytest.raises(DeadKernelError):
        outcome(path, "ekonomi")


def test_without_fork_papermills_own_engine_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(warm, "can_fork", lambda: False)
    notebook = outcome(write(tmp_path, ["1 + 1"]), "ekonomi")
    assert notebook.cells[-1].outputs[0].data["text/plain"] == "2"


def test_two_runs_give_the_same_notebook(tmp_path):
    path = write(tmp_path, ["x = 1", "x"], {0: ["parameters"]})
    first, second = (nbformat.writes(warm.scrub(outcome(path, "ekonomi", x=2))) for _ in range(2))
    assert first == second
    assert str(tmp_path) not in first


def test_tasks_run_side_by_side_and_answer_in_order():
    seen: list[list[str]] = []
    tasks = [fork.Task(str(number), lambda number=number: number * 2) for number in range(5)]
    assert fork.run_tasks(tasks, 2, lambda names, done: seen.append(names)) == [0, 2, 4, 6, 8]
    assert seen[0] == ["0", "1"]
    assert max(len(names) for names in seen) == 2


def test_what_is_begun_lets_this_process_go_first():
    with fork.begun(lambda: os.nice(0), 3) as first, fork.begun(lambda: os.nice(0)) as second:
        assert (first(), second()) == (os.nice(0) + 3, os.nice(0))


@pytest.mark.parametrize("forks", [True, False])
def test_a_task_is_given_what_those_that_it_comes_after_made_and_others_go_before_it(forks, monkeypatch):
    monkeypatch.setattr(fork, "can_fork", lambda: forks)
    seen: list[list[str]] = []
    first = [fork.Task(name, name.upper) for name in "ab"]
    tasks = [*first, fork.Task("c", lambda *made: "".join(made), ["b", "a"]), fork.Task("d", str)]
    assert fork.run_tasks(tasks, 2, lambda names, done: seen.append(names)) == ["A", "B", "BA", ""]
    assert not any("c" in names and {"a", "b"} & {*names} for names in seen)


def test_a_failing_task_is_raised_and_a_killed_one_is_told(monkeypatch):
    with pytest.raises(OSError, match="full"):
        fork.run_tasks([fork.Task("a", lambda: _fail(OSError("full")))], 1, lambda *_: None)
    with pytest.raises(fork.ForkDiedError):
        fork.run_tasks([fork.Task("a", lambda: os._exit(1))], 1, lambda *_: None)
    monkeypatch.setattr(fork, "can_fork", lambda: False)
    assert fork.run_tasks([fork.Task("a", lambda: 1)], 2, lambda *_: None) == [1]


def test_work_goes_on_beside_and_its_error_is_raised_where_it_is_asked_for(monkeypatch):
    for forks in (True, False):
        monkeypatch.setattr(fork, "can_fork", lambda forks=forks: forks)
        with fork.begun(os.getpid) as answer:
            assert (answer() != os.getpid()) == forks
        with fork.begun(lambda: _fail(OSError("full"))) as answer, pytest.raises(OSError, match="full"):
            answer()
    monkeypatch.undo()
    with pytest.raises(ZeroDivisionError), fork.begun(lambda: time.sleep(60)):  # left at once, without an answer
        _ = 1 / 0


KILLED = """
import os, signal, time
from ekonomi.engine import fork

def work():
    time.sleep(1)
    return "x" * 1_000_000  # more than a pipe holds

with fork.begun(work), fork.begun(work):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_forks_end_with_the_process_that_waits_for_them():
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, timeout=30, check=False)  # to their end
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")


def _fail(error: Exception) -> None:
    raise error
