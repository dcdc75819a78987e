"""The monthly series that the statistical forecast reads out of the cube."""

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import terms

COSTS, RESULT = "kostnader", "resultat"


def monthly_history(cube: pd.DataFrame, period: str) -> pd.DataFrame:
    """The monthly outcome (extern, öre) that the statistical forecast reads: serie, månad, värde.

    A serie is a kostnadsslag, or the sum of the costs, or the result.
    """
    known = cube[(cube["beloppstyp"] == terms.UTFALL) & (cube["period"] <= period)]
    rows = cubes.aggregate(cubes.extern(known), ["kostnadsslag", "period"])
    costs = rows[rows["kostnadsslag"].isin(terms.COSTS)].assign(kostnadsslag=COSTS)
    together = pd.concat([rows, costs, rows.assign(kostnadsslag=RESULT)])
    summed = cubes.aggregate(together, ["kostnadsslag", "period"])
    return summed.set_axis(["serie", "månad", "värde"], axis=1).astype({"värde": "float64"})
