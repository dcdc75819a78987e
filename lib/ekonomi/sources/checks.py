"""Is the ledger complete? Its vouchers balance, or else the ERP's own resultatrapport says the same."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from ekonomi import schema, sets, terms
from ekonomi.errors import STOPPAR, UPPLYSNING, VARNING, Check, Finding, Found
from ekonomi.readers.totals import unbalanced_vouchers
from ekonomi.schema import kronor
from ekonomi.sets import VOUCHER
from ekonomi.sources.delivery import Delivery

BALANCE_CLASSES = ("1", "2")
_POSTING = ["konto", "ansvar", "tjänst", "projekt", "motpart", "belopp", "text"]


def delivery_findings(
    given: Sequence[Delivery], limits: Collection[int], accounts: pd.DataFrame | None = None, *, stated: bool = False
) -> list[Finding]:
    """All that deliveries are held to, in a report as in an import: whole, in balance, each voucher once.

    `limits` are the numbers of rows that programs cut at, `accounts` the kontoplan (None: classes 1–2 are balance
    accounts); `stated` says that there is a resultatrapport to prove what cannot balance.
    """
    postings = [one for one in given if one.has("beloppstyp") <= {terms.UTFALL}]
    loose = unbalanceable(postings, accounts)
    return [
        *(note for one in given for note in one.notes),
        *(note for one in given for note in cut_at_limit(one.numbers, limits, one.file.fil)),
        *(fault for one in postings if one not in loose for fault in balance_findings(one)),
        *(unproven(loose) if not stated else []),
        *repeated_vouchers(postings),
    ]


def unbalanceable(given: Sequence[Delivery], accounts: pd.DataFrame | None) -> list[Delivery]:
    """The deliveries without balance accounts, whose vouchers cannot sum to zero."""
    balance = None if accounts is None else set(accounts.loc[accounts["kostnadsslag"] == terms.BALANS, "konto"])

    def of_balance(konto: str) -> bool:
        return konto.startswith(BALANCE_CLASSES) if balance is None else konto in balance

    return [one for one in given if len(one.table) and not any(map(of_balance, one.has("konto")))]


def balance_findings(delivery: Delivery) -> list[Finding]:
    """A finding for every voucher of a delivery (of all account classes) that does not sum to zero.

    Where every voucher does, one for every period that does not. Sums have the sign that the file shows.
    """
    heading, fil, sign = delivery.titles.get("belopp"), delivery.file.fil, delivery.sign
    faulty = sets.asked(lambda rows: unbalanced(rows, "verifikation"), delivery.table).sort_values("rad")
    if faulty.empty:
        return unbalanced_periods(delivery.sums, heading, fil, sign)
    faulty = faulty.assign(summa=sign * faulty["belopp"]).set_index("verifikation")
    ends = sets.asked(lambda rows: rows.filter(rows["rad"] == int(delivery.numbers.max())), delivery.table)
    last = faulty.index.isin(ends["verifikation"])
    return [*unbalanced_vouchers(faulty[~last], fil, heading), *cut_vouchers(faulty[last], fil, heading)]


def unbalanced(rows: "sets.Table", column: str) -> "sets.Table":
    """The sums of what shares a column, those that are not zero."""
    summed = sets.sums(rows, [column])
    return summed.filter(summed["belopp"] != 0)


@Check("avkortad fil", STOPPAR, action=unbalanced_vouchers.check.action)
def cut_vouchers(faulty: pd.DataFrame, fil: str, heading: str | None) -> Iterator[Found]:
    """Den sista verifikationen i filen går inte jämnt upp: raderna har tagit slut.

    As `unbalanced_vouchers`, of the last voucher of a file.
    """
    for found in unbalanced_vouchers.find(faulty, fil, heading):
        yield found._replace(funnet=f"{found.funnet}, sist i filen")


@Check("jämnt radantal", VARNING, limits=("radgränser",),
       action="Kontrollera att sista posten är med; ta annars ut färre månader i varje fil.")  # fmt: skip
def cut_at_limit(rad: pd.Series, limits: Collection[int], fil: str) -> Iterator[Found]:
    """En fil vars antal rader är precis en gräns som program brukar kapa vid.

    Its number of rows is asked, and its last row.
    """
    first, last = (int(rad.min()), int(rad.max())) if len(rad) else (0, 0)
    limit = next((n for n in (last - first + 1, last) if n in limits), None)
    if limit is not None:
        found = f"precis {schema.number(limit)} rader, en gräns som program brukar kapa vid"
        yield Found(fil, last, None, found, "ett uttag som slutar av sig självt")


@Check("verifikationer två gånger", STOPPAR,
       action="Ta bort den ena filen eller det som upprepas, eller ta ut filen på nytt.")  # fmt: skip
def repeated_vouchers(given: Sequence[Delivery]) -> Iterator[Found]:
    """Verifikationer som står en gång till, med samma poster, i samma fil eller i en annan.

    A voucher stands where its rows follow one another; it is repeated where all such places hold the same postings.
    """
    parts = _in_several_places(given)
    if not parts:
        return
    own = pd.concat(parts, ignore_index=True)
    files = {one.file.name: one for one in given}
    marks = pd.util.hash_pandas_object(own[_POSTING], index=False).groupby(own["place"]).sum()  # in any order
    several = own[~own["place"].duplicated()]
    several = several.assign(mark=several["place"].map(marks))
    alike = several.groupby("voucher")["mark"].transform("nunique") == 1
    first = several.groupby("voucher")["källa"].transform("first")
    again = several.assign(first=first)[alike & several.duplicated("voucher")]
    for (källa, other, period), part in again.groupby(["källa", "first", "period"], sort=False):
        count = len(part)
        where = "tidigare i filen" if källa == other else f"i {files[str(other)].file.fil}"
        found = f"{count} {'verifikation' if count == 1 else 'verifikationer'} i {period} som också står {where}"
        here = files[str(källa)]
        at = here.file.fil, part["rad"].min(), here.titles.get("verifikation")
        yield Found(*at, found, "varje verifikation en gång")


def _in_several_places(given: Sequence[Delivery]) -> list[pd.DataFrame]:
    """The rows of the vouchers that stand in more than one place, with numbers for their voucher and place."""
    if (rows := sets.in_place(*(one.table for one in given))) is not None:
        return _repeated_in_place(rows)
    filed = [one.table if isinstance(one.table, sets.Filed) else sets.Filed(sets.table(one.table)) for one in given]
    vouchers = [one.vouchers for one in filed]
    places = [sets.starts(marks) for marks in vouchers]
    several = sets.repeated(np.concatenate([np.zeros(0, "uint64"), *map(np.take, vouchers, places)]))
    found = []
    for number, (one, marks, starts) in enumerate(zip(given, vouchers, places, strict=True) if len(several) else ()):
        held = sets.among(marks, several)
        place = np.searchsorted(starts, np.flatnonzero(held), side="right")
        rows = sets.table(one.table).select([*_POSTING, *VOUCHER, "källa", "rad"]).filter(pa.array(held))
        found.append(sets.frame(rows).assign(voucher=marks[held], place=place + number * 2**32))
    return found


def _repeated_in_place(rows: sets.InPlace) -> list[pd.DataFrame]:
    """As `_in_several_places`, of the vouchers whose every posting stands there more than once."""
    found = [sets.asked(all_again, part) for part in sets.parted(rows, "period")]
    if not any(map(len, found)):
        return []
    own = sets.asked(lambda rows: numbered(rows).semi_join(all_again(rows), VOUCHER), rows).sort_values("nr")
    voucher, apart = own.groupby(VOUCHER, sort=False).ngroup(), own["nr"].diff() != 1
    moved = (voucher.diff() != 0) | (own["källa"] != own["källa"].shift())
    return [own.assign(voucher=voucher, place=(apart | moved).cumsum())]


def all_again(rows: "sets.Table") -> "sets.Table":
    """The vouchers of which every posting stands there more than once, and not all in one place."""
    spans = rows.group_by(VOUCHER).aggregate(
        rader=rows.count(), först=rows["rad"].min(), sist=rows["rad"].max(),
        en=rows["källa"].min(), annan=rows["källa"].max(),
    )  # fmt: skip
    apart = spans.filter((spans["sist"] - spans["först"] >= spans["rader"]) | (spans["en"] != spans["annan"]))
    own = rows.semi_join(apart, VOUCHER)
    alike = own.group_by([*VOUCHER, *_POSTING]).aggregate(lika=own.count())
    least = alike.group_by(VOUCHER).aggregate(lika=alike["lika"].min())
    return least.filter(least["lika"] > 1).select(VOUCHER)


def numbered(rows: "sets.Table") -> "sets.Table":
    """The rows, each with its number (nr) among all in the order of källa and rad."""
    import ibis

    order = ibis.row_number().over(order_by=[rows["källa"], rows["rad"]])
    return rows.select(*_POSTING, *VOUCHER, "källa", "rad", nr=order)


@Check("period i obalans", STOPPAR,
       action="En verifikation är delad mellan perioder: rätta perioden på posterna, eller ta ut filen på nytt."
       )  # fmt: skip
def unbalanced_periods(sums: pd.DataFrame, heading: str | None, fil: str, sign: int) -> Iterator[Found]:
    """En period som inte summerar till noll, där filen har klass 1–2 och varje verifikation går jämnt upp."""
    months = sums.groupby("period").agg({"belopp": "sum", "rad": "min"})
    for period, summa, rad in months[months["belopp"] != 0].itertuples():
        found = f"summan {kronor(sign * summa)} i period {period}"
        yield Found(fil, rad, heading, found, "summan 0,00 kr i varje period")


@Check("fullständighet ej styrkt", UPPLYSNING,
       action="Uttagets fullständighet är inte styrkt; ange resultatrapport under källor i inställningarna."
       )  # fmt: skip
def unproven(loose: Sequence[Delivery]) -> Iterator[Found]:
    """En fil utan klass 1–2, när ingen resultatrapport finns att stämma av mot."""
    for one in loose:
        expected = "balanskonton eller en resultatrapport att stämma av mot"
        yield Found(one.file.fil, None, None, "inga balanskonton (klass 1–2)", expected)


@Check("resultatrapport", STOPPAR, action="Ta ut huvudboken på nytt; den kan vara avkortad.")
def statement_findings(rows: pd.DataFrame, statement: pd.DataFrame, heading: str, fil: str) -> Iterator[Found]:
    """Ett konto och en period där huvudboken skiljer sig från ekonomisystemets egen resultatrapport; prövas när filen
    saknar klass 1–2.

    `rows` are sums of the LEDGER rows of exports that cannot balance; `statement` has konto, period, belopp (int64 öre,
    income +) and rad, from the file `fil`.
    """
    keys = ["konto", "period"]
    booked = rows.groupby(keys)["belopp"].sum()
    stated = statement.groupby(keys).agg(summa=("belopp", "sum"), rad=("rad", "min"))
    both = stated.join(booked, how="outer").reset_index()
    both[["summa", "belopp"]] = both[["summa", "belopp"]].fillna(0).astype("int64")
    faulty = both[both["summa"] != both["belopp"]].sort_values(["period", "konto"])
    for konto, period, stood, rad, belopp in faulty.itertuples(index=False):
        found = f"{kronor(stood)} på konto {konto} i {period}, men {kronor(belopp)} i huvudboken (intäkt +)"
        yield Found(fil, None if pd.isna(rad) else rad, heading, found, "samma belopp")


@Check("poster efter perioden", UPPLYSNING, action="De räknas inte med i rapporten.")
def after_period(rows: pd.DataFrame, period: str, heading: str, fil: str) -> Iterator[Found]:
    """Poster i månader efter rapportens period.

    Of one export, its rows or sums.
    """
    late = rows[rows["period"] > period]
    if len(late):
        months = "–".join(dict.fromkeys([late["period"].min(), late["period"].max()]))
        total = kronor(late["belopp"].sum())
        found = f"{schema.postings(schema.counted(late))} i {months}, tillsammans {total} (intäkt +)"
        yield Found(fil, late["rad"].iloc[0], heading, found, f"poster till och med {period}")
