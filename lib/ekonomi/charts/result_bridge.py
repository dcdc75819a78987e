"""Resultatbro: how the result went from budget to outcome, by intäkts- och kostnadsslag."""

from ekonomi import terms
from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.numbers import cells, enumerated, is_zero, moment, signed, size, tense, than, value
from ekonomi.table import SUMMA, Cell, Table
from ekonomi.tables.layout import inside


@drawn(terms.M_UTFALL, terms.M_BUDGET, terms.AVVIKELSE)
def resultatbro(table: Table) -> Chart | None:
    """Bryggan från budget till utfall genom tabellens avvikelser: sista summaraden är resultatet, raderna stegen.

    >>> charts.resultatbro(report[tables.kostnadsslag]).title
    'Resultatet är 13,4 mnkr bättre än budget'
    """
    measures = (terms.M_UTFALL, terms.M_BUDGET, terms.AVVIKELSE)
    outcome, budget, deviation = (cells(table, measure) for measure in measures)
    total = next((name for name, (row, _) in reversed(deviation.items()) if row.kind == SUMMA), None)
    if total is None or total not in budget or total not in outcome:
        return None
    parts = [(row.label, cell) for row, cell in deviation.values() if row.kind != SUMMA]
    steps = [(label, cell) for label, cell in parts if not is_zero(cell.shown)]
    before, after, off = budget[total][1], outcome[total][1], deviation[total][1]
    laid = _bars(before, steps, after)
    verdict = than(off.shown, "{} mnkr bättre än", "{} mnkr sämre än", "lika med")
    when = moment(table, terms.AVVIKELSE)
    title = f"Resultatet {tense(when, 'är', 'blev')} {verdict} budget"
    said = f"{title}: budget {before.shown} mnkr, utfall {after.shown} mnkr."
    if steps:
        each = [f"{inside(label)} {signed(cell.shown)} mnkr" for label, cell in steps]
        said = f"{said} Avvikelser: {enumerated(each)}."
    return Chart(
        name=f"resultatbro {table.name}",
        title=title,
        subtitle=f"Resultatets väg från budget till utfall, {when}, mnkr",
        alt=said,
        told={size(off.shown): off.mark},
        **bars.shown(laid, "Steg", "mnkr", linked=True),
    )


def _bars(before: Cell, steps: list[tuple[str, Cell]], after: Cell) -> list[Bar]:
    level = float(value(before))
    laid = [Bar("Budget", 0.0, level, before.shown, theme.GREY, strong=True, mark=before.mark)]
    for label, cell in steps:
        end = level + float(value(cell))
        colour = theme.BETTER if end > level else theme.WORSE
        laid.append(Bar(label, level, end, signed(cell.shown), colour, mark=cell.mark))
        level = end
    return [*laid, Bar("Utfall", 0.0, level, after.shown, theme.MAIN, strong=True, mark=after.mark)]
