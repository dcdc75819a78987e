"""`ekonomi prognos` and `ekonomi utvardera`: forecasts of any monthly series, and how they have fared."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekonomi.cli.words import Command
from ekonomi.errors import DataError, Finding, UsageError
from ekonomi.export.folder import write_whole

if TYPE_CHECKING:
    import pandas as pd

NO_CSV = "en kommaseparerad fil i UTF-8 med kolumnerna serie, månad och värde"


NO_ROWS = "inga rader under rubrikerna"
MOST_YEARS = 2
HIERARCHY = "Tecknet som delar namnen, till exempel |: delarna summeras, och prognoserna går ihop."


@click.command(cls=Command)
@click.argument("csv", type=click.Path(path_type=Path))
@click.option("--period", required=True, metavar="ÅÅÅÅ-MM", help="Sista månaden med känt utfall.")
@click.option("--ut", required=True, type=click.Path(path_type=Path), metavar="CSV", help="Filen som skrivs.")
@click.option("--hierarki", metavar="TECKEN", help=HIERARCHY)
def prognos(csv: Path, period: str, ut: Path, hierarki: str | None) -> None:
    """Gör en prognos för helåret för varje serie i filen CSV (serie,månad,värde)."""
    from ekonomi.forecast import forecast, forecast_tree

    series = _read_series(csv)
    if hierarki:
        answer = forecast_tree(series, period, hierarki, fil=str(csv))
    else:
        answer = forecast(series, period, fil=str(csv))
    write_whole(ut, answer.to_csv(index=False, lineterminator="\n"))
    left_out = int(((series["månad"] > period) & (series["värde"].str.strip() != "")).sum())
    note = f" {left_out} rader efter {period} räknades inte med." if left_out else ""
    click.echo(f"Prognosen för {len(answer)} serier finns i {ut}.{note}")


@click.command(cls=Command)
@click.argument("källa", type=click.Path(path_type=Path), metavar="PARAMS|CSV")
@click.option("--period", metavar="ÅÅÅÅ-MM", help="Åren före periodens år prövas. [filens sista månad]")
@click.option("--ut", type=click.Path(path_type=Path), metavar="CSV", help="Skriv varje prövad prognos hit.")
def utvardera(källa: Path, period: str | None, ut: Path | None) -> None:
    """Visa hur träffsäkra prognoserna hade varit de senaste två hela åren."""
    from ekonomi.forecast import evaluate, summary

    report = källa.suffix.casefold() in (".yaml", ".yml")
    series, last, managers = _of_report(källa) if report else _of_file(källa)
    until = period or last
    years = min(MOST_YEARS, _whole_years(series, until))
    if not years:
        raise DataError(Finding(str(källa), "inget helt år att pröva", "minst ett", "Lägg till historik."))
    tried = evaluate(series, until, years=years, managers=managers, fil=str(källa))
    if ut is not None:
        write_whole(ut, tried.to_csv(index=False, lineterminator="\n"))
    click.echo(_as_text(summary(tried)))


def _whole_years(series: "pd.DataFrame", period: str) -> int:
    """How many years before that of `period` begin with a known January or a month before it."""
    known = series.dropna(subset=["värde"])["månad"]
    first = str(known.min()) if len(known) else period
    return max(int(period[:4]) - int(first[:4]) - (first[5:] > "01"), 0)


Replay = tuple["pd.DataFrame", str, "pd.DataFrame | None"]


def _of_report(params: Path) -> Replay:
    """The report's series, its period, and what the managers forecast of them at each of their versions."""
    from ekonomi import terms
    from ekonomi.params import load_params
    from ekonomi.report import build_report, monthly_history

    report = build_report(load_params(params))
    period, decided = report.params.period, report.cube[report.cube["beloppstyp"] == terms.PROGNOS]
    # the same sums as of the outcome, each version standing for the month that it was made in
    as_outcome = decided.assign(beloppstyp=terms.UTFALL, period=decided["version"])
    names = {"månad": "period", "värde": "prognos"}
    return (
        monthly_history(report.cube, period),
        period,
        monthly_history(as_outcome, period).rename(columns=names),
    )


def _of_file(path: Path) -> Replay:
    from ekonomi.forecast.panel import check

    series = check(_read_series(path), str(path))
    known = series.dropna(subset=["värde"])
    return series, str(known["månad"].max()) if len(known) else "", None


def _as_text(scores: "pd.DataFrame") -> str:
    """The scores as a table of text: a row per months known and source, shares in per cent."""
    lines = ["månader  källa    antal  medianfel    WAPE  träff 80 %  träff 95 %"]
    for row in scores.to_dict("records"):
        shares = zip(("medianfel", "WAPE", "träff_80", "träff_95"), (11, 8, 12, 12), strict=True)
        cells = [_per_cent(row[share]).rjust(width) for share, width in shares]
        lines.append(f"{row['månad']:7}  {row['källa']:8}{row['antal']:6}{''.join(cells)}")
    return "\n".join(lines)


def _per_cent(share: float) -> str:
    from decimal import Decimal

    from ekonomi import style

    return style.MISSING if share != share else style.shown(Decimal(str(share * 100)), style.PER_CENT)


def _read_series(path: Path) -> "pd.DataFrame":
    """The CSV as text. Raises UsageError where there is no file, DataError where it is no CSV."""
    import pandas as pd

    if not path.is_file():
        raise UsageError(f"Filen {path} finns inte.")
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        if len(rows):
            return rows
        found = NO_ROWS
    except pd.errors.EmptyDataError:
        found = "en tom fil"
    except UnicodeDecodeError:
        found = "en annan teckenkodning än UTF-8"
    except pd.errors.ParserError:
        found = "rader med olika antal kolumner"
    raise DataError(Finding(str(path), found, NO_CSV, "Spara filen på nytt som CSV UTF-8."))
