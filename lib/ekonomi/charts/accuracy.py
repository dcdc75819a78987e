"""How far the forecasts have missed, month by month: statistical, managers and last year again."""

from typing import Any

from ekonomi import style
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import enumerated, value
from ekonomi.table import Cell, Table

LEVEL = "Kostnadsslag"
_LOOKS = {
    "modell": ("Statistisk prognos", theme.MAIN),
    "chefer": ("Chefernas prognos", theme.WORSE),
    "naiv": ("Som förra året", theme.GREY),
}
Errors = dict[str, dict[str, Cell]]


def träffsäkerhet(table: Table | None, nivå: str = LEVEL) -> Chart:
    """The error by month of the close, per cent, of one level of `tables.träffsäkerhet`; nothing without it."""
    found = {} if table is None else _errors(table, nivå)
    if table is None or len(found.get("modell", {})) == 0:
        return Chart("träffsäkerhet")
    first, last = (_said(found["modell"], place) for place in (0, -1))
    return Chart(
        name="träffsäkerhet",
        title=f"Den statistiska prognosens fel har minskat från {first} till {last} under året",
        subtitle=f"Fel per {nivå[:1].lower()}{nivå[1:]} i procent av utfallet, efter den månad då prognosen gjordes",
        alt=_alt(found),
        data=_data(table, found),
        **theme.pictures(lambda figure, narrow: _draw(figure, narrow, table, found), 2.6, 2.5),
    )


def _errors(table: Table, level: str) -> Errors:
    """The known cells by source and month."""
    rows = {row.name for row in table.rows}
    named = {source: f"{level} / {source}" for source in _LOOKS}
    cells = {
        source: {column.name: table.cell(row, column.name) for column in table.columns}
        for source, row in named.items()
        if row in rows
    }
    return {
        source: {month: cell for month, cell in own.items() if cell.value is not None}
        for source, own in cells.items()
    }


def _said(cells: dict[str, Cell], place: int) -> str:
    return list(cells.values())[place].shown


def _alt(found: Errors) -> str:
    each = [
        f"{_LOOKS[source][0]}: {enumerated([f'{month} {cell.shown}' for month, cell in cells.items()])}."
        for source, cells in found.items()
        if cells
    ]
    return f"Prognosernas fel i procent av utfallet efter varje månad. {' '.join(each)}"


def _data(table: Table, found: Errors) -> Any:
    months = [column.name for column in table.columns]
    shown = {
        _LOOKS[source][0]: [cells[month].shown if month in cells else style.MISSING for month in months]
        for source, cells in found.items()
    }
    return listing("Prognos efter", shown, [month.capitalize() for month in months])


def _draw(figure: Any, narrow: bool, table: Table, found: Errors) -> None:
    axes = theme.panel(figure, calendar.LEFT, calendar.BOTTOM, 0.1, calendar.TOP)
    months = [column.name for column in table.columns]
    for source, cells in found.items():
        places = [months.index(month) for month in cells]
        amounts = [float(value(cell)) for cell in cells.values()]
        lines = {
            "linewidth": 0 if source == "chefer" else 2.0,
            "markersize": 8 if source == "chefer" else 4.5,
        }
        axes.plot(
            places, amounts, color=_LOOKS[source][1], marker="D" if source == "chefer" else "o", **lines
        )
    axes.set_xticks(range(len(months)), [_short(name, narrow) for name in months])
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.set_ylim(bottom=0)
    calendar.scale(axes)
    theme.key(
        axes,
        [_LOOKS[source] for source, cells in found.items() if cells],
        calendar.LEFT,
        gap=0.12 if narrow else 0.3,
    )


def _short(month: str, narrow: bool) -> str:
    return month[:1].upper() if narrow else month[:3]
