"""The Parquet ledger that `ekonomi importera` writes, as a source of the report: utfall, budget, prognos.

The rows stay in the files, and are asked there by DuckDB.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.checklist import OLÄSLIG, PARAMS
from ekonomi.errors import DataError, Finding, Place

if TYPE_CHECKING:
    from ibis import Table

Result = TypeVar("Result")
Files = Sequence[tuple[Path, str]]  # where each file is, and what it is called
OWNER: Final = "nämnd"
_DAY: Final = len("2025-01-31")
_NUMBERS: Final = ("belopp", "rad")
_COLUMNS: Final = (*schema.LEDGER, OWNER)
_AGAIN: Final = "Läs in huvudboken på nytt med ekonomi importera."


@dataclass(frozen=True)
class Kept:
    """The rows of a beloppstyp (of a plan a version) in a ledger's files.

    `owner` is whose rows, None where the files have but one nämnd's; `absent` are the columns that are not read.
    """

    files: tuple[tuple[Path, str], ...]
    beloppstyp: str
    version: str
    owner: str | None
    absent: frozenset[str]
    stamps: tuple[tuple[int, int], ...] = field(repr=False, compare=False)

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, stamps=stamps(state["files"]))  # the store knows the files by their content

    def __call__(self, work: Callable[["Table"], Result]) -> Result:
        """What `work` makes of the rows: LEDGER, of a prognos kostnadsslag too. Raises DataError for changed files."""
        if self.stamps != stamps(self.files):
            found, action = "en annan fil än när den lästes", "Gör om rapporten, eller starta om kärnan."
            raise DataError(OLÄSLIG.at(self.files[0][1], funnet=found, väntat="samma filer", åtgärd=action))
        return _asked([path for path, _ in self.files], lambda table: work(self._rows(table)))

    def _rows(self, table: "Table") -> "Table":
        import ibis

        wanted = {"beloppstyp": self.beloppstyp, OWNER: self.owner}
        wanted |= {} if self.beloppstyp == terms.UTFALL else {"version": self.version}
        rows = table.filter([table[name] == text for name, text in wanted.items() if text is not None])
        names = [*schema.LEDGER, *(["kostnadsslag"] if self.beloppstyp == terms.PROGNOS else [])]
        made = {name: rows[name].cast("int64") if name in _NUMBERS else rows[name] for name in names}
        return rows.select(**made | {name: ibis.literal("") for name in self.absent})


def read_parquet(
    files: Files,
    owner: str | None,
    place: Place,
    beloppstyp: str = terms.UTFALL,
    version: str = "",
    absent: Sequence[str] = (),
) -> Kept:
    """A beloppstyp of a ledger's files (of a plan a version), to be asked.

    `owner` is whose rows, None where the files have but one nämnd's; `place` is where the settings name them. Raises
    DataError for a file of another kind, for rows of several nämnder, or of none asked for, and for a version that is
    not there.
    """
    read = pd.concat([_held(path, name, beloppstyp) for path, name in files])
    if beloppstyp != terms.UTFALL:
        if version not in (versions := sorted(read["version"].unique())):
            raise DataError(_which(beloppstyp, versions, version, place))
        read = read[read["version"] == version]
    owners = sorted(read[OWNER].unique())
    if len(owners) > 1 if owner is None else owner not in owners:
        raise DataError(_whose(owners, owner, place))
    return Kept(tuple(files), beloppstyp, version, owner, frozenset(absent), stamps(files))


def stamps(files: Files) -> tuple[tuple[int, int], ...]:
    """What tells the files from others that may come to stand there: size and time of each."""
    found = [path.stat() if path.is_file() else None for path, _ in files]
    return tuple((one.st_size, one.st_mtime_ns) if one else (0, 0) for one in found)


def _asked(paths: Sequence[Path], work: Callable[["Table"], Result]) -> Result:
    import ibis

    con = ibis.duckdb.connect()
    try:
        table = con.read_parquet([*map(str, paths)], union_by_name=True)
        return work(table if "kostnadsslag" in table.columns else table.mutate(kostnadsslag=ibis.literal("")))
    finally:
        con.disconnect()


def _held(path: Path, name: str, beloppstyp: str) -> pd.DataFrame:
    """Each nämnd and version of a beloppstyp in a file. Raises DataError for one that something else has written."""
    import duckdb

    try:
        held = _asked([path], lambda table: _told(table, beloppstyp))
    except duckdb.Error:
        held = None
    if held is None or held["faulty"].any():
        found, expected = "annat än en huvudbok", "en fil som ekonomi importera har skrivit"
        raise DataError(OLÄSLIG.at(name, funnet=found, väntat=expected, åtgärd=_AGAIN))
    return held


def _told(table: "Table", beloppstyp: str) -> pd.DataFrame | None:
    """Each nämnd and version, and whether a row of it lacks a text, a period, a code or a beloppstyp; None without our
    columns."""
    kinds = dict(table.schema())
    texts = [name for name in _COLUMNS if name not in _NUMBERS]
    if not set(_COLUMNS) <= {*kinds} or not all(kinds[name].is_integer() for name in _NUMBERS):
        return None
    if not all(kinds[name].is_string() for name in texts):
        return None
    unknown = table["beloppstyp"].isnull() | table["beloppstyp"].notin(terms.BELOPPSTYPER)
    rows = table.mutate(okänd=unknown.fill_null(True)).filter(unknown | (table["beloppstyp"] == beloppstyp))
    said = rows["kostnadsslag"] if beloppstyp == terms.PROGNOS else rows["konto"]
    day = rows["registrerad"]
    dated = (day == "") | ((day.length() == _DAY) & (day.substr(4, 1) == "-"))
    faulty = [rows["okänd"], ~dated, *(rows[name].isnull() for name in _COLUMNS), said.fill_null("") == ""]
    by = [OWNER, "version", "period"]
    found = rows.group_by(by).aggregate(faulty=reduce(or_, faulty).any()).to_pandas()
    months = found["period"].map(periods.is_period, na_action="ignore").fillna(False).astype(bool)
    return found.assign(faulty=found["faulty"] | ~months)


def _which(beloppstyp: str, versions: Sequence[str], version: str, place: Place) -> Finding:
    named = ", ".join(map(schema.quoted, versions)) or "ingen version"
    action = f"Rätta versionen i inställningarna, eller läs in den med ekonomi importera --beloppstyp {beloppstyp}."
    return PARAMS.at(*place, f"{named} av {beloppstyp}", f"versionen {schema.quoted(version)}", action)


def _whose(owners: Sequence[str], owner: str | None, place: Place) -> Finding:
    named = ", ".join(schema.quoted(name) for name in owners) or "inga rader"
    expected = "en nämnds rader" if owner is None else f"rader för {schema.quoted(owner)}"
    action = "Ange nämnd under huvudbok i inställningarna."
    return PARAMS.at(*place, f"rader för {named}", expected, action)
