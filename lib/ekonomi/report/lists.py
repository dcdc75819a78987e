"""Lists of what a figure is made of: the largest parts, the others as one, and their sum."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase
from types import MappingProxyType
from typing import Any

import pandas as pd

from ekonomi import style

PARTS = 5
SUM = "Summa"
Lines = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Listed:
    """Lines under a caption: what each is called and its amounts as printed, under `heads` where more is told."""

    caption: str
    heads: tuple[str, ...]
    lines: Lines


def added(parts: Iterable[tuple[int, Mapping[str, int]]]) -> dict[str, int]:
    """Sums by code, each part with its sign; what comes to nothing is left out."""
    found: dict[str, int] = {}
    for sign, sums in parts:
        for code, öre in sums.items():
            found[code] = found.get(code, 0) + sign * öre
    return {code: öre for code, öre in found.items() if öre}


def ranked(
    caption: str,
    columns: Mapping[str, Mapping[str, int]],
    name: Callable[[str], str],
    given: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
    shown: Sequence[str] = (),
) -> Listed:
    """The codes (öre) that are `shown`, or among the largest of a column, the others as one, and the sum.

    `given`: what there was of each code, which an amount is then said as a share of.
    """
    largest = {code for own in columns.values() for code in sorted(own, key=lambda code: -abs(own[code]))[:PARTS]}
    size = {code: max(abs(own.get(code, 0)) for own in columns.values()) for code in set().union(*columns.values())}
    lines = []
    for code in shown or sorted(largest, key=lambda code: (-size[code], code)):
        amounts = (
            "" if shown and code not in own else _of(own.get(code, 0), given.get(head, {}).get(code))
            for head, own in columns.items()
        )
        lines.append((name(code), tuple(amounts)))
    if others := size.keys() - (shown or largest):
        rest = (sum(own.get(code, 0) for code in others) for own in columns.values())
        lines.append((f"Övriga ({len(others)})", tuple(money(öre, "tkr") for öre in rest)))
    lines.append((SUM, tuple(money(sum(own.values()), "tkr") for own in columns.values())))
    return Listed(caption, tuple(columns), tuple(lines))


def _of(öre: int, whole: int | None) -> str:
    """`−670 (4,1 %)`: an amount in tkr, and its share of a whole that is given."""
    share = f" ({style.shown(Decimal(100 * öre) / Decimal(whole), style.PER_CENT, 1)})" if whole and öre else ""
    return f"{money(öre, 'tkr')}{share}"


def money(öre: int, unit: str) -> str:
    """An amount as it is printed in a list: whole tkr or kr."""
    return style.shown(style.in_unit(öre, unit), unit, 0)


def letter(place: int) -> str:
    """A, B, … Z, A1, B1, …"""
    return f"{ascii_uppercase[place % 26]}{place // 26 or ''}"


def line_of(rad: Any) -> str:
    """`rad 5`: where a row stands; "" where that is not known, or rad is what the row is called."""
    return "" if isinstance(rad, str) or pd.isna(rad) else f"rad {int(rad)}"
