"""3.3: actions against deviations, proposed and decided, in tkr and årsarbetare."""

from collections.abc import Hashable, Mapping

import pandas as pd

from ekonomi import terms, urval
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.urval import Rows

PLANNED = "planerad effekt innevarande år, tkr"
_PLAN, _JUDGED = "Planerad effekt innevarande år", "Bedömd effekt innevarande år"
_PLANNED = {
    "helårseffekt_tkr": Column("helårseffekt", "Helårseffekt, tkr", "tkr"),
    "planerad_tkr": Column(PLANNED, "tkr", "tkr", _PLAN),
    "planerad_årsarbetare": Column("planerad effekt innevarande år, årsarbetare", "årsarbetare", "årsarbetare", _PLAN),
}
_FOLLOWED = {
    **_PLANNED,
    "effekt_tom_perioden_tkr": Column("effekt t.o.m. perioden", "Effekt t.o.m. perioden, tkr", "tkr"),
    "bedömd_tkr": Column("bedömd effekt innevarande år, tkr", "tkr", "tkr", _JUDGED),
    "bedömd_årsarbetare": Column("bedömd effekt innevarande år, årsarbetare", "årsarbetare", "årsarbetare", _JUDGED),
}


@table()
def förslag_till_åtgärder(actions: pd.DataFrame, actions_file: str) -> Table:
    """Table 3.3.1: the actions that the förvaltning proposes; `Inga` where there are none.

    `actions`: the report's rows of the register åtgärder: slag, åtgärd, helårseffekt_tkr, planerad_tkr,
    planerad_årsarbetare and, for decided ones, effekt_tom_perioden_tkr, bedömd_tkr, bedömd_årsarbetare.
    `actions_file` is the register's file.
    """
    name, caption = "förslag_till_åtgärder", "Förvaltningens förslag till åtgärder"
    return _table(name, caption, actions[actions["slag"] == "förslag"], _PLANNED, actions_file)


@table()
def beslutade_åtgärder(actions: pd.DataFrame, actions_file: str) -> Table:
    """Table 3.3.2: the actions already decided and what came of them; `Inga` where there are none.

    `actions` as in `förslag_till_åtgärder`.
    """
    name, caption = "beslutade_åtgärder", "Uppföljning av beslutade åtgärder"
    return _table(name, caption, actions[actions["slag"] == "beslutad"], _FOLLOWED, actions_file)


def _table(name: str, caption: str, found: pd.DataFrame, columns: dict[str, Column], fil: str) -> Table:
    paths = numbered(found["åtgärd"])
    values = pd.DataFrame(
        {column.name: _in_unit(found[source], column.unit) for source, column in columns.items()}
    ).set_axis(pd.Index(paths), axis=0)
    rows = tuple(Row(path, label) for path, label in zip(paths, found["åtgärd"], strict=True))
    trail = {
        path: {one.name: urval.summed(fil, key) & _own(action) for key, one in columns.items()}
        for path, action in zip(paths, found.to_dict("records"), strict=True)
    }
    return Table(name, caption, rows, tuple(columns.values()), values, (), "Åtgärd", "Inga", trail)


def _own(action: Mapping[Hashable, object]) -> Rows:
    """The action's own row: two may bear the same name, so that the file's row tells them apart."""
    return urval.each({name: action[name] for name in ("rapport", "slag", "åtgärd", "rad") if name in action})


def _in_unit(values: pd.Series, unit: str) -> pd.Series:
    """tkr become öre (a Table's amounts are); årsarbetare stay. A missing value stays missing."""
    numbers = values.astype("Float64")
    return (numbers * terms.ÖRE_PER_TKR).round().astype("Int64") if unit == "tkr" else numbers


def numbered(labels: pd.Series) -> list[str]:
    """The labels as row names: one that comes again gets a number, since names are unique."""
    count = labels.groupby(labels).cumcount()
    return [f"{label} ({n + 1})" if n else str(label) for label, n in zip(labels, count, strict=True)]
