"""Nyckeltal: the period at a glance, each figure with what it means in words."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2

from ekonomi import style
from ekonomi.charts.numbers import cells, column, inside, is_zero, moment, size, value
from ekonomi.table import Cell, Column, Table

BETTER, WORSE, NEUTRAL = "bra", "samre", "lika"
_AHEAD = ("prognos", "målvärde")  # no outcome to compare with


@dataclass(frozen=True)
class KeyFigure:
    """A figure: `head` says what, `shown` and `unit` how much, `words` what it means.

    `signal` is bra, samre or lika.
    """

    head: str
    shown: str
    unit: str
    signal: str
    words: str


@dataclass(frozen=True)
class KeyFigures:
    """The key figures of a report, shown as a list of terms."""

    figures: tuple[KeyFigure, ...]

    def _repr_html_(self) -> str:
        return _template().render(figures=self.figures)


def nyckeltal(resultat: Table, personal: Table, mått: Table | None = None) -> KeyFigures:
    """Result and forecast, årsarbetare, and the nämnd's own mått.

    A figure that is missing is left out; a forecast that has not been made says so.
    """
    others = [figure for table in (personal, mått) if table is not None for figure in _others(table)]
    return KeyFigures((*_money(resultat), *others))


def _money(table: Table) -> list[KeyFigure]:
    row = table.rows[-1].name
    now, off = _cell(table, row, "utfall"), _cell(table, row, "avvikelse")
    year, meant = _cell(table, row, "prognos"), _cell(table, row, "budget helår")
    figures = []
    if now and off:
        head = f"Resultat {moment(table, 'utfall')}"
        figures.append(KeyFigure(head, now.shown, "mnkr", *_against_budget(off.shown)))
    if column(table, "prognos"):
        head = f"{_head(table, 'prognos')} {moment(table, 'prognos')}"
        gap = None if year is None or meant is None else style.shown(value(year) - value(meant), "mnkr")
        words = (NEUTRAL, "Ingen prognos lämnad hittills") if gap is None else _against_budget(gap)
        figures.append(KeyFigure(head, year.shown if year else style.MISSING, "mnkr" if year else "", *words))
    return figures


def _against_budget(off: str) -> tuple[str, str]:
    if is_zero(off):
        return NEUTRAL, "Lika med budget"
    worse = off.startswith(style.MINUS)
    return (
        WORSE if worse else BETTER
    ), f"{size(off)}{style.NBSP}mnkr {'sämre' if worse else 'bättre'} än budget"


def _others(table: Table) -> list[KeyFigure]:
    """The rows' first column, with the next known column to compare with."""
    figures = []
    for row in table.rows:
        known = [(found, table.cell(row.name, found.name)) for found in table.columns]
        first, *rest = known
        against = [pair for pair in rest if pair[1].value is not None and not pair[0].name.startswith(_AHEAD)]
        if first[1].value is not None:
            words = f"{against[0][1].shown} {_when(against[0][0])}" if against else ""
            figures.append(KeyFigure(row.label, first[1].shown, "", NEUTRAL, words))
    return figures


def _when(found: Column) -> str:
    """What a comparison column is about, within a sentence: `helår 2024`."""
    return inside(found.head.removeprefix("Utfall").strip())


def _head(table: Table, start: str) -> str:
    found = column(table, start)
    return found.head if found else ""


def _cell(table: Table, row: str, start: str) -> Cell | None:
    pair = cells(table, start).get(row)
    return pair[1] if pair else None


@cache
def _template() -> jinja2.Template:
    source = files("ekonomi.charts").joinpath("key_figures.html.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
