"""Earlier years as a former run knew them, against what the books say of them now."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.errors import VARNING, Check, Found
from ekonomi.gates.books import Books

_KEYS = ["år", "konto"]


def closed_years(ledger: pd.DataFrame, period: str) -> pd.DataFrame:
    """The ledger's utfall of the years before that of `period`: år, konto, belopp (int64 öre, income +), sorted."""
    utfall = ledger[ledger["beloppstyp"] == terms.UTFALL]
    years = utfall["period"].str.slice(0, 4)
    before = utfall[years < str(periods.year(period))]
    return before.assign(år=years).groupby(_KEYS)["belopp"].sum().reset_index()


def moved(before: pd.DataFrame, ledger: pd.DataFrame, period: str) -> pd.DataFrame:
    """The år and konto whose sum is not what it was before: belopp_då, belopp_nu and skillnad, in öre."""
    both = before.merge(closed_years(ledger, period), on=_KEYS, how="outer", suffixes=("_då", "_nu"))
    both = both[both["år"].isin(set(before["år"]))]
    both[["belopp_då", "belopp_nu"]] = both[["belopp_då", "belopp_nu"]].fillna(0).astype("int64")
    both = both.assign(skillnad=both["belopp_nu"] - both["belopp_då"])
    return both[both["skillnad"] != 0]


@Check("stängt år ändrat", VARNING,
       action="Ta reda på varför året har ändrats, och rätta eller kommentera jämförelsetalen.")  # fmt: skip
def moved_years(books: Books) -> Iterator[Found]:
    """Ett tidigare år har en annan summa på ett konto än vid den senaste körningen.

    A line a year, with the largest move.
    """
    if books.closed is None:
        return
    for year, part in moved(books.closed.sums, books.strings, books.period).groupby("år"):
        largest = part.iloc[int(part["skillnad"].abs().argmax())]
        konto, changed = largest["konto"], "1 konto" if len(part) == 1 else f"{len(part)} konton"
        amounts = f"{schema.kronor(largest['belopp_nu'])} mot {schema.kronor(largest['belopp_då'])} (intäkt +)"
        rows = books.strings[(books.strings["konto"] == konto) & books.strings["period"].str.startswith(str(year))]
        yield Found(
            books.fil(str(rows["källa"].iloc[0])) if len(rows) else books.file_of(f"{year}-12"),
            None,
            books.headings["belopp"],
            f"{changed} som har ändrats för {year}, mest på konto {konto}: {amounts}",
            f"samma summor som i {books.closed.fil}",
        )
