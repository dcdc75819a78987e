"""A nämnd whose settings say `format: sie` gets the same ledger as from its Unit4 exports."""

from pathlib import Path

import pandas as pd
import pytest

from ekonomi import terms
from ekonomi.errors import DataError
from ekonomi.params import LedgerSource, load_params, load_settings
from ekonomi.readers.files import InputFile
from ekonomi.sources import read_sources
from ekonomi.sources.delivery import read_export
from tests import tiny
from tests.sie.files import HEAD, voucher

DIMENSIONS = {"ansvar": 1, "projekt": 6, "tjänst": 20, "motpart": 8}
SAME = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart", "belopp", "kostnadsslag", "registrerad"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tiny.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path / tiny.DATA


def utfall() -> pd.DataFrame:
    params = load_params("params/2025-03.yaml")
    postings = read_sources(params, load_settings(params, Path()), Path()).ledger
    rows = postings[postings["beloppstyp"] == terms.UTFALL]
    return rows[SAME].sort_values(SAME, ignore_index=True)


def as_sie(path: Path) -> str:
    rows = read_export(InputFile(path.name, path.read_bytes()), LedgerSource(filer=("x",))).rows
    texts = []
    for name, part in rows.groupby("verifikation", sort=False):
        day = part["period"].iloc[0].replace("-", "") + "15"
        entered = part["registrerad"].iloc[0].replace("-", "")
        lines = [f"#TRANS {row['konto']} {objects(row)} {-row['belopp'] / 100:.2f}" for row in part.to_dict("records")]
        texts.append(voucher(*lines, head=f'#VER A {name} {day} "" {entered}'))
    return HEAD.replace("2025", rows["period"].iloc[0][:4]) + "".join(texts)


def objects(row: dict) -> str:
    return "{" + " ".join(f'{number} "{row[name]}"' for name, number in DIMENSIONS.items() if row[name]) + "}"


def sie_settings(data: Path, dimensions: str) -> None:
    for path in sorted(data.glob("huvudbok_*.csv")):
        path.with_suffix(".se").write_text(as_sie(path), encoding="cp437")
        path.unlink()
    settings = Path("params/mininamnd.yaml")
    text = settings.read_text(encoding="utf-8")
    text = text.replace("huvudbok_*.csv", f"huvudbok_*.se\n    format: sie\n    dimensioner: {dimensions}")
    settings.write_text(text, encoding="utf-8")


def test_the_same_ledger(data: Path) -> None:
    expected = utfall()
    sie_settings(data, "{1: ansvar, 6: projekt, 20: tjänst, 8: motpart}")
    pd.testing.assert_frame_equal(utfall(), expected)


def test_two_dimensions_to_one_column(data: Path) -> None:
    sie_settings(data, "{1: ansvar, 6: ansvar}")
    with pytest.raises(DataError, match="varje kolumn en gång"):
        utfall()


def test_what_a_sie_file_notes_is_noted_in_the_report_too(data: Path) -> None:
    sie_settings(data, "{1: ansvar, 6: projekt, 20: tjänst, 8: motpart}")
    path = data / "huvudbok_2025.se"
    path.write_text(path.read_text(encoding="cp437") + "#RES 0 5011 1\n", encoding="cp437")
    params = load_params("params/2025-03.yaml")
    found = read_sources(params, load_settings(params, Path()), Path()).findings
    assert "saldon i SIE-filen" in {one.kontroll.name for one in found}
