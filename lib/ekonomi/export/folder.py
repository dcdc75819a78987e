"""A folder that is built beside the old one and takes its place in one step, or not at all.

A run builds in `.<name>.<random>.bygge` next to its target and holds a lock on it, which the operating system
lets go when the run ends, however it ends. A folder without a living lock is left by a killed run. On Linux
the swap is one system call (renameat2 with RENAME_EXCHANGE); elsewhere the old folder is first set aside
under a name that `_recover` knows, so that a run killed between the two steps loses nothing.
"""

import ctypes
import glob
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

BUILDING, ASIDE = ".bygge", ".undan"
_YOUNG = 1  # seconds: a file that another run has made and not locked yet
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_held: set[int] = set()


@contextmanager
def building(target: Path, before_swap: Callable[[], None]) -> Iterator[Path]:
    """A new folder to fill; when the block ends well, `before_swap` is called and it becomes `target`.

    Leftovers of killed runs are removed first. An exception, of `before_swap` too, leaves `target` as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with alone(target):
        _recover(target)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=BUILDING, dir=target.parent))
        lock = _lock(folder, wait=True)
    try:
        content = folder / target.name
        content.mkdir()
        yield content
        with alone(target):
            before_swap()
            _swap(content, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _unlock(lock)


def write_whole(path: Path, text: str) -> None:
    """Write a file under another name first, so that what stood there is whole until the new one is.

    Where the writing fails (a full disk), nothing is left of the new one. What killed writes left is removed first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.name[:80]}."
    for left in path.parent.glob(f"{glob.escape(prefix)}????????"):
        with suppress(FileNotFoundError):  # its own run has just put it in place
            lock = _lock(left, wait=False) if time.time() - left.stat().st_mtime > _YOUNG else None
            if lock is not None:
                left.unlink(missing_ok=True)
                _unlock(lock)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=prefix)
    held = _lock(Path(name), wait=True)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    finally:
        _unlock(held)


def _recover(target: Path) -> None:
    """Put back a target that a killed run set aside, and remove what killed runs left beside it."""
    aside = _aside(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)
    for folder in target.parent.glob(f".{target.name}.*{BUILDING}"):
        lock = _lock(folder, wait=False)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            _unlock(lock)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}{ASIDE}")


def _swap(content: Path, target: Path) -> None:
    if not target.exists():
        content.rename(target)
    elif not _exchange(content, target):
        target.rename(_aside(target))
        content.rename(target)
        shutil.rmtree(_aside(target), ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Only one run at a time changes what stands beside `target`; the others wait the moment it takes."""
    lock = _lock(target.parent, wait=True)
    try:
        yield
    finally:
        _unlock(lock)


def _lock(folder: Path, *, wait: bool) -> int | None:
    """A file descriptor that holds the folder's lock; None where another run has it, and on Windows."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by another, or a file system without locks
        os.close(descriptor)
        return None
    _held.add(descriptor)
    return descriptor


def _unlock(descriptor: int | None) -> None:
    if descriptor is not None:
        _held.remove(descriptor)
        os.close(descriptor)


def _forget() -> None:
    """In a fork: a lock is the run's own, so that a fork that outlives a killed run does not keep it."""
    while _held:
        os.close(_held.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
