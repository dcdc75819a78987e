"""The Parquet ledger that `ekonomi importera` writes, as a source of the report."""

import io
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.checklist import OLÄSLIG, PARAMS
from ekonomi.errors import DataError, Finding, Place
from ekonomi.readers.files import InputFile

OWNER = "nämnd"
_COLUMNS = (*schema.LEDGER, OWNER)
_AGAIN = "Läs in huvudboken på nytt med ekonomi importera."


def read_parquet(files: Sequence[InputFile], owner: str | None, place: Place) -> pd.DataFrame:
    """The utfall of a ledger's files as LEDGER rows, in the order of period, källa and rad.

    `owner` is whose rows, None where the files have but one nämnd's; `place` is where the settings name
    them. Raises DataError for a file of another kind and for rows of several nämnder, or of none asked for.
    """
    rows = pd.concat([_rows(file) for file in files], ignore_index=True)
    rows = rows[rows["beloppstyp"] == terms.UTFALL]
    owners = sorted(rows[OWNER].unique())
    if len(owners) > 1 if owner is None else owner not in owners:
        raise DataError(_whose(owners, owner, place))
    kept = rows if owner is None else rows[rows[OWNER] == owner]
    return kept.sort_values(["period", "källa", "rad"], kind="stable", ignore_index=True)[list(schema.LEDGER)]


def _rows(file: InputFile) -> pd.DataFrame:
    try:
        table = pq.read_table(io.BytesIO(file.data), columns=list(_COLUMNS))
        if set(table.column_names) != set(_COLUMNS):
            raise pa.ArrowInvalid("columns")
        rows = table.to_pandas().astype({"belopp": "int64", "rad": "int64"})
    except (pa.ArrowException, OSError, ValueError):
        rows = None
    faulty = rows is None or not _sound(rows)
    if faulty or rows is None:
        found, expected = "annat än en huvudbok", "en fil som ekonomi importera har skrivit"
        raise DataError(OLÄSLIG.at(file.fil, funnet=found, väntat=expected, åtgärd=_AGAIN))
    return rows


def _sound(rows: pd.DataFrame) -> bool:
    """Whether the text is text and the periods are periods: the file may have been written by something else."""
    texts = [name for name in _COLUMNS if name not in ("belopp", "rad")]
    if rows[texts].isna().any(axis=None):
        return False
    return all(map(periods.is_period, rows["period"].unique())) and bool((rows["konto"] != "").all())


def _whose(owners: Sequence[str], owner: str | None, place: Place) -> Finding:
    named = ", ".join(schema.quoted(name) for name in owners) or "inga rader"
    expected = "en nämnds rader" if owner is None else f"rader för {schema.quoted(owner)}"
    action = "Ange nämnd under huvudbok i inställningarna."
    return PARAMS.at(*place, f"rader för {named}", expected, action)
