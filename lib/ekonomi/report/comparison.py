"""Two sides of a comparison, summed by a dimension: amounts and urval both follow from the same selections."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.deviation import deviation
from ekonomi.errors import UsageError
from ekonomi.report.selection import AFTER, PERIOD, LackingError, Side
from ekonomi.underlag import KEYS, Ground, postings
from ekonomi.urval import Expression, Rows


@dataclass(frozen=True, eq=False)
class Comparison:
    """What `left` and `right` come to within `rows`, by the values of `per`. Amounts are öre, report sign.

    `parts`: the rows that the values of `left` are summed within, which differ from `rows` where they are told by
    other keys; the two sums then differ by the effect of the keys.
    """

    ground: Ground
    per: str
    left: Side
    right: Side
    rows: Rows
    parts: Rows

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """Both sides by code (Int64), without those that are 0: the largest deviation first, months in order."""
        sums = {side.name: self._by_code(side, rows) for side, rows in self._sides}
        found = pd.DataFrame(sums).fillna(0).astype("Int64")
        found = found[found.ne(0).any(axis=1)].sort_index(kind="stable")
        if self.per == PERIOD:
            return found
        size = -deviation(found[self.left.name], found[self.right.name]).abs()
        return found.loc[size.sort_values(kind="stable").index]

    @property
    def _sides(self) -> tuple[tuple[Side, Rows], ...]:
        return (self.left, self.parts), (self.right, self.rows)

    def _by_code(self, side: Side, rows: Rows) -> pd.Series:
        found = pd.concat([postings(self.ground, part & rows) for part in side.parts])
        sums = found.groupby(self.per)["belopp"].sum()
        return sums.rename(lambda month: periods.shift(month, side.lag)) if self.per == PERIOD else sums

    @cached_property
    def key_effect(self) -> int:
        """What keys changed since the budget have moved to `left`."""
        if self.parts == self.rows:
            return 0
        return int(self._by_code(self.left, self.rows).sum() - self.amounts[self.left.name].sum())

    def urval(self, code: str) -> dict[str, Expression]:
        """What each amount of a value of `per`, and their avvikelse, is made of."""
        return self._made(*(self._of(side, rows, code) for side, rows in self._sides))

    def total(self) -> dict[str, Expression]:
        """What the sums, and their avvikelse, are made of."""
        return self._made(*([part & self.rows for part in side.parts] for side in (self.left, self.right)))

    def moved_by_keys(self) -> dict[str, Expression]:
        """What `key_effect` is made of."""
        now, then = (urval.total(part & rows for part in self.left.parts) for rows in (self.rows, self.parts))
        return {self.left.name: now - then, terms.AVVIKELSE: now - then}

    def _of(self, side: Side, rows: Rows, code: str) -> list[Rows]:
        if self.per != PERIOD:
            return [part & rows & urval.only(self.per, code) for part in side.parts]
        month = periods.shift(code, -side.lag)
        spans = {part: part.of(PERIOD).values for part in side.parts}  # type: ignore[union-attr]
        within = [part for part, months in spans.items() if months[0] <= month <= months[-1]]
        return [part.without(PERIOD) & rows & urval.only(PERIOD, month) for part in within]

    def _made(self, left: list[Rows], right: list[Rows]) -> dict[str, Expression]:
        sides = {side.name: urval.total(rows) for side, rows in ((self.left, left), (self.right, right)) if rows}
        return {**sides, terms.AVVIKELSE: sides[self.left.name] - sides[self.right.name]} if len(sides) > 1 else sides

    def refuse_untold(self, within: Rows, dimensions: set[str]) -> None:
        """Raise UsageError where a side says nothing of a dimension that is asked for."""
        for side in (self.left, self.right):
            for dimension in sorted(dimensions - set(AFTER) - {PERIOD}):
                said = [self.ground.columns.select(part & within.without(KEYS)) for part in side.parts]
                cells = pd.concat([self.ground.ledger.loc[rows, dimension] for rows in said])
                if (cells == "").all():
                    raise LackingError(f"{side.head} har inga uppgifter om {dimension}.")
            if PERIOD in dimensions and any(
                terms.PROGNOS in one.values for part in side.parts for one in part.conditions
            ):
                raise UsageError(f"{side.head} är ett belopp för hela året och har inga månader.")
