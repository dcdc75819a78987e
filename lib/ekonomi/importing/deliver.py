"""The import itself: read every file, then let each replace what it restates, then write once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ekonomi.errors import DataError, Finding, UsageError
from ekonomi.importing.formats import Delivery, read_delivery
from ekonomi.importing.store import Imported, Ledger
from ekonomi.readers import sie
from ekonomi.readers.files import InputFile

_SPELLED = {"tjanst": "tjänst"}


def import_files(
    paths: Sequence[Path], folder: Path, dimensions: Mapping[str, str], nämnd: str | None = None
) -> list[Imported]:
    """Take files into the Parquet ledger in `folder`, in the order given: a later one corrects an earlier.

    `dimensions` maps SIE dimensions to columns; `nämnd` names whose rows they are, instead of what the files
    say. All or nothing: a fault in one file (DataError) or a path that is no file (UsageError) stops them all.
    """
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageError("\n".join(f"Filen {name} finns inte." for name in missing))
    ledger = Ledger(folder)
    imported, faults = [], list[Finding]()
    for path in paths:
        try:
            delivery = read_delivery(InputFile(path.as_posix(), path.read_bytes()), dimensions)
        except DataError as error:
            faults += error.findings
            continue
        imported.append(ledger.take_in(_owned(delivery, nämnd)))
    if faults:
        raise DataError(faults)
    ledger.write()
    return imported


def _owned(delivery: Delivery, nämnd: str | None) -> Delivery:
    return delivery if nämnd is None else replace(delivery, nämnd=nämnd)


def read_dimensions(words: Sequence[str]) -> dict[str, str]:
    """`1=ansvar` and so on, added to the usual ones (1=ansvar, 6=projekt), which they override.

    Raises UsageError for a word that is not so written, a column that is none, and a column given twice.
    """
    given: dict[str, str] = {}
    for word in words:
        number, _, name = (part.strip() for part in word.partition("="))
        column = _SPELLED.get(name, name)
        if not number.isdigit() or column not in sie.TARGETS:
            columns = ", ".join(sie.TARGETS)
            raise UsageError(f"--dim {word}: skriv N=namn, till exempel 1=ansvar; namnen är {columns}.")
        if column in given.values() or number in given:
            raise UsageError(f"--dim {word}: dimensionen eller kolumnen är angiven två gånger.")
        given[number] = column
    usual = {n: name for n, name in sie.DIMENSIONS.items() if n not in given and name not in given.values()}
    return {**usual, **given}
