"""What a file is, told by what it holds and then by its name, and its rows as our ledger has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from ekonomi import schema
from ekonomi.errors import DataError, Finding
from ekonomi.params import LedgerSource
from ekonomi.readers import sie
from ekonomi.readers.files import InputFile
from ekonomi.readers.unit4 import OPENING, ledger_cells, read_unit4
from ekonomi.readers.workbook import ENDINGS
from ekonomi.sources.checks import unproven, voucher_findings

COLUMNS = (*schema.LEDGER, sie.OTHER)
_SIE_ENDINGS = (".se", ".si", ".sie")
_BALANCE_CLASSES = ("1", "2")


@dataclass(frozen=True)
class Delivery:
    """A file's rows (COLUMNS, in the file's order), whose they are, and what the receipt says of the file.

    `vouchers` names the vouchers in the file's order, each once; `notes` are faults that do not stop.
    """

    name: str
    form: str
    nämnd: str
    rows: pd.DataFrame = field(repr=False)
    vouchers: tuple[str, ...] = field(repr=False)
    skipped: tuple[sie.Skipped, ...] = ()
    notes: tuple[Finding, ...] = ()


def read_delivery(file: InputFile, dimensions: Mapping[str, str]) -> Delivery:
    """A SIE 4 or SIE 5 file, or a Unit4 export (CSV or workbook) with its usual headings. Raises DataError."""
    if is_sie(file):
        return _sie(file, dimensions)
    return _unit4(file)


def is_sie(file: InputFile) -> bool:
    """Whether the bytes begin as a SIE file's do, or else the name says that it is one."""
    start = file.data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"#") or sie.is_xml(file.data) or file.suffix in _SIE_ENDINGS


def _sie(file: InputFile, dimensions: Mapping[str, str]) -> Delivery:
    book = sie.read_sie(file)
    rows, left_out = sie.to_ledger(book, dimensions)
    used = sie.unmapped(book, dimensions)
    other = tuple(
        sie.Skipped(
            f"dimension {number}{_named(book.dimensions.names.get(number, ''))}",
            count,
            f"ingen kolumn har den, se kolumnen {sie.OTHER}; ge --dim {number}=NAMN för att läsa in den",
        )
        for number, count in used.items()
    )
    return Delivery(
        name=file.name,
        form=f"{book.form}, {book.encoding}",
        nämnd=book.company.nämnd,
        rows=rows,
        vouchers=tuple(sie.voucher_names(book.vouchers)),
        skipped=(*book.skipped, *left_out, *other),
        notes=book.notes,
    )


def _named(name: str) -> str:
    return f" ({name})" if name else ""


def _unit4(file: InputFile) -> Delivery:
    source = LedgerSource(filer=(file.fil,))
    rows = read_unit4(file, source).assign(**{sie.OTHER: ""})
    opening = int(ledger_cells(file, source)["period"].str.endswith(OPENING).sum())
    skipped = (sie.Skipped("rader", opening, "period 00 är ingående balans"),) if opening else ()
    return Delivery(
        name=file.name,
        form="Unit4 arbetsbok" if file.suffix in ENDINGS else "Unit4 textfil",
        nämnd="",
        rows=rows[list(COLUMNS)],
        vouchers=tuple(rows["verifikation"].unique()),
        skipped=skipped,
        notes=_balanced(rows, source, file.fil),
    )


def _balanced(rows: pd.DataFrame, source: LedgerSource, fil: str) -> tuple[Finding, ...]:
    """Every voucher of an export with account classes 1–2 sums to zero; without them that cannot be told."""
    if not rows["konto"].str.startswith(_BALANCE_CLASSES).any():
        return (unproven(fil),)
    faults = voucher_findings(rows, source.kolumner.belopp, fil, sign=-1)
    if faults:
        raise DataError(faults)
    return ()
