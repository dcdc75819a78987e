"""The ledger's form: what a Unit4 export looks like, and that its vouchers hold together."""

import re

import pandas as pd

from tests.data.conftest import EXAMPLE

HEADER = (
    "Konto;Ansvar;Projekt;Spec;AktAO;Objekt;Verk;Motpart;Belopp;Period;Verifikationsnr;Verifikationstyp;Radnr;"
    "Transdatum;Verifikationsdatum;Registrerad;Text"
)
OWN = "0490"


def test_files_are_as_unit4_writes_them() -> None:
    for file in (EXAMPLE / "huvudbok").glob("*.csv"):
        data = file.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n")
        assert data.endswith(b'"\r\n')


def test_amounts_have_a_space_between_thousands_and_two_decimals(ledger: pd.DataFrame) -> None:
    assert ledger["Belopp"].map(lambda text: bool(re.fullmatch(r"-?\d{1,3}( \d{3})*,\d{2}", text))).all()


def test_every_voucher_balances_within_one_period(ledger: pd.DataFrame) -> None:
    vouchers = ledger.groupby(["year", "Verifikationsnr"])
    assert (vouchers["öre"].sum() == 0).all()
    assert (vouchers["period"].nunique() == 1).all()
    assert (vouchers["Registrerad"].nunique() == 1).all()


def test_rows_of_a_voucher_are_numbered_from_one(ledger: pd.DataFrame) -> None:
    place = ledger.groupby(["year", "Verifikationsnr"]).cumcount() + 1
    assert (place == ledger["Radnr"].astype(int)).all()


def test_a_file_holds_its_year_and_every_month_of_it(ledger: pd.DataFrame) -> None:
    assert (ledger["period"].str[:4] == ledger["year"]).all()
    months = ledger.groupby("year")["period"].nunique().to_dict()
    assert months == {"2022": 12, "2023": 12, "2024": 12, "2025": 6}


def test_konto_ansvar_and_motpart_are_always_there_and_verk_on_the_result(ledger: pd.DataFrame) -> None:
    assert (ledger[["Konto", "Ansvar", "Motpart"]] != "").all(axis=None)
    result = ledger["Konto"].str[0] > "2"
    assert (ledger.loc[result, "Verk"] != "").all()
    assert (ledger.loc[~result, "Verk"] == "").all()


def test_income_carries_tjänst(ledger: pd.DataFrame) -> None:
    assert (ledger.loc[ledger["Konto"].str[0] == "3", "Objekt"] != "").all()


def test_internal_sales_and_purchases_are_equal_each_period(
    ledger: pd.DataFrame, budget: pd.DataFrame, forecasts: pd.DataFrame
) -> None:
    for rows, by in ((ledger, "period"), (budget, "period"), (forecasts, "version")):
        internal = rows[rows["Motpart"] == OWN]
        assert len(internal)
        assert (internal.groupby(by)["öre"].sum() == 0).all()


def test_the_workbooks_say_that_they_are_examples() -> None:
    for file in [*(EXAMPLE / "budget").glob("*.xlsx"), *(EXAMPLE / "prognos").glob("*.xlsx")]:
        assert (
            "Exempeldata – inte Intraservices bokföring"
            in pd.read_excel(file, header=None, engine="calamine").iloc[0, 0]
        )


def test_the_example_is_small_enough_for_git() -> None:
    files = [file for file in EXAMPLE.parent.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert sum(file.stat().st_size for file in files) < 9_000_000


def test_the_readme_says_first_that_the_data_are_synthetic() -> None:
    first = (EXAMPLE / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert "syntetiskt" in first
    assert "inte Intraservices bokföring" in first
