"""The object lists of a file's rows, kept as they are written: a million of them as dicts take a quarter of a gigabyte.

What is plain (numbered dimensions, filled codes without blanks, each dimension once) is read by column; the rest, and
whoever asks for the lists themselves, one list at a time.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ekonomi.readers.sie.lexer import pairs

PART: Final = "\x1f"  # between the parts of a list that the lexer has split; no text holds it (see `decode`)
AT_A_TIME: Final = 100_000
_PARTS: Final = re.compile(r'"([^"]*)"|([^ \t"{}]+)')  # in a list that the pattern of a #TRANS has matched
_FIELD: Final = r'(?:"[^ \t\n"{}\\]+"|[^ \t\n"{}\\]+)'
_PAIR: Final = rf"{_FIELD}[ \t]+{_FIELD}"
_PLAIN: Final = rf"^\{{[ \t]*(?:{_PAIR}(?:[ \t]+{_PAIR})*)?[ \t]*\}}$"
# a column per list's worth: our column name, and the code of its dimension in each list ("" for none)
Codes = dict[str, pa.Array]


class ObjectLists(Collection[Mapping[str, str]]):
    """Every object list of a file, each once; a list's place is what a row's `objekt` says."""

    def __init__(self, texts: pa.Array) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, codes: object) -> bool:
        return any(codes == known for known in self)

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        known: dict[str, str] = {}  # each code once, however many lists have it
        for start in range(0, len(self._texts), AT_A_TIME):
            for text in self._texts[start : start + AT_A_TIME].to_pylist():
                yield {known.setdefault(n, n): known.setdefault(c, c) for n, c in _parse(text).items()}

    def plain(self, numbers: Sequence[str]) -> tuple[Codes, np.ndarray]:
        """For each dimension its code in each list, and where that is all that the list says.

        Elsewhere the codes are not to be relied on: those lists are to be read one by one.
        """
        starts = range(0, max(len(self._texts), 1), AT_A_TIME)
        parts = [_plain(self._texts[start : start + AT_A_TIME], numbers) for start in starts]
        codes = {number: pa.concat_arrays([found[number] for found, _ in parts]) for number in numbers}
        return codes, np.concatenate([told for _, told in parts])


def _plain(texts: pa.Array, numbers: Sequence[str]) -> tuple[Codes, np.ndarray]:
    fields = pc.count_substring_regex(texts, _FIELD).to_numpy(zero_copy_only=False)
    told = pc.match_substring_regex(texts, _PLAIN).to_numpy(zero_copy_only=False)
    codes, known = {}, np.zeros(len(texts), dtype=np.int64)
    for number in numbers:
        pattern = rf'^\{{[ \t]*(?:{_PAIR}[ \t]+)*?(?:"{number}"|{number})[ \t]+(?P<code>{_FIELD})'
        found = pc.fill_null(pc.extract_regex(texts, pattern).field("code"), "")
        known += pc.not_equal(found, "").to_numpy(zero_copy_only=False)
        codes[number] = pc.utf8_trim(found, '"')
    return codes, told & (fields == 2 * known)


def _parse(text: str) -> dict[str, str]:
    if text.startswith(PART):
        return pairs(text[1:].split(PART))
    return pairs([quoted or bare for quoted, bare in _PARTS.findall(text)])
