"""A record of a SIE 4 file, split into its fields: quotation marks, escapes and object lists.

Fields are parted by spaces and tabs. A quotation mark ends a field only before a space, a brace or the end of
the line, so that one inside a text does no harm; `\\"` is a quotation mark, any other backslash is itself.
"""

import re
from collections.abc import Sequence
from typing import Final

Field = str | tuple[str, ...]

_BLANK: Final = re.compile(r"[ \t]*")
_ENDS: Final = r"(?=[ \t{}]|$)"
_QUOTED: Final = re.compile(rf'"((?:[^"\\]|\\"|\\(?!")|"(?![ \t{{}}]|$))*+)"{_ENDS}')
# for a text that ends in a backslash, which then is no escape: "C:\"
_UNESCAPED: Final = re.compile(rf'"([^"]*)"{_ENDS}')
_BARE: Final = re.compile(r'[^ \t{}"][^ \t{}]*')


class BrokenRecordError(ValueError):
    """A record that cannot be split; the message says in Swedish what stands there."""


def split(record: str) -> list[Field]:
    """The label and the fields of a record; an object list is a tuple. Raises BrokenRecordError."""
    fields: list[Field] = []
    place = _skip(record, 0)
    while place < len(record):
        if record[place] == "{":
            inner, place = _object_list(record, place + 1)
            fields.append(inner)
        elif record[place] == "}":
            raise BrokenRecordError("en klammer } utan början")
        else:
            text, place = _field(record, place)
            fields.append(text)
        place = _skip(record, place)
    return fields


def pairs(parts: Sequence[str]) -> dict[str, str]:
    """An object list's dimensions and codes; the first code stands where a dimension comes twice."""
    found: dict[str, str] = {}
    for place in range(0, len(parts) - 1, 2):
        dimension, code = parts[place].strip(), parts[place + 1].strip()
        if dimension and code and dimension not in found:
            found[dimension] = code
    return found


def _object_list(record: str, place: int) -> tuple[tuple[str, ...], int]:
    parts: list[str] = []
    place = _skip(record, place)
    while place < len(record) and record[place] != "}":
        if record[place] == "{":
            raise BrokenRecordError("en objektlista i en objektlista")
        text, place = _field(record, place)
        parts.append(text)
        place = _skip(record, place)
    if place >= len(record):
        raise BrokenRecordError("en objektlista som inte avslutas")
    if len(parts) % 2:
        raise BrokenRecordError("en objektlista med en dimension utan objekt")
    return tuple(parts), place + 1


def _field(record: str, place: int) -> tuple[str, int]:
    if record[place] == '"':
        match = _QUOTED.match(record, place) or _UNESCAPED.match(record, place)
        if match is None:
            raise BrokenRecordError("ett citattecken som aldrig avslutas")
        text = match[1]
    else:
        match = _BARE.match(record, place)
        assert match is not None  # the caller stands at neither blank, brace nor quotation mark
        text = match[0]
    return text.replace('\\"', '"') if "\\" in text else text, match.end()


def _skip(record: str, place: int) -> int:
    match = _BLANK.match(record, place)
    return match.end() if match else place
