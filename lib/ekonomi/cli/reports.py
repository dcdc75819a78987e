"""`ekonomi rapport` and `ekonomi kontroll`: a report made, or only its checks and tie-outs, with nothing written.

Several reports are made side by side, each in a process of its own, so that none stops another.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ekonomi.cli.words import PATH, Command, coloured, counted
from ekonomi.errors import (
    LABELS,
    UPPLYSNING,
    VARNING,
    DataError,
    EkonomiError,
    Finding,
    UsageError,
    ordered,
    stop_on,
    stops,
)
from ekonomi.terms import FASTSTÄLLD

if TYPE_CHECKING:
    from ekonomi.params import Params
    from ekonomi.run import Extra


@click.command(cls=Command, epilog="ekonomi rapport params/2025-03.yaml\nekonomi rapport params/*.yaml --docx")
@click.argument("params", type=PATH, nargs=-1, required=True)
@click.option("--ut", type=PATH, metavar="MAPP",
              help="Mappen som rapporten skrivs i, i en undermapp per period. [output/nämnd]")  # fmt: skip
@click.option("--ersatt", is_flag=True, help="Ersätt även en rapport som är fastställd, eller en annan nämnds.")
@click.option("--om", is_flag=True, help="Gör om rapporten även om inget har ändrats sedan förra gången.")
@click.option("--tyst", is_flag=True, help="Visa inte hur långt körningen har kommit.")
@click.option("--pdf", is_flag=True, help="Skriv även rapport.pdf, för utskrift och diarium (kräver Chromium).")
@click.option("--docx", is_flag=True, help="Skriv även rapporten och bilagorna som Word-dokument.")
@click.option("--dask", metavar="ADRESS", help="Låt ett Dask-kluster göra rapporterna (kräver distributed).")
def rapport(params: tuple[Path, ...], ut: Path | None, dask: str | None, **flags: bool) -> None:
    """Gör hela rapporten för den period som filen PARAMS anger, eller flera sida vid sida (params/*.yaml)."""
    if len(params) == 1 and dask is None:
        _one(params[0], ut, **flags)
        return
    words = [*(f"--{name}" for name, on in flags.items() if on), *(("--ut", str(ut)) if ut else ())]
    for said in make_all(params, words, quiet=flags["tyst"], dask=dask):
        click.echo(said)


def _one(file: Path, out: Path | None, *, pdf: bool, docx: bool, om: bool, ersatt: bool, tyst: bool) -> None:
    from ekonomi.params import load_params

    params = load_params(file)
    if not om and (stands := _standing(params, file, out, [kind for kind, on in (("pdf", pdf), ("docx", docx)) if on])):
        click.echo(f"Inget har ändrats sedan rapporten gjordes. Den finns i {_shown(stands)}.")
        return
    from ekonomi.run import run

    extras = [_printing()] if pdf else []
    if docx:
        from ekonomi.export.word import write_documents

        extras.append(write_documents)
    made = run(params, file, out, replace=ersatt, quiet=tyst, extras=extras)
    _tell_findings(made.findings, file)
    place = _shown(made.folder)
    click.echo(f"Rapporten finns i {place}. Börja med {place / 'rapport.html'}.")


def _standing(params: "Params", file: Path, out: Path | None, kinds: Sequence[str]) -> Path | None:
    """The folder of the report, where nothing that it is made of has changed and it has the kinds of file asked for."""
    from ekonomi.export.manifest import folder_name, is_unchanged, key_of, params_of
    from ekonomi.params import find_root, load_settings
    from ekonomi.report.sessions import output_folder

    root = find_root()
    out = out or output_folder(params, root)
    folder = out / folder_name(params)
    made = params_of(folder)
    if not made or made["status"] == FASTSTÄLLD or not all((folder / f"rapport.{kind}").is_file() for kind in kinds):
        return None  # one that is fastställd is not replaced unasked, which the run says
    key = key_of(params, load_settings(params, root), file, root, out)
    return folder if is_unchanged(folder, key) else None


def _shown(place: Path) -> Path:
    here = Path.cwd()
    return place.relative_to(here) if place.is_relative_to(here) else place


def _printing() -> "Extra":
    """Prints rapport.pdf. Raises PdfError at once where no browser is installed."""
    from ekonomi.export.pdf import NAME, find_browser, write_pdf
    from ekonomi.run import REPORT

    browser = find_browser()
    return lambda report, sections, folder: write_pdf(browser, folder / REPORT, folder / NAME)


def _tell_findings(findings: Sequence["Finding"], params: Path) -> None:
    """What a run says of its checks: the notes, and how many warnings there are and where they are read."""
    for finding in findings:
        if finding.kontroll.severity == UPPLYSNING:
            click.echo(coloured(finding))
    warned = Counter(one.kontroll.name for one in findings if one.kontroll.severity == VARNING)
    if warned:
        named = ", ".join(f"{name} ({count})" for name, count in warned.items())
        click.echo(f"{counted(warned.total(), VARNING)}: {named}. Läs dem med: ekonomi kontroll {params}", err=True)


Said = tuple[Path, int, str]


def make_all(files: Sequence[Path], flags: Sequence[str], *, quiet: bool, dask: str | None) -> list[str]:
    """Make a report for each params file with the command's own `flags`; what each said last.

    A nämnd's are made in the order of their periods, since one reads the one before; nämnder go side by side, which
    joblib spreads over the machine, or over the Dask cluster at the address `dask`. Settings among the files, as
    `params/*.yaml` gives, are passed over. Raises EkonomiError, with what each that failed said, when all are done;
    UsageError where the cluster does not answer, or no file is one of params.
    """
    import joblib  # heavy, needed here only

    from ekonomi.engine.progress import progress

    asked = {file: found for file in files if "period" in (found := _read(file))}
    if not asked:
        raise UsageError("Ingen av filerna är parametrar för en rapport: en sådan har nyckeln period.")
    order = sorted(asked, key=lambda file: (str(asked[file].get("inställningar")), str(asked[file]["period"])))
    shares = [list(share) for _, share in groupby(order, lambda file: str(asked[file].get("inställningar")))]
    tasks = [joblib.delayed(_make_in_order)(share, flags, Path.cwd()) for share in shares]
    said: list[Said] = []
    with _spread(dask), progress(len(order), quiet) as watch:
        for made in joblib.Parallel(n_jobs=-1, return_as="generator_unordered")(tasks):
            said += made
            watch([], len(said))
    if failed := [f"{file}: {text}" for file, code, text in said if code]:
        done = f"{len(said) - len(failed)} av {len(said)} rapporter är gjorda, {len(failed)} stannade."
        raise EkonomiError("\n\n".join([*failed, done]))
    return [text for _, _, text in sorted(said, key=lambda one: order.index(one[0]))]


def _read(file: Path) -> dict[str, Any]:
    """What a file of params or settings says; one that cannot be read says why when its turn comes."""
    from ekonomi.params.yamlfile import read_yaml

    try:
        return read_yaml(file.read_bytes(), file.name)[0]
    except (OSError, DataError):
        return {"period": ""}


def _make_in_order(files: Sequence[Path], flags: Sequence[str], folder: Path) -> list[Said]:
    return [_make(file, flags, folder) for file in files]


def _make(file: Path, flags: Sequence[str], folder: Path) -> Said:
    """The file, the exit code and what the command said: its last line, or why it stopped."""
    words = [sys.executable, "-X", "utf8", "-m", "ekonomi", "rapport", str(file), *flags, "--tyst"]
    done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        return file, done.returncode, done.stderr.strip()
    return file, 0, done.stdout.strip().rpartition("\n")[2]


@contextmanager
def _spread(dask: str | None) -> Iterator[None]:
    """Where joblib's tasks are done: in threads that wait for their processes, or on a cluster."""
    import joblib

    if dask is None:
        with joblib.parallel_config(backend="threading"):
            yield
        return
    try:
        from distributed import Client

        client = Client(dask, timeout=10)
    except ImportError:
        raise UsageError("Flaggan --dask kräver paketet distributed: pip install distributed.") from None
    except (OSError, ValueError):
        raise UsageError(f"Inget Dask-kluster svarar på {dask}.") from None
    with client, joblib.parallel_config(backend="dask"):
        yield


STOPPED = 1


@click.command(cls=Command, epilog="ekonomi kontroll params/2025-03.yaml")
@click.argument("params", type=PATH)
@click.option("--ut", type=PATH, metavar="MAPP",
              help="Mappen med tidigare rapporter, som stängda år jämförs med. [output/nämnd]")  # fmt: skip
def kontroll(params: Path, ut: Path | None) -> int:
    """Kontrollera underlaget, stäm av siffrorna och säg vad som är nästa steg, utan att skriva något."""
    from ekonomi import reconcile, terms
    from ekonomi.export.proofread import proofread
    from ekonomi.params import load_params
    from ekonomi.report import new_report
    from ekonomi.report.contents import notebooks_of
    from ekonomi.report.remaining import next_step

    checked: tuple[Finding, ...] | None = None
    try:
        asked = load_params(params)
        report = new_report(asked.model_copy(update={"upplaga": terms.NÄMND}), out=ut)
        checked = report.findings
        notebooks_of(report.settings, report.root)
        read = proofread(report, report.root)
        checked = (*checked, *(one for one in read if one not in stops(read)))
        stop_on([*reconcile.failed(report.ties), *stops(read)])
    except DataError as error:
        rest = "; det som återstår prövas då" if checked is None else ""
        found = (*error.findings, *(error.notes if checked is None else checked))
        click.echo(f"{_told(found)}. Rätta stoppen och kör kontrollen igen{rest}.")
        click.echo(f"Härnäst: {ordered(found)[0].line()}")
        return STOPPED
    said = _told(checked)
    known = report.ties.loc[report.ties["utslag"] == reconcile.KÄND, "förklaring"]
    place = f"{report.settings.texter}/{report.period}"
    lines = [f"Känd avvikelse: {text}" for text in known]
    lines += [comment.line(place) for comment in report.missing_comments]
    for line in (*lines, "") if lines else ():
        click.echo(line)
    click.echo(f"{said}. Underlaget för {asked.period} är kontrollerat och alla avstämningar går ihop.")
    click.echo(f"Härnäst: {next_step(report) or f'ekonomi rapport {params}'}")
    return 0


def _told(findings: Iterable[Finding]) -> str:
    """Tell each finding in a line, the gravest first, and return how many: `1 stopp, 2 varningar, 0 upplysningar`."""
    found = []
    for severity, group in groupby(ordered(findings), key=lambda finding: finding.kontroll.severity):
        for finding in group:
            click.echo(coloured(finding))
            found.append(severity)
        click.echo()
    return ", ".join(counted(found.count(grave), word.lower()) for grave, word in LABELS.items())
