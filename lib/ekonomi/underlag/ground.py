"""The rows that figures are made of, and how an urval selects them.

A figure after tjänsteomräkning is made of parts of postings: each posting that carries no tjänst is split over the
tjänster by its pool's key, and the figure sums the parts. Money is in öre (int64), report sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import pandas as pd

from ekonomi import allocation, style, terms, urval
from ekonomi import cube as cubes
from ekonomi.allocation import Rules
from ekonomi.allocation.trace import PATH as WAY
from ekonomi.registers import Registers, describe_services
from ekonomi.urval import Condition, Part, Rows, Selector

KEYS, BOOKED, SHARE = "nycklar", "bokfört", "belopp"
# what only stands on a row when its tjänst is known
AFTER = ("tjänst", "linje", "grupp", "tjänsteområde", "pool")


@dataclass(frozen=True, eq=False)
class Ground:
    """All rows that figures are made of: the ledger with its registers, and the other files by their names.

    `budget`: the version whose locked keys an urval calls `budgetens`.
    """

    ledger: pd.DataFrame = field(repr=False)
    registers: Registers = field(repr=False)
    rules: Rules | None = field(repr=False)
    budget: str
    files: Mapping[str, pd.DataFrame] = field(repr=False)

    def rules_of(self, rows: Rows) -> Rules | None:
        """The rules of the tjänsteomräkning that an urval asks for; None where it asks for none."""
        keys = rows.of(KEYS)
        if keys is None or self.rules is None:
            return None
        today = keys.values == ("gällande",)
        return self.rules if today else allocation.at_budget_keys(self.rules, self.budget)

    @cached_property
    def columns(self) -> Selector:
        """The ledger's columns, coded once so that many selections are quick."""
        return Selector(self.ledger)

    @cached_property
    def others(self) -> urval.Files:
        """The other files, coded once too."""
        return urval.Files(self.files)


def postings(ground: Ground, rows: Rows) -> pd.DataFrame:
    """The ledger rows that an urval selects, with `belopp`: what of each counts (int64, öre).

    Columns of `schema.LEDGER`, kostnadsslag and those of the registers. After tjänsteomräkning also pool and
    `bokfört`, the whole posting, and a row for each tjänst that bears a part of it.
    """
    rules = ground.rules_of(rows)
    if rules is None:
        return ground.ledger[ground.columns.select(rows)]
    # what a row of the cube does not tell apart is asked of its parts, for it is split as a whole
    after = Rows(tuple(one for one in rows.conditions if one.name in AFTER or not _in_cube(one)))
    before = Rows(tuple(one for one in rows.conditions if one not in after.conditions)).without(KEYS)
    split = split_postings(ground.ledger[ground.columns.select(before)], rules, ground.registers)
    return split[Selector(split).select(after)]


def _in_cube(condition: Condition) -> bool:
    own = condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,)
    return own or condition.name in (*cubes.DIMENSIONS, KEYS)


def split_postings(ledger: pd.DataFrame, rules: Rules, registers: Registers) -> pd.DataFrame:
    """Ledger rows by tjänst (see `allocation.allocate_postings`), with linje, the row of 3.2.4."""
    return describe_services(allocation.allocate_postings(ledger, rules), registers)


def ways(ground: Ground, rows: Rows, split: pd.DataFrame) -> pd.DataFrame:
    """The way of the amounts of `split` (from `postings` of `rows`): ansvar, pool, via, tjänst, belopp (öre).

    `via` is the pool whose key gave to the tjänst; the ways sum to the figure. Empty without tjänsteomräkning.
    """
    rules = ground.rules_of(rows)
    if rules is None or split.empty:
        return pd.DataFrame(columns=[*WAY, SHARE])
    booked = ground.ledger[ground.columns.select(rows.without(*AFTER, KEYS))]
    booked = cubes.aggregate(booked, cubes.DIMENSIONS)
    found = []
    for period, own in booked.groupby("period"):
        borne = split.loc[split["period"] == period, ["ansvar", "pool", "tjänst"]].drop_duplicates()
        found.append(allocation.trace(own, rules).merge(borne, on=["ansvar", "pool", "tjänst"]))
    summed = pd.concat(found).groupby(WAY, as_index=False)[SHARE].sum()
    largest = summed[SHARE].abs().sort_values(ascending=False, kind="stable").index
    return summed.loc[largest].reset_index(drop=True)


def booked(ground: Ground, rows: Rows) -> int:
    """What the ledger rows of an urval sum to (öre)."""
    return int(postings(ground, rows)[SHARE].sum())


def evaluate(ground: Ground, expression: Part, unit: str) -> Fraction | None:
    """The figure that an expression gives, amounts of the ledger in `unit` (else kronor), the rest as filed."""
    öre = max(style.per_unit(unit), terms.ÖRE_PER_KRONA)

    def amount(rows: Rows) -> Fraction:
        return Fraction(booked(ground, rows), öre) if rows.file is None else ground.others.amount(rows)

    return urval.evaluate(expression, amount, öre)
