"""Do the hours that are worked agree with what the huvudbok says that they cost?"""

from collections.abc import Iterator

import pandas as pd

from ekonomi import period as periods
from ekonomi import sets, terms
from ekonomi.errors import VARNING, Check, Found
from ekonomi.gates.books import Books
from ekonomi.schema import kronor, number

_YEAR = 12


@Check("arbetad tid mot lön", VARNING,
       limits=("timkostnad", "språng", "timkostnad_procent", "avvikelse_mnkr", "upprepad_andel", "minst_antal"),
       action="Ta ut timmarna på nytt: månadens egna arbetade timmar, för varje ansvar.")  # fmt: skip
def odd_hours(books: Books) -> Iterator[Found]:
    """Arbetad tid som inte passar personalens kostnader: minuter, dagar, ackumulerade timmar, en annan månads
    timmar, eller ett ansvar med lön men utan timmar.

    A year's cost per hour is held against `timkostnad`, `språng` times up and down; where that may be, a month's
    against the same month a year ago. An ansvar without hours has at least `avvikelse_mnkr` on the konton of wages.
    """
    hours = books.hours.loc[books.hours["månad"] <= books.period]
    if hours.empty:
        return
    cells = hours.pivot_table("timmar", "ansvar", "månad", "sum")
    yield from _another_month(books, cells)
    if not books.kostnadsslag:
        return
    costs = -sets.summed(books.utfall, ["konto", "kostnadsslag", "ansvar", "period"]).set_index(
        ["konto", "kostnadsslag", "ansvar", "period"]
    )["belopp"]
    spent = costs[costs.index.get_level_values("kostnadsslag") == books.kostnadsslag].groupby("period").sum()
    monthly = pd.DataFrame({"kostnad": spent, "timmar": cells.sum()}).query("timmar > 0").dropna()
    far = [*_out_of_reach(books, monthly)]
    yield from far or _other_than_a_year_ago(books, monthly)
    wages = costs[costs.index.get_level_values("konto").isin(books.lönekonton)]
    year = wages[wages.index.get_level_values("period").isin(books.months)].groupby("ansvar").sum()
    lost = year[(year >= books.limits.avvikelse_mnkr * terms.ÖRE_PER_MNKR) & ~year.index.isin(cells.index)]
    for ansvar, wage in lost.items():
        found = f"inga timmar för ansvar {ansvar}, som har {kronor(wage)} på lönekontona i år"
        yield Found(books.worked, None, "ansvar", found, "timmar för varje ansvar med lön")


def _out_of_reach(books: Books, monthly: pd.DataFrame) -> Iterator[Found]:
    """The report's year and the one before it, of those months that have both, where an hour costs what none does."""
    usual, times = books.limits.timkostnad, books.limits.språng
    for year in (periods.year(books.period) - 1, periods.year(books.period)):
        own = monthly[monthly.index.str.startswith(str(year))]
        cost = own["kostnad"].sum() / own["timmar"].sum() / terms.ÖRE_PER_KRONA if len(own) else usual
        if not usual / times <= cost <= usual * times:
            found = f"timmar i {year} som kostar {number(round(cost, 2))} kr var, lön och avgifter i huvudboken"
            yield Found(books.worked, None, "timmar", found, f"omkring {number(usual)} kr för en timme")


def _other_than_a_year_ago(books: Books, monthly: pd.DataFrame) -> Iterator[Found]:
    cost = monthly["kostnad"] / monthly["timmar"] / terms.ÖRE_PER_KRONA
    most = 1 + books.limits.timkostnad_procent / 100
    for month in books.months:
        before = periods.shift(month, -_YEAR)
        if month in cost and before in cost and not 1 / most <= cost[month] / cost[before] <= most:
            now, then = (number(round(float(cost[one]))) for one in (month, before))
            found = f"{number(float(monthly['timmar'][month]))} timmar i {month}, {now} kr var"
            yield Found(books.worked, None, "timmar", found, f"omkring {then} kr för en timme som i {before}")


def _another_month(books: Books, cells: pd.DataFrame) -> Iterator[Found]:
    """Months whose hours are those of the month before, or of a year ago, on as many ansvar as tell that it is they."""
    for month in (month for month in books.months if month in cells):
        worked = cells[month] > 0
        for before in (periods.shift(month, -1), periods.shift(month, -_YEAR)):
            same = float((cells[month] == cells[before])[worked].mean()) if before in cells else 0.0
            if worked.sum() >= books.limits.minst_antal and same >= books.limits.upprepad_andel:
                found = f"samma timmar i {month} som i {before} på {100 * same:.0f}\u00a0% av {worked.sum()} ansvar"
                yield Found(books.worked, None, "timmar", found, "månadens egna timmar")
