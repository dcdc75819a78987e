"""What a tie-out says: the columns, the verdicts, and a row of each; mnkr where nothing else is named."""

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from ekonomi import style, terms

COLUMNS = ["avstämning", "vänster", "höger", "differens", "utslag", "förklaring"]
OK, FEL, KÄND, UPPLYSNING = "ok", "fel", "känd avvikelse", "upplysning"

Side = Decimal | None
Pair = tuple[Side, Side, str]


def tied(name: str, pairs: Iterable[Pair]) -> pd.DataFrame:
    """A tie-out for each pair, OK where both sides are known and equal."""
    rows = [
        row(name, left, right, OK if left is not None and left == right else FEL, why) for left, right, why in pairs
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def row(name: str, left: Side, right: Side, verdict: str, why: str) -> dict[str, object]:
    """One tie-out as a row of `COLUMNS`."""
    difference = None if left is None or right is None else left - right
    return dict(zip(COLUMNS, (name, left, right, difference, verdict, why), strict=True))


def said(value: object) -> str:
    """A side of a tie-out in words: every decimal, with decimal comma; `ingen siffra` for None."""
    return f"{value:f}".replace(".", ",").replace("-", style.MINUS) if isinstance(value, Decimal) else "ingen siffra"


def mnkr(öre: int) -> Decimal:
    """Öre in mnkr, unrounded."""
    return Decimal(int(öre)) / terms.ÖRE_PER_MNKR
