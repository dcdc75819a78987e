"""`ekonomi prognosunderlag`: the managers' workbooks out, and what has come back in them."""

from pathlib import Path

import click

from ekonomi.cli.words import PATH, Command

DRAFT = "{}.utkast.md"
EXAMPLES = """ekonomi prognosunderlag params/2025-03.yaml --ut prognosrundan
ekonomi prognosunderlag params/2025-03.yaml --svar prognosrundan"""


@click.command(cls=Command, epilog=EXAMPLES)
@click.argument("params", type=PATH)
@click.option("--ut", type=PATH, metavar="MAPP", help="Mappen som arbetsböckerna skrivs i; med --svar kommentarerna.")
@click.option(
    "--svar", type=PATH, metavar="MAPP", help="Mappen med besvarade arbetsböcker: visa vad som har kommit in."
)
def prognosunderlag(params: Path, ut: Path | None, svar: Path | None) -> None:
    """Skriv en arbetsbok per verksamhetsområde för chefernas prognos, eller visa vad som har kommit in i dem."""
    from ekonomi.errors import UsageError
    from ekonomi.export.folder import write_whole
    from ekonomi.export.forecast_round import drafts, summary, workbooks
    from ekonomi.params import load_params
    from ekonomi.report import new_report

    if ut is None and svar is None:
        raise UsageError("Ange --ut MAPP för att skriva arbetsböckerna eller --svar MAPP för att läsa dem.")
    report = new_report(load_params(params))
    if svar is not None:
        if not svar.is_dir():
            raise UsageError(f"Mappen {svar} finns inte.")
        click.echo("\n".join(summary(report, svar)))
        if ut is not None:
            for name, text in drafts(report, svar).items():
                write_whole(ut / DRAFT.format(name), text)
                click.echo(f"{ut / DRAFT.format(name)}: kommentarerna, som ett första utkast till texten.")
        return
    assert ut is not None
    made = workbooks(report)
    standing = [name for name in made if (ut / name).exists()]
    if standing:
        raise UsageError(f"{ut / standing[0]} finns redan och kan vara besvarad. Välj en annan mapp.")
    ut.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (ut / name).write_bytes(content)
    click.echo(f"{len(made)} arbetsböcker finns i {ut}.")
