"""The habits of a real ledger: rent ahead, accruals, year-end bookings, corrections, credits, late postings."""

from random import Random

from data.generator import months
from data.generator.book import Book, Code
from data.generator.costs import FLEX, code_of, flexible, month_cost, running_lines
from data.generator.lines import Line
from data.generator.underlag import FIRST_YEAR, LAST_PERIOD, Assumptions

# Rents and cleaning: the same amount every month of a year. konto, motpart, share of the line, what.
RECURRING = (
    ("6010", "0420", 0.72, "Hyra kontor och utbildningslokaler"),
    ("6010", "0620", 0.28, "Hyra datahallar och lager"),
    ("6120", "0660", 1.0, "Städning av lokaler enligt avtal"),
)
BOOKED_AHEAD = "2025-06"
LATE = (
    ("2024-07", "2024-09-11"),
    ("2024-11", "2024-12-12"),
    ("2025-02", "2025-03-12"),
    ("2025-02", "2025-03-14"),
)
CONSULTANTS = ("7430", "7440")
LARGE_CONSULTANCY = 1_000_000


def write_habits(book: Book, lines: list[Line], given: Assumptions, rng: Random) -> dict[tuple, int]:
    """Post what comes besides the ordinary months; gives the amounts of the recurring postings by code."""
    recurring = _rent(book, lines, given)
    for year in range(FIRST_YEAR, months.year(LAST_PERIOD)):
        _accrued(book, lines, given, f"{year}-12", rng)
        _year_end(book, f"{year}-12", rng)
    for period in months.periods():
        if months.month(period) in (2, 5, 9, 11):
            _correction(book, lines, given, period, rng)
        if months.month(period) in (3, 6, 10):
            _supplier_credit(book, lines, given, period, rng)
    _late(book, lines, given)
    return recurring


def _rent(book: Book, lines: list[Line], given: Assumptions) -> dict[tuple, int]:
    """Rents are registered before the quarter begins: at the close, those of the next months are already there."""
    amounts: dict[tuple, int] = {}
    yearly = {konto: sum(x.kronor for x in lines if x.konto == konto) for konto, *_ in RECURRING}
    for period in months.periods(BOOKED_AHEAD):
        year = months.year(period)
        first = months.shift(period, -((months.month(period) - 1) % 3))
        registered = months.day(months.shift(first, -1), 12)
        for konto, motpart, share, text in RECURRING:
            code = Code(konto, "46020", "", "", motpart)
            if (year, code) not in amounts:
                level = 1 - 0.03 * (2025 - year)
                amounts[year, code] = book.amount(yearly[konto] * share * level / 12, 0.2)
            voucher = book.voucher("LF", months.day(period, 1), registered)
            what = f"{text}, {months.month_name(period)}"
            book.post(period, code, amounts[year, code], -1, voucher, "2510", what)
    return amounts


def _accrued(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    """Consultants not yet invoiced at year end: accrued in December, reversed and invoiced in January."""
    january = months.shift(period, 1)
    entries = [
        ("PE", period, -1, months.closing(period, 8), "2990", "Upplupen konsultkostnad"),
        ("PE", january, 1, months.day(january, 9), "2990", "Återföring av upplupen konsultkostnad"),
        ("LF", january, -1, months.day(january, 20), "2510", "IT-konsult, avser december"),
    ]
    own = [x for x in running_lines(lines, given, period) if x.konto == "7430" and x.kronor > LARGE_CONSULTANCY]
    own = [x for x in own if given.valid(x.tjänst, january) and given.valid(x.projekt, january)]
    own = [x for x in own if given.valid(x.ansvar, january)]
    amounts = [flexible(book, x, given, 0.2 * month_cost(x, given, period, rng)) for x in own]
    for type_, target, times, registered, contra, text in entries:
        voucher = book.voucher(type_, months.day(target, 28 if target == period else 9), registered)
        for line, amount in zip(own, amounts, strict=True):
            what = f"{text}, {given.short(line.tjänst or line.ansvar)}"
            book.post(target, code_of(line), amount, times, voucher, contra, what)


def _year_end(book: Book, period: str, rng: Random) -> None:
    """What is only booked when the year is closed."""
    entries = [
        ("7910", "9000", 500_000, "1219", "Bokslut: utrangering av inventarier"),
        ("5720", "9200", 700_000, "2710", "Bokslut: slutreglering av pensionskostnad"),
        ("5190", "9100", 600_000, "2920", "Bokslut: avstämning av semesterlöneskuld"),
        ("7330", "9000", 350_000, "2990", "Bokslut: upplupen revisionskostnad"),
    ]
    for konto, motpart, kronor, contra, text in entries:
        voucher = book.voucher("BO", f"{period}-31", months.closing(period, 9))
        amount = book.amount(kronor * (0.7 + 0.6 * rng.random()), 0.3)
        book.post(period, Code(konto, "46010", "", "", motpart), amount, -1, voucher, contra, text)


def _correction(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    """An invoice booked on the wrong tjänst, taken back and booked anew."""
    own = [x for x in running_lines(lines, given, period) if x.konto == "7462" and x.tjänst]
    right = own[rng.randrange(len(own))]
    neighbours = [x for x in own if x.ansvar[:2] == right.ansvar[:2] and x.tjänst != right.tjänst]
    wrong = neighbours[rng.randrange(len(neighbours))]
    amount = flexible(book, right, given, 40_000 + 160_000 * rng.random())
    name = given.short(right.tjänst)
    first = book.voucher("LF", months.day(period, 9), months.day(period, 11))
    book.post(period, code_of(wrong), amount, -1, first, "2510", f"Drift- och underhållsavtal, {name}")
    second = book.voucher("RÄ", months.day(period, 24), months.day(period, 24), corrects=first)
    book.post(period, code_of(wrong), amount, 1, second, "", "Rättelse av verifikation {corrects}, fel tjänst")
    book.post(period, code_of(right), amount, -1, second, "", "Rättelse av verifikation {corrects}, rätt tjänst")


def _supplier_credit(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    own = [x for x in running_lines(lines, given, period) if x.konto in ("7462", "6251") and x.tjänst]
    line = own[rng.randrange(len(own))]
    amount = flexible(book, line, given, 15_000 + 90_000 * rng.random())
    voucher = book.voucher("LK", months.day(period, 17), months.day(period, 19))
    text = f"Kreditfaktura, för högt debiterat, {given.short(line.tjänst)}"
    book.post(period, code_of(line), amount, 1, voucher, "2510", text)


def _late(book: Book, lines: list[Line], given: Assumptions) -> None:
    """Invoices registered in a period that had been closed and reported."""
    for place, (period, registered) in enumerate(LATE):
        own = [x for x in running_lines(lines, given, period) if x.konto in CONSULTANTS and x.tjänst]
        line = own[(7 + 11 * place) % len(own)]
        amount = book.amount(118_000 + 57_500 * place, FLEX["konsult"])
        voucher = book.voucher("LF", months.day(period, 27), registered)
        text = f"Konsult, {given.short(line.tjänst)}, sent inkommen faktura"
        book.post(period, code_of(line), amount, -1, voucher, "2510", text)
