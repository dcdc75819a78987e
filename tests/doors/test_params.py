"""Params and settings: what is accepted, where they are found, how a path that is not there is said."""

import csv
from pathlib import Path

import pytest
from pydantic import ValidationError

from ekonomi.errors import DataError, UsageError
from ekonomi.params import (
    Params,
    column_name,
    filled,
    find_root,
    load_params,
    load_settings,
    make_params,
    table_name,
)
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_params_load() -> None:
    for period in ("2025-03", "2025-02", "2024-08", "2024-12"):
        params = load_params(ROOT / "params" / f"{period}.yaml")
        assert (params.period, params.status, params.upplaga) == (period, "utkast", "nämnd")


def test_the_example_settings_load() -> None:
    settings = load_settings(make_params(period="2025-03", inställningar="params/intraservice.yaml"), ROOT)
    assert settings.märkning == "Exempeldata – inte Intraservices bokföring"
    assert [budget.år for budget in settings.källor.budget] == [2024, 2025]
    assert settings.källor.huvudbok.kolumner.tjänst == "Objekt"
    lines = (ROOT / "params" / "intraservice.yaml").read_text(encoding="utf-8").splitlines()
    row = lines.index("    - fil: budget/budget_2025.xlsx") + 1
    assert settings.place("källor", "budget", 1, "fil") == ("params/intraservice.yaml", row, "7")


def test_texts_stand_in_a_folder_of_the_nämnds_own(tmp_path: Path) -> None:
    example = make_params(period="2025-03", inställningar="params/intraservice.yaml")
    assert load_settings(example, ROOT).texter == "params/texter"
    own = make_params(period=tiny.PERIOD, inställningar="params/mininamnd.yaml")
    tiny.write(tmp_path)
    assert load_settings(own, tmp_path).texter == "params/texter/mininamnd"


def test_published_names() -> None:
    tables = load_settings(make_params(period="2025-03", inställningar="params/intraservice.yaml"), ROOT).tabeller
    assert table_name(tables, "resultat", "2025-03") == "3.2.1 resultat"
    assert table_name(tables, "uppdrag", "2025-03", "process") == "5.2.2 process"
    assert table_name(tables, "uppdrag", "2025-03", "annat") == "uppdrag annat"
    assert table_name(tables, "ingen", "2025-03") == "ingen"
    named = [
        column_name(tables, *place, "2025-03")
        for place in (
            ("tjänstekostnader", "utfall"),
            ("tjänstekostnader", "avvikelse helår"),
            ("ansvarsområde", "avvikelse"),
            ("ansvarsområde", "avvikelse fg månad"),
            ("mått", "utfall förrförra året"),
            ("ingen", "utfall"),
        )
    ]
    assert named == [
        "utfall ack mars",
        "avvikelse helår",
        "avvikelse jan-mars",
        "avvikelse jan-feb",
        "utfall helår 2023",
        "utfall",
    ]


def test_the_facits_names_are_published(facit=ROOT / "tests" / "facit" / "delarsrapport-2025-03.csv") -> None:
    """Every table and column of the model report has its name in the settings."""
    tables = load_settings(make_params(period="2025-03", inställningar="params/intraservice.yaml"), ROOT).tabeller
    named = {
        (table_name(tables, table, "2025-03"), column)
        for table, one in tables.items()
        for column in (filled(name, "2025-03") for name in one.kolumner.values())
    }
    own = {
        ("3.2 text", "budget helår"),
        ("3.2.1 resultat", "budget helår"),
        ("3.2.1 resultat", "bokslut fg år"),
    }
    own |= {("3.2.4 tjänstekostnader", "avvikelse helår")}
    with facit.open(encoding="utf-8") as file:
        asked = {(row["tabell"], row["kolumn"]) for row in csv.DictReader(file, delimiter=",")}
    assert asked <= named | own


def test_params_are_frozen() -> None:
    params = make_params(period="2025-03", inställningar="params/intraservice.yaml")
    with pytest.raises(ValidationError):
        params.period = "2025-04"


def test_params_from_code_are_checked_alike() -> None:
    with pytest.raises(DataError) as error:
        make_params(period="mars", färg="blå", inställningar="x")
    assert [finding.line() for finding in error.value.findings] == [
        'parametrarna: fann ”mars” för ”period”, väntade en period ÅÅÅÅ-MM inom citattecken, till exempel "2025-03". '
        "Rätta värdet.",
        "parametrarna: fann den okända nyckeln ”färg”, väntade någon av inställningar, period, status, upplaga. "
        "Ta bort nyckeln eller rätta stavningen.",
    ]


def test_a_path_that_is_not_there_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as error:
        load_params("params/2031-13.yaml")
    assert error.value.exit_code == 2
    assert str(error.value) == (
        "Filen params/2031-13.yaml finns inte. Ange en fil med parametrar, till exempel params/2025-03.yaml."
    )


def test_a_folder_is_no_params_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_params(tmp_path)


def test_the_root_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks" / "inre").mkdir(parents=True)
    assert find_root(tmp_path / "notebooks" / "inre") == tmp_path.resolve()
    assert find_root(ROOT / "notebooks") == ROOT


def test_a_folder_without_root_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        find_root(tmp_path)
    assert str(error.value) == f"Hittar ingen mapp params/ i {tmp_path.resolve()} eller någon mapp ovanför."


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            b"",
            "p.yaml, rad 1, kolumn 1: fann en tom fil, väntade YAML med en nyckel och ett värde per rad, till exempel "
            'period: "2025-03". Skriv filens nycklar.',
        ),
        (
            b"hej",
            "p.yaml, rad 1, kolumn 1: fann något annat än nycklar med värden, väntade YAML med en nyckel och ett "
            'värde per rad, till exempel period: "2025-03". Skriv filens nycklar.',
        ),
        (
            "status: utkast\nperiod: å".encode("cp1252"),
            "p.yaml, rad 2: fann tecken som inte är UTF-8, väntade en textfil i UTF-8. Spara filen som UTF-8.",
        ),
        (
            b'period: "2025-03\x07"',
            "p.yaml, rad 1, kolumn 17: fann ett styrtecken, väntade synlig text. Ta bort tecknet.",
        ),
        (
            b"period: [",
            "p.yaml, rad 1, kolumn 10: fann text som inte går att tolka, väntade YAML med en nyckel och ett värde per "
            'rad, till exempel period: "2025-03". Rätta raden eller raden före.',
        ),
    ],
)
def test_what_is_no_yaml_is_said_in_one_line(
    content: bytes, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_bytes(content)
    with pytest.raises(DataError) as error:
        load_params("p.yaml")
    assert str(error.value) == line


def test_keys_in_decomposed_unicode_are_the_same_keys(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text('period: "2025-03"\ninsta\u0308llningar: params/x.yaml\n', encoding="utf-8")
    expected = Params(period="2025-03", inställningar="params/x.yaml")
    assert load_params(file) == expected
    assert hash(load_params(file)) == hash(expected)


def test_the_params_that_are_nearest_by_name_are_the_example(tmp_path: Path) -> None:
    for name in ("kultur-2025-09.yaml", "2025-08.yaml", "inställningar.yaml", ".pre-commit-config.yaml"):
        (tmp_path / name).touch()
    with pytest.raises(UsageError, match=r"till exempel .*/2025-08\.yaml\.$"):
        load_params(tmp_path / "2025-8.yaml")
