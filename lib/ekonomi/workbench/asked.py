"""What is chosen in the workbench, as the question that it stands for: its answer, its picture, its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import charts
from ekonomi.errors import UsageError
from ekonomi.registry import NoAnswer
from ekonomi.report import selection
from ekonomi.report.frames import listed
from ekonomi.table import Table
from ekonomi.underlag import postings
from ekonomi.urval import parts_of

if TYPE_CHECKING:
    from ekonomi.charts.chart import Chart
    from ekonomi.report import Report

FILTERS = ("verksamhetsområde", "ansvar", "tjänst", "kostnadsslag")
WORDS = ("per", "mot", "vy")


@dataclass(frozen=True, eq=False)
class Asked:
    """A question of `Report.avvikelse`, as it is chosen; `där` holds the filters that are chosen alone."""

    report: "Report" = field(repr=False)
    per: str
    mot: str
    vy: str
    där: Mapping[str, str]

    @cached_property
    def answer(self) -> Table | NoAnswer:
        """The table, or the sentence that says why there is none."""
        try:
            return self.report.avvikelse(per=self.per, mot=self.mot, vy=self.vy, där=self.där)
        except UsageError as error:
            return NoAnswer(str(error))

    @property
    def chart(self) -> "Chart":
        """The largest deviations of the table, as bars."""
        return charts.största_avvikelser(self.answer)

    @property
    def code(self) -> str:
        """The notebook cell that gives the same table."""
        words = ", ".join(f'{name}="{getattr(self, name)}"' for name in WORDS)
        told = ", ".join(f'"{name}": "{value}"' for name, value in self.där.items())
        return f"report.avvikelse({words}{f', där={{{told}}}' if told else ''})"

    def rows(self, row: str) -> pd.DataFrame:
        """The postings, or rows of a plan, that the first amount of a row is made of: kronor, the largest first."""
        assert isinstance(self.answer, Table)  # a row of it was chosen
        made = self.answer.urval[row].get(self.answer.columns[0].name)
        parts = [] if made is None else [postings(self.report.ground, part) for part in parts_of(made)]
        return listed(self.report, pd.concat(parts), text=False) if parts else pd.DataFrame()


def choices(report: "Report", dimension: str) -> list[tuple[str, str]]:
    """What there is to choose in a dimension, as printed, with the code that is asked for; nothing first."""
    known = selection.names(report, dimension)
    return [("alla", ""), *((selection.label(dimension, code, known), code) for code in known)]


def dimensions(report: "Report") -> list[str]:
    """The dimensions that the nämnd has values in."""
    return [name for name in selection.DIMENSIONS if selection.names(report, name)]
