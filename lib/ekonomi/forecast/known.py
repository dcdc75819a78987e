"""What people know, in one register: amounts that are no forecast, decisions, and answers to what was asked.

| slag | says |
|---|---|
| känt | an amount of a month, known by contract or plan: leaves the series before modelling, is added after |
| beslut | the decided amount of a month, or of the whole year (månad ÅÅÅÅ): stands as it is, without a band |
| bokfört | already posted in a later month: the rest of the year is at least that |
| justering | moves the rest of the year by the amount |
| engång, ny nivå, flyttad, fel | the answer about a month: the rest follows the history; the new level; or the
  deviation is taken back within the year |
"""

from typing import Final

import numpy as np
import pandas as pd

from ekonomi.forecast.panel import MÅNAD, SERIE, Panel
from ekonomi.terms import ANSWERS, BESLUT, BOKFÖRT, JUSTERING, KÄNT

REGISTER: Final = (SERIE, MÅNAD, "belopp", "slag", "källa")
"""An answer has no belopp (NaN)."""


class Known:
    """The register's rows of one close, by series: amounts by month of the asked year, sums after it, answers."""

    def __init__(self, register: pd.DataFrame | None, panel: Panel) -> None:
        rows = pd.DataFrame(columns=list(REGISTER)) if register is None else register
        self._rows, self._panel = rows[rows[SERIE].isin(panel.names)], panel
        first = str(int(panel.months[0][:4]) - panel.years.shape[1] + 1) + panel.months[0][4:]
        count = panel.years.shape[1] * 12
        self._months = [str(m) for m in pd.period_range(first, periods=count, freq="M")]

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
        months = np.full((len(self._panel.names), 12), np.nan)
        whole = np.full(len(self._panel.names), np.nan)
        at = self._panel.names.get_indexer(pd.Index(rows[SERIE]))
        for row, month, amount in zip(at, rows[MÅNAD], rows["belopp"], strict=True):
            if month == self._panel.months[0][:4]:
                whole[row] = np.nansum([whole[row], amount])
            elif month in self._panel.months[self._panel.known :]:
                place = self._panel.months.index(month)
                months[row, place] = np.nansum([months[row, place], amount])
        return months, whole

    def answers(self, row: int) -> dict[int, str]:
        """The economist's word by month 1–12 of the asked year."""
        rows = self._rows[self._rows["slag"].isin(ANSWERS) & (self._rows[SERIE] == self._panel.names[row])]
        months = self._panel.months
        return {months.index(m) + 1: s for m, s in zip(rows[MÅNAD], rows["slag"], strict=True) if m in months}

    def _by_month(self, slag: str) -> np.ndarray:
        """The amounts of a slag by series, year and month (n, Y, 12)."""
        rows = self._rows[self._rows["slag"] == slag]
        out = np.zeros((len(self._panel.names), len(self._months)))
        row = self._panel.names.get_indexer(pd.Index(rows[SERIE]))
        column = pd.Index(self._months, dtype=object).get_indexer(pd.Index(rows[MÅNAD]))
        inside = (row >= 0) & (column >= 0)
        np.add.at(out, (row[inside], column[inside]), rows["belopp"].to_numpy(float)[inside])
        return out.reshape(len(out), -1, 12)
