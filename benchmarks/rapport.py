"""How long a report takes: ours, papermill's own way, and the floor. Run: `python benchmarks/rapport.py`.

(a) `ekonomi rapport`: checks, tie-outs, notebooks, pages, workbook and manifest.
(b) papermill's own engine in two processes, then one call of nbconvert over the executed notebooks.
(c) the floor: the code of the same cells in one plain Python process, no notebook and no page.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROCESSES = 2
RAPPORT = "import sys; from ekonomi.cli import main; sys.exit(main())"
PAPERMILL = """
import sys, papermill, yaml
params, folder, *notebooks = sys.argv[1:]
values = yaml.safe_load(open(params, encoding="utf-8"))
for notebook in notebooks:
    papermill.execute_notebook(notebook, f"{folder}/{notebook.rsplit('/', 1)[-1]}", values, progress_bar=False)
"""
NBCONVERT = "from nbconvert.nbconvertapp import main; main()"
FLOOR = """
import os, sys, json, yaml
os.environ["MPLBACKEND"] = "agg"
params, *notebooks = sys.argv[1:]
values = yaml.safe_load(open(params, encoding="utf-8"))
from ekonomi import report as reports
from ekonomi.params import make_params
with reports.sharing(reports.build_report(make_params(**values))):
    for notebook in notebooks:
        names = {}
        for cell in json.load(open(notebook, encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
                names.update(values if "parameters" in cell["metadata"].get("tags", []) else {})
"""


def python(code: str, *words: str) -> subprocess.Popen[bytes]:
    """A process of our own Python that runs `code` with these words."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def finish(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait for every process. Raises RuntimeError with what the first failing one said."""
    for process in processes:
        said = process.communicate()[1]
        if process.returncode:
            raise RuntimeError(said.decode())


def ours(params: str, notebooks: Sequence[str], folder: Path) -> None:
    """(a): the command itself."""
    finish([python(RAPPORT, "rapport", params, "--ut", str(folder))])


def theirs(params: str, notebooks: Sequence[str], folder: Path) -> None:
    """(b): papermill in two processes, a notebook at a time each, then nbconvert over them all."""
    shares = [notebooks[part::PROCESSES] for part in range(PROCESSES)]
    finish([python(PAPERMILL, params, str(folder), *share) for share in shares])
    executed = sorted(str(path) for path in folder.glob("*.ipynb"))
    finish(
        [
            python(
                "from nbconvert.nbconvertapp import main; main()",
                "--to",
                "html",
                "--template",
                "namnd",
                *executed,
            )
        ]
    )


def floor(params: str, notebooks: Sequence[str], folder: Path) -> None:
    """(c): the cells' code and nothing else."""
    finish([python(FLOOR, params, *notebooks)])


WAYS: dict[str, Callable[[str, Sequence[str], Path], None]] = {
    "a  ekonomi rapport": ours,
    "b  papermill i två processer + nbconvert": theirs,
    "c  golvet: samma celler i en Pythonprocess": floor,
}


def seconds(way: Callable[[str, Sequence[str], Path], None], params: str, notebooks: Sequence[str]) -> float:
    """The wall time of one run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        way(params, notebooks, Path(folder))
        return time.perf_counter() - start


def main() -> None:
    """Measure the three ways in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description="Mät hur lång tid rapporten tar.")
    parser.add_argument("params", nargs="?", default="params/2025-03.yaml")
    parser.add_argument("--varv", type=int, default=3, help="antal mätningar av varje sätt")
    given = parser.parse_args()
    notebooks = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*.ipynb"))
    seconds(floor, given.params, notebooks[:1])  # the files are in the disk cache for all three
    taken = {name: [] for name in WAYS}
    for _ in range(given.varv):
        for name, way in WAYS.items():
            taken[name].append(seconds(way, given.params, notebooks))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    best = medians["c  golvet: samma celler i en Pythonprocess"]
    print(f"{len(notebooks)} anteckningsböcker, {os.cpu_count()} kärnor, median av {given.varv}")
    for name, median in medians.items():
        print(f"{name:46}{median:7.1f} s{median / best:7.2f} × golvet")
    print(
        f"a / b = {medians['a  ekonomi rapport'] / medians['b  papermill i två processer + nbconvert']:.2f}"
    )


if __name__ == "__main__":
    main()
