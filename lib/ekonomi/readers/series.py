"""Monthly series of any kind, and what people say of them: what `ekonomi prognos` and `utvardera` read."""

from typing import Final

import pandas as pd

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.readers import values
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells, read_table
from ekonomi.schema import Column, Contract

AMOUNTS: Final = ("värde", "budget")
SERIES: Final = Contract("serier", (*map(Column, ("serie", "månad", "värde")), Column("budget", optional=True)))
KNOWN: Final = Contract("det kända", tuple(map(Column, ("serie", "månad", "belopp", "slag", "källa"))))
MANAGERS: Final = Contract(
    "chefernas prognoser",
    (Column("serie", schema.CODE), Column("period", schema.PERIOD), Column("prognos", schema.NUMBER)),
)


def read_series(file: InputFile) -> pd.DataFrame:
    """serie, månad, värde and, where the file has it, budget, as text; numbers as Python writes them.

    Raises DataError as every reader, and for numbers with a decimal comma that may be thousands. What is no month or
    no number is left to `forecast.panel.check`.
    """
    rows = read_cells(file, SERIES)
    written = ((rad, name, text) for name in AMOUNTS for rad, text in zip(rows["rad"], rows[name], strict=True))
    if two_ways := schema.thousands((one for one in written if "," in one[2]), file.fil):
        raise DataError(two_ways)
    given = [name for name in AMOUNTS if (rows[name] != "").any()]
    plain = {name: values.plain_number(rows[name]) for name in given}
    return rows[["serie", "månad", "värde"]].assign(**plain)


def read_known(file: InputFile) -> pd.DataFrame:
    """The register of what is known, as text; `forecast.known.check_known` tries it. Raises DataError."""
    return read_cells(file, KNOWN)


def read_managers(file: InputFile) -> pd.DataFrame:
    """serie, period and prognos (float64). Raises DataError."""
    return read_table(file, MANAGERS)
