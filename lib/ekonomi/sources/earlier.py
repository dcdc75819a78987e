"""What former runs have left: the month before's siffror.csv, and the sums of closed years in a manifest."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

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
    if periods.year(before) != periods.year(params.period) or not path.is_file():
        return None
    if _owner(out / before) != params.inställningar:
        return None
    file = InputFile(relative(path, root), path.read_bytes())
    figures = pd.read_csv(io.BytesIO(file.data), dtype="str", keep_default_na=False)
    if list(figures.columns)[: len(COLUMNS)] != COLUMNS:
        expected = f"rubrikerna {', '.join(COLUMNS)}"
        raise DataError(
            RAPPORT.at(file.fil, 1, funnet=f"rubrikerna {', '.join(figures.columns)}", väntat=expected)
        )
    return Earlier(before, figures.assign(värde=_values(figures["värde"], file)), file)


def _owner(folder: Path) -> str:
    """The settings file that a report in a folder was made by; "" where its manifest cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["parametrar"]["inställningar"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


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
    for period in sorted(_reported_periods(out, params.period), reverse=True):
        path = out / period / MANIFEST
        try:
            if _owner(path.parent) != params.inställningar:
                continue
            content = json.loads(path.read_text(encoding="utf-8"))
            sums = [
                (year, konto, int(öre)) for year, by in content[CLOSED].items() for konto, öre in by.items()
            ]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        return ClosedYears(relative(path, root), pd.DataFrame(sums, columns=["år", "konto", "belopp"]))
    return None


def _reported_periods(out: Path, until: str) -> Iterator[str]:
    if out.is_dir():
        yield from (
            path.name for path in out.iterdir() if periods.is_period(path.name) and path.name <= until
        )
