"""The nämnd's budget by month and the managers' forecasts of the full year."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.checklist import KONTROLLSUMMA, VÄRDEN
from ekonomi.errors import STOPPAR, Check, DataError, Found, stop_on
from ekonomi.params import BudgetSource, DatabaseSource, ForecastSource
from ekonomi.params.database import TableHeadings
from ekonomi.params.sources import BudgetHeadings, ForecastHeadings
from ekonomi.readers import values
from ekonomi.readers.database import read_sql
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells
from ekonomi.readers.unit4 import DEBIT
from ekonomi.schema import Column, Contract, Kind

CODES: Final = ("konto", "ansvar", "tjänst", "projekt", "motpart")
# a column per month, a row per month, the full year in one column
WIDE, LONG, FULL_YEAR = "bred", "lång", "helår"
UNANSWERED: Final = "utan svar"
MONTH: Final = Kind(schema.LEDGER_PERIOD.name, "en period ÅÅÅÅMM med månad 01–12", r"20[0-9]{2}-?(?:0[1-9]|1[0-2])")
# what a column that sums the months may be called; it is read only to be held against them
SUM, _SUMS = "summa", ("Helår", "Hela året", "Summa", "Totalt", "Total", "År")
_ROUNDED: Final = 0.01  # of the months' size, what a sum may differ by where they are rounded
_TOTAL: Final = r"(?i)^(?:del|slut)?(?:summa|s:a)(?:\W|$)|^total(?:t|er|summa)?(?:\W|$)"
_COLUMNS: Final = {
    WIDE: CODES,
    LONG: (*CODES, "period", "belopp"),
    FULL_YEAR: (*CODES[1:], "kostnadsslag", "belopp"),
}
_KINDS: Final = {"konto": schema.CODE, "ansvar": schema.CODE, "kostnadsslag": schema.CODE, "period": MONTH}


def plan_contract(
    headings: BudgetHeadings | ForecastHeadings | TableHeadings,
    form: str,
    year: int | None = None,
    decimaltecken: str = ",",
) -> Contract:
    """What a plan of a form must hold; the columns of a wide one are the months of `year`.

    An amount may be left out where there is no row for each.
    """
    titles = {name: getattr(headings, name) for name in _COLUMNS[form]}
    amount = schema.amount(decimaltecken, empty=form != LONG)
    kinds = _KINDS | {"belopp": amount}
    columns = [Column(name, kinds.get(name, schema.TEXT), title) for name, title in titles.items() if title]
    if form == WIDE and year is not None and isinstance(headings, BudgetHeadings):
        months = zip(periods.span(periods.make(year, 1), periods.make(year, 12)), headings.månader, strict=True)
        columns += [Column(month, amount, title) for month, title in months]
        columns += [Column(f"{SUM} {word}", schema.WORDS, word, optional=True) for word in _SUMS]
    return Contract(tuple(columns))


def read_plan(
    file: InputFile,
    headings: BudgetHeadings | ForecastHeadings,
    form: str,
    year: int | None,
    sheet: str | None,
    decimaltecken: str = ",",
) -> pd.DataFrame:
    """Codes, period, belopp (int64 öre, the file's sign) and rad of a plan, zeros too; of the full year kostnadsslag.

    The arguments are those of `plan_contract`; the full year falls in December of `year`, its attrs name the rows left
    without an amount (UNANSWERED).
    """
    contract = plan_contract(headings, form, year, decimaltecken)
    cells = read_cells(file, contract, sheet=sheet)
    rows = plan_values(cells, contract, file.fil)
    if form == FULL_YEAR:
        rows.attrs[UNANSWERED] = tuple(cells.loc[cells["belopp"] == "", "rad"])
        return rows.assign(period=f"{year}-12")
    if form == LONG:
        return rows
    codes = [name for name in (*CODES, "rad") if name in rows]
    months = rows.melt(id_vars=codes, var_name="period", value_name="belopp")
    months.attrs = rows.attrs
    return months


def plan_values(cells: pd.DataFrame, contract: Contract, fil: str) -> pd.DataFrame:
    """Checked cells of a plan with their types. Raises DataError for rows that sum others, and for sums of the months
    that they do not give."""
    stop_on(total_rows(cells, contract, fil))
    rows, summed = values.convert(cells, contract), [name for name in cells if str(name).startswith(SUM)]
    stop_on([fault for name in summed for fault in wrong_sums(rows, str(name), contract, fil)])
    return rows.drop(columns=summed)


@KONTROLLSUMMA
def wrong_sums(rows: pd.DataFrame, name: str, contract: Contract, fil: str) -> Iterator[Found]:
    """The rows whose months do not give their own sum, where most rows do: a column of other sums is another's."""
    kinds = {one.name: one.kind for one in contract.columns}
    months = [month for month in rows if month in kinds and periods.is_period(str(month))]
    told = rows[rows[name].str.fullmatch(kinds[months[0]].pattern or "") & (rows[name] != "")]
    stated, summed = values.öre(told[name]), told[months].sum(axis="columns")
    most = told[months].abs().sum(axis="columns") * _ROUNDED
    off = (stated - summed).abs() > np.maximum(most, terms.ÖRE_PER_TKR)
    if 2 * off.sum() < len(told):
        for rad, said, given in zip(told.loc[off, "rad"], stated[off], summed[off], strict=True):
            found = f"{schema.kronor(said)}, men {schema.kronor(given)} i månaderna"
            yield Found(fil, rad, contract.titles()[name], found, "samma summa")


@Check("summarad i planen", STOPPAR, action="Ta bort summaraderna ur filen.")
def total_rows(cells: pd.DataFrame, contract: Contract, fil: str) -> Iterator[Found]:
    """En rad i en budget eller prognos som summerar andra rader: Summa, Delsumma, Totalt, S:a."""
    titles = contract.titles()
    for name in (name for name in (*CODES, "kostnadsslag") if name in cells):
        for word, rad, count in schema.groups(cells[cells[name].str.contains(_TOTAL)], name):
            yield Found(fil, rad, titles[name], schema.quoted(word), "en kod på varje rad", antal=count)


def read_budget(file: InputFile, source: BudgetSource) -> pd.DataFrame:
    """A year's budget (kronor) as LEDGER rows: one per month that is not zero. Raises DataError.

    Wide: codes and twelve months; long: codes, period and belopp. belopp int64 öre, income +; `rad` is the row in
    the sheet; registrerad is the day of the decision.
    """
    rows = read_plan(file, source.kolumner, source.form, source.år, source.blad, source.decimaltecken)
    return budget_rows(rows, source, file)


def budget_rows(rows: pd.DataFrame, source: BudgetSource, file: InputFile) -> pd.DataFrame:
    """The rows of a budget as `read_budget` has them. Raises DataError for another year's rows."""
    others = rows[rows["period"].str.slice(0, 4) != str(source.år)]
    if len(others):
        place = file.fil, others["rad"].iloc[0], (source.databas or source).kolumner.period
        found, expected = f"perioden {others['period'].iloc[0]}", f"perioder i {source.år}"
        action = "Rätta år i inställningarna eller ta bort raderna."
        raise DataError(VÄRDEN.at(*place, found, expected, action, antal=len(others)))
    decided = source.beslutad.isoformat()
    return plan_rows(without_zeros(rows), file.name, source.tecken, terms.BUDGET, source.version, decided)


def read_sql_budget(budget: BudgetSource, folder: Path, where: str) -> tuple[InputFile, pd.DataFrame]:
    """A year's budget of a table or query; as `read_budget`, and what was read."""
    assert budget.databas is not None  # the settings hold it or a file
    file, rows = read_sql_plan(budget.databas, folder, where, budget.år)
    return file, budget_rows(rows, budget, file)


def read_sql_plan(source: DatabaseSource, folder: Path, where: str, year: int | None) -> tuple[InputFile, pd.DataFrame]:
    """The rows of a table with a row per konto and period, as `read_plan`, of one year where it is given."""
    contract = plan_contract(source.kolumner, LONG, decimaltecken=".")
    file, cells = read_sql(source, contract, folder, where, year)
    return file, plan_values(cells, contract, file.fil)


def without_zeros(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a plan that say something, by row and month."""
    return rows[rows["belopp"] != 0].sort_values(["rad", "period"], ignore_index=True)


def read_forecast(file: InputFile, source: ForecastSource) -> pd.DataFrame:
    """A forecast (codes, kostnadsslag and the full year in kronor) as LEDGER rows and kostnadsslag.

    belopp int64 öre, income +; period is December of the year, version the period of the report; konto is "".
    """
    rows = read_plan(file, source.kolumner, FULL_YEAR, periods.year(source.period), source.blad, source.decimaltecken)
    decided = source.beslutad.isoformat()
    return plan_rows(rows, file.name, source.tecken, terms.PROGNOS, source.period, decided)


def plan_rows(rows: pd.DataFrame, name: str, tecken: str, beloppstyp: str, version: str, decided: str) -> pd.DataFrame:
    """Rows of a plan from the file `name` as LEDGER, and kostnadsslag where they have it; belopp income +."""
    complete = rows.assign(
        belopp=-rows["belopp"] if tecken == DEBIT else rows["belopp"],
        beloppstyp=beloppstyp,
        verifikation="",
        källa=name,
        version=version,
        registrerad=decided,
        **{name: "" for name in ("konto", *schema.ABSENT) if name not in rows},
    )
    return complete[[*schema.LEDGER, *(["kostnadsslag"] if "kostnadsslag" in rows else [])]]
