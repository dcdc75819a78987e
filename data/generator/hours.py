"""Worked hours by month and ansvar, so that årsarbetare come out as published."""

from pathlib import Path
from random import Random

import numpy as np

from data.generator import months
from data.generator.keys import COST_PER_YEAR_OF_WORK
from data.generator.lines import GRANTED, INITIATIVES, pooled_staff, staff_of
from data.generator.registers import write_table
from data.generator.underlag import BASE_YEAR, NEW_UNIT, OLD_UNIT, Assumptions

NORM = 1_700
# Årsarbetare of a whole year and of its first quarter. 2024 and 2025: Göteborgs Stad, Intraservice,
# Delårsrapport mars 2025, 3.1.1; the years before are assumed.
YEARS = {2022: (652.0, 171.6), 2023: (671.5, 176.9), 2024: (691.4, 182.2), 2025: (705.0, 188.7)}
FIRST_QUARTER = (1.02, 0.95, 1.03)
REST = (1.0, 0.99, 0.83, 0.46, 0.89, 1.07, 1.14, 1.05, 0.84)


def write_hours(folder: Path, given: Assumptions, rng: Random) -> None:
    """personal/arbetad_tid.csv and helarsnorm.csv."""
    rows = [row for period in months.periods() for row in _month(given, period, rng)]
    write_table(folder / "arbetad_tid.csv", ["månad", "ansvar", "timmar"], rows)
    norm = [(NORM, "Antagen norm för exemplet: timmar arbetad tid per årsarbetare och år", "2022-01", "")]
    write_table(folder / "helarsnorm.csv", ["timmar", "källa", "giltig_från", "giltig_till"], norm)


def month_total(period: str) -> int:
    """Hours worked in a month by all, whole hours."""
    year, quarter = YEARS[months.year(period)]
    month = months.month(period)
    if month <= 3:
        share = quarter * FIRST_QUARTER[month - 1] / sum(FIRST_QUARTER)
    else:
        share = (year - quarter) * REST[month - 4] / sum(REST)
    return round(share * NORM)


def _month(given: Assumptions, period: str, rng: Random) -> list[tuple]:
    staff = headcount(given)
    if period < "2024-01":
        staff[OLD_UNIT] = staff.pop(NEW_UNIT)
    staff = {ansvar: years for ansvar, years in staff.items() if given.valid(ansvar, period)}
    weights = np.array([years * (0.96 + 0.08 * rng.random()) for years in staff.values()])
    edges = np.round(np.cumsum(weights) / weights.sum() * month_total(period)).astype(int)
    hours = np.diff(edges, prepend=0)
    return [(period, ansvar, int(own)) for ansvar, own in zip(staff, hours, strict=True)]


def headcount(given: Assumptions) -> dict[str, float]:
    """Years of work per ansvar in the budget of the base year, time booked on projekt and granted tjänster too."""
    staff = dict(pooled_staff(given))
    for service in given.services.values():
        if service.group in (GRANTED, INITIATIVES) and given.valid(service.code, f"{BASE_YEAR}-01"):
            for ansvar, cost in staff_of(service).items():
                staff[ansvar] = staff.get(ansvar, 0.0) + cost
    return {ansvar: cost / COST_PER_YEAR_OF_WORK for ansvar, cost in sorted(staff.items())}
