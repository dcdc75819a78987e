"""Resultatbro: how the result went from budget to outcome, by intäkts- och kostnadsslag."""

from decimal import Decimal

from ekonomi import terms
from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn, listing
from ekonomi.charts.numbers import cells, enumerated, inside, is_zero, moment, signed, than, value
from ekonomi.table import SUMMA, Table


@drawn(terms.M_UTFALL, terms.M_BUDGET, terms.AVVIKELSE)
def resultatbro(table: Table) -> Chart | None:
    """The bridge of a table from budget to utfall by avvikelse: its last sum row is the result, its rows the steps."""
    outcome, budget, deviation = (
        cells(table, measure) for measure in (terms.M_UTFALL, terms.M_BUDGET, terms.AVVIKELSE)
    )
    total = next((name for name, (row, _) in reversed(deviation.items()) if row.kind == SUMMA), None)
    if total is None or total not in budget or total not in outcome:
        return None
    steps = [
        (row.label, cell) for row, cell in deviation.values() if row.kind != SUMMA and not is_zero(cell.shown)
    ]
    before, after, off = budget[total][1], outcome[total][1], deviation[total][1]
    shown = [
        ("Budget", before.shown),
        *((label, signed(cell.shown)) for label, cell in steps),
        ("Utfall", after.shown),
    ]
    laid = _bars(shown, [value(before), *(value(cell) for _, cell in steps)])
    verdict = than(off.shown, "{} mnkr bättre än", "{} mnkr sämre än", "lika med")
    title = f"Resultatet är {verdict} budget"
    said = f"{title}: budget {before.shown} mnkr, utfall {after.shown} mnkr."
    if steps:
        each = [f"{inside(label)} {signed(cell.shown)} mnkr" for label, cell in steps]
        said = f"{said} Avvikelser: {enumerated(each)}."
    return Chart(
        name=f"resultatbro {table.name}",
        title=title,
        subtitle=f"Resultatets väg från budget till utfall, {moment(table, terms.AVVIKELSE)}, mnkr",
        alt=said,
        data=listing("Steg", {"mnkr": [text for _, text in shown]}, [label for label, _ in shown]),
        **theme.pictures(
            lambda figure, narrow: bars.draw_bars(figure, narrow, laid, linked=True), *bars.heights(laid)
        ),
    )


def _bars(shown: list[tuple[str, str]], values: list[Decimal]) -> list[Bar]:
    level = float(values[0])
    laid = [Bar(*shown[0][:1], 0.0, level, shown[0][1], theme.GREY, strong=True)]
    for (label, text), step in zip(shown[1:-1], values[1:], strict=True):
        colour = theme.BETTER if step > 0 else theme.WORSE
        laid.append(Bar(label, level, level + float(step), text, colour))
        level += float(step)
    return [*laid, Bar(shown[-1][0], 0.0, level, shown[-1][1], theme.MAIN, strong=True)]
