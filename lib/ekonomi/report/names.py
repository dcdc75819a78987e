"""Published names: a table under the names that the nämnd's settings give it and its columns in siffror.csv."""

from dataclasses import replace

from ekonomi.params import Settings
from ekonomi.params.published import column_name, table_name
from ekonomi.table import Table
from ekonomi.tables import explained


def published(table: Table, settings: Settings, period: str, *key: str) -> Table:
    """The table under its published names, with the abbreviations that it prints written out."""
    columns = tuple(
        replace(column, published=column_name(settings.tabeller, table.id, column.name, period))
        for column in table.columns
    )
    name = table_name(settings.tabeller, table.id, period, *key)
    return explained(replace(table, name=name, columns=columns), settings.förkortningar)
