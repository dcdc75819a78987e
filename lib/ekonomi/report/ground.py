"""What the figures of a report are followed to: its postings, and every file that an urval may name."""

from collections import ChainMap
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi.allocation import valid
from ekonomi.reconcile import said
from ekonomi.report.parts import Parts
from ekonomi.tables.assignments import DAYS, dated
from ekonomi.tables.checks import FOUND, TIES
from ekonomi.tables.units import FIGURES
from ekonomi.tables.ways import KEYS_HELD
from ekonomi.underlag import Ground

if TYPE_CHECKING:
    from ekonomi.report import Report


class Figures(dict[str, pd.DataFrame]):
    """The siffror.csv files that a report may name and the lists that it counts, each made when it is asked for."""

    def __init__(self, report: "Report", own: Callable[[], pd.DataFrame]) -> None:
        self._report, self._own = report, own

    def __missing__(self, name: str) -> pd.DataFrame:
        earlier = self._report.earlier
        if earlier is not None and name == f"{earlier.period}/{FIGURES}":
            return earlier.figures
        lists = {FIGURES: self._own, FOUND: self._found, TIES: self._ties, KEYS_HELD: self._keys, DAYS: self._days}
        if name not in lists:
            raise KeyError(name)
        return lists[name]()

    def _found(self) -> pd.DataFrame:
        told = [(one.kontroll.name, one.fil, one.rad, one.kolumn or "", one.funnet) for one in self._report.findings]
        return pd.DataFrame(told, columns=["kontroll", "fil", "rad", "kolumn", "funnet"])

    def _ties(self) -> pd.DataFrame:
        """The tie-outs as avstamning.csv has them, by its rows, with both sides in words."""
        told = self._report.ties[["avstämning", "utslag", "förklaring", "vänster", "höger"]]
        sides = {side: told[side].map(said) for side in ("vänster", "höger")}
        return told.assign(**sides, rad=range(2, len(told) + 2))

    def _keys(self) -> pd.DataFrame:
        return valid(self._report.rules.keys, self._report.period) if self._report.rules else pd.DataFrame()

    def _days(self) -> pd.DataFrame:
        own = self._report.assignments
        return pd.DataFrame() if own is None else dated(own, self._report.period)


def ground_of(parts: Parts, figures: dict[str, pd.DataFrame]) -> Ground:
    """The ground of a report; `figures`: the siffror.csv files that an urval may name."""
    files = ChainMap(parts.filed, figures)
    return Ground(parts.sums, parts.sources, parts.rules, parts.versions.budget or "", files)
