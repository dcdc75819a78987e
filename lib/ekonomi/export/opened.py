"""The economist's pages: each figure is a button that opens what its row is made of, without any script.

Whatever prints a figure marks it with the cell that it is (`Cell.mark`), and here alone the marks are read. HTML's own
popover does the rest: the browser moves the focus in and out, Escape closes, and a reader of screens hears the
button's number and then the parts. The cells of a row share one popover, as do the tiles, sentences and charts that
print them, and the first cell alone is a stop of the Tab key; a link before each table leads past its rows.
"""

import json
import re
import shlex
from collections.abc import Container, Iterator, Sequence
from copy import deepcopy
from functools import cached_property
from html import escape, unescape

from nbformat import NotebookNode

from ekonomi import urval
from ekonomi.claims import AMOUNT, cells_of, sentences
from ekonomi.export import manifest
from ekonomi.export.proofread import read_together
from ekonomi.marks import marked
from ekonomi.prose import OwnText
from ekonomi.report import Report
from ekonomi.report.contents import contents
from ekonomi.report.lists import Listed
from ekonomi.table import template
from ekonomi.tables.layout import capital

_MARK = re.compile(r' data-siffra="[^"]*"|<data data-siffra="[^"]*">(.*?)</data>', re.DOTALL)
_FIGURE = re.compile(r'<(td|dd|data)\b([^>]*?) data-siffra="([^"]*)"([^>]*>)(.*?)</\1>', re.DOTALL)
_TABLE, _ROW = re.compile(r"<table\b.*?</table>", re.DOTALL), re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_BUTTON = "<button popovertarget="
_HELD = re.compile(rf"\(?{_BUTTON}[^<]*</button>[).,;:]*")  # a browser breaks a line on either side of a button
Place = tuple[str, ...]


def unmarked(html: str) -> str:
    """HTML whose figures do not say which cells they are."""
    return _MARK.sub(lambda found: found[1] or "", html)


def unmark(notebook: NotebookNode) -> None:
    """Take from an executed notebook what its figures say of their cells."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        if html := output.get("data", {}).get("text/html"):
            output.data["text/html"] = unmarked(html)


def opened(page: str, report: Report) -> str:
    """A page with marks, each marked figure a button that opens what its row is made of."""
    style_of = template("ekonomi.export", "opened.css").render()
    opener = _Opener(report)
    buttons = _TABLE.sub(_passed, _HELD.sub(_together, _FIGURE.sub(opener.button, page)))
    body = buttons.replace("</main>", f"{opener.popovers()}</main>", 1)
    return body.replace("</head>", f"<style>{style_of}</style>\n</head>", 1)


def _together(figure: re.Match[str]) -> str:
    """A figure in running text on one line with its brackets and its comma or full stop."""
    return (
        figure[0] if figure[0].endswith("</button>") and figure[0][0] == "<" else f"<span class=hel>{figure[0]}</span>"
    )


def _passed(table: re.Match[str]) -> str:
    """A table whose rows are a stop each of the Tab key, after a link that leads past them."""
    stops = sum(_BUTTON in row for row in _ROW.findall(table[0]))
    end = f"forbi-{table.start()}"
    past = f'<a class="forbi" href="#{end}">Hoppa förbi {stops} {"rad" if stops == 1 else "rader"} med siffror</a>'
    return f'{past}{_ROW.sub(_one_stop, table[0])}<span id="{end}"></span>' if stops else table[0]


def _one_stop(row: re.Match[str]) -> str:
    first, *rest = row[0].split(_BUTTON)
    return first + "".join(
        f"{'<button tabindex=-1 popovertarget=' if n else _BUTTON}{one}" for n, one in enumerate(rest)
    )


class _Opener:
    """Makes buttons of the figures of one page, and tells once what each row of them is made of."""

    def __init__(self, report: Report) -> None:
        self.report, self._tables = report, {table.name: table for table in report.tables.made()}
        self._rows: dict[Place, dict[str, str]] = {}
        self._anchors: dict[Place, str] = {}

    def button(self, found: re.Match[str]) -> str:
        """A marked figure as a button that opens the popover of its row."""
        tag, start, mark, rest, printed = found.groups()
        tabell, rad, kolumn, made = json.loads(unescape(mark))
        known = (self._published.get(one) for one in ((tabell, rad, kolumn, made), (rad, kolumn, made)))
        place = next(filter(None, known), (tabell, rad))
        while self._rows.setdefault(place, {}).setdefault(kolumn, made) != made:  # other rows by the same names
            place = (*place, "")
        button = f"{_BUTTON}{self._anchors.setdefault(place, f's{len(self._anchors)}')}>{printed}</button>"
        return button if tag == "data" else f"<{tag}{start}{rest}{button}</{tag}>"

    def popovers(self) -> str:
        """What the rows of the page's figures are made of, each in a popover of its own."""
        return "".join(self._popover(place, figures) for place, figures in self._rows.items())

    def _popover(self, place: Place, figures: dict[str, str]) -> str:
        tabell, rad = place[:2]
        told = "".join(
            map(_html, self.report.makings.of({kolumn: urval.parse(made) for kolumn, made in figures.items()}))
        )
        anchor = self._anchors[place]
        return (
            f"<div popover id={anchor} role=dialog tabindex=-1 autofocus aria-labelledby={anchor}-vad>"
            f"<strong id={anchor}-vad>{escape(self._title(tabell, rad))}</strong>{told}"
            f"<p>Alla rader: {self._commands(place, figures)}</p>"
            f"<button popovertarget={anchor} popovertargetaction=hide>Stäng</button></div>"
        )

    def _title(self, tabell: str, rad: str) -> str:
        """The table and the row as the page prints them; as they are named where the report prints no such table."""
        table = self._tables.get(tabell)
        return f"{capital(tabell)} – {rad}" if table is None else f"{table.caption} – {table.said(rad)}"

    def _commands(self, place: Place, figures: dict[str, str]) -> str:
        """The command that gives all rows of the first figure, and what to write in it for the others."""
        known = (*place, *next(iter(figures.items()))) in self._published
        summed = [made for made in figures.values() if not any(word in made for word in urval.FORECASTS)]
        first, *others = figures if known else summed or figures.values()
        command = ["ekonomi", "underlag", self._folder, *(place if known else ("--urval",)), first]
        rest = ", ".join(map(_quoted, others))
        also = f". För radens andra siffror, byt det sista mot: <code>{rest}</code>" if others else ""
        return f"<code>{' '.join(map(_quoted, command))}</code>{also}"

    @cached_property
    def _published(self) -> dict[tuple[str, ...], Place]:
        """Table and row in siffror.csv of a figure, by its table's name too or not: a page may print it elsewhere."""
        figures = self.report.figures[["tabell", "rad", "kolumn", "urval"]][::-1]
        found = [(one, one[:2]) for one in figures.itertuples(index=False, name=None)]
        return {one[1:]: place for one, place in found} | dict(found)

    @cached_property
    def _folder(self) -> str:
        """The folder of the report as one writes it."""
        target = self.report.out / manifest.folder_name(self.report.params)
        inner = target.resolve()
        return str(inner.relative_to(self.report.root) if inner.is_relative_to(self.report.root) else target)


def _quoted(word: str) -> str:
    return escape(shlex.quote(word), quote=False)


def _html(part: Listed | str) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    heads = f"<tr><td>{''.join(f'<th scope=col>{escape(head)}' for head in part.heads)}" if part.heads else ""
    rows = "".join(f"<tr><th scope=row>{escape(name)}<td>{'<td>'.join(cells)}" for name, cells in part.lines)
    return f"<table><caption>{escape(part.caption)}</caption>{heads}{rows}</table>"


_CITED = re.compile(r"(<data\b.*?</data>)", re.DOTALL)


def typed(notebook: NotebookNode, report: Report, names: Container[str]) -> NotebookNode:
    """The executed notebook with the typed amounts of its own texts, of these names, marked as those cited are."""
    notebook, own = deepcopy(notebook), dict(_marked(report, names))
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        for html in own if "egen-text" in output.get("data", {}).get("text/html", "") else ():
            output.data["text/html"] = output.data["text/html"].replace(html, own[html])
    return notebook


def _marked(report: Report, names: Container[str]) -> Iterator[tuple[str, str]]:
    """The HTML of each own text with an amount to mark, and the same with its marks."""
    short = dict(report.settings.förkortningar)
    for shown, parts in read_together(report, contents(report.settings, report.root, report.params.upplaga), names):
        for part in parts:
            own = report.texts[part.fil]
            if isinstance(own, OwnText):
                found = [
                    cell.mark if cell else "" for cell in cells_of(sentences(own.source, part.rubrik), shown, short)
                ]
                if any(found):
                    yield own.html, _with_marks(own.html, found)


def _with_marks(html: str, marks: Sequence[str]) -> str:
    """HTML with its amounts marked in order; as it is where it does not print as many as the text has."""
    pieces = _CITED.split(html.replace("&nbsp;", "\u00a0"))
    if sum(len(AMOUNT.findall(piece)) for piece in pieces[::2]) != len(marks):
        return html
    left = iter(marks)
    pieces[::2] = [AMOUNT.sub(lambda found: marked(found[0], next(left)), piece) for piece in pieces[::2]]
    return "".join(pieces)
