"""Budget by month and the managers' forecasts, on the same lines as the outcome."""

from collections import defaultdict
from random import Random

from data.generator import months
from data.generator.book import BUDGET, FORECAST, HUNDRED, Book, Code
from data.generator.costs import DEPRECIATION, FLEX, LICENCE, PREPAID_FROM, RENT, code_of, running_lines
from data.generator.habits import RECURRING
from data.generator.lines import Line
from data.generator.seasons import LEVELS, shape
from data.generator.underlag import BASE_YEAR, Assumptions

BUDGET_YEARS = ("2024", "2025")
BUDGET_OVER_OUTCOME = 1.02
UNDIVIDED = "9900"
# How far the forecast of 2025 goes from budget towards what is known of the year so far.
KNOWN = 0.35
FORECASTS = ("2024-03", "2024-08", "2025-03")


def write_budget(book: Book, lines: list[Line], given: Assumptions) -> None:
    """Plan every line by month, with its own season; rent and depreciation are the same each month."""
    for version in BUDGET_YEARS:
        steady: dict[Code, int] = {}
        for month in range(1, 13):
            period = f"{version}-{month:02d}"
            for line in running_lines(lines, given, period):
                _plan_month(book, line, given, period, steady)


def _plan_month(book: Book, line: Line, given: Assumptions, period: str, steady: dict[Code, int]) -> None:
    kronor = planned_cost(line, given, period)
    for code, share in _codes(line):
        if line.konto in (*RENT, DEPRECIATION):
            if code not in steady:
                steady[code] = book.amount(kronor * share, FLEX["övriga"], HUNDRED)
            book.plan(BUDGET, period[:4], period, code, steady[code], -1)
        elif kronor:
            amount = book.amount(kronor * share, FLEX[given.slag[line.konto]], HUNDRED)
            book.plan(BUDGET, period[:4], period, code, amount, -1)


def _codes(line: Line) -> list[tuple[Code, float]]:
    if line.konto not in RENT:
        return [(code_of(line), 1.0)]
    return [(Code(konto, line.ansvar, "", "", who), share) for konto, who, share, _ in RECURRING if konto == line.konto]


def planned_cost(line: Line, given: Assumptions, period: str) -> float:
    """What a line costs in a month of the budget before anything is solved (kronor, positive)."""
    month = months.month(period)
    weight = shape(line.konto, month, planned=True, initiative=line.initiative)
    if line.konto == LICENCE and line.kronor < PREPAID_FROM:
        weight = 3.0 if month % 3 == 1 else 0.0
    return line.kronor / 12 * weight * _level(given.slag[line.konto], months.year(period))


def _level(slag: str, year: int) -> float:
    return 1.0 if year == 2025 else LEVELS[slag][year] * BUDGET_OVER_OUTCOME


def write_forecasts(book: Book, lines: list[Line], given: Assumptions, rng: Random) -> None:
    """The managers' forecasts of the year, per ansvar × tjänst × projekt × kostnadsslag."""
    for version in FORECASTS:
        sums: dict[Code, float] = defaultdict(float)
        for month in range(1, 13):
            period = f"{version[:4]}-{month:02d}"
            for line in running_lines(lines, given, period):
                if given.valid(line.tjänst, version) and given.valid(line.projekt, version):
                    code = Code(given.slag[line.konto], line.ansvar, line.tjänst, line.projekt, UNDIVIDED)
                    sums[code] += planned_cost(line, given, period) * _outlook(line, version)
        _write_forecast(book, sums, version, rng)


def _outlook(line: Line, version: str) -> float:
    known = int(version[:4]) == BASE_YEAR and line.tjänst
    return 1 + KNOWN * (line.trend - 1) if known else 1.0


def _write_forecast(book: Book, sums: dict[Code, float], version: str, rng: Random) -> None:
    for code, kronor in sorted(sums.items(), key=lambda item: str(item[0])):
        amount = book.amount(kronor * (0.98 + 0.04 * rng.random()), FLEX[code.konto], HUNDRED)
        book.plan(FORECAST, version, f"{version[:4]}-12", code, amount, -1)
