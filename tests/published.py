"""The example's report as a user makes it, once for all tests and all workers."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from ekonomi import urval

ROOT = Path(__file__).resolve().parents[1]
PERIOD = "2025-03"


def ekonomi(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line as a user runs it."""
    command = [sys.executable, "-c", "from ekonomi.cli import script; script()", *words]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def publish(shared: Path) -> Path:
    """The folder of the report of mars 2025, under the folder that the workers of a test run share."""
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    out = shared / "publicerat"
    with (shared / "publicerat.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not out.exists():
            done = ekonomi("rapport", f"params/{PERIOD}.yaml", "--ut", str(out))
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            assert done.stdout.splitlines()[-1].startswith("Rapporten finns i ")
    return out / PERIOD


def of_ledger(expression: urval.Expression) -> bool:
    """True where every part of a figure stands in the ledger and the figure is their sum, added or subtracted."""
    parts = urval.linear(expression)
    return parts is not None and all(rows.file is None for _, rows in parts)
