"""A finding is one Swedish line: file, row, column, found, expected, what to do."""

import pytest

from ekonomi.errors import DataError, Finding, UsageError

CASES = [
    (Finding("a.csv", "x", "y", "Gör z."), "a.csv: fann x, väntade y. Gör z."),
    (Finding("a.csv", "x", "y", "Gör z.", rad=3), "a.csv, rad 3: fann x, väntade y. Gör z."),
    (
        Finding("a.csv", "x\nx", "y", "Gör z.", rad=3, kolumn="Belopp"),
        "a.csv, rad 3, kolumn Belopp: fann x x, väntade y. Gör z.",
    ),
]


@pytest.mark.parametrize(("finding", "line"), CASES)
def test_line(finding: Finding, line: str) -> None:
    assert finding.line() == line
    assert "\n" not in line


def test_data_error_says_every_finding_and_exit_codes_follow_the_contract() -> None:
    error = DataError([CASES[0][0], CASES[1][0]])
    assert str(error).splitlines() == [CASES[0][1], CASES[1][1]]
    assert DataError(CASES[0][0]).findings == (CASES[0][0],)
    assert (DataError(()).exit_code, UsageError("x").exit_code) == (1, 2)
