"""What the nämnd calls the report's tables, columns, headings and texts where they are published."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ekonomi import period as periods
from ekonomi.params.models import PLACEHOLDER, Name, Section, key

SlotName = Annotated[str, Field(pattern=r"^[0-9a-z_]+$")]
_WHOLE: Final = ""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def placeholders(period: str) -> dict[str, str]:
    """What each placeholder of a published name stands for in a report of `period`: {månader} `jan-mars`."""
    year = periods.year(period)
    return {
        "månad": periods.name(period),
        "månader": periods.through(period).replace("–", "-"),
        "fg_månader": periods.through(periods.shift(period, -1)).replace("–", "-"),
        "år": str(year),
        "fg_år": str(year - 1),
        "förrfg_år": str(year - 2),
    }


def filled(name: str, period: str) -> str:
    """A published name with its placeholders filled in for a report of `period`."""
    words = placeholders(period)
    return _PLACEHOLDER.sub(lambda found: words[found[1]], name)


def _known_placeholders(name: str) -> str:
    known = placeholders("2000-12")
    if not set(_PLACEHOLDER.findall(name)) <= set(known):
        raise PydanticCustomError(
            PLACEHOLDER, f"ett namn vars platshållare är bland {', '.join(f'{{{word}}}' for word in known)}"
        )
    return name


PublishedName = Annotated[Name, AfterValidator(_known_placeholders)]


# one name is the name of the whole; a table that comes in several has one for each
PublishedNames = Annotated[
    dict[str, PublishedName],
    BeforeValidator(lambda value: {_WHOLE: value} if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]


class TableSettings(Section):
    """What a table and its columns are called in siffror.csv, in tabeller.xlsx and in references to a cell."""

    namn: PublishedNames = key(
        {}, "Tabellens publicerade namn; för en tabell som finns i flera delar ett namn för var och en."
    )
    kolumner: dict[str, PublishedName] = key(
        {},
        "Kolumnernas publicerade namn; platshållare är {månad}, {månader}, {fg_månader}, {år}, {fg_år} "
        "och {förrfg_år}.",
    )


def table_name(tables: dict[str, TableSettings], table: str, period: str, part: str = _WHOLE) -> str:
    """The published name of a table (or of one `part` of it); by default its id, and the part after it."""
    names = tables[table].namn if table in tables else {}
    return filled(names.get(part) or f"{names.get(_WHOLE, table)} {part}".strip(), period)


def column_name(tables: dict[str, TableSettings], table: str, column: str, period: str) -> str:
    """The published name of a column; by default its own."""
    return filled(tables[table].kolumner.get(column, column) if table in tables else column, period)


class BranchSettings(Section):
    """What the report calls each gren; the register projekt tells which one a projekt belongs to."""

    förvaltning: Name = "Förvaltning"
    utveckling: Name = "Utveckling"


class TextPart(Section):
    """A file of the economists' own words that stands, under a heading, in a text slot."""

    rubrik: str = key("", "Rubriken över texten; utan den står texten utan rubrik.")
    fil: SlotName = Field(description="Textens fil i periodens mapp, utan .md.")
