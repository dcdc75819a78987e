"""How far the forecasts have missed, month by month: statistical, managers and last year again."""

from typing import Any

from ekonomi import style
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, drawn, listing
from ekonomi.charts.numbers import enumerated, inside, value
from ekonomi.table import Cell, Table

LEVEL = "Kostnadsslag"
_LOOKS = {
    "modell": ("Statistisk prognos", theme.MAIN),
    "chefer": ("Chefernas prognos", theme.WORSE),
    "naiv": ("Som förra året", theme.SOFT),
}
_DOTS: Any = {"linewidth": 0, "marker": "D", "markersize": 8}
_LINES: Any = {"linewidth": 2.0, "marker": "o", "markersize": 4.5}
Errors = dict[str, dict[str, Cell]]


@drawn()
def träffsäkerhet(table: Table, nivå: str = LEVEL) -> Chart | None:
    """Felet per månad för prognosen, för en nivå i `tables.träffsäkerhet`, i den enhet som det mäts i.

    >>> charts.träffsäkerhet(report[tables.träffsäkerhet]).name
    'träffsäkerhet'
    """
    found = _errors(table, nivå)
    if "modell" not in found:
        return None
    model, months = found["modell"], {column.name: column.head for column in table.columns}
    unit = next(iter(model.values())).unit
    measure = "i procent av utfallet" if unit == style.PER_CENT else f"i {unit}"
    said = {source: [f"{month} {cell.shown}" for month, cell in own.items()] for source, own in found.items()}
    each = [f"{_LOOKS[source][0]}: {enumerated(parts)}." for source, parts in said.items()]
    shown = {
        _LOOKS[source][0]: [own[month].shown if month in own else style.MISSING for month in months]
        for source, own in found.items()
    }
    return Chart(
        name="träffsäkerhet",
        title=_title(model),
        subtitle=f"Fel per {inside(nivå)} {measure}, efter den månad då prognosen gjordes",
        alt=f"Prognosernas fel {measure} efter varje månad. {' '.join(each)}",
        data=listing("Prognos efter", shown, [month.capitalize() for month in months]),
        **theme.pictures(lambda figure, narrow: _draw(figure, narrow, months, found), 2.6, 2.5),
    )


def _errors(table: Table, level: str) -> Errors:
    """The known cells by source and month."""
    cells = {
        source: {
            column.name: cell
            for column in table.columns
            if table.has(row, column.name) and (cell := table.cell(row, column.name)).value is not None
        }
        for source, row in ((source, f"{level} / {source}") for source in _LOOKS)
    }
    return {source: own for source, own in cells.items() if own}


def _title(model: dict[str, Cell]) -> str:
    """From the first month to the last: `… minskar från 4,9 % i januari till 0,4 % i november`."""
    (first, before), (last, after) = (list(model.items())[place] for place in (0, -1))
    who = "Den statistiska prognosens fel"
    told = [style.in_words(cell.shown, cell.unit) for cell in (before, after)]
    if before.shown == after.shown:
        return f"{who} är {told[1]} i {last}"
    verb = "minskar" if value(after) < value(before) else "ökar"
    return f"{who} {verb} från {told[0]} i {first} till {told[1]} i {last}"


def _draw(figure: Any, narrow: bool, months: dict[str, str], found: Errors) -> None:
    axes = theme.panel(figure, calendar.LEFT, calendar.BOTTOM, 0.1, calendar.TOP)
    for source, cells in found.items():
        places = [list(months).index(month) for month in cells]
        amounts = [float(value(cell)) for cell in cells.values()]
        look = _DOTS if source == "chefer" else _LINES
        axes.plot(places, amounts, color=_LOOKS[source][1], **look)
    names = [month[:1].upper() if narrow else head for month, head in months.items()]
    axes.set_xticks(range(len(months)), names)
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.set_ylim(bottom=0)
    calendar.scale(axes)
    parts = [_LOOKS[source] for source in found]
    told = [(words.removesuffix(" prognos") if narrow else words, colour) for words, colour in parts]
    theme.key(axes, told, calendar.LEFT, gap=0.2 if narrow else 0.3)
