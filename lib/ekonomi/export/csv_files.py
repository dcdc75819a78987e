"""siffror.csv and avstamning.csv: comma, decimal point, UTF-8, a line feed after each row."""

from decimal import Decimal

import pandas as pd

from ekonomi import style
from ekonomi.tables.postings import told
from ekonomi.underlag.followed import Followed
from ekonomi.underlag.ground import BOOKED, SHARE

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def postings_csv(found: Followed, *, text: bool) -> str:
    """The rows that a figure is made of, amounts in kronor; `text` with the postings' texts."""
    rows = found.rows[told(found.rows, text=text)]
    for name in (BOOKED, SHARE):
        if name in rows:
            kronor = [None if pd.isna(öre) else style.in_unit(öre, "kr") for öre in rows[name]]
            rows = rows.assign(**{name: pd.Series(kronor, rows.index, object)})
    return table_csv(rows)


def table_csv(frame: pd.DataFrame) -> str:
    """A table as CSV: text guarded, numbers with a decimal point, empty where there is none."""
    return frame.astype(object).map(_text).to_csv(index=False, lineterminator="\n")


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain_number(value)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return guarded(value) if isinstance(value, str) else str(value)


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it.

    OWASP, *CSV Injection*: cells that begin with = + - @, a tab or a carriage return.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def plain_number(value: Decimal) -> str:
    """A number with a decimal point, no exponent and no superfluous zeros; zero has no sign."""
    return f"{value.normalize():f}" if value else "0"
