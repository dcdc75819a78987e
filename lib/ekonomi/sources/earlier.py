"""What former runs have left: the month before's siffror.csv, and the sums of closed years in a manifest."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema
from ekonomi.checklist import RAPPORT
from ekonomi.errors import DataError
from ekonomi.params import Params
from ekonomi.readers.files import InputFile, relative

FIGURES = "siffror.csv"
MANIFEST, CLOSED = "manifest.json", "stängda_år"
COLUMNS = ["tabell", "rad", "kolumn", "enhet", "värde", "visat"]


@dataclass(frozen=True)
class Earlier:
    """The figures of the month before as it reported them (`värde` Decimal, unrounded, in `enhet`), and their file."""

    period: str
    figures: pd.DataFrame
    file: InputFile

    def column(self, table: str, column: str) -> pd.Series:
        """The figures of one column of a table, by row."""
        chosen = (self.figures["tabell"] == table) & (self.figures["kolumn"] == column)
        return self.figures[chosen].set_index("rad")["värde"]


def read_earlier(out: Path, params: Params, root: Path) -> Earlier | None:
    """The same nämnd's report of the month before, of the same year, in the folder `out`; None where there is none.

    Raises DataError where its siffror.csv is not one that a run has written.
    """
    before = periods.shift(params.period, -1)
    path = out / before / FIGURES
    same_year = periods.year(before) == periods.year(params.period)
    if not same_year or not path.is_file() or not _manifest(out / before, params):
        return None
    file = InputFile(relative(path, root), path.read_bytes())
    figures = pd.read_csv(io.BytesIO(file.data), dtype="str", keep_default_na=False)
    if list(figures.columns)[: len(COLUMNS)] != COLUMNS:
        expected = f"rubrikerna {', '.join(COLUMNS)}"
        raise DataError(RAPPORT.at(file.fil, 1, funnet=f"rubrikerna {', '.join(figures.columns)}", väntat=expected))
    return Earlier(before, figures.assign(värde=_values(figures["värde"], file)), file)


def earlier_files(out: Path, params: Params) -> Iterator[Path]:
    """The figures and manifests that runs for the periods before have left for this one to read."""
    for folder in out.glob("????-??"):
        if folder.name < params.period:
            yield from (folder / name for name in (MANIFEST, FIGURES))


def _manifest(folder: Path, params: Params) -> dict[str, Any]:
    """The manifest of a run of the same settings in a folder; {} for another's, and for one that cannot be read."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest if manifest["parametrar"]["inställningar"] == params.inställningar else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _values(texts: pd.Series, file: InputFile) -> pd.Series:
    values: list[object] = []
    for row, text in enumerate(texts, start=2):
        try:
            values.append(Decimal(text))
        except InvalidOperation:
            fault = RAPPORT.at(file.fil, row, funnet=schema.quoted(text), väntat="ett tal med decimalpunkt")
            raise DataError(fault) from None
    return pd.Series(values, index=texts.index, dtype=object)


@dataclass(frozen=True)
class ClosedYears:
    """Sums of earlier years as a former run knew them: år, konto, belopp (int64 öre, income +), and its manifest."""

    fil: str
    sums: pd.DataFrame


def read_closed_years(out: Path, params: Params, root: Path) -> ClosedYears | None:
    """What the latest run of the same settings, for this period or one before it, knew of earlier years.

    The runs are those of the folder `out`. None where none has left such sums; a manifest that cannot be read is
    passed over, since it is no input of the report.
    """
    names = [path.name for path in out.iterdir()] if out.is_dir() else []
    reported = [name for name in names if periods.is_period(name) and name <= params.period]
    for period in sorted(reported, reverse=True):
        try:
            years = _manifest(out / period, params)[CLOSED].items()
            sums = [(year, konto, int(öre)) for year, by in years for konto, öre in by.items()]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        fil = relative(out / period / MANIFEST, root)
        return ClosedYears(fil, pd.DataFrame(sums, columns=["år", "konto", "belopp"]))
    return None
