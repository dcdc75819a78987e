"""Sentences of 3.2.4 and bilaga 1: what the tjänster cost."""

from ekonomi import period as periods
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Part, Prose, Sentence, Tables, sentence
from ekonomi.tables.layout import december
from ekonomi.tables.services import BASE_TOTAL, OTHER_TOTAL, TOTAL

_COSTS, _EACH = "3.2.4 tjänstekostnader", "bilaga 1 tjänsteuppföljning"


def tjänstekostnader(tables: Tables, period: str) -> Prose:
    """3.2.4: costs so far against budget, in all and by the two halves, and the full year."""
    figures = Figures(tables)
    month = periods.name(period)
    deviation = f"avvikelse ack {month}"
    spent = figures.size(_COSTS, TOTAL, f"utfall ack {month}")
    whole = words.cost_against_budget(figures, _COSTS, TOTAL, deviation)
    base = words.cost_against_budget(figures, _COSTS, BASE_TOTAL, deviation)
    rest = words.cost_against_budget(figures, _COSTS, OTHER_TOTAL, deviation)
    first = sentence(f"{words.over(period)} kostade tjänsterna ", spent, ", vilket är ", whole, ".")
    second = sentence(
        f"Kostnaderna för bastjänster och digital infrastruktur {words.is_or_was(period)} ",
        *(*base, " och för förändringsinitiativ, övriga tjänster och kommunbidrag tillsammans ", *rest, "."),
    )
    year = [] if december(period) else _full_year(figures, period)
    return Prose((first, second, *year))


def _full_year(figures: Figures, period: str) -> list[Sentence]:
    column = f"prognos helår {periods.year(period)}"
    if not figures.known(_COSTS, TOTAL, column):
        return []
    deviation = words.cost_against_budget(figures, _COSTS, TOTAL, "avvikelse helår")
    forecast = figures.size(_COSTS, TOTAL, column)
    return [sentence("För helåret väntas kostnaderna bli ", forecast, ", vilket är ", deviation, ".")]


def bilaga_1(tables: Tables, period: str) -> Prose:
    """Bilaga 1: the tjänster that stand furthest from their budget, so far and in the forecast."""
    figures = Figures(tables)
    column = f"avvikelse ack {periods.name(period)}"
    verbs = ("kostade ", "") if december(period) else ("har ", "kostat ")
    found = [_furthest(figures, column, words.over(period), verbs)]
    if not december(period):
        found.append(_furthest(figures, "avvikelse helår", "för helåret", ("väntas ", "kosta ")))
    return Prose(tuple(one for one in found if one is not None))


def _furthest(figures: Figures, column: str, when: str, verbs: tuple[str, str]) -> Sentence | None:
    """Which tjänst costs most below and most above its budget; None where every one prints zero."""
    rows = {row.name: row.label for row in figures.tables[_EACH].rows if row.kind == "rad"}
    found = [
        (rad, word)
        for rad, word in zip(
            words.extremes(figures, _EACH, list(rows), column), ("mindre", "mer"), strict=True
        )
        if rad is not None
    ]
    if not found:
        return None
    (first, word), *rest = found
    parts: list[Part] = [f"{when} {verbs[0]}{rows[first]} {verbs[1]}", figures.size(_EACH, first, column)]
    parts.append(f" {word} än budget")
    for other, another in rest:
        parts += [f" och {rows[other]} ", figures.size(_EACH, other, column), f" {another}"]
    end = "; det är de största avvikelserna." if rest else "; det är den största avvikelsen."
    return sentence(*parts, end)
