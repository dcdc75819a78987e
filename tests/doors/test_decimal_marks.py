"""A decimal point, said where a source is said, is read to the same öre: in text, in number cells, by every source."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ekonomi import cli
from ekonomi.sources import Sources
from tests import tiny

SETTINGS = Path("params/mininamnd.yaml")
PLANS = {"budget_2025": "Budget", "prognos_2025-03": "Prognos"}


def with_point(folder: Path, source: str) -> None:
    tiny.edit(folder / SETTINGS, source, f'{source}      decimaltecken: "."\n')


def amounts(sources: Sources) -> pd.DataFrame:
    ledger = sources.ledger.drop(columns=["källa", "text"])
    return ledger.sort_values([*ledger.columns], ignore_index=True)


def as_text(path: Path, sheet: str) -> str:
    """A plan as CSV with a decimal point in every amount."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    cells = [["" if cell is None else f"{cell:.2f}" if isinstance(cell, float | int) else cell for cell in row]
             for row in rows]  # fmt: skip
    return "\n".join(";".join(row) for row in cells) + "\n"


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_plan(nämnd: Path, data: Path, read: Callable[[], Sources], name: str, kind: str) -> None:
    path = data / f"{name}.xlsx"
    tiny.edit_cell(path, "F4", 1234.5)
    expected = amounts(read())
    if kind == "csv":
        path.with_suffix(".csv").write_text(as_text(path, PLANS[name]), encoding="utf-8")
        tiny.edit(nämnd / SETTINGS, f"fil: {name}.xlsx", f"fil: {name}.csv")
    with_point(nämnd, f"fil: {name}.{kind}\n")
    pd.testing.assert_frame_equal(amounts(read()), expected)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_ledger(nämnd: Path, data: Path, read: Callable[[], Sources], kind: str) -> None:
    for amount in ("-600 000,00", "600 000,00"):
        tiny.edit(data / "huvudbok_2025.csv", f";{amount};", f";{amount[:-2]}50;")
    expected = amounts(read())
    for path in data.glob("huvudbok_*.csv"):
        rows = [line.split(";") for line in path.read_text(encoding="utf-8-sig").splitlines()]
        place = rows[0].index("Belopp")
        for row in rows[1:]:
            row[place] = row[place].replace(",", ".")
        path.unlink()
        if kind == "csv":
            path.write_text("\n".join(map(";".join, rows)), encoding="utf-8")
            continue
        cells = [[*row[:place], float(row[place].replace(" ", "")), *row[place + 1 :]] for row in rows[1:]]
        tiny.write_sheet(path.with_suffix(".xlsx"), "Blad", [rows[0], *cells])
    tiny.edit(nämnd / SETTINGS, "- huvudbok_*.csv\n", f'- huvudbok_*.{kind}\n    decimaltecken: "."\n')
    pd.testing.assert_frame_equal(amounts(read()).drop(columns="rad"), expected.drop(columns="rad"))


def test_importera_reads_number_cells_and_a_wide_plan(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data)
    tiny.edit_cell(data / "budget_2025.xlsx", "F4", 1234.5)
    (data / "plan_2025.csv").write_text(as_text(data / "budget_2025.xlsx", "Budget"), encoding="utf-8")
    taken = []
    for name, words in (("budget_2025.xlsx", ()), ("budget_2025.xlsx", (".",)), ("plan_2025.csv", (".",))):
        flags = [part for mark in words for part in ("--decimaltecken", mark)]
        assert cli.main(["importera", name, "--till", "lager", *flags]) == 0
        taken.append(pd.read_parquet("lager").sort_values(["period", "konto", "belopp"])["belopp"].tolist())
    assert taken[0] == taken[1] == taken[2]


def test_a_decimal_point_that_nothing_tells_of_stops(nämnd: Path, data: Path, read: Callable[[], Sources]) -> None:
    path = data / "budget_2025.xlsx"
    path.with_suffix(".csv").write_text(as_text(path, "Budget"), encoding="utf-8")
    tiny.edit(nämnd / SETTINGS, "fil: budget_2025.xlsx", "fil: budget_2025.csv")
    with pytest.raises(Exception, match=r"budget_2025.csv, rad 4, kolumn jan: fann ”.*\.00”, väntade ett belopp"):
        read()
