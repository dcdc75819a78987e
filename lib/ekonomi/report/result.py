"""The report as an object: frozen, holding every frame, table and sentence, and what a notebook shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from ekonomi import allocation, terms
from ekonomi import period as periods
from ekonomi.appendix import ServicePages
from ekonomi.comments import Comment
from ekonomi.errors import Finding
from ekonomi.params import Params, Settings
from ekonomi.prose import OwnTexts, Prose
from ekonomi.report.outlook import Outlook
from ekonomi.sources import Sources
from ekonomi.sources.earlier import Earlier
from ekonomi.table import Table

METADATA_MIME = "application/vnd.ekonomi+json"
# how tables look in JupyterLab; a page leaves out the cell that shows the report, and has a style sheet of its own
LAB_STYLE = (
    ".tabell caption, .tabell th:first-child { text-align: left !important; } .tabell .enhet { opacity: .7; } "
    ".tabell .summa > * { font-weight: 600; } .tabell td.minus { color: #a33b20; } .tabell .not { font-size: 90%; }"
)


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that a report of one period holds; frames in öre (int64), income +, cost −.

    `cube` and `allocated`: before and after tjänsteomräkning by `rules` (columns in `cube.DIMENSIONS`). `monthly`:
    månad, kostnadsslag, beloppstyp, belopp, extern. `outlook`: the statistical forecast, the way to the decided
    one, and how both have fared. `personnel_monthly`, `incidents_monthly`: by month. `figures`: every printed
    figure, as siffror.csv. `services`: bilaga 1's page of each tjänst. `comments`: those that the thresholds call for.
    `reconciliation`: every tie-out. `findings`: what the checks warn of and note, warnings first.
    """

    params: Params
    settings: Settings
    sources: Sources
    earlier: Earlier | None
    cube: pd.DataFrame
    rules: allocation.Rules
    allocated: pd.DataFrame
    monthly: pd.DataFrame
    outlook: Outlook
    personnel_monthly: pd.DataFrame
    incidents_monthly: pd.DataFrame
    tables: Mapping[str, Table]
    prose: Mapping[str, Prose]
    texts: OwnTexts
    services: ServicePages
    comments: tuple[Comment, ...]
    figures: pd.DataFrame
    reconciliation: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """`Delårsrapport mars 2025`; the whole year is `Årsrapport 2024`."""
        return periods.report_title(self.params.period)

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page and workbook must say of itself: that it is a draft, that its data are an example."""
        draft = "Utkast" if self.params.status == terms.UTKAST else ""
        return tuple(mark for mark in (draft, self.settings.märkning) if mark)

    @property
    def economist(self) -> bool:
        """True where the statistical forecast is shown: in the economist's edition, or where params say so."""
        return self.params.upplaga == terms.EKONOM or self.params.visa_statistisk_prognos

    @property
    def path(self) -> pd.DataFrame:
        """The statistical forecast of the result (extern), cumulative by month."""
        return self.outlook.path

    @property
    def metadata(self) -> dict[str, str]:
        """What a page says of itself: titel, undertitel, nämnd, märkning and status."""
        return {
            "titel": self.title,
            "undertitel": self.settings.förvaltning,
            "nämnd": self.settings.nämnd,
            "märkning": self.settings.märkning,
            "status": self.params.status,
        }

    @property
    def missing_comments(self) -> tuple[Comment, ...]:
        """The comments that the thresholds call for and no one has written."""
        return tuple(comment for comment in self.comments if self.texts[comment.text].missing)

    def shown(self, name: str) -> Table | None:
        """The table of that name where this edition shows the statistical forecast, else nothing."""
        return self.tables[name] if self.economist else None

    def said(self, name: str) -> Prose | None:
        """The sentences of that name where this edition shows the statistical forecast, else nothing."""
        return self.prose[name] if self.economist else None

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        words = " · ".join([self.title, self.settings.nämnd, *self.marks])
        shown = f"<style>{LAB_STYLE}</style><p>{escape(words)}</p>"
        return {METADATA_MIME: self.metadata, "text/html": shown, "text/plain": words}
