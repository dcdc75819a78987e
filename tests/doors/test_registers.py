"""Registers: a code means what it meant in the period of the posting."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from ekonomi.params import CheckSettings
from ekonomi.registers import look_up
from ekonomi.registers.findings import overlap_findings
from ekonomi.sources import Sources
from ekonomi.sources.standing import leaping_weights
from tests import tiny

ORGANISATION = pd.DataFrame(
    [
        ("11", "Gamla", "2022-01", "2024-06", 2),
        ("11", "Nya", "2024-07", "", 3),
        ("12", "Upphörd", "", "2024-03", 4),
        ("13", "Kommande", "2025-09", "", 5),
    ],
    columns=["ansvar", "avdelning", "giltig_från", "giltig_till", "rad"],
)


def names(*rows: tuple[str, str, str]) -> list[str]:
    frame = pd.DataFrame(rows, columns=["ansvar", "period", "beloppstyp"], index=range(10, 10 + len(rows)))
    found = look_up(frame, "ansvar", ORGANISATION, ["avdelning"])
    assert found.index.equals(frame.index)
    return found["avdelning"].fillna("–").tolist()


def test_validity_is_inclusive_and_open_at_either_end() -> None:
    assert names(("11", "2024-06", "utfall"), ("11", "2024-07", "utfall"), ("11", "2021-12", "utfall")) == [
        "Gamla",
        "Nya",
        "–",
    ]
    assert names(("12", "1999-01", "budget"), ("12", "2024-03", "budget"), ("12", "2024-04", "budget")) == [
        "Upphörd",
        "Upphörd",
        "–",
    ]


def test_a_forecast_stands_for_its_whole_year() -> None:
    assert names(
        ("11", "2024-12", "prognos"),
        ("12", "2024-12", "prognos"),
        ("13", "2025-12", "prognos"),
        ("", "2025-12", "prognos"),
    ) == ["Nya", "Upphörd", "Kommande", "–"]


def weights(*now: float) -> list[str]:
    """What is said of a pool's weights that were 10, 30 and 60 before, and of another's single one."""
    rows = [("P", code, "2024-01", vikt) for code, vikt in zip("ABC", (10, 30, 60), strict=True)]
    rows += [("P", code, "2025-01", vikt) for code, vikt in zip("ABC", now, strict=True)]
    rows += [("Q", "A", "2024-01", 1.0), ("Q", "A", "2025-01", 1000.0)]
    keys = pd.DataFrame(rows, columns=["pool", "mottagare", "giltig_från", "vikt"]).assign(rad=range(2, 10))
    return [one.line() for one in leaping_weights(keys, "2025-03", CheckSettings(), "nycklar.csv")]


def test_a_weight_that_leaps_beside_the_others_of_its_pool() -> None:
    assert weights(10, 30, 60) == weights(1000, 3000, 6000) == weights(50, 30, 60) == weights(0.1, 0.3, 0.6) == []
    assert weights(10_000, 30, 60) == [
        "nycklar.csv, rad 5, kolumn vikt: fann 10 000 för A i poolen P från 2025-01, väntade omkring 10 som "
        "förut. Kontrollera vikten i registret."
    ]


def test_no_rows() -> None:
    empty = pd.DataFrame({name: pd.Series([], dtype="str") for name in ("ansvar", "period", "beloppstyp")})
    assert look_up(empty, "ansvar", ORGANISATION, ["avdelning"]).empty


def test_an_overlap_is_found_whatever_the_order_of_the_rows() -> None:
    assert overlap_findings(ORGANISATION, ("ansvar",), "o.csv") == []
    later = ORGANISATION.assign(giltig_till=["2024-07", "", "2024-03", ""]).iloc[::-1]
    assert [finding.line() for finding in overlap_findings(later, ("ansvar",), "o.csv")] == [
        "o.csv, rad 3, kolumn giltig_från: fann ”11” från 2024-07, som redan gäller enligt rad 2, väntade en giltighet "
        "i taget för samma kod. Rätta giltig_från eller giltig_till så att raderna avlöser varandra."
    ]


def test_two_spellings_of_a_group_are_told(nämnd: Path, read: Callable[[], Sources]) -> None:
    old = "21;Drift;Digital infrastruktur;"
    new = f"22;Lagring;digital  infrastruktur;Digital infrastruktur;5;2022-01;\n{old}"
    tiny.edit(nämnd / tiny.DATA / "organisation.csv", old, new)
    assert [one.said() for one in read().findings] == [
        "Varning (två stavningar): data/mininamnd/organisation.csv, rad 5, kolumn verksamhetsområde: fann ”Digital "
        "infrastruktur”, väntade ”digital infrastruktur”, som på en tidigare rad. Stava lika på alla rader. Låt stå om "
        "de är två."
    ]
