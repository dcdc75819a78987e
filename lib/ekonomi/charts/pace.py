"""What a month must cost from now on for the forecast to hold, by ansvarsområde, against what it has cost."""

from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.numbers import cells, column, enumerated, is_zero, signed, size, than, value
from ekonomi.table import Cell, Table
from ekonomi.tables.layout import COSTS_SAID, inside
from ekonomi.tables.pace import AHEAD, SO_FAR, STEP

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
    subtitle = (
        f"Kostnad i månaden {inside(column(table, AHEAD).head)}, minus {inside(column(table, SO_FAR).head)}, mnkr"
    )
    shown = bars.shown(laid, "Ansvarsområde", HEAD)
    return Chart("vad prognosen kräver", title, subtitle, said, told={size(whole.shown): whole.mark}, **shown)


def _bar(label: str, cell: Cell, *, strong: bool = False) -> Bar:
    """A bar of a change in costs, which the table prints with the opposite sign."""
    end = -float(value(cell))
    colour = theme.WORSE if end > 0 else theme.BETTER
    return Bar(label, 0.0, end, signed(_turned(cell.shown)), colour, strong, cell.mark)


def _turned(shown: str) -> str:
    return size(shown) if shown != size(shown) or is_zero(shown) else f"\u2212{shown}"
