"""Which deviations are so large that the economists must comment on them, and where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ekonomi import style, terms
from ekonomi.deviation import material
from ekonomi.params import Settings, ThresholdSettings
from ekonomi.table import Table
from ekonomi.tables import tjänstekostnader, tjänsteuppföljning

SERVICE_TEXT = "tjanst/{}"
Find = Callable[[Callable[..., Any]], Table | None]


@dataclass(frozen=True)
class Comment:
    """A comment that is called for: `text` names its file, the rest says why.

    `shown` is the deviation as printed (mnkr) of the row `rad` in `when` (`jan–mars 2025` or `helår 2025`).
    """

    text: str
    rad: str
    when: str
    shown: str

    @property
    def reason(self) -> str:
        """Why a comment is called for: `Telefoni avviker med −1,0 mnkr i jan–mars 2025`."""
        when = self.when.replace("helår", "på helåret") if self.when.startswith("helår") else f"i {self.when}"
        return f"{self.rad} avviker med {self.shown} mnkr {when}"

    def line(self, folder: str) -> str:
        """What is missing as one Swedish line."""
        return f"Kommentar saknas: {folder}/{self.text}.md. {self.reason}."


def required(find: Find, lines: pd.DataFrame | None, settings: Settings) -> tuple[Comment, ...]:
    """The comments that the thresholds call for: rows of 3.2.4 first, then tjänster, each for months and year.
    The tjänst that overruns its year's budget the most is always commented.

    `find` gives the report's tables, None where it lacks one. `lines` (tjänst, rad): the tjänster, each commented in
    `tjanst/<tjänst>.md`. A row of 3.2.4 is commented in the text that `kommentarer` in the settings names; one that is
    not there is not asked for.
    """
    named = {} if lines is None else dict(zip(lines["rad"], lines["tjänst"], strict=True))
    texts = {rad: SERVICE_TEXT.format(code) for rad, code in named.items()}
    areas, each = find(tjänstekostnader), find(tjänsteuppföljning)
    of_areas = _of(areas, settings.kommentarer, settings.trösklar) if areas else ()
    return (*of_areas, *(_of(each, texts, settings.trösklar, worst=True) if each else ()))


_SPANS = ((terms.AVVIKELSE, terms.M_BUDGET), (terms.AVVIKELSE_HELÅR, terms.M_BUDGET_HELÅR))


def _of(table: Table, texts: Mapping[str, str], limits: ThresholdSettings, *, worst: bool = False) -> Iterator[Comment]:
    """The rows beyond the limits; with `worst` also the one that overruns its year's budget the most."""
    rows = [row for row in table.rows if row.name in texts]
    shown = {column.name: column for column in table.columns}
    for gap, budget in _SPANS:
        if gap not in shown:
            continue
        values = table.values.loc[[row.name for row in rows], [gap, budget]]
        gaps = pd.DataFrame({"avvikelse": values[gap], "budget": values[budget]}).fillna(0)
        large = material(gaps, "budget", limits.mnkr, limits.procent)
        when = shown[gap].group[:1].lower() + shown[gap].group[1:]
        overrun = gaps["avvikelse"].idxmin() if worst and gap == terms.AVVIKELSE_HELÅR and len(gaps) else ""
        for row in rows:
            if large[row.name] or (row.name == overrun and table.cell(row.name, gap).shown.startswith(style.MINUS)):
                yield Comment(texts[row.name], row.name, when, table.cell(row.name, gap).shown)
