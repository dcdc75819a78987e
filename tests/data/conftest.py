"""The example's files, read without the library, so that the library is not its own witness."""

import csv
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "intraservice"
CODED = {
    "Ansvar": "organisation",
    "Projekt": "projekt",
    "Objekt": "tjanster",
    "Motpart": "motparter",
    "Konto": "kontoplan",
}


@pytest.fixture(scope="session")
def ledger() -> pd.DataFrame:
    """Every ledger row as text, with `öre` (debit +), `period` (YYYY-MM) and `year` (of the file)."""
    files = sorted((EXAMPLE / "huvudbok").glob("*.csv"))
    parts = [
        pd.read_csv(file, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig").assign(year=file.stem[-4:])
        for file in files
    ]
    rows = pd.concat(parts, ignore_index=True)
    öre = rows["Belopp"].str.replace(" ", "").str.replace(",", "").astype("int64")
    return rows.assign(öre=öre, period=rows["Period"].str[:4] + "-" + rows["Period"].str[4:])


@pytest.fixture(scope="session")
def budget() -> pd.DataFrame:
    """Both budgets, long: codes, period and öre (debit +)."""
    parts = []
    for file in sorted((EXAMPLE / "budget").glob("*.xlsx")):
        wide = pd.read_excel(file, sheet_name="Budget", header=2, engine="calamine", dtype=dict.fromkeys(CODED, str))
        months = list(wide.columns[5:])
        long = wide.melt(id_vars=list(CODED), value_vars=months, var_name="månad", value_name="kronor")
        number = long["månad"].map({name: place for place, name in enumerate(months, start=1)})
        parts.append(long.assign(period=[f"{file.stem[-4:]}-{month:02d}" for month in number]))
    rows = pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(CODED, ""))
    rows = rows.assign(öre=(rows["kronor"] * 100).round().astype("int64"))
    return rows[rows["öre"] != 0].reset_index(drop=True)


@pytest.fixture(scope="session")
def forecasts() -> pd.DataFrame:
    """The three forecasts with `version` and öre (income +)."""
    parts = []
    for file in sorted((EXAMPLE / "prognos").glob("*.xlsx")):
        texts = dict.fromkeys(("Ansvar", "Projekt", "Objekt", "Motpart", "Kostnadsslag"), str)
        parts.append(pd.read_excel(file, header=2, engine="calamine", dtype=texts).assign(version=file.stem[-7:]))
    rows = pd.concat(parts, ignore_index=True).fillna("")
    return rows.assign(öre=(rows["Helår"] * 100).round().astype("int64"))


@pytest.fixture(scope="session")
def registers() -> dict[str, list[dict[str, str]]]:
    """Every register as a list of rows."""
    found = {}
    for file in sorted((EXAMPLE / "register").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            found[file.stem] = list(csv.DictReader(text, delimiter=";"))
    return found
