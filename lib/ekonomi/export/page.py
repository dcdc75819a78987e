"""What the template `namnd` prints: a notebook as one page with a title, a banner, contents and blocks.

Plain `jupyter nbconvert --template namnd` prints the same page (`preprocessor`).
Code and streams are left out; only what a reader reads is kept.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from nbformat import NotebookNode, from_dict

from ekonomi import terms
from ekonomi.export.headings import HEADING, PIECE, Fragment, Heading, outline, words_of
from ekonomi.export.opened import unmarked
from ekonomi.report import METADATA_MIME
from ekonomi.report.contents import EKONOM, SILENT, Headings, headings, held

_OWN_TEXT = re.compile(r'(<div class="egen-text">.*?</div>)', re.DOTALL)


def is_economists(cell: NotebookNode) -> bool:
    """True of a cell that only the economist's edition holds."""
    return EKONOM in cell.metadata.get("tags", [])


def is_opened(upplaga: str) -> bool:
    """True of the edition whose figures open what they are made of."""
    return upplaga == terms.EKONOM


def empty(cells: Iterable[NotebookNode], rubriker: Headings, shown: Iterable[str]) -> list[str]:
    """The headings that the settings print and a page does not: nothing stands under them. `shown` are the page's."""
    printed = [text for one in headings(cells) if (text := rubriker.get(one))]
    return [text for text in printed if text not in set(shown)]


def retitled(html: str, rubriker: Headings) -> str:
    """HTML with its headings as `rubriker` print them; one that it leaves out goes with what stands under it.

    The headings of own texts are the economists' and stay.
    """
    kept, silenced = [], 0
    for number, part in enumerate(_OWN_TEXT.split(html)):
        for piece in [part] if number % 2 else PIECE.split(part):
            found = HEADING.match(piece)
            if found:
                level, words = int(found.group(1)), words_of(found.group(2))
                printed = rubriker.get(words, words)
                if not silenced or level <= silenced:
                    silenced = level if printed is None else 0
                if printed and printed != words:
                    piece = f"<h{level}>{escape(printed)}</h{level}>{piece[found.end() :]}"
            kept += [] if silenced else [piece]
    return "".join(kept)


def merge(notebooks: Sequence[NotebookNode], metadata: dict[str, Any]) -> NotebookNode:
    """One notebook of the given ones, in their order, with `metadata` as its `metadata.ekonomi`.

    `metadata` as `Report.metadata`. Cells that only fetch the report are left out; each cell id gets its notebook's
    name (`metadata.ekonomi.avsnitt`) as prefix.
    """
    cells = [cell for notebook in notebooks for cell in _section(notebook)]
    told = {"ekonomi": metadata, "language_info": {"name": "python"}}
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": told, "cells": cells})


def _section(notebook: NotebookNode) -> list[NotebookNode]:
    kept = [cell for cell in notebook.cells if not SILENT & set(cell.metadata.get("tags", []))]
    return [_named(cell, notebook.metadata.ekonomi.avsnitt, first=cell is kept[0]) for cell in kept]


def _named(cell: NotebookNode, section: str, *, first: bool) -> NotebookNode:
    copy = deepcopy(cell)
    copy.id = f"{section}-{cell.id}"
    kept = {"tags": cell.metadata.tags} if is_economists(cell) else {}
    copy.metadata = {**kept, "ekonomi": {"avsnitt": section, "avsnitt_börjar": first}}
    return copy


TEMPLATES = Path(__file__).parents[1] / "nbconvert" / "templates"
BASE = "namnd"


@dataclass(frozen=True)
class Block:
    """A cell as printed: its HTML and its code (printed by `namnd-kod` only; "" for markdown)."""

    html: str
    code: str = ""


@dataclass(frozen=True)
class Page:
    """A page: `title` stands at its head, `report` names the report that it is (a part of) on each printed page."""

    title: str
    subtitle: str
    owner: str
    report: str
    marks: tuple[str, ...]
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The title of the window: `3.2 Ekonomisk uppföljning – Delårsrapport mars 2025 – Nämnden`."""
        return " – ".join(part for part in dict.fromkeys((self.title, self.report, self.owner)) if part)

    @property
    def listed(self) -> tuple[Heading, ...]:
        """What the contents list shows: the numbered headings, and those that open a section."""
        section = 2 if self.title == self.report else 3
        return tuple(h for h in self.headings if 1 < h.level <= 4 and (h.number or h.level <= section))

    @property
    def running(self) -> str:
        """The line at the foot of each printed page."""
        return " · ".join(part for part in (self.owner, self.report or self.title) if part)


def build_page(notebook: NotebookNode, of_report: dict[str, Any] | None = None, *, marked: bool = False) -> Page:
    """The page of an executed notebook, or of a merged report; `marked`: its figures say what they are made of.

    A merged report carries what `Report.metadata` says in `metadata.ekonomi`. A single notebook, whose first heading
    is the title, is told it in `of_report`, or takes it from its report's output (METADATA_MIME).
    """
    own = notebook.metadata.get("ekonomi", {})
    merged = "titel" in own
    known = own if merged else of_report or _report_metadata(notebook)
    rubriker = known.get("rubriker", {})
    edition = held(notebook.cells, rubriker, known.get("upplaga", terms.NÄMND))
    cells = [cell for cell in edition if not SILENT & set(cell.metadata.get("tags", []))]
    printed = list(_answered([(cell, _fragment(cell, rubriker)) for cell in cells]))
    cells = [cell for cell, _ in printed]
    headings, fragments = outline([fragment for _, fragment in printed], merged=merged)
    title = report = known.get("titel", "")
    draft = terms.UTKAST.capitalize() if known.get("status") == terms.UTKAST else ""
    if not merged and headings and headings[0].level == 1:
        title = headings[0].text
        fragments[0] = re.sub(r"<h1\b.*?</h1>", "", fragments[0], count=1, flags=re.DOTALL)
    codes = [cell.source if cell.cell_type == "code" else "" for cell in cells]
    return Page(
        title=title,
        subtitle=known.get("undertitel", "") if title == report else report,
        owner=known.get("nämnd", ""),
        report=report,
        marks=tuple(word for word in (draft, known.get("märkning", "")) if word),
        headings=tuple(headings),
        blocks=tuple(map(Block, fragments if marked else map(unmarked, fragments), codes)),
    )


def _answered(printed: list[tuple[NotebookNode, Fragment]]) -> Iterator[tuple[NotebookNode, Fragment]]:
    """All but the economist's questions that the cells after them answer with nothing: the nämnd has no such thing.

    A heading over such a question stays, for what may come further down.
    """
    for place, (cell, fragment) in enumerate(printed, start=1):
        after = list(takewhile(lambda one: not one[1].written, printed[place:]))
        own = list(takewhile(lambda one: is_economists(one[0]), after))
        answers = [shown.html for _, shown in own or after]
        asked = fragment.written and is_economists(cell)
        if not asked or not answers or any(map(str.strip, answers)):
            yield cell, fragment
        elif over := "".join(found[0] for found in HEADING.finditer(fragment.html)):
            yield cell, replace(fragment, html=over)


def _report_metadata(notebook: NotebookNode) -> dict[str, Any]:
    shown = (output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", []))
    return next((dict(data[METADATA_MIME]) for data in shown if METADATA_MIME in data), {})


def _fragment(cell: NotebookNode, rubriker: Headings) -> Fragment:
    first, written = cell.metadata.get("ekonomi", {}).get("avsnitt_börjar", False), cell.cell_type == "markdown"
    shown = _markdown(cell.source) if written else "".join(map(_output_html, cell.get("outputs", [])))
    return Fragment(retitled(shown, rubriker), written, first)


def _markdown(source: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(source)


def _output_html(output: NotebookNode) -> str:
    if output.output_type == "error":
        return f'<p class="fel">Beräkningen avbröts: {escape(output.ename)}: {escape(output.evalue)}</p>\n'
    data = output.get("data", {})
    if "text/html" in data:
        return _text(data["text/html"])
    if "text/markdown" in data:
        return _markdown(_text(data["text/markdown"]))
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "Figur utan beskrivning")
        image = "".join(_text(data["image/png"]).split())
        return f'<figure><img src="data:image/png;base64,{image}" alt="{escape(alt)}"></figure>\n'
    return f"<pre>{escape(_text(data['text/plain']))}</pre>\n" if "text/plain" in data else ""


def _text(data: str | list[str]) -> str:
    return data if isinstance(data, str) else "".join(data)


def css_string(text: str) -> str:
    """`text` as a CSS string that can stand in a style element: `Utkast` gives `"Utkast"`."""
    unsafe = {char: f"\\{ord(char):x} " for char in '\\"<>&\n\r\f'}
    return '"' + "".join(unsafe.get(char, char) for char in text) + '"'


def to_html(notebook: NotebookNode, template: str = BASE) -> str:
    """The notebook as a page of HTML that needs nothing beside it; the same notebook gives the same bytes."""
    return render(build_page(notebook), template)


def render(page: Page, template: str = BASE) -> str:
    """The page as the template prints it; nbconvert does the same, and then reads all of the page once more."""
    return _template(template).render(resources=resources(page))


def resources(page: Page) -> dict[str, Any]:
    """What the template calls `resources`."""
    return {"page": page, "css_string": css_string}


@cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader([TEMPLATES / name, TEMPLATES / BASE])
    return jinja2.Environment(loader=loader).get_template("index.html.j2")  # it escapes each value itself
