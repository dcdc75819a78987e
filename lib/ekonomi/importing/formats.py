"""What a source is, told by what it holds and then by its name, and its rows as our ledger has them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc

from ekonomi import schema, sets, terms
from ekonomi.checklist import VÄRDEN
from ekonomi.errors import DataError, Finding, Found, UsageError, stop_on, stops
from ekonomi.gates.books import months_twice
from ekonomi.gates.twice import same_month_twice
from ekonomi.importing.flags import Flags, database_source, source_of
from ekonomi.importing.plans import check_report, delivered, plan_delivery, plan_form
from ekonomi.importing.store import Imported, Ledger
from ekonomi.params import CheckSettings, LedgerSource
from ekonomi.params.database import has_login, scheme
from ekonomi.readers import database, sie
from ekonomi.readers.encoding import uncertain_text
from ekonomi.readers.files import InputFile
from ekonomi.readers.hidden import hidden_rows
from ekonomi.readers.plans import LONG, read_sql_plan
from ekonomi.readers.text import IN_SETTINGS, MANY_IN_SETTINGS
from ekonomi.readers.unit4 import DEBIT
from ekonomi.registers.findings import CODES
from ekonomi.registers.forms import is_none
from ekonomi.sources.checks import BALANCE_CLASSES, delivery_findings
from ekonomi.sources.delivery import Delivery, fetched, read_base, read_export

_SIE_ENDINGS = (".se", ".si", ".sie")
# how a heading is mended in the settings, and by an option: here there are no settings
_BY_OPTION = {
    f"{IN_SETTINGS}.": "eller ange den med --rubrik NAMN=RUBRIK.",
    MANY_IN_SETTINGS: "eller ange dem med --rubrik, till exempel ",
    ": RUBRIK.": "=RUBRIK.",
}


def is_url(word: str) -> bool:
    """Whether a word names a database and not a file."""
    return bool(scheme(word)) or has_login(word)


def read_delivery(source: str, flags: Flags) -> Delivery:
    """What a file or a database's url holds: SIE 4 or 5, a Unit4 export, a budget or a forecast, a table.

    Raises DataError for what cannot be read, UsageError for a url that is not right.
    """
    delivery = _table(source, flags) if is_url(source) else _file(source, flags)
    stop_on(_no_codes(delivery))
    found = delivery_findings([delivery], CheckSettings().radgränser)
    stop_on(stops(found) or _doubled(delivery))
    return replace(delivery, notes=(*found, *uncertain_text(delivery.file), *hidden_rows(delivery.file)))


@same_month_twice.check
def _doubled(delivery: Delivery) -> Iterator[Found]:
    """As of a report's books, where a month has `minst_antal` rows: all but those of classes 1–2, as the kontoplan of a
    report has it."""
    limits, whole = CheckSettings(), sets.table(delivery.table)
    konton = whole["konto"].cast("string")
    results = whole.filter(pc.invert(pc.match_substring_regex(konton, f"^[{''.join(BALANCE_CLASSES)}]")))
    own = delivery.sums[~delivery.sums["konto"].str.startswith(BALANCE_CLASSES)]
    for month in months_twice(results, own, limits) if delivery.has("beloppstyp") == {terms.UTFALL} else ():
        rows = own[own["period"] == month]
        if schema.counted(rows) >= limits.minst_antal:
            found = f"poster i {month} som står två gånger"
            yield Found(delivery.file.fil, rows["rad"].min(), None, found, "varje post en gång")


@VÄRDEN
def _no_codes(delivery: Delivery) -> Iterator[Found]:
    """Codes that can be none: an import has no registers to hold them against."""
    for column in (name for name in schema.LEDGER if name in CODES):
        if lost := [code for code in delivery.has(column) if is_none(code, column)]:
            heading = delivery.titles.get(column) or column
            for code, rad, count in schema.groups(delivery.sums[delivery.sums[column].isin(lost)], column):
                yield Found(delivery.file.fil, rad, heading, schema.quoted(code), "en kod", antal=count)


def _file(source: str, flags: Flags) -> Delivery:
    file = InputFile(Path(source).as_posix(), Path(source).read_bytes())
    if is_sie(file):
        return read_export(file, source_of(LedgerSource, flags, filer=(file.fil,), format="sie"))
    ledger = source_of(LedgerSource, flags, filer=(file.fil,))
    with _by_option({heading: name for name, heading in ledger.kolumner.model_dump().items() if heading}):
        form = plan_form(file, flags)
        return plan_delivery(file, form, flags) if form else read_export(file, ledger)


@contextmanager
def _by_option(names: Mapping[str, str]) -> Iterator[None]:
    """A heading that is not there is mended by an option, by the name that it has there."""
    try:
        yield
    except DataError as error:
        raise DataError([replace(one, åtgärd=_by_options(one, names)) for one in error.findings]) from None


def _by_options(finding: Finding, names: Mapping[str, str]) -> str:
    action = finding.åtgärd
    for settings, option in _BY_OPTION.items():
        action = action.replace(settings, option)
    return action.replace("NAMN=", f"{names.get(finding.kolumn or '', 'konto')}=")


def is_sie(file: InputFile) -> bool:
    """Whether the bytes begin as a SIE file's do, or else the name says that it is one."""
    start = file.data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"#") or sie.is_xml(file.data) or file.suffix in _SIE_ENDINGS


def _table(url: str, flags: Flags) -> Delivery:
    """A ledger out of a database; a budget or a forecast where `beloppstyp` says so."""
    source, beloppstyp = database_source(url, flags), flags.get("beloppstyp", terms.UTFALL)
    where = url.partition("?")[0]
    if beloppstyp == terms.UTFALL:
        ledger = LedgerSource(format="sql", databas=source, tecken=flags.get("tecken", DEBIT))
        return fetched(read_base(ledger, Path(), where))
    if "version" not in flags:
        raise UsageError("En budget eller prognos ur en databas behöver --version.")
    check_report(database.label(source, where), beloppstyp, flags["version"])
    file, rows = read_sql_plan(source, Path(), where, flags.get("år"))
    return delivered(file, rows, LONG, database.NAMES[scheme(url)], flags)


def _no_file(name: str) -> str:
    return f"{name} är en mapp: skriv filerna i den." if Path(name).is_dir() else f"Filen {name} finns inte."


def import_files(sources: Sequence[str], folder: Path, flags: Flags, *, insists: bool = False) -> list[Imported]:
    """Take files and tables into the Parquet ledger in `folder`, in the order given: a later one corrects an earlier.

    All or nothing: a fault in one of them (DataError) or a path that is no file (UsageError) stops them all. A file
    with far fewer rows than it replaces is a fault unless the caller `insists`.
    """
    missing = [name for name in sources if not is_url(name) and not Path(name).is_file()]
    if missing:
        raise UsageError("\n".join(map(_no_file, missing)))
    ledger = Ledger(folder, insists=insists)
    imported, faults = [], list[Finding]()
    for source in sources:
        try:
            delivery = read_delivery(source, flags)
            owner = flags.get("nämnd", delivery.nämnd)
            imported.append(ledger.take_in(replace(delivery, nämnd=owner)))
        except DataError as error:
            faults += error.findings
    stop_on(faults)
    ledger.write()
    return imported
