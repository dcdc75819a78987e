"""The folder that the doors' tests spoil."""

from pathlib import Path

import pytest

from tests import tiny


@pytest.fixture
def data(nämnd: Path) -> Path:
    """The folder of the tiny nämnd's sources."""
    return nämnd / tiny.DATA
