"""What the figures of a report are followed to: its postings, and every file that an urval may name."""

from collections import ChainMap
from collections.abc import Callable

import pandas as pd

from ekonomi.report.parts import Parts
from ekonomi.tables.checks import FOUND
from ekonomi.underlag import Ground

FIGURES = "siffror.csv"


class Figures(dict[str, pd.DataFrame]):
    """The siffror.csv files that a report may name, its own and the one before, each made when it is asked for."""

    def __init__(self, parts: Parts, own: Callable[[], pd.DataFrame]) -> None:
        self._parts, self._own = parts, own

    def __missing__(self, name: str) -> pd.DataFrame:
        earlier = self._parts.earlier
        if earlier is not None and name == f"{earlier.period}/{FIGURES}":
            return earlier.figures
        if name == FOUND:
            told = [(one.kontroll.name, one.fil, one.rad, one.kolumn or "", one.funnet) for one in self._parts.findings]
            return pd.DataFrame(told, columns=["kontroll", "fil", "rad", "kolumn", "funnet"])
        if name != FIGURES:
            raise KeyError(name)
        return self._own()


def ground_of(parts: Parts, figures: dict[str, pd.DataFrame]) -> Ground:
    """The ground of a report; `figures`: the siffror.csv files that an urval may name."""
    files = ChainMap(parts.filed, figures)
    return Ground(parts.sums, parts.sources, parts.rules, parts.versions.budget or "", files)
