"""Do the amounts make sense: their sign, their unit, and each konto against its own history?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, sets, terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found, Place
from ekonomi.gates.books import Books
from ekonomi.registers import holds, look_up

_YEAR, _HISTORY = 12, 24
# Rousseeuw & Croux 1993: the factor that makes the MAD a standard deviation for normal data.
_MAD = 1.4826


@Check("omvänt tecken", STOPPAR, action="Rätta tecken för filen i inställningarna.")
def reversed_files(books: Books) -> Iterator[Found]:
    """En hel fil där intäkter är kostnader och tvärtom, eller en månad i en budget.

    A month of the utfall is left to the gates that know its history.
    """
    rows = pd.concat([books.strings, books.plans])
    side = (rows["resultatrad"] == terms.KOSTNADER).map({True: "ut", False: "in"})
    month = rows["period"].where(rows["beloppstyp"] == terms.BUDGET, "").rename("månad")
    sums = rows.groupby(["källa", month, side])["belopp"].sum().unstack().reindex(columns=["in", "ut"])
    for källa, own in sums[(sums["in"] < 0) & (sums["ut"] > 0)].reset_index("månad").groupby(level=0):
        earned, spent = own["in"].sum(), own["ut"].sum()
        yield Found(
            *books.start_of(rows[(rows["källa"] == källa) & (rows["period"] >= own["månad"].iloc[0])]),
            f"intäkter på {schema.kronor(earned)} och kostnader på {schema.kronor(spent)} (intäkt +)"
            + _in(own["månad"]),
            "intäkter som är plus och kostnader som är minus",
        )


@Check("belopp i fel enhet", STOPPAR, limits=("skala",), action="Ta ut filen på nytt i kronor.")
def wrong_unit(books: Books) -> Iterator[Found]:
    """En fil eller månad vars belopp är mycket mindre eller större än de övrigas: tkr, mnkr eller öre där kronor ska
    stå.

    A month is told by the median size of its postings against the median of all months; a plan by its sum over a year
    against that of the latest twelve months, and a month of a budget against its others. Both medians stand a few odd
    postings.
    """
    typical = books.asked(sizes).set_index(["källa", "period"])["belopp"].sort_index()
    usual = float(typical.median())
    off = typical[_off(typical, usual, books.limits.skala)].reset_index()
    for källa, part in off.groupby("källa"):
        months, found = periods.in_words(sorted(part["period"])), float(part["belopp"].median())
        yield _unit(books, str(källa), months, found, usual, "en vanlig post i", "i andra månader")
    since = periods.shift(books.period, 1 - _YEAR)
    year = books.strings[books.strings["period"] >= since]
    booked = year.groupby(["konto", "period"])["belopp"].sum()  # corrections have cancelled, as a plan has none
    usual = float(booked.abs().sum()) * _YEAR / max(year["period"].nunique(), 1)
    plans = books.plans.assign(belopp=books.plans["belopp"].abs())
    plan = plans.groupby(["beloppstyp", "version", plans["period"].str.slice(0, 4)])  # its files may be many
    totals, first = plan["belopp"].sum(), plan["källa"].first()
    laid = totals[totals > 0]
    odd = laid[_off(laid, usual, books.limits.skala)]
    if len(odd) == len(laid) > 1 and len({*(odd > usual)}) == 1:  # then it is not the plans
        when, than = f"{since}–{books.period}", f"i alla {len(laid)} budgetar och prognoser"
        yield _unit(books, str(year["källa"].iloc[0]), when, usual, float(laid.median()), "ett års utfall", than)
        return
    for key in odd.index:
        yield _unit(books, str(first[key]), key[-1], float(totals[key]), usual, "belopp för", "ett års utfall")
    budget = plans[(plans["beloppstyp"] == terms.BUDGET) & (plans["belopp"] > 0)]
    each = budget.groupby(["källa", "period"])["belopp"].sum()
    middle = each.groupby(level=0).transform("median")
    for name, own in each[_off(each, middle, books.limits.skala)].reset_index("period").groupby(level=0):
        källa, months = str(name), periods.in_words([*own["period"]])
        found, others = float(own["belopp"].median()), float(middle[källa].iloc[0])
        yield _unit(books, källa, months, found, others, "budgeten i", "i andra månader")


def sizes(utfall: "sets.Table") -> "sets.Table":
    """The median size of the postings of each month of each file."""
    return utfall.group_by(["källa", "period"]).aggregate(belopp=utfall["belopp"].abs().median().cast("float64"))


def _in(months: pd.Series) -> str:
    """The months of a budget in words; none where it is all of it or no budget."""
    return f" i {periods.in_words([*months])}" if all(months) and len(months) < _YEAR else ""


def _off(sizes: pd.Series, usual: "float | pd.Series", scale: float) -> pd.Series:
    return (sizes * scale < usual) | (sizes > usual * scale)


def _unit(books: Books, källa: str, when: str, found: float, usual: float, what: str, than: str) -> Found:
    rows = pd.concat([books.strings, books.plans])
    mine = rows[(rows["källa"] == källa) & (rows["period"] >= when[: len("2025-01")])]
    times = usual / found if found < usual else found / usual
    word = "mindre" if found < usual else "större"
    unit = "öre" if found > usual else "tkr" if times < 50_000 else "mnkr"
    two_figures = 10 ** max(int(np.floor(np.log10(times))) - 1, 0)
    about = schema.number(round(times / two_figures) * two_figures)
    said = f"{what} {when} omkring {about} gånger {word} än {than}, som om beloppen stod i {unit}"
    return Found(*books.start_of(mine), said, "belopp i kronor")


@Check("större än väntat", VARNING, limits=("största_andel",), action="Kontrollera värdet i filen.")
def out_of_proportion(books: Books) -> Iterator[Found]:
    """En åtgärd eller risk som är en stor del av nämndens kostnader: kronor där tkr eller mnkr ska stå.

    An amount of the report's actions and risks over `största_andel` of the costs of the latest twelve months.
    """
    year = books.strings[books.strings["period"] >= periods.shift(books.period, 1 - _YEAR)]
    most = -float(year.loc[year["resultatrad"] == terms.KOSTNADER, "belopp"].sum()) * books.limits.största_andel
    for (fil, rad, column), size in books.planned:
        if size > most:
            found, least = (schema.number(round(one / terms.ÖRE_PER_MNKR, 1)) for one in (size, most))
            share = f"{schema.number(100 * books.limits.största_andel)} procent av ett års kostnader"
            yield Found(fil, rad, column, f"{found} mnkr", f"högst {least} mnkr, {share}")


@Check("känt belopp mot utfall", VARNING, limits=("språng",),
       action="Rätta beloppen i registret: kronor, intäkt plus och kostnad minus.")  # fmt: skip
def odd_known(books: Books) -> Iterator[Found]:
    """Kända belopp som återkommer i en serie och har motsatt tecken mot, är många gånger större än, eller inte en
    tusendel av, allt som är bokfört på serien i samma månader: fel tecken eller fel enhet.

    Of a verksamhetsområde and a kostnadsslag, in at least half of the latest twelve months.
    """
    if books.known.empty:
        return
    months = periods.span(periods.shift(books.period, 1 - _YEAR), books.period)
    known = books.known[books.known["månad"].isin(months) & (books.known["slag"] == terms.KÄNT)]
    sums = sets.summed(books.utfall, ["ansvar", "kostnadsslag", "period"])
    rows = sums[sums["period"].isin(months)].assign(beloppstyp=terms.UTFALL)
    area = look_up(rows, "ansvar", books.registers.organisation, ["verksamhetsområde"])["verksamhetsområde"]
    serie = area.fillna("") + terms.DELAD + rows["kostnadsslag"]
    booked = rows.groupby([serie.rename("serie"), "period"])["belopp"].sum() / terms.ÖRE_PER_KRONA
    # a serie as a whole is no more than the booked, and of its sign; none of its sources is next to nothing of it
    parts = [(str(name), own, False) for name, own in known.groupby("serie")]
    parts += [(str(name), own, True) for (name, _), own in known.groupby(["serie", "källa"])]
    for name, own, alone in parts:
        said = own.groupby("månad")["belopp"].sum()
        had = booked[name].reindex(said.index).dropna() if name in booked.index.get_level_values(0) else said[:0]
        part, whole = float(said[had.index].sum()), float(had.sum())
        share = part / whole if whole and 2 * len(had) >= _YEAR else 1.0
        if 0 <= share < terms.ÖRE_PER_KRONA / terms.ÖRE_PER_TKR if alone else not 0 <= share <= books.limits.språng:
            when = f"{len(had)} månader till och med {had.index.max()}"
            found = f"{schema.kronor(part * terms.ÖRE_PER_KRONA)} för {name} i {when}"
            expected = f"en del av det bokförda, {schema.kronor(whole * terms.ÖRE_PER_KRONA)} (intäkt +)"
            yield Found(books.told, own["rad"].min(), "belopp", found, expected)


@Check("omvänt tecken på konto", VARNING, limits=("historik_månader", "avvikelse_mnkr"),
       action="Kontrollera posterna på kontot.")  # fmt: skip
def reversed_accounts(books: Books) -> Iterator[Found]:
    """Ett konto vars summa i perioden har motsatt tecken mot alla andra månader.

    A konto whose sum in a month of the year has the sign that none of the two years before it had.
    """
    sums, least = books.by_konto, books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR / 10
    for month in books.months:
        before = sums[[m for m in periods.span(periods.shift(month, -_HISTORY), periods.shift(month, -1)) if m in sums]]
        sign, months = np.sign(before).sum(axis=1), (before != 0).sum(axis=1)
        steady = (months >= books.limits.historik_månader) & (sign.abs() == months)
        usual = before.abs().median(axis="columns")
        turned = steady & (np.sign(sums[month]) == -np.sign(sign)) & (sums[month].abs() >= np.maximum(usual / 2, least))
        for konto, belopp in sums[month][turned].items():
            rows = books.posted(konto=str(konto), period=month)
            yield Found(
                *books.start_of(rows[np.sign(rows["belopp"]) == np.sign(belopp)]),
                f"{schema.kronor(belopp)} på konto {konto} i {month} (intäkt +)",
                f"en {'kostnad' if belopp > 0 else 'intäkt'} som i alla tidigare månader",
            )


@Check("avvikande belopp", VARNING, limits=("avvikelse_mått", "avvikelse_mnkr"),
       action="Kontrollera posterna; rätta dem, eller kommentera avvikelsen.")  # fmt: skip
def outliers(books: Books) -> Iterator[Found]:
    """Ett konto på ett ansvar som ligger långt utanför sin egen historik, säsongen medräknad.

    d is the month less the same month of the year before; it is far out where |d − median(d)| of the earlier months is
    more than `avvikelse_mått` times 1,4826·MAD (the Hampel identifier: Davies & Gather 1993, JASA 88; Rousseeuw & Croux
    1993, JASA 88), at least 1 % of the usual month; it must also be at least `avvikelse_mnkr`, and lie half of that
    outside what the latest twelve months have seen. Asks for 24 months of history and a konto and ansvar that hold in
    the month.
    """
    seen = books.by_unit.columns[_HISTORY:]
    found = [_far_out(books, month) for month in books.months if month in seen]
    far = pd.concat(found) if found else pd.DataFrame(columns=["avstånd"])
    for row in far.sort_values("avstånd", ascending=False, kind="stable").to_dict("records"):
        mine = books.posted(**{name: row[name] for name in ("konto", "ansvar", "period")})
        where: Place = books.file_of(row["period"]), None, books.headings["belopp"]
        if len(mine):
            where = books.start_of(mine.iloc[[int(mine["belopp"].abs().argmax())]])
        place = f"konto {row['konto']}, ansvar {row['ansvar']} i {row['period']}"
        yield Found(
            *where,
            f"{schema.kronor(row['belopp'])} på {place} (intäkt +)",
            f"omkring {schema.kronor(round(row['väntat'] / 100_000) * 100_000)} efter kontots historik",
        )


def _far_out(books: Books, month: str) -> pd.DataFrame:
    sums = books.by_unit
    place = sums.columns.get_loc(month)
    amounts = sums.to_numpy(dtype="float64")
    history, now = amounts[:, :place], amounts[:, place]
    moves = history[:, _YEAR:] - history[:, :-_YEAR]
    middle = np.median(moves, axis=1)
    spread = _MAD * np.median(np.abs(moves - middle[:, None]), axis=1)
    spread = np.maximum(spread, 0.01 * np.median(np.abs(history), axis=1))
    off = np.abs(now - history[:, -_YEAR] - middle)
    seen = history[:, -_YEAR:]
    outside = np.maximum(seen.min(axis=1) - now, now - seen.max(axis=1))
    least = books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR
    far = (spread > 0) & (off > books.limits.avvikelse_mått * spread) & (off >= least) & (outside >= least / 2)
    usual = history[:, -_YEAR] + middle
    frame = pd.DataFrame({"period": month, "belopp": now, "väntat": usual, "avstånd": off}, index=sums.index)
    frame = frame[far].reset_index()
    for column, register in (("konto", books.registers.accounts), ("ansvar", books.registers.organisation)):
        frame = frame[frame[column].isin(register[holds(register, month)][column])]
    return frame
