"""An output opened again: its figures and params, and which of its inputs have changed since."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ekonomi.checklist import RAPPORT
from ekonomi.errors import DataError, UsageError
from ekonomi.export import manifest
from ekonomi.export.compare import read_figures
from ekonomi.export.csv_files import unguarded
from ekonomi.params import Params, make_params
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
