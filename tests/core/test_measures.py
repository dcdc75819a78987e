"""The nämnd's own mått: what each comes to in a span, what that is made of, and when it is unknown."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import measures as own
from ekonomi import urval
from ekonomi.errors import DataError
from ekonomi.measures import Measures, measures
from ekonomi.params import MeasureSettings, load_params, load_settings
from ekonomi.sources import Sources, as_filed, file_names
from tests import tiny

CASES = Path(__file__).parents[1] / "cases" / "matt.csv"
with CASES.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))
FORECASTS = pd.DataFrame(
    [("2025-02", "M", 10.0), ("2025-03", "M", 12.0), ("2025-03", "annat", 99.0)],
    columns=["rapport", "mått", "värde"],
)


def months_of(text: str) -> dict[str, tuple[float, float | None]]:
    """`2025-01=1/2` as month, value and what it is a share of."""
    pairs = (word.split("=") for word in text.split())
    return {
        month: (float(value.split("/")[0]), float(value.split("/")[1]) if "/" in value else None)
        for month, value in pairs
    }


def measure(row: dict[str, str]) -> tuple[MeasureSettings, pd.DataFrame]:
    """The settings and the file of a case."""
    months = months_of(row["värden"])
    source = {"fil": "matt.csv"}
    if row["källa"] == "månad":
        rows = [("M", month, *pair) for month, pair in months.items()]
        table = pd.DataFrame(rows, columns=["mått", "månad", "värde", "av"]).astype({"av": "float64"})
    else:
        source |= {"form": "ärenden", "månad": "dag", row["källa"]: "ja"}
        each = [
            (f"{month}-07", "true" if place < yes else "false")
            for month, (yes, whole) in months.items()
            for place in range(int(whole or 0))
        ]
        open_cases = [("", "true")]
        table = pd.DataFrame([*each, *open_cases], columns=["dag", "ja"])
    how = {"sammanvägning": row["sammanvägning"]} if row["sammanvägning"] else {}
    return MeasureSettings.model_validate({"namn": "M", "enhet": row["enhet"], "källa": source, **how}), table


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["fall"])
def test_what_a_measure_comes_to(row: dict[str, str]) -> None:
    settings, table = measure(row)
    files = {"matt.csv": table, "prognoser.csv": FORECASTS.iloc[:0]}
    found = measures([settings], files, row["period"], "prognoser.csv", "inställningar")
    value = found.values.at["M", row["kolumn"]]
    assert (None if pd.isna(value) else float(value)) == (pytest.approx(float(row["värde"])) if row["värde"] else None)
    made = found.trails["M"].get(row["kolumn"])
    assert str(made or "") == row["urval"]
    assert made is None or urval.parse(str(made)) == made


def of_months(**settings: object) -> Measures:
    one, table = measure(
        {"enhet": "antal", "källa": "månad", "sammanvägning": "", "värden": "2024-02=7 2025-01=3 2025-03=4"}
    )
    aims = pd.DataFrame({"mått": ["M"], "målvärde": [settings.get("målvärde")]})
    files = {"matt.csv": table, "prognoser.csv": FORECASTS, "inställningar": aims}
    return measures([one.model_copy(update=settings)], files, "2025-03", "prognoser.csv", "inställningar")


def test_the_forecast_is_the_latest_that_the_report_may_know() -> None:
    found = of_months(målvärde=9.5)
    assert found.values.loc["M", [own.FORECAST, own.TARGET]].tolist() == [12.0, 9.5]
    assert str(found.trails["M"][own.FORECAST]) == "fil=prognoser.csv; summa=värde; mått=M; rapport=2025-03"
    assert str(found.trails["M"][own.TARGET]) == "fil=inställningar; summa=målvärde; mått=M"
    assert own.TARGET not in of_months().trails["M"]


def test_months_alone_are_of_this_year_and_the_last() -> None:
    found = of_months()
    assert found.monthly.to_dict("list") == {
        "namn": ["M"] * 3,
        "månad": ["2024-02", "2025-01", "2025-03"],
        "värde": [7.0, 3.0, 4.0],
        "urval": [
            urval.parse(f"fil=matt.csv; summa=värde; månad={month}; mått=M")
            for month in ("2024-02", "2025-01", "2025-03")
        ],
    }
    assert found.sums == {"M"}
    assert of_months(sammanvägning="snitt").sums == set()


def test_cases_by_month_are_counted_by_their_date() -> None:
    one, table = measure({"enhet": "antal", "källa": "antal", "sammanvägning": "", "värden": "2024-02=7/9 2025-03=4/5"})
    files = {"matt.csv": table, "prognoser.csv": FORECASTS}
    found = measures([one], files, "2025-03", "prognoser.csv", "inställningar")
    assert found.monthly[["månad", "värde"]].to_numpy().tolist() == [["2024-02", 7.0], ["2025-03", 4.0]]


def test_no_measures_at_all() -> None:
    found = measures([], {"prognoser.csv": FORECASTS}, "2025-03", "prognoser.csv", "inställningar")
    assert found.values.empty and found.monthly.empty and not found.trails


def test_of_the_tiny_nämnd(nämnd: Path, read: Callable[[], Sources]) -> None:
    settings = load_settings(load_params("params/2025-03.yaml"), nämnd)
    files, filed = file_names(settings), as_filed(read().tables, settings)
    found = measures(settings.källor.mått, filed, "2025-03", files["measure_forecasts"], settings.fil)
    assert found.values.loc["SLA"].fillna(-1).tolist() == [0.0, 100.0, 85.0, 100.0, -1, 90.0]
    assert found.values.loc["Nöjda"].fillna(-1).tolist() == [9.0, 7.0, -1, 15.0, -1, -1]
    assert filed["incidenter.csv"]["made_sla"].tolist() == ["true", "false", "false"]
    assert filed["incidenter.csv"]["resolved_at"].tolist() == ["2024-01-01", "2025-01-12", ""]
    assert filed.pop("params/mininamnd.yaml").fillna(-1).to_numpy().tolist() == [
        ["SLA", 90.0],
        ["Nöjda", -1.0],
    ]
    assert set(filed) == set(files.values())


FAULTS = [
    ("Nöjda;2025-01;4", "Nojda;2025-01;4", None),
    (
        "Nöjda;2025-01;4",
        "Nöjda;2024-12;4",
        "matt.csv, rad 4: fann samma rad som rad 3: mått ”Nöjda”, månad ”2024-12”, väntade varje uppgift en gång.",
    ),
    ("Nöjda;2025-01;4", "Nöjda;2025-01;fyra", "matt.csv, rad 4, kolumn värde: fann ”fyra”"),
    (
        "mått;månad;värde\n",
        "mått;månad;värde;av\nNöjda;2023-12;1;2\n",
        "matt.csv, rad 3, kolumn av: fann inget värde för ”Nöjda”, väntade av på måttets alla rader.",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_faulty_values_are_pointed_at(
    old: str, new: str, expected: str | None, nämnd: Path, read: Callable[[], Sources]
) -> None:
    tiny.edit(nämnd / tiny.DATA / "matt.csv", old, new)
    if expected is None:
        read()
        return
    with pytest.raises(DataError) as error:
        read()
    assert f"{tiny.DATA}/{expected}" in str(error.value)


SETTINGS_FAULTS = [
    (
        "    - namn: Nöjda",
        "    - namn: Nöjd",
        "matt.csv, kolumn mått: fann inga, väntade rader för måttet ”Nöjd”; närmast: Nöjda. Rätta namn i "
        "inställningarna, eller måttet i filen.",
    ),
    (
        "      enhet: antal",
        "      enhet: procent",
        "matt.csv, rad 2, kolumn av: fann inget värde för ”Nöjda”, väntade vad andelen räknas av, då procent inte kan "
        "summeras. Ange av i filen, eller sammanvägning: snitt eller senaste i inställningarna.",
    ),
    (
        "    - namn: SLA",
        "    - namn: SLU",
        "prognoser.csv, rad 3, kolumn mått: fann mått som inte finns: ”SLA”, väntade en kod som finns i "
        "params/mininamnd.yaml; närmast: SLU.",
    ),
    ("andel: made_sla", "andel: in_time", "incidenter.csv, rad 1, kolumn in_time: fann ingen sådan rubrik"),
]


@pytest.mark.parametrize(("old", "new", "expected"), SETTINGS_FAULTS)
def test_settings_that_do_not_fit_the_files(
    old: str, new: str, expected: str, nämnd: Path, read: Callable[[], Sources]
) -> None:
    tiny.edit(nämnd / "params" / "mininamnd.yaml", old, new)
    with pytest.raises(DataError) as error:
        read()
    assert f"{tiny.DATA}/{expected}" in str(error.value)


@pytest.mark.parametrize(
    "source",
    [
        {"fil": "x", "form": "ärenden"},
        {"fil": "x", "form": "ärenden", "andel": "a", "antal": "b"},
        {"fil": "x", "andel": "a"},
    ],
)
def test_a_file_answers_one_question(source: dict) -> None:
    with pytest.raises(ValueError, match="antingen andel eller antal för formen ärenden"):
        MeasureSettings.model_validate({"namn": "M", "enhet": "antal", "källa": source})
