"""An output opened again: which of its inputs have changed, and where it differs from another, down to their rows."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from ekonomi.checklist import RAPPORT
from ekonomi.errors import DataError, UsageError
from ekonomi.export import manifest
from ekonomi.export.compare import by_measure, read_figures
from ekonomi.export.csv_files import unguarded
from ekonomi.export.manifest import git
from ekonomi.params import Params, find_root, load_settings, make_params
from ekonomi.readers.files import InputFile
from ekonomi.readers.text import decode
from ekonomi.store import sha256

AGAIN = "Kör rapporten på nytt."


@dataclass(frozen=True)
class Output:
    """A published output: its folder, params, inputs (SHA-256 by path) and figures, as siffror.csv has them."""

    folder: Path
    params: Mapping[str, object]
    inputs: Mapping[str, str]
    commit: str | None
    figures: pd.DataFrame = field(repr=False)

    @property
    def period(self) -> str:
        """The period that was reported."""
        return str(self.params["period"])

    def made_with(self) -> Params:
        """The params of the run. Raises DataError where they are no longer params."""
        return make_params(**self.params)


def reopen(folder: Path) -> Output:
    """The output in a folder. Raises UsageError where there is none, DataError where siffror.csv was changed."""
    try:
        content = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
        params, inputs = content["parametrar"], content["indata"]
        digest, commit = content["utdata"]["siffror.csv"], content["commit"]
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{folder} är ingen rapport härifrån. Ange en mapp som output/<nämnd>/2025-03.") from None
    figures = read_figures(folder)
    name = (folder / "siffror.csv").as_posix()
    if figures is None or sha256((folder / "siffror.csv").read_bytes()) != digest:
        found, expected = "en fil som ändrats efter körningen", "filen som körningen skrev"
        raise DataError(RAPPORT.at(name, funnet=found, väntat=expected, åtgärd=AGAIN))
    if "urval" not in figures:
        found = "ingen kolumn urval (rapporten är gjord med en äldre version)"
        raise DataError(RAPPORT.at(name, funnet=found, väntat="kolumnen urval", åtgärd=AGAIN))
    texts = [column for column in figures.columns if column != "värde"]
    return Output(folder, params, inputs, commit, figures.assign(**{one: figures[one].map(unguarded) for one in texts}))


def changed(output: Output, now: Iterable[tuple[str, str]]) -> list[str]:
    """A line for each input file (path and SHA-256 as it is now) that is not the one that the report was made of.

    Own texts say nothing of figures and are left out.
    """
    others = [name for name, digest in now if not name.endswith(".md") and output.inputs.get(name) != digest]
    how = {True: "har ändrats sedan rapporten gjordes", False: "ingick inte när rapporten gjordes"}
    return [f"{name} {how[name in output.inputs]}; underlaget visar filen som den är nu." for name in others]


MOVED = ["tabell", "rad", "kolumn", "enhet", "från", "till", "skillnad"]
CHANGED, ADDED, GONE = "ändrad", "tillkommen", "borttagen"
_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
Rows = dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class ChangedFile:
    """An input that differs: how, and its rows where both versions are at hand (None where one is not).

    `rows`: (how, row in the file, the cells before, the cells after); cells are empty where there is no row.
    """

    name: str
    how: str
    heading: tuple[str, ...] = ()
    rows: list[tuple[str, int, tuple[str, ...], tuple[str, ...]]] | None = field(default=None, repr=False)


def moved_figures(one: Output, other: Output) -> pd.DataFrame:
    """The figures whose unrounded value differs: `MOVED`, Decimal, from `one` to `other`; None where there is none.

    Between reports of different periods a kolumn goes by what it measures (`compare.by_measure`).
    """
    before, after = one.figures, other.figures
    if one.period != other.period:
        before, after = by_measure(before, one.period), by_measure(after, other.period)
    keys = ["tabell", "rad", "kolumn"]
    both = before.merge(after, on=keys, how="outer", suffixes=("_a", "_b"), sort=False)
    both["enhet"] = both["enhet_b"].fillna(both["enhet_a"])
    sides = ([None if pd.isna(text) else Decimal(text) for text in both[name]] for name in ("värde_a", "värde_b"))
    pairs = list(zip(*sides, strict=True))
    both[["från", "till"]] = pd.DataFrame(pairs, both.index, ["från", "till"], dtype=object)
    both["skillnad"] = [None if a is None or b is None else b - a for a, b in pairs]
    moved = both[[a != b for a, b in pairs]]
    order = list(dict.fromkeys([*other.figures["tabell"], *one.figures["tabell"]]))
    ranked = moved.sort_values("tabell", key=lambda names: names.map(order.index), kind="stable")
    return ranked[MOVED].reset_index(drop=True)


def changed_files(one: Output, other: Output) -> Iterator[ChangedFile]:
    """Every input that is not the same in both, by name."""
    for name in sorted({*one.inputs, *other.inputs}):
        before, after = one.inputs.get(name), other.inputs.get(name)
        if before is None or after is None:
            yield ChangedFile(name, ADDED if before is None else GONE)
        elif before != after:
            sides = [content(output, name) for output in (one, other)]
            known = [cells(name, data) for data in sides if data is not None]
            rows = changed_rows(*known) if len(known) == len(sides) else None
            yield ChangedFile(name, CHANGED, () if rows is None else heading(list(known[-1].values())), rows)


def shown_headings(output: Output, name: str) -> frozenset[str] | None:
    """The headings of a ledger that the report reads, but for the texts; None where the file is no ledger.

    Raises DataError where the settings of the run no longer hold.
    """
    params = output.made_with()
    root = root_of(output)
    if root is None:
        return None
    settings = load_settings(params, root)
    source = settings.källor.huvudbok
    patterns = [f"{settings.data}/{pattern}" for pattern in source.filer]
    if not any(fnmatch(name, pattern) for pattern in patterns):
        return None
    read = source.kolumner.model_dump()
    return frozenset(str(title) for column, title in read.items() if column != "text" and title)


def root_of(output: Output) -> Path | None:
    """The project that an output belongs to: the one it lies in, else the one that the command stands in."""
    for start in (output.folder, None):
        try:
            return find_root(start)
        except UsageError:
            continue
    return None


def content(output: Output, name: str) -> bytes | None:
    """The bytes of an input as a run read them, from the output's project or its commit; None where they are gone."""
    root = root_of(output)
    if root is None:
        return None
    path = root / name
    digest = output.inputs[name]
    if path.is_file() and sha256(data := path.read_bytes()) == digest:
        return data
    stored = None if output.commit is None else git(root, "show", f"{output.commit}:./{name}")
    return stored if stored is not None and sha256(stored) == digest else None


def changed_rows(old: Rows, new: Rows) -> list[tuple[str, int, tuple[str, ...], tuple[str, ...]]]:
    """The rows that only one version has; one that has another in the same place is changed."""
    gone, come = _without(old, new), _without(new, old)
    found = []
    for row in sorted({*gone, *come}):
        how = CHANGED if row in gone and row in come else GONE if row in gone else ADDED
        found.append((how, row, gone.get(row, ()), come.get(row, ())))
    return found


def _without(rows: Rows, others: Rows) -> Rows:
    """The rows that are not among the others, a row that comes twice counted twice."""
    left = Counter(others.values())
    kept: Rows = {}
    for number, row in rows.items():
        if left[row]:
            left[row] -= 1
        else:
            kept[number] = row
    return kept


def cells(name: str, data: bytes) -> Rows:
    """A file's rows by their number: of a text its lines, split where it has columns; of a workbook its sheets'."""
    if Path(name).suffix.lower() in _SHEETS:
        return _of_sheets(data)
    try:
        text = decode(InputFile(name, data))
    except DataError:
        return {}
    lines: Rows = {number: (line,) for number, line in enumerate(text.splitlines(), start=1) if line}
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    rows: Rows = {}
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        for row in filter(None, reader):
            rows[reader.line_num] = tuple(row)
    except csv.Error:  # a cell is longer than the csv module reads
        return lines
    return rows or lines if first.count(mark) else lines


def _of_sheets(data: bytes) -> Rows:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError):
        return {}
    first = sheets[0] if sheets else []
    return {number: tuple(map(str, row)) for number, row in enumerate(first, start=1) if any(row)}


def heading(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The row that names the columns: the first with as many cells filled as any."""
    most = max((sum(bool(cell) for cell in row) for row in rows), default=0)
    return next((row for row in rows if sum(bool(cell) for cell in row) == most), ())
