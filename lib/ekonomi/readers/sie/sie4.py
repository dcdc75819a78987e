"""SIE 4B/4C, types 1–4, export and import: bytes in, a checked Book out."""

import pandas as pd

from ekonomi import schema
from ekonomi.checklist import SIE_FIL, SIE_POST, TOM
from ekonomi.errors import DataError
from ekonomi.readers.encoding import CP437, NAMES, decode
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie.book import Book
from ekonomi.readers.sie.checksum import check_sum
from ekonomi.readers.sie.lines import Lines, read_lines
from ekonomi.readers.sie.records import Records
from ekonomi.readers.sie.structure import find_structure
from ekonomi.readers.sie.vouchers import correction_notes, read_rows, read_vouchers

_UNREADABLE = "\ufffd"


def read_sie4(file: InputFile) -> Book:
    """Everything in a SIE 4 file, debit + as it stands. Raises DataError.

    What stops: no labels at all, braces or rows out of place, a voucher or row that cannot be read, a wrong or
    missing #KSUMMA, another currency than SEK. What only concerns balances and names is a note.
    """
    lines, encoding, torn = _lines(file)
    summed = check_sum(lines, encoding, file.fil)
    records = Records(lines, file.fil)
    records.check_currency()
    structure = find_structure(lines, file.fil)
    vouchers = read_vouchers(lines, structure, file.fil)
    rows, object_lists = read_rows(lines, structure, vouchers, file.fil)
    name, action = NAMES[encoding], "Tecknen är utbytta mot �; rätta texten om den behövs."
    odd = SIE_POST.at(file.fil, torn, funnet=f"tecken som inte är {name}", väntat=f"text i {name}", åtgärd=action)
    return Book(
        fil=file.fil,
        form=_form(records, file, vouchers) + (", kontrollsumman stämmer" if summed else ""),
        encoding=name,
        company=records.company(),
        years=records.years(),
        dimensions=records.dimensions(),
        vouchers=vouchers,
        rows=rows,
        object_lists=object_lists,
        balances=records.balances(),
        skipped=records.skipped(structure.foreign),
        notes=(*([odd] if torn else []), *records.notes(), *correction_notes(lines, file.fil)),  # of all that is read
    )


def names_of(file: InputFile) -> dict[tuple[str, str], str]:
    """What the accounts and the objects are called: by ("konto", number) and by (a dimension's number, code)."""
    records = Records(_lines(file)[0], file.fil)
    accounts = {("konto", number): name for _, (number, name) in records.texts(2, "#KONTO")}
    return accounts | {(number, code): name for _, (number, code, name) in records.texts(3, "#OBJEKT")}


def _lines(file: InputFile) -> tuple[Lines, str, int]:
    """The lines, the encoding and the first row (1-based) with bytes that are not of it (0: none)."""
    text, encoding = decode(file.data, CP437)
    if not text.strip():
        raise DataError(TOM.at(file.fil, 1, funnet="en tom fil", väntat="en SIE-fil"))
    lines = read_lines(text)
    if not any(label.startswith("#") for label in lines.labels):
        first = text.lstrip().split("\n", 1)[0]
        action = "Kontrollera att det är rätt fil."
        fault = SIE_FIL.at(file.fil, 1, funnet=schema.quoted(first), väntat="poster som börjar med #", åtgärd=action)
        raise DataError(fault)
    place = text.find(_UNREADABLE)
    return lines, encoding, text.count("\n", 0, place) + 1 if place >= 0 else 0


def _form(records: Records, file: InputFile, vouchers: pd.DataFrame) -> str:
    kind = records.first("#SIETYP") or ("4" if len(vouchers) else "1")
    if kind.startswith("4"):
        return "SIE 4I" if file.suffix == ".si" else "SIE 4E"
    return f"SIE typ {kind[:1]}"
