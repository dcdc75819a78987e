"""What happens to the report that stands when a run is killed, when two meet, and when the disk is full."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import tiny
from tests.published import ROOT, ekonomi

PARAMS = "params/2025-03.yaml"
COMMAND = [
    sys.executable,
    "-c",
    "from ekonomi.cli import script; script()",
    "rapport",
    "--om",
    PARAMS,
]
OUTPUT = "output/mininamnd"
MOMENTS = 24  # and six more on the example, in test_published.py
pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("avbrott")
    tiny.write(folder)
    (folder / "notebooks").mkdir()
    for name in ("321_resultat", "10_sammanfattning"):  # the report's section, and the place of the other text
        shutil.copy(ROOT / f"notebooks/{name}.ipynb", folder / "notebooks")
    return folder


@pytest.fixture(scope="module")
def report(project: Path) -> tuple[dict[str, bytes], float]:
    """The tiny nämnd's report, and how long it takes to make."""
    started = time.monotonic()
    done = ekonomi("rapport", PARAMS, cwd=project)
    assert done.returncode == 0, done.stderr
    return contents(project / OUTPUT), time.monotonic() - started


def test_a_run_killed_at_any_of_many_moments_leaves_the_old_report(project, report):
    before, seconds = report
    moments = random.Random(2025)
    for part in range(MOMENTS):
        # one moment in each part of the run, the last of them where files are written and folders change places
        at = seconds * (part + moments.random()) / MOMENTS
        run = subprocess.Popen(COMMAND, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(at)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        assert contents(project / OUTPUT / "2025-03") == {
            name.removeprefix("2025-03/"): data for name, data in before.items() if name.startswith("2025-03/")
        }, f"killed after {at:.2f} s"
    time.sleep(1.1)  # what a killed run has half written is not removed while it may be another run's
    assert ekonomi("rapport", "--om", PARAMS, cwd=project).returncode == 0
    assert contents(project / OUTPUT) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for a report, and not for one more."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("det går inte att montera en liten disk (kräver root)")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9])
def test_a_full_disk_gives_one_line_and_the_old_report(project, report, small_disk, share):
    before, _ = report
    shutil.copytree(project / OUTPUT, small_disk / "ut")
    free, room = shutil.disk_usage(small_disk).free, int(share * sum(map(len, before.values())))
    (small_disk / "fyllning").write_bytes(b"0" * max(free - room, 0))
    done = ekonomi("rapport", PARAMS, "--om", "--ut", str(small_disk / "ut"), "--tyst", cwd=project)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith("Det gick inte: disken är full")
    assert done.stderr.endswith("Det som stod i målmappen förut står kvar.\n")
    assert contents(small_disk / "ut") == before
    assert sorted(path.name for path in (small_disk / "ut").iterdir()) == ["2025-03", "index.html"]


def test_two_runs_of_different_inputs_at_once_leave_one_whole_report(project, report):
    other = project / "params" / "annan.yaml"
    shutil.copy(project / PARAMS, other)
    tiny.edit(other, "status:", "# en annan fil\nstatus:")
    runs = [
        subprocess.Popen([*COMMAND[:-1], words, "--ut", "tva"], cwd=project, stdout=subprocess.DEVNULL)
        for words in (PARAMS, "params/annan.yaml")
    ]
    assert [run.wait() for run in runs] == [0, 0]
    made = contents(project / "tva" / "2025-03")
    manifest = json.loads(made.pop("manifest.json"))
    assert manifest["utdata"] == {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}
    assert sorted(path.name for path in (project / "tva").iterdir()) == ["2025-03", "index.html"]


@pytest.mark.usefixtures("heard")
def test_ctrl_c_at_any_moment_gives_one_line_and_the_old_report(project, report):
    before, seconds = report
    for part in range(6):
        run = subprocess.Popen(COMMAND, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                               start_new_session=True)  # fmt: skip
        time.sleep(seconds * (part + 1) / 8)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the forks too
        _, said = run.communicate()
        assert (run.returncode, said.strip()) in (
            (130, "Avbrutet. Det som stod i målmappen förut står kvar."),
            (0, ""),
            (-signal.SIGINT, ""),
        ), part
        assert contents(project / OUTPUT) == before


@pytest.mark.parametrize("words", [("kontroll", PARAMS), ("rapport", PARAMS, "--ut", "stängd")])
def test_a_closed_pipe_is_no_fault(project, report, words):
    run = subprocess.Popen([*COMMAND[:3], *words], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout and run.stderr
    run.stdout.close()
    assert run.stderr.read() == b""
    run.wait()
    written = project / "stängd"
    assert not written.exists() or contents(written / "2025-03")["rapport.html"]
