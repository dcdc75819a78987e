"""What a source is, told by what it holds and then by its name, and its rows as our ledger has them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ekonomi import terms
from ekonomi.errors import DataError, Finding, UsageError
from ekonomi.importing.choices import Choices, database_source, is_url
from ekonomi.importing.delivery import COLUMNS, Delivery
from ekonomi.importing.plans import plan_delivery, plan_form, table_delivery
from ekonomi.params import LedgerSource
from ekonomi.params.database import scheme
from ekonomi.params.sources import LedgerHeadings
from ekonomi.readers import database, sie
from ekonomi.readers.files import InputFile
from ekonomi.readers.sql import ledger_table
from ekonomi.readers.unit4 import DEBIT, OPENING, ledger_cells, ledger_contract, ledger_rows
from ekonomi.readers.workbook import ENDINGS
from ekonomi.sources.checks import balance_findings, unproven

_SIE_ENDINGS = (".se", ".si", ".sie")
_BALANCE_CLASSES = ("1", "2")
_IN_SETTINGS, _BY_OPTION = "eller kolumnnamnet i inställningarna.", "eller ange den med --rubrik."


def read_delivery(source: str, choices: Choices) -> Delivery:
    """What a file or a database's url holds: SIE 4 or 5, a Unit4 export, a budget or a forecast, a table.

    Raises DataError for what cannot be read, UsageError for a url that is not right.
    """
    if is_url(source):
        return _table(source, choices)
    file = InputFile(Path(source).as_posix(), Path(source).read_bytes())
    if is_sie(file):
        return _sie(file, choices.dimensions)
    with _by_option():
        form = plan_form(file, choices)
        return plan_delivery(file, form, choices) if form else _unit4(file, choices)


@contextmanager
def _by_option() -> Iterator[None]:
    """A heading that is not there is mended by an option: there are no settings here."""
    try:
        yield
    except DataError as error:
        found = [replace(f, åtgärd=f.åtgärd.replace(_IN_SETTINGS, _BY_OPTION)) for f in error.findings]
    else:
        return
    raise DataError(found)


def is_sie(file: InputFile) -> bool:
    """Whether the bytes begin as a SIE file's do, or else the name says that it is one."""
    start = file.data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"#") or sie.is_xml(file.data) or file.suffix in _SIE_ENDINGS


def _sie(file: InputFile, dimensions: Mapping[str, str]) -> Delivery:
    book = sie.read_sie(file)
    rows, left_out = sie.to_ledger(book, dimensions)
    used = sie.unmapped(book, dimensions) if (rows[sie.OTHER] != "").any() else {}
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
        rows=rows.assign(kostnadsslag="")[list(COLUMNS)],
        vouchers=tuple(sie.voucher_names(book.vouchers)),
        skipped=(*book.skipped, *left_out, *other),
        notes=book.notes,
    )


def _named(name: str) -> str:
    return f" ({name})" if name else ""


def _unit4(file: InputFile, choices: Choices) -> Delivery:
    headings = LedgerHeadings.model_validate(choices.headings_of(LedgerHeadings))
    source = LedgerSource(
        filer=(file.fil,), kolumner=headings, decimaltecken=choices.decimal, tecken=choices.sign or DEBIT
    )
    cells, contract = ledger_cells(file, source, choices.sheet), ledger_contract(source)
    rows = ledger_rows(cells, contract, source.tecken, file.fil)
    form = "Unit4 arbetsbok" if file.suffix in ENDINGS else "Unit4 textfil"
    return _ledger(file, form, rows, _openings(cells), contract.titles()["belopp"], source.tecken)


def _openings(cells: pd.DataFrame) -> int:
    return int(cells["period"].str.endswith(OPENING).sum())


def _ledger(
    file: InputFile, form: str, rows: pd.DataFrame, opening: int, heading: str, tecken: str
) -> Delivery:
    return Delivery(
        name=file.name,
        form=form,
        nämnd="",
        rows=rows.assign(**{sie.OTHER: "", "kostnadsslag": ""})[list(COLUMNS)],
        vouchers=tuple(rows["verifikation"].unique()),
        skipped=(sie.Skipped("rader", opening, "period 00 är ingående balans"),) if opening else (),
        notes=_balanced(rows, heading, file.fil, -1 if tecken == DEBIT else 1),
    )


def _balanced(rows: pd.DataFrame, heading: str, fil: str, sign: int) -> tuple[Finding, ...]:
    """Every voucher of an export with account classes 1–2 sums to zero; without them that cannot be told."""
    if not rows["konto"].str.startswith(_BALANCE_CLASSES).any():
        return tuple(unproven([fil]))
    faults = balance_findings(rows, heading, fil, sign)
    if faults:
        raise DataError(faults)
    return ()


def _table(url: str, choices: Choices) -> Delivery:
    """A ledger out of a database; a budget or a forecast where `beloppstyp` says so."""
    source = database_source(url, choices)
    where, form = url.partition("?")[0], database.NAMES[scheme(url)]
    if choices.beloppstyp in (terms.BUDGET, terms.PROGNOS):
        if not choices.version:
            raise UsageError("En budget eller prognos ur en databas behöver --version.")
        return table_delivery(source, where, form, choices)
    sign = choices.sign or DEBIT
    file, contract, cells = ledger_table(source, Path(), where)
    rows = ledger_rows(cells, contract, sign, file.fil)
    return _ledger(file, form, rows, _openings(cells), source.kolumner.belopp, sign)
