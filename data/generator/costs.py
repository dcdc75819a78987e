"""The outcome's ordinary costs as vouchers: payroll, suppliers' invoices, depreciation, small purchases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from data.generator import months
from data.generator.book import Book, Code
from data.generator.lines import Line
from data.generator.seasons import LEVELS, shape
from data.generator.underlag import BASE_YEAR, NEW_UNIT, OLD_UNIT, Assumptions

PAYROLL = {"5010": "1930", "5030": "1930", "5110": "1930", "5190": "2920", "5610": "2710", "5720": "2710"}
SMALL = ("7050", "7010", "6410")
RENT = ("6010", "6120")
LICENCE, DEPRECIATION = "7461", "7910"
FLEX = {"personal": 0.3, "konsult": 1.6, "IT": 0.8, "övriga": 1.0}
NOISE = {"personal": 0.012, "konsult": 0.22, "IT": 0.06, "övriga": 0.08}
PREPAID_FROM, MONTHLY_FROM = 3_000_000, 300_000

TEXTS = {
    "5010": "Månadslöner {month}",
    "5030": "Jour, beredskap och övertid {month}",
    "5110": "Semestertillägg {month}",
    "5190": "Förändring av semesterlöneskuld {month}",
    "5610": "Arbetsgivaravgifter {month}",
    "5720": "Avtalspension {month}",
    "7430": "IT-konsult, {what}",
    "7440": "Konsultstöd, {what}",
    "7461": "Licenser kvartal {quarter}, {what}",
    "7462": "Drift- och underhållsavtal, {what}",
    "6251": "Leasing av utrustning, {what}",
    "6810": "Förbindelser och abonnemang, {what}",
    "4010": "Varor för vidareförsäljning, {what}",
    "4630": "Köpta tjänster, {what}",
    "6550": "Reparation och underhåll, {what}",
    "6850": "Porto och distribution",
    "7330": "Försäkring och revision",
    "7050": "Kurs- och konferensavgifter {month}",
    "7010": "Tjänsteresor {month}",
    "6410": "Förbrukningsmaterial {month}",
    "7910": "Avskrivningar enligt plan {month}",
}


def write_costs(book: Book, lines: list[Line], given: Assumptions, rng: Random) -> None:
    """Post every cost line of every month, in the way its konto is booked."""
    for period in months.periods():
        running = running_lines(lines, given, period)
        _payroll(book, running, given, period, rng)
        _small_purchases(book, running, given, period, rng)
        _invoices(book, running, given, period, rng)
        _licences(book, running, given, period, rng)
    _depreciation(book, lines, given)


def running_lines(lines: Iterable[Line], given: Assumptions, period: str) -> list[Line]:
    """The lines that run in a period, on the ansvar that then carries them."""
    year = months.year(period)
    alive = [
        line
        for line in lines
        if year in line.years and given.valid(line.tjänst, period) and given.valid(line.projekt, period)
    ]
    placed = [on_its_unit(line, given, period) for line in alive]
    return [line for line in placed if given.valid(line.ansvar, period)]


def unit_of(ansvar: str, given: Assumptions, period: str) -> str:
    """The ansvar that stands for another in a period: the old unit before the new one was made."""
    return OLD_UNIT if ansvar == NEW_UNIT and not given.valid(ansvar, period) else ansvar


def on_its_unit(line: Line, given: Assumptions, period: str) -> Line:
    """The line on the ansvar of its time."""
    return replace(line, ansvar=unit_of(line.ansvar, given, period))


def month_cost(line: Line, given: Assumptions, period: str, rng: Random | None = None) -> float:
    """What a line costs in a month before anything is solved (kronor, positive), with noise if asked for."""
    year, slag = months.year(period), given.slag[line.konto]
    level = LEVELS[slag][year] * (line.trend if year == BASE_YEAR else 1.0)
    noise = 1.0 if rng is None else 1.0 + NOISE[slag] * (2 * rng.random() - 1)
    return line.kronor / 12 * level * shape(line.konto, months.month(period), initiative=line.initiative) * noise


def code_of(line: Line) -> Code:
    """The code string of a line."""
    return Code(line.konto, line.ansvar, line.tjänst, line.projekt, line.motpart)


def text_of(line: Line, given: Assumptions, period: str) -> str:
    """A voucher text: what was bought, for which tjänst or ansvar, and when."""
    what = given.short(line.tjänst or line.ansvar)
    quarter = f"{(months.month(period) + 2) // 3} {months.year(period)}"
    return TEXTS[line.konto].format(month=months.month_name(period), what=what, quarter=quarter)


def post_line(
    book: Book,
    line: Line,
    given: Assumptions,
    period: str,
    amount: int,
    voucher: int,
    contra: str,
    times: int = -1,
) -> None:
    """Post a line's amount in a period with the text of its kind."""
    book.post(period, code_of(line), amount, times, voucher, contra, text_of(line, given, period))


def flexible(book: Book, line: Line, given: Assumptions, kronor: float) -> int:
    """A new amount for a line, as flexible as its kostnadsslag."""
    return book.amount(kronor, FLEX[given.slag[line.konto]])


def _payroll(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    """One payroll voucher a month per part of the organisation (the first two digits of its ansvar)."""
    by_part = defaultdict(list)
    for line in lines:
        if line.konto in PAYROLL:
            by_part[line.ansvar[:2]].append(line)
    for own in by_part.values():
        voucher = book.voucher("LÖ", months.day(period, 25), months.day(period, 26))
        for line in own:
            amount = flexible(book, line, given, month_cost(line, given, period, rng))
            post_line(book, line, given, period, amount, voucher, PAYROLL[line.konto])


def _small_purchases(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    """Purchase cards: each ansvar has a row every third month, all on one voucher per konto."""
    month = months.month(period)
    for place, konto in enumerate(SMALL):
        due = [x for x in lines if x.konto == konto and (int(x.ansvar) // 10 + place + month) % 3 == 0]
        voucher = book.voucher("LF", months.day(period, 20), months.closing(period, 3))
        for line in due:
            amount = flexible(book, line, given, 3 * month_cost(line, given, period, rng))
            post_line(book, line, given, period, amount, voucher, "2510")


def _invoices(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    """Suppliers' invoices, one per ansvar and konto; small ones come once a quarter."""
    special = {*PAYROLL, *SMALL, *RENT, LICENCE, DEPRECIATION}
    by_supplier = defaultdict(list)
    for line in lines:
        if line.konto not in special and _due(line, period):
            by_supplier[line.ansvar, line.konto].append(line)
    for own in by_supplier.values():
        date = months.day(period, 5 + rng.randrange(20))
        late = months.closing(period, 2 + rng.randrange(5))
        voucher = book.voucher("LF", date, late if rng.random() < 0.3 else months.day(period, int(date[8:]) + 3))
        for line in own:
            length = 1 if line.kronor >= MONTHLY_FROM else 3
            amount = flexible(book, line, given, length * month_cost(line, given, period, rng))
            post_line(book, line, given, period, amount, voucher, "2510")


def _due(line: Line, period: str) -> bool:
    return line.kronor >= MONTHLY_FROM or months.month(period) % 3 == 2


def _licences(book: Book, lines: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    """Licences are invoiced for a quarter in its first month; the large ones are spread as prepaid costs."""
    if months.month(period) % 3 != 1:
        return
    by_unit = defaultdict(list)
    for line in lines:
        if line.konto == LICENCE:
            by_unit[line.ansvar].append(line)
    for own in by_unit.values():
        _quarter_invoice(book, own, given, period, rng)


def _quarter_invoice(book: Book, own: list[Line], given: Assumptions, period: str, rng: Random) -> None:
    invoice = book.voucher("LF", months.day(period, 8), months.day(period, 8 + rng.randrange(8)))
    large = [(line, _month_amount(book, line, given, period, rng)) for line in own if line.kronor >= PREPAID_FROM]
    for line in own:
        if line.kronor < PREPAID_FROM:
            amount = flexible(book, line, given, 3 * month_cost(line, given, period, rng))
            post_line(book, line, given, period, amount, invoice, "2510")
    for line, amount in large:
        post_line(book, line, given, period, amount, invoice, "2510", -3)
    if large:
        _prepaid(book, large, period)


def _month_amount(book: Book, line: Line, given: Assumptions, period: str, rng: Random) -> int:
    return flexible(book, line, given, month_cost(line, given, period, rng))


def _prepaid(book: Book, large: list[tuple[Line, int]], period: str) -> None:
    spread = [(period, 2), (months.shift(period, 1), -1), (months.shift(period, 2), -1)]
    for target, times in spread:
        if target not in months.periods():
            continue
        voucher = book.voucher("PE", months.day(target, 28), months.closing(target, 4))
        text = "Förutbetald licens" if times > 0 else "Återföring av förutbetald licens"
        for line, amount in large:
            book.post(target, code_of(line), amount, times, voucher, "1710", f"{text}, kvartal från {period}")


def _depreciation(book: Book, lines: list[Line], given: Assumptions) -> None:
    """Depreciation is the same every month of a year, on one voucher a month."""
    amounts: dict[tuple, int] = {}
    for period in months.periods():
        voucher = book.voucher("AV", months.day(period, 28), months.closing(period, 3))
        for line in running_lines(lines, given, period):
            if line.konto == DEPRECIATION:
                key = (months.year(period), line.ansvar, line.tjänst)
                if key not in amounts:
                    amounts[key] = flexible(book, line, given, month_cost(line, given, period))
                post_line(book, line, given, period, amounts[key], voucher, "1219")
