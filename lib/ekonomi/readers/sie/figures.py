"""Amounts and dates of a SIE file, as text that can be turned into numbers without a float on the way."""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Final, SupportsInt

import pandas as pd

from ekonomi import schema, terms
from ekonomi.errors import Finding
from ekonomi.readers.values import each

LARGEST: Final = 13  # digits before the point; sums of such amounts stay far inside int64
AMOUNT: Final = rf"-?[0-9]{{1,{LARGEST}}}(?:\.[0-9]{{1,2}}0*)?"
EXPECTED_AMOUNT: Final = f"ett belopp i kronor med högst två decimaler och {LARGEST} siffror före punkten"
EXPECTED_DATE: Final = "ett datum ÅÅÅÅMMDD som finns"

_PLAIN: Final = re.compile(AMOUNT, re.ASCII)
_LOOSE: Final = re.compile(r"([-+\u2212]?)([0-9]*)(?:[.,]([0-9]*))?", re.ASCII)
_DATE: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)
_DAY: Final = re.compile(schema.DAY.pattern or "")
_NO_DATE: Final = ("", "0", "00000000")
OPENING_MONTH, CLOSING_MONTH = "00", "13"


def plain_amount(text: str) -> str | None:
    """The amount as AMOUNT has it; None for what is no amount. A plus sign and a decimal comma are let through."""
    if _PLAIN.fullmatch(text):
        return text
    loose = _LOOSE.fullmatch(text)
    if loose is None or not (loose[2] or loose[3]):
        return None
    sign = "-" if loose[1] in ("-", "\u2212") else ""
    decimals = loose[3] or ""
    plain = f"{sign}{loose[2].lstrip('0') or '0'}" + (f".{decimals}" if decimals else "")
    return plain if _PLAIN.fullmatch(plain) else None


def öre(text: str) -> int | None:
    """One amount in kronor as int öre, in the file's sign; None for what is no amount."""
    plain = plain_amount(text)
    return None if plain is None else int(Decimal(plain) * terms.ÖRE_PER_KRONA)


def thousands(written: Collection[tuple[SupportsInt, None, str]], fil: str) -> list[Finding]:
    """Amounts, each with its row, that may be thousands the English way: no point tells of a comma."""
    return [fault for mark in ",." for fault in schema.thousands((one for one in written if mark in one[2]), fil)]


def plain_date(text: str) -> str | None:
    """The date as YYYYMMDD, "" for none (also 0 and 00000000), None for what is no date.

    Months 00 and 13 are let through: some ERPs date opening and closing entries so.
    """
    if text in _NO_DATE:
        return ""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    usual = _DAY.fullmatch(f"{year}-{month}-{day}")
    return year + month + day if usual or month in (OPENING_MONTH, CLOSING_MONTH) else None


def day_of(date: str) -> str:
    """YYYYMMDD as YYYY-MM-DD; none is none."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if date else ""


def months_of(dates: pd.Series) -> pd.Series:
    """The months (YYYYMM) of dates YYYYMMDD; month 13 is December, 00 stays."""
    months = dates.str.slice(0, 6)
    return months.where(months.str.slice(4) != CLOSING_MONTH, months.str.slice(0, 4) + "12")


def plain_dates(texts: pd.Series) -> pd.Series:
    """Dates as `plain_date` has them; missing where they are none."""
    return each(texts, lambda distinct: distinct.map(plain_date).astype("str"))
