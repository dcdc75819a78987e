"""Volumes of some tjänster: what is counted, month by month, as outcome, budget and forecast."""

from pathlib import Path
from random import Random

from data.generator import months
from data.generator.plans import BUDGET_YEARS, FORECASTS
from data.generator.registers import write_table
from data.generator.underlag import Assumptions

FIRST_MONTH = "2023-01"
BASE = 2023
# tjänst: what is counted, how many a month in 2023, yearly growth, and how much more the budget counts on.
# All assumed. A klientmånad is a client during a month, so that months add up to quarters and years.
COUNTED = {
    "1102": ("faktura", 92_000, 0.02, 0.01),
    "1201": ("lönespecifikation", 58_500, 0.01, 0.00),
    "2101": ("kontomånad", 61_500, 0.03, 0.01),
    "2102": ("förbindelsemånad", 1_450, 0.02, -0.01),
    "2103": ("anslutningsmånad", 38_500, 0.03, 0.02),
    "2104": ("abonnemangsmånad", 43_000, -0.02, -0.02),
    "2106": ("klientmånad", 72_500, 0.03, 0.01),
    "2107": ("kontomånad", 60_000, 0.03, 0.01),
    "3101": ("klientmånad", 68_000, 0.04, 0.03),
    "3102": ("licensmånad", 45_500, 0.05, 0.03),
    "3108": ("licensmånad", 4_200, 0.10, 0.08),
    "3114": ("lönespecifikation", 6_400, 0.01, 0.00),
    "3115": ("faktura", 4_300, 0.02, 0.02),
    "1101": ("ärende", 5_200, 0.02, 0.01),
}
# Invoices and tickets come unevenly over the year; what is held (accounts, clients, licences) does not.
UNEVEN = {
    "faktura": (1.02, 0.97, 1.06, 1.0, 1.03, 1.08, 0.72, 0.88, 1.02, 1.05, 1.04, 1.13),
    "ärende": (1.24, 1.05, 1.02, 1.0, 0.99, 0.95, 0.5, 0.86, 1.08, 1.04, 1.02, 1.25),
}
NOISE = 0.015
HEADER = ["tjänst", "enhet", "månad", "beloppstyp", "version", "volym"]


def write_volumes(path: Path, given: Assumptions, rng: Random) -> None:
    """volym/volymer.csv: outcome from 2023-01, budget by month, and each report's forecast of its year."""
    rows = [row for tjänst in COUNTED for row in _rows(tjänst, given, rng)]
    write_table(path, HEADER, rows)


def _rows(tjänst: str, given: Assumptions, rng: Random) -> list[tuple]:
    unit, *_, over = COUNTED[tjänst]
    known = [p for p in months.periods() if p >= FIRST_MONTH and given.valid(tjänst, p)]
    outcome = {p: round(expected(tjänst, p) * (1 + NOISE * (2 * rng.random() - 1))) for p in known}
    rows = [(tjänst, unit, period, "utfall", "", volume) for period, volume in outcome.items()]
    for year in BUDGET_YEARS:
        plan = {p: round(expected(tjänst, p) * (1 + over)) for p in _year(year)}
        rows += [(tjänst, unit, period, "budget", year, volume) for period, volume in plan.items()]
    return rows + [(tjänst, unit, f"{v[:4]}-12", "prognos", v, _forecast(tjänst, v, outcome)) for v in FORECASTS]


def expected(tjänst: str, period: str) -> float:
    """What is counted in a month, before the chance of that month."""
    unit, level, growth, _ = COUNTED[tjänst]
    passed = months.year(period) - BASE + (months.month(period) - 6.5) / 12
    return level * (1 + growth) ** passed * UNEVEN.get(unit, (1.0,) * 12)[months.month(period) - 1]


def _forecast(tjänst: str, version: str, outcome: dict[str, int]) -> int:
    """The year's total: the months known at the report, and what is expected of the others, in whole hundreds."""
    total = sum(outcome[p] if p <= version else expected(tjänst, p) for p in _year(version[:4]))
    return round(total / 100) * 100


def _year(year: str) -> list[str]:
    return [f"{year}-{month:02d}" for month in range(1, 13)]
