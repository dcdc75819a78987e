"""Period arithmetic: a period is a month, written YYYY-MM, and sorts as text."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

MÅNADER = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
KORTA_MÅNADER = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_MONTHS_OF = {"kvartal": 3, "tertial": 4, "halvår": 6}
_TIME = re.compile(rf"(?:({'|'.join(_MONTHS_OF)}) (\d) |({'|'.join(MÅNADER)}) )?(\d{{4}})")
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


def in_words(months: Sequence[str]) -> str:
    """Months in words: one, `2025-01–2025-03` for a run of them, else one after another; a year as it stands."""
    run = len(months) > 1 and all(map(is_period, months)) and (*months,) == span(months[0], months[-1])
    return f"{months[0]}–{months[-1]}" if run else ", ".join(months)


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


def last_of(words: str) -> str | None:
    """The last month of a time in words: `halvår 1 2025` is 2025-06, `mars 2025` 2025-03, `2025` 2025-12; else None."""
    found = _TIME.fullmatch(words.strip().lower())
    if found is None:
        return None
    part, number, month, year = found.groups()
    if month:
        return make(int(year), MÅNADER.index(month) + 1)
    last = int(number) * _MONTHS_OF[part] if part else 12
    return make(int(year), last) if last <= 12 else None


def last_day(period: str) -> date:
    """The last day of a period."""
    return date(year(period), month(period), monthrange(year(period), month(period))[1])


def title(period: str) -> str:
    """How the report is named: `mars 2025`; December is the whole year, `helår 2024`."""
    return f"{'helår' if month(period) == 12 else name(period)} {year(period)}"


def report_title(period: str, kind: str) -> str:
    """What a report is called by its `kind` (`Settings.kind`): `Delårsrapport mars 2025`, `Årsrapport 2024`."""
    words = {"år": "Årsrapport", "delår": "Delårsrapport", "månad": "Månadsrapport"}[kind]
    return f"{words} {year(period) if kind == 'år' else title(period)}"


def months(period: str) -> str:
    """The months from January, with the year: `jan–mars 2025`; December is the whole year, `helår 2024`."""
    return f"{'helår' if month(period) == 12 else through(period)} {year(period)}"


def after(period: str) -> str:
    """The months of the year that come after a period, as a heading: `apr–dec`, `december`; "" where none does."""
    left = 12 - month(period)
    return f"{short(shift(period, 1))}–dec" if left > 1 else "december" * left


def year_ago(period: str) -> str:
    """The months of comparison: `samma period förra året`, in December `året innan`."""
    return "året innan" if month(period) == 12 else "samma period förra året"


def through(period: str) -> str:
    """The months from January as a heading: `jan–mars`; January alone is `januari`."""
    return name(period) if month(period) == 1 else f"jan–{short(period)}"
