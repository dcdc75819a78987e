"""What an edition holds of a notebook, and its headings as the nämnd's settings print them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from nbformat import NotebookNode, from_dict

from ekonomi import terms
from ekonomi.export.headings import HEADING, words_of
from ekonomi.report.told import FOUND_MIME

PROVA, EKONOM = "prova", "ekonom"
# the cells that fetch the report: they run, and nothing of them is printed
SILENT = frozenset({"parameters", "injected-parameters", "import", "rapport"})
Headings = Mapping[str, str | None]
_PIECE = re.compile(r"(?=<h[1-6]\b)")
_OWN_TEXT = re.compile(r'(<div class="egen-text">.*?</div>)', re.DOTALL)


def held(cells: Iterable[NotebookNode], rubriker: Headings, upplaga: str) -> list[NotebookNode]:
    """The cells that an edition holds; the same once more for cells that it has held already.

    Left out are the cells tagged `prova`, in the nämnd's edition those tagged `ekonom`, and from a heading that
    `rubriker` gives as None all down to the next heading of its own or a higher level. What the checks found is no
    output of a report. Changes none of the cells given.
    """
    left_out = {PROVA} if upplaga == terms.EKONOM else {PROVA, EKONOM}
    kept, silenced = [], 0
    for cell in cells:
        tags = set(cell.metadata.get("tags", []))
        if tags & left_out:
            continue
        if cell.cell_type == "markdown":
            pieces = []
            for level, words, source in _pieces(cell.source):
                if level and (not silenced or level <= silenced):
                    silenced = level if rubriker.get(words, words) is None else 0
                if not silenced:
                    pieces.append(source)
            if pieces:
                kept.append(NotebookNode({**cell, "source": "".join(pieces).strip("\n")}))
        elif tags & SILENT or not silenced:
            kept.append(_told(cell))
    return kept


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


def headings(cells: Iterable[NotebookNode]) -> list[str]:
    """The headings of a notebook's cells, in order."""
    pieces = (piece for cell in cells if cell.cell_type == "markdown" for piece in _pieces(cell.source))
    return [words for level, words, _ in pieces if level]


def _pieces(source: str) -> Iterator[tuple[int, str, str]]:
    """Markdown cut before each of its headings: the heading's level (0 for what stands before) and words, and all."""
    tokens = MarkdownIt("commonmark").parse(source)
    lines = source.splitlines(keepends=True)
    found = [
        (token.map[0], int(token.tag[1]), inline.content)
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    starts = found if found and found[0][0] == 0 else [(0, 0, ""), *found]
    ends = [*(start for start, *_ in starts[1:]), len(lines)]
    for (start, level, words), end in zip(starts, ends, strict=True):
        yield level, words, "".join(lines[start:end])


def _told(cell: NotebookNode) -> NotebookNode:
    outputs = cell.get("outputs", [])
    told = [output for output in outputs if FOUND_MIME not in output.get("data", {})]
    return cell if len(told) == len(outputs) else NotebookNode({**cell, "outputs": told})


def retitled(html: str, rubriker: Headings) -> str:
    """HTML with its headings as `rubriker` print them; one that it leaves out goes with what stands under it.

    The headings of own texts are the economists' and stay.
    """
    kept, silenced = [], 0
    for number, part in enumerate(_OWN_TEXT.split(html)):
        for piece in [part] if number % 2 else _PIECE.split(part):
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
