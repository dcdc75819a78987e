"""Words that follow from a figure's sign, and from the period."""

from collections.abc import Callable, Sequence
from functools import partial

from ekonomi import period as periods
from ekonomi import tables, terms
from ekonomi.prose.parts import Figures, Make, Part, Sentence, listed
from ekonomi.table import RUBRIK
from ekonomi.tables.layout import december, inside
from ekonomi.tables.outcome import whole_areas

Words = tuple[Part, ...]
Place = tuple[Make, str, str]  # a cell: its table, row and column
Against = Callable[[Figures, Place], Words]
RESULT, INCOME, COSTS = "Resultat", "Intäkter", "Kostnader"
LEVEL = "i nivå med budget"


def so_far(period: str) -> str:
    """The months that a report covers: `till och med mars 2025`, `i januari 2025`, `för helåret 2024`."""
    named = f"{periods.name(period)} {periods.year(period)}"
    if periods.month(period) == 1:
        return f"i {named}"
    return f"för helåret {periods.year(period)}" if december(period) else f"till och med {named}"


def over(period: str) -> str:
    """The same months as a time in which something went on: `till och med mars 2025`, `under 2024`."""
    return f"under {periods.year(period)}" if december(period) else so_far(period)


def is_or_was(period: str) -> str:
    """The verb of an outcome: `är` while the year runs, `blev` when it is closed."""
    return "blev" if december(period) else "är"


def weighed(figures: Figures, cell: Place, against: Against, before: str = ", vilket är ") -> Words:
    """`, vilket är 13,4 mnkr bättre än budget`, as `against` says it; nothing where that is unknown."""
    return (before, *against(figures, cell)) if figures.known(*cell) else ()


def income_and_costs(figures: Figures, make: Make, kolumn: str, verb: str) -> Words:
    """`intäkterna är 9,1 mnkr lägre och kostnaderna 22,5 mnkr lägre än budget`; nothing where that is unknown."""
    if not figures.known(make, COSTS, kolumn):
        return ()
    costs = cost_against_budget(figures, (make, COSTS, kolumn))
    if not figures.known(make, INCOME, kolumn):
        return (f"kostnaderna {verb} ", *costs)
    income = compared(figures, (make, INCOME, kolumn), "högre än budget", "lägre än budget")
    if Sentence(income).text == Sentence(costs).text:
        return (f"både intäkterna och kostnaderna {verb} ", *costs)
    if len(income) == len(costs) == 2:
        income = (income[0], str(income[1]).removesuffix(" än budget"))
    return (f"intäkterna {verb} ", *income, " och kostnaderna ", *costs)


def surplus(figures: Figures, make: Make, rad: str, kolumn: str) -> Words:
    """A deviation as a noun: `ett överskott på 13,4 mnkr`, `ett underskott på 2,0 mnkr`."""
    size = figures.size(make, rad, kolumn)
    return ("ett underskott på " if figures.sign(make, rad, kolumn) < 0 else "ett överskott på ", size)


def shared(figures: Figures, make: Make, kolumn: str, among: Sequence[tuple[str, str]], before: str) -> Words:
    """What parts deviate by: `ett överskott på 1,0 mnkr för a, men ett underskott på 0,5 mnkr för b`.

    `among`: the rows and what each is called; those that print zero are left out. `before` goes before each name.
    """
    parts: tuple[Part, ...] = ()
    for noun, side in (("överskott", 1), ("underskott", -1)):
        own = [(rad, name) for rad, name in among if figures.sign(make, rad, kolumn) == side]
        each = [(figures.size(make, rad, kolumn), f" {before} {name}") for rad, name in own]
        parts += (*((", men ",) if parts else ()), f"ett {noun} på ", *listed(each)) if each else ()
    return parts


def change(figures: Figures, make: Make, rad: str, kolumn: str, period: str) -> Words:
    """A growth: `ökat med 5,5 %`, `minskat med 15,9 %`, `inte ändrats`; of a closed year `ökade med 5,5 %`."""
    verbs = ("ökade", "minskade", "ändrades inte") if december(period) else ("ökat", "minskat", "inte ändrats")
    return by(figures, (make, rad, kolumn), *verbs)


def by(figures: Figures, cell: Place, more: str, less: str, same: str) -> Words:
    """A change by a figure's sign, and how large: `ökat med 5,5 %`; `same` where it prints zero."""
    sign = figures.sign(*cell)
    return (f"{more if sign > 0 else less} med ", figures.size(*cell)) if sign else (same,)


def compared(figures: Figures, cell: Place, above: str, below: str, same: str = LEVEL) -> Words:
    """How large a difference is, and by its sign which way: `9,1 mnkr lägre än budget`; `same` where it prints zero."""
    sign = figures.sign(*cell)
    return (figures.size(*cell), f" {above if sign > 0 else below}") if sign else (same,)


# a result's deviation, and a cost's, where + means a lower cost: `22,5 mnkr lägre än budget`, `i nivå med budget`
against_budget: Against = partial(compared, above="bättre än budget", below="sämre än budget")
cost_against_budget: Against = partial(compared, above="lägre än budget", below="högre än budget")


def extremes(figures: Figures, make: Make, rows: list[str], kolumn: str) -> tuple[str | None, str | None]:
    """The rows with the largest positive and the largest negative printed number; None where there is none."""
    known = [rad for rad in rows if figures.known(make, rad, kolumn)]
    ranked = sorted(known, key=lambda rad: (figures.value(make, rad, kolumn), rad))
    best = ranked[-1] if ranked and figures.sign(make, ranked[-1], kolumn) > 0 else None
    worst = ranked[0] if ranked and figures.sign(make, ranked[0], kolumn) < 0 else None
    return best, worst


def extreme_areas(figures: Figures, kolumn: str, verb: str, preposition: str = "") -> Words:
    """`störst överskott har A (6,4 mnkr) och störst underskott B (9,5 mnkr)`; empty where all print zero."""
    areas = tables.ansvarsområde
    table = figures.table(areas)
    whole = [row.name for row in whole_areas(table)] if table else []
    best, worst = extremes(figures, areas, whole, kolumn)
    found = [(word, rad) for word, rad in (("överskott", best), ("underskott", worst)) if rad is not None]
    runs: list[tuple[Part, ...]] = []
    for position, (word, rad) in enumerate(found):
        begin = f"störst {word} {preposition if position else verb}".rstrip()
        runs.append((f"{begin} {area_name(figures, rad)} (", figures.size(areas, rad, kolumn), ")"))
    return listed(runs)


def area_name(figures: Figures, path: str) -> str:
    """An ansvarsområde in running text: its name, and which gren it is of where that is not the first."""
    first, last = path.split(" / ")[0], path.rpartition(" / ")[2]
    grenar = figures.rows(tables.ansvarsområde, RUBRIK)
    utveckling = first == terms.UTVECKLING.capitalize() and first in grenar
    return f"{inside(grenar[first])} inom {last}" if utveckling else last
