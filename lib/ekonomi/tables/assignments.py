"""5.2: the uppdrag from kommunfullmäktige and the nämnd, by perspective."""

import pandas as pd

from ekonomi import style
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.tables.actions import numbered

_COLUMNS = {"givet": "Givet av", "uppföljning": "Uppföljning", "status": "Status", "kommentar": "Kommentar"}


@table(each="perspektiv")
def uppdrag(perspektiv: str, assignments: pd.DataFrame) -> Table:
    """The uppdrag of one perspective, by its name in the register.

    `assignments`: the report's rows of the register uppdrag, all text: uppdrag, givet_av, år, perspektiv,
    rapporteringsperiod, ansvarig_roll, status, kommentar. Giver and year share a column, as do role and
    rapporteringsperiod: seven columns of text do not fit a page.
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
