"""The keys that a budget is locked to: read by the register's own contract, their faults said as its are."""

from pathlib import Path

import pytest

from ekonomi import tables
from ekonomi.errors import DataError
from ekonomi.params import load_params
from ekonomi.report import new_report
from tests import tiny

LOCKED = "nycklar_budget_2025.csv"


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tiny.write(tmp_path)
    data = tmp_path / tiny.DATA
    (data / LOCKED).write_text(tiny.TABLES["nycklar.csv"], encoding="utf-8")
    settings = tmp_path / "params" / "mininamnd.yaml"
    tiny.edit(settings, "      beslutad: 2024-11-20\n", f"      beslutad: 2024-11-20\n      nycklar: {LOCKED}\n")
    monkeypatch.chdir(tmp_path)
    return path


def test_the_budget_takes_its_locked_keys(params: Path, tmp_path: Path) -> None:
    tiny.edit(tmp_path / tiny.DATA / LOCKED, "PG;2101;tjänst;3.5", "PG;2101;tjänst;7")
    report = new_report(load_params(params), tmp_path)
    assert set(report.rules.locked) == {"2025"}
    assert f"{tiny.DATA}/{LOCKED}" in {file.fil for file in report.sources.files}
    effect = report[tables.nyckeleffekt]
    assert effect.cell("2101 Nät", "nyckeleffekt").value > 0
    assert effect.cell("Totalt", "nyckeleffekt").value == 0


FAULTS = [
    (
        "PG;2101;tjänst;3.5",
        "PG;9999;tjänst;3.5",
        "rad 4, kolumn mottagare: fann mottagare som inte finns: ”9999”",
    ),
    ("P12;1201", "PX;1201", "rad 5, kolumn pool: fann pool som inte finns: ”PX”"),
    ("PG;2101;tjänst;3.5", "PG;2101;tjänst;", "rad 4, kolumn vikt: fann ett tomt fält"),
    (
        "1;fast andel",
        "1;årsarbetare",
        "rad 2, kolumn grund: fann grunden årsarbetare för pool P12, "
        "väntade fast andel. Räkna fram vikterna med allocation.fixed och spara dem i filen.",
    ),
    ("PG;2101;tjänst", "PG;1101;tjänst", "rad 4, kolumn giltig_från: fann ”PG 1101 tjänst” från 2022-01"),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_faults_point_at_the_locked_file(params: Path, tmp_path: Path, old: str, new: str, expected: str) -> None:
    tiny.edit(tmp_path / tiny.DATA / LOCKED, old, new)
    with pytest.raises(DataError) as caught:
        _ = new_report(load_params(params), tmp_path).sources
    assert f"{tiny.DATA}/{LOCKED}, {expected}" in str(caught.value)


POOLS = "pooler_budget_2025.csv"


def _lock_pools(folder: Path, text: str) -> None:
    (folder / tiny.DATA / POOLS).write_text(text, encoding="utf-8")
    settings = folder / "params" / "mininamnd.yaml"
    tiny.edit(settings, f"      nycklar: {LOCKED}\n", f"      nycklar: {LOCKED}\n      pooler: {POOLS}\n")


def test_the_budget_keeps_its_locked_pools(params: Path, tmp_path: Path) -> None:
    """HR moves into the pool PG after the budget: the outcome follows, and the effect is a nyckeleffekt."""
    _lock_pools(tmp_path, tiny.TABLES["pooler.csv"])
    before = new_report(load_params(params), tmp_path)[tables.tjänstekostnader]
    tiny.edit(tmp_path / tiny.DATA / "pooler.csv", "P12;HR;12;2", "PG;Stab;12;1")
    tiny.edit(tmp_path / tiny.DATA / "nycklar.csv", "PG;P12;pool;1", "PG;1201;tjänst;1")
    tiny.edit(tmp_path / tiny.DATA / "nycklar.csv", "P12;1201;tjänst;1;", "PG;9201;tjänst;0;")
    report = new_report(load_params(params), tmp_path)
    assert set(report.rules.locked_pools) == {"2025"}
    after = report[tables.tjänstekostnader]
    for column in ("budget", "budget helår"):
        assert after.cell("HR", column).value == before.cell("HR", column).value
    moved = after.cell("HR", "utfall").value - before.cell("HR", "utfall").value
    effect = report[tables.nyckeleffekt]
    assert effect.cell("1201 Lön", "nyckeleffekt").value == moved != 0
    assert effect.cell("Totalt", "nyckeleffekt").value == 0


def test_faults_point_at_the_locked_pools(params: Path, tmp_path: Path) -> None:
    _lock_pools(tmp_path, tiny.TABLES["pooler.csv"].replace("PG;Stab;90;1", "PG;Stab;91;1"))
    with pytest.raises(DataError) as caught:
        _ = new_report(load_params(params), tmp_path).sources
    assert f"{tiny.DATA}/{POOLS}, rad 2, kolumn ansvar: fann ansvar som inte finns: ”91”" in str(caught.value)
