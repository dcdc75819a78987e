"""A table of the report: its rows and columns, its unrounded values, and how each cell is printed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from typing import Any

import pandas as pd
from markupsafe import Markup

from ekonomi import style
from ekonomi.marks import mark_of, marked_in, with_numbers_marked
from ekonomi.names import nearest, slug
from ekonomi.urval import Expression

FIGURES = ["tabell", "rad", "kolumn", "enhet", "värde", "visat"]
TRACED = [*FIGURES, "urval"]  # and what each is made of
Urval = Mapping[str, Mapping[str, Expression]]
RAD, SUMMA, RUBRIK = "rad", "summa", "rubrik"
_LONG = 14  # more rows than this without a sum are folded on a phone


@dataclass(frozen=True)
class Column:
    """A column: `name` says what it measures, `head` is what is printed, `group` the heading over it ("" for none).

    `published` is its name in siffror.csv where that is another. `worse` is what a value below zero means, for those
    who hear the table: "sämre än budget".
    """

    name: str
    head: str
    unit: str = "mnkr"
    group: str = ""
    decimals: int | None = None
    worse: str = ""
    published: str = ""

    @property
    def public(self) -> str:
        """Its name in siffror.csv."""
        return self.published or self.name


@dataclass(frozen=True)
class Row:
    """A row: `name` is its path as in siffror.csv, `label` as printed, `kind` rad, summa or rubrik.

    A rubrik has no figures. `level` indents the label.
    `unit` and `decimals` override the column's, for tables whose rows have different units.
    """

    name: str
    label: str
    kind: str = RAD
    level: int = 0
    unit: str | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class Cell:
    """One printed cell: `value` unrounded in `unit` (None where missing or text), `shown` with its decimals.

    `source`: the table, row and column of siffror.csv that it stands in, and its urval; None where that is not told.
    """

    value: Decimal | None
    shown: str
    unit: str
    decimals: int = 0
    source: tuple[str, str, str, Expression] | None = field(default=None, repr=False, compare=False)

    @property
    def mark(self) -> str:
        """What the figure carries in HTML wherever it is printed; "" where no `source` is told."""
        return "" if self.source is None else mark_of(*self.source)


@dataclass(frozen=True, eq=False)
class Table:
    """A table, ready to print, export and check.

    `values` has a row per row name and a column per column name. Amounts (mnkr, tkr, kr) are öre with report
    sign, per cent is 5.5 for 5,5 %, text is str; None or <NA> prints as `–`. `notes` are printed under the
    table; `empty` stands in it when there are no rows. `urval` says by row and column name which rows of the
    inputs each figure is made of, and `told`, by row and as printed, those in its labels and words. `id` is
    what the library calls it (`registry.table` says so); `name` is what siffror.csv does, the id where nothing else
    is said. Raises ValueError where two rows share a name.
    """

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    values: pd.DataFrame
    notes: tuple[str, ...] = ()
    urval: Urval = field(default_factory=dict, repr=False)
    caption: str = ""
    row_head: str = ""
    empty: str = "Inga"
    id: str = ""
    name: str = ""
    told: Urval = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.id)
        names = [row.name for row in self.rows]
        if len(set(names)) < len(names) or not self.values.index.is_unique:
            raise ValueError(f"tabellen {self.name} har två rader med samma namn")

    @property
    def anchor(self) -> str:
        """The table's anchor in a page, the same in every run: `tabell-3-2-1-resultat`."""
        return f"tabell-{slug(self.name)}"

    @property
    def unit(self) -> str:
        """What the caption says of the unit, once: `Belopp i mnkr`; "" where the cells differ or say it."""
        units = {unit_of(row, column) for row in self._filled.values() for column in self.columns} - {*style.WORDS}
        return style.HEADINGS.get(units.pop(), "") if len(units) == 1 else ""

    def cell(self, row: str, column: str) -> Cell:
        """The cell of a row and a column, by their names (a column also by its published one).

        Raises KeyError, with the names that are near, where there is none.
        """
        columns = {getattr(found, known_by): found for known_by in ("public", "name") for found in self.columns}
        for name, known in ((row, self._filled), (column, columns)):
            if name not in known:
                raise KeyError(f"{self.name} har inte ”{name}”. Närmast: {nearest(name, known)}.")
        return self._cell(self._filled[row], columns[column])

    def said(self, row: str) -> str:
        """What a row is called as printed, after the headings that it stands under: `Resultat: Statistisk prognos`."""
        heads: list[Row] = []
        labels = [one.label for one in self.rows if one.kind == SUMMA]
        for one in self.rows:
            below = one.level + (one.kind == SUMMA and labels.count(one.label) > 1)  # one of several sums of a name
            heads = [head for head in heads if head.level < below]
            if one.name == row:
                return ": ".join(each.label for each in (*heads, one))
            heads += [one] if one.kind == RUBRIK else []
        return row

    def has(self, row: str, column: str) -> bool:
        """True where there is a cell of that row and column."""
        return column in {one.name for one in self.columns} and row in self._filled

    @cached_property
    def _held(self) -> dict[Any, dict[Any, Any]]:
        """The values by row and column name; to look up each in a frame would take longer than to print it."""
        rows = zip(*(self.values[name] for name in self.values), strict=True)
        every = dict(zip(self.values.index, rows, strict=True))
        return {name: dict(zip(self.values, every[name], strict=True)) for name in self._filled}

    def _cell(self, row: Row, column: Column) -> Cell:
        unit = unit_of(row, column)
        value: Any = self._held[row.name][column.name]
        made = self.urval.get(row.name, {}).get(column.name)
        source = None if made is None else (self.name, row.name, column.public, made)
        if unit in style.WORDS:
            return Cell(None, "" if pd.isna(value) else str(value), unit, source=source)
        if pd.isna(value):
            return Cell(None, style.MISSING, unit)
        exact = style.in_unit(value, unit)
        chosen = [places for places in (row.decimals, column.decimals) if places is not None]
        decimals = chosen[0] if chosen else style.decimals_of(unit)
        return Cell(exact, style.shown(exact, unit, decimals), unit, decimals, source)

    def figures(self) -> pd.DataFrame:
        """Every printed figure, a row each: tabell, rad, kolumn, enhet, värde (Decimal, unrounded), visat, urval."""
        cells = [(row, column, self._cell(row, column)) for row in self._filled.values() for column in self.columns]
        found = [
            (self.name, row.name, column.public, cell.unit, cell.value, cell.shown,
             str(cell.source[-1]) if cell.source else "")
            for row, column, cell in cells
            if cell.value is not None
        ]  # fmt: skip
        return pd.DataFrame(found, columns=TRACED)

    def to_frame(self, *, shown: bool = False) -> pd.DataFrame:
        """The cells as numbers, unrounded in their units, by row and column name; `shown` as they are printed (str).

        Text stays text, what is missing is NaN, and rubrik rows are left out.
        """
        cells = [[self._cell(row, column) for column in self.columns] for row in self._filled.values()]
        made = [[one.shown if shown or one.unit in style.WORDS else _number(one) for one in row] for row in cells]
        return pd.DataFrame(made, pd.Index([*self._filled], name=self.row_head), [one.name for one in self.columns])

    @cached_property
    def _filled(self) -> dict[str, Row]:
        """The rows that hold cells, by their names."""
        return {row.name: row for row in self.rows if row.kind != RUBRIK}

    def __repr__(self) -> str:
        size = f"{len(self._filled)} rader × {len(self.columns)} kolumner"
        return f"<Table {self.name}: {', '.join(part for part in (self.caption, self.unit, size) if part)}>"

    def _repr_html_(self) -> str:
        grouped = any(column.group for column in self.columns)
        units = {unit_of(row, column) for row in self._filled.values() for column in self.columns}
        words = sum(column.unit in style.WORDS for column in self.columns)
        narrowed = any(_beside(self.columns))
        # said in a list, a preposition read on into its heads: `Till HR`
        heads = [(" " if column.group == "Till" else ", ").join(filter(None, (column.group, column.head)))
                 for column in self.columns]  # fmt: skip
        listed = words > (0 if grouped else 2) or (len(self.columns) > 4 and (units != {"mnkr"} or not narrowed))
        return template("ekonomi", "table.html.j2").render(
            id=self.anchor,
            caption=self.caption,
            unit=self.unit,
            row_head=self.row_head,
            groups=list(_groups(self.columns)),
            grouped=grouped,
            narrowed=narrowed and self.rows,
            sparse=units == {"mnkr"},  # a list on a phone leaves its zeros out
            folded=len(self.rows) > _LONG and all(row.kind != SUMMA for row in self.rows),
            heads=heads if listed and not (grouped and narrowed) else [],
            bodies=[[_row_view(self, row) for row in body] for body in _bodies(self.rows)],
            width=len(self.columns) + 1,
            empty=self.empty,
            notes=self.notes,
        )


def unit_of(row: Row, column: Column) -> str:
    """The unit of a cell: the row's, where the column is not one of words."""
    return column.unit if column.unit in style.WORDS else row.unit or column.unit


def _number(cell: Cell) -> float:
    return float("nan") if cell.value is None else float(cell.value)


def _groups(columns: tuple[Column, ...]) -> Iterator[dict[str, object]]:
    """Runs of columns under one heading, as the template wants them."""
    beside = dict(zip((column.name for column in columns), _beside(columns), strict=True))
    for head, found in groupby(columns, key=lambda column: column.group):
        run = list(found)
        members = [{"head": column.head, "css": _css(column.unit) + " vid" * beside[column.name]} for column in run]
        aside = " vid" * all(beside[column.name] for column in run)
        yield {"head": head, "span": len(members), "columns": members, "css": "grupp" + aside}


def _beside(columns: tuple[Column, ...]) -> list[bool]:
    """By column of a wide table, what a phone sets aside: not where a group begins, nor what tells the outcome."""
    if len(columns) <= 4:
        return [False] * len(columns)
    groups = [column.group for column in columns]
    flat, amounts = not any(groups), {column.unit for column in columns} == {"mnkr"}
    told = [column.head.startswith(("Avvikelse", "Skillnad")) for column in columns]
    first = [at == groups.index(group) and (not group or groups.count(group) > 1) for at, group in enumerate(groups)]
    told[-1] |= flat and amounts
    wide = any(told) or len({*groups} - {""}) > 1
    return [wide and not (tells or opens) for tells, opens in zip(told, first, strict=True)]


def _bodies(rows: tuple[Row, ...]) -> list[list[Row]]:
    """The rows in tbody groups: a rubrik opens one, a sum that follows a sum totals them and stands alone."""
    bodies: list[list[Row]] = []
    for row, before in zip(rows, (None, *rows), strict=False):
        total = before is not None and before.kind == row.kind == SUMMA
        if before is None or (row.level == 0 and (row.kind == RUBRIK or total)):
            bodies.append([])
        bodies[-1].append(row)
    return bodies


def _row_view(table: Table, row: Row) -> dict[str, object]:
    heading = row.kind == RUBRIK
    columns = () if heading else zip(table.columns, _beside(table.columns), strict=True)
    return {
        "css": " ".join([row.kind, f"niva-{row.level}"]),
        "scope": "rowgroup" if heading and row.level == 0 else "row",
        "span": len(table.columns) + 1 if heading else 0,
        "label": _with_told(table, row, row.label),
        "cells": [_cell_view(table, row, column, aside) for column, aside in columns],
    }


def _cell_view(table: Table, row: Row, column: Column, beside: bool) -> dict[str, str]:
    cell = table._cell(row, column)
    negative = bool(column.worse) and cell.shown.startswith(style.MINUS)
    said = f"{cell.shown}, {column.worse}" if negative else ""
    said = "uppgift saknas" if cell.value is None and cell.unit not in style.WORDS else said
    words = cell.unit == style.TEXT
    return {
        "shown": _with_told(table, row, cell.shown, cell.mark) if words else cell.shown,
        "css": _css(cell.unit) + " minus" * negative + " vid" * beside,
        "said": said,
        "mark": "" if words else cell.mark,
    }


def _with_told(table: Table, row: Row, text: str, mark: str = "") -> Markup:
    if mark:
        return Markup(with_numbers_marked(text, mark))
    own = table.told.get(row.name, {}).items()
    return Markup(marked_in(text, {printed: mark_of(table.name, row.name, printed, made) for printed, made in own}))


def _css(unit: str) -> str:
    return style.TEXT if unit == style.TEXT else "tal"


@cache
def template(package: str, name: str) -> Any:  # jinja2.Template
    """A template that stands in a package: values are escaped, and one that is not given is an error."""
    import jinja2

    source = files(package).joinpath(name).read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)


def gather(tables: Iterable[Table]) -> pd.DataFrame:
    """Every printed figure of the tables, in their order: `TRACED`, with (tabell, rad, kolumn) unique.

    Raises ValueError for a figure that two cells share, which only a fault in the tables can give.
    """
    together = pd.concat([table.figures() for table in tables], ignore_index=True)
    shared = together[together.duplicated(["tabell", "rad", "kolumn"])]
    if len(shared):
        raise ValueError(f"två siffror med samma namn: {' / '.join(shared.iloc[0][:3])}")
    return together
