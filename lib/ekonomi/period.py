"""Period arithmetic: a period is a month, written YYYY-MM, and sorts as text."""

import re

MÅNADER = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
KORTA_MÅNADER = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def is_period(text: object) -> bool:
    """True where `text` is a string YYYY-MM with a month 01–12."""
    return isinstance(text, str) and _PERIOD.fullmatch(text) is not None


def year(period: str) -> int:
    """The calendar year of a period."""
    return int(period[:4])


def month(period: str) -> int:
    """The month 1–12 of a period."""
    return int(period[5:7])


def make(year: int, month: int) -> str:
    """The period of a year and a month 1–12."""
    return f"{year:04d}-{month:02d}"


def shift(period: str, months: int) -> str:
    """The period `months` later (earlier where negative)."""
    number = year(period) * 12 + month(period) - 1 + months
    return make(number // 12, number % 12 + 1)


def span(first: str, last: str) -> tuple[str, ...]:
    """Every period from `first` up to and including `last`; empty where last is before first."""
    count = (year(last) - year(first)) * 12 + month(last) - month(first) + 1
    return tuple(shift(first, step) for step in range(count))


def january(period: str) -> str:
    """The first period of the same year."""
    return make(year(period), 1)


def december(period: str) -> str:
    """The last period of the same year."""
    return make(year(period), 12)


def name(period: str) -> str:
    """The month's Swedish name, lower case: `mars`."""
    return MÅNADER[month(period) - 1]


def short(period: str) -> str:
    """The month's Swedish short name: `feb`, `mars`."""
    return KORTA_MÅNADER[month(period) - 1]


def title(period: str) -> str:
    """How the report is named: `mars 2025`; December is the whole year, `helår 2024`."""
    return f"{'helår' if month(period) == 12 else name(period)} {year(period)}"


def report_title(period: str, kind: str) -> str:
    """What a report is called by its `kind` (`Settings.kind`): `Delårsrapport mars 2025`, `Årsrapport 2024`."""
    words = {"år": "Årsrapport", "delår": "Delårsrapport", "månad": "Månadsrapport"}[kind]
    return f"{words} {year(period) if kind == 'år' else title(period)}"


def through(period: str) -> str:
    """The months from January as a heading: `jan–mars`; January alone is `januari`."""
    return name(period) if month(period) == 1 else f"jan–{short(period)}"
