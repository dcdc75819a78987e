"""Sentences of 3.2: the year's costs, the result, the outcome by organisation and by tjänst, the forecast."""

from ekonomi import period as periods
from ekonomi import tables, terms
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Part, Prose, Sentence, listed, sentence
from ekonomi.prose.words import RESULT
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.registry import prose
from ekonomi.table import RUBRIK, SUMMA
from ekonomi.tables.layout import BUDGET_FIRST, december
from ekonomi.tables.result import COSTS_EXTERN, OF_RESULT

_NO_FORECAST = "Ännu har ingen prognos för helåret lämnats i år."


@prose()
def ekonomi(figures: Figures, period: str, grupper: Grupper | None = None) -> Prose:
    """Årets budgeterade och väntade kostnader, externt, och budgeten för grupperna av tjänster, helhet.

    >>> print(report[prose.ekonomi])
    Kostnaderna för 2025 är budgeterade till 1 472,3 mnkr, och prognosen är 1 463,4 mnkr. ...
    """
    own, year = tables.text_ekonomi, periods.year(period)
    budget = figures.known(own, COSTS_EXTERN, terms.M_BUDGET_HELÅR)
    forecast = figures.known(own, COSTS_EXTERN, terms.M_PROGNOS)
    if not budget and not forecast:
        return Prose(())
    told = [
        figures.size(own, COSTS_EXTERN, name)
        for name in (terms.M_BUDGET_HELÅR, terms.M_PROGNOS)[not budget : 1 + forecast]
    ]
    if december(period):
        against = (", jämfört med ", told[0], " i budget") if budget else ()
        first = sentence(f"Kostnaderna för {year} blev ", told[-1], *against, ".")
    elif not budget:
        first = sentence(f"Prognosen för kostnaderna {year} är ", told[0], ".")
    else:
        ahead = (", och prognosen är ", told[1]) if forecast else ()
        first = sentence(f"Kostnaderna för {year} är budgeterade till ", told[0], *ahead, ".")
    internal = figures.table(tables.interna_poster) is not None
    scope = (sentence("I beloppen ingår inte det som förvaltningen köper av sig själv."),) if internal else ()
    return Prose((first, *scope, *_groups(figures, period, grupper, internal)))


def _groups(figures: Figures, period: str, grupper: Grupper | None, internal: bool) -> tuple[Sentence, ...]:
    """What of the budget goes to each grupp of tjänster; nothing where they are not several."""
    own, column = tables.text_ekonomi, terms.M_BUDGET_HELÅR
    names = grupper.labels.values() if grupper else ()
    held = [name for name in names if figures.known(own, name, column) and figures.sign(own, name, column)]
    if len(held) < 2:
        return ()
    runs = [(figures.size(own, name, column), f" för {words.inside(name)}") for name in held]
    scope = ", med de egna köpen inräknade," if internal else ""
    return (sentence(f"Av budgeten{scope} {'var' if december(period) else 'är'} ", listed(runs), "."),)


@prose()
def resultat(figures: Figures, period: str) -> Prose:
    """Resultatet och dess avvikelse, intäkter och kostnader, året innan och helåret.

    >>> print(report[prose.resultat])
    Resultatet till och med mars 2025 är 8,6 mnkr, vilket är 13,4 mnkr bättre än budget. ...
    """
    found = [result_sentence(figures, period)]
    verb = words.is_or_was(period)
    both = words.income_and_costs(figures, tables.resultat, terms.AVVIKELSE, verb)
    found += [sentence(both, ".")] if both else []
    if figures.known(tables.resultat, RESULT, terms.M_FG_ÅR):
        before = figures.signed(tables.resultat, RESULT, terms.M_FG_ÅR)
        found.append(sentence(f"{words.year_ago(period)} var resultatet ", before, "."))
    ahead = not december(period) and figures.known(tables.prognos, RESULT, terms.M_PROGNOS)
    found += [forecast_sentence(figures)] if ahead else []
    return Prose(tuple(found))


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
def utfall_organisation(figures: Figures, slag: Kostnadsslag, period: str) -> Prose:
    """Avvikelsen i organisationen: i allt, dess delar, de största, kostnadsslagen längst ifrån och förra månadens.

    >>> print(report[prose.utfall_organisation])
    Budgetavvikelsen till och med mars 2025 är ett överskott på 13,4 mnkr...
    """
    areas = tables.ansvarsområde
    if not figures.known(areas, RESULT, terms.AVVIKELSE):
        return Prose(())
    found = [_deviation(figures, period)]
    extremes = words.extreme_areas(figures, terms.AVVIKELSE, "hade" if december(period) else "har")
    found += [sentence(extremes, ".")] if extremes else []
    found += _furthest_cost(figures, slag, period)
    if figures.known(areas, RESULT, terms.AVVIKELSE_FG_MÅNAD):
        begin = f"Efter {periods.name(periods.shift(period, -1))} var avvikelsen "
        found.append(sentence(begin, _surplus(figures, terms.AVVIKELSE_FG_MÅNAD), "."))
    return Prose(tuple(found))


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


def _furthest_cost(figures: Figures, slag: Kostnadsslag, period: str) -> list[Sentence]:
    """The kostnadsslag of the costs (helhet) that stands furthest from its budget; nothing where all print zero."""
    own, kolumn = tables.text_utfall, terms.AVVIKELSE
    costs = [slag.labels[name] for name in slag.of(terms.KOSTNADER)]
    off = [rad for rad in costs if figures.known(own, rad, kolumn) and figures.sign(own, rad, kolumn)]
    if not off:
        return []
    most = max(off, key=lambda rad: (abs(figures.value(own, rad, kolumn)), rad))
    against = words.cost_against_budget(figures, own, most, kolumn)
    verb = "avvek" if december(period) else "avviker"
    return [sentence(f"Av kostnaderna {verb} {words.inside(most)} mest: ", *against, ".")]


@prose()
def utfall_tjänster(figures: Figures, grupper: Grupper, period: str) -> Prose:
    """Samma avvikelse per grupp av tjänster; intäkter och kostnader för sig står under resultatet.

    >>> print(report[prose.utfall_tjänster])
    Fördelad på tjänster är avvikelsen ett överskott på 5,7 mnkr för ...
    """
    own = tables.text_utfall
    if not figures.known(own, RESULT, terms.AVVIKELSE):
        return Prose(())
    groups = [(rad, words.inside(rad)) for rad in figures.rows(own) if figures.known(own, rad, OF_RESULT)]
    parts = words.shared(figures, own, OF_RESULT, groups, "för")
    begin = f"Fördelad på tjänster {words.is_or_was(period)} avvikelsen "
    return Prose((sentence(begin, parts, "."),) if parts else ())


@prose()
def prognos(figures: Figures, period: str) -> Prose:
    """Helårets resultat, intäkter och kostnader och de största avvikelserna.

    >>> print(report[prose.prognos])
    Prognosen för helåret är en nollprognos: ...
    """
    own, gap = tables.prognos, terms.AVVIKELSE_HELÅR
    known = figures.known(own, RESULT, terms.M_PROGNOS)
    if december(period):
        return Prose((_closing(figures, period),) if known else ())
    first = forecast_sentence(figures)
    if not known:
        if not figures.known(own, RESULT, terms.M_BUDGET_HELÅR):
            return Prose((first,))
        budget = figures.signed(own, RESULT, terms.M_BUDGET_HELÅR)
        return Prose((first, sentence("Budgeten för helåret är ett resultat på ", budget, ".")))
    both = words.income_and_costs(figures, own, gap, "väntas bli")
    extremes = words.extreme_areas(figures, gap, "väntas för", "för")
    found = (sentence(parts, ".") for parts in (both, extremes) if parts)
    return Prose((first, *found))


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
