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


@pytest.mark.slow
def test_a_known_amount_is_put_on_the_statistical_forecast() -> None:
    params = load_params(ROOT / "params" / "2025-03.yaml").model_copy(update={"upplaga": "ekonom"})
    whole = new_report(params, ROOT)
    line = {"ansvar": "Redovisningsstöd", "kostnadsslag": "personal", "belopp": -2_000_000, "period": "2025-10"}
    found = whole.med(justering=line)
    assert found.allocated is whole.allocated
    steps = found.bredvid(tables.till_beslutad)
    assert (
        steps.values.loc["Resultat", [f"justering {when}" for when in ("i dag", "ändrad", "skillnad")]].iloc[2] == -2e8
    )
    assert found[tables.justeringar].values["motivering"].eq("tänkt").sum() == 1


def test_a_forecast_becomes_what_it_is_said_to_be(report: Report) -> None:
    found = report.med(**CHANGES["prognos"])
    asked = {"där": {"ansvar": "11", "kostnadsslag": "personal"}, "vy": "helår", "per": "kostnadsslag"}
    assert int(found.avvikelse(**asked).values.at["Totalt", "prognos"]) == -5_000_000_00
    beside = found.bredvid(tables.prognos).values.loc["Resultat"]
    assert beside["prognos ändrad"] - beside["prognos i dag"] == beside["prognos skillnad"] != 0
    assert beside["prognos i dag"] == report[tables.prognos].values.at["Resultat", "prognos"]


def test_keys_move_what_the_question_says_and_only_this_year(report: Report) -> None:
    found = report.med(nycklar={"PG": {"1101": 1}})
    moved = report.omfördelning(nycklar={"PG": {"1101": 1}}).values["flyttat"]
    names = report.service_lines.set_index("tjänst")["rad"]
    beside = found.bredvid(tables.tjänsteuppföljning).values
    assert int(beside.at[names["2101"], "utfall skillnad"]) == int(moved["2101 Nät"])
    assert "budget skillnad" in beside  # a budget that is not locked follows the keys
    last = tables.kostnadsslag_per_tjänst
    assert found[last].values["bokslut fg år"].equals(report[last].values["bokslut fg år"])


@pytest.fixture(scope="module")
def school() -> Report:
    return new_report(load_params(ROOT / "params" / "grundskolenamnden-2025-08.yaml"), ROOT)


def test_a_volume_is_what_it_is_said_to_be(school: Report) -> None:
    """Pupils are a number at hand: the mean of the months becomes 500, and every other school is as it was."""
    found = school.med(volym={"2120": 500})
    again = Changed(new_report(school.params, ROOT), found.change)
    again.kept = frozenset({"findings"})
    for make in (tables.volymer, tables.kostnad_per_enhet, tables.pris_och_volym, tables.resultat):
        pd.testing.assert_frame_equal(found[make].figures(), again[make].figures())
    name = school.units.names["2120"]
    assert found[tables.volymer].cell(name, "utfall").value == 500
    own = found.bredvid(tables.volymer).values["utfall skillnad"].drop([name, "Totalt"], errors="ignore")
    assert (own == 0).all()
    assert not found.bredvid(tables.resultat)


def test_what_does_not_change_says_so(report: Report) -> None:
    found = report.med(nycklar={"PG": {"1101": 1}})
    assert repr(found.bredvid(tables.resultat)) == "Inget ändras i resultat."


def test_changes_are_put_on_each_other(report: Report) -> None:
    one = report.med(nycklar={"PG": {"1101": 1}})
    both = one.med(**CHANGES["prognos"])
    assert both.base is report
    again = both.med(prognos={"ansvar": "11", "kostnadsslag": "personal", "belopp": -1})
    found = again.avvikelse(per="ansvar", vy="helår", där={"ansvar": "11", "kostnadsslag": "personal"})
    assert int(found.values.at["Totalt", "prognos"]) == -100
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
        ({"volym": {"2101": 1}}, "Nämnden har inga volymer."),
    ],
)  # fmt: skip
def test_a_wrong_change_says_why(report: Report, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        report.med(**asked)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("volym", "told"),
    [
        ({"Sjöskola": 1}, "Närmast: ”2120 Sjöskolan F–6”"),
        ({"2120": -1}, "-1 är inget antal"),
        ({"2120": "många"}, "'många' är inget antal"),
        ({"2120": {"bokslut": 1}}, "volym=”bokslut” finns inte"),
    ],
)
def test_a_wrong_volume_says_why(school: Report, volym: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        school.med(volym=volym)
    assert told in str(caught.value)
    without = next(code for code in school.organisation["ansvar"] if code not in school.units.names.index)
    with pytest.raises(UsageError, match="har ingen volym"):
        school.med(volym={without: 1})
