"""The postings: utfall, budget and prognos; codes held against registers, exports against themselves."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd

from ekonomi import schema, sets, terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found
from ekonomi.params.sources import StatementSource
from ekonomi.readers.tabular import read_table
from ekonomi.readers.unit4 import DEBIT
from ekonomi.registers import look_up
from ekonomi.registers.findings import CODES, OKÄND_KOD, code_findings
from ekonomi.registers.forms import shifted_findings
from ekonomi.schema import Column, Contract
from ekonomi.sources.checks import after_period, delivery_findings, statement_findings, unbalanceable
from ekonomi.sources.delivery import Delivery
from ekonomi.sources.door import LOG, Dated, Door
from ekonomi.sources.exports import column_names, read_budgets, read_exports, read_forecasts
from ekonomi.sources.standing import REGISTERS

_OF_KONTO: Final = ("kostnadsslag", "resultatrad")


def read_utfall(door: Door, dated: Dated) -> tuple[sets.InPlace, pd.DataFrame]:
    """The huvudbok's rows of every month and account, and their sums (`Delivery.sums`); faults are kept at the door.

    Both have kostnadsslag and resultatrad.
    """
    source, accounts = door.settings.källor, dated.frames["accounts"]
    exports = read_exports(door)
    read, whole = _told(exports), all(exports)
    stated = source.resultatrapport is not None
    door.keep(delivery_findings(read, door.settings.kontroller.radgränser, accounts, stated=stated))
    if source.resultatrapport is not None:
        _check_statement(door, source.resultatrapport, unbalanceable(read, accounts))
    headings, parts = column_names(source.huvudbok), []
    for one in read:
        parts.append(_with_kostnadsslag(one.sums, dated))
        result = _result_rows(door, parts[-1], dated, headings, one.file.fil)
        door.notes += after_period(result, door.period, headings["period"], one.file.fil)
    sums = pd.concat(parts, ignore_index=True) if parts else _no_postings()
    if read and whole and not (_of_result(sums)["period"] == door.period).any():
        door.faults += nothing_in(door, _of_result(sums))
    rows = sets.together([one.table for one in read] or [sets.table(_no_postings()).select(schema.LEDGER)])
    return rows.then(partial(_with_slag, sums[["konto", "period", *_OF_KONTO]].drop_duplicates()), sums), sums


def _with_slag(told: pd.DataFrame, rows: "sets.Table") -> "sets.Table":
    """`rows` with what is `told` of their konto and month, as an expression: a database that is read takes no table."""
    import ibis

    cases: dict[str, list[Any]] = {name: [] for name in _OF_KONTO}
    for name, branches in cases.items():
        steady = told.groupby("konto")[name].transform("nunique") == 1
        for text, own in told[steady].groupby(name)["konto"]:
            branches.append((rows["konto"].isin(sorted({*own})), text))
        for (slag, konto), own in told[~steady].groupby([name, "konto"])["period"]:
            branches.append(((rows["konto"] == konto) & rows["period"].isin([*own]), slag))
    return rows.mutate(
        **{name: ibis.cases(*branches, else_="") if branches else "" for name, branches in cases.items()}
    )


def _of_result(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["kostnadsslag"] != terms.BALANS].reset_index(drop=True)


def _told(deliveries: Sequence[Delivery | None]) -> list[Delivery]:
    """The deliveries that could be read, each told in the log."""
    read = [one for one in deliveries if one]
    for one in read:
        LOG.info("%s: %d rader", one.file.fil, len(one.table))
    return read


def read_plans(door: Door, dated: Dated) -> list[pd.DataFrame]:
    """Every budget and every forecast, LEDGER and kostnadsslag; faults are kept at the door."""
    plans = _told([*read_budgets(door), *read_forecasts(door)])
    door.keep(delivery_findings(plans, door.settings.kontroller.radgränser))
    rows = [_result_rows(door, _with_kostnadsslag(one.rows, dated), dated, one.titles, one.file.fil) for one in plans]
    whole = pd.concat(rows) if rows else _no_postings()
    held = [stood_in(one, part, whole) if one.open else part for one, part in zip(plans, rows, strict=True)]
    door.notes += unanswered(plans, held)
    return held


def stood_in(given: Delivery, rows: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """The rows of a workbook of the round, its open lines at what `plans` (every budget and forecast) said before."""
    line = ["ansvar", "tjänst", "projekt", "motpart", "kostnadsslag"]
    version = str(rows["version"].iloc[0])
    planned = plans[plans["period"].str[:4] == version[:4]]
    budget, forecast = (planned[planned["beloppstyp"] == kind] for kind in (terms.BUDGET, terms.PROGNOS))
    before = forecast[forecast["version"] < version]
    before = budget if before.empty else before
    said = before[before["version"] == before["version"].max()].groupby(line)["belopp"].sum()
    stands = pd.Series(said.reindex(pd.MultiIndex.from_frame(rows[line])).fillna(0).to_numpy(), rows.index)
    return rows.assign(belopp=rows["belopp"].mask(rows["rad"].isin(given.open), stands).astype("int64"))


@Check("prognosunderlag utan svar", VARNING, action="Be om svar, eller skriv beloppet i arbetsboken.")
def unanswered(given: Sequence[Delivery], rows: Sequence[pd.DataFrame]) -> Iterator[Found]:
    """En arbetsbok i prognosrundan med rader som ingen har svarat på. De räknas med föregående prognos, eller med
    budgeten i årets första; en fastställd rapport stoppas.

    The sum (income +) is what stands in their place; `rows` as `stood_in`.
    """
    for one, part in zip(given, rows, strict=True):
        if one.open:
            stands = schema.kronor(part.loc[part["rad"].isin(one.open), "belopp"].sum())
            found = f"{schema.rows(len(one.open))} utan svar av {len(part)}, räknade till {stands} (intäkt +)"
            yield Found(one.file.fil, min(one.open), one.titles["belopp"], found, "ett helårsbelopp på varje rad")


def _with_kostnadsslag(rows: pd.DataFrame, dated: Dated) -> pd.DataFrame:
    """The rows with the kostnadsslag of their konto (a forecast has its own) and its resultatrad."""
    if "kostnadsslag" not in rows:
        rows = _found(rows, "konto", "kostnadsslag", dated.frames["accounts"])
    return _found(rows, "kostnadsslag", "resultatrad", dated.frames["lines"])


def _found(rows: pd.DataFrame, code: str, wanted: str, register: pd.DataFrame | None) -> pd.DataFrame:
    """The rows with a column `wanted` of a register, "" where the code or the register is unknown."""
    found = "" if register is None else look_up(rows, code, register, [wanted])[wanted].fillna("")
    return rows.assign(**{wanted: found})


def _result_rows(door: Door, rows: pd.DataFrame, dated: Dated, headings: Mapping[str, Any], fil: str) -> pd.DataFrame:
    """The rows of result accounts; faulty codes are kept at the door. Of balance rows only konto is asked."""
    result = _of_result(rows)
    registers = {
        column: register
        for column, rule in CODES.items()
        if headings.get(column)
        and rule.register in dated.files
        and (register := dated.frames[rule.register]) is not None
    }
    door.faults += unregistered(result, dated, headings, fil)
    known = {column: register[column] for column, register in registers.items()}
    shifted = shifted_findings(result, known, headings, fil)
    door.faults += shifted
    for column, register in registers.items():
        if headings[column] not in {finding.kolumn for finding in shifted}:
            door.faults += code_findings(
                result, column, register, headings[column], fil, dated.files[CODES[column].register]
            )
    return result


@OKÄND_KOD
def unregistered(rows: pd.DataFrame, dated: Dated, headings: Mapping[str, Any], fil: str) -> Iterator[Found]:
    """Each column that the settings have read, and that holds codes of a register that is left out."""
    for column, rule in CODES.items():
        if not headings.get(column) or rule.register in dated.files or column not in rows:
            continue
        coded = rows[rows[column] != ""]
        if len(coded):
            register = REGISTERS[rule.register][0]
            found = f"{coded[column].nunique()} koder för {column}, men inget register över dem"
            expected = f"registret {register}, eller ingen sådan kolumn"
            action = f"Ange {register} under registerfiler, eller skriv {column}: null under kolumner."
            yield Found(fil, coded["rad"].iloc[0], headings[column], found, expected, action)


def _check_statement(door: Door, source: StatementSource, loose: Sequence[Delivery]) -> None:
    """Tie exports without classes 1–2 out against the resultatrapport."""
    file = door.source(source.fil, "källor", "resultatrapport", "fil")
    titles = source.kolumner
    columns = (
        Column("konto", schema.CODE, titles.konto),
        Column("period", schema.LEDGER_PERIOD, titles.period),
        Column("belopp", schema.amount(source.decimaltecken), titles.belopp),
    )
    statement = door.read(read_table, file, Contract(columns)) if file else None
    if file and statement is not None and loose:
        belopp = -statement["belopp"] if source.tecken == DEBIT else statement["belopp"]
        rows = pd.concat([one.sums for one in loose])
        door.faults += statement_findings(rows, statement.assign(belopp=belopp), titles.belopp, file.fil)


def _no_postings() -> pd.DataFrame:
    columns = [*schema.LEDGER, *_OF_KONTO]
    return pd.DataFrame(columns=columns, dtype="str").astype({"belopp": "int64", "rad": "int64"})


@Check("period utan poster", STOPPAR, action="Lägg till periodens uttag, eller rätta period i parametrarna.")
def nothing_in(door: Door, utfall: pd.DataFrame) -> Iterator[Found]:
    """Rapportens period har inga poster i huvudboken."""
    months = f"poster i {utfall['period'].min()}–{utfall['period'].max()}" if len(utfall) else "inga poster"
    found = f"{months} i huvudbokens filer, men inga i {door.period}"
    yield Found(*door.settings.place("källor", "huvudbok", "filer"), found, f"poster i {door.period}")
