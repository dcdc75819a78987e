"""The habits of a real ledger that the readers, the forecast and the reconciliation must cope with."""

import pandas as pd
import pytest

from tests.data.conftest import EXAMPLE

CLOSED = "2025-03"


def monthly(ledger: pd.DataFrame, konto: str) -> pd.Series:
    return ledger[ledger["Konto"].isin(konto.split())].groupby("period")["öre"].sum()


def test_rent_of_later_months_is_already_posted_and_nothing_else(ledger: pd.DataFrame) -> None:
    later = ledger[ledger["period"] > CLOSED]
    assert sorted(later["period"].unique()) == ["2025-04", "2025-05", "2025-06"]
    assert set(later["Konto"]) == {"6010", "6120", "2510"}
    assert (later["Registrerad"] < "2025-04").all()


def test_every_recurring_posting_is_there_every_month(ledger: pd.DataFrame, registers: dict) -> None:
    posted = ledger.groupby(["Konto", "Ansvar", "Motpart", "period"])["öre"].sum()
    for row in registers["aterkommande"]:
        öre = int(row["belopp"].replace(" ", "").replace(",", ""))
        year = row["giltig_från"][:4]
        for month in map(int, row["månader"].split(",")):
            period = f"{year}-{month:02d}"
            if period <= "2025-06":
                assert posted[row["konto"], row["ansvar"], row["motpart"], period] == öre


def test_invoices_are_entered_after_their_period_was_closed(ledger: pd.DataFrame) -> None:
    after = ledger.groupby(["period", "Verifikationsnr"])["Registrerad"].first().reset_index()
    next_month = (pd.PeriodIndex(after["period"], freq="M") + 1).strftime("%Y-%m")
    late = after[after["Registrerad"] > next_month + "-10"]
    assert late["period"].tolist() == ["2024-07", "2024-11", "2025-02", "2025-02"]


def test_holiday_debt_falls_in_july_and_holiday_pay_peaks(ledger: pd.DataFrame) -> None:
    debt, pay = monthly(ledger, "5190"), monthly(ledger, "5110")
    for year in ("2022", "2023", "2024"):
        assert debt[f"{year}-07"] < 0 < debt[f"{year}-10"]
        assert pay[f"{year}-07"] == pay.filter(like=year).max()


def test_licences_are_invoiced_by_quarter_and_spread(ledger: pd.DataFrame) -> None:
    licences = ledger[ledger["Konto"] == "7461"]
    invoices = licences[licences["Verifikationstyp"] == "LF"]
    ordinary = invoices[invoices["Projekt"] == ""]
    assert set(ordinary["period"].str[5:].astype(int) % 3) == {1}
    spread = licences[licences["Verifikationstyp"] == "PE"].groupby("period")["öre"].sum()
    assert spread["2024-01"] < 0 < spread["2024-02"]
    assert spread["2024-01":"2024-03"].sum() == 0


@pytest.mark.parametrize("konto", ["2990", "1790"])
def test_accruals_of_december_are_reversed_in_january(ledger: pd.DataFrame, konto: str) -> None:
    accruals = ledger[(ledger["Konto"] == konto) & (ledger["Verifikationstyp"] == "PE")]
    sums = accruals.groupby("period")["öre"].sum()
    for year in (2022, 2023, 2024):
        assert sums[f"{year}-12"] == -sums[f"{year + 1}-01"] != 0


def test_the_year_ends_with_its_own_bookings(ledger: pd.DataFrame) -> None:
    ends = ledger[ledger["Text"].str.startswith("Bokslut:")]
    assert set(ends["period"]) == {"2022-12", "2023-12", "2024-12"}


def test_corrections_name_the_voucher_that_they_undo(ledger: pd.DataFrame) -> None:
    corrections = ledger[ledger["Verifikationstyp"] == "RÄ"]
    assert corrections["Verifikationsnr"].nunique() >= 12
    for row in corrections[corrections["Text"].str.endswith("fel tjänst")].itertuples():
        number = row.Text.split()[3].strip(",")
        original = ledger[(ledger["year"] == row.year) & (ledger["Verifikationsnr"] == number)]
        assert original["öre"].iloc[0] == -row.öre
        assert original["Objekt"].iloc[0] == row.Objekt


def test_credit_notes_have_the_opposite_sign(ledger: pd.DataFrame) -> None:
    from_suppliers = ledger[(ledger["Verifikationstyp"] == "LK") & (ledger["Konto"].str[0] > "3")]
    to_customers = ledger[(ledger["Verifikationstyp"] == "KK") & (ledger["Konto"].str[0] == "3")]
    assert len(from_suppliers) and (from_suppliers["öre"] < 0).all()
    assert len(to_customers) and (to_customers["öre"] > 0).all()


def test_budget_is_no_straight_twelfth(budget: pd.DataFrame) -> None:
    costs = budget[(budget["Konto"].str[0] > "3") & (budget["period"].str[:4] == "2025")]
    share = costs.groupby("period")["öre"].sum() / costs["öre"].sum() * 12
    assert share.max() - share.min() > 0.05


def test_costs_mostly_keep_their_sign(ledger: pd.DataFrame) -> None:
    """A cost below zero is a credit, a correction, a reversal or the holiday debt; nothing else."""
    negative = ledger[(ledger["Konto"].str[0] > "3") & (ledger["öre"] < 0) & (ledger["Konto"] != "5190")]
    assert set(negative["Verifikationstyp"]) <= {"LK", "RÄ", "PE"}


def test_services_come_and_go(registers: dict) -> None:
    services = registers["tjanster"]
    assert any(row["giltig_till"] == "2023-12" for row in services)
    assert any(row["giltig_från"] == "2025-01" for row in services)
    assert 60 <= len(services) <= 70


def test_incidents_have_the_published_measures() -> None:
    rows = pd.read_csv(EXAMPLE / "effektmatt" / "incidenter.csv", dtype=str, keep_default_na=False)
    closed = rows[rows["resolved_at"] != ""]
    year = closed["resolved_at"].str[:4]
    sla = (closed["made_sla"] == "true").groupby(year).mean().mul(100).round().astype(int)
    assert sla.to_dict() == {"2023": 75, "2024": 85, "2025": 88}
    major = (closed["major_incident"] == "true").groupby(year).sum()
    assert major.to_dict() == {"2023": 61, "2024": 34, "2025": 13}
    assert rows["number"].is_unique


def test_hours_give_the_published_years_of_work() -> None:
    hours = pd.read_csv(EXAMPLE / "personal" / "arbetad_tid.csv", sep=";").groupby("månad")["timmar"].sum()
    norm = pd.read_csv(EXAMPLE / "personal" / "helarsnorm.csv", sep=";")["timmar"].iloc[0]
    assert round(hours["2025-01":"2025-03"].sum() / norm, 1) == 188.7
    assert round(hours["2024-01":"2024-03"].sum() / norm, 1) == 182.2
    assert round(hours["2024-01":"2024-12"].sum() / norm, 1) == 691.4
