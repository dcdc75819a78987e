"""Sentences of 3.2: the year's costs, the result, the outcome by organisation and by tjänst, the forecast."""

from ekonomi import period as periods
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Part, Prose, Sentence, Tables, listed, sentence
from ekonomi.prose.words import AREAS, FORECAST, RESULT, SUMMARY
from ekonomi.tables.layout import BUDGET_FIRST, december, plain

_TEXT, _OUTCOME = "3.2 text", "3.2.2 text"
_EXTERN = "Kostnader extern omfattning"
_BASE, _INITIATIVES = "Bastjänster och digital infrastruktur", "Förändringsinitiativ"
_GROUPS = (_BASE, _INITIATIVES, "Övriga tjänster", "Kommunbidrag")
_NO_FORECAST = "Någon prognos för helåret har inte lämnats hittills i år."


def ekonomi(tables: Tables, period: str) -> Prose:
    """3.2: the year's budgeted and forecast costs, extern, and the budgets of the KF-decided groups, helhet."""
    figures = Figures(tables)
    budget, forecast = (figures.size(_TEXT, _EXTERN, name) for name in ("budget helår", "prognos helår"))
    year = periods.year(period)
    if december(period):
        first = sentence(f"Kostnaderna för {year} blev ", forecast, ", jämfört med ", budget, " i budget.")
    elif figures.known(_TEXT, _EXTERN, "prognos helår"):
        first = sentence(
            f"Kostnaderna för {year} är budgeterade till ", budget, ", och prognosen är ", forecast, "."
        )
    else:
        first = sentence(f"Kostnaderna för {year} är budgeterade till ", budget, ".")
    scope = "I beloppen ingår inte det som förvaltningen köper av sig själv."
    base, initiatives = (figures.size(_TEXT, row, "budget helår") for row in (_BASE, _INITIATIVES))
    verb = "var" if december(period) else "är"
    groups = sentence(
        f"Av budgeten, med de egna köpen inräknade, {verb} ",
        *(base, " för bastjänster och digital infrastruktur och "),
        *(initiatives, " för förändringsinitiativ."),
    )
    return Prose((first, sentence(scope), groups))


def resultat(tables: Tables, period: str) -> Prose:
    """3.2.1: the result and its deviation, income and costs, the year before, and the full year."""
    figures = Figures(tables)
    found = [result_sentence(figures, period), _income_and_costs(figures, period)]
    if figures.known(SUMMARY, RESULT, "utfall fg år period"):
        before = figures.signed(SUMMARY, RESULT, "utfall fg år period")
        found.append(sentence(f"{words.year_ago(period)} var resultatet ", before, "."))
    found += [] if december(period) else [forecast_sentence(figures)]
    return Prose(tuple(found))


def result_sentence(figures: Figures, period: str) -> Sentence:
    """The result so far and how it stands against the budget."""
    deviation = words.against_budget(figures, SUMMARY, RESULT, "avvikelse period")
    result = figures.signed(SUMMARY, RESULT, "utfall period")
    verb = words.is_or_was(period)
    return sentence(f"Resultatet {words.so_far(period)} {verb} ", result, ", vilket är ", deviation, ".")


def _income_and_costs(figures: Figures, period: str) -> Sentence:
    verb = words.is_or_was(period)
    return sentence(words.income_and_costs(figures, SUMMARY, "avvikelse period", verb), ".")


def forecast_sentence(figures: Figures) -> Sentence:
    """The managers' forecast of the full-year result, a nollprognos named so, or that there is none."""
    if not figures.known(FORECAST, RESULT, "prognos helår"):
        return sentence(_NO_FORECAST)
    result = figures.signed(FORECAST, RESULT, "prognos helår")
    if figures.sign(FORECAST, RESULT, "avvikelse helår") == 0:
        return sentence(
            "Prognosen för helåret är en nollprognos: resultatet väntas bli ", result, ", som i budgeten."
        )
    deviation = words.against_budget(figures, FORECAST, RESULT, "avvikelse helår")
    return sentence("Resultatet för helåret väntas bli ", result, ", vilket är ", deviation, ".")


def utfall_organisation(tables: Tables, period: str) -> Prose:
    """3.2.2: the deviation by organisation: in all, its parts, the extremes, personnel, and last month's."""
    figures = Figures(tables)
    column = f"avvikelse {plain(period)}"
    found = [_deviation(figures, period, column)]
    extremes = words.extreme_areas(figures, column, "hade" if december(period) else "har")
    found += [sentence(extremes, ".")] if extremes else []
    month = f"budgetavvikelse ack {periods.name(period)}"
    staff = words.cost_against_budget(figures, _OUTCOME, "Personalkostnader", month)
    found.append(sentence(f"Personalkostnaderna {words.is_or_was(period)} ", staff, "."))
    before = periods.shift(period, -1)
    if periods.month(period) > 1 and figures.known(AREAS, RESULT, f"avvikelse {plain(before)}"):
        found.append(_last_month(figures, before))
    return Prose(tuple(found))


def _deviation(figures: Figures, period: str, column: str) -> Sentence:
    totals = {"Summa förvaltning": "förvaltning", "Summa utveckling": "förändringsinitiativ"}
    known = [row.name for row in figures.tables[AREAS].rows if row.name in totals]
    parts = listed([(figures.signed(AREAS, row, column), f" inom {totals[row]}") for row in known])
    level = figures.sign(AREAS, RESULT, column) == 0
    whole = (
        (figures.signed(AREAS, RESULT, column),) if level else words.surplus(figures, AREAS, RESULT, column)
    )
    divided = (", fördelat på ", *parts) if len(known) > 1 else ()
    begin = f"Budgetavvikelsen {words.so_far(period)} {words.is_or_was(period)} "
    return sentence(begin, whole, divided, ".")


def _last_month(figures: Figures, before: str) -> Sentence:
    column = f"avvikelse {plain(before)}"
    begin = f"Efter {periods.name(before)} var avvikelsen "
    if figures.sign(AREAS, RESULT, column) == 0:
        return sentence(begin, figures.signed(AREAS, RESULT, column), ".")
    return sentence(begin, words.surplus(figures, AREAS, RESULT, column), ".")


def utfall_tjänster(tables: Tables, period: str) -> Prose:
    """3.2.2: the same deviation by income and costs, and by group of tjänster."""
    figures = Figures(tables)
    column = f"budgetavvikelse ack {periods.name(period)}"
    whole = figures.signed(_OUTCOME, RESULT, column)
    both = words.income_and_costs(figures, _OUTCOME, column, words.is_or_was(period))
    groups = [
        (figures.signed(_OUTCOME, group, f"{column}, resultat"), f" från {group[0].lower()}{group[1:]}")
        for group in _GROUPS
    ]
    return Prose(
        (
            sentence("Avvikelsen på ", whole, " kommer av att ", both, "."),
            sentence("Fördelad på tjänster kommer ", listed(groups), "."),
        )
    )


def prognos(tables: Tables, period: str) -> Prose:
    """3.2.3: the full-year result, income and costs, the extremes, and the change since the last forecast."""
    figures = Figures(tables)
    if december(period):
        return Prose((_closing(figures, period), *_change(figures, "Bokslutet är")))
    first = forecast_sentence(figures)
    if not figures.known(FORECAST, RESULT, "prognos helår"):
        budget = figures.signed(FORECAST, RESULT, "budget helår")
        return Prose((first, sentence("Budgeten för helåret är ett resultat på ", budget, ".")))
    both = sentence(words.income_and_costs(figures, FORECAST, "avvikelse helår", "väntas bli"), ".")
    extremes = words.extreme_areas(figures, "prognos helår", "väntas för", "för")
    found = (first, both, *([sentence(extremes, ".")] if extremes else []))
    return Prose((*found, *_change(figures, "Resultatet i prognosen är")))


def _closing(figures: Figures, period: str) -> Sentence:
    result = figures.signed(FORECAST, RESULT, "prognos helår")
    deviation = words.against_budget(figures, FORECAST, RESULT, "avvikelse helår")
    return sentence(
        f"Bokslutet för {periods.year(period)} visar ett resultat på ", result, ", ", deviation, "."
    )


def _change(figures: Figures, begin: str) -> tuple[Sentence, ...]:
    parts = forecast_change(figures, begin)
    return (sentence(parts, "."),) if parts else ()


def forecast_change(figures: Figures, begin: str) -> tuple[Part, ...]:
    """How the forecast has moved since the one before it; nothing where there is none to compare."""
    cell = (FORECAST, RESULT, "ändring mot fg prognos")
    if BUDGET_FIRST in figures.tables[FORECAST].notes or not figures.known(*cell):
        return ()
    if figures.sign(*cell) == 0:
        return (f"{begin} oförändrat jämfört med föregående prognos",)
    word = "bättre" if figures.sign(*cell) > 0 else "sämre"
    return (f"{begin} ", figures.size(*cell), f" {word} än i föregående prognos")
