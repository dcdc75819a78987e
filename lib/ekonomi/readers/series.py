"""Monthly series of any kind, and what people say of them: what `ekonomi prognos` and `utvardera` read."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from ekonomi import schema, terms
from ekonomi.errors import stop_on
from ekonomi.readers import contracts, values
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells
from ekonomi.schema import CODE, Column, Contract, Kind, columns

AMOUNTS: Final = ("värde", "budget")
FIGURE: Final = Kind(
    "siffra",
    "ett tal eller ett tomt fält",
    rf"(?:[-+\u2212]?(?:[0-9](?:{schema.SPACE}?[0-9])*(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]{{1,2}})?)?",
)
MONTH_OR_YEAR: Final = Kind(
    "månad eller år", "en månad ÅÅÅÅ-MM, för beslut också ett år ÅÅÅÅ", r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2]))?"
)
SERIES: Final = Contract(
    (*columns(serie=CODE, månad=schema.PERIOD, värde=FIGURE), Column("budget", FIGURE, optional=True))
)
KNOWN: Final = Contract(
    columns(
        serie=CODE,
        månad=MONTH_OR_YEAR,
        belopp=FIGURE,
        slag=schema.choice((*terms.AMOUNTS, *terms.ANSWERS)),
        källa=contracts.SAID,
    ),
)
MANAGERS: Final = Contract(columns(serie=CODE, period=schema.PERIOD, prognos=schema.NUMBER))


def read_series(file: InputFile) -> pd.DataFrame:
    """serie, månad, värde and, where the file has it, budget (float64, NaN unknown), and rad.

    Raises DataError as every reader, and for numbers that may be thousands.
    """
    rows = read_cells(file, SERIES)
    _no_thousands(rows, AMOUNTS, file.fil)
    given = [name for name in AMOUNTS if name == "värde" or (rows[name] != "").any()]
    return rows[["serie", "månad", "rad"]].assign(**{name: values.number(rows[name]) for name in given})


def read_known(file: InputFile) -> pd.DataFrame:
    """The register of what is known (`forecast.panel.REGISTER`, and rad), an answer's belopp NaN. Raises DataError."""
    rows = read_cells(file, KNOWN)
    _no_thousands(rows, ("belopp",), file.fil)
    return rows.assign(belopp=values.number(rows["belopp"]))


def _no_thousands(rows: pd.DataFrame, names: Sequence[str], fil: str) -> None:
    """Raises DataError where all numbers with a comma, or all with a point, may be thousands."""
    written = [(rad, name, text) for name in names for rad, text in zip(rows["rad"], rows[name], strict=True)]
    for mark in ",.":
        stop_on(schema.thousands((one for one in written if mark in one[2]), fil))
