"""The Parquet ledger: a file per nämnd, beloppstyp and year, and beside them `_innehall.json`.

A delivery replaces the rows of its nämnd, beloppstyp (of a budget or forecast also its version), periods and voucher
series. The folder is built beside the old one and takes its place in one step; files that a delivery does not touch
are the same files as before.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ekonomi.checklist import ÖVRIGT
from ekonomi.errors import DataError, stop_on
from ekonomi.export.folder import building
from ekonomi.importing.restatement import Restatement, fewer_rows, joined, replaced, restate, series
from ekonomi.names import slug
from ekonomi.sources.delivery import COLUMNS, Delivery
from ekonomi.store import sha256

CONTENT, OWNER = "_innehall.json", "nämnd"
STORED = (*COLUMNS, OWNER)
_EMPTY = "inga-rader.parquet"
_SCHEMA = pa.schema([(name, pa.int64() if name in ("belopp", "rad") else pa.string()) for name in STORED])
_WRITTEN: dict[str, Any] = {"compression": "zstd", "version": "2.6"}

Group = tuple[str, str, str]  # nämnd, beloppstyp, year


@dataclass(frozen=True)
class Imported:
    """A delivery as it was taken in, and what it changed (None: no rows of its periods were there before)."""

    delivery: Delivery
    restatement: Restatement | None
    others: tuple[str, ...] = field(default=())


class Ledger:
    """The rows of a folder, by group, read when they are asked for, and the groups that have changed.

    A delivery that would leave less than half of a month's rows is refused, unless the caller `insists`.
    """

    def __init__(self, folder: Path, *, insists: bool = False) -> None:
        self.folder, self.insists = folder, insists
        self.seen = _data(folder / CONTENT)
        self.content = _read_content(folder)
        self.changed: dict[Group, pd.DataFrame] = {}

    def take_in(self, delivery: Delivery) -> Imported:
        """Let a delivery's rows replace those of its nämnd, beloppstyp, version, periods and series.

        Raises DataError where they are too few to be the same months.
        """
        rows = delivery.rows.reindex(columns=list(COLUMNS), fill_value="").assign(**{OWNER: delivery.nämnd})
        years = rows["period"].str.slice(0, 4)
        given = set(series(pd.Series(delivery.vouchers or ("",))))
        moves = []
        kinds = pd.DataFrame({"beloppstyp": rows["beloppstyp"], "år": years}).drop_duplicates()
        for beloppstyp, year in sorted(kinds.itertuples(index=False, name=None)):
            chosen = (rows["beloppstyp"] == beloppstyp) & (years == year)
            part = rows if chosen.all() else rows[chosen]
            group = delivery.nämnd, beloppstyp, year
            moves.append(self._replace(group, _sorted(part[list(STORED)]), given, delivery.file.name))
        groups = [*(_group(entry) for entry in self.content.values() if entry["rader"]), *self.changed]
        others = {name for name, _, _ in groups} - {delivery.nämnd}
        return Imported(delivery, joined(move for move in moves if move.before or move.kept), tuple(sorted(others)))

    def _replace(self, group: Group, part: pd.DataFrame, given: set[str], fil: str) -> Restatement:
        """Put the part's periods in the group, which counts as changed where it does; returns what moved.

        `part` is sorted. Where it is the group's file byte for byte, the file's rows need not be read.
        """
        path = self.folder / _file_name(group)
        if group not in self.changed and path.name in self.content and path.read_bytes() == _bytes(part):
            return restate(part, part, rewritten=False)
        stored = self._rows(group)
        again, kept = replaced(stored, part, given)
        rows = _sorted(part if again.all() else pd.concat([stored[~again], part], ignore_index=True))
        old = stored if again.all() else stored[again].reset_index(drop=True)
        new = part[part["period"].isin(set(old["period"]))]  # of one version, as every delivery
        if rows.equals(stored):
            return restate(old, new, rewritten=False, kept=kept)
        if not self.insists:
            stop_on(fewer_rows(old, new, fil))
        self.changed[group] = rows
        return restate(old, new, rewritten=not new.reset_index(drop=True).equals(old), kept=kept)

    def _rows(self, group: Group) -> pd.DataFrame:
        if group in self.changed:
            return self.changed[group]
        path = self.folder / _file_name(group)
        if path.name not in self.content:
            return _SCHEMA.empty_table().to_pandas()
        return pq.read_table(path, schema=_SCHEMA).to_pandas().fillna({"kostnadsslag": ""})

    def write(self) -> None:
        """Swap in the changed folder; where nothing has changed, nothing is touched."""
        if not self.changed and self.seen is not None:
            return
        with building(self.folder, self._check_alone) as new:
            written = {
                _file_name(group): _write_rows(new / _file_name(group), self.changed[group], group)
                for group in sorted(self.changed)
            }
            content = {name: entry for name, entry in {**self.content, **written}.items() if entry["rader"]}
            if not content:
                content = {_EMPTY: _write_rows(new / _EMPTY, _SCHEMA.empty_table().to_pandas(), ("", "", ""))}
            text = json.dumps({"filer": dict(sorted(content.items()))}, ensure_ascii=False, indent=1)
            (new / CONTENT).write_text(text + "\n", encoding="utf-8")
            self._keep(new, content)

    def _check_alone(self) -> None:
        """Raise DataError where another run has changed the folder since it was read."""
        if _data(self.folder / CONTENT) != self.seen:
            found = "en mapp som en annan inläsning har ändrat under tiden"
            expected, action = "en inläsning i taget", "Kör kommandot igen."
            raise DataError(ÖVRIGT.at(str(self.folder), funnet=found, väntat=expected, åtgärd=action))

    def _keep(self, new: Path, content: Mapping[str, Any]) -> None:
        """Everything that stood in the folder and is not ours to change stands there still."""
        if not self.folder.exists():
            return
        ours = {*self.content, CONTENT, _EMPTY}
        for path in self.folder.iterdir():
            if (new / path.name).exists() or (path.name in ours and path.name not in content):
                continue
            if path.is_dir():
                shutil.copytree(path, new / path.name, copy_function=_link)
            else:
                _link(path, new / path.name)


def _group(entry: Mapping[str, Any]) -> Group:
    return entry[OWNER], entry["beloppstyp"], entry["år"]


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """By period, version, källa and rad; without a copy where they are so already."""
    names = ("rad", "källa", "version", "period")
    order = np.lexsort([rows[name].factorize(sort=True)[0] for name in names])
    in_order = bool((np.diff(order) > 0).all())
    return (rows if in_order else rows.take(order)).reset_index(drop=True)


def _bytes(rows: pd.DataFrame) -> bytes:
    """The rows as a Parquet file; the same rows give the same bytes."""
    table = pa.Table.from_pandas(rows, schema=_SCHEMA, preserve_index=False).replace_schema_metadata(None)
    out = pa.BufferOutputStream()
    pq.write_table(table, out, **_WRITTEN)
    return out.getvalue().to_pybytes()


def _file_name(group: Group) -> str:
    """`utfall-2025-namnden-x-1a2b3c4d.parquet`: to be read by people, and unique by its last part."""
    nämnd, beloppstyp, year = group
    mark = sha256(nämnd.encode())[:8]
    return "-".join(part for part in (beloppstyp, year, slug(nämnd)[:40], mark) if part) + ".parquet"


def _write_rows(path: Path, rows: pd.DataFrame, group: Group) -> dict[str, Any]:
    """Write a group; returns its entry in CONTENT."""
    data = _bytes(rows)
    path.write_bytes(data)
    told: dict[str, Any] = dict(zip((OWNER, "beloppstyp", "år"), group, strict=True))
    sources, mark = sorted(set(rows["källa"])), sha256(data)
    return told | {"rader": len(rows), "källor": sources, "sha256": mark}


def _read_content(folder: Path) -> dict[str, Any]:
    """What CONTENT says; nothing for a folder that is not there or is empty. Raises DataError for another's."""
    path = folder / CONTENT
    if not folder.exists() or not any(folder.iterdir()):
        return {}
    try:
        files: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["filer"]
        complete = all((folder / name).is_file() and _group(entry) for name, entry in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        complete = False
    if not complete:
        found = f"en mapp med annat innehåll än en huvudbok med {CONTENT}"
        action = "Ange en tom mapp eller en ny."
        expected = "en mapp som importera har skrivit"
        raise DataError(ÖVRIGT.at(str(folder), funnet=found, väntat=expected, åtgärd=action))
    return files


def _data(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _link(source: str | Path, target: str | Path) -> str:
    """The same file under another name; a copy where the file system has no links."""
    try:
        if not os.path.exists(target):  # noqa: PTH110  # copytree hands over text
            os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return str(target)
