"""Jämför med förra rapporten: which printed figures are others than in the report before, and which are new."""

import re
from collections.abc import Collection, Hashable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pandas as pd

from ekonomi import period as periods
from ekonomi import style
from ekonomi.sources.earlier import COLUMNS, FIGURES
from ekonomi.table import Column, Table
from ekonomi.tables.layout import rows_of

# the tables, by their ids, that are not compared: those of each tjänst, volume and project are long, and what only
# sentences say stands in their tables too
LEFT_OUT = (
    *("text_ekonomi", "text_utfall", "tjänsteuppföljning", "kostnadsslag_per_tjänst", "orsaker_per_tjänst"),
    *("kostnad_per_enhet", "volymer", "pris_och_volym", "projektportföljer"),
    *("resultat_per_tjänst", "portföljavstämning"),
)
MOST = 20
SPANS = "Beloppen för perioden omfattar olika många månader i de två rapporterna."
NEW = "ny"


def read_figures(folder: Path) -> pd.DataFrame | None:
    """siffror.csv of a published period as text; None where it cannot be read as one."""
    try:
        figures = pd.read_csv(folder / FIGURES, dtype="str", keep_default_na=False)
    except (OSError, ValueError):
        return None
    return figures if list(figures.columns)[: len(COLUMNS)] == COLUMNS else None


def compare(
    before: pd.DataFrame, after: pd.DataFrame, earlier: str, period: str, left_out: Collection[str] = ()
) -> pd.DataFrame:
    """The figures of `after` that `before` prints otherwise or not at all, but for those of the tables `left_out`.

    Gives tabell, rad, kolumn, förra, denna, enhet, skillnad (Decimal, None for a new figure), ändring (in words); takes
    both as siffror.csv. A kolumn goes by what it measures (`by_measure`). Figures that are gone are not listed.
    """
    key = ["tabell", "rad", "kolumn"]
    shown = by_measure(after[~after["tabell"].isin(list(left_out))], period)
    old = by_measure(before, earlier).drop_duplicates(key)[[*key, "visat", "värde"]]
    both = shown.merge(old, on=key, how="left", suffixes=("", "_förra"))
    told = both[both["visat"] != both["visat_förra"]]
    sides = zip(told["värde"], told["värde_förra"], strict=True)
    gaps = [None if pd.isna(then) else Decimal(now) - Decimal(then) for now, then in sides]
    found = told.assign(förra=told["visat_förra"].fillna(""), denna=told["visat"])
    found["skillnad"] = pd.Series(gaps, found.index, dtype=object)
    printed = zip(gaps, found["enhet"], found["denna"], strict=True)
    found["ändring"] = [NEW if gap is None else _gap(gap, str(unit), str(shown)) for gap, unit, shown in printed]
    return found[[*key, "förra", "denna", "enhet", "skillnad", "ändring"]].reset_index(drop=True)


def _gap(gap: Decimal, unit: str, shown: str) -> str:
    """A difference with its sign, in as many decimals as the figure has; in one that shows it, if it would be 0."""
    words = style.number(gap, len(re.sub(r"[^\d,]", "", shown).partition(",")[2]))
    if gap and not re.search("[1-9]", words):
        words = style.number(gap, -gap.adjusted())
    sign = "+" if gap > 0 else ""
    return f"{sign}{words}{style.NBSP}procentenheter" if unit == style.PER_CENT else f"{sign}{words}"


def by_measure(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """The figures with each kolumn by what it measures: `avvikelse jan-mars` is `avvikelse`, so that periods compare.

    The year before is `fg år` and the month before `fg månad`, whatever the report calls them.
    """
    before, year = periods.shift(period, -1), periods.year(period)
    words = dict.fromkeys((_months(period), periods.name(period), str(year)), "")
    words |= {str(year - 1): "fg år", str(year - 2): "förrfg år"}
    if periods.month(period) > 1:
        words |= {_months(before): "fg månad"}
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    plain = [" ".join(pattern.sub(lambda found: words[found[0]], name).split()) for name in figures["kolumn"]]
    return figures.assign(kolumn=[name.replace(" ,", ",").strip(" ,") or "värde" for name in plain])


def _months(period: str) -> str:
    return periods.through(period).replace("–", "-")


_NO_LEVEL = r"fg |^(?:ändring|varav) "  # what was said before, and how far it had moved


def largest(found: pd.DataFrame, same_period: bool, *sides: str) -> pd.DataFrame:
    """The changes that matter, the largest first: of money, and where the periods differ of what they both foresee.

    Amounts so far grow with each month; a deviation and a forecast are worth a look when they move. The same change of
    the same amount (`sides`: the columns before and after) in several tables is told once.
    """
    per = {unit: style.per_unit(unit) for unit in ("mnkr", "tkr", "kr")}
    rows = found[found["enhet"].isin(list(per)) & found["skillnad"].notna()]
    if not same_period:
        moved = rows["kolumn"].str.contains("avvikelse|prognos") & ~rows["kolumn"].str.contains(_NO_LEVEL)
        rows = rows[moved]
    size = [abs(gap) * per[unit] for gap, unit in zip(rows["skillnad"], rows["enhet"], strict=True)]
    ranked = rows.assign(storlek=size).sort_values("storlek", ascending=False, kind="stable")
    once = ~ranked.duplicated([*sides, "storlek"])
    return ranked[once].head(MOST).drop(columns="storlek")


def tables_of(found: pd.DataFrame, earlier: str, period: str, grenar: Mapping[str, str]) -> Iterator[Table]:
    """A table for each table with changes: what was said, what is said now, and the change; `grenar` as printed."""
    for name, rows in groupby(found.to_dict("records"), key=lambda row: str(row["tabell"])):
        listed = {_label(row, grenar): row for row in rows}
        yield _table(name, words_of(name), listed, earlier, period)


def table_of_largest(found: pd.DataFrame, earlier: str, period: str, grenar: Mapping[str, str]) -> Table:
    """The changes that matter, in one table."""
    rows = largest(found, earlier == period, "förra", "denna").to_dict("records")
    listed = {f"{_label(row, grenar)} ({row['tabell']!s})": row for row in rows}
    return _table("störst", "De största ändringarna", listed, earlier, period)


def _table(
    name: str, caption: str, listed: Mapping[str, Mapping[Hashable, object]], earlier: str, period: str
) -> Table:
    columns = (
        Column("förra", periods.title(earlier).capitalize(), "siffra"),
        Column("denna", periods.title(period).capitalize(), "siffra"),
        Column("enhet", "Enhet", "text"),
        Column("ändring", "Ändring", "siffra"),
    )
    values = pd.DataFrame(list(listed.values()), list(listed), [column.name for column in columns])
    values["förra"] = values["förra"].replace("", style.MISSING)
    return Table(rows_of(listed), columns, values, caption=caption, row_head="Siffra", id=name)


def words_of(name: str) -> str:
    """A table's name without its section number: `3.2.1 resultat` is `Resultat`."""
    words = re.sub(r"^[\d.]+ ", "", name).replace("_", " ")
    return words[:1].upper() + words[1:]


def _label(row: Mapping[Hashable, object], grenar: Mapping[str, str]) -> str:
    """A figure's row and column, with what the report prints in place of the gren."""
    path = str(row["rad"])
    for gren, label in grenar.items():
        path = path.replace(f"Summa {gren}", f"Summa {label.lower()}")
        path = path.replace(f"{gren.capitalize()} / ", f"{label} / ")
    return f"{path}: {row['kolumn']}"
