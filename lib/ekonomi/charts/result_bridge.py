"""Resultatbro: how the result went from budget to outcome, by intäkts- och kostnadsslag."""

from decimal import Decimal

from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import cells, column, enumerated, inside, is_zero, moment, signed, size, value
from ekonomi.table import SUMMA, Table


def resultatbro(table: Table) -> Chart:
    """The bridge of a table: from budget to utfall by the first avvikelse, its last sum row the result.

    The three columns end alike (`avvikelse period`, `utfall period`, `budget period`). The rows that are no sums
    make the steps. Nothing is drawn where the table has no budget.
    """
    found = column(table, "avvikelse")
    when = found.name.removeprefix("avvikelse") if found else ""
    outcome, budget, deviation = (cells(table, f"{what}{when}") for what in ("utfall", "budget", "avvikelse"))
    total = next((name for name, (row, _) in reversed(deviation.items()) if row.kind == SUMMA), None)
    if total is None or total not in budget or total not in outcome:
        return Chart("resultatbro")
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
    title = f"Resultatet är {_verdict(off.shown)} budget"
    return Chart(
        name=f"resultatbro {table.name}",
        title=title,
        subtitle=f"Resultatets väg från budget till utfall, {moment(table, 'avvikelse')}, mnkr",
        alt=f"{title}: budget {before.shown} mnkr, utfall {after.shown} mnkr. "
        f"Avvikelser: {enumerated([f'{inside(label)} {signed(cell.shown)} mnkr' for label, cell in steps])}.",
        data=listing("Steg", {"mnkr": [text for _, text in shown]}, [label for label, _ in shown]),
        **theme.pictures(
            lambda figure, narrow: bars.draw_bars(figure, narrow, laid, linked=True), *bars.heights(laid)
        ),
    )


def _verdict(deviation: str) -> str:
    if is_zero(deviation):
        return "lika med"
    return f"{size(deviation)} mnkr {'bättre' if size(deviation) == deviation else 'sämre'} än"


def _bars(shown: list[tuple[str, str]], values: list[Decimal]) -> list[Bar]:
    level = float(values[0])
    laid = [Bar(*shown[0][:1], 0.0, level, shown[0][1], theme.GREY, strong=True)]
    for (label, text), step in zip(shown[1:-1], values[1:], strict=True):
        colour = theme.BETTER if step > 0 else theme.WORSE
        laid.append(Bar(label, level, level + float(step), text, colour))
        level += float(step)
    return [*laid, Bar(shown[-1][0], 0.0, level, shown[-1][1], theme.MAIN, strong=True)]
