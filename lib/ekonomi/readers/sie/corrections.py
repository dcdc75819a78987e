"""#RTRANS and #BTRANS: what was added to and struck from a voucher afterwards; neither is a booked row of its own.

An added row stands twice in the file: as #RTRANS, and right below as #TRANS (specification, #RTRANS), so that a
reader that knows only #TRANS has it. Where the second is missing, the voucher lacks a row.
"""

from typing import Final

from ekonomi import schema
from ekonomi.errors import Finding
from ekonomi.readers.sie.figures import öre
from ekonomi.readers.sie.lexer import BrokenRecordError
from ekonomi.readers.sie.lines import BLANK, Lines
from ekonomi.readers.sie.structure import ADDED, STRUCK, TRANS
from ekonomi.readers.sie.vouchers import row_values

_UNREAD: Final = "Posten räknas inte med; rätta den i filen om den behövs."
_LACKING: Final = "Kontrollera verifikationen; raden är inte inläst."


def correction_notes(lines: Lines, fil: str) -> list[Finding]:
    """A finding for every #RTRANS and #BTRANS that cannot be read, and every #RTRANS without its #TRANS."""
    found = [note for place in lines.where(ADDED, STRUCK) if (note := _note(lines, int(place), fil))]
    rest = found[schema.MOST_LINES :]
    if not rest:
        return found
    more = f"ytterligare {len(rest)} tillagda eller strukna rader med fel"
    return [
        *found[: schema.MOST_LINES],
        Finding(fil, more, "fält enligt SIE-formatet", _UNREAD, rad=rest[0].rad),
    ]


def _note(lines: Lines, place: int, fil: str) -> Finding | None:
    label = lines.labels[lines.codes[place]]
    try:
        added = row_values(lines.fields(place)[1:])
    except BrokenRecordError as error:
        found = f"{error} i en {label}-post"
        return Finding(fil, found, "fält enligt SIE-formatet", _UNREAD, rad=place + 1)
    if label == ADDED and _below(lines, place) != (added[0], öre(added[2])):
        return Finding(
            fil, "en tillagd rad utan sin #TRANS", "samma rad som #TRANS under den", _LACKING, rad=place + 1
        )
    return None


def _below(lines: Lines, place: int) -> tuple[str, int | None] | None:
    """Account and amount of the #TRANS on the next line that is not blank."""
    below = place + 1
    while below < len(lines.codes) and lines.labels[lines.codes[below]] == BLANK:
        below += 1
    if below >= len(lines.codes) or lines.labels[lines.codes[below]] != TRANS:
        return None
    try:
        konto, _, belopp, *_ = row_values(lines.fields(below)[1:])
    except BrokenRecordError:
        return None  # said by the reader of the rows, which stops the file
    return konto, öre(belopp)
