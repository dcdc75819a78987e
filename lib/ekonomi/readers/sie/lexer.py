"""A record of a SIE 4 file, split into its fields: quotation marks, escapes and object lists.

Fields are parted by spaces and tabs. A quotation mark ends a field only before a space, a brace or the end of
the line, so that one inside a text does no harm; `\\"` is a quotation mark, any other backslash is itself.
"""

import re
from collections.abc import Sequence
from typing import Final

Field = str | tuple[str, ...]

_ENDS: Final = r"(?=[ \t{}]|$)"
_QUOTED: Final = rf'"((?:[^"\\]|\\"|\\(?!")|"(?![ \t{{}}]|$))*+)"{_ENDS}'
_UNESCAPED: Final = rf'"([^"]*)"{_ENDS}'  # for a text that ends in a backslash, which then is no escape: "C:\"
_PART: Final = re.compile(rf'[ \t]*(?:([^ \t{{}}"][^ \t{{}}]*)|{_QUOTED}|{_UNESCAPED}|(["{{}}]))')
_MARK: Final = 4  # the group of what is no field


class BrokenRecordError(ValueError):
    """A record that cannot be split; the message says in Swedish what stands there."""


def split(record: str) -> list[Field]:
    """The label and the fields of a record; an object list is a tuple. Raises BrokenRecordError."""
    fields: list[Field] = []
    inner: list[str] | None = None  # the parts of the object list that is open
    for part in _PART.finditer(record):
        text = part[part.lastindex or _MARK]
        if part.lastindex == _MARK:
            inner = _marked(text, inner, fields)
        else:
            (fields if inner is None else inner).append(text.replace('\\"', '"'))
    if inner is not None:
        raise BrokenRecordError("en objektlista som inte avslutas")
    return fields


def _marked(mark: str, inner: list[str] | None, fields: list[Field]) -> list[str] | None:
    """The parts of the object list that a brace begins; nothing after one that ends it, which then is a field."""
    if mark == '"':
        raise BrokenRecordError("ett citattecken som aldrig avslutas")
    if mark == "{":
        if inner is not None:
            raise BrokenRecordError("en objektlista i en objektlista")
        return []
    if inner is None:
        raise BrokenRecordError("en klammer } utan början")
    if len(inner) % 2:
        raise BrokenRecordError("en objektlista med en dimension utan objekt")
    fields.append(tuple(inner))
    return None


def pairs(parts: Sequence[str]) -> dict[str, str]:
    """An object list's dimensions and codes; the first code stands where a dimension comes twice."""
    found: dict[str, str] = {}
    for place in range(0, len(parts) - 1, 2):
        dimension, code = parts[place].strip(), parts[place + 1].strip()
        if dimension and code and dimension not in found:
            found[dimension] = code
    return found
