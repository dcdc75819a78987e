"""The lines of a SIE 4 file as one Arrow array, each with its label: what a million rows need to be read fast."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ekonomi.readers.sie.lexer import BrokenRecordError, Field, split

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
