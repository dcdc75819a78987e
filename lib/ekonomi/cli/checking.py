"""`ekonomi kontroll`: every check of the input and every tie-out, a line per finding, and nothing written."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import click

from ekonomi.cli.words import PATH, Command, coloured, counted
from ekonomi.errors import LABELS, DataError, Finding, ordered, stop_on, stops

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
