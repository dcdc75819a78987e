"""The folder that the doors' tests spoil, and a database beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import tiny
from tests.doors.postgres import PASSWORD, USER, Server, running


@pytest.fixture
def data(nämnd: Path) -> Path:
    """The folder of the tiny nämnd's sources."""
    return nämnd / tiny.DATA


@pytest.fixture
def exports(data: Path) -> list[Path]:
    """The huvudbok's files."""
    return sorted(data.glob("huvudbok_*.csv"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    with running() as started:
        yield started


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database's login, where the program looks for it."""
    monkeypatch.setenv("EKONOMI_DB_ANVANDARE", USER)
    monkeypatch.setenv("EKONOMI_DB_LOSENORD", PASSWORD)
