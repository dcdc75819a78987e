"""The measures of a report period: which months, years and versions each column sums."""

import pandas as pd
import pytest

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.urval import Rows, Selector


def _rows(beloppstyp: str, version: str, months: tuple[str, ...], belopp: int, intern: bool = False) -> pd.DataFrame:
    frame = pd.DataFrame({"period": months})
    return frame.assign(beloppstyp=beloppstyp, version=version, belopp=belopp, intern=intern, kostnadsslag="IT")


CUBE = pd.concat(
    [
        _rows("utfall", "", periods.span("2024-01", "2024-12"), -1),
        _rows("utfall", "", periods.span("2025-01", "2025-12"), -10),
        _rows("budget", "2025", periods.span("2025-01", "2025-12"), -100),
        _rows("prognos", "2025-03", ("2025-12",), -1000),
        _rows("prognos", "2025-08", ("2025-12",), -2000),
        _rows("prognos", "2024-08", ("2024-12",), -3000),
    ],
    ignore_index=True,
)


@pytest.mark.parametrize(
    ("period", "budget", "prognos", "fg_prognos"),
    [
        ("2025-01", "2025", None, None),
        ("2025-02", "2025", None, None),
        ("2025-03", "2025", "2025-03", None),
        ("2025-05", "2025", "2025-03", None),
        ("2025-08", "2025", "2025-08", "2025-03"),
        ("2025-12", "2025", None, "2025-08"),
        ("2024-12", None, None, "2024-08"),
    ],
)
def test_versions(period: str, budget: str | None, prognos: str | None, fg_prognos: str | None) -> None:
    assert cubes.choose_versions(CUBE, period) == cubes.Versions(budget, prognos, fg_prognos)


EXPECTED = {
    "2025-01": [-10, -100, -1, None, -1200, -1200, -12, None, None],
    "2025-02": [-20, -200, -2, None, -1200, -1200, -12, -10, -100],
    "2025-03": [-30, -300, -3, -1000, -1200, -1200, -12, -20, -200],
    "2025-08": [-80, -800, -8, -2000, -1000, -1200, -12, -70, -700],
    "2025-12": [-120, -1200, -12, -120, -2000, -1200, -12, -110, -1100],
    "2024-03": [-3, None, None, None, None, None, None, -2, None],
}


@pytest.mark.parametrize("period", EXPECTED)
def test_measures(period: str) -> None:
    found = cubes.measured(CUBE, period).sums(urval.only("kostnadsslag", "IT"))
    assert [found.get(measure) for measure in terms.MEASURES] == EXPECTED[period]
    assert list(found) == [measure for measure in terms.MEASURES if measure in found]


def test_a_narrowed_selection_tells_zero_from_unknown() -> None:
    measured = cubes.measured(CUBE, "2025-02")
    row = measured.sums(urval.only("beloppstyp", "budget"))
    assert row[terms.M_UTFALL] == 0
    assert terms.M_PROGNOS not in row
    assert measured.known == (*row,)


def test_several_selections_are_summed_together_and_the_keys_select_no_rows() -> None:
    measured = cubes.measured(CUBE, "2025-02")
    parts = [urval.only("period", month) for month in ("2025-01", "2025-02")]
    assert measured.sums(*parts)[terms.M_UTFALL] == -20
    assert measured.sums(*parts, parts[0])[terms.M_UTFALL] == -20
    assert measured.sums(parts[0] & urval.only(cubes.KEYS, "budgetens"))[terms.M_UTFALL] == -10
    assert set(measured.select(parts[1], ["period"])["period"]) == {"2025-02"}
    assert measured.distinct(parts[1], "period", "version")["version"].tolist() == ["", "2025"]


@pytest.mark.parametrize("period", EXPECTED)
def test_what_each_measure_chose_selects_its_rows_again(period: str) -> None:
    measured = cubes.measured(CUBE, period)
    ledger = Selector(CUBE)
    for name, rows in measured.chosen.items():
        assert ledger.taken(rows)["belopp"].sum() == measured.sums(Rows())[name]


def test_aggregate_is_sorted_and_keeps_the_sum() -> None:
    summed = cubes.aggregate(CUBE.sample(frac=1, random_state=1), ["beloppstyp", "version"])
    assert summed["belopp"].sum() == CUBE["belopp"].sum()
    assert summed[["beloppstyp", "version"]].apply(tuple, axis=1).is_monotonic_increasing
