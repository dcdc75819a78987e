"""The small nämnd's reports, each period's made once."""

from functools import cache

import pytest

from ekonomi.report import Report
from tests.exhibits import mini


@pytest.fixture(scope="session")
def of():
    """The small nämnd's report of a period, in the economist's edition."""
    return cache(mini.report)


@pytest.fixture(scope="session")
def mars(of) -> Report:
    return of("2025-03")
