"""The rows that figures are made of, and how an urval selects them.

An urval selects among the sums of the ledger by code string, which are few; the postings that they are the sums of are
taken out of the large table first where their rows are shown. A figure after tjänsteomräkning is made of parts of
postings: each posting that carries no tjänst is split over the tjänster by its pool's key, and the figure sums the
parts. Money is in öre (int64), report sign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache, partial

import pandas as pd

from ekonomi import allocation, style, terms, urval
from ekonomi import cube as cubes
from ekonomi.allocation import Rules
from ekonomi.allocation.trace import PATH as WAY
from ekonomi.registers import describe_services
from ekonomi.sources import Sources
from ekonomi.underlag.posted import POSTED, STRING, largest, posted
from ekonomi.urval import Condition, Part, Rows, Selector

FIRST = 100  # so many rows are shown of a part of a figure, unless all are asked for
KEYS, BOOKED, SHARE, CELL = "nycklar", "bokfört", "belopp", "cell"
# what only stands on a row when its tjänst is known
AFTER = ("tjänst", "linje", "grupp", "tjänsteområde", "pool")


@dataclass(frozen=True, eq=False)
class Ground:
    """All that figures are made of: the ledger, by its sums and its postings, and the other files by their names.

    `sums`: as `Books.sums`; `sources`: what has their postings. `budget`: the version whose locked keys an urval calls
    `budgetens`.
    """

    sums: pd.DataFrame = field(repr=False)
    sources: Sources = field(repr=False)
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
        """The columns of the sums, coded once so that many selections are quick."""
        return Selector(self.sums)

    @cached_property
    def lately(self) -> Callable[[Rows], pd.DataFrame]:
        """What `summed` gives, remembered for the few that were last asked about."""
        return lru_cache(4)(partial(_summed, self))

    @cached_property
    def parts(self) -> Callable[[Rows], tuple[pd.DataFrame, pd.DataFrame]]:
        """What `_parts_of` gives, remembered too: one tjänst after another is chosen among the same parts."""
        return lru_cache(4)(partial(_parts_of, self))

    @cached_property
    def others(self) -> urval.Files:
        """The other files, coded once too."""
        return urval.Files(self.files)


def summed(ground: Ground, rows: Rows) -> pd.DataFrame:
    """The ledger rows that an urval selects, those of a code string together: `postings` with their `rader`.

    Where a condition is on what a single posting says, they are the postings.
    """
    return ground.lately(rows)


def _summed(ground: Ground, rows: Rows) -> pd.DataFrame:
    if any(map(_of_posting, rows.conditions)):
        return postings(ground, rows).assign(rader=1)
    if ground.rules_of(rows) is None:
        return ground.columns.taken(rows)
    # what a row of the cube does not tell apart is asked of its parts, for it is split as a whole
    early = rows.without(*AFTER)
    late = Rows(tuple(one for one in early.conditions if not _in_cube(one)))
    strings, parts = ground.parts(Rows(tuple(filter(_in_cube, early.conditions))))
    after = Rows(tuple(one for one in rows.conditions if one.name in AFTER))
    split = allocation.divided(strings, Selector(parts).taken(after), CELL).drop(columns=CELL)
    return Selector(split).taken(late)


def _parts_of(ground: Ground, rows: Rows) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The code strings that an urval selects, each with its cell, and the cells' parts by tjänst with its linje."""
    rules = ground.rules_of(rows)
    assert rules is not None
    strings, parts = allocation.parts_of(ground.columns.taken(rows.without(KEYS)), rules)
    return strings, describe_services(parts, ground.sources.registers)[[CELL, *AFTER, "andel", SHARE]]


def postings(ground: Ground, rows: Rows, most: int | None = None) -> pd.DataFrame:
    """The ledger rows that an urval selects, with `belopp`: what of each counts (int64, öre).

    Columns of `schema.LEDGER`, kostnadsslag and those of the registers, in the ledger's order. After tjänsteomräkning
    also pool and `bokfört`, the whole posting, and a row for each tjänst that bears a part of it. `most`: no more than
    the first so many.
    """
    strings, alone = summed(ground, rows.without(*POSTED)), Rows(tuple(filter(_of_posting, rows.conditions)))
    taken = partial(posted, ground.sources.utfall, ground.sums)
    chosen = taken(strings.drop_duplicates(STRING), alone, most)
    if BOOKED not in strings:
        return chosen
    return _parts(ground, strings, chosen, whole=not alone.conditions and most is None).iloc[:most]


def heaviest(ground: Ground, rows: Rows, most: int) -> pd.DataFrame:
    """Those of the `postings` of an urval that count the most, at least so many of each sign if there are as many."""
    strings, alone = summed(ground, rows.without(*POSTED)), Rows(tuple(filter(_of_posting, rows.conditions)))
    chosen = largest(ground.sources.utfall, ground.sums, strings.drop_duplicates(STRING), alone, most)
    if BOOKED not in strings:
        return chosen
    shares = chosen[[STRING, "rad", SHARE]].merge(strings[[STRING, "tjänst", "andel"]], on=STRING)
    shares["del"] = shares[SHARE] * shares["andel"]
    ends = [shares.nlargest(most, "del", keep="all"), shares.nsmallest(most, "del", keep="all")]
    return _parts(ground, strings, pd.concat(ends), whole=False)


def _of_posting(condition: Condition) -> bool:
    return condition.name in POSTED


def _parts(ground: Ground, strings: pd.DataFrame, chosen: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    """The parts of the `chosen` postings, which are all of the strings' where they are the `whole`.

    Each part of a string is rounded over all of its postings, also those that are not chosen.
    """
    own = strings[strings[STRING].isin(chosen[STRING])]
    rows = chosen if whole else posted(ground.sources.utfall, ground.sums, own.drop_duplicates(STRING), Rows())
    parts = allocation.divided(rows, own[[STRING, *AFTER, "andel", SHARE]], STRING)
    parts = parts[parts[SHARE] != 0]
    told, wanted = (pd.MultiIndex.from_frame(some[[STRING, "rad"]]) for some in (parts, chosen))
    return parts if whole else parts[told.isin(wanted)]


def _in_cube(condition: Condition) -> bool:
    own = condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,)
    return own or condition.name in (*cubes.DIMENSIONS, KEYS)


def ways(ground: Ground, rows: Rows) -> pd.DataFrame:
    """The way of the amounts of an urval: ansvar, pool, via, tjänst, belopp (öre).

    `via` is the pool whose key gave to the tjänst; the ways sum to the figure. Empty without tjänsteomräkning.
    """
    rules, split = ground.rules_of(rows), summed(ground, rows)
    if rules is None or split.empty:
        return pd.DataFrame(columns=[*WAY, SHARE])
    split = split.loc[split[SHARE] != 0, ["period", "ansvar", "pool", "tjänst"]].drop_duplicates()
    booked = cubes.aggregate(summed(ground, rows.without(*AFTER, KEYS)), cubes.DIMENSIONS)
    found = []
    for period, own in booked.groupby("period"):
        borne = split.loc[split["period"] == period, ["ansvar", "pool", "tjänst"]]
        found.append(allocation.trace(own, rules).merge(borne, on=["ansvar", "pool", "tjänst"]))
    whole = pd.concat(found).groupby(WAY, as_index=False)[SHARE].sum()
    largest = whole[SHARE].abs().sort_values(ascending=False, kind="stable").index
    return whole.loc[largest].reset_index(drop=True)


def booked(ground: Ground, rows: Rows) -> int:
    """What the ledger rows of an urval sum to (öre)."""
    return int(summed(ground, rows)[SHARE].sum())


def evaluate(ground: Ground, expression: Part, unit: str) -> Fraction | None:
    """The figure that an expression gives, amounts of the ledger in `unit` (else kronor), the rest as filed."""
    öre = max(style.per_unit(unit), terms.ÖRE_PER_KRONA)

    def amount(rows: Rows) -> Fraction:
        return Fraction(booked(ground, rows), öre) if rows.file is None else ground.others.amount(rows)

    return urval.evaluate(expression, amount, öre)
