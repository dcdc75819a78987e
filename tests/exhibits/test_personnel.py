"""Årsarbetare: hours over the norm of a full year."""

import pandas as pd
import pytest

from ekonomi import personnel, terms
from ekonomi.errors import DataError

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
HOURS = pd.DataFrame(
    [(month, ansvar, 850.0) for month in MONTHS for ansvar in ("1", "2", "9")],
    columns=["månad", "ansvar", "timmar"],
)
NORMS = pd.DataFrame(
    [(1700.0, "källa", "2022-01", "2024-12"), (1275.0, "källa", "2025-01", "")],
    columns=["timmar", "källa", "giltig_från", "giltig_till"],
)
FORECASTS = pd.DataFrame(
    [
        ("2025-08", "årsarbetare", 710.0),
        ("2025-03", "årsarbetare", 705.0),
        ("2025-05", "årsarbetare", None),
        ("2025-03", "SLA", 85.0),
        ("2024-08", "årsarbetare", 690.0),
    ],
    columns=["rapport", "mått", "värde"],
)


FILES = personnel.Files("tid.csv", "norm.csv", "prognoser.csv")
ORGANISATION = pd.DataFrame(
    [("1", "A", 1, "2022-01", ""), ("2", "B", 2, "2022-01", "2025-02"), ("2", "A", 1, "2025-03", ""),
     ("9", "C", 3, "2022-01", "")],
    columns=["ansvar", "verksamhetsområde", "ordning", "giltig_från", "giltig_till"],
)  # fmt: skip


def staff(period: str, hours: pd.DataFrame = HOURS) -> personnel.Staff:
    tables = {FILES.counted: hours, FILES.norm: NORMS, FILES.forecasts: FORECASTS}
    return personnel.staff(tables, FILES, ORGANISATION, period, 5.0)


def test_each_year_is_divided_by_its_own_norm():
    found = staff("2025-03")
    assert found.values.loc[terms.TOTALT].tolist() == [6.0, 4.5, 705.0, 18.0]
    assert str(found.trails[terms.TOTALT][terms.M_FG_ÅR]) == (
        "{fil=tid.csv; summa=timmar; månad=2024-01..2024-03} / {fil=norm.csv; summa=timmar; giltig_från=2022-01}"
    )


def test_an_ansvar_that_moves_counts_in_each_område_for_its_own_months():
    found = staff("2025-03")
    assert found.values[terms.M_UTFALL].to_dict() == {
        terms.TOTALT: 6.0, "A": (3 + 1) * 850 / 1275, "B": 2 * 850 / 1275, "C": 2.0,
    }  # fmt: skip
    assert found.values[terms.M_FG_ÅR].to_dict() == {terms.TOTALT: 4.5, "A": 1.5, "B": 1.5, "C": 1.5}
    assert "månad=2025-01|2025-02; ansvar=2}" in str(found.trails["B"][terms.M_UTFALL])


def test_an_område_without_hours_in_one_year_has_none_of_that_year():
    found = staff("2025-03", HOURS[(HOURS["ansvar"] != "9") | (HOURS["månad"] < "2025-01")])
    assert found.values.loc["C", [terms.M_UTFALL, terms.M_FG_ÅR]].tolist() == [0.0, 1.5]


@pytest.mark.parametrize(
    ("period", "forecast"),
    [("2025-02", None), ("2025-07", 705.0), ("2025-08", 710.0), ("2025-12", 24.0), ("2024-12", 18.0)],
)
def test_forecast_known_at_the_close(period, forecast):
    found = staff(period).values.at[terms.TOTALT, terms.M_PROGNOS]
    assert (None if pd.isna(found) else found) == forecast


def test_no_hours_is_unknown():
    assert staff("2025-03", HOURS[:0]).values[terms.M_UTFALL].isna().all()
    assert staff("2024-03").values[terms.M_FG_ÅR].isna().all()


def test_monthly_starts_anew_in_january():
    found = personnel.monthly(HOURS, NORMS, FILES, "2024-11", "2025-02")
    assert found["månad"].tolist() == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert found["årsarbetare"].tolist() == [1.5, 1.5, 2.0, 2.0]
    assert found["ack"].tolist() == [1.5, 3.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("norms", "found"),
    [
        (NORMS[1:], "0 rader som gäller"),
        (pd.concat([NORMS, NORMS]), "2 rader som gäller"),
        (NORMS.assign(timmar=0.0), "noll timmar"),
    ],
)
def test_faulty_norm(norms, found):
    with pytest.raises(DataError) as error:
        personnel.norm(norms, "2024-03")
    assert str(error.value) == (
        f"helårsnorm, kolumn timmar: fann {found}, väntade en rad med timmar större än noll som gäller 2024-03. "
        "Rätta giltighet och timmar i registret."
    )
