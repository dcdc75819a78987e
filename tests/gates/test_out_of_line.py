"""Values beside the ledger that no one would sign are told, in every file of the school example; its own are not,
nor in an earlier report what a later one holds."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from ekonomi import terms
from ekonomi.params import load_params, load_settings
from ekonomi.sources.door import Door
from ekonomi.sources.standing import read_registers
from ekonomi.sources.tables import planned_amounts, read_tables
from tests import tiny

ROOT = Path(__file__).parents[2]
PERIOD, DATA = "2025-08", "data/grundskolenamnden"
LARGE = ("huvudbok", "budget", "prognos")
CASES = ROOT / "tests" / "cases" / "orimliga_varden.csv"


def cases() -> list[pytest.param]:
    """The report, a text to look for in a file, what to put there instead, and the lines that must give, if any."""
    rows = csv.DictReader(CASES.read_text(encoding="utf-8").splitlines(keepends=True))
    return [pytest.param(*[row[key] for key in ("rapport", "fil", "ur", "i", "rader")], id=row["fall"]) for row in rows]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The example without its ledger and plans, to be spoiled."""
    shutil.copytree(ROOT / DATA, tmp_path / DATA, ignore=lambda _, names: [name for name in names if name in LARGE])
    shutil.copytree(ROOT / "params", tmp_path / "params")
    return tmp_path


def tables_of(root: Path, period: str = PERIOD) -> Door:
    """A door through which the tables beside the ledger have come, for the report of a period."""
    params = load_params(root / f"params/grundskolenamnden-{period}.yaml")
    door = Door(load_settings(params, root), root, period)
    door.tables = read_tables(door, read_registers(door))
    return door


@pytest.mark.parametrize(("period", "fil", "old", "new", "lines"), cases())
def test_a_value_out_of_line_is_told(period: str, fil: str, old: str, new: str, lines: str, root: Path) -> None:
    tiny.edit(root / DATA / fil, old, new)
    door = tables_of(root, period)
    assert [finding.said() for finding in (*door.faults, *door.notes)] == [line for line in lines.split("\n") if line]


@pytest.mark.parametrize(
    ("row", "found", "usual"),
    [
        ("behöriga lärare;procent;0,83", "0,83 procent", "82,8"),
        ("behöriga lärare;procent;8300", "8 300 procent", "82,8"),
        ("sjukfrånvaro;procent;-6,9", "−6,9 procent", "7"),
        ("trygga elever;procent;0,9", "0,9 procent", "84"),
        ("årsarbetare;årsarbetare;853400", "853 400 årsarbetare", "501"),
    ],
)
def test_a_forecast_of_a_measure_is_of_its_size(row: str, found: str, usual: str, root: Path) -> None:
    file = f"{DATA}/matt/prognoser.csv"
    (root / file).write_text(f"rapport;mått;enhet;värde\n{PERIOD};{row}\n", encoding="utf-8")
    assert [finding.said() for finding in tables_of(root).notes] == [
        f"Varning (prognos för mått): {file}, rad 2, kolumn värde: fann {found} för ”{row.split(';')[0]}”, väntade "
        f"omkring {usual} som de senaste tolv månaderna. Skriv prognosen i måttets enhet: 85 för 85 procent."
    ]


def test_a_plan_of_volumes_is_of_the_size_of_the_outcome(root: Path) -> None:
    file = f"{DATA}/volym/elever.csv"
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    rad = next(rad for rad, line in enumerate(lines) if line.startswith("2110;") and ";prognos;2025-08;" in line)
    lines[rad] += "000"
    (root / file).write_text("\n".join(lines), encoding="utf-8")
    assert [finding.said() for finding in tables_of(root).notes] == [
        f"Varning (språng i serie): {file}, rad {rad + 1}, kolumn volym: fann 4 508 000 för ansvar 2110 i prognos "
        "2025-08 av hela året, väntade omkring 4 551 som i de senaste tolv månadernas utfall. Kontrollera värdet i "
        "filen."
    ]


def test_a_file_cut_within_its_last_serie_is_told(root: Path) -> None:
    file = f"{DATA}/volym/elever.csv"
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    last = lines[-1].partition(";")[0]
    kept = [line for line in lines if not (line.startswith(f"{last};") and ";prognos;" in line)]
    (root / file).write_text("\n".join(kept), encoding="utf-8")
    assert [finding.said() for finding in tables_of(root).notes] == [
        f"Varning (avbruten serie): {file}, rad {len(kept)}: fann inga rader för prognos 2024-03, prognos 2024-08, "
        f"prognos 2025-03, prognos 2025-08 av ansvar {last}, som filen slutar med, väntade det som varje annan serie "
        "har. Ta ut filen på nytt, den kan vara avkortad. Låt stå om inget saknas."
    ]


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        (";2025-..;budget;", "kolumn månad: fann ingen budget för 2025, väntade en budget som för 2024"),
        (";prognos;2025-08;", "kolumn version: fann ingen prognos 2025-08, väntade en prognos som i tidigare "
         "rapporter"),
        ("^2110;.*;prognos;2025-08;", "rad 60: fann inga rader för prognos 2025-08 av ansvar 2110, väntade det som "
         "varje annan serie har"),
    ],
)  # fmt: skip
def test_a_plan_of_volumes_that_is_not_there_is_told(gone: str, found: str, root: Path) -> None:
    file = f"{DATA}/volym/elever.csv"
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    (root / file).write_text("\n".join(line for line in lines if not re.search(gone, line)), encoding="utf-8")
    assert [finding.said() for finding in tables_of(root).notes] == [
        f"Varning (avbruten serie): {file}, {found}. Ta ut filen på nytt, den kan vara avkortad. Låt stå om inget "
        "saknas."
    ]


def test_volumes_without_history_are_held_against_their_plans(root: Path) -> None:
    file = f"{DATA}/volym/elever.csv"
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    kept = [
        f"{line}000" if ";utfall;" in line else line for line in lines if not re.search(";(202[34]|2025-0[1-3])", line)
    ]
    (root / file).write_text("\n".join([lines[0], *kept[1:]]), encoding="utf-8")
    found = [finding.funnet for finding in tables_of(root, "2025-08").notes if "till och med" in finding.funnet]
    assert found[0] == "1 896 för ansvar 2110 i budget 2025 till och med 2025-08"


def test_an_outcome_that_ends_before_the_report_is_told(root: Path) -> None:
    file = f"{DATA}/volym/elever.csv"
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if ";2025-08;utfall;" not in line]
    (root / file).write_text("\n".join(kept), encoding="utf-8")
    assert [finding.said() for finding in tables_of(root).notes] == [
        f"Varning (avbruten serie): {file}, kolumn månad: fann utfall till och med 2025-07, väntade utfall till och "
        "med 2025-08. Ta ut filen på nytt, den kan vara avkortad. Låt stå om inget saknas."
    ]


@pytest.mark.parametrize("period", ["2025-03", PERIOD])
def test_the_example_is_in_line(period: str, root: Path) -> None:
    door = tables_of(root, period)
    assert (door.faults, door.notes) == ([], [])


def test_planned_amounts_of_the_report_are_told_in_öre(root: Path) -> None:
    door = tables_of(root)
    found = dict(planned_amounts(door.tables, door.settings, PERIOD))
    assert found[f"{DATA}/atgarder/atgarder.csv", 4, "helårseffekt_tkr"] == 2_400 * terms.ÖRE_PER_TKR
    assert found[f"{DATA}/risker/risker.csv", 5, "konsekvens_mnkr"] == 0.8 * terms.ÖRE_PER_MNKR
    assert {rad for (fil, rad, _) in found if fil.endswith("risker.csv")} == {5, 6, 7, 8}
