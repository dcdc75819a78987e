"""Bilaga 2: the project portfolios, with status in words."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import style, terms
from ekonomi.deviation import deviation
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.tables import layout

_AMOUNTS = {"budget": "Budget", "utfall": "Utfall", "prognos": "Prognos"}
_STATUS = ["status_tid", "status_kostnad", "status_omfattning"]
_TEXTS = {
    "status_tid": ("Tid", "Status"),
    "status_kostnad": ("Kostnad", "Status"),
    "status_omfattning": ("Omfattning", "Status"),
    "kommentar": ("Kommentar", ""),
}


def projektportföljer(projects: pd.DataFrame) -> Table:
    """Bilaga 2: each project by portfolio: phase, budget, outcome, forecast (mnkr), status and comment.

    `projects`: the report's rows of the register portfölj: portfölj, projekt, benämning, fas, budget, utfall,
    prognos (kronor, the project's cost of the year as a positive number), status_tid, status_kostnad,
    status_omfattning (grön, gul or röd, a word each), kommentar. A positive
    avvikelse means a lower cost than budget.
    """
    found = projects.sort_values(["portfölj", "projekt"], kind="stable", ignore_index=True)
    found.index = pd.Index(found["portfölj"] + " / " + found["benämning"] + " (" + found["projekt"] + ")")
    öre = found[list(_AMOUNTS)].astype("Float64").mul(terms.ÖRE_PER_KRONA).round().astype("Int64")
    # the costs are turned to report sign (cost −) for the one definition of deviation
    gap = deviation(-öre["prognos"], -öre["budget"])
    words = found[_STATUS].apply(lambda status: status.str.capitalize())
    values = pd.concat([found[["fas"]], öre, gap.rename("avvikelse"), words, found["kommentar"]], axis=1)
    columns = (
        Column("fas", "Fas", style.TEXT),
        *(Column(name, head, group="Kostnad") for name, head in _AMOUNTS.items()),
        Column("avvikelse", "Avvikelse", group="Kostnad", worse=layout.WORSE),
        *(Column(name, head, style.TEXT, group) for name, (head, group) in _TEXTS.items()),
    )
    notes = (
        "Status: grön är enligt plan, gul är en viss avvikelse och röd är en stor avvikelse.",
        "Kostnader visas utan minus. En negativ avvikelse betyder att projektet väntas kosta mer än budget.",
    )
    name, caption = "bilaga 2 projektportföljer", "Projekt per portfölj"
    rows = tuple(_rows(found))
    return Table(
        name, caption, rows, columns, values.astype(object), notes if rows else (), "Projekt", "Inga"
    )


def _rows(found: pd.DataFrame) -> Iterator[Row]:
    for portfolio, projects in found.groupby("portfölj", sort=False):
        yield Row(str(portfolio), str(portfolio), RUBRIK)
        for path, label in projects["benämning"].items():
            yield Row(str(path), str(label), level=1)
