"""Tie-outs between the ledger, the cube made of it, and the cube allocated to tjänster (öre, int64)."""

import pandas as pd

from ekonomi import terms
from ekonomi.reconcile.verdict import mnkr, tied

EGEN = "Nämndens interna intäkter och kostnader tar ut varandra"
KUB = "Rapportens underlag stämmer med huvudbok, budget och prognos"
OMRÄKNING = "Tjänsteomräkningen bevarar varje summa"

_MOMENT = ["beloppstyp", "version", "period"]


def own_postings(cube: pd.DataFrame) -> pd.DataFrame:
    """The own nämnd's internal income and costs of the utfall sum to zero in each period.

    Plans are laid in thousands and may differ: their gate is `gates.plans.internal_plans`, a warning.
    """
    intern = cube[cube["intern"] & (cube["beloppstyp"] == terms.UTFALL)].copy()
    income = intern["resultatrad"] != terms.KOSTNADER
    # both sides with a plus sign: the income, and the cost as an expense
    return _compared(EGEN, intern[income], intern[~income].assign(belopp=-intern["belopp"]), _MOMENT)


def cube_is_ledger(ledger: pd.DataFrame, cube: pd.DataFrame) -> pd.DataFrame:
    """The cube holds every öre of the ledger's result accounts, in each period, beloppstyp and version."""
    return _compared(KUB, ledger[ledger["kostnadsslag"] != terms.BALANS], cube, _MOMENT)


def allocated_is_cube(allocated: pd.DataFrame, cube: pd.DataFrame) -> pd.DataFrame:
    """The allocation keeps every sum by period, beloppstyp, version, kostnadsslag and avgränsning."""
    return _compared(OMRÄKNING, allocated, cube, [*_MOMENT, "kostnadsslag", "intern"])


def _compared(name: str, left: pd.DataFrame, right: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One tie-out for each combination of `by`: the sum of belopp (öre) in `left` against `right`."""
    sides = pd.concat([left.assign(sida=0), right.assign(sida=1)])
    sums = sides.groupby([*by, "sida"], sort=True)["belopp"].sum().unstack("sida", fill_value=0)
    sums = sums.reindex(columns=[0, 1], fill_value=0)
    return tied(name, ((mnkr(a), mnkr(b), _place(by, key)) for key, a, b in sums.itertuples()))


def _place(by: list[str], key: tuple[object, ...]) -> str:
    named = dict(zip(by, key, strict=True))
    if "intern" in named:
        named["intern"] = "interna poster" if named["intern"] else "externa poster"
    return " ".join(str(part) for part in named.values() if part != "")
