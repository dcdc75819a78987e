"""5.2: the uppdrag from kommunfullmäktige and the nämnd, by perspective, and how long each has left."""

import pandas as pd

from ekonomi import period as periods
from ekonomi import style
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.tables.actions import numbered

_COLUMNS = {
    "givet": "Givet av",
    "uppföljning": "Uppföljning",
    "status": "Status",
    "kvar": "Dagar kvar",
    "effekt": "Effekt",
    "kommentar": "Kommentar",
}
DONE = ("slutfört", "återrapporterat", "överlämnat", "avslutat", "klart")
"""The statuses of an uppdrag that is no longer followed."""


@table(each="perspektiv")
def uppdrag(perspektiv: str, assignments: pd.DataFrame, period: str) -> Table:
    """Uppdragen i ett perspektiv, med namnet som det har i registret: givet, uppföljning, status, dagar kvar, effekt.

    Givare och år delar kolumn, liksom ansvarig och rapporteringsperiod: fler kolumner text ryms inte på en sida.
    Dagarna räknas från rapportens sista dag till rapporteringsperiodens. En kolumn som är tom visas inte.

    >>> len(report[tables.uppdrag, report.perspektiv[0]].rows)
    3
    """
    found = assignments[assignments["perspektiv"].str.casefold() == perspektiv.casefold()]
    paths = numbered(found["uppdrag"])
    left = days_left(found, period)
    values = found.assign(
        givet=_joined(found, "givet_av", "år", " "),
        uppföljning=_joined(found, "ansvarig_roll", "rapporteringsperiod", ", "),
        kvar=[_left(days) for days in left],
        effekt=found.get("effekt", ""),
    )
    shown = [name for name in _COLUMNS if name not in ("kvar", "effekt") or (values[name] != "").any()]
    values = values[shown].set_axis(pd.Index(paths), axis=0)
    columns = tuple(Column(name, _COLUMNS[name], style.TEXT) for name in shown)
    rows = tuple(Row(path, label) for path, label in zip(paths, found["uppdrag"], strict=True))
    return Table("uppdrag", f"Uppdrag: {perspektiv}", rows, columns, values, (), "Uppdrag", "Inga")


def days_left(assignments: pd.DataFrame, period: str) -> list[int | None]:
    """The days from the report's last one to that of each rapporteringsperiod; None for what is done or has none."""
    ends = [periods.last_of(words) for words in assignments["rapporteringsperiod"]]
    done = assignments["status"].str.lower().isin(DONE)
    return [
        None if end is None or closed else (periods.last_day(end) - periods.last_day(period)).days
        for end, closed in zip(ends, done, strict=True)
    ]


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"försenat {-days} dagar" if days < 0 else str(days)


def _joined(found: pd.DataFrame, first: str, second: str, between: str) -> pd.Series:
    return (found[first] + between + found[second].str.lower()).str.strip(" ,")
