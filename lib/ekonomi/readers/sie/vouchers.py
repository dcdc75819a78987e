"""The vouchers and booked rows of a SIE 4 file, by column: one pattern for what is plain, the lexer for the rest."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ekonomi import schema
from ekonomi.checklist import SIE_FIL
from ekonomi.errors import DataError, Found
from ekonomi.readers.sie.figures import AMOUNT, EXPECTED_AMOUNT, EXPECTED_DATE, plain_amount, plain_dates
from ekonomi.readers.sie.lexer import BrokenRecordError, Field
from ekonomi.readers.sie.lines import Lines
from ekonomi.readers.sie.objects import AT_A_TIME, PART, ObjectLists
from ekonomi.readers.sie.structure import Structure
from ekonomi.readers.values import each, öre

# A field of which the lexer would say the same: no brace, no quotation mark inside, no escape.
_PLAIN: Final = r'(?:"(?:[^"\\\n]*(?:\\[^"\\\n])?)*"|[^ \t\n"{}\\]+)'
_TEXT: Final = r'(?:"(?:[^"\\\n]*(?:\\[^\\\n])?)*"|[^ \t\n"{}\\]+)'  # the same, or with \" in it
_FILLED: Final = r'(?:"[^ \t\n"{}\\]+"|[^ \t\n"{}\\]+)'
_PAIR: Final = rf"{_PLAIN}[ \t]+{_PLAIN}"
_OBJECTS: Final = rf"\{{[ \t]*(?:{_PAIR}(?:[ \t]+{_PAIR})*)?[ \t]*\}}"
_TRANS: Final = (
    rf"^[ \t]*#[A-Za-z]+[ \t]+(?P<konto>{_FILLED})[ \t]*(?P<objekt>{_OBJECTS})[ \t]*"
    rf'(?P<belopp>{AMOUNT}|"{AMOUNT}")'
    rf"(?:[ \t]+(?P<datum>{_PLAIN})(?:[ \t]+(?P<text>{_TEXT})(?:[ \t]+{_PLAIN})*)?)?[ \t]*\n?$"
)
_VER: Final = (
    rf"^[ \t]*#[A-Za-z]+[ \t]+(?P<serie>{_PLAIN})[ \t]+(?P<nummer>{_PLAIN})[ \t]+(?P<datum>{_PLAIN})"
    rf"(?:[ \t]+(?P<text>{_TEXT})(?:[ \t]+(?P<registrerad>{_PLAIN})(?:[ \t]+{_PLAIN})*)?)?[ \t]*\n?$"
)

Columns = dict[str, pa.Array]
Values = tuple[str, ...]


def read_vouchers(lines: Lines, structure: Structure, fil: str) -> tuple[Columns, np.ndarray]:
    """serie, nummer, datum, text, registrerad of each voucher, and its row. Raises DataError."""
    columns = _columns(lines, structure.vouchers, _VER, _voucher, fil)
    rad = structure.vouchers + 1
    columns["datum"] = _dates(columns["datum"], rad, "verifikationsdatum", fil, needed=True)
    # the day of entry is for information only: one that is no date is left out, as one that is not there
    columns["registrerad"] = pc.fill_null(plain_dates(columns["registrerad"])[0], "")
    return columns, rad


def read_rows(
    lines: Lines, structure: Structure, voucher_dates: pa.Array, fil: str
) -> tuple[pd.DataFrame, ObjectLists]:
    """The booked rows (ROW_COLUMNS of `book`) and their object lists. Raises DataError.

    A row without a date has its voucher's (specification, #TRANS 2).
    """
    columns = _columns(lines, structure.rows, _TRANS, row_values, fil)
    rad = structure.rows + 1
    written = ((row, None, text.as_py()) for row, text in zip(rad, columns["belopp"], strict=True))
    if two_ways := schema.thousands(written, fil):
        raise DataError(two_ways)
    dates = _dates(columns["datum"], rad, "transaktionsdatum", fil, needed=False)
    own = voucher_dates.take(pa.array(structure.voucher_of_row))
    objects = columns["objekt"].dictionary_encode()
    rows = pa.table(
        {
            "konto": pc.utf8_trim_whitespace(columns["konto"]),
            "objekt": objects.indices.cast(pa.int64()),
            "belopp": pa.array(each(columns["belopp"].to_pandas(), öre)),
            "datum": pc.if_else(pc.equal(dates, ""), own, dates),
            "text": columns["text"],
            "rad": pa.array(rad.astype(np.int64)),
            "verifikat": pa.array(structure.voucher_of_row.astype(np.int64)),
        }
    )
    return rows.to_pandas(), ObjectLists(objects.dictionary)


def _columns(
    lines: Lines, places: np.ndarray, pattern: str, parse: Callable[[Sequence[Field]], Values], fil: str
) -> Columns:
    """The pattern's groups for the records at `places`, without quotation marks; the lexer takes what it misses.

    Part by part, so that the lines are never there twice.
    """
    starts = range(0, max(len(places), 1), AT_A_TIME)
    parts = [_part(lines, places[start : start + AT_A_TIME], pattern, parse, fil) for start in starts]
    findings = [found for _, faults in parts for found in faults]
    if findings:
        raise DataError(SIE_FIL.findings(findings))
    return {name: pa.concat_arrays([columns[name] for columns, _ in parts]) for name in parts[0][0]}


def _part(
    lines: Lines, places: np.ndarray, pattern: str, parse: Callable[[Sequence[Field]], Values], fil: str
) -> tuple[Columns, list[Found]]:
    matched = pc.extract_regex(lines.array.take(pa.array(places)), pattern)
    names = [field.name for field in matched.type]
    missed = matched.is_null()
    spelled = [_parsed(lines, int(place), parse, fil) for place in places[missed.to_numpy(zero_copy_only=False)]]
    findings = [found for found in spelled if isinstance(found, Found)]
    if findings:
        return {}, findings
    values = list(zip(*spelled, strict=True)) if spelled else [()] * len(names)
    return {name: _overlaid(matched.field(place), missed, values[place]) for place, name in enumerate(names)}, []


def _overlaid(plain: pa.Array, missed: pa.Array, spelled: Sequence[object]) -> pa.Array:
    quoted = pc.starts_with(plain, '"')
    bare = pc.if_else(quoted, pc.utf8_slice_codeunits(plain, 1, -1), plain)
    if pc.any(pc.match_substring(bare, '\\"')).as_py():
        bare = pc.replace_substring(bare, '\\"', '"')
    return pc.replace_with_mask(bare, missed, pa.array(spelled, pa.large_string())) if spelled else bare


def _parsed(lines: Lines, place: int, parse: Callable[[Sequence[Field]], Values], fil: str) -> Values | Found:
    try:
        return parse(lines.fields(place)[1:])
    except BrokenRecordError as error:
        label = lines.label(place)
        return Found(fil, place + 1, None, f"{error} i en {label}-post", "fält enligt SIE-formatet")


def row_values(fields: Sequence[Field]) -> Values:
    """konto, object list as text, amount, date and text of a #TRANS; the list may be left out."""
    konto, *rest = fields if fields else ("",)
    objects: Field = ()
    if rest and isinstance(rest[0], tuple):
        objects, *rest = rest
    texts = _texts([konto, *rest])
    amount = plain_amount(texts[1]) if len(texts) > 1 else None
    if not texts[0].strip() or amount is None:
        found = schema.quoted(texts[1]) if len(texts) > 1 else "för få fält"
        raise BrokenRecordError(f"{found if texts[0].strip() else 'inget konto'} (väntat {EXPECTED_AMOUNT})")
    date, text = [*texts[2:4], "", ""][:2]
    return texts[0], PART + PART.join(objects), amount, date, text


def _voucher(fields: Sequence[Field]) -> Values:
    """serie, nummer, datum, text and registration date of a #VER."""
    texts = _texts(fields)
    if len(texts) < 3:
        raise BrokenRecordError("för få fält (väntat serie, nummer och datum)")
    serie, nummer, date, text, entered = [*texts[:5], "", ""][:5]
    return serie, nummer, date, text, entered


def _texts(fields: Sequence[Field]) -> list[str]:
    if any(isinstance(field, tuple) for field in fields):
        raise BrokenRecordError("en objektlista på fel plats")
    return [str(field) for field in fields]


def _dates(texts: pa.Array, rad: np.ndarray, what: str, fil: str, *, needed: bool) -> pa.Array:
    dates, wrong = plain_dates(texts)
    if needed:
        missing = pc.fill_null(pc.equal(dates, ""), False).to_numpy(zero_copy_only=False)
        wrong = np.union1d(wrong, np.flatnonzero(missing))
    faults = [
        Found(fil, rad[place], None, f"{what} {schema.quoted(texts[int(place)].as_py())}", EXPECTED_DATE)
        for place in wrong
    ]
    if faults:
        raise DataError(SIE_FIL.findings(faults))
    return dates
