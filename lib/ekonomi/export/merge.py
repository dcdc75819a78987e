"""Executed notebooks become one report."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from nbformat import NotebookNode, from_dict

from ekonomi.export.edition import SILENT, is_economists


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
