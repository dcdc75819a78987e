"""Cost per unit, and price, volume and mix, of tjänster and of ansvar whose figures can be told by head."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from ekonomi import tables, urval
from ekonomi.errors import DataError
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.underlag import evaluate
from tests import tiny

VOLUMES = "volymer.csv"
MONTHS = ("2025-01", "2025-02", "2025-03")


def volumes(code: str, column: str, unit: str, now: int, budget: int, forecast: int) -> list[str]:
    """The lines of a code: utfall of three months, a budget and a forecast; with a heading first."""
    lines = [f"{code};{unit};{month};utfall;;{now}" for month in MONTHS]
    lines += [f"{code};{unit};2025-{month:02d};budget;2025;{budget}" for month in range(1, 13)]
    return [
        f"{column};enhet;månad;beloppstyp;version;volym",
        *lines,
        f"{code};{unit};2025-12;prognos;2025-03;{forecast}",
    ]


def write(folder: Path, lines: list[str], **sources: object) -> Path:
    path = tiny.write(folder)
    (folder / tiny.DATA / VOLUMES).write_text("\n".join([*lines, ""]), encoding="utf-8")
    file = folder / "params" / "mininamnd.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings["källor"] |= {"volymer": VOLUMES, **sources}
    file.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, volumes("2101", "tjänst", "anslutning", 200, 100, 1500))


def report_of(params: Path) -> Report:
    return new_report(load_params(params), params.parents[1])


def assert_traced(report: Report) -> None:
    """Every figure is what its urval comes to."""
    own = (tables.kostnad_per_enhet, tables.volymer, tables.pris_och_volym, tables.pris_och_volym_per_område)
    for table in filter(None, (report[make] for make in own)):
        for figure in table.figures().to_dict("records"):
            found = evaluate(report.ground, urval.parse(figure["urval"]), figure["enhet"])
            assert float(found) == pytest.approx(float(figure["värde"])), figure


def test_cost_per_unit_and_its_effects(params: Path) -> None:
    """2101 bears its own 500 000 a month and 3.5/6.5 of PG's 110 000; twice the volume halves the unit cost."""
    report = report_of(params)
    prices, effects = report[tables.kostnad_per_enhet], report[tables.pris_och_volym]
    cost = 500_000 + 110_000 * 3.5 / 6.5
    budget = (150_000 + 350_000 * 1.01) + (30_000 + 80_000 * 1.01) * 3.5 / 6.5
    assert float(prices.cell("2101 Nät", "utfall").value) == pytest.approx(cost / 200, abs=0.005)
    assert float(prices.cell("2101 Nät", "budget").value) == pytest.approx(budget / 100, abs=0.005)
    assert prices.cell("2101 Nät", "avvikelse").value == (
        prices.cell("2101 Nät", "budget").value - prices.cell("2101 Nät", "utfall").value
    )
    assert [row.label for row in prices.rows] == ["Nät, anslutning"]
    assert "utfall fg år" not in [column.name for column in prices.columns]
    assert report.services["2101"].units.caption == "Nät: kostnad per anslutning"
    volume, mix, price, total = (
        effects.cell("2101 Nät", name).value for name in ("volymeffekt", "mixeffekt", "priseffekt", "avvikelse")
    )
    assert float(volume) == pytest.approx(-3 * budget / 1e6)
    assert mix == 0
    assert volume + price == total
    assert total == report[tables.tjänsteuppföljning].cell("Digital Infrastruktur / Nät", "avvikelse").value
    assert report[tables.volymer].cell("2101 Nät", "prognos").value == Decimal(1500)
    assert_traced(report)


def test_each_område_is_split_as_its_tjänster_and_the_rest_stands_apart(params: Path) -> None:
    report = report_of(params)
    areas, effects = report[tables.pris_och_volym_per_område], report[tables.pris_och_volym]
    costs, lines = report[tables.tjänstekostnader], [row.name for row in areas.rows]
    for gap, suffix in (("avvikelse", ""), ("avvikelse helår", " helår")):
        parts = [f"{name}{suffix}" for name in ("volymeffekt", "mixeffekt", "priseffekt", "utan volym")]
        assert (areas.values[parts].sum(axis=1) == areas.values[gap]).all()
        assert areas.values[gap].equals(costs.values.loc[lines, gap])
        nät, own = areas.values.loc["Digital Infrastruktur", parts[:3]], effects.values.loc["2101 Nät", parts[:3]]
        assert (nät == own).all() and nät.ne(0).any()
        assert areas.values.loc["EK", parts[:3]].isna().all()


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Two ansvar with pupils, 20 and 30 of them, 25 and 30 were budgeted; what 12 and 90 cost is not per pupil."""
    monkeypatch.chdir(tmp_path)
    first = volumes("11", "ansvar", "elev", 20, 25, 240)
    return report_of(write(tmp_path, [*first, *volumes("21", "ansvar", "elev", 30, 30, 360)[1:]], bestånd=["elev"]))


def test_cost_per_unit_of_ansvar_with_a_total(school: Report) -> None:
    """11 costs 320 000 a month and 21 500 000, before tjänsteomräkning; a stock is the mean of the months."""
    prices, counts = school[tables.kostnad_per_enhet], school[tables.volymer]
    assert prices.caption == "Kostnad per elev"
    assert [row.label for row in prices.rows] == ["Ekonomi", "Drift", "Totalt"]
    shown = {row: prices.cell(row, "utfall").value for row in ("11 Ekonomi", "21 Drift", "Totalt")}
    assert shown == {"11 Ekonomi": Decimal(48_000), "21 Drift": Decimal(50_000), "Totalt": Decimal(49_200)}
    assert counts.cell("11 Ekonomi", "utfall").value == 20
    assert counts.cell("11 Ekonomi", "prognos").value == 20
    assert counts.cell("Totalt", "avvikelse").value == -5
    assert "Antalet är medelantalet under månaderna." in counts.notes
    assert_traced(school)


def test_effects_of_ansvar_sum_to_their_deviation(school: Report) -> None:
    effects = school[tables.pris_och_volym]
    parts = [effects.cell("11 Ekonomi", name).value for name in ("volymeffekt", "mixeffekt", "priseffekt")]
    budget = 3 * (300_000 * 1.01 + 20_000)
    assert sum(parts) == effects.cell("11 Ekonomi", "avvikelse").value
    assert float(parts[0]) == pytest.approx(budget * 5 / 55 / 1e6)
    assert "mellan ansvar" in effects.notes[0]
    assert effects.cell("11 Ekonomi", "avvikelse").shown and effects.rows[0].label == "Ekonomi"
    assert not school[tables.pris_och_volym_per_område]


def test_a_unit_that_costs_thousands_is_told_in_whole_kronor(school: Report) -> None:
    assert school[tables.kostnad_per_enhet].cell("11 Ekonomi", "utfall").shown == "48\u00a0000"


def test_without_volumes_there_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = report_of(tiny.write(tmp_path))
    assert report.units is None
    assert not report[tables.kostnad_per_enhet] and not report[tables.pris_och_volym]


def test_a_budget_that_is_not_made_has_no_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = report_of(write(tmp_path, volumes("2101", "tjänst", "anslutning", 200, 100, 1500)[:4], budget=[]))
    assert [column.name for column in report[tables.volymer].columns] == ["utfall"]
    assert not report[tables.pris_och_volym]


FAULTS = [
    (
        "2025-02;utfall;;200",
        "2025-02;utfall;;-1",
        "rad 3, kolumn volym: fann ”-1”, väntade ett tal som är noll",
    ),
    (
        "2025-02;utfall;;200",
        "2025-02;prognos;2025-03-01;200",
        "rad 3, kolumn version: fann ”2025-03-01”, väntade rapportens period ÅÅÅÅ-MM",
    ),
    (
        "2101;anslutning;2025-03;utfall",
        "2101;port;2025-03;utfall",
        "rad 4, kolumn enhet: fann ”port”, väntade samma",
    ),
    ("2025-02;utfall", "2025-01;utfall", "rad 3: fann samma rad som rad 2: tjänst ”2101”, beloppstyp"),
    (
        "2101;anslutning;2025-01",
        "9999;anslutning;2025-01",
        "rad 2, kolumn tjänst: fann tjänst som inte finns",
    ),
    ("utfall;;200", "utfall;;många", "rad 2, kolumn volym: fann ”många”"),
    (
        "2101;anslutning;2025-01",
        ";anslutning;2025-01",
        "rad 2, kolumn tjänst: fann ett tomt fält, väntade tjänst eller ansvar",
    ),
    ("tjänst;enhet", "ansvar;enhet", "rad 2, kolumn ansvar: fann ansvar som inte finns: ”2101”"),
    (
        "tjänst;enhet",
        "skola;enhet",
        "rad 2, kolumn tjänst: fann ett tomt fält (på 16 rader), väntade tjänst eller ansvar",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_faulty_volumes_are_pointed_at(params: Path, old: str, new: str, expected: str) -> None:
    tiny.edit(params.parents[1] / tiny.DATA / VOLUMES, old, new)
    with pytest.raises(DataError) as caught:
        _ = report_of(params).sources
    assert f"{tiny.DATA}/{VOLUMES}, {expected}" in str(caught.value)
