"""Sentences of 3.2.4 and bilaga 1: what the tjänster cost."""

from collections.abc import Iterator, Mapping

from ekonomi import tables, terms
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Part, Sentence, listed, prose, sentence
from ekonomi.registers import Grupper
from ekonomi.tables.layout import december
from ekonomi.tables.services import TOTAL
from ekonomi.tables.ways import RESULTAT, TJÄNSTER

_COSTS, _EACH = tables.tjänstekostnader, tables.tjänsteuppföljning


@prose()
def tjänstekostnader(figures: Figures, grupper: Grupper, period: str) -> Iterator[Sentence]:
    """Kostnaderna hittills mot budget, i allt och per delsumma, och helåret.

    >>> print(report[prose.tjänstekostnader])
    Till och med mars 2025 har tjänsterna kostat 355,7 mnkr, vilket är 21,5 mnkr lägre än budget. ...
    """
    if not figures.known(_COSTS, TOTAL, terms.M_UTFALL):
        return
    spent = figures.size(_COSTS, TOTAL, terms.M_UTFALL)
    begin = f"{words.over(period)} {'kostade tjänsterna' if december(period) else 'har tjänsterna kostat'} "
    gap = _COSTS, TOTAL, terms.AVVIKELSE
    yield sentence(begin, spent, words.weighed(figures, gap, words.cost_against_budget), ".")
    if figures.known(*gap):
        yield from _by_subtotal(figures, grupper, period)
        yield from _full_year(figures, period)
        yield from _two_scopes(figures, period)


def _two_scopes(figures: Figures, period: str) -> Iterator[Sentence]:
    """The område whose result and whose tjänster deviate most to either side of budget, and why the two differ."""
    own = tables.områdesbro
    rows = [rad for rad in figures.rows(own) if figures.known(own, rad, RESULTAT) and figures.known(own, rad, TJÄNSTER)]
    apart = [rad for rad in rows if figures.sign(own, rad, RESULTAT) * figures.sign(own, rad, TJÄNSTER) < 0]
    if not apart:
        return
    most = max(apart, key=lambda rad: (abs(figures.value(own, rad, RESULTAT)), rad))
    verb = "kostade" if december(period) else "har kostat"
    yield sentence(
        f"{most} har ett resultat som är ", words.against_budget(figures, (own, most, RESULTAT)),
        f", medan områdets tjänster {verb} ", figures.size(own, most, TJÄNSTER),
        f" {'mindre' if figures.sign(own, most, TJÄNSTER) > 0 else 'mer'} än budget: resultatet räknar också "
        "intäkterna och det som området bokför för andras tjänster.",
    )  # fmt: skip


def _by_subtotal(figures: Figures, grupper: Grupper, period: str) -> Iterator[Sentence]:
    """The costs of each subtotal against budget; nothing where all are in level with it, as the whole is."""
    column, verb = terms.AVVIKELSE, words.is_or_was(period)
    told = [summa for summa in grupper.subtotals if figures.known(_COSTS, summa, column)]
    if len(told) < 2 or not any(figures.sign(_COSTS, summa, column) for summa in told):
        return
    runs: list[tuple[Part, ...]] = []
    for summa in told:
        groups = grupper.subtotals[summa]
        named = listed([(words.inside(grupper.labels[grupp]),) for grupp in groups])
        together = " tillsammans" if len(groups) > 1 else ""
        against = words.cost_against_budget(figures, (_COSTS, summa, column))
        runs.append(("för ", *named, f"{together}{'' if runs else f' {verb}'} ", *against))
    yield sentence("Kostnaderna ", listed(runs), ".")


def _full_year(figures: Figures, period: str) -> Iterator[Sentence]:
    if not december(period) and figures.known(_COSTS, TOTAL, terms.M_PROGNOS):
        forecast = figures.size(_COSTS, TOTAL, terms.M_PROGNOS)
        against = words.weighed(figures, (_COSTS, TOTAL, terms.AVVIKELSE_HELÅR), words.cost_against_budget)
        yield sentence("För helåret väntas kostnaderna bli ", forecast, against, ".")


@prose()
def tjänsterna(figures: Figures, grenar: Mapping[str, str], period: str) -> Iterator[Sentence]:
    """Tjänsterna som står längst från sin budget, hittills och i prognosen; det som går efter gren är ingen tjänst.

    >>> print(report[prose.tjänsterna])
    Till och med mars 2025 ligger ... längst under budget (1,9 mnkr) ...
    """
    verbs = ("hamnade", "") if december(period) else ("ligger", "")
    table = figures.table(_EACH)
    rows = {name: label for name, label in figures.rows(_EACH).items()
            if table and table.said(name).removesuffix(f": {label}") not in grenar.values()}  # fmt: skip
    yield from _furthest(figures, rows, terms.AVVIKELSE, words.over(period), verbs)
    if not december(period):
        yield from _furthest(figures, rows, terms.AVVIKELSE_HELÅR, "för helåret", ("väntas", "hamna "))


def _furthest(
    figures: Figures, rows: Mapping[str, str], column: str, when: str, verbs: tuple[str, str]
) -> Iterator[Sentence]:
    """Which tjänst of `rows` costs most below and most above its budget; nothing where every one prints zero."""
    ends = words.extremes(figures, _EACH, list(rows), column)
    found = [(rad, word) for rad, word in zip(ends, ("under", "över"), strict=True) if rad is not None]
    runs: list[tuple[Part, ...]] = []
    for rad, word in found:
        side = f"längst {word}" if runs else f"{verbs[1]}längst {word} budget"
        runs.append((f"{rows[rad]} {side} (", figures.size(_EACH, rad, column), ")"))
    if runs:
        yield sentence(f"{when} {verbs[0]} ", listed(runs), ".")
