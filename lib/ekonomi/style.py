"""How numbers are printed: the one place for rounding, separators, signs and units.

Rounding is half away from zero, once and last (decimal's ROUND_HALF_UP); zero never carries a minus.
Thousands are grouped with U+00A0, decimals follow a comma, minus is U+2212 and a space stands before the
per cent sign (Institutet för språk och folkminnen, *Myndigheternas skrivregler*, chapter on numbers).
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from ekonomi import terms

NBSP = "\u00a0"
MINUS = "\u2212"
_SWEDISH = str.maketrans({",": NBSP, ".": ",", "-": MINUS})
MISSING = "–"
PER_CENT = "procent"
TEXT = "text"
FIGURE = "siffra"  # a number already printed, text to all but the eye
WORDS = (TEXT, FIGURE)
DECIMALS = {"mnkr": 1, "tkr": 0, "kr": 2, PER_CENT: 1, "årsarbetare": 1, "antal": 0}
_ÖRE_PER = {"mnkr": terms.ÖRE_PER_MNKR, "tkr": terms.ÖRE_PER_TKR, "kr": terms.ÖRE_PER_KRONA}
_ÖRE_DECIMALS = 8
_SAID = {"kr": "kronor", "antal": ""}
_COUNTS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
# what a caption says of a table in one unit; of another the cells say it themselves
HEADINGS = {"mnkr": "Belopp i mnkr", "tkr": "Belopp i tkr", "kr": "Belopp i kronor"}


def in_unit(value: int | float | Decimal, unit: str) -> Decimal:
    """The value in the unit printed, unrounded: öre become mnkr, tkr or kr; other units pass through."""
    if unit in _ÖRE_PER:
        return Decimal(int(value)) / _ÖRE_PER[unit]
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half away from zero; zero comes without a sign."""
    number = value.quantize(_step(decimals), rounding=ROUND_HALF_UP)
    return number or abs(number)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def per_unit(unit: str) -> int:
    """How many öre a unit of money holds; 1 for what is not money."""
    return _ÖRE_PER.get(unit, 1)


def decimals_of(unit: str) -> int:
    """How many decimals a unit is printed with; a unit of the nämnd's own has none."""
    return DECIMALS.get(unit, 0)


def number(value: Decimal, decimals: int) -> str:
    """A number as Swedish text, without its unit: `−1 425,2`."""
    return f"{rounded(value, decimals):,.{decimals}f}".translate(_SWEDISH)


def unrounded(value: Decimal) -> str:
    """A number as Swedish text with every decimal that tells an öre from the next in mnkr: `−13,30123214`."""
    text = number(value, _ÖRE_DECIMALS)
    return text.rstrip("0").rstrip(",")


def shown(value: Decimal, unit: str, decimals: int | None = None) -> str:
    """A number (in its unit) as a table prints it: `−9,1`; per cent carry their sign, `5,5 %`."""
    text = number(value, decimals_of(unit) if decimals is None else decimals)
    return f"{text}{NBSP}%" if unit == PER_CENT else text


def in_words(text: str, unit: str) -> str:
    """A printed number with its unit, as running text says it: `13,4 mnkr`, `5,5 %`, `188,7 årsarbetare`."""
    if text == MISSING or unit == PER_CENT:
        return text
    return f"{text}{NBSP}{_SAID.get(unit, unit)}".rstrip(NBSP)


def counted(number: int) -> str:
    """A number of things in running text, in letters up to twelve: `tre`, `14` (Myndigheternas skrivregler)."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def sign(shown: str) -> int:
    """−1, 0 or 1 by what is printed: 0 for a number that prints as zero, or for none."""
    return 0 if not re.search("[1-9]", shown) else -1 if shown.startswith(MINUS) else 1
