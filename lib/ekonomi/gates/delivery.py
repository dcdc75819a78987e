"""Is the delivery whole, and is it the right one? Its months and its rows."""

from collections.abc import Iterator

from ekonomi import period as periods
from ekonomi import schema
from ekonomi.errors import STOPPAR, UPPLYSNING, VARNING, Check, Found
from ekonomi.gates.books import CODES, Books
from ekonomi.sources.series import sparse


@Check("saknad månad", STOPPAR, action="Lägg till månadens uttag.")
def missing_months(books: Books) -> Iterator[Found]:
    """En månad utan poster mellan huvudbokens första månad och perioden."""
    posted = set(books.strings["period"])
    span = periods.span(min(posted), books.period)
    for month in (month for month in span if month not in posted):
        expected = f"poster i varje månad {span[0]}–{span[-1]}"
        yield Found(books.file_of(month), None, books.headings["period"], f"inga poster i {month}", expected)


@Check("upprepad månad", STOPPAR, limits=("upprepad_andel", "minst_antal"),
       action="Ta ut månaden på nytt; uttaget är gjort för fel period.")  # fmt: skip
def repeated_month(books: Books) -> Iterator[Found]:
    """En månad har samma belopp som månaden före på minst hälften av kodsträngarna.

    Most code strings: at least `upprepad_andel` of them.
    """
    since = periods.shift(books.months[0], -1)
    rows = books.strings[books.strings["period"] >= since]
    sums = rows.groupby([*CODES, "period"], sort=False)["belopp"].sum().unstack()
    sums = sums.reindex(columns=[since, *books.months])
    for month, before in zip(books.months, [since, *books.months], strict=False):
        posted = sums[month].abs() >= 100  # a krona: less is what is left of amounts in another unit
        same = float((sums[month] == sums[before])[posted].mean()) if posted.any() else 0.0
        if posted.sum() >= books.limits.minst_antal and same >= books.limits.upprepad_andel:
            found = f"samma belopp i {month} som i {before} på {100 * same:.0f}\u00a0% av {posted.sum()} kodsträngar"
            yield Found(*books.start_of(rows[rows["period"] == month]), found, "månadens egna belopp")


@Check("få poster", VARNING, limits=("minsta_andel_poster",),
       action="Kontrollera att månaden är helt uttagen och bokförd.")  # fmt: skip
def few_rows(books: Books) -> Iterator[Found]:
    """En månad med betydligt färre poster än månader brukar ha.

    Fewer than `minsta_andel_poster` of the median of the twelve months before it.
    """
    counts = books.strings.groupby("period")["rader"].sum()
    for month, count, usual in sparse(counts, books.period, books.limits.minsta_andel_poster):
        where = books.start_of(books.strings[books.strings["period"] == month], "period")
        found, expected = schema.postings(count), f"omkring {schema.postings(usual)} som i de tolv månaderna före"
        yield Found(*where, f"{found} i {month}", expected)


@Check("sena poster", UPPLYSNING, action="De räknas med, och syns som sena poster i rapporten.")
def late_postings(books: Books) -> Iterator[Found]:
    """Poster i årets tidigare månader som registrerats efter att månaden stängts."""
    if len(books.late):
        months = periods.in_words(sorted(set(books.late["period"])))
        total = schema.kronor(books.late["belopp"].sum())
        found = f"{schema.postings(len(books.late))} i {months}, tillsammans {total} (intäkt +)"
        where = books.start_of(books.late, "registrerad")
        yield Found(*where, found, "inga som registrerats efter att månaden stängts")
