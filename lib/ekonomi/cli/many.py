"""Several reports side by side, each in a process of its own, so that one that fails stops no other."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import joblib

from ekonomi.engine.progress import progress
from ekonomi.errors import DataError, EkonomiError, UsageError
from ekonomi.params.yamlfile import read_yaml

Said = tuple[Path, int, str]


def make_all(files: Sequence[Path], flags: Sequence[str], *, quiet: bool, dask: str | None) -> list[str]:
    """Make a report for each params file with the command's own `flags`; what each said last.

    A nämnd's are made in the order of their periods, since one reads the one before; nämnder go side by side, which
    joblib spreads over the machine, or over the Dask cluster at the address `dask`. Settings among the files, as
    `params/*.yaml` gives, are passed over. Raises EkonomiError, with what each that failed said, when all are done;
    UsageError where the cluster does not answer, or no file is one of params.
    """
    asked = {file: found for file in files if "period" in (found := _read(file))}
    if not asked:
        raise UsageError("Ingen av filerna är parametrar för en rapport: en sådan har nyckeln period.")
    order = sorted(asked, key=lambda file: (str(asked[file].get("inställningar")), str(asked[file]["period"])))
    shares = [list(share) for _, share in groupby(order, lambda file: str(asked[file].get("inställningar")))]
    tasks = [joblib.delayed(_make_in_order)(share, flags, Path.cwd()) for share in shares]
    said: list[Said] = []
    with _spread(dask), progress(len(order), quiet) as watch:
        for made in joblib.Parallel(n_jobs=-1, return_as="generator_unordered")(tasks):
            said += made
            watch([], len(said))
    if failed := [f"{file}: {text}" for file, code, text in said if code]:
        done = f"{len(said) - len(failed)} av {len(said)} rapporter är gjorda, {len(failed)} stannade."
        raise EkonomiError("\n\n".join([*failed, done]))
    return [text for _, _, text in sorted(said, key=lambda one: order.index(one[0]))]


def _read(file: Path) -> dict[str, Any]:
    """What a file of params or settings says; one that cannot be read says why when its turn comes."""
    try:
        return read_yaml(file.read_bytes(), file.name)[0]
    except (OSError, DataError):
        return {"period": ""}


def _make_in_order(files: Sequence[Path], flags: Sequence[str], folder: Path) -> list[Said]:
    return [_make(file, flags, folder) for file in files]


def _make(file: Path, flags: Sequence[str], folder: Path) -> Said:
    """The file, the exit code and what the command said: its last line, or why it stopped."""
    words = [sys.executable, "-X", "utf8", "-m", "ekonomi", "rapport", str(file), *flags, "--tyst"]
    done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        return file, done.returncode, done.stderr.strip()
    return file, 0, done.stdout.strip().rpartition("\n")[2]


@contextmanager
def _spread(dask: str | None) -> Iterator[None]:
    """Where joblib's tasks are done: in threads that wait for their processes, or on a cluster."""
    if dask is None:
        with joblib.parallel_config(backend="threading"):
            yield
        return
    try:
        from distributed import Client

        client = Client(dask, timeout=10)
    except ImportError:
        raise UsageError("Flaggan --dask kräver paketet distributed: pip install distributed.") from None
    except (OSError, ValueError):
        raise UsageError(f"Inget Dask-kluster svarar på {dask}.") from None
    with client, joblib.parallel_config(backend="dask"):
        yield
