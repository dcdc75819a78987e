"""Earlier years as a former run knew them, against what the books say of them now."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, sets, terms
from ekonomi.errors import VARNING, Check, Found
from ekonomi.gates.books import Books

_KEYS = ["år", "konto"]
_FELT = 0.05  # of what it was


def closed_years(ledger: pd.DataFrame, period: str) -> pd.DataFrame:
    """The ledger's utfall of the years before that of `period`: år, konto, belopp (int64 öre, income +), sorted."""
    utfall = ledger[ledger["beloppstyp"] == terms.UTFALL]
    years = utfall["period"].str.slice(0, 4)
    before = utfall[years < str(periods.year(period))]
    return before.assign(år=years).groupby(_KEYS)["belopp"].sum().reset_index()


def moved(before: pd.DataFrame, ledger: pd.DataFrame, period: str) -> pd.DataFrame:
    """The år and konto whose sum is not what it was before: belopp_då, belopp_nu and skillnad, in öre; and slag.

    The slag is "" of the ledger, else the table beside it, of which only what was there before is told, and no small
    part: it is an extract of what still lives.
    """
    now = closed_years(ledger, period)
    both = before.merge(now, on=_KEYS, how="outer", suffixes=("_då", "_nu"))
    both["slag"] = _slag(both["konto"])
    held = (both["slag"] == "") | (both["belopp_då"].notna() & both["slag"].isin(_slag(now["konto"])))
    both = both[held & both["år"].isin(set(before["år"]))]
    both[["belopp_då", "belopp_nu"]] = both[["belopp_då", "belopp_nu"]].fillna(0).astype("int64")
    both = both.assign(skillnad=both["belopp_nu"] - both["belopp_då"])
    least = _FELT * both["belopp_då"].abs() * (both["slag"] != "")
    return both[both["skillnad"].abs() > least]


def _slag(konto: pd.Series) -> pd.Series:
    """The table that a sum is of; "" for an account."""
    parts = konto.astype("str").str.rpartition(terms.DELAD)
    return parts[0] if len(konto) else konto.astype("str")


@Check("stängt år ändrat", VARNING,
       action="Ta reda på varför året har ändrats, och rätta eller kommentera jämförelsetalen.")  # fmt: skip
def moved_years(books: Books) -> Iterator[Found]:
    """Ett tidigare år har en annan summa på ett konto än vid den senaste körningen, eller i en fil bredvid huvudboken
    en annan eller ingen uppgift om en tjänst, ett ansvar eller ett mått.

    A line a year and a table, with the largest move.
    """
    if books.closed is None:
        return
    rows = pd.concat([books.strings, books.beside], ignore_index=True)
    for (year, slag), part in moved(books.closed.sums, rows, books.period).groupby(["år", "slag"]):
        largest = part.iloc[int(part["skillnad"].abs().argmax())]
        konto, changed, expected = largest["konto"], len(part), f"samma summor som i {books.closed.fil}"
        if slag:
            fil = books.beside.loc[_slag(books.beside["konto"]) == slag, "fil"].iloc[0]
            now, then = (schema.number(float(largest[name]) / 100) for name in ("belopp_nu", "belopp_då"))
            what = f"{changed} {'serie' if changed == 1 else 'serier'} som har ändrats för {year}"
            yield Found(fil, None, None, f"{what}, mest {konto[len(str(slag)) + 1 :]}: {now} mot {then}", expected)
            continue
        told = "1 konto" if changed == 1 else f"{changed} konton"
        amounts = f"{schema.kronor(largest['belopp_nu'])} mot {schema.kronor(largest['belopp_då'])} (intäkt +)"
        own = books.strings[(books.strings["konto"] == konto) & books.strings["period"].str.startswith(str(year))]
        yield Found(
            books.fil(str(own["källa"].iloc[0])) if len(own) else books.file_of(f"{year}-12"),
            None,
            books.headings["belopp"],
            f"{told} som har ändrats för {year}, mest på konto {konto}: {amounts}",
            expected,
        )


@Check("ingående balans som inte är förra årets", VARNING, action="Ta ut årets ingående balans på nytt.")
def not_carried(books: Books) -> Iterator[Found]:
    """Ett konto i klass 1 vars ingående balans inte är förra årets ingående balans och det som då är bokfört på det.

    Where the books have the whole year before. The accounts of class 2 take in its result.
    """
    year = periods.year(books.period)
    if books.openings.empty or books.strings["period"].min() > periods.make(year - 1, 1):
        return
    assets = books.openings[books.openings["konto"].str.startswith("1")].set_index("konto")
    now, before = (assets[assets["år"] == str(one)] for one in (year, year - 1))
    booked = sets.summed(books.balance, ["konto", "period"])
    moves = -booked[booked["period"].str.startswith(str(year - 1))].groupby("konto")["belopp"].sum()
    for konto, belopp, rad in now[["belopp", "rad"]].itertuples() if len(before) else ():
        closing = before["belopp"].get(konto, 0) + moves.get(konto, 0)
        if belopp != closing:
            expected = f"{schema.kronor(closing)}, som kontot hade när {year - 1} var slut"
            yield Found(books.opened, rad, "belopp", f"{schema.kronor(belopp)} på konto {konto} för {year}", expected)
