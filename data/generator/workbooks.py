"""Budget and forecast workbooks, with fixed timestamps so that the same content gives the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

FIXED_TIME = datetime(2024, 12, 20, 12, 0, 0)
NOTE = "Exempeldata – inte Intraservices bokföring"
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
BUDGET_CODES = ["konto", "ansvar", "projekt", "tjänst", "motpart"]
FORECAST_CODES = ["ansvar", "projekt", "tjänst", "motpart", "konto"]


def write_budget_book(path: Path, rows: pd.DataFrame, year: str) -> None:
    """Budget of a year, wide by month: kronor, debit +."""
    own = rows[(rows["typ"] == "budget") & (rows["version"] == year)]
    month = own["period"].str[5:].astype(int)
    wide = (-own["kronor"]).groupby([*(own[code] for code in BUDGET_CODES), month]).sum().unstack(fill_value=0)
    header = ["Konto", "Ansvar", "Projekt", "Objekt", "Motpart", *MONTHS]
    title = f"Budget {year} per månad, kronor, debet plus. {NOTE}"
    write_sheet(path, "Budget", title, header, [(*codes, *amounts) for codes, amounts in _cells(wide)])


def write_forecast_book(path: Path, rows: pd.DataFrame, version: str) -> None:
    """A forecast of the full year: kronor, income +."""
    own = rows[(rows["typ"] == "prognos") & (rows["version"] == version)]
    wide = own.groupby(FORECAST_CODES)[["kronor"]].sum()
    header = ["Ansvar", "Projekt", "Objekt", "Motpart", "Kostnadsslag", "Helår"]
    title = f"Verksamheternas prognos {version}, helår, kronor, intäkt plus. {NOTE}"
    write_sheet(path, "Prognos", title, header, [(*codes, *amounts) for codes, amounts in _cells(wide)])


def _cells(wide: pd.DataFrame) -> list[tuple[tuple, list[float]]]:
    amounts = wide.round(2).to_numpy().tolist()
    return [(codes, row) for codes, row in zip(wide.index, amounts, strict=True)]


def write_sheet(
    path: Path, sheet: str, title: str, header: list[str], rows: Iterable[Sequence], note: str = NOTE
) -> None:
    """A workbook of one sheet: a title, an empty row, headings and rows; text stays text, numbers are money."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        book.set_properties({"title": title, "comments": note, "created": FIXED_TIME})
        page = book.add_worksheet(sheet)
        money, bold = book.add_format({"num_format": "#,##0"}), book.add_format({"bold": True})
        page.write_string(0, 0, title, bold)
        page.write_row(2, 0, header, bold)
        page.freeze_panes(3, 0)
        for place, row in enumerate(rows, start=3):
            for column, value in enumerate(row):
                _cell(page, place, column, value, money)


def _cell(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, money: object) -> None:
    if isinstance(value, str):
        if value:
            page.write_string(row, column, value)
    else:
        page.write_number(row, column, value, money)
