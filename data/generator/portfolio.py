"""The project portfolios of each report: budget, outcome and forecast of every projekt from the solved rows."""

from pathlib import Path

import pandas as pd

from data.generator.build import Example
from data.generator.registers import write_table
from data.generator.underlag import HERE, read_rows

HEADER = [
    "rapport",
    "projekt",
    "portfölj",
    "benämning",
    "fas",
    "budget",
    "utfall",
    "prognos",
    "status_tid",
    "status_kostnad",
    "status_omfattning",
    "kommentar",
]


def write_portfolio(path: Path, example: Example) -> None:
    """portfolj/portfolj.csv: costs in whole kronor (positive), words from `underlag/portfolj.csv`."""
    rows = [_row(given, example) for given in read_rows(HERE / "portfolj.csv")]
    write_table(path, HEADER, rows)


def _row(given: dict[str, str], example: Example) -> tuple:
    report, projekt = given["rapport"], given["projekt"]
    own = example.rows[(example.rows["projekt"] == projekt) & (example.rows["period"].str[:4] == report[:4])]
    own = own[~own["konto"].str.startswith(("3", "intäkter"))]
    spent = own[(own["typ"] == "utfall") & (own["period"] <= report)]
    planned = own[own["typ"] == "budget"]
    amounts = (_cost(planned), _cost(spent), _forecast(own, report))
    words = [given[name] for name in ("status_tid", "status_kostnad", "status_omfattning", "kommentar")]
    return (report, projekt, given["portfölj"], example.given.names[projekt], given["fas"], *amounts, *words)


def _forecast(own: pd.DataFrame, report: str) -> int | str:
    """The managers' latest forecast, in December the outcome; empty where none is made yet."""
    if report.endswith("-12"):
        return _cost(own[own["typ"] == "utfall"])
    known = own[(own["typ"] == "prognos") & (own["version"] <= report)]
    return _cost(known[known["version"] == known["version"].max()]) if len(known) else ""


def _cost(rows: pd.DataFrame) -> int:
    return round(-float(rows["kronor"].sum()))
