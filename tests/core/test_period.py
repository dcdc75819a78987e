"""Period arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import period

periods = st.builds(period.make, st.integers(1990, 2090), st.integers(1, 12))


@given(periods, st.integers(-600, 600))
def test_shift_there_and_back(start: str, months: int) -> None:
    assert period.shift(period.shift(start, months), -months) == start


@given(periods, st.integers(0, 60))
def test_span_is_sorted_and_complete(start: str, months: int) -> None:
    span = period.span(start, period.shift(start, months))
    assert len(span) == months + 1
    assert list(span) == sorted(set(span))
    assert period.span(start, period.shift(start, -1)) == ()


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "202503", "2025-3", "", None, 2025.03, "2025-03\n"])
def test_not_a_period(text: object) -> None:
    assert not period.is_period(text)


@pytest.mark.parametrize(
    ("text", "title", "through"),
    [
        ("2025-01", "januari 2025", "januari"),
        ("2025-02", "februari 2025", "jan–feb"),
        ("2025-03", "mars 2025", "jan–mars"),
        ("2024-08", "augusti 2024", "jan–aug"),
        ("2024-12", "helår 2024", "jan–dec"),
    ],
)
def test_words(text: str, title: str, through: str) -> None:
    assert period.is_period(text)
    assert period.title(text) == title
    assert period.through(text) == through
