"""The store: what a report has read, checked and forecast, kept beside params/ for the next process; the only cache.

An entry's name is the SHA-256 of all that it follows from, so what has changed is another entry, and the folder may be
deleted at any time. Entries are pickled: the folder is as trusted as the notebooks beside it, which are run.
"""

import copyreg
import hashlib
import logging
import os
import pickle
import platform
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeVar

from ekonomi import sets
from ekonomi.params import Settings
from ekonomi.readers.files import SUMS, matching, sha256_of

LOG = logging.getLogger(__name__)
PLACE: Final = ".ekonomi"
WITHOUT: Final = "EKONOMI_UTAN_LAGER"
"""The environment variable that, set to anything, lets nothing be stored or read."""
LARGEST: Final = 1_000_000_000  # bytes: past it the entries that have been left the longest go
PACKAGE = Path(str(files("ekonomi")))
STARTED: Final = time.time()
_ENDING, _DIGEST = ".lager", hashlib.sha256().digest_size
Made = TypeVar("Made")


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def key_of(period: str, settings: Settings, root: Path) -> str | None:
    """SHA-256 of all that the sources of a report follow from: period, settings, files, package and dependencies.

    None where a source is a database, whose content no file tells, and where `key` is.
    """
    told = told_by(settings, root)
    placed = hashed({root / settings.fil}, root)  # a finding says the row of the settings
    return None if told is None else key([period, settings.model_dump_json(), *placed, *told])


def key(told: Sequence[str]) -> str | None:
    """SHA-256 of what something follows from, the package and its dependencies among it.

    None where nothing is stored, and where our files are no longer what this process runs.
    """
    if WITHOUT in os.environ or any(path.stat().st_mtime > STARTED for path in PACKAGE.rglob("*.py")):
        return None
    return sha256("\n".join([*told, *made_by()]).encode())


def told_by(settings: Settings, root: Path) -> list[str] | None:
    """Every file that the settings name, by itself or by its folder, with the SHA-256 of its content; None where one is
    a database."""
    named = settings.model_dump(mode="json")
    if any(key == "databas" and value for key, value in _leaves(named)):
        return None
    files, folder = set[Path](), root / settings.data
    for word in {str(word) for _, word in _leaves(named)}:
        with suppress(ValueError, OSError):  # a heading may be no pattern, or too long for a file's name
            for path in matching(folder, word):
                files.update(path.iterdir() if path.is_dir() and path != folder else [path])
    return hashed(files, root)


def hashed(paths: set[Path], root: Path) -> list[str]:
    """Each file with the SHA-256 of its content, in order; those of large files are stored too."""
    there, place = [path for path in paths if path.is_file()], None if WITHOUT in os.environ else "filer"
    known = held(root, "summor", place) or {}
    SUMS.update(known)
    with ThreadPoolExecutor() as pool:  # the large ones side by side
        told = sorted(map("{} {}".format, (label(path, root) for path in there), pool.map(sha256_of, there)))
    if SUMS.keys() - known.keys():
        keep(root, "summor", place, {**SUMS})
    return told


def label(path: Path, root: Path) -> str:
    """An input's path from the root; one outside it goes by its name alone."""
    place = path.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name


@cache
def made_by() -> tuple[str, ...]:
    """Python, the packages that we depend on and our own files, by version or content; asked once in a process."""
    own = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    told = [platform.python_version(), *(f"{name} {number}" for name, number in versions())]
    return (*told, *(f"{path.relative_to(PACKAGE)} {sha256(path.read_bytes())}" for path in sorted(own)))


def versions() -> Iterator[tuple[str, str]]:
    """The packages that ekonomi asks for, without its extras, each with its version."""
    for line in requires("ekonomi") or []:
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        with suppress(PackageNotFoundError):  # asked for on another platform only
            if "extra ==" not in line:
                yield name, version(name)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every word of the settings with the key that it stands under; a part that is filled in is one too."""
    parts = value.items() if isinstance(value, dict) else ((key, one) for one in value)
    for under, one in parts:
        if isinstance(one, dict | list):
            yield from ([(under, True)] if one else []) + [*_leaves(one, under)]
        elif one is not None:
            yield under, one


def kept(root: Path, name: str, key: str | None, make: Callable[[], Made], aside: Executor | None = None) -> Made:
    """What the store has under a name and a key, else what `make` gives, which is then stored, or is so `aside`."""
    found: Made | None = held(root, name, key)
    if found is not None:
        return found
    start = time.perf_counter()
    made = make()
    LOG.info("%s: gjort på %.2f s", name, time.perf_counter() - start)
    if aside:
        aside.submit(keep, root, name, key, made)
    else:
        keep(root, name, key, made)
    return made


def has(root: Path, name: str, key: str | None) -> bool:
    """True where the store has an entry under a name and a key, be it damaged."""
    return _entry(root, name, key).exists()


def _entry(root: Path, name: str, key: str | None) -> Path:
    return root / PLACE / f"{name}-{key}{_ENDING}"


def held(root: Path, name: str, key: str | None) -> Any:
    """What the store has under a name and a key; None where it has nothing, or an entry that is damaged."""
    path = _entry(root, name, key)
    with suppress(OSError, ValueError, EOFError, AttributeError, ImportError, pickle.UnpicklingError):
        entry = path.read_bytes()
        if hashlib.sha256(memoryview(entry)[_DIGEST:]).digest() == entry[:_DIGEST]:
            _used(path)
            found = _Unpickler(entry, path.parent).load()
            LOG.info("%s: ur lagret", name)
            return found
    return None


def keep(root: Path, name: str, key: str | None, made: object) -> None:
    """Store something; without a key nothing is, and a folder that cannot be written is let be."""
    if key is not None:
        with suppress(OSError):
            told = BytesIO()
            _Pickler(told, folder_of(root)).dump(made)
            _write(_entry(root, name, key), told.getvalue())


def folder_of(root: Path) -> Path:
    """The folder of the store, which git leaves alone; made where it is not there."""
    folder = root / PLACE
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


class _Pickler(pickle.Pickler):
    """Stores the rows of an input file in a file of their own, that they may be asked where they lie."""

    def __init__(self, out: BytesIO, folder: Path) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.folder = folder
        # asked of each object, persistent_id would take as long as all the rest
        self.dispatch_table = {**copyreg.dispatch_table, sets.Filed: self._placed}

    def _placed(self, one: sets.Filed) -> tuple[Callable[..., sets.Filed], tuple[str, tuple[int, ...]]]:
        if one.path is None or not one.path.exists():
            one.path = _placed(self.folder, partial(sets.write, one.table), _by_content)
        return _filed, (one.path.name, _as_written(one.path))


class _Unpickler(pickle.Unpickler):
    """Gives what `_Pickler` has stored; one of whose files is gone, or is damaged, is not."""

    def __init__(self, entry: bytes, folder: Path) -> None:
        content = BytesIO(entry)
        content.seek(_DIGEST)
        super().__init__(content)
        self.folder = folder

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        return partial(_filed, folder=self.folder) if found is _filed else found


def _filed(name: str, written: tuple[int, ...], folder: Path) -> sets.Filed:
    path = folder / name
    if _as_written(path) != written and _by_content(path) != name:
        raise pickle.UnpicklingError(name)
    _used(path)
    return sets.Filed(path=path)


def _as_written(path: Path) -> tuple[int, ...]:
    """What tells that a file of the store has been written to; that it has been used is no change."""
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns


def _used(path: Path) -> None:
    """Note when a file was last used, by which the oldest go."""
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def _by_content(path: Path) -> str:
    return f"rader-{sha256_of(path)}{_ENDING}"


def _write(path: Path, content: bytes) -> None:
    told = hashlib.sha256(content).digest() + content
    _placed(folder_of(path.parents[1]), lambda written: written.write_bytes(told), lambda written: path.name)


def _placed(folder: Path, fill: Callable[[Path], object], named: Callable[[Path], str]) -> Path:
    """Write a file under another name first, so that no one reads half of it; then let the oldest go."""
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=_ENDING)
    os.close(descriptor)
    written = Path(name)
    try:
        fill(written)
        path = written.replace(folder / named(written))
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    size = 0
    for entry in sorted(folder.glob(f"*{_ENDING}"), key=lambda one: one.stat().st_atime, reverse=True):
        size += entry.stat().st_size
        if size > LARGEST and entry != path:
            entry.unlink(missing_ok=True)
    return path
