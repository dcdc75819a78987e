"""Tables that are what they say: registers, hours and the rest, from CSV or a workbook."""

import pandas as pd

from ekonomi import schema
from ekonomi.readers import contracts, values
from ekonomi.readers.files import InputFile
from ekonomi.readers.text import read_text, text_rows, told
from ekonomi.readers.workbook import ENDINGS, SHEET, read_sheet, sheet_rows


def read_cells(file: InputFile, contract: schema.Contract, *, sheet: str | None = None, **text: str) -> pd.DataFrame:
    """The contract's columns as checked text with `rad`; the name's ending tells workbook from text.

    `text` is what `read_text` can be told of a text file.
    """
    cells = read_coded(file, contract, sheet=sheet, **text)
    return cells.assign(**{str(name): told(cells[name]) for name in cells})


def read_coded(file: InputFile, contract: schema.Contract, *, sheet: str | None = None, **text: str) -> pd.DataFrame:
    """As `read_cells`, the columns of a text file by their distinct texts (category)."""
    if file.suffix in ENDINGS:
        return read_sheet(file, contract, sheet=sheet)
    return read_text(file, contract, **text)


def described(cells: pd.DataFrame) -> str:
    """What a receipt calls the table that `read_cells` has read, the sheet of a workbook by name."""
    return f"arbetsbok, bladet {cells.attrs[SHEET]}" if SHEET in cells.attrs else "textfil"


def cell_rows(file: InputFile, sheet: str | None = None) -> list[tuple[str, ...]]:
    """The first rows of a file, where its headings stand; a text file once for each delimiter. Raises DataError."""
    return sheet_rows(file, sheet) if file.suffix in ENDINGS else text_rows(file)


def read_table(file: InputFile, contract: schema.Contract, *, sheet: str | None = None) -> pd.DataFrame:
    """The contract's columns with their types, and `rad` (int64, 1-based) last. Raises DataError."""
    return values.convert(read_cells(file, contract, sheet=sheet), contract)


def read_model(file: InputFile) -> pd.DataFrame:
    """The published figures to tie out against: tabell, rad, kolumn, enhet, varde, status, anm.

    `varde` is text, with the decimals as printed. Here `rad` is the name of a printed row.
    """
    cells = read_cells(file, contracts.FÖREBILD).drop(columns="rad").rename(columns={"radnamn": "rad"})
    return cells.assign(varde=cells["varde"].str.replace(",", ".", regex=False))


def no_table(contract: schema.Contract) -> pd.DataFrame:
    """The table of a file that the nämnd does not have: the contract's columns, no rows."""
    cells = pd.DataFrame(columns=[*contract.titles(), "rad"], dtype="str").astype({"rad": "int64"})
    return values.convert(cells, contract)
