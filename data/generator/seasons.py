"""Monthly shapes: what share of a year's amount falls in each month (January first, mean 1)."""

SALARY = (0.985, 0.985, 0.985, 1.0, 1.01, 1.01, 0.99, 0.995, 1.01, 1.01, 1.01, 1.01)
HOLIDAY_PAY = (0.2, 0.3, 0.3, 0.3, 0.4, 3.0, 5.0, 1.5, 0.3, 0.2, 0.2, 0.3)
# The debt grows while leave is earned and falls when it is taken; the year nets to a small cost.
HOLIDAY_DEBT = (3.6, 2.4, 4.2, 4.2, 4.5, -3.5, -21.0, -5.0, 5.4, 5.2, 5.6, 6.4)
OVERTIME = (1.1, 1.0, 1.0, 1.0, 1.0, 0.9, 1.0, 0.9, 1.0, 1.0, 1.0, 1.1)
CONSULTANT = (0.55, 0.85, 1.15, 1.0, 1.05, 1.0, 0.45, 0.7, 1.05, 1.2, 1.35, 1.65)
CONSULTANT_PLAN = (0.85, 0.95, 1.1, 1.05, 1.05, 1.0, 0.6, 0.8, 1.1, 1.15, 1.15, 1.2)
EVEN = (1.0,) * 12
GROWING = (0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.98, 1.0, 1.03, 1.05, 1.07, 1.08)
SCHOOL = (0.7, 0.9, 1.0, 0.9, 1.0, 1.1, 0.6, 1.4, 1.2, 1.0, 1.0, 1.2)
COURSES = (0.4, 0.8, 1.2, 1.2, 1.3, 0.8, 0.1, 0.5, 1.5, 1.7, 1.5, 1.0)
# Initiatives are planned to start in March and start late.
INITIATIVE = (0.9, 1.0, 0.75, 0.9, 1.0, 1.0, 0.5, 0.7, 1.1, 1.2, 1.4, 1.55)
INITIATIVE_PLAN = (0.6, 0.8, 1.8, 1.2, 1.1, 1.0, 0.5, 0.7, 1.1, 1.1, 1.1, 1.0)
INITIATIVE_INCOME = (0.3, 0.35, 1.75, 0.8, 1.0, 1.3, 0.8, 0.9, 1.2, 1.2, 1.2, 1.2)
SALES = (0.97, 0.97, 0.99, 0.99, 1.0, 1.0, 0.98, 1.0, 1.02, 1.02, 1.03, 1.03)

ACTUAL = {
    "5010": SALARY,
    "5030": OVERTIME,
    "5110": HOLIDAY_PAY,
    "5190": HOLIDAY_DEBT,
    "5610": SALARY,
    "5720": SALARY,
    "7430": CONSULTANT,
    "7440": CONSULTANT,
    "7462": GROWING,
    "6251": GROWING,
    "4010": SCHOOL,
    "7050": COURSES,
    "7010": COURSES,
}
PLANNED = ACTUAL | {"7430": CONSULTANT_PLAN, "7440": CONSULTANT_PLAN, "4010": EVEN}

# The level of a year against the budget of 2025, by kostnadsslag: prices, volumes and staff.
LEVELS = {
    "personal": {2022: 0.83, 2023: 0.885, 2024: 0.94, 2025: 0.97},
    "konsult": {2022: 1.0, 2023: 0.99, 2024: 0.96, 2025: 0.92},
    "IT": {2022: 0.80, 2023: 0.86, 2024: 0.92, 2025: 1.0},
    "övriga": {2022: 0.85, 2023: 0.90, 2024: 0.94, 2025: 0.98},
}


def shape(konto: str, month: int, planned: bool = False, initiative: bool = False) -> float:
    """The share of a year's amount on `konto` that falls in `month` (1–12), in units of 1/12."""
    if initiative and not konto.startswith("5"):
        return (INITIATIVE_PLAN if planned else INITIATIVE)[month - 1]
    table = PLANNED if planned else ACTUAL
    return table.get(konto, EVEN)[month - 1]
