"""A PostgreSQL server of our own, from Debian's package, in a folder of its own and without a network."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

USER, PASSWORD = "ekonomi_läsare", "hemligt/l@sen:ord"
PLACES = ("/usr/lib/postgresql/*/bin/initdb", "/usr/local/pgsql/bin/initdb")
OWNERS = ("postgres", "nobody")  # PostgreSQL refuses to be root's


@dataclass(frozen=True)
class Server:
    """Where it listens: a folder with its socket."""

    folder: str

    @property
    def url(self) -> str:
        """The database's url as the settings have it."""
        return f"postgresql:///postgres?host={self.folder}"

    def connect(self) -> Any:
        """A connection that may write."""
        import psycopg

        return psycopg.connect(host=self.folder, dbname="postgres", user=USER, password=PASSWORD, autocommit=True)


@contextmanager
def running() -> Iterator[Server]:
    """Start the server and stop it again; skips the test, saying why, where there is none to start."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg saknas: pip install -e .[dev]", exc_type=ImportError)
    programs = sorted(path for place in PLACES for path in Path("/").glob(place.lstrip("/")))
    if not programs:
        pytest.skip("PostgreSQL saknas: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="ekonomi-pg-"))
    try:
        with _started(programs[-1].parent, folder) as process:
            server = Server(str(folder))
            for _ in range(200):
                try:
                    server.connect().close()
                    break
                except psycopg.OperationalError:
                    assert process.poll() is None, (folder / "log").read_text()
                    time.sleep(0.05)
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(programs: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    data, secret, become = folder / "data", folder / "pw", []
    secret.write_text(PASSWORD, encoding="utf-8")
    if os.geteuid() == 0:
        become = ["runuser", "-u", _owner(), "--"]
        for path in (folder, secret):
            shutil.chown(path, become[2])
    made = [programs / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "-N"]
    subprocess.run([*become, *made, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, cwd="/")
    asked = ["-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*become, programs / "postgres", "-D", data, *asked], stdout=log, stderr=log, cwd="/"
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def _owner() -> str:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in OWNERS if name in known)
