"""Fixtures for the doors: a tiny nämnd in a folder of its own, and how to read it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ekonomi.params import load_params, load_settings
from ekonomi.sources import Sources, read_sources
from tests import tiny


@pytest.fixture
def nämnd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tiny nämnd; also the working folder, so that params are named as a user names them."""
    tiny.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def data(nämnd: Path) -> Path:
    """The folder of the tiny nämnd's sources."""
    return nämnd / tiny.DATA


@pytest.fixture
def read(nämnd: Path) -> Callable[[], Sources]:
    """Read the tiny nämnd as it stands."""

    def read() -> Sources:
        params = load_params("params/2025-03.yaml")
        return read_sources(params, load_settings(params, nämnd), nämnd)

    return read
