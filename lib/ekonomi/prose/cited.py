"""Cells that own texts cite: `{{ 3.2.1 resultat | Resultat | avvikelse }}` prints what the table's cell prints."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from ekonomi import style
from ekonomi.marks import marked
from ekonomi.table import Cell

CITED = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OPEN = re.compile(r"\{\{(?!.*?\}\})[^\n]*", re.DOTALL)
UNSIGNED = "utan tecken"
_NOTATION = "{{ tabell | rad | kolumn }}"
# what Markdown takes for a bullet, where the line is an amount with its sign
_SIGNED_LINE = re.compile(
    r"^( {0,3})([-+])[ \t]+(?=\d[\d\s]*(?:,\d+)?\s*(?:mnkr|tkr|kr|kronor|miljon|tusen|procent|%))", re.M
)
_SIGN = "\ue000{}\ue001"
Look = Callable[[str, str, str], Cell]


@dataclass(frozen=True)
class Citation:
    """A cell that a text cites, and the line (1-based) where it does; `said` is the number in words, or `fault`.

    `mark` says which cell it is (`Cell.mark`).
    """

    line: int
    written: str
    said: str
    fault: str = ""
    mark: str = ""


def citations(source: str, look: Look) -> Iterator[Citation]:
    """Every citation of a text. `look` gives the cell of a table, row and column, or raises KeyError that says why."""
    for found in CITED.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        yield Citation(line, found[0], *_said(found[1], look))
    for found in _OPEN.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        yield Citation(line, found[0], "", f"hänvisningen ska skrivas {_NOTATION}; }}}} saknas")


def _parts(inner: str) -> list[str]:
    return [" ".join(part.split()) for part in inner.split("|")]


def _said(inner: str, look: Look) -> tuple[str, ...]:
    table, *place = _parts(inner)
    unsigned = len(place) == 3 and place.pop() == UNSIGNED
    if len(place) != 2:
        return "", f"hänvisningen ska skrivas {_NOTATION}, och kan sluta med | {UNSIGNED}"
    try:
        cell = look(table, *place)
    except KeyError as error:
        return "", str(error.args[0])
    shown = cell.shown.removeprefix(style.MINUS) if unsigned else cell.shown
    return style.in_words(shown, cell.unit), "", cell.mark


def cited_tables(source: str) -> set[str]:
    """The names of the tables that a text cites."""
    return {_parts(found)[0] for found in CITED.findall(source)}


def filled(source: str, look: Look, render: Callable[[str], str]) -> str:
    """The text as HTML with each citation as the number in words, marked with its cell, whatever makes HTML of it.

    One that points at no cell stays, in code type. A sign that no one writes follows each number until it is HTML.
    """
    cited = list({one.written: one for one in citations(source, look)}.values())
    told = {
        one.written: f"{one.said}{_SIGN.format(n)}" if one.said else f"`{one.written}`" for n, one in enumerate(cited)
    }
    html = render(CITED.sub(lambda found: told[found[0]], source))
    for n, one in enumerate(cited):
        said, sign = escape(one.said).replace(style.NBSP, "&nbsp;"), _SIGN.format(n)
        html = html.replace(f"{said}{sign}", marked(said, one.mark)).replace(sign, "")
    return html


def signed_lines(source: str) -> Iterator[tuple[int, str]]:
    """The lines (1-based) that begin with a sign, a space and an amount, and the sign."""
    for found in _SIGNED_LINE.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, found[2]


def with_signs(source: str) -> str:
    """The text with an amount's sign kept where it opens a line: `- 8,6 mnkr` is no bullet but `−8,6 mnkr`."""
    return _SIGNED_LINE.sub(lambda found: f"{found[1]}{style.MINUS if found[2] == '-' else '&#43;'}", source)
