"""The cube: postings rolled up to the report's dimensions, and the measures of a report period.

Source of what the columns hold: tables 3.2.1–3.2.4 of the report that docs/beslut/0011-forebild.md names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import sets, terms, urval
from ekonomi.registers import Registers, attach
from ekonomi.urval import Amount, Files, Rows, Selector

if TYPE_CHECKING:
    from ibis import Table

DIMENSIONS = [
    *("beloppstyp", "version", "period", "kostnadsslag", "resultatrad"),
    *("ansvar", "verksamhetsområde", "avdelning", "projekt", "gren"),
    *("tjänst", "tjänsteområde", "grupp", "linje", "intern"),
]


CODES = [
    *("beloppstyp", "version", "period", "kostnadsslag", "resultatrad"),
    *("ansvar", "projekt", "tjänst", "motpart"),
]


def build(ledger: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """The cube of a ledger: one row per combination of `DIMENSIONS`, with belopp (int64, öre, report sign).

    `ledger` is the checked ledger (`sources.read_sources`) with kostnadsslag on each row. Each code is read
    in the register that held in its period.
    """
    return of_sums(sets.asked(by_codes, ledger[[*CODES, "belopp", "rad"]]), registers)


def by_codes(rows: "Table") -> "Table":
    """What a cube is made of, wherever the rows lie: their sums by `CODES`."""
    return sets.sums(rows, CODES)


def of_sums(summed: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """The cube of what `by_codes` gives."""
    return aggregate(attach(summed, registers), DIMENSIONS)


def moment(frame: pd.DataFrame) -> pd.Series:
    """The period whose allocation keys a row takes: its own, for a prognos that of its report."""
    return frame["period"].where(frame["beloppstyp"] != terms.PROGNOS, frame["version"])


def aggregate(frame: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """Sum `belopp` (int64, öre) over everything but `dimensions`; sorted by them, one row per combination."""
    return frame.groupby(list(dimensions), sort=True, observed=True)["belopp"].sum().reset_index()


@dataclass(frozen=True)
class Versions:
    """Which budget and forecasts a report period reads; None where there is none.

    `prognos` is the latest forecast of the year that is not after the period, None in December (the
    bokslut stands in its place) and in a year without one so far; `fg_prognos` the one before it, None
    in the year's first report (then the budget stands in its place).
    """

    budget: str | None
    prognos: str | None
    fg_prognos: str | None


def choose_versions(cube: pd.DataFrame, period: str) -> Versions:
    """The budget of the year (its latest version) and the forecasts that a report of `period` may know."""
    plans = cube.loc[cube["beloppstyp"] != terms.UTFALL, ["beloppstyp", "version", "period"]]
    same_year = plans[plans["period"].str[:4] == period[:4]]
    budgets = sorted(same_year.loc[same_year["beloppstyp"] == terms.BUDGET, "version"].unique())
    made = same_year.loc[same_year["beloppstyp"] == terms.PROGNOS, "version"].unique()
    known = sorted(version for version in made if version <= period)
    chosen = None if periods.month(period) == 12 or not known else known.pop()
    earlier = [version for version in known if version < period]
    return Versions(budgets[-1] if budgets else None, chosen, earlier[-1] if earlier else None)


def measures(cube: pd.DataFrame, period: str, versions: Versions | None = None) -> pd.DataFrame:
    """The rows of `cube` that each measure of a report of `period` sums, with a column `mått` first.

    `versions` are the budget and forecasts to read; those that the rows themselves have unless told.

    A row may serve several measures and then stands once for each. `mått` is categorical: its categories
    are the measures that are known, so that a selection of rows still tells 0 from unknown.
    """
    versions = versions or choose_versions(cube, period)
    outcome, budget = (terms.UTFALL, ""), (terms.BUDGET, versions.budget)
    forecast = outcome if period == periods.december(period) else (terms.PROGNOS, versions.prognos)
    earlier = budget if versions.fg_prognos is None else (terms.PROGNOS, versions.fg_prognos)
    budgets = (terms.M_BUDGET, terms.M_BUDGET_HELÅR, terms.M_BUDGET_FG_MÅNAD)
    kinds = {measure: budget if measure in budgets else outcome for measure in terms.MEASURES}
    kinds |= {terms.M_PROGNOS: forecast, terms.M_FG_PROGNOS: earlier}
    selector, months = Selector(cube), spans(period)
    places = {measure: _select(selector, *kind, *months[measure]) for measure, kind in kinds.items()}
    known = [measure for measure, chosen in places.items() if len(chosen)]
    together = cube.iloc[np.concatenate([*places.values()])].reset_index(drop=True)
    codes = np.repeat(np.arange(len(known)), [len(places[measure]) for measure in known])
    mått = pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(known)), name="mått")
    return pd.concat([mått, together], axis="columns")


KEYS = "nycklar"
"""The condition of an urval that says which keys hold; no column of the rows, which are allocated by them."""


class Measured:
    """The rows that each measure of a report sums, ready to be summed by any selection.

    `rows` comes from `measures`; `known` are the measures that are known (the others are missing, which is not 0) and
    `chosen` is the urval of each, in the order of `terms.MEASURES`. Amounts are öre (int64), report sign.
    """

    def __init__(self, rows: pd.DataFrame, period: str) -> None:
        self.rows = rows
        self.period = period
        self.chosen = _selections(rows, period)
        self.known: tuple[str, ...] = tuple(rows["mått"].cat.categories)
        self._selector = Selector(rows)
        self._codes = rows["mått"].cat.codes.to_numpy()
        self._belopp = rows["belopp"].to_numpy(dtype="float64")  # exact: sums stay far below 2**53 öre
        self._once = cache(self.sums)

    def sums(self, *parts: Rows) -> dict[str, int]:
        """The sum (öre) of each known measure over the rows of one selection, or of several that do not overlap."""
        each = [self._selector.select(part.without(KEYS)) for part in parts]
        chosen = each[0] if len(each) == 1 else np.unique(np.concatenate([np.arange(0), *each]))
        found = np.bincount(self._codes[chosen], self._belopp[chosen], minlength=len(self.known))
        return {name: round(amount) for name, amount in zip(self.known, found, strict=True)}

    def sum(self, rows: Rows) -> int:
        """The sum (öre) of a selection that narrows the one of a measure; 0 where it narrows none that is known."""
        asked = {*rows.conditions}
        name, own = next(((name, own) for name, own in self.chosen.items() if {*own.conditions} <= asked), ("", Rows()))
        return self._once(Rows(tuple(one for one in rows.conditions if one not in own.conditions))).get(name, 0)

    def amount(self, rows: Rows) -> Fraction:
        """`sum` in mnkr."""
        return Fraction(self.sum(rows), terms.ÖRE_PER_MNKR)

    def beside(self, files: Mapping[str, pd.DataFrame]) -> Amount:
        """`amount`, and what rows of some files sum to, as filed."""
        others = Files(files)
        return lambda rows: others.amount(rows) if rows.file else self.amount(rows)

    def select(self, where: Rows, columns: Sequence[str]) -> pd.DataFrame:
        """Some columns of the rows that a selection takes, of every measure."""
        return self.rows[list(columns)].iloc[self._selector.select(where.without(KEYS))]

    def distinct(self, where: Rows, *columns: str) -> pd.DataFrame:
        """The combinations of some columns among the rows that a selection takes."""
        return self.select(where, columns).drop_duplicates(ignore_index=True)


def amount_of(cube: pd.DataFrame, filed: Mapping[str, pd.DataFrame] | None = None) -> Amount:
    """What the rows of a selection sum to: those of a cube with every month and version in mnkr, others as filed."""
    selector, belopp, others = Selector(cube), cube["belopp"].to_numpy(), Files(filed or {})

    def amount(rows: Rows) -> Fraction:
        if rows.file is not None:
            return others.amount(rows)
        return Fraction(int(belopp[selector.select(rows.without(KEYS))].sum()), terms.ÖRE_PER_MNKR)

    return amount


def measured(cube: pd.DataFrame, period: str, versions: Versions | None = None) -> Measured:
    """`measures` of a cube, ready to be summed."""
    return Measured(measures(cube, period, versions), period)


def spans(period: str) -> dict[str, tuple[str, str]]:
    """The first and last month of each measure of a report of `period`."""
    year_ago, before = periods.shift(period, -12), periods.shift(period, -1)
    so_far, year = (periods.january(period), period), (periods.january(period), periods.december(period))
    month_before = (periods.january(period), before)
    return {
        **dict.fromkeys((terms.M_UTFALL, terms.M_BUDGET), so_far),
        terms.M_FG_ÅR: (periods.january(year_ago), year_ago),
        **dict.fromkeys((terms.M_PROGNOS, terms.M_FG_PROGNOS, terms.M_BUDGET_HELÅR), year),
        terms.M_BOKSLUT: (periods.january(year_ago), periods.december(year_ago)),
        **dict.fromkeys((terms.M_UTFALL_FG_MÅNAD, terms.M_BUDGET_FG_MÅNAD), month_before),
    }


def _select(selector: Selector, beloppstyp: str, version: str | None, first: str, last: str) -> np.ndarray:
    """Where the rows of a beloppstyp and version stand, from a month up to and including another."""
    if version is None:
        return np.arange(0)
    rows = urval.each({"beloppstyp": beloppstyp, "version": version})
    return selector.select(rows & urval.span("period", first, last))


def _selections(measured: pd.DataFrame, period: str) -> dict[str, Rows]:
    """The urval of each measure that is known: what `measures` chose for a report of `period`."""
    kinds = measured[["mått", "beloppstyp", "version"]].drop_duplicates("mått")
    months = spans(period)
    return {
        str(measure): urval.only("beloppstyp", kind)
        & (urval.only("version", version) if version else Rows())
        & urval.span("period", *months[str(measure)])
        for measure, kind, version in kinds.itertuples(index=False)
    }


def monthly(cube: pd.DataFrame, period: str) -> pd.DataFrame:
    """Utfall, budget and (as one figure in December) prognos of the year of `period`, month by month, extern.

    Gives månad, kostnadsslag, resultatrad, beloppstyp, version, belopp (int64, öre): utfall up to `period`, the year's
    budget, and the utfall of the year before as beloppstyp `utfall fg år`, in the months of this year.
    """
    rows = measures(cube[~cube["intern"]], period)
    wanted = {
        terms.M_UTFALL: terms.UTFALL,
        terms.M_BUDGET_HELÅR: terms.BUDGET,
        terms.M_PROGNOS: terms.PROGNOS,
        terms.M_BOKSLUT: terms.M_FG_ÅR,
    }
    rows = rows[rows["mått"].isin(wanted)]
    månad = period[:4] + rows["period"].str[4:]
    named = rows.assign(månad=månad, beloppstyp=rows["mått"].astype("str").map(wanted))
    return aggregate(named, ["månad", "kostnadsslag", "resultatrad", "beloppstyp", "version"])
