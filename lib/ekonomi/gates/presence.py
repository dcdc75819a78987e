"""What has always been there and is not: ansvar, konton, recurring postings, reversals of accruals."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, sets
from ekonomi.errors import VARNING, Check, Found
from ekonomi.gates.books import CODES, Books
from ekonomi.registers import holds

# Kommun-Bas: 17 förutbetalda kostnader och upplupna intäkter, 29 upplupna kostnader och förutbetalda intäkter.
INTERIM = ("17", "29")


_OR_END = "Kontrollera uttagets urval och att allt är bokfört, eller avsluta koden i registret."


@Check("saknat ansvar", VARNING, limits=("historik_månader",), action=_OR_END)
def missing_units(books: Books) -> Iterator[Found]:
    """Ett ansvar som haft poster varje månad men saknar dem i perioden, fast det gäller."""
    yield from _missing(books, "ansvar", books.registers.organisation)


@Check("saknat konto", VARNING, limits=("historik_månader",), action=_OR_END)
def missing_accounts(books: Books) -> Iterator[Found]:
    """Ett konto som haft poster varje månad men saknar dem i perioden, fast det gäller."""
    yield from _missing(books, "konto", books.registers.accounts)


def _missing(books: Books, column: str, register: pd.DataFrame) -> Iterator[Found]:
    count = books.limits.historik_månader
    window = periods.span(periods.shift(books.period, -count), books.period)
    rows = books.strings[books.strings["period"] >= window[0]]
    months = rows.drop_duplicates([column, "period"]).groupby(column)["period"].agg(["size", "max"])
    always = months.index[(months["size"] == count) & (months["max"] < books.period)]
    named = register[holds(register, books.period)].set_index(column)["benämning"]
    for code in always.intersection(named.index, sort=False):
        found = f"inga poster på {column} {code} {named[code]} i {books.period}"
        expected = f"poster som i var och en av de {count} månaderna före"
        yield Found(books.file_of(books.period), None, books.headings[column], found, expected)


@Check("återkommande post", VARNING, limits=("återkommande_procent",), action="Bokför posten, eller ändra registret.")
def recurring(books: Books) -> Iterator[Found]:
    """En post i registret över återkommande poster som saknas eller har ett annat belopp.

    The register's amounts have no sign here: a posting is known by its konto, ansvar and motpart.
    """
    register, keys = books.registers.recurring, ["konto", "ansvar", "motpart"]
    posted = books.strings.groupby([*keys, "period"])["belopp"].sum().abs()
    listed = register["månader"].map(lambda months: {part.strip() for part in months.split(",")})
    for month in books.months:
        due = register[holds(register, month) & listed.map({str(periods.month(month))}.issubset).astype(bool)]
        for codes, rows in due.groupby(keys, sort=False):
            row, found, expected = rows.iloc[0], posted.get((*codes, month)), abs(int(rows["belopp"].sum()))
            if found is not None and abs(found - expected) * 100 <= expected * books.limits.återkommande_procent:
                continue
            place = f"konto {row['konto']}, ansvar {row['ansvar']}"
            place += f", motpart {row['motpart']}" if row["motpart"] else ""
            said = "ingen post" if found is None else schema.kronor(found)
            yield Found(
                books.recurring,
                row["rad"],
                "belopp",
                f"{said} i {month} på {place} ({row['benämning']})",
                f"{schema.kronor(expected)} varje månad som registret anger",
            )


@Check("periodisering ej återförd", VARNING, limits=("återföring_månader", "dubblett_kronor"),
       action="Bokför återföringen.")  # fmt: skip
def unreversed_accruals(books: Books) -> Iterator[Found]:
    """En upplupen eller förutbetald post vid årsskiftet som inte har återförts, på ett konto där sådana annars
    återförs.

    An accrual is told by its voucher: result rows against accounts of `INTERIM` alone. Its code string is open while
    its rows do not sum to zero. It is late when it has been still for longer than the settings allow and than the
    konto's own accruals use to be (9 of 10). A konto where less than half of them have ever been reversed, such as the
    change of the holiday debt, is left alone.
    """
    moves = books.asked(beside_interim).sort_values([*CODES, "period"], ignore_index=True)
    if moves.empty:
        return
    number = moves["period"].str.slice(0, 4).astype("int64") * 12 + moves["period"].str.slice(5).astype("int64")
    strings = moves.assign(nr=number).groupby(CODES, sort=False)
    moves = moves.assign(saldo=strings["belopp"].cumsum(), nr=number, gap=strings["nr"].diff())
    moves["öppen"] = moves.groupby(CODES, sort=False)["saldo"].shift(fill_value=0) != 0
    waited = moves[moves["öppen"]].groupby("konto")["gap"].quantile(0.9)
    last = moves.groupby(CODES, as_index=False, sort=False).agg(
        period=("period", "last"), saldo=("saldo", "last"), nr=("nr", "last"), first=("nr", "first"),
        klar=("saldo", lambda saldo: bool((saldo == 0).any())),
    )  # fmt: skip
    usual = last.groupby("konto")["klar"].mean()
    now = periods.year(books.period) * 12 + periods.month(books.period)
    patience = np.maximum(last["konto"].map(waited).fillna(0), books.limits.återföring_månader)
    late = last[
        (last["saldo"].abs() >= books.limits.dubblett_kronor * 100)
        & (now - last["nr"] >= patience)
        & (last["konto"].map(usual) >= 0.5)
        & (last["klar"] | (now - last["first"] <= 12))
    ]
    for (konto, period), part in late.groupby(["konto", "period"]):
        yield _unreversed(books, str(konto), str(period), part)


def beside_interim(utfall: "sets.Table", balance: "sets.Table") -> "sets.Table":
    """The sums per code string and month of result rows whose voucher has only interim accounts of the balance."""
    voucher = ["källa", "verifikation"]
    of_balance = balance.group_by(voucher).aggregate(andra=_interim(balance).ifelse(0, 1).sum())
    return sets.sums(utfall.semi_join(of_balance.filter(of_balance["andra"] == 0), voucher), [*CODES, "period"])


def _interim(balance: "sets.Table") -> Any:
    return balance["konto"].substr(0, len(INTERIM[0])).isin(INTERIM)


def _unreversed(books: Books, konto: str, period: str, part: pd.DataFrame) -> Found:
    rows = books.posted(period=period, konto=konto).merge(part[CODES], on=CODES)
    interim = books.asked(lambda _, balance: balance.filter(_interim(balance)).select("verifikation").distinct())
    count = f"{len(part)} kodsträng" + ("ar" if len(part) > 1 else "")
    return Found(
        *books.start_of(rows[rows["verifikation"].isin(interim["verifikation"])]),
        f"periodisering från {period} på konto {konto}, {count}, "
        f"{schema.kronor(part['saldo'].sum())} (intäkt +), kvar i {books.period}",
        "en återföring, som på kontots andra periodiseringar",
    )
