"""The nämnd's budget by month and the managers' forecasts of the full year."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.checklist import VÄRDEN
from ekonomi.errors import DataError
from ekonomi.params import BudgetSource, ForecastSource
from ekonomi.params.sources import BudgetHeadings, ForecastHeadings
from ekonomi.readers import values
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells
from ekonomi.readers.unit4 import DEBIT
from ekonomi.schema import Column, Contract, Kind

CODES: Final = ("konto", "ansvar", "tjänst", "projekt", "motpart")
MONTH: Final = Kind("månad", "en period ÅÅÅÅMM med månad 01–12", r"20[0-9]{2}-?(?:0[1-9]|1[0-2])")


def read_budget(file: InputFile, source: BudgetSource) -> pd.DataFrame:
    """A year's budget (kronor) as LEDGER rows: one per month that is not zero. Raises DataError.

    Wide: codes and twelve months; long: codes, period and belopp. belopp int64 öre, income +; `rad` is the row in
    the sheet; registrerad is the day of the decision.
    """
    if source.form == "bred":
        return _budget(wide_rows(file, source.kolumner, source.år, source.blad), file, source)
    contract = long_contract(source.kolumner.model_dump(exclude={"månader"}), schema.AMOUNT)
    return long_budget(long_rows(file, contract, source.blad), contract, source, file)


def long_budget(
    rows: pd.DataFrame, contract: Contract, source: BudgetSource, file: InputFile
) -> pd.DataFrame:
    """The rows of a long budget as `read_budget` has them. Raises DataError for another year's rows."""
    others = rows[rows["period"].str.slice(0, 4) != str(source.år)]
    if len(others):
        place = file.fil, others["rad"].iloc[0], contract.titles()["period"]
        found, expected = f"perioden {others['period'].iloc[0]}", f"perioder i {source.år}"
        action = "Rätta år i inställningarna eller ta bort raderna."
        raise DataError(VÄRDEN.at(*place, found, expected, action, antal=len(others)))
    return _budget(rows, file, source)


def _budget(rows: pd.DataFrame, file: InputFile, source: BudgetSource) -> pd.DataFrame:
    kept = rows[rows["belopp"] != 0].sort_values(["rad", "period"], ignore_index=True)
    decided = source.beslutad.isoformat()
    return plan_rows(kept, file.name, source.tecken, terms.BUDGET, source.version, decided)


def read_forecast(file: InputFile, source: ForecastSource) -> pd.DataFrame:
    """A forecast (codes, kostnadsslag and the full year in kronor) as LEDGER rows and kostnadsslag.

    belopp int64 öre, income +; period is December of the year, version the period of the report; konto is "".
    """
    rows = full_year_rows(file, source.kolumner, source.blad).assign(period=periods.december(source.period))
    decided = source.beslutad.isoformat()
    return plan_rows(rows, file.name, source.tecken, terms.PROGNOS, source.period, decided)


def wide_rows(file: InputFile, headings: BudgetHeadings, year: int, sheet: str | None) -> pd.DataFrame:
    """Codes, period, belopp (int64 öre, the file's sign) and rad of a plan with a column per month; zeros too."""
    months = [periods.make(year, month) for month in range(1, 13)]
    codes = _codes(headings, CODES)
    amounts = [
        Column(month, schema.CELL_AMOUNT, heading)
        for month, heading in zip(months, headings.månader, strict=True)
    ]
    wide = read_cells(file, Contract("budget", (*codes, *amounts)), sheet=sheet)
    long = wide.melt(
        id_vars=[*(column.name for column in codes), "rad"], var_name="period", value_name="belopp"
    )
    return long.assign(belopp=values.öre(long["belopp"]))


def long_contract(headings: Mapping[str, str | None], amount: schema.Kind) -> Contract:
    """What a plan of a row per period must hold, by our names and the source's (None: it has no such column)."""
    kinds = {"period": MONTH, "belopp": amount}
    columns = (Column(name, kinds.get(name, _kind(name)), title) for name, title in headings.items() if title)
    return Contract("budget", tuple(columns))


def long_rows(file: InputFile, contract: Contract, sheet: str | None) -> pd.DataFrame:
    """As `wide_rows`, of a plan with a row per period."""
    return long_values(read_cells(file, contract, sheet=sheet), contract)


def long_values(cells: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The checked cells of `long_contract` with their types."""
    return values.convert(cells, contract).assign(period=values.ledger_period(cells["period"]))


def full_year_rows(file: InputFile, headings: ForecastHeadings, sheet: str | None) -> pd.DataFrame:
    """Codes (konto is ""), kostnadsslag, belopp (int64 öre, the file's sign) and rad of a full-year forecast."""
    codes = _codes(headings, CODES[1:])
    group = Column("kostnadsslag", schema.CODE, headings.kostnadsslag)
    contract = Contract("prognos", (*codes, group, Column("belopp", schema.CELL_AMOUNT, headings.belopp)))
    return values.convert(read_cells(file, contract, sheet=sheet), contract).assign(konto="")


def _codes(headings: BudgetHeadings | ForecastHeadings, names: Sequence[str]) -> list[Column]:
    """The code columns that a plan has."""
    titles = {name: getattr(headings, name) for name in names}
    return [Column(name, _kind(name), title) for name, title in titles.items() if title]


def _kind(name: str) -> schema.Kind:
    return schema.CODE if name in ("konto", "ansvar") else schema.TEXT


def plan_rows(
    rows: pd.DataFrame, name: str, tecken: str, beloppstyp: str, version: str, decided: str
) -> pd.DataFrame:
    """Rows of a plan from the file `name` as LEDGER, and kostnadsslag where they have it; belopp income +."""
    complete = rows.assign(
        belopp=-rows["belopp"] if tecken == DEBIT else rows["belopp"],
        beloppstyp=beloppstyp,
        verifikation="",
        källa=name,
        version=version,
        registrerad=decided,
        **{name: "" for name in schema.ABSENT if name not in rows},
    )
    return complete[[*schema.LEDGER, *(["kostnadsslag"] if "kostnadsslag" in rows else [])]]
