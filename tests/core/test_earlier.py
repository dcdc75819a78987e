"""Last month's report is read where a run has left one, and refused where it is not one."""

from decimal import Decimal
from pathlib import Path

import pytest

from ekonomi.errors import DataError
from ekonomi.sources.earlier import read_earlier

HEAD = "tabell,rad,kolumn,enhet,värde,visat\n"
ROW = '3.2.2 ansvarsområde,Resultat,avvikelse jan-feb,mnkr,9.4321,"9,4"\n'


def _left(root: Path, text: str, period: str = "2025-02") -> None:
    folder = root / "output" / period
    folder.mkdir(parents=True)
    (folder / "siffror.csv").write_text(text, encoding="utf-8")


def test_reads_the_figures_of_the_month_before(tmp_path: Path) -> None:
    _left(tmp_path, HEAD + ROW)
    earlier = read_earlier(tmp_path / "output", "2025-03", tmp_path)
    assert earlier is not None
    assert (earlier.period, earlier.file.fil) == ("2025-02", "output/2025-02/siffror.csv")
    assert earlier.column("3.2.2 ansvarsområde", "avvikelse jan-feb").to_dict() == {
        "Resultat": Decimal("9.4321")
    }


@pytest.mark.parametrize("period", ["2025-02", "2025-04", "2025-01"])
def test_nothing_where_there_is_no_report_of_the_month_before(tmp_path: Path, period: str) -> None:
    _left(tmp_path, HEAD + ROW)
    _left(tmp_path, HEAD + ROW, "2024-12")
    assert read_earlier(tmp_path / "output", period, tmp_path) is None


ACTION = "Kör om rapporten för den månaden, eller flytta undan mappen."
FAULTS = [
    (
        "a,b\n1,2\n",
        "output/2025-02/siffror.csv, rad 1: fann rubrikerna a, b, väntade rubrikerna tabell, rad, kolumn, enhet, "
        f"värde, visat. {ACTION}",
    ),
    (
        HEAD + ROW + ROW.replace("9.4321", "x"),
        f"output/2025-02/siffror.csv, rad 3: fann ”x”, väntade ett tal med decimalpunkt. {ACTION}",
    ),
]


@pytest.mark.parametrize(("text", "line"), FAULTS)
def test_a_foreign_file_is_refused(tmp_path: Path, text: str, line: str) -> None:
    _left(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read_earlier(tmp_path / "output", "2025-03", tmp_path)
    assert str(caught.value) == line
