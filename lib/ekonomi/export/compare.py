"""Jämför med förra rapporten: which printed figures are others than in the report before, and which are new."""

import re
from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import pandas as pd

from ekonomi import period as periods
from ekonomi import style
from ekonomi.sources.earlier import COLUMNS, FIGURES
from ekonomi.table import Column, Row, Table

# the tables, by their ids, that are not compared: the appendices are long, and what only sentences say stands in
# their tables too
LEFT_OUT = (
    *("text_ekonomi", "text_utfall", "tjänsteuppföljning", "kostnadsslag_per_tjänst", "orsaker_per_tjänst"),
    *("kostnad_per_enhet", "volymer", "pris_och_volym", "projektportföljer"),
)
_KEY = ["tabell", "rad", "kolumn"]
CHANGED, NEW = "ändrad", "ny"


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

    Gives tabell, rad, kolumn, förra, denna, enhet, ändring; takes both as siffror.csv. Columns named after
    their months are compared with each other: `avvikelse jan-feb` of the one with `avvikelse jan-mars` of the
    other. Figures that are gone are not listed.
    """
    shown = after[~after["tabell"].isin(list(left_out))]
    same_month = _named(before, earlier)["visat"].reindex(_named(shown, period).index)
    same_name = before.set_index(_KEY)["visat"].reindex(pd.MultiIndex.from_frame(shown[_KEY]))
    together = shown.assign(förra=same_month.array).reset_index(drop=True)
    together["förra"] = together["förra"].fillna(pd.Series(same_name.array))
    told = together[together["förra"].isna() | (together["förra"] != together["visat"])]
    found = told.assign(ändring=told["förra"].isna().map({True: NEW, False: CHANGED}))
    renamed = found.rename(columns={"visat": "denna"}).fillna({"förra": ""}).reset_index(drop=True)
    return renamed[["tabell", "rad", "kolumn", "förra", "denna", "enhet", "ändring"]]


def by_month(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """The figures with `nyckel`: the kolumn without the months that it names, so that periods can be compared."""
    months = periods.through(period).replace("–", "-")
    plainly = figures["kolumn"].str.replace(months, "perioden", regex=False)
    plainly = plainly.str.replace(rf"\b{periods.name(period)}\b", "månaden", regex=True)
    return figures.assign(nyckel=plainly)


def _named(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """The figures by tabell, rad and nyckel."""
    key = ["tabell", "rad", "nyckel"]
    return by_month(figures, period).drop_duplicates(key).set_index(key, drop=False)


def tables_of(found: pd.DataFrame, earlier: str, period: str, grenar: Mapping[str, str]) -> Iterator[Table]:
    """A table for each table with changes: what was said, what is said now, whether it is new; `grenar` as printed."""
    columns = (
        Column("förra", periods.title(earlier).capitalize(), "siffra"),
        Column("denna", periods.title(period).capitalize(), "siffra"),
        Column("enhet", "Enhet", "text"),
        Column("ändring", "Ändring", "text"),
    )
    for name, rows in groupby(found.to_dict("records"), key=lambda row: str(row["tabell"])):
        listed = {_label(row, grenar): row for row in rows}
        values = pd.DataFrame.from_dict(listed, orient="index")[[column.name for column in columns]]
        values["förra"] = values["förra"].replace("", style.MISSING)
        labels = tuple(Row(label, label) for label in listed)
        yield Table(name, words_of(name), labels, columns, values, (), "Siffra")


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
