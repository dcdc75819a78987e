"""`ekonomi prognos`, `utvardera` and `prognosunderlag`: forecasts of any monthly series, theirs and the managers'."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekonomi import terms
from ekonomi.checklist import VÄRDEN, ÖVRIGT
from ekonomi.cli.words import PATH, Command, counted
from ekonomi.errors import DataError, UsageError, stop_on
from ekonomi.export.folder import write_whole
from ekonomi.period import shift

if TYPE_CHECKING:
    import pandas as pd

    from ekonomi.readers.files import InputFile

DRAFT = "{}.utkast.md"
ROUND = """ekonomi prognosunderlag params/2025-03.yaml --ut prognosrundan
ekonomi prognosunderlag params/2025-03.yaml --svar prognosrundan"""
MOST_YEARS = 2
MANAGERS = "För CSV. Chefernas helårsprognoser: serie, period (då den gjordes) och prognos."
KNOWN = "Registret över kända belopp och svar på frågor: serie;månad;belopp;slag;källa."
HIERARCHY = "Tecknet som delar namnen, till exempel |: delarna summeras, och prognoserna går ihop."


@click.command(cls=Command, epilog="ekonomi prognos serier.csv --period 2025-03 --ut prognos.csv")
@click.argument("csv", type=PATH)
@click.option("--period", required=True, metavar="ÅÅÅÅ-MM", help="Sista månaden med känt utfall.")
@click.option("--ut", required=True, type=PATH, metavar="CSV", help="Filen som skrivs.")
@click.option("--hierarki", metavar="TECKEN", help=HIERARCHY)
@click.option("--kanda", "--kända", type=PATH, metavar="FIL", help=KNOWN)
def prognos(csv: Path, period: str, ut: Path, hierarki: str | None, kanda: Path | None) -> None:
    """Gör en prognos för helåret för varje serie i filen CSV (serie,månad,värde)."""
    from ekonomi.forecast import forecast, forecast_tree

    series, fil = _series(csv), str(csv)
    known = None if kanda is None else _known(kanda, series, csv)
    if hierarki:
        answer = forecast_tree(series, period, hierarki, kända=known, fil=fil)
    else:
        answer = forecast(series, period, kända=known)
    _not_ahead(series, period, fil)
    write_whole(ut, answer.to_csv(index=False, lineterminator="\n"))
    left_out = int(((series["månad"] > period) & series["värde"].notna()).sum())
    note = f" {counted(left_out, 'rad')} efter {period} räknades inte med." if left_out else ""
    if known is not None and (idle := _idle(known, period)):
        note += f" {counted(idle, 'rad')} i {kanda} räknades inte med: annat år, eller en månad som slaget inte gäller."
    last = series.dropna(subset=["värde"]).groupby("serie")["månad"].max()
    if behind := int(last.between(shift(period, -12), shift(period, -1)).sum()):
        note += f" {counted(behind, 'serie')} saknar utfall i {period}."
    asked = int((answer["anmärkning"] != "").sum())
    note += f" {counted(asked, 'serie')} har en anmärkning att svara på." if asked else ""
    click.echo(f"Prognosen för {counted(len(answer), 'serie')} finns i {ut}.{note}")


def _idle(known: "pd.DataFrame", period: str) -> int:
    """How many rows of what is known the forecast can not use: of another year, or of a month passed or to come."""
    month, year = known["månad"], period[:4]
    ahead = (month > period) | (month == year)
    used = (month.str[:4] == year) & (ahead != known["slag"].isin(terms.ANSWERS))
    return int((~used & ~((known["slag"] == terms.KÄNT) & (month.str[:4] <= year))).sum())


def _not_ahead(series: "pd.DataFrame", period: str, fil: str) -> None:
    """Raises DataError where no series has an outcome so late as `period`: what is missing is not zero."""
    filled = series.dropna(subset=["värde"])
    last = str(filled["månad"].max()) if len(filled) else period
    if last < period:
        action = f"Ange --period {last}, eller lägg till månaderna."
        raise DataError(VÄRDEN.at(fil, None, "månad", f"utfall till och med {last}", f"utfall i {period}", action))


def _series(path: Path) -> "pd.DataFrame":
    """The series of a file, each month once. Raises DataError."""
    from ekonomi.readers.series import read_series
    from ekonomi.sources.series import told_twice

    rows = read_series(_file(path))
    stop_on(told_twice(rows, ["serie", "månad"], str(path)))
    return rows


def _known(path: Path, series: "pd.DataFrame", csv: Path) -> "pd.DataFrame":
    """The register of what is known of some series. Raises DataError."""
    from ekonomi.readers.series import read_known
    from ekonomi.sources.beside import faulty_known

    known = read_known(_file(path))
    named = known["serie"].isin(series["serie"])
    stop_on(faulty_known(known, named, str(path), (f"en serie i {csv}", "Rätta namnet.")))
    return known


@click.command(
    cls=Command, epilog="ekonomi utvardera params/2025-03.yaml\nekonomi utvardera serier.csv --period 2025-03"
)
@click.argument("källa", type=PATH, metavar="PARAMS|CSV")
@click.option("--period", metavar="ÅÅÅÅ-MM", help="Åren före periodens år prövas. [filens sista månad]")
@click.option("--hierarki", metavar="TECKEN", help=f"För CSV. {HIERARCHY}")
@click.option("--chefer", type=PATH, metavar="CSV", help=MANAGERS)
@click.option("--ut", type=PATH, metavar="CSV", help="Skriv varje prövad prognos hit.")
def utvardera(källa: Path, period: str | None, hierarki: str | None, chefer: Path | None, ut: Path | None) -> None:
    """Visa hur träffsäkra prognoserna hade varit de två senaste hela åren, per nivå och månad."""
    from ekonomi.forecast import summary
    from ekonomi.tables.accuracy import IN_MNKR

    if källa.suffix.casefold() in (".yaml", ".yml"):
        if hierarki or chefer:
            raise UsageError("Nivåer och chefernas prognos finns redan i PARAMS; skriv bara filen.")
        tried = _of_report(källa, period)
    else:
        tried = _of_file(källa, period, hierarki, chefer)
    if tried.empty:
        found = "inget helt år att pröva"
        raise DataError(ÖVRIGT.at(str(källa), funnet=found, väntat="minst ett", åtgärd="Lägg till historik."))
    if ut is not None:
        write_whole(ut, tried.to_csv(index=False, lineterminator="\n"))
    levels = list(dict.fromkeys(tried["nivå"]))
    scores = summary(tried, ("nivå", "månad", "källa"))
    scores.loc[scores["nivå"].isin(IN_MNKR), ["medianfel", "WAPE"]] = float("nan")
    unit = "" if källa.suffix.casefold() == ".csv" else ", medelfel i mnkr"
    if unit:
        scores["MAE"] /= terms.ÖRE_PER_MNKR
    click.echo("\n\n".join(_as_text(f"{level}{unit}", scores[scores["nivå"] == level]) for level in levels))


def _whole_years(series: "pd.DataFrame", period: str) -> int:
    """How many years before that of `period` begin with a known January or a month before it."""
    known = series.dropna(subset=["värde"])["månad"]
    first = str(known.min()) if len(known) else period
    return max(int(period[:4]) - int(first[:4]) - (first[5:] > "01"), 0)


def _of_report(params: Path, period: str | None) -> "pd.DataFrame":
    """The replays of a report's two trees, from the whole down to its parts, with the managers' forecasts."""
    import pandas as pd

    from ekonomi.outlook import by_organisation, by_service, replay
    from ekonomi.params import load_params
    from ekonomi.report import new_report
    from ekonomi.tables.accuracy import LEVELS

    report = new_report(load_params(params))
    until = period or report.params.period
    register = report.sources.known
    trees = [by_organisation(report.cube, report.slag, until, register)]
    if report.allocated is not None and report.grupper is not None:
        trees.append(by_service(report.allocated, report.grupper, until, register))
    tried = pd.concat([replay(tree, until) for tree in trees], ignore_index=True)
    order = {level: place for place, level in enumerate(LEVELS)}
    known = tried[tried["nivå"].isin(order)]
    return known.sort_values("nivå", key=lambda levels: levels.map(order), kind="stable", ignore_index=True)


def _of_file(path: Path, period: str | None, separator: str | None, managers: Path | None) -> "pd.DataFrame":
    """The replays of a CSV's series: all on one level, or on those that their names tell."""
    import pandas as pd

    from ekonomi.forecast import evaluate
    from ekonomi.forecast.hierarchy import Closes
    from ekonomi.forecast.panel import levels_of, tree
    from ekonomi.readers.series import MANAGERS
    from ekonomi.readers.tabular import read_table

    series = _series(path)
    known = series.dropna(subset=["värde"])
    until = period or (str(known["månad"].max()) if len(known) else "")
    years = min(MOST_YEARS, _whole_years(series, until))
    if not years:
        return pd.DataFrame()
    names = pd.Index(sorted(series["serie"].unique()), dtype=object)
    whole = None
    if separator:
        whole = Closes(lambda close: series[series["månad"] <= close], tree(names, separator, fil=str(path)))
    decided = None if managers is None else read_table(_file(managers), MANAGERS)
    tried = evaluate(series, until, years=years, closes_of=whole, managers=decided)
    if separator is None:
        return tried.assign(nivå="Alla serier")
    depth = levels_of(tried["serie"], separator)
    told = tried.assign(nivå=["Helheten" if d == 0 else f"Nivå {d}" for d in depth], djup=depth)
    return told.sort_values("djup", kind="stable", ignore_index=True).drop(columns="djup")


def _as_text(level: str, scores: "pd.DataFrame") -> str:
    """The scores of one level as a table of text: a row per months known and source, shares in per cent."""
    from ekonomi import style
    from ekonomi.forecast.odd import number

    lines = [level, "månader  källa    antal  medianfel    WAPE  träff 80 %  träff 95 %       medelfel"]
    for row in scores.to_dict("records"):
        widths = {"medianfel": 11, "WAPE": 8, "träff_80": 12, "träff_95": 12}
        told = {share: Decimal(str(row[share] * 100)) for share in widths if row[share] == row[share]}
        shown = {share: style.shown(value, style.PER_CENT) for share, value in told.items()}
        cells = [shown.get(share, style.MISSING).rjust(width) for share, width in widths.items()]
        lines.append(f"{row['månad']:7}  {row['källa']:8}{row['antal']:6}{''.join(cells)}{number(row['MAE']):>15}")
    return "\n".join(lines)


def _file(path: Path) -> "InputFile":
    """The file as the readers take it. Raises UsageError where there is none."""
    from ekonomi.readers.files import InputFile

    if not path.is_file():
        raise UsageError(f"Filen {path} finns inte.")
    return InputFile(str(path), path.read_bytes())


@click.command(cls=Command, epilog=ROUND)
@click.argument("params", type=PATH)
@click.option("--ut", type=PATH, metavar="MAPP", help="Mappen som arbetsböckerna skrivs i; med --svar kommentarerna.")
@click.option(
    "--svar", type=PATH, metavar="MAPP", help="Mappen med besvarade arbetsböcker: visa vad som har kommit in."
)
def prognosunderlag(params: Path, ut: Path | None, svar: Path | None) -> None:
    """Skriv en arbetsbok per verksamhetsområde för chefernas prognos, eller visa vad som har kommit in i dem."""
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
    click.echo(f"{counted(len(made), 'arbetsbok')} finns i {ut}.")
