"""Budgets and forecasts: a column per month, a row per month or the full year, told by the headings."""

import re
from pathlib import Path

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.checklist import ÖVRIGT
from ekonomi.errors import DataError
from ekonomi.importing.choices import Choices
from ekonomi.importing.delivery import COLUMNS, Delivery
from ekonomi.params import DatabaseSource
from ekonomi.params.sources import BudgetHeadings, ForecastHeadings
from ekonomi.readers import database, plans, sie
from ekonomi.readers.files import InputFile
from ekonomi.readers.sql import read_sql_plan
from ekonomi.readers.tabular import cell_rows
from ekonomi.readers.unit4 import CREDIT, DEBIT
from ekonomi.readers.workbook import ENDINGS

WIDE, LONG, FULL_YEAR = "bred", "lång", "helår"
_FORMS = {WIDE: "en kolumn per månad", LONG: "en rad per månad", FULL_YEAR: "helår"}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_REPORT = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])(?!\d)")


def plan_form(file: InputFile, choices: Choices) -> str | None:
    """WIDE, LONG or FULL_YEAR for a budget or a forecast; None for what is none, as far as the headings tell.

    A file of a row per month looks like a ledger: it is a plan only where `beloppstyp` says so.
    """
    if choices.beloppstyp == terms.UTFALL:
        return None
    wide, full = _wide(choices), _full_year(choices)
    months = {title.casefold() for title in wide.månader}
    year = {full.kostnadsslag.casefold(), full.belopp.casefold()}
    for cells in cell_rows(file, choices.sheet):
        titles = {cell.casefold() for cell in cells}
        if months <= titles:
            return WIDE
        if year <= titles:
            return FULL_YEAR
    return LONG if choices.beloppstyp else None


def plan_delivery(file: InputFile, form: str, choices: Choices) -> Delivery:
    """The rows of a plan, a row per month that is not zero. Raises DataError.

    Where nothing is said: a column per month is a budget, the full year a forecast; the year, the version of a
    budget (its year) and of a forecast (the period of its report) stand in the name of the file.
    """
    beloppstyp = choices.beloppstyp or (terms.PROGNOS if form == FULL_YEAR else terms.BUDGET)
    sign = choices.sign or (CREDIT if form == FULL_YEAR else DEBIT)
    rows = _rows(file, form, choices)
    version = _version(file, beloppstyp, rows, choices)
    kind = "arbetsbok" if file.suffix in ENDINGS else "textfil"
    named = f"{beloppstyp} i {kind}, {_FORMS[form]}"
    return _delivery(file, rows, sign, beloppstyp, version, named, choices)


def _delivery(
    file: InputFile, rows: pd.DataFrame, sign: str, beloppstyp: str, version: str, form: str, choices: Choices
) -> Delivery:
    kept = rows[rows["belopp"] != 0].sort_values(["rad", "period"], ignore_index=True)
    complete = plans.plan_rows(kept, file.name, sign, beloppstyp, version, choices.decided)
    zero = len(rows) - len(kept)
    return Delivery(
        name=file.name,
        form=f"{form}, version {version}",
        nämnd="",
        rows=complete.assign(**{sie.OTHER: ""}).reindex(columns=list(COLUMNS), fill_value=""),
        vouchers=(),
        skipped=(sie.Skipped("belopp", zero, "de är noll"),) if zero else (),
    )


def table_delivery(source: DatabaseSource, where: str, form: str, choices: Choices) -> Delivery:
    """A budget or a forecast out of a database, a row per konto and month. Raises DataError."""
    beloppstyp, version = choices.beloppstyp or terms.BUDGET, choices.version or ""
    _check_report(database.label(source, where), beloppstyp, version)
    file, rows = read_sql_plan(source, Path(), where, choices.year)
    return _delivery(
        file, rows, choices.sign or DEBIT, beloppstyp, version, f"{beloppstyp} i {form}", choices
    )


def _rows(file: InputFile, form: str, choices: Choices) -> pd.DataFrame:
    """Codes, period, belopp (the file's sign) and rad, zeros among them."""
    if form == WIDE:
        return plans.wide_rows(file, _wide(choices), _year(file, choices), choices.sheet)
    if form == LONG:
        amount = schema.AMOUNT if choices.decimal == "," else schema.AMOUNT_POINT
        headings = _wide(choices).model_dump(exclude={"månader"})
        return plans.long_rows(file, plans.long_contract(headings, amount), choices.sheet)
    rows = plans.full_year_rows(file, _full_year(choices), choices.sheet)
    return rows.assign(period=f"{_year(file, choices)}-12")


def _wide(choices: Choices) -> BudgetHeadings:
    return BudgetHeadings.model_validate(choices.headings_of(BudgetHeadings))


def _full_year(choices: Choices) -> ForecastHeadings:
    return ForecastHeadings.model_validate(choices.headings_of(ForecastHeadings))


def _year(file: InputFile, choices: Choices) -> int:
    if choices.year is not None:
        return choices.year
    stem = Path(file.name).stem
    report = _REPORT.search(stem)
    years = {report[1]} if report else set(_YEAR.findall(stem))
    if len(years) == 1:
        return int(years.pop())
    raise DataError(
        ÖVRIGT.at(file.fil, funnet="inget år i filnamnet", väntat="planens år", åtgärd="Ange året med --ar.")
    )


def _version(file: InputFile, beloppstyp: str, rows: pd.DataFrame, choices: Choices) -> str:
    if choices.version:
        _check_report(file.fil, beloppstyp, choices.version)
        return choices.version
    if beloppstyp == terms.BUDGET:
        years = sorted(set(rows["period"].str.slice(0, 4)))
        if len(years) == 1:
            return str(years[0])
        action = "Ange det med --version."
        raise DataError(ÖVRIGT.at(file.fil, funnet="flera år", väntat="budgetens namn", åtgärd=action))
    report = _REPORT.search(Path(file.name).stem)
    if report:
        return f"{report[1]}-{report[2]}"
    expected, action = "perioden för rapporten som prognosen gjordes till", "Ange den med --version ÅÅÅÅ-MM."
    raise DataError(ÖVRIGT.at(file.fil, funnet="ingen period i filnamnet", väntat=expected, åtgärd=action))


def _check_report(fil: str, beloppstyp: str, version: str) -> None:
    """A forecast goes by the period of the report that it was made for."""
    if beloppstyp == terms.PROGNOS and not periods.is_period(version):
        action = "Rätta --version, till exempel 2025-03."
        found = f"versionen {schema.quoted(version)}"
        raise DataError(ÖVRIGT.at(fil, funnet=found, väntat="rapportens period ÅÅÅÅ-MM", åtgärd=action))
