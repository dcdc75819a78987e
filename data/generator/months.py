"""Periods and dates of the example: when things are booked and registered."""

from data.generator.underlag import FIRST_YEAR, LAST_PERIOD

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def periods(last: str = LAST_PERIOD) -> list[str]:
    """Every period of the ledger from the first year to `last`."""
    years = range(FIRST_YEAR, int(last[:4]) + 1)
    every = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    return [period for period in every if period <= last]


def year(period: str) -> int:
    """The year of a period."""
    return int(period[:4])


def month(period: str) -> int:
    """The month of a period, 1–12."""
    return int(period[5:])


def shift(period: str, months: int) -> str:
    """The period `months` later (or earlier)."""
    count = year(period) * 12 + month(period) - 1 + months
    return f"{count // 12}-{count % 12 + 1:02d}"


def day(period: str, number: int) -> str:
    """The date of a day in the period; days past 28 become the 28th."""
    return f"{period}-{min(number, 28):02d}"


def closing(period: str, number: int = 6) -> str:
    """A day at the close of the period: the given day of the next month."""
    return day(shift(period, 1), number)


def month_name(period: str) -> str:
    """The month in words, with its year."""
    return f"{MONTHS[month(period) - 1]} {year(period)}"
