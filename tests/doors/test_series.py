"""The files beside the ledger: months left out, series that stop, files cut short, cases out of order."""

import pandas as pd
import pytest

from ekonomi import period as periods
from ekonomi.params import CheckSettings
from ekonomi.sources.checks import cut_at_limit
from ekonomi.sources.door import Dated
from ekonomi.sources.measures import before_opened, few_cases
from ekonomi.sources.series import leaps, lost_months, lost_of_series, told_twice

MONTHS = periods.span("2024-01", "2025-03")
UNITS = pd.DataFrame(
    [("11", "2022-01", ""), ("12", "2022-01", "2024-06"), ("13", "2022-01", "")],
    columns=["ansvar", "giltig_från", "giltig_till"],
)


def hours(*lost: tuple[str, str]) -> pd.DataFrame:
    rows = [(code, month) for month in MONTHS for code in ("11", "12", "13") if (code, month) not in lost]
    return pd.DataFrame(rows, columns=["ansvar", "månad"]).assign(rad=range(2, 2 + len(rows)))


def series(*lost: tuple[str, str]) -> list[str]:
    dated = Dated({"organisation": UNITS}, {})
    return [one.line() for one in lost_of_series(hours(*lost), ["ansvar"], dated, "tid.csv")]


def test_a_month_that_no_row_has():
    rows = hours(*[(code, month) for code in ("11", "12", "13") for month in ("2024-05", "2024-06")])
    assert [one.line() for one in lost_months(rows, "2025-04", "tid.csv")] == [
        "tid.csv, kolumn månad: fann inga rader för 2024-05, 2024-06, 2025-04, väntade rader varje månad. Lägg till "
        "månadens rader; filen kan vara avkortad."
    ]
    quarterly = rows[rows["månad"].str[5:].isin(["03", "06", "09", "12"])]
    assert lost_months(quarterly, "2025-03", "matt.csv") == []


def test_a_series_that_stops_or_has_a_gap_while_its_code_holds():
    assert series() == []
    assert series(*[("12", month) for month in MONTHS if month > "2024-06"]) == []
    assert series(("11", "2024-02"), ("13", "2025-02"), ("13", "2025-03")) == [
        "tid.csv, rad 42, kolumn månad: fann ingen rad för ansvar 11 i 2024-02, väntade en rad varje månad. Lägg till "
        "raderna, eller avsluta koden i registret.",
        "tid.csv, rad 39, kolumn månad: fann ingen rad för ansvar 13 i 2025-02–2025-03, väntade en rad varje månad. "
        "Lägg till raderna, eller avsluta koden i registret.",
    ]


def told_of_leaps(**last: float) -> list[str]:
    """The findings of hours that are even but in the last month."""
    usual = {"11": 1000.0, "12": 1000.0, "13": 10.0}
    rows = hours().assign(timmar=lambda own: own["ansvar"].map(usual))
    at = rows["månad"] == MONTHS[-1]
    rows.loc[at, "timmar"] = rows.loc[at, "ansvar"].map({**usual, **{code.strip("_"): n for code, n in last.items()}})
    found = leaps(rows, ("ansvar", "månad"), ["timmar"], MONTHS[-1], CheckSettings(), "tid.csv")
    return [one.funnet for one in found]


def test_a_leap_is_told_where_the_sum_feels_it():
    assert told_of_leaps() == told_of_leaps(_11=5000.0) == told_of_leaps(_13=60.0) == told_of_leaps(_13=0.0) == []
    assert told_of_leaps(_12=0.0) == ["0 för ansvar 12 i 2025-03"]
    assert told_of_leaps(_11=5001.0) == ["5 001 för ansvar 11 i 2025-03"]
    assert told_of_leaps(_12=199.0, _13=900.0) == ["199 för ansvar 12 i 2025-03", "900 för ansvar 13 i 2025-03"]


@pytest.mark.parametrize(("first", "last", "found"), [(2, 10_001, 1), (5, 65_536, 1), (2, 10_002, 0), (2, 9_999, 0)])
def test_a_round_number_of_rows(first, last, found):
    rad = pd.Series([first, last])
    assert len(cut_at_limit(rad, CheckSettings().radgränser, "incidenter.csv")) == found


def test_a_list_of_cases_cut_short():
    days = [f"{month}-1{n}" for month in MONTHS for n in range(9) if month != "2025-03" or n < 4]
    table = pd.DataFrame({"resolved_at": [*days, ""]})
    assert [one.line() for one in few_cases(table, "resolved_at", "2025-03", CheckSettings(), "incidenter.csv")] == [
        "incidenter.csv, kolumn resolved_at: fann 4 ärenden i 2025-03, väntade omkring 9 som i de tolv månaderna före. "
        "Kontrollera att filen är hel: den kan vara avkortad."
    ]
    half = table[table["resolved_at"] < "2024-07"]
    found = few_cases(half, "resolved_at", "2025-03", CheckSettings(), "incidenter.csv")
    assert [one.funnet for one in found] == ["0 ärenden i 2025-01", "0 ärenden i 2025-02", "0 ärenden i 2025-03"]


def test_a_case_solved_before_it_was_opened():
    table = pd.DataFrame(
        [("2025-01-02", "2025-01-01", 2), ("2025-01-02", "2025-01-02", 3), ("2025-01-02", "", 4)],
        columns=["öppnad", "löst", "rad"],
    )
    assert [one.line() for one in before_opened(table, "öppnad", "löst", "incidenter.csv")] == [
        "incidenter.csv, rad 2, kolumn löst: fann dagen 2025-01-01 för ett ärende öppnat 2025-01-02, väntade samma dag "
        "eller en senare. Rätta datumen, eller ta ut filen på nytt."
    ]
    assert before_opened(table, None, "löst", "incidenter.csv") == []


def test_rows_without_a_number_are_no_repeats():
    table = pd.DataFrame({"number": ["", "", "A", "A", "A"], "rad": [2, 3, 4, 5, 6]})
    assert [(one.rad, one.funnet) for one in told_twice(table, ["number"], "x.csv")] == [
        (5, "samma rad som rad 4: number ”A”"),
        (6, "samma rad som rad 4: number ”A”"),
    ]
