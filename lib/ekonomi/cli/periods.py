"""`ekonomi ny`, `ny-period` and `oppna`: a workspace of one's own, the next report, and the workbench."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from ekonomi.cli.imports import DIM, RUBRIK, TWICE
from ekonomi.cli.words import PATH, Command

NOTEBOOK = "start"


@click.command(
    cls=Command,
    epilog="ekonomi ny kulturnamnden --namnd Kulturnämnden\n"
    "ekonomi ny kulturnamnden --namnd Kulturnämnden --fran huvudbok_2024.csv --fran huvudbok_2025.csv\n"
    "ekonomi ny kulturnamnden --namnd Kulturnämnden --fran bokforing.se --dim 7=motpart",
)
@click.argument("mapp", type=PATH)
@click.option("--namnd", "nämnd", required=True, metavar="NAMN", help="Nämndens namn, som det står på rapporten.")
@click.option(
    "--fran",
    "sources",
    multiple=True,
    type=PATH,
    metavar="HUVUDBOK",
    help=f"Börja med en huvudbok (Unit4 eller SIE) i stället för exemplet, med förslag till register. {TWICE}",
)
@click.option("--rubrik", "kolumner", multiple=True, metavar="NAMN=RUBRIK", help=RUBRIK)
@click.option("--dim", "dimensioner", multiple=True, metavar="N=NAMN", help=DIM)
@click.option("--tecken", metavar="debet|intakt", help="Vad som är plus i huvudboken. [debet]")
def ny(mapp: Path, nämnd: str, sources: tuple[Path, ...], **given: Any) -> None:
    """Gör en arbetsplats för en egen nämnd i MAPP, som går att köra på en gång och sedan fylls."""
    from ekonomi.importing import new, read_flags

    fill = new.from_ledger(sources, read_flags(given)) if sources else new.from_example
    made = new.new_workspace(mapp, nämnd, fill)
    _tell((f"Arbetsplatsen finns i {mapp}.", *made.done), made.left, f"Gör så här, i mappen {mapp}:")


@click.command(
    "ny-period",
    cls=Command,
    epilog="ekonomi ny-period params/2025-03.yaml\nekonomi ny-period params/2025-03.yaml --period 2025-08",
)
@click.argument("params", type=PATH)
@click.option("--period", metavar="ÅÅÅÅ-MM", help="Den nya periodens sista månad. [månaden efter PARAMS]")
def ny_period(params: Path, period: str | None) -> None:
    """Förbered nästa rapport ur den som filen PARAMS anger: params, texter, åtgärder och uppdrag."""
    from ekonomi.importing.next_period import prepare

    made = prepare(params, period)
    _tell(made.done, made.left, "Kvar att göra själv:")


def _tell(done: Iterable[str], left: Iterable[str], over: str) -> None:
    for line in (*done, "", over, *(f"  {line}" for line in left)):
        click.echo(line)


@click.command(cls=Command, epilog="ekonomi oppna params/2025-03.yaml")
@click.argument("params", type=PATH)
@click.option("--utan-webblasare", is_flag=True, help="Öppna ingen webbläsare; adressen visas.")
def oppna(params: Path, utan_webblasare: bool) -> int:
    """Öppna anteckningsboken start i JupyterLab, för perioden som filen PARAMS anger."""
    notebook = started(params)
    root = notebook.parents[1]
    # the whole workspace is within reach, and the address that is shown leads to the notebook, in its hidden folder
    words = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", "--ContentsManager.allow_hidden=True",
             f"--LabApp.default_url=/lab/tree/{quote(notebook.relative_to(root).as_posix())}",
             *(["--no-browser"] if utan_webblasare else [])]  # fmt: skip
    with subprocess.Popen(words, cwd=root) as running:
        while running.poll() is None:
            with suppress(KeyboardInterrupt):  # JupyterLab hears Ctrl-C itself: it may ask, and ends its kernels
                running.wait()
    return running.returncode


def started(params: Path) -> Path:
    """A copy of the start notebook with the values of the params in its cell; the versioned one stays as it is."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from ekonomi import terms
    from ekonomi.errors import UsageError
    from ekonomi.params import find_root, load_params
    from ekonomi.report.contents import NOTEBOOKS
    from ekonomi.store import folder_of

    asked = load_params(params)
    root = find_root(params.resolve().parent)
    source = root / NOTEBOOKS / f"{NOTEBOOK}.ipynb"
    if not source.is_file():
        raise UsageError(f"Anteckningsboken {NOTEBOOKS}/{NOTEBOOK}.ipynb finns inte i {root}.")
    values = {**asked.model_dump(), "upplaga": terms.EKONOM}
    folder = folder_of(root)
    made = parameterize_notebook(load_notebook_node(str(source)), values)
    target = folder / f"{NOTEBOOK}-{params.stem}.ipynb"
    nbformat.write(made, target)
    return target
