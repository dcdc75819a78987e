"""Which rows of a frame an urval selects, and the figure that it gives: what a value and its trail share."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, cached_property
from operator import add, mul, sub, truediv
from typing import TypeVar

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.urval import expression as signs
from ekonomi.urval.expression import Condition, Expression, Part, Rows

Amount = Callable[[Rows], Fraction]
_BETWEEN = {signs.PLUS: add, signs.MINUS: sub, signs.TIMES: mul, signs.OVER: truediv}
Figure = TypeVar("Figure")


class Selector:
    """Selects rows of a frame: each column is coded once (`coded`), each condition held against its texts once.

    Selections that begin alike, by the same measure or of the same tjänst, share what they begin with.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.coded, self._met, self._among = cache(self._coding), cache(self._meets), cache(self._narrow)

    @cached_property
    def öre(self) -> np.ndarray:
        """The column belopp."""
        return self.frame["belopp"].to_numpy(dtype="int64")

    def select(self, rows: Rows) -> np.ndarray:
        """Where the rows stand that meet every condition, in order."""
        return self._narrow(rows.conditions)

    def taken(self, rows: Rows) -> pd.DataFrame:
        """The rows that meet every condition."""
        return self.frame.iloc[self.select(rows)]

    def _narrow(self, conditions: tuple[Condition, ...]) -> np.ndarray:
        if not conditions:
            return np.arange(len(self.frame))
        *before, last = conditions
        return self.within(self._among(tuple(before)), last)

    def within(self, among: np.ndarray, condition: Condition) -> np.ndarray:
        """Those of some places whose rows meet a condition."""
        codes, met = self._met(condition)
        return among[met[codes[among]]]

    def _coding(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Which of a column's distinct texts each row holds, and the texts."""
        codes, texts = pd.factorize(self.frame[name].astype("str"))
        return codes, texts.to_numpy()  # plain texts, which are quick one by one

    def _meets(self, condition: Condition) -> tuple[np.ndarray, np.ndarray]:
        """Which of some values each row has, and whether each of these meets the condition."""
        if condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,):
            return self.frame["intern"].to_numpy(dtype="int8"), np.array([False, True]) == (condition.sign != signs.NOT)
        codes, held = self.coded(condition.name)
        if condition.sign == signs.SPAN:
            first, last = condition.values
            # a date lies in its month: what is compared is as much of it as the limit has
            met = [first <= one and one[: len(last)] <= last for one in held]
        else:
            wanted, is_one = {*condition.values}, condition.sign != signs.NOT
            met = [(one in wanted) == is_one for one in held]
        return codes, np.array(met, dtype=bool)


class Files:
    """The files beside the ledger by their names, with cells as filed; each is coded once for many selections."""

    def __init__(self, files: Mapping[str, pd.DataFrame]) -> None:
        self._selector = cache(lambda name: Selector(files[name]))
        self.rows, self.amount = cache(self._rows), cache(self._amount)

    def placed(self, rows: Rows) -> tuple[pd.DataFrame, np.ndarray]:
        """The file that an urval selects in, and where the rows stand that it selects."""
        selector = self._selector(str(rows.file))
        return selector.frame, selector.select(rows.without(signs.FILE, signs.SUMMED, signs.COUNTED))

    def _rows(self, rows: Rows) -> pd.DataFrame:
        """The rows of a file that an urval selects, with `värde`: what each counts."""
        (frame, at), column = self.placed(rows), rows.of(signs.SUMMED)
        found = frame.iloc[at]
        return found.assign(värde=1 if column is None else found[column.values[0]])

    def _amount(self, rows: Rows) -> Fraction:
        """What the rows sum to, exactly as the file has it; an empty cell adds nothing."""
        (frame, at), column = self.placed(rows), rows.of(signs.SUMMED)
        if column is None:
            return Fraction(len(at))
        counts = frame[column.values[0]].iloc[at].value_counts(sort=False)  # without the empty cells
        return sum((Fraction(str(value)) * int(count) for value, count in counts.items()), Fraction(0))


def evaluate(expression: Part, amount: Amount, öre: int = terms.ÖRE_PER_KRONA) -> Fraction | None:
    """The figure that an expression gives; `amount` says what rows sum to, in a unit of so many `öre`.

    None for a statistical forecast, which is no sum, and for a share of nothing.
    """
    if isinstance(expression, int):
        return Fraction(expression)
    if isinstance(expression, Rows):
        return amount(expression)
    operator, found = expression.operator, [evaluate(part, amount, öre) for part in expression.parts]
    parts = [part for part in found if part is not None]
    if operator in signs.FORECASTS or len(parts) < len(found):
        return None
    first, *rest = parts
    if operator == signs.SIZE:
        return abs(first)
    if operator == signs.WHOLE:
        return Fraction(round(first * öre), öre)
    if not rest:
        return -first
    if operator == signs.OVER and not rest[0]:
        return None
    return _BETWEEN[operator](first, rest[0])


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
