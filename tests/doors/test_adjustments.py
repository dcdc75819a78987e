"""The register of adjustments: what the door lets in, and the Swedish line for each fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ekonomi.errors import DataError
from ekonomi.sources import Sources
from tests import tiny

HEAD = "rapport;ansvar;kostnadsslag;belopp;period;motivering;beslutad_av;datum\n"
GOOD = "2025-03;11;personal;-250000;2025-05;Två tillsätts;ekonomichefen;2025-04-09"
FIL = f"{tiny.DATA}/justeringar.csv"


@pytest.fixture
def register(nämnd: Path) -> Callable[..., None]:
    """Write the register with the given rows, and name it in the settings."""

    def write(*rows: str) -> None:
        (nämnd / FIL).write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        tiny.edit(nämnd / "params/mininamnd.yaml", "  åtgärder: atgarder.csv", "  åtgärder: atgarder.csv\n"
                  "  justeringar: justeringar.csv")  # fmt: skip

    return write


def test_a_decided_adjustment_comes_in_as_öre(register, read: Callable[[], Sources]) -> None:
    register(GOOD)
    found = read().adjustments
    assert found[["ansvar", "belopp", "period", "beslutad_av"]].to_numpy().tolist() == [
        ["11", -25_000_000, "2025-05", "ekonomichefen"]
    ]


def test_one_in_other_words_is_told(register, read: Callable[[], Sources]) -> None:
    register(GOOD, GOOD.replace("Två", "Några"), GOOD.replace("-250000", "-250001"))
    assert [one.line() for one in read().findings if one.kontroll.name == "samma justering i andra ord"] == [
        f"{FIL}, rad 3, kolumn motivering: fann samma ansvar, kostnadsslag, månad och belopp som rad 2, "
        "−250 000,00 kr, väntade varje justering en gång. Ta bort den ena om det är samma. Låt stå om de är två."
    ]


def test_without_a_register_there_are_none(read: Callable[[], Sources]) -> None:
    assert read().adjustments.empty


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([GOOD.replace("-250000", "0")], "rad 2, kolumn belopp: fann 0,00 kr, väntade ett belopp som inte är noll. "
         "Rätta beloppet eller ta bort raden."),
        ([GOOD.replace("2025-05", "2025-03")], "rad 2, kolumn period: fann ”2025-03”, väntade en månad efter "
         "rapportens period, i samma år. Det som redan är bokfört finns i utfallet: ta bort raden eller rätta "
         "perioden."),
        ([GOOD.replace("2025-05", "2026-01")], "rad 2, kolumn period: fann ”2026-01”, väntade en månad efter "
         "rapportens period, i samma år. Det som redan är bokfört finns i utfallet: ta bort raden eller rätta "
         "perioden."),
        ([GOOD.replace("04-09", "02-30")], "rad 2, kolumn datum: fann ”2025-02-30”, väntade ett datum ÅÅÅÅ-MM-DD "
         "som finns. Rätta värdet i filen eller ta ut filen på nytt."),
        ([GOOD, GOOD], "rad 3: fann samma rad som rad 2: rapport ”2025-03”, ansvar ”11”, kostnadsslag ”personal”, "
         "belopp −250 000,00 kr, period ”2025-05”, motivering ”Två tillsätts”, väntade varje uppgift en gång. Ta bort "
         "den rad som inte ska räknas."),
        ([GOOD.replace("ekonomichefen", "")], "rad 2, kolumn beslutad_av: fann ett tomt fält, väntade en roll, till "
         "exempel ekonomichef. Rätta värdet i filen eller ta ut filen på nytt."),
        ([GOOD.replace("Två tillsätts", "")], "rad 2, kolumn motivering: fann ett tomt fält, väntade en motivering. "
         "Rätta värdet i filen eller ta ut filen på nytt."),
        ([GOOD.replace(";11;", ";99;")], "rad 2, kolumn ansvar: fann okänt ansvar ”99”, väntade en kod som finns i "
         f"{tiny.DATA}/organisation.csv; närmast: 90. Rätta posten eller lägg till koden i registret."),
    ],
)  # fmt: skip
def test_a_faulty_adjustment_is_named_and_placed(register, read: Callable[[], Sources], rows, line) -> None:
    register(*rows)
    with pytest.raises(DataError) as error:
        read()
    assert [finding.line() for finding in error.value.findings] == [f"{FIL}, {line}"]
