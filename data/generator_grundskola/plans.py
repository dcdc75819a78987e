"""Budgets by month and the managers' forecasts as workbooks: whole thousands of kronor, income +."""

import csv
from collections import defaultdict
from pathlib import Path

from data.generator.workbooks import write_sheet
from data.generator_grundskola import assumptions as given
from data.generator_grundskola import model
from data.generator_grundskola.ledger import MONTHS, Voucher

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
    write_sheet(path, "Driftbudget", f"Driftbudget {year} per månad, kronor, intäkt plus. {NOTE}", header, rows, NOTE)


def write_forecast(path: Path, version: str, vouchers: list[Voucher]) -> None:
    """A row per ansvar and kostnadsslag."""
    header = ["Enhet", "Slag", "Helårsprognos"]
    rows = [[*codes, amount] for codes, amount in forecast(version, vouchers).items()]
    title = f"Rektorernas och enheternas prognos {version}, helår, kronor i hela tusental, intäkt plus. {NOTE}"
    write_sheet(path, "Helårsprognos", title, header, rows, NOTE)
