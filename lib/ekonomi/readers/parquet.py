"""The Parquet ledger that `ekonomi importera` writes, as a source of the report: utfall, budget, prognos."""

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


def read_parquet(
    files: Sequence[InputFile], owner: str | None, place: Place, beloppstyp: str = terms.UTFALL, version: str = ""
) -> pd.DataFrame:
    """A beloppstyp of a ledger's files (of a plan a version) as LEDGER rows, in the order of period, källa and rad.

    `owner` is whose rows, None where the files have but one nämnd's; `place` is where the settings name
    them. A prognos has kostnadsslag too. Raises DataError for a file of another kind, for rows of several nämnder, or
    of none asked for, and for a version that is not there.
    """
    rows = pd.concat([_rows(file) for file in files], ignore_index=True)
    rows = rows[rows["beloppstyp"] == beloppstyp]
    if beloppstyp != terms.UTFALL:
        if version not in (versions := sorted(rows["version"].unique())):
            raise DataError(_which(beloppstyp, versions, version, place))
        rows = rows[rows["version"] == version]
    owners = sorted(rows[OWNER].unique())
    if len(owners) > 1 if owner is None else owner not in owners:
        raise DataError(_whose(owners, owner, place))
    kept = rows if owner is None else rows[rows[OWNER] == owner]
    return kept.sort_values(["period", "källa", "rad"], kind="stable", ignore_index=True)[
        [*schema.LEDGER, *(["kostnadsslag"] if beloppstyp == terms.PROGNOS else [])]
    ]


def _rows(file: InputFile) -> pd.DataFrame:
    try:
        table = pq.read_table(io.BytesIO(file.data), columns=[*_COLUMNS, "kostnadsslag"])
        if not set(_COLUMNS).issubset(table.column_names):
            raise pa.ArrowInvalid("columns")
        rows = table.to_pandas().astype({"belopp": "int64", "rad": "int64"})
        rows["kostnadsslag"] = rows["kostnadsslag"].fillna("") if "kostnadsslag" in rows else ""
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
    said = rows["kostnadsslag"].where(rows["beloppstyp"] == terms.PROGNOS, rows["konto"])
    return all(map(periods.is_period, rows["period"].unique())) and bool((said != "").all())


def _which(beloppstyp: str, versions: Sequence[str], version: str, place: Place) -> Finding:
    named = ", ".join(map(schema.quoted, versions)) or "ingen version"
    action = f"Rätta versionen i inställningarna, eller läs in den med ekonomi importera --beloppstyp {beloppstyp}."
    return PARAMS.at(*place, f"{named} av {beloppstyp}", f"versionen {schema.quoted(version)}", action)


def _whose(owners: Sequence[str], owner: str | None, place: Place) -> Finding:
    named = ", ".join(schema.quoted(name) for name in owners) or "inga rader"
    expected = "en nämnds rader" if owner is None else f"rader för {schema.quoted(owner)}"
    action = "Ange nämnd under huvudbok i inställningarna."
    return PARAMS.at(*place, f"rader för {named}", expected, action)
