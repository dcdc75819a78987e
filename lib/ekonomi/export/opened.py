"""The economist's pages: each figure is a button that opens what it is made of, without any script.

Whatever prints a figure marks it with what it is made of (`Table.mark`), and here alone the marks are read. HTML's own
popover does the rest: the browser moves the focus in and out, Escape closes, and a reader of screens hears the
button's number and then the parts. A link before each table leads past its buttons, so that the tab order stays short.
"""

import json
import re
import shlex
from functools import cached_property
from html import escape, unescape
from itertools import count

from ekonomi import style, urval
from ekonomi.export import manifest
from ekonomi.report import Report
from ekonomi.report.made_of import Listed, Makings
from ekonomi.table import template

_MARK = re.compile(r' data-siffra="[^"]*"')
_HOLDER = re.compile(r'<table id=.*?</table>|<dl class="nyckeltal">.*?</dl>', re.DOTALL)
_FIGURE = re.compile(r'(<(td|dd)\b[^>]*?) data-siffra="([^"]*)"([^>]*>)(.*?)(</\2>)', re.DOTALL)


def unmarked(html: str) -> str:
    """HTML whose figures do not say what they are made of."""
    return _MARK.sub("", html)


def opened(page: str, report: Report) -> str:
    """A page with marks, each marked figure a button that opens what the figure is made of."""
    style_of = template("ekonomi.export", "opened.css").render()
    return _HOLDER.sub(_Opener(report).holder, page).replace("</head>", f"<style>{style_of}</style>\n</head>", 1)


class _Opener:
    """Opens the figures of one page, each under a number of its own; what a figure is made of is told once."""

    def __init__(self, report: Report) -> None:
        self.report, self._makings, self._number = report, Makings(report), count(1)
        self._told: dict[str, str] = {}

    def holder(self, match: re.Match[str]) -> str:
        """A table or the tiles: a link past its figures, the figures as buttons, and what they open."""
        shown: list[str] = []
        body = _FIGURE.sub(lambda found: self._figure(found, shown), match[0])
        if not shown:
            return match[0]
        end = f"forbi-{next(self._number)}"
        past = f'<a class="forbi" href="#{end}">Hoppa förbi {len(shown)} siffror</a>'
        return f'{past}{body}<span id="{end}"></span>{"".join(shown)}'

    def _figure(self, found: re.Match[str], shown: list[str]) -> str:
        start, _, mark, rest, printed, end = found.groups()
        anchor = f"s{next(self._number)}"
        shown.append(self._popover(anchor, json.loads(unescape(mark)), re.sub("<.*?>", "", printed)))
        return f'{start}{rest}<button class="siffra" popovertarget="{anchor}">{printed}</button>{end}'

    def _popover(self, anchor: str, figure: list[str], printed: str) -> str:
        rad, kolumn, unit, made = figure
        if made not in self._told:
            self._told[made] = "".join(map(_html, self._makings.of(urval.parse(made))))
        tabell = self._published.get((rad, kolumn, made))
        named = ["--urval", made] if tabell is None else [tabell, rad, kolumn]
        command = shlex.join(["ekonomi", "underlag", self._folder, *named])
        name = f"{escape(rad)}, {escape(kolumn)}"
        said = printed if " " in printed else style.in_words(printed, unit)
        return (
            f'<div popover id="{anchor}" role="dialog" aria-labelledby="{anchor}-vad">'
            f'<strong id="{anchor}-vad">{name}: {escape(said)}</strong>{self._told[made]}'
            f"<p>Alla rader: <code>{escape(command, quote=False)}</code></p>"
            f'<button popovertarget="{anchor}" popovertargetaction="hide">Stäng</button></div>'
        )

    @cached_property
    def _published(self) -> dict[tuple[str, str, str], str]:
        """The table in siffror.csv of a row, a column and what is selected; a page may print it elsewhere too."""
        figures = self.report.figures[["rad", "kolumn", "urval", "tabell"]]
        return {(rad, kolumn, made): tabell for rad, kolumn, made, tabell in figures[::-1].itertuples(index=False)}

    @cached_property
    def _folder(self) -> str:
        """The folder of the report as one writes it."""
        target = self.report.out / manifest.folder_name(self.report.params)
        inner = target.resolve()
        return str(inner.relative_to(self.report.root) if inner.is_relative_to(self.report.root) else target)


def _html(part: Listed | str) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    rows = "".join(f"<tr><th scope=row>{escape(name)}<td>{amount}" for name, amount in part.lines)
    return f"<table><caption>{escape(part.caption)}</caption>{rows}</table>"
