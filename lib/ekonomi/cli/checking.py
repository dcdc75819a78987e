"""`ekonomi kontroll`: every check of the input and every tie-out, a line per finding, and nothing written."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekonomi.cli.words import Command, counted
from ekonomi.errors import SEVERITIES, DataError, Finding, ordered

if TYPE_CHECKING:
    from ekonomi.report import Report

STOPPED = 1


@click.command(cls=Command)
@click.argument("params", type=click.Path(path_type=Path))
@click.option("--ut", type=click.Path(path_type=Path), metavar="MAPP",
              help="Mappen med tidigare rapporter, vars stängda år jämförs. [output/nämnd]")  # fmt: skip
def kontroll(params: Path, ut: Path | None) -> int:
    """Kontrollera underlaget och stäm av siffrorna, utan att skriva något."""
    from ekonomi import reconcile, terms
    from ekonomi.params import load_params
    from ekonomi.report import new_report

    checked: tuple[Finding, ...] | None = None
    try:
        asked = load_params(params)
        report = new_report(asked.model_copy(update={"upplaga": terms.NÄMND}), out=ut)
        checked = report.findings
        if faults := reconcile.failed(report.ties):
            raise DataError(faults)
    except DataError as error:
        found = (*error.findings, *(error.notes if checked is None else checked))
        _tell(found)
        click.echo(f"{_summary(found)}. {_AFTER[checked is not None]}")
        return STOPPED
    _tell(report.findings)
    _tell_rest(report)
    done = f"Underlaget för {asked.period} är kontrollerat och alla avstämningar går ihop."
    click.echo(f"{_summary(report.findings)}. {done}")
    return 0


_AFTER = {
    False: "Rätta stoppen och kör kontrollen igen; det som återstår prövas då.",
    True: "Rätta stoppen och kör kontrollen igen.",
}


def _tell(findings: Iterable[Finding]) -> None:
    """A line per finding, the gravest first, with an empty line between one severity and the next."""
    for _, group in groupby(ordered(findings), key=lambda finding: finding.kontroll.severity):
        for finding in group:
            click.echo(finding.said())
        click.echo()


def _summary(findings: Iterable[Finding]) -> str:
    """`1 stopp, 2 varningar, 0 upplysningar`."""
    found = [finding.kontroll.severity for finding in findings]
    return ", ".join(counted(found.count(grave), grave) for grave in SEVERITIES)


def _tell_rest(report: "Report") -> None:
    """The differences known beforehand, and the comments that are not written yet."""
    from ekonomi.reconcile import KÄND

    known = report.ties[report.ties["utslag"] == KÄND]
    lines = [f"Känd avvikelse: {text}" for text in known["förklaring"]]
    place = f"{report.settings.texter}/{report.period}"
    lines += [comment.line(place) for comment in report.missing_comments]
    for line in (*lines, "") if lines else ():
        click.echo(line)
