"""What a source is, told by what it holds and then by its name, and its rows as our ledger has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ekonomi import terms
from ekonomi.errors import DataError, Finding, UsageError
from ekonomi.importing.delivery import COLUMNS, Delivery
from ekonomi.importing.flags import Flags, database_source, source_of
from ekonomi.importing.plans import check_report, delivered, plan_delivery, plan_form
from ekonomi.params import CheckSettings, LedgerSource
from ekonomi.params.database import has_login, scheme
from ekonomi.readers import database, sie
from ekonomi.readers.encoding import uncertain_text
from ekonomi.readers.files import InputFile
from ekonomi.readers.plans import LONG
from ekonomi.readers.sql import read_sql, read_sql_plan, table_contract
from ekonomi.readers.tabular import described
from ekonomi.readers.unit4 import DEBIT, OPENING, ledger_cells, ledger_contract, ledger_rows
from ekonomi.schema import Contract
from ekonomi.sources.checks import balance_findings, repeated_vouchers, unproven
from ekonomi.sources.exports import sie_rows
from ekonomi.sources.series import cut_at_limit

_SIE_ENDINGS = (".se", ".si", ".sie")
_BALANCE_CLASSES = ("1", "2")
_IN_SETTINGS, _BY_OPTION = (
    "eller kolumnnamnet i inställningarna.",
    "eller ange den med --rubrik, till exempel --rubrik konto=Kontonr.",
)


def is_url(word: str) -> bool:
    """Whether a word names a database and not a file."""
    return bool(scheme(word)) or has_login(word)


def read_delivery(source: str, flags: Flags) -> Delivery:
    """What a file or a database's url holds: SIE 4 or 5, a Unit4 export, a budget or a forecast, a table.

    Raises DataError for what cannot be read, UsageError for a url that is not right.
    """
    if is_url(source):
        return _table(source, flags)
    file = InputFile(Path(source).as_posix(), Path(source).read_bytes())
    delivery = _file(file, flags)
    return replace(delivery, notes=(*delivery.notes, *uncertain_text(file)))


def _file(file: InputFile, flags: Flags) -> Delivery:
    if is_sie(file):
        return _sie(file, source_of(LedgerSource, flags, filer=(file.fil,), format="sie"))
    with _by_option():
        form = plan_form(file, flags)
        return plan_delivery(file, form, flags) if form else _unit4(file, flags)


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


def _sie(file: InputFile, source: LedgerSource) -> Delivery:
    book, dimensions = sie.read_sie(file), {str(number): name for number, name in source.dimensioner.items()}
    rows, left_out = sie_rows(book, source)
    _once(rows, None, file.fil)
    used = sie.unmapped(book, dimensions) if (rows[sie.OTHER] != "").any() else {}
    names = {number: f" ({name})" for number, name in book.dimensions.names.items() if name}
    other = tuple(
        sie.Skipped(
            f"dimension {number}{names.get(number, '')}",
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
        notes=(*book.notes, *_cut(rows, file.fil)),
    )


def _unit4(file: InputFile, flags: Flags) -> Delivery:
    source = source_of(LedgerSource, flags, filer=(file.fil,))
    cells, contract = ledger_cells(file, source), ledger_contract(source)
    return _ledger(file, f"Unit4 {described(file, contract, source.blad)}", cells, contract, source.tecken)


def _ledger(file: InputFile, form: str, cells: pd.DataFrame, contract: Contract, tecken: str) -> Delivery:
    rows = ledger_rows(cells, contract, tecken, file.fil)
    _once(rows, contract.titles()["verifikation"], file.fil)
    opening = int(cells["period"].str.endswith(OPENING).sum())
    return Delivery(
        name=file.name,
        form=form,
        nämnd="",
        rows=rows.assign(**{sie.OTHER: "", "kostnadsslag": ""})[list(COLUMNS)],
        vouchers=tuple(rows["verifikation"].unique()),
        skipped=(sie.Skipped("rader", opening, "period 00 är ingående balans"),) if opening else (),
        notes=(
            *_balanced(rows, contract.titles()["belopp"], file.fil, -1 if tecken == DEBIT else 1),
            *_cut(rows, file.fil),
        ),
    )


def _once(rows: pd.DataFrame, heading: str | None, fil: str) -> None:
    """Raise DataError for vouchers that stand twice."""
    if faults := repeated_vouchers(rows, heading, {fil.rsplit("/", 1)[-1]: fil}):
        raise DataError(faults)


def _cut(rows: pd.DataFrame, fil: str) -> list[Finding]:
    return cut_at_limit(rows["rad"], CheckSettings().radgränser, fil)


def _balanced(rows: pd.DataFrame, heading: str, fil: str, sign: int) -> tuple[Finding, ...]:
    """Every voucher of an export with account classes 1–2 sums to zero; without them that cannot be told."""
    if not rows["konto"].str.startswith(_BALANCE_CLASSES).any():
        return tuple(unproven([fil]))
    faults = balance_findings(rows, heading, fil, sign)
    if faults:
        raise DataError(faults)
    return ()


def _table(url: str, flags: Flags) -> Delivery:
    """A ledger out of a database; a budget or a forecast where `beloppstyp` says so."""
    source, beloppstyp = database_source(url, flags), flags.get("beloppstyp", terms.UTFALL)
    where, form = url.partition("?")[0], database.NAMES[scheme(url)]
    if beloppstyp == terms.UTFALL:
        contract = table_contract(source)
        file, cells = read_sql(source, contract, Path(), where)
        return _ledger(file, form, cells, contract, flags.get("tecken", DEBIT))
    if "version" not in flags:
        raise UsageError("En budget eller prognos ur en databas behöver --version.")
    check_report(database.label(source, where), beloppstyp, flags["version"])
    file, rows = read_sql_plan(source, Path(), where, flags.get("år"))
    return delivered(file, rows, LONG, form, flags)
