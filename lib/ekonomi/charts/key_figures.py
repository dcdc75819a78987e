"""Nyckeltal: the period at a glance, each figure with what it means in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ekonomi import style, terms
from ekonomi.charts.chart import holds
from ekonomi.charts.numbers import cells, column, gap_mark, is_zero, moment, size, than, value
from ekonomi.marks import marked_in
from ekonomi.table import Table, template

BETTER, WORSE, NEUTRAL = "bra", "samre", "lika"
# the columns of the table mått: its months so far, the same months last year, and what the nämnd aims at
SO_FAR, YEAR_AGO, LAST_YEAR, TARGET = "utfall perioden", "utfall fg år period", "utfall fg år", "målvärde"


@dataclass(frozen=True)
class KeyFigure:
    """A figure: `head` says what, `shown` and `unit` how much, `words` what it means.

    `signal` is bra, samre or lika; `mark` says which cell it is (`Cell.mark`), `told` which those in its words are.
    """

    head: str
    shown: str
    unit: str
    signal: str
    words: str
    mark: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def marked_words(self) -> str:
        """Its words as HTML, with the marks of their figures."""
        return marked_in(self.words, self.told)


@dataclass(frozen=True)
class KeyFigures:
    """The key figures of a report, shown as a list of terms."""

    figures: tuple[KeyFigure, ...]

    def _repr_html_(self) -> str:
        shown = template("ekonomi.charts", "key_figures.html.j2")
        return shown.render(figures=self.figures) if self.figures else ""


def nyckeltal(resultat: object = None, personalvolym: object = None, mått: object = None) -> KeyFigures:
    """Resultat och prognos mot budget; årsarbetare och mått mot samma månader förra året och mot målvärdet.

    Det som inget har att jämföras med utelämnas; en prognos som inte är gjord säger det.

    >>> charts.nyckeltal(report[tables.resultat]).figures[0].words
    '13,4\xa0mnkr bättre än budget'
    """
    found = [
        *_money(resultat),
        *_volumes(personalvolym, terms.M_UTFALL, terms.M_FG_ÅR),
        *_volumes(mått, SO_FAR, YEAR_AGO),
    ]
    return KeyFigures(tuple(found))


def _money(table: object) -> Iterator[KeyFigure]:
    """The result and its forecast, of the table's last row."""
    if not isinstance(table, Table) or not holds(table, terms.M_UTFALL):
        return
    total = table.rows[-1]
    known = {name: cells(table, name)[total.name][1] for name in terms.MEASURES if total.name in cells(table, name)}
    off = cells(table, terms.AVVIKELSE).get(total.name)
    if off and terms.M_UTFALL in known:
        head = f"{total.label} {moment(table, terms.M_UTFALL)}"
        outcome = known[terms.M_UTFALL]
        told = {size(off[1].shown): off[1].mark}
        yield KeyFigure(head, outcome.shown, "mnkr", *_against_budget(off[1].shown), outcome.mark, told)
    if not holds(table, terms.M_PROGNOS):
        return
    head = f"{column(table, terms.M_PROGNOS).head} {moment(table, terms.M_PROGNOS)}"
    if terms.M_PROGNOS not in known:
        yield KeyFigure(head, style.MISSING, "", NEUTRAL, "Ingen prognos lämnad hittills")
    elif terms.M_BUDGET_HELÅR in known:
        year, budget = known[terms.M_PROGNOS], known[terms.M_BUDGET_HELÅR]
        gap = style.shown(value(year) - value(budget), "mnkr")
        told = {size(gap): gap_mark(terms.AVVIKELSE_HELÅR, year, budget)}
        yield KeyFigure(head, year.shown, "mnkr", *_against_budget(gap), year.mark, told)


def _against_budget(off: str) -> tuple[str, str]:
    signal = NEUTRAL if is_zero(off) else WORSE if off.startswith(style.MINUS) else BETTER
    amount = f"{{}}{style.NBSP}mnkr"
    return signal, than(off, f"{amount} bättre än budget", f"{amount} sämre än budget", "Lika med budget")


def _volumes(table: object, now: str, before: str) -> Iterator[KeyFigure]:
    """The rows' figure so far, against the same months last year and the målvärde, those that are known."""
    if not isinstance(table, Table) or not holds(table, now):
        return
    if not holds(table, before) and moment(table, now).startswith("helår"):
        before = LAST_YEAR
    ago, aim = cells(table, before), cells(table, TARGET)
    for name, (row, cell) in cells(table, now).items():
        against = [f"{ago[name][1].shown} {moment(table, before)}"] if name in ago else []
        against += [f"{TARGET} {aim[name][1].shown}"] if name in aim else []
        if against:
            words = ", ".join(against)
            told = {one[name][1].shown: one[name][1].mark for one in (aim, ago) if name in one}
            yield KeyFigure(row.label, cell.shown, "", NEUTRAL, words[:1].upper() + words[1:], cell.mark, told)
