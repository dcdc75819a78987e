"""`ekonomi importera`: ledgers into Parquet."""

from pathlib import Path

import click

from ekonomi.cli.words import Command


@click.command(cls=Command)
@click.argument("filer", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL…")
@click.option("--till", required=True, type=click.Path(path_type=Path), metavar="MAPP",
              help="Mappen med huvudboken som Parquet; den görs om den inte finns.")  # fmt: skip
@click.option("--dim", multiple=True, metavar="N=NAMN",
              help="SIE-dimension N läses till kolumnen NAMN (ansvar, tjänst, projekt eller motpart). "
              "Får anges flera gånger. [1=ansvar, 6=projekt]")  # fmt: skip
@click.option("--namnd", metavar="NAMN", help="Vems bokföring det är, i stället för det som filen anger.")
def importera(filer: tuple[Path, ...], till: Path, dim: tuple[str, ...], namnd: str | None) -> None:
    """Läs in huvudböcker (SIE, SIE 5, Unit4) i en mapp med Parquet-filer."""
    from ekonomi.importing import import_files, read_dimensions, receipt_lines

    for imported in import_files(filer, till, read_dimensions(dim), namnd):
        for line in receipt_lines(imported):
            click.echo(line)
    click.echo(f"Huvudboken finns i {till}.")
