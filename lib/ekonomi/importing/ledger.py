"""The ledger that a new workspace begins with: read through the door of `ekonomi importera`, and said in settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from ekonomi.errors import UsageError
from ekonomi.importing.flags import Flags
from ekonomi.importing.formats import is_sie, read_delivery
from ekonomi.importing.proposals import Names, headings, names_in
from ekonomi.readers import sie
from ekonomi.readers.files import InputFile

_SOURCES, EXAMPLE_PERIOD = "källor:\n", "2025-08"  # in the template of settings


@dataclass(frozen=True)
class Read:
    """A ledger's rows (LEDGER) and what its codes are called."""

    rows: pd.DataFrame = field(repr=False)
    names: Names


def read_ledger(sources: Sequence[Path], flags: Flags) -> tuple[dict[str, Any], Read]:
    """The settings' `huvudbok` for some files of one kind, and what they hold.

    Raises DataError for what stops `ekonomi importera`, UsageError where there is no file or they differ in kind.
    """
    for path in sources:
        if not path.is_file():
            raise UsageError(f"Filen {path} finns inte. --fran är en huvudbok: Unit4 (CSV eller XLSX) eller SIE.")
    files = [InputFile(path.as_posix(), path.read_bytes()) for path in sources]
    if len({is_sie(file) for file in files}) > 1 or len({file.name for file in files}) < len(files):
        raise UsageError("--fran: filerna ska vara av samma slag, antingen SIE eller Unit4, och heta olika.")
    said = _sie(files, flags) if is_sie(files[0]) else _unit4(files[0], flags)
    told = {**flags, **said}
    rows = pd.concat([read_delivery(file.fil, told).rows for file in files], ignore_index=True)
    numbers = {str(number): column for number, column in said.get("dimensioner", {}).items()}
    names = {(numbers.get(kind, kind), code): name
             for file in files for (kind, code), name in names_in(file, said.get("kolumner", {})).items()}  # fmt: skip
    return _source(files, told, rows, is_sie(files[0])), Read(rows, names)


def _sie(files: Iterable[InputFile], flags: Flags) -> dict[str, Any]:
    """Dimension 1 is ansvar, those called Motpart and Tjänst are just that; what `--dim` says comes first."""
    declared = {int(n): name.casefold() for file in files for n, name in sie.read_sie(file).dimensions.names.items()}
    asked = flags["dimensioner"]
    found = {n: name for n, name in declared.items() if name in ("motpart", "tjänst") and name not in asked.values()}
    return {"dimensioner": {**found, **asked}}


def _unit4(file: InputFile, flags: Flags) -> dict[str, Any]:
    return {"kolumner": {**headings(file), **flags["kolumner"]}}


def _source(files: Sequence[InputFile], told: Flags, rows: pd.DataFrame, is_sie_: bool) -> dict[str, Any]:
    patterns = sorted({f"huvudbok/*{Path(file.name).suffix}" for file in files})
    # tjänster wait for pools: until those are written no report could be made
    empty = ["tjänst", *(name for name in ("motpart", "projekt") if not (rows[name] != "").any())]
    if is_sie_:
        held = {number: name for number, name in told["dimensioner"].items() if name not in empty}
        return {"filer": patterns, "format": "sie", "dimensioner": held}
    titles = {name: None if name in empty else title or None for name, title in told["kolumner"].items()}
    rest = {key: told[key] for key in ("tecken", "decimaltecken", "blad") if key in told}
    return {"filer": patterns, "format": "unit4", **rest, "kolumner": titles}


def own_settings(template: str, source: Mapping[str, Any], names: Iterable[str], period: str) -> str:
    """The template of settings with a ledger's source and registers, and its examples of the period's year."""
    held = {
        "huvudbok": dict(source),
        "registerfiler": {name: f"register/{name}.csv" for name in names if name != "tjänster"},
    }
    said = yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=110)
    källor = "".join(f"  {line}\n" for line in said.splitlines())
    dated = template.replace(EXAMPLE_PERIOD, period).replace(EXAMPLE_PERIOD[:4], period[:4])
    return dated.replace(_SOURCES, _SOURCES + källor)
