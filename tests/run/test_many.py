"""Several reports by one command: in order, each by itself, on this machine or on a cluster."""

import os
import re
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from ekonomi import cli
from ekonomi.cli import reports

ROOT = Path(__file__).resolve().parents[2]
MADE: list[tuple[str, tuple[str, ...]]] = []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Params of two nämnder and their settings, where a report is made by writing its name down."""
    for name, said in {
        "a.yaml": "nämnd: A\n",
        "a-02.yaml": 'period: "2025-02"\ninställningar: a.yaml\n',
        "a-03.yaml": 'period: "2025-03"\ninställningar: a.yaml\n',
        "b-03.yaml": 'period: "2025-03"\ninställningar: b.yaml\n',
        "trasig.yaml": "period: [\n",
    }.items():
        (tmp_path / name).write_text(said, encoding="utf-8")
    MADE.clear()
    monkeypatch.setattr(reports, "_make", _make)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _make(file: Path, flags: Sequence[str], folder: Path) -> reports.Said:
    MADE.append((file.name, tuple(flags)))
    return file, int(file.name == "trasig.yaml"), f"Klart: {file.name}"


def test_a_nämnd_goes_by_its_periods_and_settings_are_passed_over(folder, capsys):
    assert cli.main(["rapport", "a-03.yaml", "a.yaml", "b-03.yaml", "a-02.yaml", "a-02.yaml", "--ersatt"]) == 0
    assert sorted(MADE) == [(name, ("--ersatt",)) for name in ("a-02.yaml", "a-03.yaml", "b-03.yaml")]
    names = [name for name, _ in MADE]
    assert names.index("a-02.yaml") < names.index("a-03.yaml")
    assert capsys.readouterr().out.splitlines() == [
        f"Klart: {name}" for name in ("a-02.yaml", "a-03.yaml", "b-03.yaml")
    ]


def test_one_that_fails_stops_no_other_and_is_named(folder, capsys):
    assert cli.main(["rapport", "a-03.yaml", "trasig.yaml", "b-03.yaml"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("trasig.yaml: Klart: trasig.yaml\n\n2 av 3 rapporter är gjorda, 1 stannade.")
    assert len(MADE) == 3


def test_settings_alone_are_wrong_usage(folder, capsys):
    assert cli.main(["rapport", "a.yaml", "a.yaml"]) == 2
    assert "period" in capsys.readouterr().err


def test_a_cluster_that_is_not_there_is_said(folder, capsys, monkeypatch):
    distributed = pytest.importorskip("distributed")

    def silent(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(distributed, "Client", silent)
    assert cli.main(["rapport", "a-03.yaml", "--dask", "tcp://127.0.0.1:1"]) == 2
    assert "Inget Dask-kluster svarar på tcp://127.0.0.1:1." in capsys.readouterr().err


@pytest.mark.slow
def test_a_cluster_of_two_loses_a_worker_and_no_report(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.chdir(ROOT)
    names = ["params/grundskolenamnden-2025-03.yaml", "params/2025-02.yaml"]
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        first = next(iter(cluster.workers.values()))
        done = threading.Timer(4, lambda: os.kill(first.pid, signal.SIGKILL))
        done.start()
        said = reports.make_all([ROOT / name for name in names], ["--ut", str(tmp_path)], quiet=True,
                             dask=cluster.scheduler_address)  # fmt: skip
    assert len(said) == 2
    assert all(re.search(r"Rapporten finns i|Inget har ändrats", one) for one in said)
    for period in ("2025-02", "2025-03"):
        assert (tmp_path / period / "rapport.html").is_file()
