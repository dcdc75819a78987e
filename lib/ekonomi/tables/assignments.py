"""5.2: the uppdrag from kommunfullmäktige and the nämnd, by perspective."""

import pandas as pd

from ekonomi import style
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.tables.actions import numbered

_COLUMNS = {"givet": "Givet av", "uppföljning": "Uppföljning", "status": "Status", "kommentar": "Kommentar"}


@table(each="perspektiv")
def uppdrag(perspektiv: str, assignments: pd.DataFrame) -> Table:
    """Uppdragen i ett perspektiv, med namnet som det har i registret: givet, uppföljning, status och kommentar.

    Givare och år delar kolumn, liksom ansvarig och rapporteringsperiod: sju kolumner text ryms inte på en sida.

    >>> len(report[tables.uppdrag, report.perspektiv[0]].rows)
    3
    """
    found = assignments[assignments["perspektiv"].str.casefold() == perspektiv.casefold()]
    paths = numbered(found["uppdrag"])
    values = found.assign(
        givet=_joined(found, "givet_av", "år", " "),
        uppföljning=_joined(found, "ansvarig_roll", "rapporteringsperiod", ", "),
    )[list(_COLUMNS)].set_axis(pd.Index(paths), axis=0)
    columns = tuple(Column(name, head, style.TEXT) for name, head in _COLUMNS.items())
    rows = tuple(Row(path, label) for path, label in zip(paths, found["uppdrag"], strict=True))
    return Table("uppdrag", f"Uppdrag: {perspektiv}", rows, columns, values, (), "Uppdrag", "Inga")


def _joined(found: pd.DataFrame, first: str, second: str, between: str) -> pd.Series:
    return (found[first] + between + found[second].str.lower()).str.strip(" ,")
