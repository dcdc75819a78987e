"""The rows that figures are made of, and how an urval selects them.

A figure after tjänsteomräkning is made of parts of postings: each posting that carries no tjänst is split over the
tjänster by its pool's key, and the figure sums the parts. Money is in öre (int64), report sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import pandas as pd

from ekonomi import allocation, terms, urval
from ekonomi import cube as cubes
from ekonomi.allocation import Rules
from ekonomi.params import Settings
from ekonomi.registers import attach
from ekonomi.report.result import Report
from ekonomi.sources import Sources, as_filed
from ekonomi.tables.services import line_of
from ekonomi.urval import Rows

KEYS, BOOKED, SHARE = "nycklar", "bokfört", "belopp"
WAY = ["ansvar", "pool", "via", "tjänst"]
# what only stands on a row when its tjänst is known
_AFTER = ("tjänst", "linje", "grupp", "tjänsteområde", "pool")


@dataclass(frozen=True, eq=False)
class Ground:
    """All rows that figures are made of: the ledger with its registers, and the other files by their names.

    `budget`: the version whose locked keys an urval calls `budgetens`.
    """

    ledger: pd.DataFrame = field(repr=False)
    services: pd.DataFrame = field(repr=False)
    rules: Rules = field(repr=False)
    budget: str
    files: Mapping[str, pd.DataFrame] = field(repr=False)

    def rules_of(self, rows: Rows) -> Rules | None:
        """The rules of the tjänsteomräkning that an urval asks for; None where it asks for none."""
        keys = rows.of(KEYS)
        if keys is None:
            return None
        return (
            self.rules if keys.values == ("gällande",) else allocation.at_budget_keys(self.rules, self.budget)
        )

    @cached_property
    def columns(self) -> "Selector":
        """The ledger's columns, coded once so that many selections are quick."""
        return Selector(self.ledger)


class Selector:
    """Selects rows of a frame; each condition is held against the frame once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.mask = cache(self._mask)

    def _mask(self, condition: urval.Condition) -> np.ndarray:
        return _meets(self.frame, condition)

    def select(self, rows: Rows) -> np.ndarray:
        """True for each row that meets every condition."""
        found = np.ones(len(self.frame), dtype=bool)
        for condition in rows.conditions:
            found &= self.mask(condition)
        return found


def _meets(frame: pd.DataFrame, condition: urval.Condition) -> np.ndarray:
    codes, texts = pd.factorize(_cells(frame, condition))
    held = pd.Series(texts, dtype="str")
    if condition.sign == urval.SPAN:
        first, last = condition.values
        # a date lies in its month: what is compared is as much of it as the limit has
        met = (held >= first) & (held.str[: len(last)] <= last)
    else:
        met = held.isin(condition.values) == (condition.sign != urval.NOT)
    return met.to_numpy(dtype=bool)[codes]


def _cells(frame: pd.DataFrame, condition: urval.Condition) -> pd.Series:
    if condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,):
        return frame["intern"].map({True: terms.EGEN_NÄMND, False: ""})
    return frame[condition.name].astype("str")


def ground_of(report: Report) -> Ground:
    """The ground of a report at hand."""
    budget = cubes.choose_versions(report.cube, report.params.period).budget
    figures = {"siffror.csv": report.figures}
    if report.earlier is not None:
        figures[f"{report.earlier.period}/siffror.csv"] = report.earlier.figures
    return ground(report.sources, report.settings, report.rules, budget or "", figures)


def ground(
    sources: Sources, settings: Settings, rules: Rules, budget: str, figures: Mapping[str, pd.DataFrame]
) -> Ground:
    """The ground of checked sources; `figures` are those of siffror.csv files that an urval may name."""
    ledger, files = attach(sources.ledger, sources.registers), as_filed(sources.tables, settings)
    return Ground(ledger, sources.registers.services, rules, budget, {**files, **figures})


def postings(ground: Ground, rows: Rows) -> pd.DataFrame:
    """The ledger rows that an urval selects, with `belopp`: what of each counts (int64, öre).

    Columns of `schema.LEDGER`, kostnadsslag and those of the registers. After tjänsteomräkning also pool and
    `bokfört`, the whole posting, and a row for each tjänst that bears a part of it.
    """
    rules = ground.rules_of(rows)
    if rules is None:
        return ground.ledger[ground.columns.select(rows)]
    before = Rows(tuple(one for one in rows.conditions if one.name not in (*_AFTER, KEYS)))
    after = Rows(tuple(one for one in rows.conditions if one.name in _AFTER))
    split = split_postings(ground.ledger[ground.columns.select(before)], rules, ground.services)
    return split[Selector(split).select(after)]


def split_postings(ledger: pd.DataFrame, rules: Rules, services: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows by tjänst (see `allocation.allocate_postings`), with linje, the row of 3.2.4."""
    split = cubes.describe_services(allocation.allocate_postings(ledger, rules), services)
    return split.assign(linje=line_of(split))


def file_rows(ground: Ground, rows: Rows) -> pd.DataFrame:
    """The rows of another file than the ledger that an urval selects, with `värde`: what each counts."""
    frame = ground.files[str(rows.file)]
    kept = Rows(
        tuple(one for one in rows.conditions if one.name not in (urval.FILE, urval.SUMMED, urval.COUNTED))
    )
    found = frame[Selector(frame).select(kept)]
    column = rows.of(urval.SUMMED)
    return found.assign(värde=1 if column is None else found[column.values[0]])


def ways(ground: Ground, rows: Rows, split: pd.DataFrame) -> pd.DataFrame:
    """The way of the amounts of `split` (from `postings` of `rows`): ansvar, pool, via, tjänst, belopp (öre).

    `via` is the pool whose key gave to the tjänst; the ways sum to the figure. Empty without tjänsteomräkning.
    """
    rules = ground.rules_of(rows)
    if rules is None or split.empty:
        return pd.DataFrame(columns=[*WAY, SHARE])
    before = Rows(tuple(one for one in rows.conditions if one.name not in (*_AFTER, KEYS)))
    booked = cubes.aggregate(ground.ledger[ground.columns.select(before)], cubes.DIMENSIONS)
    found = []
    for period, own in booked.groupby("period"):
        borne = split.loc[split["period"] == period, ["ansvar", "pool", "tjänst"]].drop_duplicates()
        found.append(allocation.trace(own, rules).merge(borne, on=["ansvar", "pool", "tjänst"]))
    summed = pd.concat(found).groupby(WAY, as_index=False)[SHARE].sum()
    largest = summed[SHARE].abs().sort_values(ascending=False, kind="stable").index
    return summed.loc[largest].reset_index(drop=True)
