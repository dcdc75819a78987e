"""Prognosrundan half answered: a line without an answer stands at the forecast before, else at the budget."""

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from ekonomi import schema, terms
from ekonomi.errors import VARNING, Check, Found
from ekonomi.sources.delivery import Delivery

_LINE: Final = ["ansvar", "tjänst", "projekt", "motpart", "kostnadsslag"]
OBESVARAT: Final = Check(
    "prognosunderlag utan svar", VARNING,
    finds="En arbetsbok i prognosrundan med rader som ingen har svarat på. De räknas med föregående prognos, eller med "
    "budgeten i årets första; en fastställd rapport stoppas.",
    action="Be om svar, eller skriv beloppet i arbetsboken.")  # fmt: skip


def stood_in(given: Delivery, rows: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """The rows of a workbook of the round, its open lines at what `plans` (every budget and forecast) said before."""
    version = str(rows["version"].iloc[0])
    planned = plans[plans["period"].str[:4] == version[:4]]
    budget, forecast = (planned[planned["beloppstyp"] == kind] for kind in (terms.BUDGET, terms.PROGNOS))
    before = forecast[forecast["version"] < version]
    before = budget if before.empty else before
    said = before[before["version"] == before["version"].max()].groupby(_LINE)["belopp"].sum()
    stands = pd.Series(said.reindex(pd.MultiIndex.from_frame(rows[_LINE])).fillna(0).to_numpy(), rows.index)
    return rows.assign(belopp=rows["belopp"].mask(rows["rad"].isin(given.open), stands).astype("int64"))


@OBESVARAT
def unanswered(given: Sequence[Delivery], rows: Sequence[pd.DataFrame]) -> Iterator[Found]:
    """The workbooks with open lines, and the sum (income +) that stands in their place; `rows` as `stood_in`."""
    for one, part in zip(given, rows, strict=True):
        if one.open:
            stands = schema.kronor(part.loc[part["rad"].isin(one.open), "belopp"].sum())
            found = f"{schema.rows(len(one.open))} utan svar av {len(part)}, räknade till {stands} (intäkt +)"
            yield Found(one.file.fil, min(one.open), one.titles["belopp"], found, "ett helårsbelopp på varje rad")
