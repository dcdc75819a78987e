"""Is the delivery whole, and is it the right one? Its months and its rows."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema
from ekonomi.errors import STOPPAR, UPPLYSNING, VARNING, Check, Found
from ekonomi.gates.books import CODES, Books, span_text


@Check("saknad månad", STOPPAR,
       finds="En månad utan poster mellan huvudbokens första månad och perioden.",
       action="Lägg till månadens uttag.")  # fmt: skip
def missing_months(books: Books) -> Iterator[Found]:
    """A month without postings between the first of the books and the period."""
    posted = set(books.utfall["period"])
    span = periods.span(min(posted), books.period)
    for month in (month for month in span if month not in posted):
        expected = f"poster i varje månad {span[0]}–{span[-1]}"
        yield Found(books.file_of(month), None, books.headings["period"], f"inga poster i {month}", expected)


@Check("upprepad månad", STOPPAR, limits=("upprepad_andel", "minst_antal"),
       finds="En månad har samma belopp som månaden före på minst hälften av kodsträngarna.",
       action="Ta ut månaden på nytt; uttaget är gjort för fel period.")  # fmt: skip
def repeated_month(books: Books) -> Iterator[Found]:
    """A month of the year with the amounts of the month before it on most of its code strings."""
    since = periods.shift(books.months[0], -1)
    rows = books.utfall[books.utfall["period"] >= since]
    sums = rows.groupby([*CODES, "period"], sort=False)["belopp"].sum().unstack()
    sums = sums.reindex(columns=[since, *books.months])
    for month, before in zip(books.months, [since, *books.months], strict=False):
        posted = sums[month].abs() >= 100  # a krona: less is what is left of amounts in another unit
        same = float((sums[month] == sums[before])[posted].mean()) if posted.any() else 0.0
        if posted.sum() >= books.limits.minst_antal and same >= books.limits.upprepad_andel:
            found = f"samma belopp i {month} som i {before} på {100 * same:.0f}\u00a0% av {posted.sum()} kodsträngar"
            yield Found(*books.start_of(rows[rows["period"] == month]), found, "månadens egna belopp")


@Check("jämnt radantal", VARNING, limits=("radgränser",),
       finds="En fil vars antal rader är precis en gräns som program brukar kapa vid.",
       action="Kontrollera att sista posten är med; ta annars ut färre månader i varje fil.")  # fmt: skip
def row_limits(books: Books) -> Iterator[Found]:
    """A file whose number of rows, or whose last row, is a limit that programs cut at."""
    rows = pd.concat([frame[["källa", "rad"]] for frame in (books.utfall, books.balance, books.later)])
    for källa, first, last in rows.groupby("källa")["rad"].agg(["min", "max"]).itertuples():
        limit = next((n for n in (last - first + 1, last) if n in books.limits.radgränser), None)
        if limit is not None:
            found = f"precis {f'{limit:,}'.replace(',', ' ')} rader, en gräns som program brukar kapa vid"
            yield Found(books.fil(str(källa)), last, None, found, "ett uttag som slutar av sig självt")


@Check("få poster", VARNING, limits=("minsta_andel_poster",),
       finds="En månad med betydligt färre poster än månader brukar ha.",
       action="Kontrollera att månaden är helt uttagen och bokförd.")  # fmt: skip
def few_rows(books: Books) -> Iterator[Found]:
    """A month of the year with far fewer postings than the median of the twelve months before it."""
    counts = books.utfall.groupby("period").size()
    for month in books.months:
        before = counts.reindex(periods.span(periods.shift(month, -12), periods.shift(month, -1))).dropna()
        found = int(counts.get(month, 0))
        if len(before) >= 6 and 0 < found < books.limits.minsta_andel_poster * before.median():
            where = books.start_of(books.utfall[books.utfall["period"] == month], "period")
            usual = f"omkring {schema.postings(int(before.median()))} som i de tolv månaderna före"
            yield Found(*where, f"{schema.postings(found)} i {month}", usual)


@Check("sena poster", UPPLYSNING,
       finds="Poster i årets tidigare månader som registrerats efter att månaden stängts.",
       action="De räknas med, och syns som sena poster i rapporten.")  # fmt: skip
def late_postings(books: Books) -> Iterator[Found]:
    """Postings of the year's earlier months that were registered after those months had closed."""
    if len(books.late):
        months = span_text(sorted(set(books.late["period"])))
        total = schema.kronor(books.late["belopp"].sum())
        found = f"{schema.postings(len(books.late))} i {months}, tillsammans {total} (intäkt +)"
        where = books.start_of(books.late, "registrerad")
        yield Found(*where, found, "inga som registrerats efter att månaden stängts")
