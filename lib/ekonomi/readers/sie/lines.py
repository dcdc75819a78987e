"""The lines of a SIE 4 file as one Arrow array, each with its label; and a record of it split into its fields.

Fields are parted by spaces and tabs. A quotation mark ends a field only before a space, a brace or the end of
the line, so that one inside a text does no harm; `\\"` is a quotation mark, any other backslash is itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Field = str | tuple[str, ...]

_ENDS: Final = r"(?=[ \t{}]|$)"
_QUOTED: Final = rf'"((?:[^"\\]|\\"|\\(?!")|"(?![ \t{{}}]|$))*+)"{_ENDS}'
_UNESCAPED: Final = rf'"([^"]*)"{_ENDS}'  # for a text that ends in a backslash, which then is no escape: "C:\"
_PART: Final = re.compile(rf'[ \t]*(?:([^ \t{{}}"][^ \t{{}}]*)|{_QUOTED}|{_UNESCAPED}|(["{{}}]))')
_MARK: Final = 4  # the group of what is no field
BLANK, TEXT, OPEN, CLOSE = "", "text", "{", "}"
_LABEL: Final = r"^[ \t]*(?P<label>#[^ \t\n\"{}]+|[{}][^\n]*|[^ \t\n]?)"
MOST_JOINED: Final = 20


@dataclass(frozen=True)
class Lines:
    """`array` holds every line with its `\\n`; `codes` (n,) the place of each line's label in `labels`.

    A label is a record's (`#VER`, in capitals), OPEN or CLOSE for a brace alone on its line, TEXT for anything
    else, BLANK for nothing.
    """

    array: pa.Array
    codes: np.ndarray
    labels: tuple[str, ...]

    def label(self, place: int) -> str:
        """The label of the line at `place`."""
        return self.labels[self.codes[place]]

    def where(self, *labels: str) -> np.ndarray:
        """The places (0-based) of the lines that have one of these labels."""
        return np.flatnonzero(self.are(labels))

    def are(self, labels: Iterable[str]) -> np.ndarray:
        """For each line, whether it has one of these labels."""
        wanted = set(labels)
        chosen = np.array([label in wanted for label in self.labels], dtype=bool)
        return chosen[self.codes]

    def counts(self) -> dict[str, int]:
        """How many lines each label has, in the order that they first come."""
        sums = np.bincount(self.codes, minlength=len(self.labels))
        return {label: int(count) for label, count in zip(self.labels, sums, strict=True) if count}

    def fields(self, place: int) -> list[Field]:
        """The label and the fields of the record at `place`. Raises BrokenRecordError.

        A text with an open quotation mark goes on in the lines below that have no label of their own.
        """
        record, below = self._line(place), place
        while True:
            try:
                return split(record)
            except BrokenRecordError:
                below += 1
                if below > place + MOST_JOINED or below >= len(self.array) or self.label(below) != TEXT:
                    raise
                record = f"{record} {self._line(below)}"

    def _line(self, place: int) -> str:
        return self.array[place].as_py().rstrip("\n")


def read_lines(text: str) -> Lines:
    """Part a text at each `\\n`; nothing else parts lines, so that row numbers are those of an editor."""
    data = text.encode("utf-8", errors="replace")
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")) + 1
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    offsets = np.concatenate([[0], ends]).astype(np.int64)
    array = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
    found = pc.extract_regex(array, _LABEL).field("label").dictionary_encode()
    spelled = [_label(label) for label in found.dictionary.to_pylist()]
    labels = tuple(dict.fromkeys(spelled))
    places = {label: place for place, label in enumerate(labels)}
    recode = np.array([places[label] for label in spelled], dtype=np.int64)
    return Lines(array, recode[found.indices.to_numpy(zero_copy_only=False)], labels)


def _label(found: str) -> str:
    plain = found.strip(" \t")
    if plain.startswith("#") and len(plain) > 1:
        return plain.upper()
    return plain if plain in (BLANK, OPEN, CLOSE) else TEXT


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
