"""A heat map of where costs come from and which tjänsteområden they end on."""

from textwrap import fill
from typing import Any

from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, drawn, listing
from ekonomi.charts.numbers import enumerated, is_zero, size, value
from ekonomi.table import SUMMA, Cell, Column, Row, Table

_LETTER = 0.08  # inches: the room that a letter of a name takes
_LINE = 0.155  # inches between lines
_PITCH = 0.3  # inches a row at least
_LETTERS, _LETTERS_NARROW = 26, 18  # a line of a name
_LIGHTEST = "#eff1f3"  # the main colour with almost all of its light
_DARKEST = 1.15  # the scale ends above the largest amount


@drawn()
def kostnadernas_väg(table: Table) -> Chart | None:
    """Kostnaderna från (rad) och till (kolumn) som en karta, mörkare där det är mer; summorna utelämnas.

    >>> print(charts.kostnadernas_väg(report[tables.kostnadernas_väg]).title)
    Mest går från ... till ...
    """
    totals = {row.name for row in table.rows if row.kind == SUMMA}
    rows = [row for row in table.rows if row.name not in totals]
    columns = [column for column in table.columns if column.name not in totals]
    cells = [[table.cell(row.name, column.name) for column in columns] for row in rows]
    told = [
        (abs(value(cell)), f"{size(cell.shown)} {_way(row, column)}", _way(row, column))
        for row, own in zip(rows, cells, strict=True)
        for column, cell in zip(columns, own, strict=True)
        if value(cell)
    ]
    if not told:
        return None
    largest = sorted(told, key=lambda found: found[0], reverse=True)[:3]
    shown = {column.head: [_shown(own[place]) for own in cells] for place, column in enumerate(columns)}
    return Chart(
        name="kostnadernas väg",
        title=f"Mest går {largest[0][2]}",
        subtitle="Kostnader från verksamhetsområde (rad) till tjänster (kolumn), mnkr",
        alt=f"De största kostnaderna, i mnkr: {enumerated([words for _, words, _ in largest])}.",
        data=listing("Från", shown, [row.label for row in rows]),
        **theme.pictures(
            lambda figure, narrow: _draw(figure, cells, _Names(rows, columns, narrow)),
            *(_Names(rows, columns, narrow).height for narrow in (False, True)),
        ),
    )


def _way(row: Row, column: Column) -> str:
    """`från Ledning till Telefoni`; `från Ledning till egna tjänster` where both are called the same."""
    same = row.label.casefold() == column.head.casefold()
    return f"från {row.label} till {'egna tjänster' if same else column.head}"


def shades() -> Any:
    """The colour map, from almost white to the main colour."""
    from matplotlib.colors import (
        LinearSegmentedColormap,  # seaborn's light_palette would import scipy: a second
    )

    return LinearSegmentedColormap.from_list("kostnader", [_LIGHTEST, theme.MAIN])


def _shown(cell: Cell) -> str:
    return "" if is_zero(cell.shown) else size(cell.shown)


class _Names:
    """The names of rows and columns and the inches that they take; on a phone a row's stands over its cells."""

    def __init__(self, rows: list[Row], columns: list[Column], narrow: bool) -> None:
        self.narrow = narrow
        self.rows = [row.label if narrow else fill(row.label, _LETTERS) for row in rows]
        self.columns = [fill(c.head, _LETTERS_NARROW, break_long_words=False) if narrow else c.head for c in columns]
        self.over = 0.45 if narrow else 0.0  # of a row's height
        self.left = 0.02 if narrow else _width(self.rows)
        self.top = _width(self.columns) * (1.0 if narrow else 0.5) + 0.1  # upright, or by 30 degrees
        self.right = 0.02 if narrow else _width(self.columns[-1:]) * 0.6
        lines = max(name.count("\n") for name in self.rows)
        self.height = len(rows) * (_PITCH / (1 - self.over) + _LINE * lines) + self.top + 0.03


def _width(names: list[str]) -> float:
    return 0.1 + _LETTER * max(len(line) for name in names for line in name.split("\n"))


def _draw(figure: Any, cells: list[list[Cell]], names: _Names) -> None:
    axes = theme.panel(figure, names.left, 0.03, names.right, names.top)
    amounts = [[abs(float(value(cell))) for cell in own] for own in cells]
    most = max(max(own) for own in amounts)
    colours, wide = shades(), range(len(names.columns))
    for place, own in enumerate(amounts):
        shown = [(amount / most) ** 0.5 for amount in own]
        axes.pcolormesh(
            range(len(own) + 1), (place + names.over, place + 1), [shown],
            cmap=colours, vmin=0, vmax=_DARKEST, edgecolors="white", linewidth=1.5,
        )  # fmt: skip
        for column, (share, cell) in enumerate(zip(shown, cells[place], strict=True)):
            axes.text(
                column + 0.5, place + (1 + names.over) / 2, _shown(cell), ha="center", va="center_baseline",
                color=theme.letters_on(colours(share / _DARKEST)), fontsize=theme.LEAST,
            )  # fmt: skip
        if names.narrow:
            axes.text(0.03, place + names.over - 0.08, names.rows[place], fontsize=theme.LEAST)
    axes.set(xlim=(0, len(wide)), ylim=(len(cells), 0))
    beside = [] if names.narrow else names.rows
    axes.set_yticks([place + 0.5 for place in range(len(beside))], beside)
    axes.set_xticks([place + 0.5 for place in wide], names.columns)
    axes.xaxis.tick_top()
    axes.tick_params(labelsize=theme.LEAST)
    slant = {"rotation": 90} if names.narrow else {"rotation": 30, "ha": "left", "rotation_mode": "anchor"}
    for label in axes.get_xticklabels():
        label.set(**slant)
