"""Is the delivery whole, and is it the right one? Months, rows, and what stands there twice."""

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema
from ekonomi.errors import Finding
from ekonomi.gates.books import CODES, Books, first_of, span_text

_POSTING = ["period", "verifikation", *CODES, "belopp", "text"]


def missing_months(books: Books) -> list[Finding]:
    """A month without postings between the first of the books and the period."""
    posted = set(books.utfall["period"])
    span = periods.span(min(posted), books.period)
    return [
        Finding(
            fil=books.file_of(month),
            kolumn=books.headings["period"],
            funnet=f"inga poster i {month}",
            väntat=f"poster i varje månad {span[0]}–{span[-1]}",
            åtgärd="Lägg till månadens uttag.",
        )
        for month in span
        if month not in posted
    ]


def row_limits(books: Books) -> list[Finding]:
    """A file whose number of rows, or whose last row, is a limit that programs cut at."""
    rows = pd.concat([frame[["källa", "rad"]] for frame in (books.utfall, books.balance, books.later)])
    ends = rows.groupby("källa")["rad"].agg(["min", "max"])
    findings = []
    for källa, first, last in ends.itertuples(name=None):
        count = last - first + 1
        limit = next((n for n in (count, last) if n in books.limits.radgränser), None)
        if limit is not None:
            findings.append(_cut(books.fil(str(källa)), int(last), limit))
    return findings


def _cut(fil: str, last: int, limit: int) -> Finding:
    what = f"precis {limit:,} rader".replace(",", " ")
    return Finding(
        fil=fil,
        rad=last,
        funnet=f"{what}, en gräns som program brukar kapa vid",
        väntat="ett uttag som slutar av sig självt",
        åtgärd="Kontrollera att sista posten är med; ta annars ut färre månader i varje fil.",
    )


def few_rows(books: Books) -> list[Finding]:
    """A month of the year with far fewer postings than the median of the twelve months before it."""
    counts = books.utfall.groupby("period").size()
    findings = []
    for month in books.months:
        before = counts.reindex(periods.span(periods.shift(month, -12), periods.shift(month, -1))).dropna()
        found = int(counts.get(month, 0))
        if len(before) >= 6 and 0 < found < books.limits.minsta_andel_poster * before.median():
            findings.append(_few(books, month, found, int(before.median())))
    return findings


def _few(books: Books, month: str, found: int, usual: int) -> Finding:
    fil, rad = first_of(books.utfall[books.utfall["period"] == month], books)
    return Finding(
        fil=fil,
        rad=rad,
        kolumn=books.headings["period"],
        funnet=f"{schema.postings(found)} i {month}",
        väntat=f"omkring {schema.postings(usual)} som i de tolv månaderna före",
        åtgärd="Kontrollera att månaden är helt uttagen och bokförd.",
    )


def same_month_twice(books: Books) -> list[Finding]:
    """A month whose vouchers stand there twice, in one file or in two."""
    twice = _twice(books.utfall)
    share = twice.groupby(books.utfall["period"]).mean()
    months = share.index[share >= books.limits.upprepad_andel]
    return [
        _double(books, str(month), books.utfall[twice & (books.utfall["period"] == month)])
        for month in months
    ]


def _twice(rows: pd.DataFrame) -> pd.Series:
    """True for rows that stand there more than once, and for vouchers that stand in more than one file."""
    voucher = rows.groupby(["period", "verifikation"], sort=False)["källa"]
    return rows.duplicated(_POSTING, keep=False) | (voucher.transform("nunique") > 1)


def _double(books: Books, month: str, rows: pd.DataFrame) -> Finding:
    files = sorted({books.fil(str(källa)) for källa in rows["källa"]})
    later = rows[rows["källa"] == rows["källa"].max()]
    again = later[later.duplicated(_POSTING)] if len(files) == 1 else later
    others = f"också i {', '.join(files[:-1])}" if len(files) > 1 else "två gånger i filen"
    return Finding(
        fil=files[-1],
        rad=int(again["rad"].min()),
        kolumn=books.headings["verifikation"],
        funnet=f"{rows['verifikation'].nunique()} verifikationer i {month} som står {others}",
        väntat="varje verifikation en gång",
        åtgärd="Ta bort den ena filen, eller ta ut månaden på nytt.",
    )


def repeated_month(books: Books) -> list[Finding]:
    """A month of the year with the amounts of the month before it on most of its code strings."""
    since = periods.shift(books.months[0], -1)
    rows = books.utfall[books.utfall["period"] >= since]
    sums = rows.groupby([*CODES, "period"], sort=False)["belopp"].sum().unstack()
    sums = sums.reindex(columns=[since, *books.months])
    findings = []
    for month, before in zip(books.months, [since, *books.months], strict=False):
        posted = sums[month].abs() >= 100  # a krona: less is what is left of amounts in another unit
        same = float((sums[month] == sums[before])[posted].mean()) if posted.any() else 0.0
        if posted.sum() >= books.limits.minst_antal and same >= books.limits.upprepad_andel:
            findings.append(_repeated(books, month, before, same, int(posted.sum())))
    return findings


def _repeated(books: Books, month: str, before: str, same: float, count: int) -> Finding:
    fil, rad = first_of(books.utfall[books.utfall["period"] == month], books)
    return Finding(
        fil=fil,
        rad=rad,
        kolumn=books.headings["belopp"],
        funnet=f"samma belopp i {month} som i {before} på {same:.0%} av {count} kodsträngar".replace(
            "%", "\u00a0%"
        ),
        väntat="månadens egna belopp",
        åtgärd="Ta ut månaden på nytt; uttaget är gjort för fel period.",
    )


def duplicates(books: Books) -> list[Finding]:
    """Postings of the year with the same codes, amount and text, in one month but in two vouchers or twice in one."""
    size = books.limits.dubblett_kronor * 100
    rows = books.of_year[(books.of_year["belopp"].abs() >= size) & (books.of_year["text"] != "")]
    whole = set(_double_months(books))
    keys = [key for key in _POSTING if key != "verifikation"]
    rows = rows[rows.duplicated(keys, keep=False) & ~rows["period"].isin(whole)]
    groups = rows.sort_values(["källa", "rad"]).groupby(keys, sort=False)
    return [_duplicate(books, group) for _, group in groups] + _plan_duplicates(books, size)


def _double_months(books: Books) -> list[str]:
    share = _twice(books.of_year).groupby(books.of_year["period"]).mean()
    return [str(month) for month in share.index[share >= books.limits.upprepad_andel]]


def _duplicate(books: Books, group: pd.DataFrame) -> Finding:
    first, again = group.iloc[0], group.iloc[1]
    place = f"konto {again['konto']}, ansvar {again['ansvar']}, {schema.quoted(again['text'])}"
    numbers = list(dict.fromkeys([first["verifikation"], again["verifikation"]]))
    same_file = first["källa"] == again["källa"]
    at = f"rad {first['rad']}" if same_file else f"{books.fil(str(first['källa']))}, rad {first['rad']}"
    return Finding(
        fil=books.fil(str(again["källa"])),
        rad=int(again["rad"]),
        kolumn=books.headings["belopp"],
        funnet=f"{schema.kronor(again['belopp'])} på {place}, samma post som {at} "
        f"(verifikation {' och '.join(numbers)})",
        väntat="varje underlag bokfört en gång",
        åtgärd="Kontrollera om samma underlag är bokfört två gånger.",
    )


def _plan_duplicates(books: Books, size: float) -> list[Finding]:
    """Rows of a budget that say the same as another row of it, every month."""
    rows = books.plans[(books.plans["beloppstyp"] == "budget") & (books.plans["period"] >= books.months[0])]
    same = rows[rows.duplicated(["källa", "version", *CODES, "period", "belopp"])]
    doubled = same.groupby(["källa", "rad"], sort=True).agg(summa=("belopp", "sum"), konto=("konto", "first"))
    return [
        Finding(
            fil=books.fil(str(källa)),
            rad=int(rad),
            funnet=f"samma kodsträng och belopp som på en tidigare rad, konto {konto}, {schema.kronor(summa)} på året",
            väntat="varje kodsträng en gång",
            åtgärd="Ta bort raden om budgeten är inlagd två gånger.",
        )
        for (källa, rad), summa, konto in doubled[doubled["summa"].abs() >= size].itertuples(name=None)
    ]


def late_postings(books: Books) -> list[Finding]:
    """Postings of the year's earlier months that were registered after those months had closed."""
    if books.late.empty:
        return []
    fil, rad = first_of(books.late, books)
    months = span_text(sorted(set(books.late["period"])))
    total = schema.kronor(int(books.late["belopp"].sum()))
    return [
        Finding(
            fil=fil,
            rad=rad,
            kolumn=books.headings.get("registrerad"),
            funnet=f"{schema.postings(len(books.late))} i {months}, tillsammans {total} (intäkt +)",
            väntat="inga som registrerats efter att månaden stängts",
            åtgärd="De räknas med, och syns som sena poster i rapporten.",
        )
    ]
