"""The balance accounts: what is due is paid the month after, inventories are bought, a year is opened."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from data.generator_grundskola import assumptions as given
from data.generator_grundskola import model
from data.generator_grundskola.counts import write_table
from data.generator_grundskola.ledger import BANK, CUSTOMERS, PENSIONS, SUPPLIERS, TAXES, Voucher

EQUITY, OWNED = "2010", "1210"
Sums = dict[str, int]


def settled(vouchers: list[Voucher]) -> list[Voucher]:
    """The vouchers, and after them purchases of inventories and what is paid of what was due a month before."""
    bought = list(_purchases())
    due: dict[str, Sums] = defaultdict(lambda: defaultdict(int))
    for voucher in [*vouchers, *bought]:
        for konto, _, öre in voucher.rows:
            due[voucher.period][konto] += öre
    return [*vouchers, *bought, *_payments(due)]


def _purchases() -> Iterator[Voucher]:
    for project, (name, _, _, _, paid) in given.INVESTMENTS.items():
        for period, kronor in sorted(paid.items()):
            rows = ((OWNED, given.OFFICE, 100 * kronor), (SUPPLIERS, given.OFFICE, -100 * kronor))
            yield Voucher("LF", period, f"{period}-24", f"{name}, {project}", rows)


def _payments(due: dict[str, Sums]) -> Iterator[Voucher]:
    """A voucher a month: suppliers, taxes and customers of the month before, in March the pensions of last year."""
    before: Sums = {konto: 100 * kronor for konto, kronor in given.OPENING.items()}
    pensions = before[PENSIONS]
    year_of_pensions = 0
    for period in model.periods():
        rows = [(konto, given.OFFICE, -before[konto]) for konto in (SUPPLIERS, TAXES, CUSTOMERS)]
        if model.month(period) == 3:
            rows.append((PENSIONS, given.OFFICE, -pensions))
            pensions = 0
        year_of_pensions += due[period][PENSIONS]
        if model.month(period) == 12:
            pensions, year_of_pensions = year_of_pensions, 0
        rows.append((BANK, given.OFFICE, -sum(öre for *_, öre in rows)))
        yield Voucher("BE", period, f"{period}-28", "Betalningar av föregående månads poster", tuple(rows))
        before = due[period]


def openings(vouchers: list[Voucher]) -> list[tuple]:
    """konto, year and kronor, debit +, on the first day of each year; the result of a year goes to equity."""
    accounts = {EQUITY, *given.OPENING}
    held: Sums = defaultdict(int, {konto: 100 * kronor for konto, kronor in given.OPENING.items()})
    held[EQUITY] = -sum(held.values())
    rows = []
    for year in range(int(given.FIRST[:4]), int(given.LAST[:4]) + 1):
        rows += [(konto, year, f"{held[konto] / 100:.2f}".replace(".", ",")) for konto in sorted(held)]
        for voucher in vouchers:
            if voucher.period[:4] == str(year):
                for konto, _, öre in voucher.rows:
                    held[konto if konto in accounts else EQUITY] += öre
    return rows


def investment_rows() -> Iterator[tuple]:
    """Each project of each report: the year's budget, outcome and forecast, and the whole project's, in kronor."""
    for version in given.FORECASTS:
        year = version[:4]
        for project, (name, yearly, whole, forecasts, paid) in given.INVESTMENTS.items():
            if int(year) in yearly:
                spent = [sum(kr for p, kr in paid.items() if first <= p <= version) for first in (f"{year}-01", "")]
                now, later = forecasts[version]
                yield version, project, name, yearly[int(year)], spent[0], now, whole, spent[1], later


def write_balance(target: Path, vouchers: list[Voucher]) -> None:
    """balans/ingaende_balans.csv and investeringar/investeringar.csv."""
    write_table(target / "balans/ingaende_balans.csv", "konto;år;belopp", openings(vouchers))
    head = "rapport;projekt;benämning;budget;utfall;prognos;totalbudget;totalutgift;totalprognos"
    write_table(target / "investeringar/investeringar.csv", head, investment_rows())
