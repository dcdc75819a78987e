"""What a tie-out says: the columns, the verdicts, and a row of each; mnkr where nothing else is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import ParamSpec

import pandas as pd

from ekonomi import style, urval
from ekonomi.urval import Expression

Of = ParamSpec("Of")
COLUMNS = ["avstämning", "vänster", "höger", "differens", "utslag", "förklaring"]
OK, FEL, KÄND, UPPLYSNING = "ok", "fel", "känd avvikelse", "upplysning"

URVAL = "urval"  # beside `COLUMNS`: what the figures of a row are made of, by their columns, where that is told


@dataclass(frozen=True)
class Amount:
    """A side of a tie-out, unrounded, and what it is made of, where that is told."""

    value: Decimal
    made: Expression | None = None

    def __neg__(self) -> "Amount":
        return Amount(-self.value, self.made and -self.made)


Pair = tuple[Amount | None, Amount | None, str]


def summed(amounts: Iterable[Amount | None]) -> Amount:
    """The sum of the amounts that there are."""
    known = [one for one in amounts if one is not None]
    made = [one.made for one in known if one.made is not None]
    told = urval.total(made) if len(made) == len(known) > 0 else None
    return Amount(sum((one.value for one in known), Decimal(0)), told)


def tied(name: str) -> Callable[[Callable[Of, Iterable[Pair]]], Callable[Of, pd.DataFrame]]:
    """Declare a tie-out by its name on the function that gives its pairs: OK where both sides are known and equal."""

    def around(pairs: Callable[Of, Iterable[Pair]]) -> Callable[Of, pd.DataFrame]:
        @wraps(pairs)
        def made(*of: Of.args, **more: Of.kwargs) -> pd.DataFrame:
            rows = [
                row(name, left, right, OK if left and right and left.value == right.value else FEL, why)
                for left, right, why in pairs(*of, **more)
            ]
            return pd.DataFrame(rows, columns=[*COLUMNS, URVAL])

        return made

    return around


def row(name: str, left: Amount | None, right: Amount | None, verdict: str, why: str) -> dict[str, object]:
    """One tie-out as a row of `COLUMNS` and `URVAL`."""
    difference = None if left is None or right is None else summed([left, -right])
    sides = {"vänster": left, "höger": right, "differens": difference}
    made = {side: one.made for side, one in sides.items() if one is not None and one.made is not None}
    values = (None if one is None else one.value for one in sides.values())
    return dict(zip([*COLUMNS, URVAL], (name, *values, verdict, why, made), strict=True))


def said(value: object) -> str:
    """A side of a tie-out in words: every decimal, with decimal comma; `ingen siffra` for None."""
    return f"{value:f}".replace(".", ",").replace("-", style.MINUS) if isinstance(value, Decimal) else "ingen siffra"
