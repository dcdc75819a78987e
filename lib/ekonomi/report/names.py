"""Published names: what the nämnd's settings call each table and column in siffror.csv."""

from dataclasses import replace

from ekonomi import period as periods
from ekonomi.params import Settings
from ekonomi.table import Table


def published(table: Table, settings: Settings, period: str, *key: str) -> Table:
    """The table under its published names, with the abbreviations that it prints written out."""
    from ekonomi.tables import explained

    columns = tuple(
        replace(column, published=published_column(table.id, column.name, settings, period))
        for column in table.columns
    )
    named = replace(table, name=published_name(table.id, settings, *key), columns=columns)
    return explained(named, settings.förkortningar)


def published_name(id: str, settings: Settings, *key: str) -> str:
    """What the settings call a table, or one of several; its id, and the key, where they say nothing."""
    told = settings.tabeller.get(id)
    named = told.namn.get(key[0].casefold() if key else "") if told else None
    return named or " ".join([id, *key])


def published_column(id: str, name: str, settings: Settings, period: str) -> str:
    """What the settings call a column in a report of `period`, its months and years filled in."""
    told = settings.tabeller.get(id)
    pattern = told.kolumner.get(name, name) if told else name
    year = periods.year(period)
    moments = {
        "månad": periods.name(period),
        "månader": periods.through(period).replace("–", "-"),
        "fg_månader": periods.through(periods.shift(period, -1)).replace("–", "-"),
        "år": year,
        "fg_år": year - 1,
        "förrfg_år": year - 2,
    }
    return pattern.format(**moments) if "{" in pattern else pattern
