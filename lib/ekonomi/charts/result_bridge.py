"""What is against what in bars: the result from budget to outcome, and what a month must cost for the forecast."""

from ekonomi import terms
from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.numbers import cells, column, enumerated, is_zero, moment, signed, size, tense, than, value
from ekonomi.style import MINUS
from ekonomi.table import SUMMA, Cell, Table
from ekonomi.tables.layout import COSTS_SAID, inside
from ekonomi.tables.pace import AHEAD, SO_FAR, STEP


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


HEAD = "Skillnad per månad, mnkr"


@drawn(SO_FAR, AHEAD, STEP)
def vad_prognosen_kräver(table: Table) -> Chart | None:
    """Områdena vars kostnad i månaden ändras mest mot hittills, summan sist; nollor utelämnas.

    >>> charts.vad_prognosen_kräver(report[tables.vad_prognosen_kräver]).title
    'Prognosen räknar med 8,3 mnkr högre kostnader i månaden än hittills'
    """
    steps = cells(table, STEP)
    areas = {name: one for name, one in steps.items() if name.startswith(f"{COSTS_SAID} / ")}
    moved = sorted((one for one in areas.values() if not is_zero(one[1].shown)), key=lambda one: value(one[1]))
    if COSTS_SAID not in steps or not moved:
        return None
    whole = steps[COSTS_SAID][1]
    now, ahead = (cells(table, name)[COSTS_SAID][1] for name in (SO_FAR, AHEAD))
    # a cost is minus, so that the bars of costs that rise go up
    laid = [_bar(row.label, cell) for row, cell in moved]
    laid.append(_bar(COSTS_SAID, whole, strong=True))
    more = than(whole.shown, "{} mnkr lägre", "{} mnkr högre", "lika höga")
    title = f"Prognosen räknar med {more} kostnader i månaden än hittills"
    about = [f"{row.label} {bar.text}" for (row, _), bar in zip(moved, laid, strict=False)]
    said = f"{title}: {size(ahead.shown)} mnkr mot {size(now.shown)} mnkr. Per ansvarsområde: {enumerated(about)}."
    later, before = (inside(column(table, name).head) for name in (AHEAD, SO_FAR))
    subtitle = f"Kostnad per månad {later}, minus {before}, mnkr"
    shown = bars.shown(laid, "Ansvarsområde", HEAD)
    return Chart("vad prognosen kräver", title, subtitle, said, told={size(whole.shown): whole.mark}, **shown)


def _bar(label: str, cell: Cell, *, strong: bool = False) -> Bar:
    """A bar of a change in costs, which the table prints with the opposite sign."""
    end = -float(value(cell))
    colour = theme.WORSE if end > 0 else theme.BETTER
    shown = size(cell.shown) if end > 0 or is_zero(cell.shown) else f"{MINUS}{cell.shown}"
    return Bar(label, 0.0, end, signed(shown), colour, strong, cell.mark)
