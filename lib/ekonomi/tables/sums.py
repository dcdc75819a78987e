"""Sums of the cube for the rows of a table, and the deviations that follow from them."""

from collections.abc import Mapping, Sequence
from typing import cast

import pandas as pd

from ekonomi import terms
from ekonomi.cube import pivot
from ekonomi.deviation import deviation

AVVIKELSE = "avvikelse"
AVVIKELSE_HELÅR = "avvikelse helår"
AVVIKELSE_FG_MÅNAD = "avvikelse fg månad"
ÄNDRING = "ändring"
# what each deviation is the difference between
DEVIATIONS = {
    AVVIKELSE: (terms.M_UTFALL, terms.M_BUDGET),
    AVVIKELSE_HELÅR: (terms.M_PROGNOS, terms.M_BUDGET_HELÅR),
    AVVIKELSE_FG_MÅNAD: (terms.M_UTFALL_FG_MÅNAD, terms.M_BUDGET_FG_MÅNAD),
    ÄNDRING: (terms.M_PROGNOS, terms.M_FG_PROGNOS),
}


def by(measured: pd.DataFrame, key: str, wanted: Sequence[str]) -> pd.DataFrame:
    """Belopp (Int64, öre) of the values `wanted` of a dimension × every measure; 0 where nothing was posted.

    `measured` comes from `cube.measures`, possibly narrowed. A measure that is unknown is <NA> in every row.
    """
    return filled(pivot(measured, [key]), measured, wanted)


def filled(sums: pd.DataFrame, measured: pd.DataFrame, wanted: Sequence[str]) -> pd.DataFrame:
    """`sums` with exactly the rows `wanted`; a row without postings is 0 in the measures that are known."""
    out = sums.reindex(index=list(wanted), columns=list(terms.MEASURES)).astype("Int64")
    known = list(measured["mått"].cat.categories)
    out[known] = out[known].fillna(0)
    return out


def line(sums: pd.DataFrame, name: str) -> pd.Series:
    """One row of sums, by its name."""
    return cast(pd.Series, sums.loc[name])


def total(sums: pd.DataFrame, members: Sequence[str] | None = None) -> pd.Series:
    """The sum over rows (`members`, or all) of each measure; <NA> where the measure is unknown."""
    rows = sums if members is None else sums.loc[list(members)]
    return rows.sum(min_count=1).astype("Int64")


def stacked(rows: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Rows by name, as a frame of Int64 with a column per measure."""
    return pd.DataFrame({name: row.astype("Int64") for name, row in rows.items()}).T.astype("Int64")


def with_deviations(sums: pd.DataFrame) -> pd.DataFrame:
    """`sums` and its deviations: months so far, full year, months before, and the change from fg prognos."""
    return sums.assign(
        **{name: deviation(sums[one], sums[other]) for name, (one, other) in DEVIATIONS.items()}
    )
