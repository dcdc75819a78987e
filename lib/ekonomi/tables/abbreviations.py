"""Abbreviations in a table's heads and labels, written out in a note under it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ekonomi.table import Table


def explained(table: Table, words: Mapping[str, str]) -> Table:
    """The table with a note that writes out those abbreviations (the keys of `words`) that it prints.

    Looked at are the rows' labels and the columns' heads; a table without abbreviations is returned as it is.
    """
    printed = " ".join([*(row.label for row in table.rows), *(column.head for column in table.columns)])
    used = [short for short in words if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", printed)]
    told = ". ".join(f"{short}: {words[short]}" for short in used)
    return replace(table, notes=(*table.notes, f"{told}.")) if used else table
