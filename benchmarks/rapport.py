"""How long a report takes, against what no one can go below. Run: `python benchmarks/rapport.py [params …]`.

E is papermill's own engine over as many notebooks as the report has, each of which holds only its parameters and
`import pandas, matplotlib.pyplot`, in two processes, and then one call of nbconvert over them all. Told in parts of E
are both editions by `ekonomi rapport` in a copy of the workspace without a store, the nämnd's again where nothing has
changed and where one text has, and the economist's where the month before has been reported and this one is new in the
ledger. In parts of one of E's, by plain papermill over a warm store, a notebook of own texts and one of figures,
without their cells to try. Medians of runs taken in turn.
"""

import argparse
import json
import os
import shutil
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
GOALS = {
    "nämndens, kallt / E": 0.6,
    "oförändrad / E": 0.12,
    "en text ändrad / E": 0.6,
    "ekonomens, kallt / E": 1.5,
    "ekonomens, ny månad / E": 0.6,
    "egna texter / en av E:s": 1.3,
    "siffror / en av E:s": 1.3,
}
COPIED = ("data", "params", "notebooks")
RAPPORT = "from ekonomi.cli import script; script()"
PAPERMILL = "from papermill.__main__ import papermill; papermill()"
NBCONVERT = "from nbconvert.nbconvertapp import main; main()"
EVERY = """
import sys, papermill, yaml
params, folder, *notebooks = sys.argv[1:]
values = yaml.safe_load(open(params, encoding="utf-8"))
for notebook in notebooks:
    papermill.execute_notebook(notebook, f"{folder}/{notebook.rsplit('/', 1)[-1]}", values, progress_bar=False)
"""


def python(code: str, *words: str, folder: Path = ROOT) -> subprocess.Popen[bytes]:
    """A process of our own Python that runs `code` with these words, and like a user's keeps what it compiles."""
    command, kept = [sys.executable, "-c", code, *words], {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.Popen(command, cwd=folder, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


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


def shortest(notebooks: list[str], *, texts: bool) -> str:
    """The shortest notebook that shows nothing but own texts, or the shortest that shows a table."""
    for path in sorted(notebooks, key=lambda one: (ROOT / one).stat().st_size):
        cells = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
        shown = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and not _tags(cell)]
        if shown and (
            all(source.startswith("report.texts[") for source in shown)
            if texts
            else any("report[tables." in source for source in shown)
        ):
            return path
    raise SystemExit("Ingen sådan anteckningsbok.")


def without_trials(notebook: str, copy: Path) -> str:
    """A copy without the cells to try, which ask the ledger and no export holds."""
    content = json.loads((ROOT / notebook).read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if "prova" not in _tags(cell)]
    copy.write_text(json.dumps(content), encoding="utf-8")
    return str(copy)


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def month_of(period: str) -> str:
    """The month before one that is no January."""
    return f"{period[:5]}{int(period[5:]) - 1:02}"


def economists(root: Path, values: dict, period: str) -> str:
    """The params of the economist's edition of a period."""
    path = root / "params" / f"{period}-ekonom.yaml"
    path.write_text(yaml.safe_dump({**values, "period": period, "upplaga": "ekonom"}, allow_unicode=True), "utf-8")
    return str(path.relative_to(root))


@contextmanager
def workspace() -> Iterator[Path]:
    """A copy of the inputs, without a store."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            shutil.copytree(ROOT / name, Path(folder) / name)
        yield Path(folder)


def seconds(way: Callable[[str], None], before: Callable[[], None]) -> float:
    """The wall time of one run in a folder of its own, after what must be so before it."""
    before()
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
        with workspace() as root:
            measure(root, params, given.varv)


def measure(root: Path, params: str, rounds: int) -> None:
    """Print the medians and ratios of the report of `params`."""
    values = yaml.safe_load((root / params).read_text(encoding="utf-8"))
    listed = yaml.safe_load((root / values["inställningar"]).read_text(encoding="utf-8"))
    notebooks = [f"notebooks/{name}.ipynb" for name in (*listed["avsnitt"], *listed.get("bilagor", ()))]
    period = str(values["period"])
    text = next((root / listed["texter"] / period).glob("*.md"))
    economist = [economists(root, values, one) for one in (period, month_of(period))]
    ledger = sorted((root / listed["data"]).glob(listed["källor"]["huvudbok"]["filer"][-1]))[-1]
    whole = ledger.read_bytes()
    with empty_notebooks(params, len(notebooks)) as empty:
        standing = str(Path(empty[0]).with_name("ut"))

        def floor(folder: str) -> None:
            finish(*(python(EVERY, params, folder, *empty[part::PROCESSES]) for part in range(PROCESSES)))
            finish(python(NBCONVERT, "--to", "html", *sorted(map(str, Path(folder).glob("*.ipynb")))))

        def plain(notebook: str) -> Callable[[str], None]:
            words = (notebook, "ut.ipynb", "-f", params)
            return lambda folder: finish(python(PAPERMILL, notebook, f"{folder}/{words[1]}", *words[2:], folder=root))

        def rapport(params: str = params, ut: str = "") -> Callable[[str], None]:
            return lambda folder: finish(python(RAPPORT, "rapport", params, "--ut", ut or folder, folder=root))

        def reported() -> None:
            finish(python(RAPPORT, "rapport", params, folder=root))  # where a notebook looks for the month before

        def cold() -> None:
            shutil.rmtree(root / ".ekonomi", ignore_errors=True)

        def month_before() -> None:
            new = f";{period.replace('-', '')};".encode()
            ledger.write_bytes(b"".join(line for line in whole.splitlines(keepends=True) if new not in line))
            cold()
            earlier = Path(standing).with_name("förra")
            shutil.rmtree(earlier, ignore_errors=True)  # a report that stands unchanged would put nothing in the store
            finish(python(RAPPORT, "rapport", economist[1], "--ut", str(earlier), folder=root))
            ledger.write_bytes(whole)

        own, figures = (
            without_trials(shortest(notebooks, texts=texts), root / "notebooks" / f"prov_{texts}.ipynb")
            for texts in (True, False)
        )
        still = rapport(ut=standing)
        ways: dict[str, tuple[Callable[[str], None], Callable[[], None]]] = {
            "nämndens, kallt": (rapport(), cold),
            "oförändrad": (still, lambda: still("")),
            "en text ändrad": (still, lambda: text.write_text(text.read_text() + " Mer.", encoding="utf-8")),
            "ekonomens, kallt": (rapport(economist[0]), cold),
            "ekonomens, ny månad": (rapport(economist[0]), month_before),
            "E": (floor, lambda: None),
            "egna texter": (plain(own), reported),
            "siffror": (plain(figures), reported),
            "en av E:s": (plain(empty[0]), lambda: None),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (way, before) in ways.items():
                taken[name].append(seconds(way, before))
    print(f"{params}: {len(notebooks)} anteckningsböcker, {os.cpu_count()} kärnor, median av {rounds}")
    for name, times in taken.items():
        print(f"{name:28}{statistics.median(times):7.2f} s")
    for name, goal in GOALS.items():
        one, other = (statistics.median(taken[part]) for part in name.split(" / "))
        print(f"{name:28}{one / other:7.2f}   (mål högst {str(goal).replace('.', ',')})")


if __name__ == "__main__":
    main()
