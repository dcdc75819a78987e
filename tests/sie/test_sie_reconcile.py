"""Balances are held against the vouchers: what differs is said, and stops nothing."""

import pytest

from tests.sie.files import HEAD, VOUCHER, book, lines, voucher

ACTION = "Kontrollera att filen har med alla verifikationer och att saldona är uttagna samtidigt."


def notes(balances: str, vouchers: str = VOUCHER, head: str = HEAD) -> list[str]:
    return lines(book(head + balances + vouchers).notes)


@pytest.mark.parametrize(
    "balances",
    [
        "",
        "#RES 0 5010 100\n#IB 0 1930 500\n#UB 0 1930 400.00\n",
        "#PSALDO 0 202501 5010 {} 100\n#PSALDO 0 202501 5010 {1 11} 100\n#PSALDO 0 202501 5010 {6 P1} 100\n",
        "#PSALDO 0 202501 5010 {1 11 6 P1} 100 3\n#PSALDO 0 202501 1930 -100\n",
        "#OIB 0 5010 {1 11} 5\n#OUB 0 5010 {1 11} 105.00 2,5\n#OUB 0 5010 {1 11 6 P1} 100\n",
        "#PBUDGET 0 202501 5010 {} 77\n#PBUDGET 0 202501 5010 {1 11} 7 1\n#PBUDGET 0 202501 5010 7\n",
        "#RES -1 5010 77\n#IB -1 1930 1\n#PSALDO -1 202401 5010 {} 1\n",
    ],
)
def test_agreement_is_silent(balances):
    assert notes(balances) == []


@pytest.mark.parametrize(
    ("balances", "said"),
    [
        ("#RES 0 5010 90\n", "rad 7: fann utgående saldo 90,00 kr på konto 5010, väntade 100,00 kr"),
        ("#UB 0 1930 0\n", "rad 7: fann utgående saldo 0,00 kr på konto 1930, väntade −100,00 kr"),
        ("#RES 0 6000 1\n#RES 0 5010 100\n", "rad 7: fann utgående saldo 1,00 kr på konto 6000, väntade 0,00 kr"),
        ("#PSALDO 0 202501 5010 {} 99\n",
         "rad 7: fann periodsaldo 99,00 kr på konto 5010 i 2025-01, väntade 100,00 kr"),
        ("#PSALDO 0 202502 5010 {} 0\n", "bok.se: fann inget periodsaldo på konto 5010 i 2025-01, väntade 100,00 kr"),
        ("#OUB 0 5010 {1 11} 90\n",
         "rad 7: fann utgående saldo 90,00 kr på konto 5010 objekt 1 11, väntade 100,00 kr"),
        ("#OIB 0 5010 {6 P1} 1\n#OUB 0 5010 {6 P1} 100\n",
         "rad 8: fann utgående saldo 100,00 kr på konto 5010 objekt 6 P1, väntade 101,00 kr"),
        ("#PSALDO 0 202501 5010 {1 12} 5\n",
         "rad 7: fann periodsaldo 5,00 kr på konto 5010 objekt 1 12 i 2025-01, väntade 0,00 kr"),
    ],
)  # fmt: skip
def test_what_differs_is_said(balances, said):
    (line,) = notes(balances)
    assert line.endswith(f"{said} enligt verifikationerna (debet +). {ACTION}")


def test_an_account_without_a_closing_balance():
    (line,) = notes("#RES 0 3010 0\n")
    assert "fann inget utgående saldo på konto ”5010”, väntade 100,00 kr" in line


def test_a_balance_that_cannot_be_read_is_a_note():
    (line,) = notes("#RES 0 5010 mycket\n")
    assert line.startswith("mapp/bok.se, rad 7: fann saldot ”0 5010 mycket”, väntade årsnummer, konto och ett belopp")


AMOUNT = "ett belopp i kronor med högst två decimaler och 13 siffror före punkten"
YEARS = f"årsnummer, konto, objekt och {AMOUNT}"
MONTHS = f"årsnummer, period ÅÅÅÅMM, konto och {AMOUNT}"
LEAVE = "Posten räknas inte med; rätta den i filen om den behövs."


@pytest.mark.parametrize(
    ("record", "found", "expected"),
    [
        ("#OIB 0 5010 {} 5", "saldot ”0 5010 {} 5”", YEARS),
        ("#OUB 0 5010 5", "saldot ”0 5010 5”", YEARS),
        ("#OUB år 5010 {1 11} 5", "saldot ”år 5010 {} 5”", YEARS),
        ("#OUB 0 5010 {1 11} fem", "saldot ”0 5010 {} fem”", YEARS),
        (
            "#OUB 0 5010 {1} 5",
            "en objektlista med en dimension utan objekt i en post",
            "fält enligt SIE-formatet",
        ),
        ("#PBUDGET 0 202513x 5010 {} 5", "saldot ”0 202513x 5010 {} 5”", MONTHS),
        ("#PBUDGET 0 202501 {} 5", "saldot ”0 202501 {} 5”", MONTHS),
        ("#PSALDO 0 2025 5010 {} 5", "saldot ”0 2025 5010 {} 5”", MONTHS),
        ("#PBUDGET 0 202501 5010 {} 5 många", "kvantiteten ”många”", "ett tal"),
    ],
)
def test_every_field_of_a_balance_is_tried(record, found, expected):
    assert notes(record + "\n") == [f"mapp/bok.se, rad 7: fann {found}, väntade {expected}. {LEAVE}"]


def test_a_budget_balance_is_kept_apart():
    read = book(HEAD + "#PBUDGET 0 202501 5010 {1 11} -77.50\n" + VOUCHER)
    assert read.balances.drop(columns="rad").values.tolist() == [["budget", 0, "202501", "5010", (("1", "11"),), -7750]]


CORRECTED = [
    "#TRANS 5010 {} 5",
    "#RTRANS 5010 {1 11} 7.50 20250120",
    "",
    "#TRANS 5010 {1 11} 7.5",
    "#TRANS 1930 {} -12.5",
]


def test_a_row_added_and_one_struck():
    rows = voucher(*CORRECTED, '#BTRANS 6110 {} 8 "" "Fel konto"')
    assert notes("", rows) == [] and book(HEAD + rows).rows["belopp"].tolist() == [500, 750, -1250]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("#RTRANS 5010 {} 9", "en tillagd rad utan sin #TRANS, väntade samma rad som #TRANS under den. "
         "Kontrollera verifikationen; raden är inte inläst."),
        ("#RTRANS 5010 {} nio", "”nio” (väntat " + AMOUNT + ") i en #RTRANS-post, väntade fält enligt SIE-formatet. "
         + LEAVE),
        ("#BTRANS {} 9", "en objektlista på fel plats i en #BTRANS-post, väntade fält enligt SIE-formatet. "
         + LEAVE),
    ],
)  # fmt: skip
def test_a_correction_with_a_fault(record, said):
    assert notes("", voucher(record, *CORRECTED)) == [f"mapp/bok.se, rad 9: fann {said}"]


def test_many_corrections_with_faults_are_counted():
    found = notes("", voucher(*["#BTRANS 1"] * 30, *CORRECTED))
    assert len(found) == 11 and "ytterligare 20 fynd av samma slag" in found[-1]


def test_objects_of_a_subdimension_are_joined():
    head = HEAD + '#DIM 20 "Område"\n#UNDERDIM 21 "Enhet" 20\n'
    rows = voucher("#TRANS 5010 {20 01 21 02} 5", "#TRANS 1930 {} -5")
    assert notes("#PSALDO 0 202501 5010 {21 0102} 5\n", rows, head) == []


def test_many_differences_are_counted():
    found = notes("".join(f"#RES 0 {6000 + n} 1\n" for n in range(30)) + "#RES 0 5010 100\n")
    assert len(found) == 11 and "ytterligare 20 fynd av samma slag" in found[-1]


def test_many_unreadable_balances_are_counted():
    found = notes("#RES 0 5010 mycket\n" * 30)
    assert len(found) == 11 and "ytterligare 20 fynd av samma slag" in found[-1]
