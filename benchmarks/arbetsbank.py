"""The workbench in an open kernel: what a choice in `utforska` and a section's preview after an edited text cost.

`python benchmarks/arbetsbank.py` starts a kernel for each example nämnd in a copy of the project, as JupyterLab does,
runs the first cells of `utforska.ipynb`, makes every choice of `CHOICES`, writes in a text and shows its section. It
prints the median and the longest in seconds, by the clock and of the processor.
"""

import json
import shutil
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[1]
NÄMNDER = {"intraservice": "2025-03", "grundskolenamnden": "2025-08"}
TEXT = "321_resultat"
OPEN = 'begun = clock(); val = utforska(report, per="verksamhetsområde"); told["utforska öppnas"] = [since(begun)]'
CHOICES = """
told["ett val i utforska"] = []
def choose(name, value):
    if val.chosen[name].value == value:
        return
    begun = clock()
    val.chosen[name].value = value
    told["ett val i utforska"].append(since(begun))
for name in ("per", "mot", "vy", "verksamhetsområde", "ansvar", "tjänst", "kostnadsslag"):
    for option in val.chosen[name].options[:4] if name in val.chosen else ():
        choose(name, option[1] if isinstance(option, tuple) else option)
    if name not in ("per", "mot", "vy") and name in val.chosen:
        choose(name, "")
"""
CLICK = 'begun = clock(); val.table.selected_rows = [0]; told["en rads verifikationer"] = [since(begun)]'
CLOCK = """
import json, time
from pathlib import Path
from ekonomi import förhandsvisa
told = {}
def clock(): return time.perf_counter(), time.process_time()
def since(begun): return [now - then for now, then in zip(clock(), begun)]
"""
PREVIEW = """
förhandsvisa(report, "321")
told["förhandsvisning efter ändrad text"] = []
for n in range(5):
    text.write_text(f"En mening som nyss skrevs, nummer {n}.", encoding="utf-8")
    begun = clock(); page = förhandsvisa(report, "321"); told["förhandsvisning efter ändrad text"].append(since(begun))
    assert f"nummer {n}." in page.page
"""


def measured(project: Path, settings: str, period: str) -> dict[str, list[list[float]]]:
    """Seconds by the clock and of the processor of each step, by what it is."""
    book = nbformat.read(ROOT / "notebooks" / "utforska.ipynb", 4)
    parameters = f'period, status, inställningar, upplaga = "{period}", "utkast", "params/{settings}.yaml", "ekonom"'
    first = [cell.source for cell in book.cells if {"import", "rapport"} & set(cell.metadata.get("tags", []))]
    name = f'text = Path(report.settings.texter) / period / "{TEXT}.md"'
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(project))
    said: list[str] = []
    try:
        for code in (parameters, *first, CLOCK, OPEN, CHOICES, CLICK, name, PREVIEW, "print(json.dumps(told))"):
            client.execute_interactive(code, output_hook=lambda message: said.append(_text(message["content"])))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return dict(json.loads(said[-2] if "{" not in said[-1] else said[-1]))


def _text(content: dict[str, object]) -> str:
    if "ename" in content:
        raise RuntimeError(f"{content['ename']}: {content['evalue']}")
    return str(content.get("text", ""))


def main() -> None:
    """Print a table: the nämnd, the step, how many, and the median and longest by the clock and of the processor."""
    print("| nämnd | steg | antal | median, s | längst, s | median processortid, s |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for part in ("params", "notebooks"):
            shutil.copytree(ROOT / part, project / part)
        (project / "data").symlink_to(ROOT / "data")
        for settings, period in NÄMNDER.items():
            for step, found in measured(project, settings, period).items():
                wall, cpu = (sorted(one) for one in zip(*found, strict=True))
                middle = len(found) // 2
                print(
                    f"| {settings} | {step} | {len(found)} | {wall[middle]:.2f} | {wall[-1]:.2f} | {cpu[middle]:.2f} |"
                )


if __name__ == "__main__":
    main()
