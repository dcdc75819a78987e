"""The batch as years: long frame in, then one block (series × years × 12 months); what people know; what sums to what.

A tree is told by names that are split, or by listing the members.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from ekonomi import period as months
from ekonomi.checklist import VÄRDEN
from ekonomi.errors import DataError, UsageError
from ekonomi.terms import AMOUNTS, ANSWERS, BESLUT, BOKFÖRT, JUSTERING, KÄNT

SERIE, MÅNAD, VÄRDE, BUDGET = "serie", "månad", "värde", "budget"
MAX_YEARS = 5
TOTAL: Final = "Totalt"
REGISTER: Final = (SERIE, MÅNAD, "belopp", "slag", "källa")


@dataclass(frozen=True)
class Panel:
    """A batch of series seen from one close of a calendar year.

    `names` (n,) sorted; `years` (n, Y, 12) in the series' own unit, NaN where unknown, the asked year last;
    `known` 1–12 months of that year have passed; `period` is the last of them; `budget` (n, 12) of the
    asked year, NaN where there is none.
    """

    names: pd.Index
    years: np.ndarray
    known: int
    period: str
    budget: np.ndarray

    @property
    def months(self) -> tuple[str, ...]:
        """The twelve periods of the asked year."""
        return months.span(months.january(self.period), months.december(self.period))

    @property
    def columns(self) -> tuple[str, ...]:
        """The periods of all the years."""
        before = self.years.shape[1] - 1
        return months.span(months.shift(self.months[0], -12 * before), self.months[-1])

    def take(self, rows: np.ndarray) -> "Panel":
        """The same close for some of the series (boolean or integer rows)."""
        return Panel(self.names[rows], self.years[rows], self.known, self.period, self.budget[rows])


def build(series: pd.DataFrame, period: str) -> Panel:
    """The panel of a long frame at the close of `period`; series without a value up to it are kept, all unknown.

    `series`: serie, månad (YYYY-MM, each once for a serie), värde and, where it is known, budget (float, NaN unknown),
    tried where they are read (`readers.series`). Raises UsageError for a period that is none.
    """
    if not months.is_period(period):
        raise UsageError(f"Perioden ”{period}” är ingen månad. Skriv ÅÅÅÅ-MM, till exempel 2025-03.")
    frame = series.astype({SERIE: object, MÅNAD: object})
    columns = list(months.span(months.shift(months.january(period), -12 * MAX_YEARS), months.december(period)))
    names = pd.Index(sorted(frame[SERIE].unique()), name=SERIE, dtype=object)
    values = _wide(frame[frame[MÅNAD] <= period], VÄRDE, names, columns)
    budget = _wide(frame, BUDGET, names, columns[-12:]) if BUDGET in frame else np.full((len(names), 12), np.nan)
    years = values.reshape(len(names), MAX_YEARS + 1, 12)
    used = np.flatnonzero(np.isfinite(years).any(axis=(0, 2)))
    start = min(used[0], MAX_YEARS - 1) if len(used) else MAX_YEARS - 1
    return Panel(names, years[:, start:], months.month(period), period, budget)


def _wide(rows: pd.DataFrame, column: str, names: pd.Index, columns: Sequence[str]) -> np.ndarray:
    """One row per name, one column per month, NaN where nothing is told; what is told twice adds up."""
    name = names.get_indexer(pd.Index(rows[SERIE]))
    month = pd.Index(list(columns)).get_indexer(pd.Index(rows[MÅNAD]))
    values = rows[column].to_numpy(float, na_value=np.nan)
    told = (name >= 0) & (month >= 0) & ~np.isnan(values)
    at = name[told], month[told]
    wide = np.full((len(names), len(columns)), np.nan)
    wide[at] = 0.0
    np.add.at(wide, at, values[told])
    return wide


class Known:
    """What people know of the series of one close, in one register (REGISTER; an answer's belopp is NaN).

    | slag | says |
    |---|---|
    | känt | an amount of a month, known by contract or plan: leaves the series before modelling, is added after |
    | beslut | the decided amount of a month, or of the whole year (månad ÅÅÅÅ): stands as it is, without a band |
    | bokfört | already posted in a later month: the rest of the year is at least that |
    | justering | moves the rest of the year by the amount |
    | engång, ny nivå, flyttad, fel | the answer about a month: the rest follows the history; the new level; or the
      deviation is taken back within the year |
    """

    def __init__(self, register: pd.DataFrame | None, panel: Panel) -> None:
        rows = pd.DataFrame(columns=list(REGISTER)) if register is None else register
        self._rows, self._panel = rows[rows[SERIE].isin(panel.names)], panel

    def modelled(self) -> np.ndarray:
        """The years (n, Y, 12) that are left to model: without the known amounts of the months that have passed."""
        years = self._panel.years.copy()
        return years - np.where(np.isfinite(years), self._by_month(KÄNT), 0.0)

    def planned(self) -> np.ndarray:
        """The budget (n, 12) of what is left to model: without the known amounts of the asked year."""
        return np.asarray(self._panel.budget - self._by_month(KÄNT)[:, -1])

    def added(self) -> np.ndarray:
        """What comes on top of the modelled rest (n,): known amounts of the months to come, and adjustments."""
        ahead = self._by_month(KÄNT)[:, -1, self._panel.known :].sum(axis=1)
        moved = self._by_month(JUSTERING)[:, -1, self._panel.known :].sum(axis=1)
        return np.asarray(ahead + moved)

    def passed(self) -> np.ndarray:
        """The known amounts of the asked year's months that have passed (n,): they left the series, not the outcome."""
        seen = np.isfinite(self._panel.years[:, -1, : self._panel.known])
        return np.asarray((self._by_month(KÄNT)[:, -1, : self._panel.known] * seen).sum(axis=1))

    def booked(self) -> np.ndarray:
        """What is already posted in the months to come (n,)."""
        return np.asarray(self._by_month(BOKFÖRT)[:, -1, self._panel.known :].sum(axis=1))

    def decided(self) -> tuple[np.ndarray, np.ndarray]:
        """The months to come that are decided (n, 12), NaN where not, and the whole year where it is (n,), else NaN.

        A year that has ended is what it became.
        """
        rows = self._rows[(self._rows["slag"] == BESLUT) & (self._panel.known < 12)]
        months = _wide(rows, "belopp", self._panel.names, self._panel.months)
        months[:, : self._panel.known] = np.nan
        return months, _wide(rows, "belopp", self._panel.names, [self._panel.months[0][:4]])[:, 0]

    def answers(self) -> list[dict[int, str]]:
        """The economist's word on each series by month 1–12 of the asked year."""
        rows = self._rows[self._rows["slag"].isin(ANSWERS)]
        found: dict[str, dict[int, str]] = {name: {} for name in self._panel.names}
        for name, month, word in zip(rows[SERIE], rows[MÅNAD], rows["slag"], strict=True):
            if month in self._panel.months:
                found[name][self._panel.months.index(month) + 1] = word
        return list(found.values())

    def counted(self) -> pd.DataFrame:
        """The rows with an amount of the asked year that the forecast may count with: of months that have passed,
        those known by contract."""
        rows, months = self._rows[self._rows["slag"].isin(AMOUNTS)], self._panel.months
        ahead = rows[MÅNAD].isin([*months[self._panel.known :], months[0][:4]])
        return rows[ahead | (rows["slag"] == KÄNT) & rows[MÅNAD].isin(months)]

    def _by_month(self, slag: str) -> np.ndarray:
        """The amounts of a slag by series, year and month (n, Y, 12)."""
        rows, months = self._rows[self._rows["slag"] == slag], self._panel.columns
        return np.nan_to_num(_wide(rows, "belopp", self._panel.names, months)).reshape(self._panel.years.shape)


@dataclass(frozen=True)
class Tree:
    """Parts `leaves` (n,), sums `nodes` (m,), and which parts each sum adds: `adds` (m, n) sparse of 0 and 1."""

    leaves: pd.Index
    nodes: pd.Index
    adds: sparse.csr_matrix

    def begun(self, names: pd.Index) -> "Tree":
        """The same sums of the parts that are among `names`."""
        kept = self.leaves.isin(names)
        return Tree(self.leaves[kept], self.nodes, self.adds[:, kept])


def tree(names: pd.Index, separator: str, fil: str = "serierna") -> Tree:
    """The sums that names such as `A|x` imply: each prefix and the whole (TOTAL).

    A sum of a single part is that part and is left out. Raises DataError where a series is named as one of the sums.
    """
    members: dict[str, list[str]] = {}
    for name in map(str, names):
        part = name.split(separator)
        for key in (TOTAL, *(separator.join(part[:depth]) for depth in range(1, len(part)))):
            members.setdefault(key, []).append(name)
    both = sorted(set(members) & set(names))
    if both:
        found, expected = f"serien ”{both[0]}”", "en del eller en summa, inte båda"
        raise DataError(VÄRDEN.at(fil, None, SERIE, found, expected, "Ta bort summan."))
    return grouped(names, {key: own for key, own in sorted(members.items()) if len(own) > 1})


def grouped(leaves: Collection[str], members: Mapping[str, Collection[str]]) -> Tree:
    """The sums `members`: the parts that each adds, by its name. Parts not among `leaves` are left out."""
    names = pd.Index(sorted(leaves), dtype=object)
    rows = [np.isin(names, list(parts)) for parts in members.values()]
    adds = np.array(rows, float).reshape(len(members), len(names))
    return Tree(names, pd.Index(list(members), dtype=object), sparse.csr_matrix(adds))


def aggregate(series: pd.DataFrame, structure: Tree) -> pd.DataFrame:
    """The sums as long series: a month is unknown where a part that has begun and not ended lacks it.

    So is the budget of a month that a part has none for.
    """
    wide = series.pivot(index=SERIE, columns=MÅNAD, values=VÄRDE).reindex(structure.leaves).sort_index(axis=1)
    values = wide.to_numpy(float)
    seen = np.isfinite(values)
    inside = (np.cumsum(seen, axis=1) > 0) & (np.cumsum(seen[:, ::-1], axis=1)[:, ::-1] > 0)
    total = structure.adds @ np.where(seen, values, 0.0)
    lacking = structure.adds @ (inside & ~seen).astype(float)
    some = structure.adds @ seen.astype(float)
    sums = {VÄRDE: np.where((lacking == 0) & (some > 0), total, np.nan)}
    if BUDGET in series:
        budget = series.pivot(index=SERIE, columns=MÅNAD, values=BUDGET).reindex(structure.leaves, columns=wide.columns)
        sums[BUDGET] = structure.adds @ budget.to_numpy(float)
    return long(**{name: pd.DataFrame(rows, structure.nodes, wide.columns) for name, rows in sums.items()})


def long(**wide: pd.DataFrame) -> pd.DataFrame:
    """Frames serie × month, all of one shape, as rows `serie, månad` and a column each; by serie, then month."""
    first = next(iter(wide.values()))
    names = np.repeat(first.index.to_numpy(object), first.shape[1])
    months = np.tile(first.columns.to_numpy(object), len(first))
    values = {column: frame.to_numpy(float).ravel() for column, frame in wide.items()}
    return pd.DataFrame({SERIE: names, MÅNAD: months, **values})


def levels_of(names: pd.Series, separator: str = "|") -> pd.Series:
    """The level of each name: 0 the whole, then the number of parts."""
    return names.map(lambda name: 0 if name == TOTAL else str(name).count(separator) + 1)
