"""Budgets by month and the managers' forecasts as workbooks: whole thousands of kronor, income +."""

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import xlsxwriter

from data.generator_grundskola import assumptions as given
from data.generator_grundskola import model
from data.generator_grundskola.ledger import MONTHS, Voucher

FIXED_TIME = datetime(2024, 12, 20, 12, 0, 0)
NOTE = "Exempeldata"
KONTOPLAN = Path(__file__).parents[1] / "grundskolenamnden" / "register" / "kontoplan.csv"
RENTS, BALANCE = "lokaler", "balans"

Sums = dict[tuple[str, str], float]


def slag_of() -> dict[str, str]:
    """The kostnadsslag of each konto, as the register has it."""
    with KONTOPLAN.open(encoding="utf-8", newline="") as file:
        return {row["konto"]: row["kostnadsslag"] for row in csv.DictReader(file, delimiter=";")}


def forecast(version: str, vouchers: list[Voucher]) -> Sums:
    """Full year by ansvar and kostnadsslag (kronor, income +): posted, the budget of the rest, and what is judged."""
    year, last = version[:4], model.month(version)
    slag = slag_of()
    sums: Sums = defaultdict(float)
    off: Sums = defaultdict(float)  # rents so far against their budget
    for voucher in vouchers:
        if voucher.period[:4] == year and voucher.period <= version:
            for konto, ansvar, öre in voucher.rows:
                if slag[konto] != BALANCE:
                    sums[ansvar, slag[konto]] -= öre / 100
                    off[ansvar, slag[konto]] -= öre / 100
    for (konto, ansvar), amounts in model.budget(int(year)).items():
        sums[ansvar, slag[konto]] -= sum(amounts[last:])
        off[ansvar, slag[konto]] += sum(amounts[:last])
    for codes in [codes for codes in sums if codes[1] == RENTS]:
        sums[codes] += off[codes] * (12 - last) / last
    for ansvar, name, thousands in given.JUDGED[version]:
        sums[ansvar, name] += 1_000 * thousands
    return {codes: round(sums[codes] / 1_000) * 1_000 for codes in sorted(sums)}


def write_budget(path: Path, year: int) -> None:
    """A row per konto and ansvar, a column per month."""
    header = ["Konto nr", "Enhet", *(month.capitalize() for month in MONTHS)]
    rows = [[*codes, *(-amount for amount in amounts)] for codes, amounts in model.budget(year).items()]
    _write(path, "Driftbudget", f"Driftbudget {year} per månad, kronor, intäkt plus. {NOTE}", header, rows)


def write_forecast(path: Path, version: str, vouchers: list[Voucher]) -> None:
    """A row per ansvar and kostnadsslag."""
    header = ["Enhet", "Slag", "Helårsprognos"]
    rows = [[*codes, amount] for codes, amount in forecast(version, vouchers).items()]
    title = f"Rektorernas och enheternas prognos {version}, helår, kronor i hela tusental, intäkt plus. {NOTE}"
    _write(path, "Helårsprognos", title, header, rows)


def _write(path: Path, sheet: str, title: str, header: list[str], rows: list[list]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        book.set_properties({"title": title, "comments": NOTE, "created": FIXED_TIME})
        page = book.add_worksheet(sheet)
        money, bold = book.add_format({"num_format": "#,##0"}), book.add_format({"bold": True})
        page.write_string(0, 0, title, bold)
        page.write_row(2, 0, header, bold)
        page.freeze_panes(3, 0)
        for place, row in enumerate(rows, start=3):
            for column, value in enumerate(row):
                page.write(place, column, value, None if isinstance(value, str) else money)
