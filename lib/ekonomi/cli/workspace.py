"""`ekonomi importera`, `ny`, `ny-period`, `oppna`: rows into Parquet, a workspace, the next report, the workbench."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from ekonomi.cli.words import PATH, Command

YEAR = click.IntRange(2000, 2099)
TWICE = "Får anges flera gånger."
DIM = f"SIE-dimension N läses till kolumnen NAMN (ansvar, tjänst, projekt eller motpart). {TWICE} [1=ansvar, 6=projekt]"
RUBRIK = f"Vad filen kallar en kolumn, till exempel konto=Kontonr. registrerad= betyder att den saknas. {TWICE}"
BELOPPSTYP = "utfall, budget eller prognos. [en kolumn per månad är budget, helår är prognos, annars utfall]"
VERSION = "Budgetens namn, eller perioden ÅÅÅÅ-MM för prognosens rapport. [ur filnamnet]"
LOGIN = "Början på miljövariablerna NAMN_ANVANDARE och NAMN_LOSENORD, eller namnet i nyckelringen. [EKONOMI_DB]"
TABLE = "Tabellen, när FIL är en databas, till exempel postgresql://server/db."


@click.command(
    cls=Command,
    epilog="ekonomi importera bokforing.se --till data/huvudbok\nekonomi importera huvudbok_*.csv --till data/huvudbok",
)
@click.argument("källor", nargs=-1, required=True, metavar="FIL…")
@click.option("--till", required=True, type=PATH, metavar="MAPP",
              help="Mappen med huvudboken som Parquet; den skapas om den inte finns.")  # fmt: skip
@click.option("--dim", "dimensioner", multiple=True, metavar="N=NAMN", help=DIM)
@click.option("--rubrik", "kolumner", multiple=True, metavar="NAMN=RUBRIK", help=RUBRIK)
@click.option("--namnd", "nämnd", metavar="NAMN", help="Vems bokföring det är, i stället för det som filen anger.")
@click.option("--tecken", metavar="debet|intakt", help="Vad som är plus i filen. [debet; helårsprognos: intakt]")
@click.option("--decimaltecken", type=click.Choice([",", "."]), default=",", metavar=",|.",
              help="Decimaltecken i en textfil. [,]")  # fmt: skip
@click.option("--blad", metavar="BLAD", help="Bladet i en arbetsbok. [det första]")
@click.option("--beloppstyp", metavar="TYP", help=BELOPPSTYP)
@click.option("--version", metavar="VERSION", help=VERSION)
@click.option("--beslutad", metavar="DATUM",
              help="Dagen då budgeten eller prognosen beslutades.")  # fmt: skip
@click.option("--ar", "år", type=YEAR, metavar="ÅR", help="Året i en plan med en kolumn per månad. [ur filnamnet]")
@click.option("--tabell", metavar="TABELL", help=TABLE)
@click.option("--fraga", "fråga", metavar="SQL", help="En SELECT-sats i stället för --tabell.")
@click.option("--klient", metavar="KLIENT", help="Läs bara den klientens rader ur databasen.")
@click.option("--fran-ar", "från_år", type=YEAR, metavar="ÅR", help="Läs bara det året och senare ur databasen.")
@click.option("--inloggning", metavar="NAMN", help=LOGIN)
@click.option("--ersatt", is_flag=True, help="Ersätt en månad även med färre än hälften så många rader.")
def importera(källor: tuple[str, ...], till: Path, ersatt: bool, **given: Any) -> None:
    """Läs in huvudböcker (SIE, SIE 5, Unit4, databas), budgetar och prognoser i en mapp med Parquet-filer."""
    from ekonomi import importing

    for imported in importing.import_files(källor, till, importing.read_flags(given), insists=ersatt):
        for line in importing.receipt_lines(imported):
            click.echo(line)
    click.echo(f"Huvudboken finns i {till}.")


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
