"""Quotation marks that open a text and never close it: the rows up to the next mark would be read as one text."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from ekonomi import schema
from ekonomi.checklist import OLÄSLIG
from ekonomi.errors import Found
from ekonomi.readers.encoding import said

FOUND, EXPECTED = "ett citattecken som aldrig avslutas", "citattecken i par"
ACTION = "Rätta texten eller ta ut filen på nytt; den kan vara avbruten."


@OLÄSLIG
def open_quotes(
    raw: pd.DataFrame,
    rad: pd.Series,
    text: bytes,
    delimiter: str,
    width: int,
    kinds: Mapping[int, schema.Kind],
    fil: str,
) -> Iterator[Found]:
    """The records that must have swallowed others, or fields of their own.

    `raw` is every field of every record, `rad` (1-based) where each begins in `text`; `kinds` says what the fields of
    a row hold, by their places, of which the header's line has `width`. Only records of several lines are tried, those
    that lack their last field, and a header with more fields than its line.
    """
    if b'"' not in text:
        return
    if raw.shape[1] > width and _holds_values(raw.iloc[0], kinds):
        yield Found(fil, int(rad.iloc[0]), None, FOUND, EXPECTED, ACTION)
        return
    last = raw.iloc[:, -1]
    tried = np.diff(rad, append=rad.iloc[-1] + 1 + sum(field.count("\n") for field in raw.iloc[-1])) > 1
    if "" in last.cat.categories:
        held = [raw[column].str.contains(delimiter, regex=False) for column in holding(raw, delimiter)]
        tried |= (last == "").to_numpy() & np.logical_or.reduce(held)
    if not tried.any():
        return
    lines = said(text).split("\n")
    ends = dict(pairwise([*rad, len(lines) + 1]))
    quoted = re.compile(rf'(?<![^{re.escape(delimiter)}\n])"((?:[^"]|"")*+)"(?P<end>[{re.escape(delimiter)}\n]|\Z)?')
    for first in map(int, rad[tried]):
        record = lines[first - 1 : ends[first] - 1]
        torn = (field[1] for field in quoted.finditer("\n".join(record)) if field["end"] is None)
        if any(delimiter in field or "\n" in field for field in torn) or any(
            _is_row(line, delimiter, kinds, raw.shape[1]) for line in record[1:]
        ):
            yield Found(fil, first, None, FOUND, EXPECTED, ACTION)


def holding(raw: pd.DataFrame, sign: str) -> list[Any]:
    """The columns with a field that holds the sign; they are told by their distinct texts (category)."""
    return [column for column in raw if raw[column].cat.categories.str.contains(sign, regex=False).any()]


def _holds_values(header: pd.Series, kinds: Mapping[int, schema.Kind]) -> bool:
    """Whether a header has something of a row in it: an amount, a period, a date."""
    told = [kind.pattern for kind in kinds.values() if kind.pattern not in (None, schema.CODE.pattern)]
    return any(field and re.fullmatch(pattern or "", field) for field in header for pattern in told)


def _is_row(line: str, delimiter: str, kinds: Mapping[int, schema.Kind], width: int) -> bool:
    """Whether a line is a row, or begins as one up to its first quotation mark or its end."""
    head, mark, _ = line.partition('"')
    before, whole = head.split(delimiter), next(csv.reader([line], delimiter=delimiter), [])
    if mark:
        before.pop()
    told = any(kind.pattern not in (None, schema.CODE.pattern) for place, kind in kinds.items() if place < len(before))
    return (told and _fits(before, kinds)) or (len(whole) == width and _fits(whole, kinds))


def _fits(fields: Sequence[str], kinds: Mapping[int, schema.Kind]) -> bool:
    here = ((kind, fields[place].strip()) for place, kind in kinds.items() if place < len(fields))
    return all(re.fullmatch(kind.pattern or ".*", field) for kind, field in here)
