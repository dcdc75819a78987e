"""Input files: found once, read once, hashed once."""

import hashlib
import os
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from ekonomi import schema
from ekonomi.checklist import FIL_SAKNAS
from ekonomi.errors import DataError, Place

SUMS: Final[dict[tuple[int, ...], str]] = {}
"""The SHA-256 of large files that have rested, by what tells that they have been changed."""
_OTHER_KINDS: Final = {
    b"PK\x03\x04": "en arbetsbok eller en ZIP-fil",
    b"\xd0\xcf\x11\xe0": "en arbetsbok (XLS)",
    b"PAR1": "en Parquet-fil",
    b"\x1f\x8b": "en GZIP-fil",
    b"%PDF": "en PDF-fil",
}
_PAGES: Final = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")
_LARGE: Final = 10_000_000  # bytes: a smaller one is summed in a hundredth of a second
_RESTED: Final = 2  # seconds: when a file was changed is told so coarsely at worst (FAT)


@dataclass(frozen=True)
class InputFile:
    """A file's bytes under the name that the user knows: `fil` is its path from the root, with `/`."""

    fil: str
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The base name, as the ledger's column källa has it."""
        return self.fil.rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """The ending in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def other_kind(self) -> str:
        """What the file is where its first bytes tell that it is no table as text, a page (HTML) among it; else ""."""
        start = self.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        page = "en webbsida (HTML)" if start.startswith(_PAGES) else ""
        return next((kind for sign, kind in _OTHER_KINDS.items() if self.data.startswith(sign)), page)

    def summed(self) -> "InputFile":
        """The file without its bytes, but with their SHA-256."""
        bare = InputFile(self.fil, b"")
        vars(bare)["sha256"] = self.sha256
        return bare


def read_file(path: Path, root: Path, place: Place) -> InputFile:
    """Read a file that the settings name at `place`. Raises DataError, pointing there, if it is missing."""
    label = relative(path, root)
    if not path.is_file():
        found = f"filnamnet {schema.quoted(label)}, men filen finns inte"
        raise DataError(FIL_SAKNAS.at(*place, found, "en fil som finns"))
    state, file = _state(path), InputFile(label, path.read_bytes())
    if (known := SUMS.get(state)) and _state(path) == state:
        vars(file)["sha256"] = known
    return file


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; a large one is not read again while nothing tells of a change."""
    state = _state(path)
    if (known := SUMS.get(state)) is None:
        with path.open("rb") as file:
            known = hashlib.file_digest(file, "sha256").hexdigest()
        if state and _state(path) == state:
            SUMS[state] = known
    return known


def _state(path: Path) -> tuple[int, ...]:
    """What tells that a large file has been changed; empty where another change may not show.

    The time of the last change (ctime) cannot be set, but on Windows, where it is that of the creation.
    """
    told = path.stat()
    rested = time.time() - max(told.st_mtime, told.st_ctime) > _RESTED
    if os.name == "nt" or told.st_size < _LARGE or not rested:
        return ()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def relative(path: Path, root: Path) -> str:
    """The path from the root, with `/`; for a file outside it, with `..` as far as needed."""
    return Path(os.path.relpath(path, root)).as_posix()


def matching(folder: Path, pattern: str) -> list[Path]:
    """The files in `folder` that a name with * and ? stands for, sorted; a plain name stands for itself."""
    if not any(sign in pattern for sign in "*?["):
        return [folder / pattern]
    if Path(pattern).is_absolute():  # glob asks for a pattern that counts from its folder
        folder, pattern = Path(Path(pattern).anchor), str(Path(pattern).relative_to(Path(pattern).anchor))
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith((".", "~$")))
