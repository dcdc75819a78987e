"""`ekonomi importera`: ledgers, budgets and forecasts into Parquet."""

from pathlib import Path
from typing import Any

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
