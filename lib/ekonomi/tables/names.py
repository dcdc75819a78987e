"""Published names: a table under the names that the nämnd's settings give it, its abbreviations written out."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ekonomi.params import Settings
from ekonomi.params.published import column_name, table_name
from ekonomi.table import Table


def published(table: Table, settings: Settings, period: str, *key: str) -> Table:
    """The table under its published names, with the abbreviations that it prints written out."""
    columns = tuple(
        replace(column, published=column_name(settings.tabeller, table.id, column.name, period))
        for column in table.columns
    )
    name = table_name(settings.tabeller, table.id, period, *key)
    return explained(replace(table, name=name, columns=columns), settings.förkortningar)


def explained(table: Table, words: Mapping[str, str]) -> Table:
    """The table with a note that writes out those abbreviations (the keys of `words`) that it prints.

    Looked at are the rows' labels and the columns' heads; a table without abbreviations is returned as it is.
    """
    printed = " ".join([*(row.label for row in table.rows), *(column.head for column in table.columns)])
    used = [short for short in words if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", printed)]
    told = ". ".join(f"{short}: {words[short]}" for short in used)
    return replace(table, notes=(*table.notes, f"{told}.")) if used else table
