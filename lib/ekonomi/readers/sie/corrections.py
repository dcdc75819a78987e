"""#RTRANS and #BTRANS: what was added to and struck from a voucher afterwards; neither is a booked row of its own.

An added row stands twice in the file: as #RTRANS, and right below as #TRANS (specification, #RTRANS), so that a
reader that knows only #TRANS has it. Where the second is missing, the voucher lacks a row.
"""

from collections.abc import Iterator

from ekonomi.checklist import SIE_POST
from ekonomi.errors import Found
from ekonomi.readers.sie.figures import öre
from ekonomi.readers.sie.lexer import BrokenRecordError
from ekonomi.readers.sie.lines import BLANK, Lines
from ekonomi.readers.sie.structure import ADDED, STRUCK, TRANS
from ekonomi.readers.sie.vouchers import row_values


@SIE_POST
def correction_notes(lines: Lines, fil: str) -> Iterator[Found]:
    """Every #RTRANS and #BTRANS that cannot be read, and every #RTRANS without its #TRANS."""
    for place in map(int, lines.where(ADDED, STRUCK)):
        label = lines.label(place)
        try:
            added = row_values(lines.fields(place)[1:])
        except BrokenRecordError as error:
            yield Found(fil, place + 1, None, f"{error} i en {label}-post", "fält enligt SIE-formatet")
            continue
        if label == ADDED and _below(lines, place) != (added[0], öre(added[2])):
            found, expected = "en tillagd rad utan sin #TRANS", "samma rad som #TRANS under den"
            action = "Kontrollera verifikationen; raden är inte inläst."
            yield Found(fil, place + 1, None, found, expected, action)


def _below(lines: Lines, place: int) -> tuple[str, int | None] | None:
    """Account and amount of the #TRANS on the next line that is not blank."""
    below = next((n for n in range(place + 1, len(lines.codes)) if lines.label(n) != BLANK), None)
    if below is None or lines.label(below) != TRANS:
        return None
    try:
        konto, _, belopp, *_ = row_values(lines.fields(below)[1:])
    except BrokenRecordError:
        return None  # said by the reader of the rows, which stops the file
    return konto, öre(belopp)
