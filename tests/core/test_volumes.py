"""Cost per unit, and price, volume and mix, of a tjänst whose figures can be told by head."""

from decimal import Decimal
from pathlib import Path

import pytest

from ekonomi.errors import DataError
from ekonomi.params import load_params
from ekonomi.report import Report, build_report
from tests import tiny

VOLUMES = "volymer.csv"
HEADER = "tjänst;enhet;månad;beloppstyp;version;volym"
MONTHS = ("2025-01", "2025-02", "2025-03")
ROWS = [f"2101;anslutning;{month};utfall;;200" for month in MONTHS]
ROWS += [f"2101;anslutning;2025-{month:02d};budget;2025;100" for month in range(1, 13)]
ROWS += ["2101;anslutning;2025-12;prognos;2025-03;1500"]


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tiny.write(tmp_path)
    (tmp_path / tiny.DATA / VOLUMES).write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    settings = tmp_path / "params" / "mininamnd.yaml"
    tiny.edit(settings, "  uppdrag: uppdrag.csv", f"  volymer: {VOLUMES}\n  uppdrag: uppdrag.csv")
    monkeypatch.chdir(tmp_path)
    return path


def report_of(params: Path) -> Report:
    return build_report(load_params(params), params.parents[1])


def test_cost_per_unit_and_its_effects(params: Path) -> None:
    """2101 bears its own 500 000 a month and 3.5/6.5 of PG's 110 000; twice the volume halves the unit cost."""
    report = report_of(params)
    prices, effects = report.tables["bilaga 1 kostnad per enhet"], report.tables["bilaga 1 pris och volym"]
    cost = 500_000 + 110_000 * 3.5 / 6.5
    budget = (150_000 + 350_000 * 1.01) + (30_000 + 80_000 * 1.01) * 3.5 / 6.5
    assert float(prices.cell("2101 Nät", "utfall").value) == pytest.approx(cost / 200, abs=0.005)
    assert float(prices.cell("2101 Nät", "budget").value) == pytest.approx(budget / 100, abs=0.005)
    assert prices.cell("2101 Nät", "avvikelse").value == (
        prices.cell("2101 Nät", "budget").value - prices.cell("2101 Nät", "utfall").value
    )
    assert prices.cell("2101 Nät", "utfall fg år").shown == "–"
    assert [row.label for row in prices.rows if row.name == "2101 Nät"] == ["Nät, anslutning"]
    assert report.services["2101"].units.caption == "Nät: kostnad per anslutning"
    volume, mix, price, total = (
        effects.cell("2101 Nät", name).value
        for name in ("volymeffekt", "mixeffekt", "priseffekt", "avvikelse")
    )
    assert float(volume) == pytest.approx(-3 * budget / 1e6)
    assert mix == 0
    assert volume + price == total
    bilaga = report.tables["bilaga 1 tjänsteuppföljning"]
    assert total == bilaga.cell("Digital Infrastruktur / Nät", "avvikelse ack mars").value
    assert report.tables["bilaga 1 volymer"].cell("2101 Nät", "prognos helår").value == Decimal(1500)


def test_a_nämnd_without_volumes_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = report_of(tiny.write(tmp_path))
    assert "Inga tjänster har volymer." in report.tables["bilaga 1 kostnad per enhet"]._repr_html_()


FAULTS = [
    (
        "2025-02;utfall;;200",
        "2025-02;utfall;;-1",
        "rad 3, kolumn volym: fann -1, väntade en volym som är noll",
    ),
    (
        "2101;anslutning;2025-03;utfall",
        "2101;port;2025-03;utfall",
        "rad 4, kolumn enhet: fann ”port”, väntade samma",
    ),
    ("2025-02;utfall", "2025-01;utfall", "rad 3, kolumn månad: fann ”2025-01”, väntade en rad per tjänst"),
    (
        "2101;anslutning;2025-01",
        "9999;anslutning;2025-01",
        "rad 2, kolumn tjänst: fann tjänst som inte finns",
    ),
    ("utfall;;200", "utfall;;många", "rad 2, kolumn volym: fann ”många”"),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_faulty_volumes_are_pointed_at(params: Path, old: str, new: str, expected: str) -> None:
    tiny.edit(params.parents[1] / tiny.DATA / VOLUMES, old, new)
    with pytest.raises(DataError) as caught:
        report_of(params)
    assert f"{tiny.DATA}/{VOLUMES}, {expected}" in str(caught.value)
