"""Bilaga 2: the project portfolios, with status in words."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.deviation import deviation
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.urval import Expression

_AMOUNTS = {"budget": "Budget", "utfall": "Utfall", "prognos": "Prognos"}
_STATUS = ["status_tid", "status_kostnad", "status_omfattning"]
_TEXTS = {
    "status_tid": ("Tid", "Status"),
    "status_kostnad": ("Kostnad", "Status"),
    "status_omfattning": ("Omfattning", "Status"),
    "kommentar": ("Kommentar", ""),
}


@table()
def projektportföljer(portfolio: pd.DataFrame, portfolio_file: str) -> Table:
    """Projekten per portfölj: fas, budget, utfall och prognos (mnkr), status och kommentar, ur registret portfölj.

    Kostnader är positiva; + i avvikelse är en lägre kostnad än budget.

    >>> len(report[tables.projektportföljer].to_frame())
    17
    """
    found = portfolio.sort_values(["portfölj", "projekt"], kind="stable", ignore_index=True)
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
    name, caption = "projektportföljer", "Projekt per portfölj"
    rows = tuple(_rows(found))
    said = notes if rows else ()
    trail = {
        str(path): _trail(row, portfolio_file) for path, row in zip(found.index, found.to_dict("records"), strict=True)
    }
    return Table(name, caption, rows, columns, values.astype(object), said, "Projekt", "Inga", trail)


def _trail(project: Mapping[Hashable, Any], fil: str) -> dict[str, Expression]:
    own = urval.each({name: project[name] for name in ("rapport", "portfölj", "projekt") if name in project})
    each = {name: (urval.summed(fil, name) & own) / 1_000_000 for name in _AMOUNTS}
    return {**each, "avvikelse": deviation(-each["prognos"], -each["budget"])}


def _rows(found: pd.DataFrame) -> Iterator[Row]:
    for portfolio, projects in found.groupby("portfölj", sort=False):
        yield Row(str(portfolio), str(portfolio), RUBRIK)
        for path, label in projects["benämning"].items():
            yield Row(str(path), str(label), level=1)
