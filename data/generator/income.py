"""Income: the price of a tjänst follows its budgeted cost, and customers are invoiced month by month."""

from collections import defaultdict
from dataclasses import replace
from random import Random

from data.generator import months
from data.generator.book import BUDGET, FORECAST, HUNDRED, Book, Code
from data.generator.internal import BASE, BUDGETS, FORECASTS
from data.generator.internal import LEVELS as INTERNAL_LEVELS
from data.generator.lines import GRANTED, INITIATIVES
from data.generator.plans import UNDIVIDED
from data.generator.seasons import EVEN, INITIATIVE_INCOME, SALES, SCHOOL
from data.generator.underlag import FIRST_YEAR, LAST_PERIOD, OLD_UNIT, Assumptions, Service

CENTRAL = "0120"
SLAG_INCOME, SLAG_GRANT = "intäkter", "kommunbidrag"
DIRECT = {"3101": 0.30, "3102": 0.85, "3103": 0.50}
VOLUME = {2022: 0.995, 2023: 0.99, 2024: 0.985, 2025: 0.98}
FORECAST_VOLUME = {"2024-03": 0.995, "2024-08": 0.99, "2025-03": 0.994}
FLEX = 0.5
STEADY = 0.02

Costs = dict[tuple[int, str], float]


def write_income(book: Book, costs: Costs, given: Assumptions, rng: Random) -> None:
    """Post and plan the income of every tjänst; `costs` is its full cost (kronor, positive) per year."""
    grants = _grants(book, costs, given)
    for period in months.periods():
        _invoices(book, costs, given, period, rng)
        _grant_voucher(book, grants, given, period)
        if months.month(period) in (2, 6, 9, 11):
            _credit_note(book, given, period, rng)
    for year in range(FIRST_YEAR, months.year(LAST_PERIOD)):
        _accrued_income(book, given, f"{year}-12", rng)
    for version in BUDGETS:
        for month in range(1, 13):
            _plan_month(book, costs, grants, given, f"{version}-{month:02d}")
    for version in FORECASTS:
        _forecast(book, costs, given, version, rng)


def external_price(costs: Costs, service: Service, year: int) -> float:
    """What the customers outside the nämnd pay for a tjänst in a year (kronor)."""
    return costs.get((year, service.code), 0.0) - service.internal * INTERNAL_LEVELS[year]


def _season(service: Service, planned: bool) -> tuple[float, ...]:
    if service.group == INITIATIVES:
        return EVEN if planned else INITIATIVE_INCOME
    if service.group == BASE:
        return EVEN
    return SCHOOL if service.code == "3101" else SALES


def _codes(service: Service, given: Assumptions, period: str) -> list[tuple[Code, float]]:
    """The code strings of a tjänst's income with their shares of it: by customer, some invoiced directly."""
    owner, konto = next(iter(service.owners)), "3541" if service.group == BASE else "3542"
    unit = owner if given.valid(owner, period) else OLD_UNIT
    direct = DIRECT.get(service.code, 0.0)
    return [
        (
            Code(account, unit, service.code, "", customer if given.valid(customer, period) else "0411"),
            part * share,
        )
        for customer, share in given.customers[service.customers].items()
        for account, part in ((konto, 1 - direct), ("3543", direct))
        if part
    ]


def _sold(given: Assumptions, period: str) -> list[Service]:
    return [x for x in given.services.values() if x.group != GRANTED and given.valid(x.code, period)]


def _project(service: Service, given: Assumptions, period: str) -> str:
    """The projekt that carries a förändringsinitiativ's income: the first that runs in the period."""
    if service.group != INITIATIVES:
        return ""
    own = [row["projekt"] for row in given.projects if row["tjänst"] == service.code]
    return next(projekt for projekt in own if given.valid(projekt, period))


def _month_income(
    service: Service, costs: Costs, given: Assumptions, period: str, planned: bool = False
) -> list[tuple[Code, float]]:
    price = (
        external_price(costs, service, months.year(period)) / 12 * _season(service, planned)[months.month(period) - 1]
    )
    projekt = _project(service, given, period)
    return [
        (replace(code, projekt=projekt), price * share) for code, share in _codes(service, given, period) if price > 0
    ]


def _invoices(book: Book, costs: Costs, given: Assumptions, period: str, rng: Random) -> None:
    """One invoice per customer and month with a row per tjänst."""
    by_customer: dict[str, list[tuple[Code, float]]] = defaultdict(list)
    for service in _sold(given, period):
        spread = STEADY if service.group == BASE else 3 * STEADY
        for code, kronor in _month_income(service, costs, given, period):
            noise = VOLUME[months.year(period)] * (1 + spread * (2 * rng.random() - 1))
            by_customer[code.motpart].append((code, kronor * noise))
    for customer, rows in sorted(by_customer.items()):
        voucher = book.voucher("KF", months.day(period, 10), months.day(period, 11 + int(customer) % 5))
        for code, kronor in rows:
            text = f"{given.short(code.tjänst)} {months.month_name(period)}"
            book.post(period, code, book.amount(kronor, FLEX), 1, voucher, "1510", text)


def _grants(book: Book, costs: Costs, given: Assumptions) -> dict[tuple[str, int, bool], int]:
    """Kommunbidrag per tjänst, the same each month but for a change after the first quarter."""
    amounts = {}
    for service in given.services.values():
        for year in range(FIRST_YEAR, 2026):
            cost = costs.get((year, service.code), 0.0)
            if service.group == GRANTED and cost:
                for early in (True, False):
                    amounts[service.code, year, early] = book.amount(cost / 12, FLEX, HUNDRED)
    return amounts


def _grant(service: Service, grants: dict, period: str) -> tuple[Code, int]:
    early = months.month(period) <= 3
    code = Code("3910", next(iter(service.owners)), service.code, "", CENTRAL)
    return code, grants[service.code, months.year(period), early]


def _granted(given: Assumptions, period: str) -> list[Service]:
    return [x for x in given.services.values() if x.group == GRANTED and given.valid(x.code, period)]


def _grant_voucher(book: Book, grants: dict, given: Assumptions, period: str) -> None:
    voucher = book.voucher("BO", months.day(period, 18), months.day(period, 19))
    for service in _granted(given, period):
        code, amount = _grant(service, grants, period)
        text = f"Kommunbidrag {months.month_name(period)}, {given.short(service.code)}"
        book.post(period, code, amount, 1, voucher, "1930", text)


def _credit_note(book: Book, given: Assumptions, period: str, rng: Random) -> None:
    own = [x for x in _sold(given, period) if x.group != INITIATIVES]
    service = own[rng.randrange(len(own))]
    code, _ = _codes(service, given, period)[0]
    voucher = book.voucher("KK", months.day(period, 21), months.day(period, 22))
    amount = book.amount(12_000 + 70_000 * rng.random(), FLEX)
    text = f"Kreditering, avslutade abonnemang, {given.short(service.code)}"
    book.post(period, code, amount, -1, voucher, "1510", text)


def _accrued_income(book: Book, given: Assumptions, period: str, rng: Random) -> None:
    """Deliveries of December that are invoiced in January: accrued, reversed and invoiced."""
    january = months.shift(period, 1)
    entries = [
        ("PE", period, 1, months.closing(period, 8), "1790", "Upplupen intäkt, leveranser i december"),
        ("PE", january, -1, months.day(january, 9), "1790", "Återföring av upplupen intäkt"),
        ("KF", january, 1, months.day(january, 21), "1510", "Leveranser i december"),
    ]
    service = given.services["3101"]
    own = [
        (code, book.amount(1_500_000 * share * (0.8 + rng.random()), FLEX))
        for code, share in _codes(service, given, period)
    ]
    for type_, target, times, registered, contra, text in entries:
        voucher = book.voucher(type_, months.day(target, 28 if target == period else 9), registered)
        for code, amount in own:
            book.post(target, code, amount, times, voucher, contra, f"{text}, {service.name}")


def _plan_month(book: Book, costs: Costs, grants: dict, given: Assumptions, period: str) -> None:
    for service in _sold(given, period):
        for code, kronor in _month_income(service, costs, given, period, planned=True):
            book.plan(BUDGET, period[:4], period, code, book.amount(kronor, FLEX, HUNDRED), 1)
    for service in _granted(given, period):
        code, amount = _grant(service, grants, period)
        book.plan(BUDGET, period[:4], period, code, amount, 1)


def _forecast(book: Book, costs: Costs, given: Assumptions, version: str, rng: Random) -> None:
    year, december = int(version[:4]), f"{version[:4]}-12"
    for service in given.services.values():
        if not given.valid(service.code, version):
            continue
        granted = service.group == GRANTED
        price = costs.get((year, service.code), 0.0) if granted else external_price(costs, service, year)
        code = Code(
            SLAG_GRANT if granted else SLAG_INCOME,
            next(iter(service.owners)),
            service.code,
            _project(service, given, version),
            UNDIVIDED,
        )
        amount = book.amount(price * FORECAST_VOLUME[version] * (0.995 + 0.01 * rng.random()), FLEX, HUNDRED)
        book.plan(FORECAST, version, december, code, amount, 1)
