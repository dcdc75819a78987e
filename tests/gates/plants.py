"""Faults planted in the clean books of the example, mars 2025: each a function from books to books."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from ekonomi import gates, sets, terms
from ekonomi.gates import Books
from ekonomi.sources.earlier import ClosedYears

MARCH, FEBRUARY = "2025-03", "2025-02"
Plant = Callable[[Books], Books]


def _utfall(books: Books, rows: pd.DataFrame) -> Books:
    return replace(books, utfall=rows.reset_index(drop=True))


def _without(books: Books, gone: pd.Series) -> Books:
    return _utfall(books, books.utfall[~gone])


def _scaled(books: Books, chosen: pd.Series, factor: float) -> Books:
    belopp = books.utfall["belopp"]
    return _utfall(books, books.utfall.assign(belopp=belopp.where(~chosen, (belopp * factor).round().astype("int64"))))


def _plans(books: Books, källa: str, factor: float) -> Books:
    mine, belopp = books.plans["källa"] == källa, books.plans["belopp"]
    return replace(
        books, plans=books.plans.assign(belopp=belopp.where(~mine, (belopp * factor).round().astype("int64")))
    )


def _file(books: Books, källa: str) -> pd.Series:
    return books.utfall["källa"] == källa


def _at(books: Books, period: str = MARCH, **codes: str) -> pd.Series:
    chosen = books.utfall["period"] == period
    for column, code in codes.items():
        chosen &= books.utfall[column] == code
    return chosen


def _text(books: Books, start: str, period: str) -> pd.Series:
    return books.utfall["text"].str.startswith(start) & (books.utfall["period"] == period)


def _again(books: Books, rows: pd.DataFrame, **changes: object) -> Books:
    return _utfall(books, pd.concat([books.utfall, rows.assign(**changes)]))


def _repeated(books: Books) -> Books:
    march, february = _at(books), _at(books, FEBRUARY)
    rows = books.utfall[february].assign(period=MARCH, verifikation="x" + books.utfall["verifikation"])
    return _utfall(books, pd.concat([books.utfall[~march], rows]))


def _same_file_twice(books: Books) -> Books:
    rows = books.utfall[_at(books, FEBRUARY)]
    return _again(books, rows, rad=rows["rad"] + 10_000)


def _thinned(books: Books) -> Books:
    march = books.utfall[_at(books)]
    return _without(books, books.utfall.index.isin(march.index[::3]) ^ _at(books))


def _one_larger(books: Books) -> Books:
    chosen = _at(books, konto="6810", ansvar="44030")
    return _scaled(books, chosen, 6)


def _invoice_twice(books: Books) -> Books:
    row = books.utfall[_at(books, konto="7462")].iloc[[3]]
    return _again(books, row, verifikation="25199999", rad=row["rad"] + 2_000)


def _voucher_twice(books: Books) -> Books:
    rows = books.utfall[books.utfall["verifikation"] == "25100624"]
    return _again(books, rows, rad=rows["rad"] + 2_000)


def _budget_twice(books: Books) -> Books:
    mine = (books.plans["källa"] == "budget_2025.xlsx") & (books.plans["rad"] == 10)
    rows = books.plans[mine]
    return replace(books, plans=pd.concat([books.plans, rows.assign(rad=1500)], ignore_index=True))


def _forecast_twice(books: Books) -> Books:
    rows = books.plans[(books.plans["källa"] == "prognos_2025-03.xlsx") & (books.plans["rad"] == 5)]
    return replace(books, plans=pd.concat([books.plans, rows.assign(rad=1500)], ignore_index=True))


def _forecast_of_two(books: Books) -> Books:
    """The lines of an ansvar once more with other amounts, as a corrected copy of its workbook would give."""
    plans = books.plans
    rows = plans[(plans["källa"] == "prognos_2025-03.xlsx") & (plans["ansvar"] == "44030")]
    copy = rows.assign(källa="prognos_kopia.xlsx", belopp=rows["belopp"] * 2)
    return replace(books, plans=pd.concat([plans, copy], ignore_index=True))


def _forecast_copied(books: Books) -> Books:
    rows = books.plans[(books.plans["källa"] == "prognos_2025-03.xlsx") & (books.plans["rad"] == 5)]
    return replace(books, plans=pd.concat([books.plans, rows.assign(källa="kopia.xlsx")], ignore_index=True))


def _forecast_line_lost(books: Books) -> Books:
    plans = books.plans
    gone = (plans["källa"] == "prognos_2025-03.xlsx") & (plans["ansvar"] == "44030") & (plans["kostnadsslag"] == "IT")
    return replace(books, plans=plans[~gone].reset_index(drop=True))


def _plan_row(books: Books, källa: str, factor: float, **codes: str) -> Books:
    """The largest of a plan's rows with some codes, made so many times larger."""
    plans = books.plans
    mine = plans[(plans["källa"] == källa) & (plans[[*codes]] == [*codes.values()]).all(axis="columns")]
    row = plans["rad"] == mine.groupby("rad")["belopp"].sum().abs().idxmax()
    chosen = row & (plans["källa"] == källa)
    scaled = (plans["belopp"] * factor).round().astype("int64")
    return replace(books, plans=plans.assign(belopp=plans["belopp"].where(~chosen, scaled)))


def _months(books: Books, factor: float) -> Books:
    """Two months of the budget made so many times larger."""
    mine = (books.plans["källa"] == "budget_2025.xlsx") & books.plans["period"].isin(["2025-05", "2025-06"])
    scaled = (books.plans["belopp"] * factor).round().astype("int64")
    return replace(books, plans=books.plans.assign(belopp=books.plans["belopp"].where(~mine, scaled)))


def _small_rows(books: Books) -> Books:
    """An ansvar's forecast in tkr, parted on tjänster and motparter so that no kostnadsslag of it is large."""
    mine = (books.plans["källa"] == "prognos_2025-03.xlsx") & (books.plans["ansvar"] == "41010")
    scaled = (books.plans["belopp"] / 1_000).round().astype("int64")
    limits = books.limits.model_copy(update={"avvikelse_mnkr": 4.2})
    return replace(books, limits=limits, plans=books.plans.assign(belopp=books.plans["belopp"].where(~mine, scaled)))


def _budget_of(books: Books, källa: str) -> Books:
    """The budget of the year, with what another plan says."""
    plans = books.plans
    rows = plans[plans["källa"] == källa]
    copy = rows.assign(källa="budget_2025.xlsx", version="2025", period="2025" + rows["period"].str[4:])
    return replace(books, plans=pd.concat([plans[plans["källa"] != "budget_2025.xlsx"], copy], ignore_index=True))


def _forecast_two(books: Books) -> Books:
    """The forecast and a later version of it under one another."""
    plans = books.plans
    rows = plans[plans["källa"] == "prognos_2025-03.xlsx"]
    later = rows.assign(rad=rows["rad"] + 1_000, belopp=rows["belopp"] + 100)
    return replace(books, plans=pd.concat([plans, later], ignore_index=True))


def _round_row(books: Books) -> Books:
    """A forecast of two workbooks, with a row of one of them again and another amount."""
    plans = books.plans
    mine = plans["källa"] == "prognos_2025-03.xlsx"
    parted = plans.assign(källa=plans["källa"].mask(mine & (plans["rad"] < 100), "runda.xlsx"))
    again = parted[mine & (parted["rad"] == 5)]
    again = again.assign(rad=1500, belopp=2 * again["belopp"])
    return replace(books, plans=pd.concat([parted, again], ignore_index=True))


def _budget_even(books: Books) -> Books:
    mine = (books.plans["källa"] == "budget_2025.xlsx") & (books.plans["konto"] == "7440")
    even = books.plans[mine].groupby("rad")["belopp"].transform("mean").round().astype("int64")
    return replace(books, plans=books.plans.assign(belopp=books.plans["belopp"].where(~mine, even)))


def _rounded(books: Books) -> Books:
    mine = (books.plans["källa"] == "prognos_2025-03.xlsx") & (books.plans["motpart"] == "0490")
    rounded = books.plans["belopp"] + 50_000 * (mine & ~mine.duplicated())
    return replace(books, plans=books.plans.assign(belopp=rounded))


def _closed(books: Books, before: pd.DataFrame) -> Books:
    return replace(books, closed=ClosedYears("output/2025-02/manifest.json", before))


def _year_moved(books: Books) -> Books:
    before = gates.closed_years(pd.concat([books.utfall, books.plans]), books.period)
    chosen = _at(books, "2023-05", konto="7430")
    return _closed(_scaled(books, chosen, 1.01), before)


def _beside_moved(books: Books) -> Books:
    chosen = books.beside["konto"].str.startswith("volymer")
    now = books.beside.assign(belopp=books.beside["belopp"].mask(chosen, books.beside["belopp"] * 1000))
    gone = chosen & (books.beside["konto"].str.endswith("3115") | (books.beside["period"] < "2023-12"))
    before = gates.closed_years(pd.concat([books.strings, books.beside], ignore_index=True), books.period)
    return replace(_closed(books, before), beside=now[~gone])


def _konto_moved(books: Books) -> Books:
    before = gates.closed_years(pd.concat([books.utfall, books.plans]), books.period)
    chosen = books.utfall["period"].str.startswith("2024") & (books.utfall["konto"] == "6550")
    return _closed(_utfall(books, books.utfall.assign(konto=books.utfall["konto"].where(~chosen, "6850"))), before)


def _opened_in_tkr(books: Books) -> Books:
    """The receivables end 2024 at 10 million, and 2025 begins with them in thousands."""
    booked = sets.frame(books.balance).query("konto == '1510' and period.str.startswith('2024')")["belopp"].sum()
    rows = [("1510", "2024", 10**9 + booked, 2), ("1510", "2025", 10**6, 3)]
    openings = pd.DataFrame(rows, columns=["konto", "år", "belopp", "rad"])
    return replace(books, openings=openings, opened="data/intraservice/ingaende_balans.csv")


def _hours(books: Books, change: Callable[[pd.DataFrame], pd.Series]) -> Books:
    return replace(books, hours=books.hours.assign(timmar=change(books.hours).astype("float64")))


def _so_far(hours: pd.DataFrame) -> pd.Series:
    """The hours of the year until and with each month."""
    year = hours["månad"].str[:4]
    return hours.groupby([year, "ansvar"])["timmar"].cumsum().where(year == "2025", hours["timmar"])


def _hours_again(books: Books) -> Books:
    february = books.hours[books.hours["månad"] == FEBRUARY].assign(månad=MARCH)
    return replace(books, hours=pd.concat([books.hours[books.hours["månad"] != MARCH], february], ignore_index=True))


PLANTS: dict[str, Plant] = {
    "en månad saknas": lambda b: _without(b, _at(b, "2024-10")),
    "samma månad i två filer": lambda b: _again(b, b.utfall[_at(b, FEBRUARY)], källa="huvudbok_2025_ny.csv"),
    "samma månad två gånger i filen": _same_file_twice,
    "förra månadens siffror igen": _repeated,
    "omvänt tecken i huvudboken": lambda b: _scaled(b, _file(b, "huvudbok_2025.csv"), -1),
    "omvänt tecken i budgeten": lambda b: _plans(b, "budget_2025.xlsx", -1),
    "omvänt tecken i prognosen": lambda b: _plans(b, "prognos_2025-03.xlsx", -1),
    "en månad i tkr": lambda b: _scaled(b, _at(b), 1 / 1_000),
    "en fil i mnkr": lambda b: _scaled(b, _file(b, "huvudbok_2025.csv"), 1 / 1_000_000),
    "en fil i öre": lambda b: _scaled(b, _file(b, "huvudbok_2025.csv"), 100),
    "hela huvudboken i tkr": lambda b: _scaled(b, b.utfall["belopp"] != 0, 1 / 1_000),
    "hela huvudboken i öre": lambda b: _scaled(b, b.utfall["belopp"] != 0, 100),
    "budgeten i tkr": lambda b: _plans(b, "budget_2025.xlsx", 1 / 1_000),
    "prognosen i mnkr": lambda b: _plans(b, "prognos_2025-03.xlsx", 1 / 1_000_000),
    "två tredjedelar av månaden saknas": _thinned,
    "ett ansvar saknas": lambda b: _without(b, _at(b, ansvar="42030")),
    "ett konto saknas": lambda b: _without(b, _at(b, konto="7495")),
    "omvänt tecken på ett konto": lambda b: _scaled(b, _at(b, konto="6810"), -1),
    "en licens bokförd med en siffra för mycket": _one_larger,
    "lönerna saknas på ett ansvar": lambda b: _without(b, _at(b, konto="5010", ansvar="44070")),
    "hyran saknas": lambda b: _without(b, _at(b, FEBRUARY, konto="6010", motpart="0620")),
    "hyran har ett annat belopp": lambda b: _scaled(b, _at(b, konto="6010", motpart="0420"), 1.2),
    "decembers konsulter inte återförda": lambda b: _without(
        b, _text(b, "Återföring av upplupen konsultkostnad", "2025-01")
    ),
    "en upplupen intäkt inte återförd": lambda b: _without(
        b, b.utfall["text"].str.contains("terföring") & _at(b, "2025-01") & b.utfall["konto"].str.startswith("3")
    ),
    "en förutbetald licens inte återförd": lambda b: _without(
        b, _text(b, "Återföring av förutbetald licens", MARCH) & (b.utfall["ansvar"] == "43020")
    ),
    "en faktura bokförd två gånger": _invoice_twice,
    "en verifikation två gånger": _voucher_twice,
    "en budgetrad två gånger": _budget_twice,
    "en prognosrad två gånger": _forecast_twice,
    "en arbetsbok i två versioner": _forecast_of_two,
    "en prognosrad i två arbetsböcker": _forecast_copied,
    "ett kostnadsslag saknas i prognosen": _forecast_line_lost,
    "en budgetrad i öre": lambda b: _plan_row(b, "budget_2025.xlsx", 100, konto="5010", ansvar="44070"),
    "en budgetrad med omvänt tecken": lambda b: _plan_row(b, "budget_2025.xlsx", -1, konto="5010", ansvar="44070"),
    "halva budgeten": lambda b: replace(
        b, plans=b.plans[~((b.plans["källa"] == "budget_2025.xlsx") & (b.plans["period"] > "2025-06"))]
    ),
    "en prognosrad i tkr": lambda b: _plan_row(
        b, "prognos_2025-03.xlsx", 0.001, kostnadsslag="personal", ansvar="44070"
    ),
    "en prognosrad med omvänt tecken": lambda b: _plan_row(
        b, "prognos_2025-03.xlsx", -1, kostnadsslag="personal", ansvar="44070"
    ),
    "en åtgärd i kronor": lambda b: replace(
        b, planned=((("data/intraservice/atgarder.csv", 4, "planerad_tkr"), 2_400_000.0 * terms.ÖRE_PER_TKR),)
    ),
    "två månader av budgeten i tkr": lambda b: _months(b, 0.001),
    "två månader av budgeten med omvänt tecken": lambda b: _months(b, -1),
    "ett ansvars små rader i tkr": _small_rows,
    "förra årets budget": lambda b: _budget_of(b, "budget_2024.xlsx"),
    "två versioner i en prognos": _forecast_two,
    "en rad två gånger i en arbetsbok": _round_row,
    "budgeten i tolftedelar": _budget_even,
    "ingen budget": lambda b: replace(b, plans=b.plans[b.plans["beloppstyp"] != "budget"]),
    "bara tidigare års budget": lambda b: replace(b, plans=b.plans[b.plans["källa"] != "budget_2025.xlsx"]),
    "prognosens interna poster avrundade": _rounded,
    "ett stängt år har ändrats": _year_moved,
    "ett stängt år har bytt konto": _konto_moved,
    "volymerna i en annan enhet, och en tjänst borta": _beside_moved,
    "ingående balans i tkr": _opened_in_tkr,
    "kända belopp tusen gånger för stora": lambda b: replace(b, known=b.known.assign(belopp=b.known["belopp"] * 1000)),
    "ett känt belopp i tkr": lambda b: replace(
        b, known=b.known.assign(belopp=b.known["belopp"].where(b.known["källa"].str.contains("hyra"), 3414.38 / -12))
    ),
    "kända belopp med omvänt tecken": lambda b: replace(b, known=b.known.assign(belopp=-b.known["belopp"])),
    "arbetad tid i minuter": lambda b: _hours(b, lambda own: own["timmar"] * 60),
    "arbetad tid i dagar": lambda b: _hours(b, lambda own: own["timmar"] / 8),
    "arbetad tid ackumulerad": lambda b: _hours(b, _so_far),
    "förra månadens arbetade tid igen": _hours_again,
    "ett ansvar utan arbetad tid": lambda b: replace(b, hours=b.hours[b.hours["ansvar"] != "41020"]),
    "fler sena poster": lambda b: replace(b, late=b.utfall[_at(b, "2025-01", konto="7440")]),
}  # fmt: skip
