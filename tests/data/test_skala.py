"""A ledger that repeats the example's rows gives the example's cube to the öre; the peers of the benchmark run."""

import importlib.util
from pathlib import Path

import pandas as pd

from ekonomi.params import load_params
from ekonomi.report import new_report

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("skala", ROOT / "benchmarks/skala.py")
skala = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(skala)


def sums(cube: pd.DataFrame) -> pd.Series:
    by = [name for name in cube.columns if name != "belopp"]
    return cube.groupby(by, dropna=False)["belopp"].sum().loc[lambda belopp: belopp != 0].sort_index()


def test_the_cube_of_three_times_the_rows_is_the_same(tmp_path):
    assert skala.copy_of_example(tmp_path, 100_000) == 3
    params = load_params(ROOT / "params/2025-03.yaml")
    ours, theirs = (new_report(params, root) for root in (tmp_path, ROOT))
    utfall = [len(report.ledger[report.ledger["beloppstyp"] == "utfall"]) for report in (ours, theirs)]
    assert utfall[0] > 2.5 * utfall[1]
    pd.testing.assert_series_equal(sums(ours.cube), sums(theirs.cube))
    lying = tmp_path / "lagd"
    assert skala.parquet_of_example(lying, 100_000) == 3
    pd.testing.assert_series_equal(sums(new_report(params, lying).cube), sums(theirs.cube))
    assert skala.measured(skala.DUCKDB_PARQUET, lying, str(skala.LEDGER))[0] > 0
    for code in (skala.DUCKDB, skala.PANDAS):
        seconds, _, memory = skala.measured(code, tmp_path, str(skala.LEDGER))
        assert seconds > 0 and memory > 0
