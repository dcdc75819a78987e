"""How long a report takes, against what no one can go below. Run: `python benchmarks/rapport.py [params …]`.

E is papermill's own engine over as many notebooks as the report has, each of which holds only its parameters and
`import pandas, matplotlib.pyplot`, in two processes, and then one call of nbconvert over them all. Told are the
nämnd's edition by `ekonomi rapport`, and the same again where nothing has changed, in parts of E, and a notebook of
own texts only, without its cells to try, by plain papermill in parts of one of E's by plain papermill: medians of
runs taken in turn.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROCESSES = 2
GOALS = {"hela rapporten / E": 0.8, "oförändrad / E": 0.12, "egna texter / en av E:s": 1.3}
RAPPORT = "import sys; from ekonomi.cli import main; sys.exit(main())"
PAPERMILL = "from papermill.__main__ import papermill; papermill()"
NBCONVERT = "from nbconvert.nbconvertapp import main; main()"
EVERY = """
import sys, papermill, yaml
params, folder, *notebooks = sys.argv[1:]
values = yaml.safe_load(open(params, encoding="utf-8"))
for notebook in notebooks:
    papermill.execute_notebook(notebook, f"{folder}/{notebook.rsplit('/', 1)[-1]}", values, progress_bar=False)
"""


def python(code: str, *words: str) -> subprocess.Popen[bytes]:
    """A process of our own Python that runs `code` with these words."""
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(*processes: subprocess.Popen[bytes]) -> None:
    """Wait for every process. Raises RuntimeError with what the first failing one said."""
    for process in processes:
        said = process.communicate()[1]
        if process.returncode:
            raise RuntimeError(said.decode())


@contextmanager
def empty_notebooks(params: str, count: int) -> Iterator[list[str]]:
    """The notebooks of E, in a folder of their own."""
    values = yaml.safe_load((ROOT / params).read_text(encoding="utf-8"))
    declared = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    cells = [
        {"cell_type": "code", "id": name, "metadata": {"tags": tags}, "source": source, "outputs": [],
         "execution_count": None}
        for name, tags, source in (("parametrar", ["parameters"], declared),
                                   ("import", [], "import pandas, matplotlib.pyplot"))
    ]  # fmt: skip
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:02}.ipynb" for number in range(count)]
        for path in paths:
            path.write_text(json.dumps(content), encoding="utf-8")
        yield [str(path) for path in paths]


def of_own_texts(notebooks: list[str]) -> str:
    """The shortest notebook that shows nothing but own texts."""
    for path in sorted(notebooks, key=lambda one: (ROOT / one).stat().st_size):
        cells = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
        shown = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and not _tags(cell)]
        if shown and all(source.startswith("report.texts[") for source in shown):
            return path
    raise SystemExit("Ingen anteckningsbok har bara egna texter.")


def without_trials(notebook: str, copy: Path) -> str:
    """A copy without the cells to try, which ask the ledger and no export holds."""
    content = json.loads((ROOT / notebook).read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if "prova" not in _tags(cell)]
    copy.write_text(json.dumps(content), encoding="utf-8")
    return str(copy)


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def seconds(way: Callable[[str], None]) -> float:
    """The wall time of one run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        way(folder)
        return time.perf_counter() - start


def main() -> None:
    """Measure the ways in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description="Mät hur lång tid rapporten tar.")
    parser.add_argument("params", nargs="*", default=["params/2025-03.yaml"])
    parser.add_argument("--varv", type=int, default=5, help="antal mätningar av varje sätt")
    given = parser.parse_args()
    for params in given.params:
        measure(params, given.varv)


def measure(params: str, rounds: int) -> None:
    """Print the medians and ratios of the report of `params`."""
    settings = yaml.safe_load((ROOT / params).read_text(encoding="utf-8"))["inställningar"]
    listed = yaml.safe_load((ROOT / settings).read_text(encoding="utf-8"))
    notebooks = [f"notebooks/{name}.ipynb" for name in (*listed["avsnitt"], *listed.get("bilagor", ()))]
    with empty_notebooks(params, len(notebooks)) as empty:
        standing = str(Path(empty[0]).with_name("ut"))
        finish(python(RAPPORT, "rapport", params, "--ut", standing))

        def floor(folder: str) -> None:
            finish(*(python(EVERY, params, folder, *empty[part::PROCESSES]) for part in range(PROCESSES)))
            finish(python(NBCONVERT, "--to", "html", *sorted(map(str, Path(folder).glob("*.ipynb")))))

        def plain(notebook: str) -> Callable[[str], None]:
            return lambda folder: finish(python(PAPERMILL, notebook, f"{folder}/ut.ipynb", "-f", params))

        ways: dict[str, Callable[[str], None]] = {
            "hela rapporten": lambda folder: finish(python(RAPPORT, "rapport", params, "--ut", folder)),
            "oförändrad": lambda _: finish(python(RAPPORT, "rapport", params, "--ut", standing)),
            "E": floor,
            "egna texter": plain(
                without_trials(of_own_texts(notebooks), Path(empty[0]).with_name("egna_texter.ipynb"))
            ),
            "en av E:s": plain(empty[0]),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                taken[name].append(seconds(way))
    print(f"{params}: {len(notebooks)} anteckningsböcker, {os.cpu_count()} kärnor, median av {rounds}")
    for name, times in taken.items():
        print(f"{name:28}{statistics.median(times):7.2f} s")
    for name, goal in GOALS.items():
        one, other = (statistics.median(taken[part]) for part in name.split(" / "))
        print(f"{name:28}{one / other:7.2f}   (mål högst {str(goal).replace('.', ',')})")


if __name__ == "__main__":
    main()
