"""What a new delivery changes in rows that were there before: per period and account, by how much."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

_KEYS = ["period", "konto"]


@dataclass(frozen=True)
class Restatement:
    """`moved`: period, konto, före, efter, skillnad (int64 öre, income +), only what moved, sorted.

    `before` and `after` count the rows of the periods that were there already; `rewritten` is True where they
    differ in anything at all.
    """

    moved: pd.DataFrame
    before: int
    after: int
    rewritten: bool

    def periods(self) -> pd.DataFrame:
        """The same per period: förändrade konton, före, efter, skillnad."""
        sums = {"konton": ("konto", "size"), "skillnad": ("skillnad", "sum")}
        return self.moved.groupby("period", as_index=False).agg(**sums)


def restate(
    old: pd.DataFrame, new: pd.DataFrame, rewritten: bool, counts: tuple[int, int] | None = None
) -> Restatement:
    """Compare rows of the same nämnd, beloppstyp and periods; `rewritten` where they differ in anything.

    `counts` says how many there are of each, where the rows are not at hand because they are known to be equal.
    """
    sums = pd.concat({"före": _sums(old), "efter": _sums(new)}, axis="columns").fillna(0).astype("int64")
    sums = sums.assign(skillnad=sums["efter"] - sums["före"])
    moved = sums[sums["skillnad"] != 0].sort_index().reset_index()
    before, after = counts or (len(old), len(new))
    return Restatement(moved, before, after, rewritten)


def joined(parts: Iterable[Restatement]) -> Restatement | None:
    """The restatements of several years as one; None where there is none."""
    years = list(parts)
    if not years:
        return None
    return Restatement(
        pd.concat([year.moved for year in years], ignore_index=True),
        sum(year.before for year in years),
        sum(year.after for year in years),
        any(year.rewritten for year in years),
    )


def _sums(rows: pd.DataFrame) -> pd.Series:
    konto = rows["konto"].where(rows["konto"] != "", rows["kostnadsslag"])  # a full-year forecast has no konto
    return rows.assign(konto=konto).groupby(_KEYS)["belopp"].sum()
