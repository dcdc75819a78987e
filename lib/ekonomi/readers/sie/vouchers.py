"""The vouchers and booked rows of a SIE 4 file, as frames; and what was added to and struck from them afterwards."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import schema
from ekonomi.checklist import SIE_FIL, SIE_POST
from ekonomi.errors import Found, stop_on
from ekonomi.readers.sie.book import ROW_COLUMNS, VOUCHER_COLUMNS
from ekonomi.readers.sie.figures import EXPECTED_AMOUNT, EXPECTED_DATE, plain_amount, plain_dates, thousands, öre
from ekonomi.readers.sie.lines import BLANK, BrokenRecordError, Field, Lines, pairs
from ekonomi.readers.sie.structure import ADDED, STRUCK, TRANS, Structure
from ekonomi.readers.values import each
from ekonomi.readers.values import öre as in_öre

AT_A_TIME: Final = 100_000  # records, so that their texts are not all there as objects
_PART: Final = "\x1f"  # between the parts of an object list; no text holds it (see `decode`)

Values = tuple[str, ...]


def read_vouchers(lines: Lines, structure: Structure, fil: str) -> pd.DataFrame:
    """The vouchers (VOUCHER_COLUMNS of `book`). Raises DataError."""
    vouchers = _records(lines, structure.vouchers, _voucher, VOUCHER_COLUMNS, fil)
    # the day of entry is for information only: one that is no date is left out, as one that is not there
    entered = plain_dates(vouchers["registrerad"]).fillna("")
    return vouchers.assign(datum=_dates(vouchers, "verifikationsdatum", fil, needed=True), registrerad=entered)


def read_rows(
    lines: Lines, structure: Structure, vouchers: pd.DataFrame, fil: str
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """The booked rows (ROW_COLUMNS of `book`) and their object lists. Raises DataError.

    A row without a date has its voucher's (specification, #TRANS 2).
    """
    rows = _records(lines, structure.rows, row_values, ROW_COLUMNS[:-1], fil)
    stop_on(thousands([(rad, None, text) for rad, text in zip(rows["rad"], rows["belopp"], strict=True)], fil))
    dates = _dates(rows, "transaktionsdatum", fil, needed=False)
    own = vouchers["datum"].take(structure.voucher_of_row).set_axis(rows.index)
    places, lists = pd.factorize(rows["objekt"])
    rows = rows.assign(
        konto=rows["konto"].str.strip(),
        objekt=places,
        belopp=each(rows["belopp"], in_öre),
        datum=dates.where(dates != "", own),
        verifikat=structure.voucher_of_row,
    )
    return rows, [pairs(text.split(_PART)) for text in lists]


@SIE_POST
def correction_notes(lines: Lines, fil: str) -> Iterator[Found]:
    """Every #RTRANS and #BTRANS that cannot be read, and every #RTRANS without its #TRANS; neither is a booked row.

    An added row stands twice in the file: as #RTRANS, and right below as #TRANS (specification, #RTRANS), so that a
    reader that knows only #TRANS has it. Where the second is missing, the voucher lacks a row.
    """
    for place in map(int, lines.where(ADDED, STRUCK)):
        added = _read(lines, place, row_values, fil)
        if isinstance(added, Found):
            yield added
        elif lines.label(place) == ADDED and _below(lines, place, fil) != (added[0], öre(added[2])):
            found, expected = "en tillagd rad utan sin #TRANS", "samma rad som #TRANS under den"
            action = "Kontrollera verifikationen; raden är inte inläst."
            yield Found(fil, place + 1, None, found, expected, action)


def _below(lines: Lines, place: int, fil: str) -> tuple[str, int | None] | None:
    """Account and amount of the #TRANS on the next line that is not blank."""
    below = next((n for n in range(place + 1, len(lines.codes)) if lines.label(n) != BLANK), None)
    if below is None or lines.label(below) != TRANS:
        return None
    read = _read(lines, below, row_values, fil)
    return None if isinstance(read, Found) else (read[0], öre(read[2]))


def _records(
    lines: Lines, places: np.ndarray, parse: Callable[[Sequence[Field]], Values], columns: Sequence[str], fil: str
) -> pd.DataFrame:
    """What `parse` makes of the records at `places` under the names of `columns`, the last of which is their row."""
    parts, faults = [], []
    for start in range(0, max(len(places), 1), AT_A_TIME):
        read = [_read(lines, place, parse, fil) for place in places[start : start + AT_A_TIME].tolist()]
        faults += [one for one in read if isinstance(one, Found)]
        parts.append(pd.DataFrame([] if faults else read, columns=list(columns[:-1]), dtype="str"))
    stop_on(SIE_FIL.findings(faults))
    return pd.concat(parts, ignore_index=True).assign(rad=places + 1)


def _read(lines: Lines, place: int, parse: Callable[[Sequence[Field]], Values], fil: str) -> Values | Found:
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
    written = amount.replace(".", ",") if "," in texts[1] else amount  # the mark tells of thousands
    return texts[0], _PART.join(objects), written, date, text


def _voucher(fields: Sequence[Field]) -> Values:
    """serie, nummer, datum, text and registration date of a #VER."""
    texts = _texts(fields)
    if len(texts) < 3:
        raise BrokenRecordError("för få fält (väntat serie, nummer och datum)")
    return tuple([*texts[:5], "", ""][:5])


def _texts(fields: Sequence[Field]) -> list[str]:
    if any(isinstance(field, tuple) for field in fields):
        raise BrokenRecordError("en objektlista på fel plats")
    return [str(field) for field in fields]


def _dates(rows: pd.DataFrame, what: str, fil: str, *, needed: bool) -> pd.Series:
    dates = plain_dates(rows["datum"])
    wrong = rows[dates.isna() | (needed & (dates == ""))]
    given = zip(wrong["rad"], wrong["datum"], strict=True)
    faults = (Found(fil, rad, None, f"{what} {schema.quoted(text)}", EXPECTED_DATE) for rad, text in given)
    stop_on(SIE_FIL.findings(faults))
    return dates
