"""Fixtures of a small project whose run takes a second."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from ekonomi import run as runs
from tests.run.small import PARAMS, Tiny, small_report, write_notebook


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    for folder in ("params", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "params" / "p.yaml").write_text(PARAMS, encoding="utf-8")
    write_notebook(tmp_path, "a", "# Början", "print(period)")
    write_notebook(tmp_path, "bilaga_1", "# Tjänsteuppföljning", "status")
    monkeypatch.chdir(tmp_path)
    made = Tiny(tmp_path, small_report())
    monkeypatch.setattr(runs, "new_report", lambda params, root, out: made.report)
    return made


@pytest.fixture
def make_report() -> Callable[..., SimpleNamespace]:
    return small_report


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C as a terminal has it, also where the tests themselves run behind a shell that hears it alone."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)
