"""Is the budget laid out as the year runs?"""

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.errors import Finding
from ekonomi.gates.books import Books

_MONTHS, _YEARS = 12, 2
_EVEN = 0.01


def straight_twelfths(books: Books) -> list[Finding]:
    """A konto whose budget is the same every month though its utfall follows the season.

    The season is the median over whole earlier years (two at least) of each month's share of the mean month. It
    must span `säsong` or more, and at least four times what the years differ among themselves.
    """
    budget = _budget(books)
    if budget.empty:
        return []
    months = budget.groupby(["konto", "period"])["belopp"].sum().unstack(fill_value=0)
    size = months.abs().mean(axis="columns")
    even = (months.max(axis="columns") - months.min(axis="columns") <= _EVEN * size) & (
        len(months.columns) == _MONTHS
    )
    large = size * _MONTHS >= books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR
    season = _season(books)
    clear = season[(season["spann"] >= books.limits.säsong) & (season["spann"] >= 4 * season["brus"])]
    flat = months[even & large].index.intersection(clear.index)
    peaks = clear["topp"].reindex(flat)
    return [
        _flat(books, str(konto), budget[budget["konto"] == konto], int(peak)) for konto, peak in peaks.items()
    ]


def _budget(books: Books) -> pd.DataFrame:
    """The year's budget in its last version."""
    year = str(periods.year(books.period))
    rows = books.plans[
        (books.plans["beloppstyp"] == terms.BUDGET) & books.plans["period"].str.startswith(year)
    ]
    return rows[rows["version"] == rows["version"].max()] if len(rows) else rows


def _season(books: Books) -> pd.DataFrame:
    """spann, brus and topp (the month with the largest share) per konto; no rows for less than two whole years."""
    sums = books.by_konto
    years = [
        year
        for year in sorted({periods.year(month) for month in sums.columns})
        if year < periods.year(books.period) and periods.make(year, 1) in sums.columns
    ]
    if len(years) < _YEARS:
        return pd.DataFrame(columns=["spann", "brus", "topp"])
    shares = pd.concat({year: _shares(sums, year) for year in years})
    middle = shares.groupby(level=1).median()
    apart = (
        (shares - middle.reindex(shares.index.get_level_values(1)).to_numpy()).abs().groupby(level=1).median()
    )
    spann = middle.max(axis="columns") - middle.min(axis="columns")
    complete = middle.dropna()
    return pd.DataFrame({
        "spann": spann, "brus": apart.max(axis="columns"), "topp": complete.idxmax(axis="columns"),
    }).dropna()  # fmt: skip


def _shares(sums: pd.DataFrame, year: int) -> pd.DataFrame:
    own = sums[list(periods.span(periods.make(year, 1), periods.make(year, 12)))]
    return own.div(own.mean(axis="columns").where(lambda mean: mean != 0), axis="index").set_axis(
        range(1, 13), axis=1
    )


def _flat(books: Books, konto: str, rows: pd.DataFrame, peak: int) -> Finding:
    return Finding(
        fil=books.fil(str(rows["källa"].iloc[0])),
        rad=int(rows["rad"].min()),
        funnet=f"samma budget varje månad på konto {konto}, {schema.kronor(int(rows['belopp'].sum()))} på året",
        väntat=f"en budget som följer säsongen (utfallet är störst i {periods.MÅNADER[peak - 1]})",
        åtgärd="Fördela budgeten efter säsong, annars blir periodens avvikelse missvisande.",
    )
