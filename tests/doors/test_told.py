"""The register of what people know: what the door lets in, and the Swedish line for each fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ekonomi.errors import DataError
from ekonomi.sources import Sources, booked_ahead
from tests import tiny

HEAD = "serie;månad;belopp;slag;källa\n"
FIL = f"{tiny.DATA}/kanda.csv"


@pytest.fixture
def register(nämnd: Path) -> Callable[..., None]:
    """Write the register with the given rows, and name it in the settings."""

    def write(*rows: str) -> None:
        (nämnd / FIL).write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        tiny.edit(nämnd / "params/mininamnd.yaml", "  åtgärder: atgarder.csv", "  åtgärder: atgarder.csv\n"
                  "  kända: kanda.csv")  # fmt: skip

    return write


def test_amounts_decisions_and_answers_come_in(register, read: Callable[[], Sources]) -> None:
    register("HR|personal;2025-02;;fel;rättas i april", "Ekonomi|personal;2025;-3 600 000,50;beslut;budget")
    found = read().known
    assert found[["rapport", "serie", "månad", "slag"]].to_numpy().tolist() == [
        ["", "HR|personal", "2025-02", "fel"],
        ["", "Ekonomi|personal", "2025", "beslut"],
    ]
    assert found["belopp"].isna().tolist() == [True, False]
    assert found["belopp"].iloc[1] == -3_600_000.50


def test_a_register_may_have_no_rows(register, read: Callable[[], Sources]) -> None:
    register()
    assert read().known.empty


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (["HT|personal;2025-02;;fel;x"], "rad 2, kolumn serie: fann ”HT|personal”, väntade ett verksamhetsområde"),
        (["HR|personal;2025;5;känt;x"], "rad 2, kolumn månad: fann ”2025”, väntade en månad ÅÅÅÅ-MM; bara ett beslut"),
        (["HR|personal;2025-04;;känt;x"], "rad 2, kolumn belopp: fann ett tomt fält, väntade ett belopp i kronor"),
        (["HR|personal;2025-02;;fel;x"] * 2, "rad 3, kolumn källa: fann ”x”, väntade varje uppgift en gång"),
        (["HR|personal;2025-04;5;justering;x"], "rad 2, kolumn slag: fann ”justering”, väntade något av känt, beslut"),
        (["HR|personal;2025-04;5;känt;"], "rad 2, kolumn källa: fann ett tomt fält, väntade en motivering"),
    ],
)
def test_a_faulty_row_stops_the_report(register, read: Callable[[], Sources], rows: list[str], line: str) -> None:
    register(*rows)
    with pytest.raises(DataError) as error:
        read()
    assert line in str(error.value)


def test_only_what_was_booked_before_the_close_counts(read: Callable[[], Sources]) -> None:
    """A posting in a later month is known where it was registered by the closing day, never by hindsight."""
    later = read().ledger.head(3).assign(period="2025-05", registrerad=["2025-04-10", "2025-04-11", ""])
    assert booked_ahead(later, "2025-03", 10)["registrerad"].tolist() == ["2025-04-10"]
