"""The nämnd's budget by month and the managers' forecasts of the full year."""

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.params import BudgetSource, ForecastSource
from ekonomi.readers import values
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells
from ekonomi.readers.unit4 import DEBIT
from ekonomi.schema import Column, Contract

_CODES = ("konto", "ansvar", "tjänst", "projekt", "motpart")


def read_budget(file: InputFile, source: BudgetSource) -> pd.DataFrame:
    """A wide budget (codes and twelve months, kronor) as LEDGER rows: one per month that is not zero.

    belopp int64 öre, income +; `rad` is the row in the sheet; registrerad is the day of the decision.
    """
    headings = source.kolumner
    months = [periods.make(source.år, month) for month in range(1, 13)]
    codes = [Column(name, _kind(name), getattr(headings, name)) for name in _CODES]
    amounts = [
        Column(month, schema.CELL_AMOUNT, heading)
        for month, heading in zip(months, headings.månader, strict=True)
    ]
    contract = Contract("budget", (*codes, *amounts))
    wide = read_cells(file, contract, sheet=source.blad)
    long = wide.melt(id_vars=[*_CODES, "rad"], var_name="period", value_name="belopp")
    long = long.assign(belopp=values.öre(long["belopp"]))
    long = long[long["belopp"] != 0].sort_values(["rad", "period"], ignore_index=True)
    return _plan(long, file, source, terms.BUDGET, source.version)


def read_forecast(file: InputFile, source: ForecastSource) -> pd.DataFrame:
    """A forecast (codes, kostnadsslag and the full year in kronor) as LEDGER rows and kostnadsslag.

    belopp int64 öre, income +; period is December of the year, version the period of the report; konto is "".
    """
    headings = source.kolumner
    codes = [Column(name, _kind(name), getattr(headings, name)) for name in _CODES[1:]]
    group = Column("kostnadsslag", schema.choice(terms.RESULT), headings.kostnadsslag)
    contract = Contract("prognos", (*codes, group, Column("belopp", schema.CELL_AMOUNT, headings.belopp)))
    rows = values.convert(read_cells(file, contract, sheet=source.blad), contract)
    rows = rows.assign(konto="", period=periods.december(source.period))
    return _plan(rows, file, source, terms.PROGNOS, source.period)


def _kind(name: str) -> schema.Kind:
    return schema.CODE if name in ("konto", "ansvar") else schema.TEXT


def _plan(
    rows: pd.DataFrame, file: InputFile, source: BudgetSource | ForecastSource, beloppstyp: str, version: str
) -> pd.DataFrame:
    belopp = -rows["belopp"] if source.tecken == DEBIT else rows["belopp"]
    complete = rows.assign(
        belopp=belopp,
        beloppstyp=beloppstyp,
        verifikation="",
        text="",
        källa=file.name,
        version=version,
        registrerad=source.beslutad.isoformat(),
    )
    kept = [*schema.LEDGER, *(["kostnadsslag"] if "kostnadsslag" in rows else [])]
    return complete[kept]
