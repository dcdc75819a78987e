"""The figure that an urval gives, computed exactly from its rows: the one place that a value and its trail share."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import TypeVar

import pandas as pd

from ekonomi import terms
from ekonomi.urval.expression import (
    COUNTED,
    FILE,
    FORECASTS,
    MINUS,
    PLUS,
    SIZE,
    SUMMED,
    TIMES,
    WHOLE,
    Expression,
    Part,
    Rows,
)
from ekonomi.urval.selection import Selector

Amount = Callable[[Rows], Fraction]
Figure = TypeVar("Figure")


class Files:
    """The files beside the ledger by their names, with cells as filed; each is coded once for many selections."""

    def __init__(self, files: Mapping[str, pd.DataFrame]) -> None:
        self._selector = cache(lambda name: Selector(files[name]))

    def rows(self, rows: Rows) -> pd.DataFrame:
        """The rows of a file that an urval selects, with `värde`: what each counts."""
        selector, column = self._selector(str(rows.file)), rows.of(SUMMED)
        found = selector.frame[selector.select(rows.without(FILE, SUMMED, COUNTED))]
        return found.assign(värde=1 if column is None else found[column.values[0]])

    def amount(self, rows: Rows) -> Fraction:
        """What the rows sum to, exactly as the file has it; an empty cell adds nothing."""
        return sum((Fraction(str(value)) for value in self.rows(rows)["värde"].dropna()), Fraction(0))


def evaluate(expression: Part, amount: Amount, öre: int = terms.ÖRE_PER_KRONA) -> Fraction | None:
    """The figure that an expression gives; `amount` says what the rows of a selection sum to.

    `öre`: how many of them the amounts' unit holds, for what is rounded to whole ones.

    None for a statistical forecast, which is no sum, and for a share of nothing.
    """
    if isinstance(expression, int):
        return Fraction(expression)
    if isinstance(expression, Rows):
        return amount(expression)
    operator, found = expression.operator, [evaluate(part, amount, öre) for part in expression.parts]
    parts = [part for part in found if part is not None]
    if operator in FORECASTS or len(parts) < len(found):
        return None
    first, *rest = parts
    if operator == SIZE:
        return abs(first)
    if operator == WHOLE:
        return Fraction(round(first * öre), öre)
    if operator == MINUS:
        return first - rest[0] if rest else -first
    if operator == PLUS:
        return first + rest[0]
    if operator == TIMES:
        return first * rest[0]
    return first / rest[0] if rest[0] else None


def figures(
    made: Mapping[str, Mapping[str, Expression]],
    amount: Amount,
    shown: Callable[[Fraction], Figure],
    öre: int = terms.ÖRE_PER_KRONA,
) -> dict[str, dict[str, Figure]]:
    """What each expression of a table comes to, by row and column, those that come to nothing known left out."""
    return {
        row: {name: shown(found) for name, one in own.items() if (found := evaluate(one, amount, öre)) is not None}
        for row, own in made.items()
    }
