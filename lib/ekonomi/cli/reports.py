"""`ekonomi rapport` and `ekonomi kontroll`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekonomi.cli.words import Command

if TYPE_CHECKING:
    from ekonomi.report import Report
    from ekonomi.run import Extra


@click.command(cls=Command)
@click.argument("params", type=click.Path(path_type=Path))
@click.option("--ut", type=click.Path(path_type=Path), default=Path("output"), metavar="MAPP",
              help="Mappen som rapporten skrivs i, i en undermapp per period. [output]")  # fmt: skip
@click.option("--ersatt", is_flag=True, help="Ersätt även en rapport som är fastställd.")
@click.option("--tyst", is_flag=True, help="Visa inte hur långt körningen har kommit.")
@click.option(
    "--pdf", is_flag=True, help="Skriv även rapport.pdf, för utskrift och diarium (kräver Chromium)."
)
@click.option("--docx", is_flag=True, help="Skriv även rapporten och bilagorna som Word-dokument.")
def rapport(params: Path, ut: Path, ersatt: bool, tyst: bool, pdf: bool, docx: bool) -> None:
    """Gör hela rapporten för den period som filen PARAMS anger."""
    from ekonomi.params import load_params
    from ekonomi.run import run

    extras = [extra() for extra, asked in ((_printing, pdf), (_documents, docx)) if asked]
    made = run(load_params(params), params, ut, replace=ersatt, quiet=tyst, extras=extras)
    _tell_notes(made.report)
    click.echo(f"Rapporten finns i {made.folder}. Börja med {made.folder / 'rapport.html'}.")


def _printing() -> "Extra":
    """Prints rapport.pdf. Raises PdfError at once where no browser is installed."""
    from ekonomi.export.pdf import NAME, find_browser, write_pdf
    from ekonomi.run import REPORT

    browser = find_browser()
    return lambda report, sections, folder: write_pdf(browser, folder / REPORT, folder / NAME)


def _documents() -> "Extra":
    """Writes rapport.docx, and each appendix as a document."""
    from ekonomi.export.word import write_documents

    return write_documents


@click.command(cls=Command)
@click.argument("params", type=click.Path(path_type=Path))
def kontroll(params: Path) -> None:
    """Läs och kontrollera underlaget och stäm av siffrorna, utan att skriva något."""
    from ekonomi.params import load_params
    from ekonomi.report import build_report
    from ekonomi.run import stop_at_failed_tie_out

    report = build_report(load_params(params))
    _tell_notes(report)
    _tell_known_differences(report)
    stop_at_failed_tie_out(report)
    for comment in report.missing_comments:
        click.echo(comment.line(f"{report.settings.texter}/{report.params.period}"))
    click.echo(f"Underlaget för {report.params.period} är kontrollerat och alla avstämningar går ihop.")


def _tell_notes(report: "Report") -> None:
    for finding in report.findings:
        click.echo(f"Upplysning: {finding.line()}")


def _tell_known_differences(report: "Report") -> None:
    from ekonomi.reconcile import KÄND

    known = report.reconciliation[report.reconciliation["utslag"] == KÄND]
    for text in known["förklaring"]:
        click.echo(f"Känd avvikelse: {text}")
