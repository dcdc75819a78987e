"""The door: reads what the settings name, keeps what went wrong and goes on to the next file."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from ekonomi import schema
from ekonomi.checklist import FIL_SAKNAS
from ekonomi.errors import STOPPAR, DataError, Finding, Found
from ekonomi.params import Settings
from ekonomi.readers.encoding import uncertain_text
from ekonomi.readers.files import InputFile, matching, read_file, relative
from ekonomi.readers.hidden import hidden_rows
from ekonomi.readers.tabular import no_table, read_table

LOG = logging.getLogger(__name__)
LEDGER, TABLE = "fil", "tabell"  # what a store calls an export of the huvudbok, and the table of another file
Given = ParamSpec("Given")
Result = TypeVar("Result")
Asked = TypeVar("Asked")
Kept = Callable[[str, str, Callable[[], Any]], Any]  # a name, what it follows from, what makes it
Beside = Callable[[Callable[[], Any]], AbstractContextManager[Callable[[], Any]]]  # what waits for some work


@dataclass(frozen=True)
class Dated:
    """The registers as read, None for one that could not be read, and what each file is called."""

    frames: dict[str, pd.DataFrame | None]
    files: dict[str, str]


def wrong_cells(
    rows: pd.DataFrame, fil: str, column: str, faulty: pd.Series, expected: str, action: str = ""
) -> Iterator[Found]:
    """The cells of a column in the faulty rows of a file, each distinct one once, and what should have stood there."""
    for cell, own in rows[faulty].groupby(column, sort=False, dropna=False)["rad"]:
        yield Found(fil, own.iloc[0], column, said_of(cell, column), expected, action, len(own))


def said_of(cell: Any, column: str) -> str:
    """A cell as a finding says it: an amount (öre) in kronor."""
    if pd.isna(cell) or cell == "":
        return "ett tomt fält"
    if isinstance(cell, float):
        return schema.number(cell)
    return schema.kronor(cell) if isinstance(cell, int) and column == "belopp" else schema.quoted(cell)


def unkept(name: str, told: str, make: Callable[[], Result]) -> Result:
    """Nothing is kept: what `make` gives."""
    return make()


class Door:
    """Collects files read, faults (they stop the run) and notes (they do not) while a period's sources are read."""

    def __init__(self, settings: Settings, root: Path, period: str, kept: Kept = unkept) -> None:
        self.settings, self.root, self.period = settings, root, period
        self.folder, self.kept = root / settings.data, kept
        self.files: dict[str, InputFile] = {}
        self.faults: list[Finding] = []
        self.notes: list[Finding] = []

    def __getstate__(self) -> dict[str, Any]:
        """What a fork sends home: all but the way to the store."""
        return {**vars(self), "kept": unkept}

    def attempt(self, read: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result | None:
        """What `read` gives, or None and its faults kept."""
        try:
            return read(*args, **kwargs)
        except DataError as error:
            self.faults += error.findings
            return None

    def keep(self, findings: Iterable[Finding]) -> None:
        """Take in what a check found, by how grave it is."""
        for one in findings:
            (self.faults if one.kontroll.severity == STOPPAR else self.notes).append(one)

    def open(self, path: Path, *place: str | int) -> InputFile | None:
        """The file, read once; `place` is the key of the settings that names it."""
        label = relative(path, self.root)
        if label not in self.files:
            file = self.attempt(read_file, path, self.root, self.settings.place(*place))
            if file is None:
                return None
            self.files[label] = file
            LOG.info("%s: %d byte", label, len(file.data))
            self.notes += [*uncertain_text(file), *hidden_rows(file)]
        return self.files[label]

    def source(self, name: str, *place: str | int) -> InputFile | None:
        """A file of the data folder, named at `place` in the settings."""
        return self.open(self.folder / name, *place)

    def sources(self, patterns: Iterable[str], *place: str | int) -> Iterator[InputFile]:
        """The files of the data folder that the names and patterns at `place` stand for, each once, read in turn."""
        seen: set[str] = set()
        for index, pattern in enumerate(patterns):
            paths = matching(self.folder, pattern)
            if not paths:
                label = schema.quoted(relative(self.folder / pattern, self.root))
                fault = f"mönstret {label}, men ingen fil svarar mot det"
                action = "Lägg filen där eller rätta mönstret i inställningarna."
                where = self.settings.place(*place, index)
                self.faults.append(FIL_SAKNAS.at(*where, fault, "minst en fil", action))
            for label, path in {relative(path, self.root): path for path in paths}.items():
                if label not in seen:
                    seen.add(label)
                    yield from filter(None, [self.open(path, *place, index)])  # and let go before the next is read

    def table(self, contract: schema.Contract, name: str | None, *place: str | int) -> pd.DataFrame | None:
        """The typed table of a file; without rows if the settings name none, None if it could not be read."""
        if name is None:
            return no_table(contract)
        file = self.source(name, *place)
        rows = None if file is None else self.read(read_table, file, contract)
        LOG.info("%s: %d rader", relative(self.folder / name, self.root), 0 if rows is None else len(rows))
        return rows

    def read(self, reader: Callable[[InputFile, Asked], Result], file: InputFile, asked: Asked) -> Result | None:
        """What `reader` reads of a file, once in its life, by a contract or a source; None and its faults kept."""
        told = "\n".join([reader.__name__, file.fil, file.sha256, repr(asked)])
        return self.attempt(self.kept, TABLE, told, partial(reader, file, asked))

    def aside(self) -> "Door":
        """A door that knows the files read so far; `join` takes in what it collects."""
        other = Door(self.settings, self.root, self.period, self.kept)
        other.files |= self.files
        return other

    def join(self, other: "Door") -> None:
        """Take in what another door has collected; a file that both have read is told of once."""
        self.files |= other.files
        self.faults += other.faults
        self.notes += [note for note in other.notes if note not in self.notes]

    def close(self) -> None:
        """Raise all that stopped the reading, as one DataError."""
        if self.faults:
            raise DataError(self.faults, self.notes)
