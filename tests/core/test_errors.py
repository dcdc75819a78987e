"""A finding is one Swedish line: file, row, column, found, expected, what to do."""

import pytest

from ekonomi.errors import (
    MOST_LINES,
    STOPPAR,
    UPPLYSNING,
    VARNING,
    Check,
    DataError,
    Finding,
    Found,
    UsageError,
    ordered,
)

CHECK = Check("prov", STOPPAR, "Något.", "Gör z.")
CASES = [
    (CHECK.at("a.csv", funnet="x", väntat="y"), "a.csv: fann x, väntade y. Gör z."),
    (
        CHECK.at("a.csv", 3, funnet="x", väntat="y", åtgärd="Gör w."),
        "a.csv, rad 3: fann x, väntade y. Gör w.",
    ),
    (
        CHECK.at("a.csv", 3, "Belopp", "x\nx", "y", antal=4),
        "a.csv, rad 3, kolumn Belopp: fann x x (på 4 rader), väntade y. Gör z.",
    ),
]


@pytest.mark.parametrize(("finding", "line"), CASES)
def test_line(finding: Finding, line: str) -> None:
    assert finding.line() == line
    assert finding.said() == f"Stopp (prov): {line}"
    assert "\n" not in line


def test_data_error_says_every_finding_and_exit_codes_follow_the_contract() -> None:
    error = DataError([CASES[0][0], CASES[1][0]])
    assert str(error).splitlines() == [CASES[0][1], CASES[1][1]]
    assert DataError(CASES[0][0]).findings == (CASES[0][0],)
    assert (DataError(()).exit_code, UsageError("x").exit_code) == (1, 2)


@pytest.mark.parametrize(
    ("antal", "said"),
    [(1, "ytterligare 2 fynd av samma slag"), (3, "ytterligare 2 fynd av samma slag (på 6 rader)")],
)
def test_a_declared_function_gives_findings_and_counts_what_is_past_ten(antal: int, said: str) -> None:
    @CHECK
    def odd(count: int) -> list[Found]:
        return [Found("a.csv", rad, None, "x", "y", antal=antal) for rad in range(1, count + 1)]

    assert [finding.rad for finding in odd(MOST_LINES)] == list(range(1, 11))
    *first, last = odd(MOST_LINES + 2)
    assert first == odd(MOST_LINES)
    assert last.said() == f"Stopp (prov): a.csv, rad 11: fann {said}, väntade inga. Rätta de första och kör igen."


def test_the_gravest_come_first_and_each_check_together() -> None:
    checks = [Check(name, grave, "", "") for name, grave in zip("abc", (UPPLYSNING, VARNING, STOPPAR), strict=True)]
    found = [checks["abc".index(name)].at(str(rad)) for rad, name in enumerate("abacab")]
    assert [(one.kontroll.name, one.fil) for one in ordered(found)] == [
        ("c", "3"), ("b", "1"), ("b", "5"), ("a", "0"), ("a", "2"), ("a", "4"),
    ]  # fmt: skip
