"""A heat map of where costs come from and which tjänsteområden they end on."""

from textwrap import fill
from typing import Any

from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import enumerated, is_zero, size, value
from ekonomi.table import SUMMA, Cell, Column, Row, Table

_LEFT, _LEFT_NARROW, _TOP, _TOP_NARROW = 2.3, 1.5, 0.85, 1.45  # inches for the names
_RIGHT = 0.5
_PITCH, _PITCH_NARROW = 0.3, 0.42
_LETTERS, _LETTERS_NARROW = 34, 22
_LIGHTEST = "#eff1f3"  # the main colour with almost all of its light, as seaborn.light_palette begins
_DARKEST = 1.15  # the scale ends above the largest amount


def kostnadernas_väg(table: Table) -> Chart:
    """The heat map of a table of costs from (rows) and to (columns); totals are left out."""
    rows = [row for row in table.rows if row.kind != SUMMA]
    columns = list(table.columns[:-1])
    cells = [[table.cell(row.name, column.name) for column in columns] for row in rows]
    largest = sorted(
        ((abs(value(cell)), row, column) for row, own in zip(rows, cells, strict=True)
         for column, cell in zip(columns, own, strict=True)),
        key=lambda found: found[0],
        reverse=True,
    )[:3]  # fmt: skip
    if not largest or not largest[0][0]:
        return Chart("kostnadernas väg")
    told = [f"{size(table.cell(r.name, c.name).shown)} från {r.label} till {c.head}" for _, r, c in largest]
    shown = {column.head: [_shown(own[place]) for own in cells] for place, column in enumerate(columns)}
    return Chart(
        name="kostnadernas väg",
        title=f"Mest går från {largest[0][1].label} till {largest[0][2].head}",
        subtitle="Kostnader från verksamhetsområde (rad) till tjänster (kolumn), mnkr",
        alt=f"De största kostnaderna, i mnkr: {enumerated(told)}.",
        data=listing("Från", shown, [row.label for row in rows]),
        **theme.pictures(
            lambda figure, narrow: _draw(figure, narrow, rows, columns, cells),
            len(rows) * _PITCH + _TOP + 0.05,
            len(rows) * _PITCH_NARROW + _TOP_NARROW + 0.05,
        ),
    )


def shades() -> Any:
    """The colour map, from almost white to the main colour."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("kostnader", [_LIGHTEST, theme.MAIN])


def _shown(cell: Cell) -> str:
    return "" if is_zero(cell.shown) else size(cell.shown)


def _draw(figure: Any, narrow: bool, rows: list[Row], columns: list[Column], cells: list[list[Cell]]) -> None:
    axes = theme.panel(
        figure,
        _LEFT_NARROW if narrow else _LEFT,
        0.03,
        0.02 if narrow else _RIGHT,
        _TOP_NARROW if narrow else _TOP,
    )
    amounts = [[abs(float(value(cell))) for cell in own] for own in cells]
    most = max(max(own) for own in amounts)
    colours = shades()
    axes.pcolormesh(
        [[(amount / most) ** 0.5 for amount in own] for own in amounts],
        cmap=colours, vmin=0, vmax=_DARKEST, edgecolors="white", linewidth=1.5,
    )  # fmt: skip
    axes.invert_yaxis()
    for place, own in enumerate(cells):
        for column, cell in enumerate(own):
            shade = colours((amounts[place][column] / most) ** 0.5 / _DARKEST)
            axes.text(
                column + 0.5, place + 0.5, _shown(cell), ha="center", va="center_baseline",
                color=theme.letters_on(shade), fontsize=theme.LEAST if narrow else theme.LETTER,
            )  # fmt: skip
    letters = _LETTERS_NARROW if narrow else _LETTERS
    axes.set_yticks([p + 0.5 for p in range(len(rows))], [fill(row.label, letters) for row in rows])
    axes.set_xticks([p + 0.5 for p in range(len(columns))], [column.head for column in columns])
    axes.xaxis.tick_top()
    axes.tick_params(labelsize=theme.LEAST)
    slant = {"rotation": 90} if narrow else {"rotation": 30, "ha": "left", "rotation_mode": "anchor"}
    for label in axes.get_xticklabels():
        label.set(**slant)
