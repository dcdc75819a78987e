"""Two sides of a comparison, summed by a dimension: amounts and urval both follow from the same selections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.deviation import deviation
from ekonomi.errors import UsageError
from ekonomi.report.selection import AFTER, PERIOD, LackingError, Side
from ekonomi.underlag import KEYS, Ground, summed
from ekonomi.urval import Expression, Rows


@dataclass(frozen=True, eq=False)
class Summed:
    """What a side comes to within `rows`, by the values of `per`, one dimension or several.

    Amounts are öre, report sign. The months of a side that lies earlier are told as those that they stand beside.
    """

    ground: Ground
    per: tuple[str, ...]
    side: Side
    rows: Rows

    @cached_property
    def amounts(self) -> pd.Series:
        """The sums (int64) by code; by tuples of codes where there are several dimensions."""
        found = pd.concat([summed(self.ground, part & self.rows) for part in self.side.parts])
        if PERIOD in self.per and self.side.lag:
            months = found[PERIOD].map({month: periods.shift(month, self.side.lag) for month in found[PERIOD].unique()})
            found = found.assign(period=months)
        return found.groupby(list(self.per) if len(self.per) > 1 else self.per[0])["belopp"].sum()

    def made_of(self, codes: Mapping[str, str]) -> list[Rows]:
        """What the sum of some codes, by dimension, is made of; none of them where no month of the side is theirs."""
        where = urval.each({name: code for name, code in codes.items() if name != PERIOD}) & self.rows
        if PERIOD not in codes:
            return [part & where for part in self.side.parts]
        month = periods.shift(codes[PERIOD], -self.side.lag)
        spans = {part: part.of(PERIOD).values for part in self.side.parts}  # type: ignore[union-attr]
        within = [part for part, months in spans.items() if months[0] <= month <= months[-1]]
        return [part.without(PERIOD) & where & urval.only(PERIOD, month) for part in within]


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
        found = pd.DataFrame({one.side.name: one.amounts for one in self._sides}).fillna(0).astype("Int64")
        found = found[found.ne(0).any(axis=1)].sort_index(kind="stable")
        if self.per == PERIOD:
            return found
        size = -deviation(found[self.left.name], found[self.right.name]).abs()
        return found.loc[size.sort_values(kind="stable").index]

    @cached_property
    def _sides(self) -> tuple[Summed, Summed]:
        sides = (self.left, self.parts), (self.right, self.rows)
        left, right = (Summed(self.ground, (self.per,), side, rows) for side, rows in sides)
        return left, right

    @cached_property
    def key_effect(self) -> int:
        """What keys changed since the budget have moved to `left`."""
        if self.parts == self.rows:
            return 0
        whole = replace(self._sides[0], rows=self.rows).amounts.sum()
        return int(whole - self.amounts[self.left.name].sum())

    def urval(self, code: str) -> dict[str, Expression]:
        """What each amount of a value of `per`, and their avvikelse, is made of."""
        return self._made(*(one.made_of({self.per: code}) for one in self._sides))

    def total(self) -> dict[str, Expression]:
        """What the sums, and their avvikelse, are made of."""
        return self._made(*([part & self.rows for part in side.parts] for side in (self.left, self.right)))

    def moved_by_keys(self) -> dict[str, Expression]:
        """What `key_effect` is made of."""
        now, then = (urval.total(part & rows for part in self.left.parts) for rows in (self.rows, self.parts))
        return {self.left.name: now - then, terms.AVVIKELSE: now - then}

    def _made(self, left: list[Rows], right: list[Rows]) -> dict[str, Expression]:
        sides = {side.name: urval.total(rows) for side, rows in ((self.left, left), (self.right, right)) if rows}
        return {**sides, terms.AVVIKELSE: sides[self.left.name] - sides[self.right.name]} if len(sides) > 1 else sides


def refuse_untold(ground: Ground, side: Side, within: Rows, dimensions: Iterable[str]) -> None:
    """Raise LackingError where a side says nothing of a dimension that is asked for, UsageError of its months."""
    for dimension in sorted({*dimensions} - {*AFTER, PERIOD}):
        said = (ground.columns.taken(part & within.without(KEYS)) for part in side.parts)
        if all((rows[dimension] == "").all() for rows in said):
            raise LackingError(f"{side.head} har inga uppgifter om {dimension}.")
    kinds = {value for part in side.parts for one in part.conditions for value in one.values}
    if PERIOD in dimensions and terms.PROGNOS in kinds:
        raise UsageError(f"{side.head} är ett belopp för hela året och har inga månader.")
