"""The monthly series that the statistical forecast reads out of the cube, and which of them sum to which.

Two trees: ansvarsområde × kostnadsslag (extern) up to the result, and tjänst → område → total (costs, helhet).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms
from ekonomi.forecast.hierarchy import Closes
from ekonomi.forecast.panel import REGISTER, Tree, grouped, long
from ekonomi.registers import Grupper, Kostnadsslag

DELAD: Final = terms.DELAD
SILENT: Final = 12
"""Months without postings after which a series that is not budgeted either has ended."""


@dataclass(frozen=True, eq=False)
class Postings:
    """Monthly postings by serie (öre, report sign) and what they sum to.

    `outcome`, `budget`: serie, månad, värde (one row per month with postings). `managers`: serie, period, prognos,
    the decided full year of parts and sums by the report that it was made in. `levels`: the level of each serie.
    `granted`: the parts that the budget decides. `ahead`: postings already made in later months, as `outcome`.
    `register`: what people know (sources/tables.py; kronor).
    """

    outcome: pd.DataFrame
    budget: pd.DataFrame
    managers: pd.DataFrame
    structure: Tree
    levels: dict[str, str]
    granted: frozenset[str]
    ahead: pd.DataFrame
    register: pd.DataFrame

    @cached_property
    def closes(self) -> Closes:
        """The forecasts of parts and sums at any close, each made once."""
        return Closes(self.known, self.structure, told_at=self.told)

    def told(self, close: str) -> pd.DataFrame:
        """What people knew of the parts at a close (`forecast.panel.REGISTER`, öre).

        The register's rows of reports up to it, postings already made, and for what is granted the year's budget where
        the register has no decision. What a later report says of the same takes the place of an earlier one's: of the
        same source, and of a decision whatever its source.
        """
        given = self.register[self.register["rapport"] <= close].sort_values("rapport", kind="stable")
        source = given["källa"].mask(given["slag"] == terms.BESLUT, "")
        given = given[~given.assign(källa=source).duplicated(["serie", "månad", "slag", "källa"], keep="last")]
        given = given.assign(belopp=given["belopp"] * terms.ÖRE_PER_KRONA)[list(REGISTER)]
        decided = given[(given["slag"] == terms.BESLUT) & (given["månad"].str[:4] == close[:4])]["serie"]
        whole = self._planned(close).sum(axis=1)
        whole = whole[whole.index.isin(self.granted - set(decided)) & (whole != 0)]
        granted = {"serie": whole.index, "månad": close[:4], "belopp": whole.to_numpy()}
        posted = self.ahead.rename(columns={"värde": "belopp"}).assign(slag=terms.BOKFÖRT, källa="huvudbok")
        return pd.concat([given, pd.DataFrame(granted).assign(slag=terms.BESLUT, källa="budget"), posted])

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
        return long(värde=filled, budget=plan).dropna(how="all", subset=["värde", "budget"], ignore_index=True)

    def _planned(self, close: str) -> pd.DataFrame:
        """The budget of the close's year, serie × its twelve months; no rows where none was decided."""
        first, last = periods.january(close), periods.december(close)
        rows = self.budget[self.budget["månad"].between(first, last)]
        wide = rows.pivot(index="serie", columns="månad", values="värde")
        return wide.reindex(columns=list(periods.span(first, last))).fillna(0.0)


def by_organisation(cube: pd.DataFrame, slag: Kostnadsslag, period: str, register: pd.DataFrame) -> Postings:
    """Ansvarsområde × kostnadsslag (extern), summed to each of both, to the costs and to the result.

    Parts are named `Ekonomi|personal`, an ansvarsområde `Ekonomi|*`, a kostnadsslag by its name, and
    `terms.KOSTNADERNA` and `terms.RESULTATET`. Rows of the cube after `period` are what is already posted there.
    """
    rows = cube[~cube["intern"]]
    rows = rows.assign(serie=rows["verksamhetsområde"] + DELAD + rows["kostnadsslag"])
    parts = rows[["serie", "verksamhetsområde", "kostnadsslag", "resultatrad"]].drop_duplicates()
    members = {str(name): set(own["serie"]) for name, own in parts.groupby("kostnadsslag")}
    members |= {f"{area}{DELAD}{terms.ALLA}": set(own["serie"]) for area, own in parts.groupby("verksamhetsområde")}
    members[terms.KOSTNADERNA] = set(parts.loc[parts["resultatrad"] == terms.KOSTNADER, "serie"])
    members[terms.RESULTATET] = set(parts["serie"])
    levels = {terms.RESULTATET: "Resultat", terms.KOSTNADERNA: "Kostnader"}
    levels |= dict.fromkeys(slag.labels, "Kostnadsslag")
    levels |= {name: "Ansvarsområde" for name in members if name.endswith(DELAD + terms.ALLA)}
    granted = frozenset(parts.loc[parts["resultatrad"] == terms.KOMMUNBIDRAG, "serie"])
    return _postings(rows, period, members, levels, "Ansvarsområde och kostnadsslag", register, granted)


def by_service(allocated: pd.DataFrame, grupper: Grupper, period: str, register: pd.DataFrame) -> Postings:
    """The costs (helhet) of each tjänst, summed to the lines of 3.2.4 and to their totals.

    `allocated` is the cube after allocation. A tjänst that has changed line stands whole on its latest. Parts are
    named `Ekonomi|3001`, sums as in 3.2.4.
    """
    asked = ["beloppstyp", "version", "period", "tjänst", "linje", "belopp"]  # not all of the columns of so many rows
    costs = allocated.loc[allocated["resultatrad"] == terms.KOSTNADER, asked]
    rows = costs.sort_values("period", kind="stable")
    line = rows["tjänst"].map(rows.groupby("tjänst")["linje"].last())
    rows = rows.assign(linje=line, serie=line + DELAD + rows["tjänst"])
    parts = rows[["serie", "linje"]].drop_duplicates()
    members = {str(line): set(own["serie"]) for line, own in parts.groupby("linje")}
    for summa, lines in grupper.by_sum(set(members)):
        own = parts.loc[parts["linje"].isin(lines), "serie"]
        members |= {summa: set(own)} if summa and len(own) else {}
    members[terms.TOTALT] = set(parts["serie"])
    levels = {terms.TOTALT: "Alla tjänster"} | dict.fromkeys(grupper.subtotals, "")
    levels |= {name: "Tjänsteområde" for name in members if name not in levels}
    return _postings(rows, period, members, levels, "Tjänst", register)


def _postings(
    rows: pd.DataFrame,
    period: str,
    members: dict[str, set[str]],
    levels: dict[str, str],
    parts: str,
    register: pd.DataFrame,
    granted: frozenset[str] = frozenset(),
) -> Postings:
    """The rows of one tree (with `serie`) by month; only what a report of `period` may know."""
    posted = rows[rows["beloppstyp"] == terms.UTFALL]
    outcome = posted[posted["period"] <= period]
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
        granted,
        _monthly(posted[posted["period"] > period]),
        register,
    )


def _monthly(rows: pd.DataFrame) -> pd.DataFrame:
    summed = cubes.aggregate(rows, ["serie", "period"]).set_axis(["serie", "månad", "värde"], axis=1)
    return summed.astype({"värde": "float64"})
