"""The monthly series that the statistical forecast reads out of the cube, and which of them sum to which.

Two trees: ansvarsområde × kostnadsslag (extern) up to the result, and tjänst → område → total (costs, helhet).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms
from ekonomi.forecast.tree import ANY, Tree, grouped, long
from ekonomi.tables.services import BASE_TOTAL, OTHER_TOTAL, OTHERS, TOTAL, costs_by_line

COSTS, RESULT = "kostnader", "resultat"
JOIN: Final = "|"
SILENT: Final = 12
"""Months without postings after which a series that is not budgeted either has ended."""


@dataclass(frozen=True, eq=False)
class Postings:
    """Monthly postings by serie (öre, report sign) and what they sum to.

    `outcome`, `budget`: serie, månad, värde (one row per month with postings). `managers`: serie, period, prognos,
    the decided full year of parts and sums by the report that it was made in. `levels`: the level of each serie.
    """

    outcome: pd.DataFrame
    budget: pd.DataFrame
    managers: pd.DataFrame
    structure: Tree
    levels: dict[str, str]

    def known(self, close: str) -> pd.DataFrame:
        """The parts as `forecast` reads them, as they were known at a close: serie, månad, värde, budget.

        A month without postings is 0 from the first posting to the close. It is unknown for a part that has
        ended: silent for a year, or this year neither posted nor budgeted.
        """
        rows = self.outcome[self.outcome["månad"] <= close]
        wide = rows.pivot(index="serie", columns="månad", values="värde")
        months = np.array(periods.span(str(rows["månad"].min()), periods.december(close)))
        wide = wide.reindex(columns=months)
        planned = self._planned(close)
        last = rows.groupby("serie")["månad"].max().reindex(wide.index).to_numpy(str)
        unplanned = len(planned) and (last < periods.january(close)) & ~wide.index.isin(planned.index)
        ended = (last <= periods.shift(close, -SILENT)) | unplanned
        until = np.where(ended, last, close)
        zeros = wide.ffill(axis=1).notna().to_numpy() & (months <= until[:, None])
        filled = wide.where(wide.notna() | ~zeros, 0.0)
        if planned.empty:
            return long(värde=filled).dropna(ignore_index=True)
        plan = planned.reindex(wide.index, fill_value=0.0).reindex(columns=months)
        return long(värde=filled, budget=plan).dropna(
            how="all", subset=["värde", "budget"], ignore_index=True
        )

    def _planned(self, close: str) -> pd.DataFrame:
        """The budget of the close's year, serie × its twelve months; no rows where none was decided."""
        first, last = periods.january(close), periods.december(close)
        rows = self.budget[self.budget["månad"].between(first, last)]
        wide = rows.pivot(index="serie", columns="månad", values="värde")
        return wide.reindex(columns=list(periods.span(first, last))).fillna(0.0)


def by_organisation(cube: pd.DataFrame, period: str) -> Postings:
    """Ansvarsområde × kostnadsslag (extern), summed to each of both, to the costs and to the result.

    Parts are named `HR|personal`, an ansvarsområde `HR|*`, a kostnadsslag by its name, and COSTS and RESULT.
    """
    rows = cubes.extern(cube)
    rows = rows.assign(serie=rows["verksamhetsområde"] + JOIN + rows["kostnadsslag"])
    parts = rows[["serie", "verksamhetsområde", "kostnadsslag"]].drop_duplicates()
    members = {str(slag): set(own["serie"]) for slag, own in parts.groupby("kostnadsslag")}
    members |= {f"{area}{JOIN}{ANY}": set(own["serie"]) for area, own in parts.groupby("verksamhetsområde")}
    members[COSTS] = set(parts.loc[parts["kostnadsslag"].isin(terms.COSTS), "serie"])
    members[RESULT] = set(parts["serie"])
    levels = {RESULT: "Resultat", COSTS: "Kostnader"} | dict.fromkeys(terms.RESULT, "Kostnadsslag")
    levels |= {name: "Ansvarsområde" for name in members if name.endswith(JOIN + ANY)}
    return _postings(rows, period, members, levels, "Ansvarsområde och kostnadsslag")


def by_service(allocated: pd.DataFrame, period: str) -> Postings:
    """The costs (helhet) of each tjänst, summed to the lines of 3.2.4 and to their totals.

    `allocated` is the cube after allocation. A tjänst that has changed line stands whole on its latest. Parts are
    named `HR|3001`, sums as in 3.2.4.
    """
    rows = costs_by_line(allocated).sort_values("period", kind="stable")
    line = rows["tjänst"].map(rows.groupby("tjänst")["linje"].last())
    rows = rows.assign(linje=line, serie=line + JOIN + rows["tjänst"])
    parts = rows[["serie", "linje"]].drop_duplicates()
    members = {str(line): set(own["serie"]) for line, own in parts.groupby("linje")}
    others = parts["linje"].isin([grupp.capitalize() for grupp in OTHERS])
    members[BASE_TOTAL] = set(parts.loc[~others, "serie"])
    members[OTHER_TOTAL] = set(parts.loc[others, "serie"])
    members[TOTAL] = set(parts["serie"])
    levels = {TOTAL: "Alla tjänster", BASE_TOTAL: "", OTHER_TOTAL: ""}
    levels |= {name: "Tjänsteområde" for name in members if name not in levels}
    return _postings(rows, period, members, levels, "Tjänst")


def _postings(
    rows: pd.DataFrame, period: str, members: dict[str, set[str]], levels: dict[str, str], parts: str
) -> Postings:
    """The rows of one tree (with `serie`) by month; only what a report of `period` may know."""
    outcome = rows[(rows["beloppstyp"] == terms.UTFALL) & (rows["period"] <= period)]
    budgets = rows[rows["beloppstyp"] == terms.BUDGET]
    latest = budgets.groupby(budgets["period"].str[:4])["version"].transform("max")
    made = rows[(rows["beloppstyp"] == terms.PROGNOS) & (rows["version"] <= period)]
    structure = grouped(outcome["serie"].unique(), members)
    decided = made.groupby(["serie", "version"])["belopp"].sum().unstack("version", fill_value=0)
    sums = {name: decided[decided.index.isin(own)].sum() for name, own in members.items()}
    every = pd.concat([decided, pd.DataFrame(sums).T]).rename_axis(index="serie", columns="period")
    managers = every.astype("float64").reset_index().melt("serie", var_name="period", value_name="prognos")
    leaves = dict.fromkeys(structure.leaves, parts)
    return Postings(
        _monthly(outcome),
        _monthly(budgets[budgets["version"] == latest]),
        managers,
        structure,
        leaves | levels,
    )


def _monthly(rows: pd.DataFrame) -> pd.DataFrame:
    summed = cubes.aggregate(rows, ["serie", "period"]).set_axis(["serie", "månad", "värde"], axis=1)
    return summed.astype({"värde": "float64"})
