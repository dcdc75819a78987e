"""A notebook of an edition's sections, and its headings as the nämnd's settings print them."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from html import escape
from typing import Any

from nbformat import NotebookNode, from_dict

from ekonomi import terms
from ekonomi.export.headings import HEADING, words_of
from ekonomi.report.contents import EKONOM, SILENT, Headings, headings

_PIECE = re.compile(r"(?=<h[1-6]\b)")
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
