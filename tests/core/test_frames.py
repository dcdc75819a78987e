"""Frames to think with: they hold the published figures, as numbers, with names beside the codes."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ekonomi import tables, underlag
from ekonomi.errors import UsageError
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.table import Table
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("params/2025-03.yaml", "params/2024-12.yaml", "params/grundskolenamnden-2025-08.yaml")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("ramar")
    return new_report(load_params(tiny.write(folder)), folder)


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Iterator[Report]:
    yield new_report(load_params(ROOT / request.param), ROOT)


def test_everything_is_in_one_frame(example: Report) -> None:
    """The sums of 3.2.1 and of the table by organisation come of the frame alone."""
    frame, year = example.belopp, example.period[:4]
    own = frame[frame["period"].str[:4] == year]
    so_far = own[own["period"] <= example.period]
    result = example[tables.resultat].to_frame().loc["Resultat"] * 1e6
    extern = so_far[~so_far["intern"]]
    sums = extern[["utfall", "budget", "utfall fg år"]].sum()
    assert sums["utfall"] == pytest.approx(result["utfall"], abs=0.01)
    assert sums["budget"] == pytest.approx(result["budget"], abs=0.01)
    if example.period[5:] != "12":
        forecast = own.loc[~own["intern"], "prognos"].sum()
        assert forecast == pytest.approx(result["prognos"], abs=0.01)
    areas = example.avvikelse(per="verksamhetsområde").to_frame()["avvikelse"].drop("Totalt") * 1e3
    found = (so_far["utfall"] - so_far["budget"]).groupby(so_far["verksamhetsområde"]).sum()
    assert areas.sub(found.reindex(areas.index)).abs().max() < 0.01
    accounts = frame[frame["konto"] != ""]
    assert (accounts["kontonamn"] != "").all() and (frame["ansvarsnamn"] != "").all()
    assert not frame.duplicated([name for name in frame if frame[name].dtype != "float64"]).any()


@pytest.mark.parametrize(
    ("asked", "function", "row", "columns"),
    [
        ({"per": "kostnadsslag", "mått": ["utfall", "budget"]}, tables.kostnadsslag, "Personalkostnader",
         {"utfall": "utfall", "budget": "budget"}),
        ({"per": "resultatrad", "kolumner": "period"}, tables.resultat, "Kostnader", {"Totalt": "utfall"}),
        ({"per": "resultatrad", "mått": "avvikelse"}, tables.resultat, "Kostnader", {"avvikelse": "avvikelse"}),
        ({"per": "resultatrad", "mått": ["prognos", "avvikelse", "fjolåret"], "vy": "helår"}, tables.resultat,
         "Kostnader", {"prognos": "prognos", "fjolåret": "bokslut fg år"}),
    ],
)  # fmt: skip
def test_a_pivot_agrees_with_the_published_table(
    report: Report, asked: dict[str, Any], function: Any, row: str, columns: dict[str, str]
) -> None:
    found, published = report.pivot(**asked), report[function]
    for own, printed in columns.items():
        assert int(found.values.at[row, own]) == int(published.values.at[row, printed])


@pytest.mark.parametrize("kolumner", [None, "period", "ansvar", "tjänst", "konto"])
@pytest.mark.parametrize("per", ["kostnadsslag", "ansvar", "tjänst", "motpart", "pool"])
def test_every_cell_is_the_sum_of_the_rows_that_it_names(report: Report, per: str, kolumner: str | None) -> None:
    if per == kolumner:
        return
    found = report.pivot(per=per, kolumner=kolumner, mått=["utfall", "fjolåret", "avvikelse"])
    own = found.values.drop(index="Totalt")
    assert (own.sum() == found.values.loc["Totalt"]).all()
    for row, made in found.urval.items():
        for column, expression in made.items():
            exact = underlag.evaluate(report.ground, expression, "kr")
            assert exact == Fraction(int(found.values.at[row, column]), 100), (row, column)
    lacking = [(row, one) for row in found.values.index for one in found.values if one not in found.urval[row]]
    assert all(found.values.at[row, one] == 0 for row, one in lacking)


def test_numbers_stay_numbers(report: Report) -> None:
    frame = report.pivot(per="ansvar", kolumner="period").to_frame()
    assert (frame.dtypes == "float64").all()
    assert frame.index[0] == "11 Ekonomi" and next(iter(frame)) == "januari 2025"
    text = report.pivot(per="ansvar").to_frame(shown=True)
    assert isinstance(text.iat[0, 0], str)


def test_postings_sum_to_the_figure(report: Report) -> None:
    asked: dict[str, Any] = {"där": {"ansvar": "Ekonomi", "kostnadsslag": "personal"}}
    rows = report.verifikationer(**asked)
    assert rows["belopp"].sum() * 100 == report.avvikelse(per="konto", **asked).values.at["Totalt", "utfall"]
    assert rows["belopp"].abs().is_monotonic_decreasing
    assert {"kontonamn", "ansvarsnamn", "verifikation", "källa", "rad"} <= {*rows} and "text" not in rows
    borne = report.verifikationer(där={"tjänst": "Redovisning"}, text=True)
    assert "text" in borne and (borne["bokfört"].abs() >= borne["belopp"].abs()).all()
    published = report[tables.tjänsteuppföljning].values.at["EK / Redovisning", "utfall"]
    assert round(borne["belopp"].sum() * 100) == published
    assert (report.verifikationer(mått="budget")["verifikation"] == "").all()


WRONG = [
    ({"per": "månad"}, "per=”månad” finns inte"),
    ({"kolumner": "månad"}, "kolumner=”månad” finns inte"),
    ({"mått": "utfal"}, "mått=”utfal” finns inte. Närmast: ”utfall”"),
    ({"mått": ["utfall", "avikelse"]}, "mått=”avikelse” finns inte. Närmast: ”avvikelse”"),
    ({"där": {"ansvar": "Ekonomie"}}, "Närmast: ”11 Ekonomi”"),
    ({"kolumner": "period", "mått": "prognos", "vy": "helår"}, "har inga månader"),
    ({"kolumner": "kostnadsslag"}, "Skriv olika ord för per och kolumner"),
    ({"mått": []}, "mått: ange minst ett av"),
    ({"per": ["ansvar", "konto"]}, "per är en dimension i taget"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "told"), WRONG)
def test_a_wrong_word_says_which_are_near(report: Report, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        report.pivot(**asked)
    assert told in str(caught.value)


def test_a_question_without_an_answer_says_why(report: Report) -> None:
    for found in (
        report.pivot(där={"ansvar": "11", "konto": "6811"}),
        report.verifikationer(där={"ansvar": "11", "konto": "6811"}),
    ):
        assert not isinstance(found, Table | pd.DataFrame)
        assert repr(found) == "Inga belopp finns för det som frågan gäller."
