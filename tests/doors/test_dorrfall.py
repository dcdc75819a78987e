"""Faults that other programs have had, as files: each stops with a line, or is read right (tests/cases/dorrfall)."""

import csv
from pathlib import Path

import pytest

from ekonomi import cli

CASES = Path(__file__).resolve().parents[1] / "cases"


def cases() -> list[pytest.param]:
    """The file, the flags, the exit code, and words that must be said."""
    with (CASES / "dorrfall.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [pytest.param(row["fil"], row["flaggor"], int(row["kod"]), row["sagt"], id=row["fall"]) for row in rows]


@pytest.mark.parametrize(("fil", "flags", "code", "said"), cases())
def test_a_fault_stops_or_is_read_right(
    fil: str, flags: str, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ut"
    assert cli.main(["importera", str(CASES / "dorrfall" / fil), "--till", str(folder), *flags.split()]) == code
    printed = capsys.readouterr()
    assert said in printed.out + printed.err
    assert folder.exists() == (code == 0)
