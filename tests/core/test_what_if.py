"""What if: a changed report is what a whole new one with the same change would be, and says that it is thought."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ekonomi import tables
from ekonomi.errors import UsageError
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.report.what_if import Changed
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]
CHANGES: dict[str, dict[str, Any]] = {
    "nycklar": {"nycklar": {"PG": {"1101": 1}}},
    "ordning": {"ordning": ["P12", "PG"]},
    "prognos": {"prognos": {"ansvar": "Ekonomi", "kostnadsslag": "personal", "belopp": -5_000_000}},
    "justering": {"justering": {"ansvar": "11", "kostnadsslag": "konsult", "belopp": -70_000, "period": "2025-10"}},
    "volym": {"volym": {"2101": 60}},
    "flera": {"nycklar": {"PG": {"1101": 1}}, "prognos": [{"ansvar": 11, "kostnadsslag": "personal", "belopp": 0}]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tank_om")
    tiny.write(folder)
    return folder


def fresh(folder: Path) -> Report:
    params = load_params(folder / "params" / f"{tiny.PERIOD}.yaml")
    return new_report(params.model_copy(update={"upplaga": "ekonom"}), folder)


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    found = fresh(folder)
    _ = found.figures
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_is_what_would_be_computed_again(folder: Path, report: Report, change: str) -> None:
    """Every figure of the changed report, against one that has kept nothing of the first."""
    found = report.med(**CHANGES[change])
    again = Changed(fresh(folder), found.change)
    again.kept = frozenset({"findings"})
    pd.testing.assert_frame_equal(found.figures, again.figures)
    assert not found.figures.equals(report.figures), "ändringen syns ingenstans"
    assert found.marks[-1].startswith("Tänkt: ändra") and not report.marks[-1].startswith("Tänkt")


def test_only_what_follows_from_the_change_is_made_again(folder: Path) -> None:
    whole = fresh(folder)
    before = whole[tables.resultat]
    found = whole.med(nycklar={"PG": {"1101": 1}})
    assert "allocated" not in vars(found) and "outlook" not in vars(whole)
    assert found[tables.resultat] is before and found.cube is whole.cube
    found[tables.tjänstekostnader]
    assert "allocated" in vars(found) and "allocated" not in vars(whole)


def test_a_forecast_becomes_what_it_is_said_to_be(report: Report) -> None:
    found = report.med(**CHANGES["prognos"])
    asked = {"där": {"ansvar": "11", "kostnadsslag": "personal"}, "vy": "helår", "per": "kostnadsslag"}
    assert int(found.avvikelse(**asked).values.at["Totalt", "prognos"]) == -5_000_000_00
    beside = found.bredvid(tables.prognos).values.loc["Resultat"]
    assert beside["prognos ändrad"] - beside["prognos idag"] == beside["prognos skillnad"] != 0
    assert beside["prognos idag"] == report[tables.prognos].values.at["Resultat", "prognos"]


def test_keys_move_what_the_question_says_and_only_this_year(report: Report) -> None:
    found = report.med(nycklar={"PG": {"1101": 1}})
    moved = report.omfördelning(nycklar={"PG": {"1101": 1}}).values["flyttat"]
    names = report.service_lines.set_index("tjänst")["rad"]
    beside = found.bredvid(tables.tjänsteuppföljning).values
    assert int(beside.at[names["2101"], "utfall skillnad"]) == int(moved["2101 Nät"])
    assert "budget skillnad" in beside  # a budget that is not locked follows the keys
    last = tables.kostnadsslag_per_tjänst
    assert found[last].values["bokslut fg år"].equals(report[last].values["bokslut fg år"])


def test_a_volume_is_what_it_is_said_to_be(report: Report) -> None:
    units = report.med(volym={"2101": {"utfall": 60}}).units
    from ekonomi.urval import evaluate

    assert float(evaluate(units.volume_of("utfall", "2101"), units.amount)) == pytest.approx(60)


def test_what_does_not_change_says_so(report: Report) -> None:
    found = report.med(nycklar={"PG": {"1101": 1}})
    assert repr(found.bredvid(tables.resultat)) == "Inget ändras i resultat."


def test_changes_are_put_on_each_other(report: Report) -> None:
    one = report.med(nycklar={"PG": {"1101": 1}})
    both = one.med(**CHANGES["prognos"])
    together = report.med(nycklar={"PG": {"1101": 1}}, **CHANGES["prognos"])
    assert both[tables.tjänstekostnader].figures().equals(together[tables.tjänstekostnader].figures())


LINE = {"ansvar": "11", "kostnadsslag": "personal", "belopp": 1}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "Ange vad som ska ändras"),
        ({"nycklar": {"PGG": {"1101": 1}}}, "Närmast: ”PG Stab”"),
        ({"ordning": ["XX"]}, "”XX” finns inte bland nämndens värden för pool"),
        ({"prognos": {**LINE, "ansvar": "Ekonomie"}}, "Närmast: ”11 Ekonomi”"),
        ({"prognos": {**LINE, "kostnadslag": "personal"}}, "prognos=”kostnadslag” finns inte. Närmast: ”kostnadsslag”"),
        ({"prognos": {"ansvar": "11", "belopp": 1}}, "prognos: kostnadsslag saknas."),
        ({"prognos": {**LINE, "belopp": "1 000"}}, "beloppet '1 000' är inget tal"),
        ({"justering": LINE}, "justering: period saknas."),
        ({"justering": {**LINE, "period": "2025-03"}}, "ingen månad efter 2025-03 till och med 2025-12"),
        ({"justering": {**LINE, "period": "oktober"}}, "perioden oktober är ingen månad"),
        ({"volym": {"Nätt": 1}}, "Närmast: ”2101 Nät”"),
        ({"volym": {"1101": 1}}, "har ingen volym. De som har: "),
        ({"volym": {"2101": -1}}, "-1 är inget antal"),
        ({"volym": {"2101": {"bokslut": 1}}}, "volym=”bokslut” finns inte"),
    ],
)  # fmt: skip
def test_a_wrong_change_says_why(report: Report, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        report.med(**asked)
    assert told in str(caught.value)
