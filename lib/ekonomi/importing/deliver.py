"""The import itself: read every source, then let each replace what it restates, then write once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ekonomi.errors import DataError, Finding, UsageError
from ekonomi.importing.flags import Flags
from ekonomi.importing.formats import is_url, read_delivery
from ekonomi.importing.store import Imported, Ledger


def import_files(sources: Sequence[str], folder: Path, flags: Flags, *, insists: bool = False) -> list[Imported]:
    """Take files and tables into the Parquet ledger in `folder`, in the order given: a later one corrects an earlier.

    All or nothing: a fault in one of them (DataError) or a path that is no file (UsageError) stops them all. A file
    with far fewer rows than it replaces is a fault unless the caller `insists`.
    """
    missing = [name for name in sources if not is_url(name) and not Path(name).is_file()]
    if missing:
        raise UsageError("\n".join(f"Filen {name} finns inte." for name in missing))
    ledger = Ledger(folder, insists=insists)
    imported, faults = [], list[Finding]()
    for source in sources:
        try:
            delivery = read_delivery(source, flags)
            owner = flags.get("nämnd", delivery.nämnd)
            imported.append(ledger.take_in(replace(delivery, nämnd=owner)))
        except DataError as error:
            faults += error.findings
    if faults:
        raise DataError(faults)
    ledger.write()
    return imported
