"""Sentences of 3.2: the year's costs, the result, the outcome by organisation and by tjänst, the forecast."""

from collections.abc import Iterator

from ekonomi import period as periods
from ekonomi import tables, terms
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Part, Sentence, listed, prose, sentence
from ekonomi.prose.words import RESULT
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.table import RUBRIK, SUMMA
from ekonomi.tables.layout import BUDGET_FIRST, december
from ekonomi.tables.result import COSTS_EXTERN, OF_RESULT

_NO_FORECAST = "Ännu har ingen prognos för helåret lämnats i år."


@prose()
def ekonomi(figures: Figures, period: str, grupper: Grupper | None = None) -> Iterator[Sentence]:
    """Årets budgeterade och väntade kostnader, externt, och budgeten för grupperna av tjänster, helhet.

    >>> print(report[prose.ekonomi])
    Kostnaderna för 2025 är budgeterade till 1 472,3 mnkr, och prognosen är 1 463,4 mnkr. ...
    """
    own, year = tables.text_ekonomi, periods.year(period)
    budget = figures.known(own, COSTS_EXTERN, terms.M_BUDGET_HELÅR)
    forecast = figures.known(own, COSTS_EXTERN, terms.M_PROGNOS)
    if not budget and not forecast:
        return
    told = [
        figures.size(own, COSTS_EXTERN, name)
        for name in (terms.M_BUDGET_HELÅR, terms.M_PROGNOS)[not budget : 1 + forecast]
    ]
    if december(period):
        against = (", jämfört med ", told[0], " i budget") if budget else ()
        yield sentence(f"Kostnaderna för {year} blev ", told[-1], *against, ".")
    elif not budget:
        yield sentence(f"Prognosen för kostnaderna {year} är ", told[0], ".")
    else:
        ahead = (", och prognosen är ", told[1]) if forecast else ()
        yield sentence(f"Kostnaderna för {year} är budgeterade till ", told[0], *ahead, ".")
    internal = figures.table(tables.interna_poster) is not None
    if internal:
        yield sentence("I beloppen ingår inte det som förvaltningen köper av sig själv.")
    yield from _groups(figures, period, grupper, internal)


def _groups(figures: Figures, period: str, grupper: Grupper | None, internal: bool) -> Iterator[Sentence]:
    """What of the budget goes to each grupp of tjänster; nothing where they are not several."""
    own, column = tables.text_ekonomi, terms.M_BUDGET_HELÅR
    names = grupper.labels.values() if grupper else ()
    held = [name for name in names if figures.known(own, name, column) and figures.sign(own, name, column)]
    if len(held) > 1:
        runs = [(figures.size(own, name, column), f" för {words.inside(name)}") for name in held]
        scope = ", med de egna köpen inräknade," if internal else ""
        yield sentence(f"Av budgeten{scope} {'var' if december(period) else 'är'} ", listed(runs), ".")


@prose()
def resultat(figures: Figures, period: str) -> Iterator[Sentence]:
    """Resultatet och dess avvikelse, intäkter och kostnader, året innan och helåret.

    >>> print(report[prose.resultat])
    Resultatet till och med mars 2025 är 8,6 mnkr, vilket är 13,4 mnkr bättre än budget. ...
    """
    yield result_sentence(figures, period)
    if both := words.income_and_costs(figures, tables.resultat, terms.AVVIKELSE, words.is_or_was(period)):
        yield sentence(both, ".")
    if figures.known(tables.resultat, RESULT, terms.M_FG_ÅR):
        before = figures.signed(tables.resultat, RESULT, terms.M_FG_ÅR)
        yield sentence(f"{periods.year_ago(period)} var resultatet ", before, ".")
    if not december(period) and figures.known(tables.prognos, RESULT, terms.M_PROGNOS):
        yield forecast_sentence(figures)


def result_sentence(figures: Figures, period: str) -> Sentence:
    """The result so far and how it stands against the budget, where there is one."""
    result = figures.signed(tables.resultat, RESULT, terms.M_UTFALL)
    begin = f"Resultatet {words.so_far(period)} {words.is_or_was(period)} "
    gap = tables.resultat, RESULT, terms.AVVIKELSE
    return sentence(begin, result, words.weighed(figures, gap, words.against_budget), ".")


def forecast_sentence(figures: Figures) -> Sentence:
    """The managers' forecast of the full-year result, a nollprognos named so, or that there is none."""
    own, gap = tables.prognos, (tables.prognos, RESULT, terms.AVVIKELSE_HELÅR)
    if not figures.known(own, RESULT, terms.M_PROGNOS):
        return sentence(_NO_FORECAST)
    result = figures.signed(own, RESULT, terms.M_PROGNOS)
    if figures.known(*gap) and figures.sign(*gap) == 0:
        return sentence("Prognosen för helåret är en nollprognos: resultatet väntas bli ", result, ", som i budgeten.")
    against = words.weighed(figures, gap, words.against_budget)
    return sentence("Resultatet för helåret väntas bli ", result, against, ".")


@prose()
def utfall_organisation(figures: Figures, slag: Kostnadsslag, period: str) -> Iterator[Sentence]:
    """Avvikelsen i organisationen: i allt, dess delar, de största, kostnadsslagen längst ifrån och förra månadens.

    >>> print(report[prose.utfall_organisation])
    Budgetavvikelsen till och med mars 2025 är ett överskott på 13,4 mnkr...
    """
    areas = tables.ansvarsområde
    if not figures.known(areas, RESULT, terms.AVVIKELSE):
        return
    yield _deviation(figures, period)
    if extremes := words.extreme_areas(figures, terms.AVVIKELSE, "hade" if december(period) else "har"):
        yield sentence(extremes, ".")
    yield from _furthest_cost(figures, slag, period)
    if figures.known(areas, RESULT, terms.AVVIKELSE_FG_MÅNAD):
        begin = f"Efter {periods.name(periods.shift(period, -1))} var avvikelsen "
        yield sentence(begin, _surplus(figures, terms.AVVIKELSE_FG_MÅNAD), ".")


def _surplus(figures: Figures, kolumn: str) -> tuple[Part, ...]:
    """The deviation of the whole as a noun; a number alone where it prints zero."""
    areas = tables.ansvarsområde
    if figures.sign(areas, RESULT, kolumn) == 0:
        return (figures.signed(areas, RESULT, kolumn),)
    return words.surplus(figures, areas, RESULT, kolumn)


def _deviation(figures: Figures, period: str) -> Sentence:
    areas, kolumn = tables.ansvarsområde, terms.AVVIKELSE
    headings = figures.rows(areas, RUBRIK)
    sums = {f"Summa {gren}": headings.get(gren.capitalize(), gren) for gren in terms.GRENAR}
    known = [(row, words.inside(sums[row])) for row in figures.rows(areas, SUMMA) if row in sums]
    signs = {figures.sign(areas, row, kolumn) for row, _ in known}
    if signs == {figures.sign(areas, RESULT, kolumn)}:
        parts = (
            ", fördelat på ",
            *listed([(figures.size(areas, row, kolumn), f" inom {name}") for row, name in known]),
        )
    else:
        parts = (": ", *words.shared(figures, areas, kolumn, known, "inom"))
    divided = parts if len(known) > 1 and signs - {0} else ()
    begin = f"Budgetavvikelsen {words.so_far(period)} {words.is_or_was(period)} "
    return sentence(begin, _surplus(figures, kolumn), divided, ".")


def _furthest_cost(figures: Figures, slag: Kostnadsslag, period: str) -> Iterator[Sentence]:
    """The kostnadsslag of the costs (helhet) that stands furthest from its budget; nothing where all print zero."""
    own, kolumn = tables.text_utfall, terms.AVVIKELSE
    costs = [slag.labels[name] for name in slag.of(terms.KOSTNADER)]
    off = [rad for rad in costs if figures.known(own, rad, kolumn) and figures.sign(own, rad, kolumn)]
    if off:
        most = max(off, key=lambda rad: (abs(figures.value(own, rad, kolumn)), rad))
        against = words.cost_against_budget(figures, (own, most, kolumn))
        verb = "avvek" if december(period) else "avviker"
        yield sentence(f"Av kostnaderna {verb} {words.inside(most)} mest: ", *against, ".")


@prose()
def utfall_tjänster(figures: Figures, grupper: Grupper, period: str) -> Iterator[Sentence]:
    """Samma avvikelse per grupp av tjänster; intäkter och kostnader för sig står under resultatet.

    >>> print(report[prose.utfall_tjänster])
    Fördelad på tjänster är avvikelsen ett överskott på 5,7 mnkr för ...
    """
    own = tables.text_utfall
    if not figures.known(own, RESULT, terms.AVVIKELSE):
        return
    groups = [(rad, words.inside(rad)) for rad in figures.rows(own) if figures.known(own, rad, OF_RESULT)]
    if parts := words.shared(figures, own, OF_RESULT, groups, "för"):
        yield sentence(f"Fördelad på tjänster {words.is_or_was(period)} avvikelsen ", parts, ".")


@prose()
def prognos(figures: Figures, period: str) -> Iterator[Sentence]:
    """Helårets resultat, intäkter och kostnader och de största avvikelserna.

    >>> print(report[prose.prognos])
    Prognosen för helåret är en nollprognos: ...
    """
    own, gap = tables.prognos, terms.AVVIKELSE_HELÅR
    known = figures.known(own, RESULT, terms.M_PROGNOS)
    if december(period):
        yield from [_closing(figures, period)] if known else []
        return
    yield forecast_sentence(figures)
    if known:
        both = words.income_and_costs(figures, own, gap, "väntas bli")
        extremes = words.extreme_areas(figures, gap, "väntas för", "för")
        yield from (sentence(parts, ".") for parts in (both, extremes) if parts)
    elif figures.known(own, RESULT, terms.M_BUDGET_HELÅR):
        budget = figures.signed(own, RESULT, terms.M_BUDGET_HELÅR)
        yield sentence("Budgeten för helåret är ett resultat på ", budget, ".")


def _closing(figures: Figures, period: str) -> Sentence:
    result = figures.signed(tables.prognos, RESULT, terms.M_PROGNOS)
    against = words.weighed(figures, (tables.prognos, RESULT, terms.AVVIKELSE_HELÅR), words.against_budget, ", ")
    return sentence(f"Bokslutet för {periods.year(period)} visar ett resultat på ", result, against, ".")


def forecast_change(figures: Figures, begin: str) -> tuple[Part, ...]:
    """How the forecast has moved since the one before it; nothing where there is none to compare."""
    cell = (tables.prognos, RESULT, terms.ÄNDRING)
    table = figures.table(tables.prognos)
    if table is None or BUDGET_FIRST in table.notes or not figures.known(*cell):
        return ()
    before = "föregående prognos"
    ways = f"bättre än i {before}", f"sämre än i {before}", f"oförändrat jämfört med {before}"
    return (f"{begin} ", *words.compared(figures, cell, *ways))
