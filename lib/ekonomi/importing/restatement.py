"""What a new delivery changes in rows that were there before: per period and account, by how much."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from ekonomi import schema
from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.readers.values import each

_KEYS = ["period", "konto"]
_NUMBER = re.compile(r"\s*\S*[0-9]\S*$")


@dataclass(frozen=True)
class Restatement:
    """`moved`: period, konto, före, efter, skillnad (int64 öre, income +), only what moved, sorted.

    `before` and `after` count the rows of the periods that were there already; `rewritten` is True where they
    differ in anything at all. `kept` counts the rows of the same periods that stay, by the series of their vouchers.
    """

    moved: pd.DataFrame
    before: int
    after: int
    rewritten: bool
    kept: Mapping[str, int]


def series(names: pd.Series) -> pd.Series:
    """The series of vouchers by their names: `A` of `A 12`, "" of a bare number."""
    return each(names, lambda distinct: distinct.str.replace(_NUMBER, "", regex=True))


def replaced(stored: pd.DataFrame, part: pd.DataFrame, given: Collection[str]) -> tuple[pd.Series, Mapping[str, int]]:
    """Which stored rows a part takes the place of, and how many of its periods stay, by series.

    Those of its periods and versions, and of the series that its file has (`given`). Rows without a series are
    replaced by any file, and a file without series replaces all.
    """
    same = stored["period"].isin(set(part["period"])) & stored["version"].isin(set(part["version"]))
    if "" in given:
        return same, {}
    named = series(stored["verifikation"])
    again = same & named.isin([*given, ""])
    return again, Counter(named[same & ~again])


@Check("färre rader än förut", STOPPAR,
       action="Kontrollera att filen är hel och gäller den månaden. Ska den ersätta ändå: kör igen med --ersatt."
       )  # fmt: skip
def fewer_rows(old: pd.DataFrame, new: pd.DataFrame, fil: str) -> Iterator[Found]:
    """En fil till importera som i en månad har under hälften av raderna som den skulle ersätta."""
    counts = pd.DataFrame({"före": old["period"].value_counts(), "efter": new["period"].value_counts()})
    for period, before, after in counts[2 * counts["efter"] < counts["före"]].itertuples():
        found = f"{schema.rows(after)} i {period}, där {schema.rows(before)} redan är inlästa"
        yield Found(fil, None, None, found, "minst hälften så många")


def restate(
    old: pd.DataFrame, new: pd.DataFrame, rewritten: bool, kept: Mapping[str, int] = MappingProxyType({})
) -> Restatement:
    """Compare rows of the same nämnd, beloppstyp and periods; `rewritten` where they differ in anything."""
    sums = pd.concat({"före": _sums(old), "efter": _sums(new)}, axis="columns").fillna(0).astype("int64")
    sums = sums.assign(skillnad=sums["efter"] - sums["före"])
    moved = sums[sums["skillnad"] != 0].sort_index().reset_index()
    return Restatement(moved, len(old), len(new), rewritten, kept)


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
        sum((Counter(year.kept) for year in years), start=Counter()),
    )


def _sums(rows: pd.DataFrame) -> pd.Series:
    konto = rows["konto"].where(rows["konto"] != "", rows["kostnadsslag"])  # a full-year forecast has no konto
    return rows.assign(konto=konto).groupby(_KEYS)["belopp"].sum()
