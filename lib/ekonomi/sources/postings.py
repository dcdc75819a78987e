"""The postings: utfall, budget and prognos; codes held against registers, exports against themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ekonomi import schema, terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found
from ekonomi.readers.files import InputFile
from ekonomi.readers.plans import forecast_contract, read_forecast
from ekonomi.readers.tabular import read_cells, read_table
from ekonomi.readers.unit4 import DEBIT
from ekonomi.registers import look_up
from ekonomi.registers.findings import CODES, OKÄND_KOD, code_findings
from ekonomi.registers.forms import shifted_findings
from ekonomi.schema import Column, Contract
from ekonomi.sources.checks import after_period, balance_findings, repeated_vouchers, statement_findings, unproven
from ekonomi.sources.door import Dated, Door
from ekonomi.sources.exports import column_names, read_budget_source, read_exports
from ekonomi.sources.series import cut_at_limit
from ekonomi.sources.standing import REGISTERS


def read_utfall(door: Door, dated: Dated) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The huvudbok's result rows of every month, and its balance rows; faults are kept at the door.

    Both are LEDGER and kostnadsslag.
    """
    source = door.settings.källor.huvudbok
    headings = column_names(source)
    exports = read_exports(door)
    parts, balances, unbalanced = [], [], []
    for file, rows in exports:
        if rows is None:
            continue
        rows = _with_kostnadsslag(rows, dated)
        door.notes += cut_at_limit(rows["rad"], door.settings.kontroller.radgränser, file.fil)
        if (rows["kostnadsslag"] == terms.BALANS).any():
            sign = -1 if source.tecken == DEBIT and source.format != "parquet" else 1
            door.faults += balance_findings(rows, headings["belopp"], file.fil, sign)
        else:
            unbalanced.append((file, rows))
        balances.append(rows[rows["kostnadsslag"] == terms.BALANS])
        parts.append(_result_rows(door, rows, dated, headings, file.fil))
        door.notes += after_period(parts[-1], door.period, headings["period"], file.fil)
    if dated.frames["accounts"] is not None:  # else nothing tells which accounts are of the balance
        _check_statement(door, unbalanced)
    if read := [(file, rows) for file, rows in exports if rows is not None]:
        whole, files = (
            pd.concat([rows for _, rows in read], ignore_index=True),
            {file.name: file.fil for file, _ in read},
        )
        door.faults += repeated_vouchers(whole, headings["verifikation"], files)
    utfall = pd.concat(parts, ignore_index=True) if parts else _no_postings()
    if parts and len(parts) == len(exports) and not (utfall["period"] == door.period).any():
        door.faults += nothing_in(door, utfall)
    return utfall, pd.concat(balances, ignore_index=True) if balances else _no_postings()


def read_plans(door: Door, dated: Dated) -> list[pd.DataFrame]:
    """Every budget and every forecast, LEDGER and kostnadsslag; faults are kept at the door."""
    sources = door.settings.källor
    parts, plans = [], []
    for index, budget in enumerate(sources.budget):
        headings = (budget.databas or budget).kolumner.model_dump()
        parts.append((*read_budget_source(door, budget, index), headings))
    for index, forecast in enumerate(sources.prognos):
        folder = (door.folder / forecast.fil).is_dir()
        place = ("källor", "prognos", index, "fil")
        found = door.sources([f"{forecast.fil}/*.xlsx"], *place[:-1]) if folder else [door.source(forecast.fil, *place)]
        for file in found:
            rows = door.attempt(read_forecast, file, forecast) if file else None
            if folder and file and rows is not None:
                door.notes += unanswered(read_cells(file, forecast_contract(forecast), sheet=forecast.blad), file.fil)
            parts.append((file, rows, forecast.kolumner.model_dump()))
    for file, rows, headings in parts:
        if file and rows is not None:
            door.notes += cut_at_limit(rows["rad"], door.settings.kontroller.radgränser, file.fil)
            plans.append(_result_rows(door, _with_kostnadsslag(rows, dated), dated, headings, file.fil))
    return plans


@Check("prognosunderlag utan svar", VARNING,
       finds="En arbetsbok i prognosrundan med rader som ingen har svarat på.",
       action="Raderna räknas som noll: be om svar, eller skriv beloppet i arbetsboken.")  # fmt: skip
def unanswered(cells: pd.DataFrame, fil: str) -> Iterator[Found]:
    """The lines of a workbook of the round whose free column is empty; `cells` are its text."""
    empty = cells[cells["belopp"] == ""]
    if len(empty):
        found = f"{schema.rows(len(empty))} utan svar av {len(cells)}"
        yield Found(fil, int(empty["rad"].iloc[0]), "belopp", found, "ett helårsbelopp på varje rad")


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
    result = rows[rows["kostnadsslag"] != terms.BALANS].reset_index(drop=True)
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
        coded = rows[rows[column] != ""] if column in rows else rows[:0]
        if headings.get(column) and rule.register not in dated.files and len(coded):
            register = REGISTERS[rule.register][0]
            found = f"{coded[column].nunique()} koder för {column}, men inget register över dem"
            expected = f"registret {register}, eller ingen sådan kolumn"
            action = f"Ange {register} under registerfiler, eller skriv {column}: null under kolumner."
            yield Found(fil, coded["rad"].iloc[0], headings[column], found, expected, action)


def _check_statement(door: Door, unbalanced: list[tuple[InputFile, pd.DataFrame]]) -> None:
    """Tie exports without classes 1–2 out against the resultatrapport; note where there is none."""
    source = door.settings.källor.resultatrapport
    if source is None:
        door.notes += unproven(file.fil for file, _ in unbalanced)
        return
    file = door.source(source.fil, "källor", "resultatrapport", "fil")
    titles = source.kolumner
    columns = (
        Column("konto", schema.CODE, titles.konto),
        Column("period", schema.LEDGER_PERIOD, titles.period),
        Column("belopp", schema.AMOUNT, titles.belopp),
    )
    statement = door.attempt(read_table, file, Contract("resultatrapport", columns)) if file else None
    if file and statement is not None and unbalanced:
        belopp = -statement["belopp"] if source.tecken == DEBIT else statement["belopp"]
        rows = pd.concat([rows for _, rows in unbalanced])
        door.faults += statement_findings(rows, statement.assign(belopp=belopp), titles.belopp, file.fil)


def _no_postings() -> pd.DataFrame:
    numbers = {"belopp": "int64", "rad": "int64"}
    columns = {
        name: pd.Series([], dtype=numbers.get(name, "str")) for name in (*schema.LEDGER, "kostnadsslag", "resultatrad")
    }
    return pd.DataFrame(columns)


@Check("period utan poster", STOPPAR,
       finds="Rapportens period har inga poster i huvudboken.",
       action="Lägg till periodens uttag, eller rätta period i parametrarna.")  # fmt: skip
def nothing_in(door: Door, utfall: pd.DataFrame) -> Iterator[Found]:
    """No posting of the period, though every export could be read."""
    months = f"poster i {utfall['period'].min()}–{utfall['period'].max()}" if len(utfall) else "inga poster"
    found = f"{months} i huvudbokens filer, men inga i {door.period}"
    yield Found(*door.settings.place("källor", "huvudbok", "filer"), found, f"poster i {door.period}")
