"""Words that follow from a figure's sign, and from the period."""

from ekonomi import period as periods
from ekonomi.prose.parts import Figures, Part, listed
from ekonomi.tables.layout import december

RESULT, INCOME, COSTS = "Resultat", "Intäkter", "Kostnader"
SUMMARY, AREAS, FORECAST = "3.2.1 resultat", "3.2.2 ansvarsområde", "3.2.3 prognos"
LEVEL = "i nivå med budget"
_COUNTS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def so_far(period: str) -> str:
    """The months that a report covers: `till och med mars 2025`, `i januari 2025`, `för helåret 2024`."""
    named = f"{periods.name(period)} {periods.year(period)}"
    if periods.month(period) == 1:
        return f"i {named}"
    return f"för helåret {periods.year(period)}" if december(period) else f"till och med {named}"


def over(period: str) -> str:
    """The same months as a time in which something went on: `till och med mars 2025`, `under 2024`."""
    return f"under {periods.year(period)}" if december(period) else so_far(period)


def year_ago(period: str) -> str:
    """The months of comparison: `samma period förra året`, in December `året innan`."""
    return "året innan" if december(period) else "samma period förra året"


def against_budget(figures: Figures, tabell: str, rad: str, kolumn: str) -> tuple[Part, ...]:
    """A result's deviation: `13,4 mnkr bättre än budget`, `i nivå med budget`."""
    return _compared(figures, (tabell, rad, kolumn), "bättre än budget", "sämre än budget", LEVEL)


def is_or_was(period: str) -> str:
    """The verb of an outcome: `är` while the year runs, `blev` when it is closed."""
    return "blev" if december(period) else "är"


def amount_against_budget(figures: Figures, tabell: str, rad: str, kolumn: str) -> tuple[Part, ...]:
    """An income's deviation: `9,1 mnkr lägre än budget`."""
    return _compared(figures, (tabell, rad, kolumn), "högre än budget", "lägre än budget", LEVEL)


def cost_against_budget(figures: Figures, tabell: str, rad: str, kolumn: str) -> tuple[Part, ...]:
    """A cost's deviation, where + means a lower cost: `22,5 mnkr lägre än budget`."""
    return _compared(figures, (tabell, rad, kolumn), "lägre än budget", "högre än budget", LEVEL)


def income_and_costs(figures: Figures, tabell: str, kolumn: str, verb: str) -> tuple[Part, ...]:
    """`intäkterna är 9,1 mnkr lägre och kostnaderna 22,5 mnkr lägre än budget`."""
    income = amount_against_budget(figures, tabell, INCOME, kolumn)
    costs = cost_against_budget(figures, tabell, COSTS, kolumn)
    if income == costs == (LEVEL,):
        return (f"både intäkterna och kostnaderna {verb} ", LEVEL)
    if len(income) == len(costs) == 2:
        income = (income[0], str(income[1]).removesuffix(" än budget"))
    return (f"intäkterna {verb} ", *income, " och kostnaderna ", *costs)


def surplus(figures: Figures, tabell: str, rad: str, kolumn: str) -> tuple[Part, ...]:
    """A deviation as a noun: `ett överskott på 13,4 mnkr`, `ett underskott på 2,0 mnkr`."""
    size = figures.size(tabell, rad, kolumn)
    return ("ett underskott på " if figures.sign(tabell, rad, kolumn) < 0 else "ett överskott på ", size)


def change(figures: Figures, tabell: str, rad: str, kolumn: str) -> tuple[Part, ...]:
    """A growth: `ökat med 5,5 %`, `minskat med 15,9 %`, `varit oförändrade`."""
    sign = figures.sign(tabell, rad, kolumn)
    if sign == 0:
        return ("varit oförändrade",)
    return ("ökat med " if sign > 0 else "minskat med ", figures.size(tabell, rad, kolumn))


def _compared(
    figures: Figures, cell: tuple[str, str, str], above: str, below: str, level: str
) -> tuple[Part, ...]:
    sign = figures.sign(*cell)
    return (level,) if sign == 0 else (figures.size(*cell), f" {above if sign > 0 else below}")


def extremes(figures: Figures, tabell: str, rows: list[str], kolumn: str) -> tuple[str | None, str | None]:
    """The rows with the largest positive and the largest negative printed number; None where there is none."""
    ranked = sorted(rows, key=lambda rad: (figures.value(tabell, rad, kolumn), rad))
    best = ranked[-1] if ranked and figures.sign(tabell, ranked[-1], kolumn) > 0 else None
    worst = ranked[0] if ranked and figures.sign(tabell, ranked[0], kolumn) < 0 else None
    return best, worst


def area_rows(figures: Figures) -> list[str]:
    """The rows of 3.2.2 that are one ansvarsområde each."""
    return [row.name for row in figures.tables[AREAS].rows if row.kind == "rad"]


def area_name(path: str) -> str:
    """An ansvarsområde in running text: its name, and that it is about förändringsinitiativ where it is."""
    first, *_, last = path.split(" / ")
    return f"förändringsinitiativ inom {last}" if first == "Utveckling" else last


def extreme_areas(figures: Figures, kolumn: str, verb: str, preposition: str = "") -> tuple[Part, ...] | None:
    """`störst överskott har A (6,4 mnkr) och störst underskott B (9,5 mnkr)`; None where all print zero."""
    best, worst = extremes(figures, AREAS, area_rows(figures), kolumn)
    found = [(word, rad) for word, rad in (("överskott", best), ("underskott", worst)) if rad is not None]
    runs = []
    for position, (word, rad) in enumerate(found):
        begin = f"störst {word} {preposition if position else verb}".rstrip()
        runs.append((f"{begin} {area_name(rad)} (", figures.size(AREAS, rad, kolumn), ")"))
    return listed(runs) or None


def counted(number: int) -> str:
    """A number of things in words: `tre`, past twelve `flera`."""
    return _COUNTS[number] if number < len(_COUNTS) else "flera"
