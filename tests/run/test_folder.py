"""The output folder: whole or untouched, whatever happens to the run that builds it."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from ekonomi.export import folder


def nothing() -> None:
    """No check before the swap."""


def filled(target: Path, text: str, **checks: object) -> None:
    with folder.building(target, nothing) as built:
        (built / "a.txt").write_text(text)


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two steps"])
def test_the_new_folder_takes_the_old_ones_place(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    target = tmp_path / "ut" / "2025-03"
    for text in ("första", "andra"):
        filled(target, text)
        assert (target / "a.txt").read_text() == text
        assert beside(target) == ["2025-03"]


def test_the_kernel_exchanges_folders_here(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "x").touch()
    if folder._exchange(tmp_path / "a", tmp_path / "b"):
        assert (tmp_path / "b" / "x").exists()
    else:
        pytest.skip("filsystemet kan inte byta plats på två mappar i ett steg")


def test_an_exception_leaves_the_old_folder(tmp_path):
    target = tmp_path / "2025-03"
    filled(target, "gammal")
    with pytest.raises(RuntimeError, match="mitt i"), folder.building(target, nothing) as built:
        (built / "a.txt").write_text("ny")
        raise RuntimeError("mitt i")
    assert (target / "a.txt").read_text() == "gammal"
    assert beside(target) == ["2025-03"]


def test_a_fork_that_outlives_a_killed_run_does_not_keep_its_folder(tmp_path):
    target = tmp_path / "2025-03"
    fork = multiprocessing.get_context("fork")
    pids = fork.SimpleQueue()

    def outlive() -> None:
        pids.put(os.getpid())
        time.sleep(30)

    def killed() -> None:
        with folder.building(target, nothing):
            fork.Process(target=outlive).start()
            time.sleep(30)

    run = fork.Process(target=killed)
    run.start()
    orphan = pids.get()
    os.kill(run.pid, signal.SIGKILL)
    run.join()
    try:
        assert [name for name in beside(target) if name.endswith(folder.BUILDING)]
        filled(target, "ny")
        assert beside(target) == ["2025-03"]
    finally:
        os.kill(orphan, signal.SIGKILL)


def test_a_check_before_the_swap_can_refuse(tmp_path):
    target = tmp_path / "2025-03"
    filled(target, "gammal")

    def refuse() -> None:
        raise PermissionError("fastställd")

    with pytest.raises(PermissionError), folder.building(target, refuse) as built:
        (built / "a.txt").write_text("ny")
    assert (target / "a.txt").read_text() == "gammal"


def test_a_killed_run_leaves_the_old_folder_and_the_next_cleans_up(tmp_path):
    target = tmp_path / "2025-03"
    filled(target, "gammal")
    process = multiprocessing.get_context("fork").Process(target=_hang, args=(target,))
    process.start()
    while len(beside(target)) < 2:
        time.sleep(0.01)
    filled(target, "mellan")  # a run beside a living one leaves it alone
    assert len(beside(target)) == 2
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert (target / "a.txt").read_text() == "mellan"
    filled(target, "ny")
    assert (target / "a.txt").read_text() == "ny"
    assert beside(target) == ["2025-03"]


def _hang(target: Path) -> None:
    with folder.building(target, nothing):
        time.sleep(60)


def test_a_run_killed_between_two_steps_is_put_back(tmp_path):
    target = tmp_path / "2025-03"
    filled(target, "gammal")
    target.rename(folder._aside(target))
    with pytest.raises(RuntimeError), folder.building(target, nothing):
        assert (target / "a.txt").read_text() == "gammal"
        raise RuntimeError
    assert (target / "a.txt").read_text() == "gammal"


def test_what_a_killed_write_left_is_removed_by_the_next(tmp_path):
    left, young = tmp_path / ".index.html.abcdefgh", tmp_path / ".index.html.hgfedcba"
    for path in (left, young):
        path.write_text("half", encoding="utf-8")
    os.utime(left, (0, 0))
    folder.write_whole(tmp_path / "index.html", "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [young.name, "index.html"]
