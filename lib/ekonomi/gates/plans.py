"""Is there a budget, do its internal items agree, and is it laid out as the year runs?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, sets, terms
from ekonomi.errors import UPPLYSNING, VARNING, Check, Found, Place
from ekonomi.gates.books import Books
from ekonomi.registers import look_up

_MONTHS, _YEARS = 12, 2
_EVEN = 0.01
_PARTS = "Filen kan vara avkortad, eller ha två versioner eller summor i sig. Låt stå om verksamheten har ändrats så."
_WHOLE = 0.7  # what a year's plan at least comes to of the year behind it, and the other way round


@Check("budget saknas", VARNING,
       action="Lägg till årets budget under källor i inställningarna; utan den jämförs inget med budget.")  # fmt: skip
def no_budget(books: Books) -> Iterator[Found]:
    """Ingen budget för rapportens år."""
    if _budget(books).empty:
        years = sorted(set(books.plans.loc[books.plans["beloppstyp"] == terms.BUDGET, "period"].str[:4]))
        found = f"budget bara för {' och '.join(years)}" if years else "ingen budget"
        yield Found(*books.budget, found, f"en budget för {periods.year(books.period)}")


@Check("interna poster i planen", VARNING, action="Rätta planen om skillnaden är större än avrundningen.")
def internal_plans(books: Books) -> Iterator[Found]:
    """Nämndens interna intäkter och kostnader i en budget eller prognos som inte tar ut varandra. Planer läggs ofta i
    tusental, och avrundningen kan ge en skillnad; för utfallet är det ett stopp."""
    plans = books.plans[books.plans["period"].str.startswith(str(periods.year(books.period)))]
    kind = look_up(plans, "motpart", books.registers.counterparts, ["slag"])["slag"]
    own = plans[kind == terms.EGEN_NÄMND]
    plan = ["beloppstyp", "version"]  # in one file or, from a round, in several
    rest = own.groupby([*plan, "period"])["belopp"].sum().reset_index("period")
    for (beloppstyp, version), months in rest[rest["belopp"] != 0].groupby(level=[0, 1]):
        total = f"{schema.kronor(months['belopp'].sum())} (intäkt +) i {periods.in_words([*months['period']])}"
        found = f"interna poster i {beloppstyp} {version} med summan {total}"
        where = books.start_of(own[(own[plan] == [beloppstyp, version]).all(axis="columns")])
        yield Found(*where, found, "summan 0,00 kr i varje månad")


@Check("plan som avviker", VARNING, limits=("skala", "historik_månader", "avvikelse_mnkr"),
       action="Rätta raden, eller planen om den är rätt.")  # fmt: skip
def odd_plans(books: Books) -> Iterator[Found]:
    """Årets budget eller prognos på ett konto, ett kostnadsslag eller ett ansvars alla intäkter eller kostnader som har
    motsatt tecken mot de senaste tolv månaderna, eller är många gånger större eller mindre: fel tecken, eller tkr eller
    öre i stället för kronor. Eller en hel plans intäkter eller kostnader som skiljer sig från de tolv månadernas: en
    halv fil, två versioner i en, eller bara det som återstår av året.

    Its sign is held against the months, where `historik_månader` have the same; its size against their sum. What is
    under `avvikelse_mnkr`, by plan and by months, is left alone. The largest row of it is named. Whole plans are asked
    where no part of them is told, and the books have all twelve months.
    """
    months = periods.span(periods.shift(books.period, 1 - _MONTHS), books.period)
    least = books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR
    year = books.plans[books.plans["period"].str.startswith(str(periods.year(books.period)))]
    sums = sets.summed(books.utfall, ["konto", "kostnadsslag", "resultatrad", "ansvar", "period"])
    sums = sums[sums["period"].isin(months)]
    told: dict[tuple[str, str], Found] = {}
    for by in ("konto", "kostnadsslag", "resultatrad"):
        plans = year if by == "resultatrad" else year[(year["konto"] != "") == (by == "konto")]
        booked = sums.pivot_table("belopp", [by, "ansvar"], "period", "sum")
        keys = ["källa", "beloppstyp", by, "ansvar"]
        found = plans.groupby(keys, as_index=False, observed=True)["belopp"].sum()
        sign = booked.gt(0).sum(axis="columns") - booked.lt(0).sum(axis="columns")
        had = pd.DataFrame({"utfall": booked.sum(axis="columns"), "tecken": sign})
        both = found.join(had, on=[by, "ansvar"], how="inner")
        size, usual = both["belopp"].abs(), both["utfall"].abs()
        steady = both["tecken"].abs() >= books.limits.historik_månader
        turned = steady & (np.sign(both["belopp"]) == -np.sign(both["tecken"]))
        scale = (size > 0) & ((size > usual * books.limits.skala) | (size * books.limits.skala < usual))
        for row in both[(np.maximum(size, usual) >= least) & (turned | scale)].to_dict("records"):
            place = row["källa"], row["ansvar"]
            if by == "resultatrad" and place in told:
                continue
            own = plans.merge(pd.DataFrame([row])[keys])
            where = books.start_of(own.loc[[own["belopp"].abs().idxmax()]])
            on = by if by != "resultatrad" else "alla"
            said = f"{schema.kronor(row['belopp'])} på {on} {row[by]}, ansvar {row['ansvar']} (intäkt +)"
            told[place] = _unlike(where, said, row["utfall"])
            yield told[place]
    if not told and sums["period"].nunique() == _MONTHS:
        yield from _odd_wholes(books, year, sums.groupby("resultatrad")["belopp"].sum())


def _odd_wholes(books: Books, year: pd.DataFrame, booked: pd.Series) -> Iterator[Found]:
    """The plans of the year whose income or costs are not those of twelve months, in what is a tenth or more of it."""
    for (kind, version), plan in year.groupby(["beloppstyp", "version"]):
        whole = plan.groupby("resultatrad")["belopp"].sum().reindex(booked.index, fill_value=0)
        off = ~(whole / booked).between(_WHOLE, 1 / _WHOLE) & (booked.abs() >= booked.abs().sum() / 10)
        if off.any():
            rad = str((whole - booked).abs()[off].idxmax())
            said = f"{rad} på {schema.kronor(whole[rad])} i {kind} {version} (intäkt +)"
            yield _unlike(books.start_of(plan), said, booked[rad], _PARTS)


def _unlike(where: Place, found: str, booked: float, action: str = "") -> Found:
    return Found(*where, found, f"omkring {schema.kronor(round(booked, -5))} som de senaste tolv månaderna", action)


@Check("kopierad plan", VARNING, limits=("upprepad_andel", "minst_antal"),
       action="Kontrollera att det är rätt fil och rätt år.")  # fmt: skip
def copied_plans(books: Books) -> Iterator[Found]:
    """Årets budget eller rapportens prognos med samma belopp som förra årets budget, prognos eller utfall, eller som
    årets utfall hittills.

    The same sum of a kostnadsslag of an ansvar, of at least `minst_antal`, in `upprepad_andel` of them.
    """
    by, plan, year = ["ansvar", "kostnadsslag"], ["beloppstyp", "version"], periods.year(books.period)
    sums = sets.summed(books.utfall, [*by, "period"])
    before = sums[sums["period"].str.startswith(str(year - 1))]
    others = {f"utfallet {year - 1}": before}
    if books.period != periods.december(books.period):
        others[f"utfallet till och med {books.period}"] = sums[sums["period"].isin(books.months)]
    for (kind, version), rows in books.plans[books.plans["period"].str.startswith(str(year - 1))].groupby(plan):
        others[f"{kind} {version}"] = rows
    forecast = books.plans[(books.plans["beloppstyp"] == terms.PROGNOS) & (books.plans["version"] == books.period)]
    for rows in (_budget(books), forecast):
        own = rows.groupby(by, observed=True)["belopp"].sum()
        for name, other in others.items():
            same = own == other.groupby(by, observed=True)["belopp"].sum().reindex(own.index)
            if same.sum() >= max(books.limits.upprepad_andel * len(own), books.limits.minst_antal):
                said = f"samma belopp som {name} på {same.sum()} av {len(own)} ansvar och kostnadsslag"
                yield Found(*books.start_of(rows), said, "planens egna belopp")


@Check("plan som inte är hel", VARNING, limits=("avvikelse_mnkr",),
       action="Lägg till det som saknas; filen kan vara avkortad. Låt stå om inget är planerat.")  # fmt: skip
def partial_plans(books: Books) -> Iterator[Found]:
    """Årets budget eller rapportens prognos utan belopp för ett ansvar som har bokfört i år, en prognos utan belopp för
    ett av dess kostnadsslag, eller en budget utan belopp i någon av årets månader.

    An ansvar counts whose amounts of the year, by kostnadsslag, are `avvikelse_mnkr` or more; a kostnadsslag by itself.
    """
    forecast = books.plans[(books.plans["beloppstyp"] == terms.PROGNOS) & (books.plans["version"] == books.period)]
    sums = sets.summed(books.utfall, ["kostnadsslag", "ansvar", "period"])
    year = sums[sums["period"].isin(books.months)].groupby(["ansvar", "kostnadsslag"])["belopp"].sum().abs()
    size = year.groupby("ansvar").sum().sort_values(ascending=False, kind="stable")
    least = books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR
    large, lines = size[size >= least], year[year >= least].sort_values(ascending=False, kind="stable").index
    for plan in (budget := _budget(books), forecast):
        laid = plan[plan["belopp"] != 0]
        units, months = set(laid["ansvar"]), set(laid["period"])
        lost = [str(ansvar) for ansvar in large.index if ansvar not in units]
        if plan is forecast:
            known = {*zip(laid["ansvar"], laid["kostnadsslag"], strict=True)}
            lost += [f"{one} på {slag}" for one, slag in lines if one in units and (one, slag) not in known]
        if len(plan) and lost:
            more = f" och {len(lost) - 1} till" if len(lost) > 1 else ""
            expected = f"belopp för varje ansvar som har poster i {periods.year(books.period)}"
            mine = plan[plan["ansvar"] == lost[0].split(" ")[0]]  # of a round, in its own file
            place = books.start_of(mine if len(mine) else plan)
            yield Found(*place, f"inga belopp för ansvar {lost[0]}{more}", expected)
        whole = periods.span(periods.january(books.period), periods.december(books.period))
        empty = [month for month in whole if plan is budget and month not in months]
        if len(laid) and empty:
            yield Found(*books.start_of(plan), f"inga belopp i {periods.in_words(empty)}", "belopp i varje månad")


@Check("budget i tolftedelar", UPPLYSNING, limits=("säsong",),
       action="Fördela budgeten efter säsong, annars blir periodens avvikelse missvisande.")  # fmt: skip
def straight_twelfths(books: Books) -> Iterator[Found]:
    """Budgeten är lika stor varje månad på ett konto vars utfall följer säsongen.

    The season is the median over whole earlier years (two at least) of each month's share of the mean month. It must
    span `säsong` or more, and at least four times what the years differ among themselves.
    """
    budget = _budget(books)
    if budget.empty:
        return
    months = budget.groupby(["konto", "period"])["belopp"].sum().unstack(fill_value=0)
    size = months.abs().mean(axis="columns")
    even = (months.max(axis="columns") - months.min(axis="columns") <= _EVEN * size) & (len(months.columns) == _MONTHS)
    large = size * _MONTHS >= books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR
    season = _season(books)
    clear = season[(season["spann"] >= books.limits.säsong) & (season["spann"] >= 4 * season["brus"])]
    flat = months[even & large].index.intersection(clear.index)
    peaks = clear["topp"].reindex(flat)
    for konto, peak in peaks.items():
        rows = budget[budget["konto"] == konto]
        year = f"{schema.kronor(rows['belopp'].sum())} på året"
        yield Found(
            *books.start_of(rows),
            f"samma budget varje månad på konto {konto}, {year}",
            f"en budget som följer säsongen (utfallet är störst i {periods.MÅNADER[int(peak) - 1]})",
        )


def _budget(books: Books) -> pd.DataFrame:
    """The year's budget in its last version."""
    year = str(periods.year(books.period))
    rows = books.plans[(books.plans["beloppstyp"] == terms.BUDGET) & books.plans["period"].str.startswith(year)]
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
    apart = (shares - middle.reindex(shares.index.get_level_values(1)).to_numpy()).abs().groupby(level=1).median()
    spann = middle.max(axis="columns") - middle.min(axis="columns")
    complete = middle.dropna()
    return pd.DataFrame({
        "spann": spann, "brus": apart.max(axis="columns"), "topp": complete.idxmax(axis="columns"),
    }).dropna()  # fmt: skip


def _shares(sums: pd.DataFrame, year: int) -> pd.DataFrame:
    own = sums[list(periods.span(periods.make(year, 1), periods.make(year, 12)))]
    return own.div(own.mean(axis="columns").where(lambda mean: mean != 0), axis="index").set_axis(range(1, 13), axis=1)
