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
    assert line.startswith(
        "mapp/bok.se, rad 7: fann saldot ”0 5010 mycket”, väntade årsnummer, konto och ett belopp"
    )


def test_objects_of_a_subdimension_are_joined():
    head = HEAD + '#DIM 20 "Område"\n#UNDERDIM 21 "Enhet" 20\n'
    rows = voucher("#TRANS 5010 {20 01 21 02} 5", "#TRANS 1930 {} -5")
    assert notes("#PSALDO 0 202501 5010 {21 0102} 5\n", rows, head) == []


def test_many_differences_are_counted():
    found = notes("".join(f"#RES 0 {6000 + n} 1\n" for n in range(30)) + "#RES 0 5010 100\n")
    assert len(found) == 11 and "ytterligare 20 saldon som skiljer sig" in found[-1]


def test_many_unreadable_balances_are_counted():
    found = notes("#RES 0 5010 mycket\n" * 30)
    assert len(found) == 11 and "ytterligare 20 poster som inte går att läsa" in found[-1]
