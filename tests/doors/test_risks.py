"""The registers of risks, of assumptions and of the balance sheet: the Swedish line for each fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ekonomi.errors import DataError
from ekonomi.sources import Sources
from tests import tiny

HEADS = {
    "risker": "rapport;risk;sannolikhet;konsekvens_mnkr;åtgärd;ägare",
    "känslighet": "antagande;kostnadsslag;procent",
    "poster": "konto;sida;post",
    "ingående": "konto;år;belopp",
}
RISK = "2025-03;Hyran höjs;40;1,5;Säg upp lokalen;ekonomichefen"


@pytest.fixture
def register(nämnd: Path) -> Callable[..., None]:
    """Write a register with the given rows, and name it in the settings."""

    def write(name: str, *rows: str) -> None:
        (nämnd / tiny.DATA / "nytt.csv").write_text("\n".join((HEADS[name], *rows)) + "\n", encoding="utf-8")
        places = {
            "poster": "balansräkning: {poster: nytt.csv}",
            "ingående": "balansräkning: {poster: poster.csv, ingående: nytt.csv}",
        }
        (nämnd / tiny.DATA / "poster.csv").write_text(f"{HEADS['poster']}\n{_posts(nämnd)}", encoding="utf-8")
        key = places.get(name, f"{name}: nytt.csv")
        tiny.edit(nämnd / "params/mininamnd.yaml", "  åtgärder: atgarder.csv", f"  åtgärder: atgarder.csv\n  {key}")

    return write


def _posts(nämnd: Path) -> str:
    """A post for each balance account of the kontoplan."""
    rows = (nämnd / tiny.DATA / "kontoplan.csv").read_text(encoding="utf-8").splitlines()
    return "".join(f"{row.split(';')[0]};tillgångar;Alla\n" for row in rows if ";balans;" in row)


def test_a_risk_comes_in_with_its_numbers(register, read: Callable[[], Sources]) -> None:
    register("risker", RISK)
    assert read().risks[["sannolikhet", "konsekvens_mnkr"]].to_numpy().tolist() == [[40.0, 1.5]]


@pytest.mark.parametrize(
    ("name", "row", "line"),
    [
        ("risker", RISK.replace("40", "140"), "rad 2, kolumn sannolikhet: fann 140, väntade en sannolikhet i procent"),
        ("risker", RISK.replace("1,5", "-1,5"), "rad 2, kolumn konsekvens_mnkr: fann ”-1,5”, väntade ett tal som är"),
        ("risker", RISK.replace("ekonomichefen", ""), "rad 2, kolumn ägare: fann ett tomt fält, väntade en roll"),
        (
            "känslighet",
            "Löner;personal;101",
            "rad 2, kolumn procent: fann 101, väntade högst 100 procent upp eller ned",
        ),
        ("känslighet", "Löner;löner;1", "kolumn kostnadsslag: fann kostnadsslag som inte finns: ”löner”"),
        ("poster", "1510;tillgångar;Kassa", "kolumn konto: fann ingen rad för balanskontot"),
        ("poster", "1510;tillgång;Kassa", "kolumn sida: fann ”tillgång”, väntade något av tillgångar, skulder"),
        ("ingående", "1510;2025;100,00", "kolumn belopp: fann en summa som inte är noll för 2025, väntade summan 0,00"),
    ],
)
def test_each_fault_is_told(register, read: Callable[[], Sources], name: str, row: str, line: str) -> None:
    register(name, row)
    with pytest.raises(DataError) as caught:
        read()
    said = [finding.line() for finding in caught.value.findings]
    assert any(line in one for one in said), said
