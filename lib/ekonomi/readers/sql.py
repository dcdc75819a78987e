"""A ledger or a budget out of a database, held to the same contract as a file."""

from pathlib import Path

import pandas as pd

from ekonomi import schema
from ekonomi.params import BudgetSource, DatabaseSource
from ekonomi.readers import database, plans
from ekonomi.readers.files import InputFile
from ekonomi.readers.text import checked
from ekonomi.readers.unit4 import headed_contract, ledger_rows

_NOT_IN_LEDGER = {"rad", "klient"}


def read_sql_ledger(
    source: DatabaseSource, tecken: str, folder: Path, where: str
) -> tuple[InputFile, pd.DataFrame]:
    """All postings of a table or query as LEDGER rows (see `read_unit4`), and what was read, for the manifest.

    `folder` is where a DuckDB file is looked for, `where` the name of the database. Raises DataError.
    """
    file, contract, cells = ledger_table(source, folder, where)
    return file, ledger_rows(cells, contract, tecken, file.fil)


def ledger_table(
    source: DatabaseSource, folder: Path, where: str
) -> tuple[InputFile, schema.Contract, pd.DataFrame]:
    """What was read, its contract and its checked cells."""
    fil = database.label(source, where)
    headings = source.kolumner.model_dump(exclude_none=True, exclude=_NOT_IN_LEDGER)
    contract = headed_contract(headings, schema.AMOUNT_POINT)
    cells = database.read_cells(source, headings, folder, fil)
    return InputFile(fil, as_bytes(cells)), contract, checked(cells, contract, fil)


def read_sql_plan(
    source: DatabaseSource, folder: Path, where: str, year: int | None
) -> tuple[InputFile, pd.DataFrame]:
    """Codes, period, belopp (öre, the table's sign) and rad of a table with a row per konto and period.

    Of one year where `year` is given; what was read comes first, as in `read_sql_ledger`.
    """
    fil = database.label(source, where)
    contract = plan_contract(source)
    cells = database.read_cells(source, contract.titles(), folder, fil, year)
    return InputFile(fil, as_bytes(cells)), plans.long_values(checked(cells, contract, fil), contract)


def read_sql_budget(
    source: DatabaseSource, budget: BudgetSource, folder: Path, where: str
) -> tuple[InputFile, pd.DataFrame]:
    """A year's budget of a table or query; as `read_budget` and `read_sql_ledger`."""
    read, rows = read_sql_plan(source, folder, where, budget.år)
    return read, plans.long_budget(rows, plan_contract(source), budget, read)


def plan_contract(source: DatabaseSource) -> schema.Contract:
    """What a table of a plan must hold."""
    headings = source.kolumner.model_dump(include={*plans.CODES, "period", "belopp"})
    return plans.long_contract(headings, schema.AMOUNT_POINT)


def as_bytes(cells: pd.DataFrame) -> bytes:
    """What was read, as bytes that are the same for the same rows: what the manifest hashes."""
    return cells.to_csv(index=False, lineterminator="\n").encode()
