"""`ekonomi rapport`."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekonomi.cli.words import PATH, Command, counted
from ekonomi.errors import UPPLYSNING, VARNING

if TYPE_CHECKING:
    from ekonomi.report import Report
    from ekonomi.run import Extra


@click.command(cls=Command)
@click.argument("params", type=PATH)
@click.option("--ut", type=PATH, metavar="MAPP",
              help="Mappen som rapporten skrivs i, i en undermapp per period. [output/nämnd]")  # fmt: skip
@click.option("--ersatt", is_flag=True, help="Ersätt även en rapport som är fastställd, eller en annan nämnds.")
@click.option("--tyst", is_flag=True, help="Visa inte hur långt körningen har kommit.")
@click.option("--pdf", is_flag=True, help="Skriv även rapport.pdf, för utskrift och diarium (kräver Chromium).")
@click.option("--docx", is_flag=True, help="Skriv även rapporten och bilagorna som Word-dokument.")
def rapport(params: Path, ut: Path | None, ersatt: bool, tyst: bool, pdf: bool, docx: bool) -> None:
    """Gör hela rapporten för den period som filen PARAMS anger."""
    from ekonomi.params import load_params
    from ekonomi.run import run

    extras = [_printing()] if pdf else []
    if docx:
        from ekonomi.export.word import write_documents

        extras.append(write_documents)
    made = run(load_params(params), params, ut, replace=ersatt, quiet=tyst, extras=extras)
    _tell_findings(made.report, params)
    here = Path.cwd()
    place = made.folder.relative_to(here) if made.folder.is_relative_to(here) else made.folder
    click.echo(f"Rapporten finns i {place}. Börja med {place / 'rapport.html'}.")


def _printing() -> "Extra":
    """Prints rapport.pdf. Raises PdfError at once where no browser is installed."""
    from ekonomi.export.pdf import NAME, find_browser, write_pdf
    from ekonomi.run import REPORT

    browser = find_browser()
    return lambda report, sections, folder: write_pdf(browser, folder / REPORT, folder / NAME)


def _tell_findings(report: "Report", params: Path) -> None:
    """What a run says of its checks: the notes, and how many warnings there are and where they are read."""
    for finding in report.findings:
        if finding.kontroll.severity == UPPLYSNING:
            click.echo(finding.said())
    warned = Counter(one.kontroll.name for one in report.findings if one.kontroll.severity == VARNING)
    if warned:
        named = ", ".join(f"{name} ({count})" for name, count in warned.items())
        click.echo(f"{counted(warned.total(), VARNING)}: {named}. Läs dem med: ekonomi kontroll {params}", err=True)
