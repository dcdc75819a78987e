"""Which deviations are so large that the economists must comment on them, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from ekonomi import period as periods
from ekonomi.explain import material
from ekonomi.params.settings import ThresholdSettings
from ekonomi.table import RAD, Table

SERVICE_TEXT = "tjanst/{}"
EACH, AREAS = "bilaga 1 tjänsteuppföljning", "3.2.4 tjänstekostnader"


@dataclass(frozen=True)
class Comment:
    """A comment that is called for: `text` names its file, the rest says why.

    `shown` is the deviation as printed (mnkr) of the row `rad` in `when` (`jan–mars 2025` or `helår 2025`).
    """

    text: str
    rad: str
    when: str
    shown: str

    def line(self, folder: str) -> str:
        """What is missing as one Swedish line."""
        return f"Kommentar saknas: {folder}/{self.text}.md. {self.rad} avviker {self.shown} mnkr {self.when}."


def required(
    built: Mapping[str, Table],
    codes: Mapping[str, str],
    slots: Mapping[str, str],
    limits: ThresholdSettings,
    period: str,
) -> tuple[Comment, ...]:
    """The comments that the thresholds call for: rows of 3.2.4 first, then tjänster, each for months and year.

    `codes`: tjänst by row of bilaga 1, commented in `tjanst/<tjänst>.md`. `slots`: the text that comments a row
    of 3.2.4 by the row's name; a row that is not there is not asked for.
    """
    texts = {rad: SERVICE_TEXT.format(code) for rad, code in codes.items()}
    return (*_of(built[AREAS], slots, limits, period), *_of(built[EACH], texts, limits, period))


def _of(table: Table, texts: Mapping[str, str], limits: ThresholdSettings, period: str) -> Iterator[Comment]:
    year = periods.year(period)
    ack = f"ack {periods.name(period)}"
    spans = {
        f"{periods.through(period)} {year}": (f"avvikelse {ack}", f"budget {ack}"),
        f"helår {year}": ("avvikelse helår", f"budget helår {year}"),
    }
    rows = [row for row in table.rows if row.name in texts and (row.kind == RAD or table.name == AREAS)]
    for when, (gap, budget) in spans.items():
        values = table.values.loc[[row.name for row in rows], [gap, budget]]
        gaps = pd.DataFrame({"avvikelse": values[gap], "budget": values[budget]}).fillna(0)
        large = material(gaps, "budget", limits.mnkr, limits.procent)
        for row in rows:
            if large[row.name]:
                yield Comment(texts[row.name], row.name, when, table.cell(row.name, gap).shown)
