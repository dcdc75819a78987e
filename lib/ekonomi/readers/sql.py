"""A ledger or a budget out of a database, held to the same contract as a file."""

from pathlib import Path

import pandas as pd

from ekonomi import schema
from ekonomi.params import BudgetSource, DatabaseSource
from ekonomi.readers import database, plans
from ekonomi.readers.files import InputFile
from ekonomi.readers.text import checked


def read_sql_budget(
    source: DatabaseSource, budget: BudgetSource, folder: Path, where: str
) -> tuple[InputFile, pd.DataFrame]:
    """A year's budget of a table or query; as `read_budget`, and what was read."""
    file, rows = read_sql_plan(source, folder, where, budget.år)
    return file, plans.budget_rows(rows, budget, file)


def read_sql_plan(source: DatabaseSource, folder: Path, where: str, year: int | None) -> tuple[InputFile, pd.DataFrame]:
    """The rows of a table with a row per konto and period, as `read_plan`, of one year where it is given."""
    contract = plans.plan_contract(source.kolumner, plans.LONG, decimaltecken=".")
    file, cells = read_sql(source, contract, folder, where, year)
    return file, plans.plan_values(cells, contract, file.fil)


def read_sql(
    source: DatabaseSource, contract: schema.Contract, folder: Path, where: str, year: int | None = None
) -> tuple[InputFile, pd.DataFrame]:
    """What was read, as bytes that are the same for the same rows: what the manifest hashes; and its checked cells.

    `folder` is where a DuckDB file is looked for, `where` the name of the database. Raises DataError.
    """
    fil = database.label(source, where)
    cells = database.read_cells(source, contract.titles(), folder, fil, year)
    data = cells.to_csv(index=False, lineterminator="\n").encode()
    return InputFile(fil, data), checked(cells, contract, fil)
