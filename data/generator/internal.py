"""The nämnd's own purchases of its tjänster: every sale has its purchase, so that the two always sum to zero."""

from dataclasses import replace
from random import Random

from data.generator import months
from data.generator.book import BUDGET, FORECAST, HUNDRED, Book, Code
from data.generator.underlag import OLD_UNIT, Assumptions, Service

OWN = "0490"
BUYERS = {"46010": 0.45, "47020": 0.20, "44060": 0.20, "42020": 0.15}
BASE = "bastjänster och digital infrastruktur"
LEVELS = {2022: 0.80, 2023: 0.86, 2024: 0.90, 2025: 0.95}
BUDGETS = {"2024": 0.95, "2025": 1.0}
FORECASTS = {"2024-03": 0.93, "2024-08": 0.91, "2025-03": 0.90}
FLEX = 0.8


def write_internal(book: Book, given: Assumptions, rng: Random) -> None:
    """Post and plan the internal sales of every month."""
    sellers = [service for service in given.services.values() if service.internal]
    for period in months.periods():
        for service in sellers:
            _invoice(book, service, given, period, rng)
    for version, level in BUDGETS.items():
        for month in range(1, 13):
            _plan(book, sellers, given, BUDGET, version, f"{version}-{month:02d}", level / 12)
    for version, level in FORECASTS.items():
        _plan(book, sellers, given, FORECAST, version, f"{version[:4]}-12", level)


def _invoice(book: Book, service: Service, given: Assumptions, period: str, rng: Random) -> None:
    voucher = book.voucher("IF", months.day(period, 15), months.day(period, 16))
    text = f"Internt köp {months.month_name(period)}, {given.short(service.code)}"
    for buyer, share in BUYERS.items():
        level = LEVELS[months.year(period)] * share * (0.95 + 0.1 * rng.random())
        amount = book.amount(service.internal / 12 * level, FLEX)
        sale, purchase = _codes(service, buyer, given, period)
        book.post(period, sale, amount, 1, voucher, "", text)
        book.post(period, purchase, amount, -1, voucher, "", text)


def _codes(service: Service, buyer: str, given: Assumptions, period: str) -> tuple[Code, Code]:
    """The code strings of the sale and of the purchase."""
    base, owner = service.group == BASE, next(iter(service.owners))
    seller = owner if given.valid(owner, period) else OLD_UNIT
    sale = Code("3541" if base else "3542", seller, service.code, "", OWN)
    return sale, Code("7465" if base else "7495", buyer, "", "", OWN)


def _plan(
    book: Book, sellers: list[Service], given: Assumptions, typ: str, version: str, period: str, level: float
) -> None:
    for service in sellers:
        for buyer, share in BUYERS.items():
            amount = book.amount(service.internal * level * share, FLEX, HUNDRED)
            for code, times in zip(_codes(service, buyer, given, period), (1, -1), strict=True):
                if typ == FORECAST:
                    code = replace(code, konto=given.slag[code.konto])
                book.plan(typ, version, period, code, amount, times)
