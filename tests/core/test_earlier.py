"""Last month's report is read where a run of the same nämnd has left one, and refused where it is not one."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ekonomi import terms
from ekonomi.errors import DataError
from ekonomi.params import Params
from ekonomi.sources.earlier import Earlier, read_closed_years, read_earlier
from ekonomi.tables.outcome import reported
from tests.exhibits import mini

HEAD = "tabell,rad,kolumn,enhet,värde,visat\n"
ROW = '3.2.2 ansvarsområde,Resultat,avvikelse jan-feb,mnkr,9.4321,"9,4"\n'
OURS, THEIRS = "params/vi.yaml", "params/de.yaml"


def _left(root: Path, text: str, period: str = "2025-02", settings: str | None = OURS) -> None:
    folder = root / "output" / period
    folder.mkdir(parents=True)
    (folder / "siffror.csv").write_text(text, encoding="utf-8")
    if settings:
        told = {"parametrar": {"inställningar": settings}, "stängda_år": {"2024": {"3111": "5"}}}
        (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


def _read(root: Path, period: str = "2025-03") -> Earlier | None:
    return read_earlier(root / "output", Params(period=period, inställningar=OURS), root)


def test_reads_the_figures_of_the_month_before(tmp_path: Path) -> None:
    _left(tmp_path, HEAD + ROW)
    earlier = _read(tmp_path)
    assert earlier is not None
    assert (earlier.period, earlier.file.fil) == ("2025-02", "output/2025-02/siffror.csv")
    assert earlier.column("3.2.2 ansvarsområde", "avvikelse jan-feb").to_dict() == {"Resultat": Decimal("9.4321")}


def test_its_published_names_are_those_of_its_own_month(tmp_path: Path) -> None:
    """February calls its column jan-feb; in March the same column is read by that name."""
    _left(tmp_path, HEAD + ROW)
    earlier = _read(tmp_path)
    assert earlier is not None
    names = {"namn": "3.2.2 ansvarsområde", "kolumner": {terms.AVVIKELSE: "avvikelse {månader}"}}
    settings = mini.report("2025-03", settings={"tabeller": {"ansvarsområde": names}}).settings
    amounts, made = reported(earlier, settings)
    assert amounts.to_dict() == {"Resultat": Decimal("9.4321")}
    assert str(made["Resultat"]) == (
        "fil=2025-02/siffror.csv; summa=värde; tabell=3.2.2 ansvarsområde; rad=Resultat; kolumn=avvikelse jan-feb"
    )


@pytest.mark.parametrize("period", ["2025-02", "2025-04", "2025-01"])
def test_nothing_where_there_is_no_report_of_the_month_before(tmp_path: Path, period: str) -> None:
    _left(tmp_path, HEAD + ROW)
    _left(tmp_path, HEAD + ROW, "2024-12")
    assert _read(tmp_path, period) is None


@pytest.mark.parametrize("settings", [THEIRS, None])
def test_another_nämnds_report_is_not_read(tmp_path: Path, settings: str | None) -> None:
    _left(tmp_path, HEAD + ROW, settings=settings)
    assert _read(tmp_path) is None
    assert read_closed_years(tmp_path / "output", Params(period="2025-03", inställningar=OURS), tmp_path) is None


def test_closed_years_are_those_of_the_same_nämnd(tmp_path: Path) -> None:
    _left(tmp_path, HEAD + ROW)
    _left(tmp_path, HEAD + ROW, "2025-03", THEIRS)
    found = read_closed_years(tmp_path / "output", Params(period="2025-03", inställningar=OURS), tmp_path)
    assert found is not None
    assert found.fil == "output/2025-02/manifest.json"
    assert found.sums.to_numpy().tolist() == [["2024", "3111", 5]]


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
        _read(tmp_path)
    assert str(caught.value) == line
