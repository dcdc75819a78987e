"""A ledger that repeats the example's rows gives the example's cube to the öre; the peers of the benchmark run."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import sets, store
from ekonomi.params import load_params
from ekonomi.report import new_report
from ekonomi.underlag import FIRST, follow, postings, summed
from ekonomi.urval import parse

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
    laid = tmp_path / "lagd"
    assert skala.parquet_of_example(laid, 100_000) == 3
    pd.testing.assert_series_equal(sums(new_report(params, laid).cube), sums(theirs.cube))
    assert skala.measured(skala.DUCKDB_PARQUET, laid, str(skala.LEDGER))[0] > 0
    for code in (skala.DUCKDB, skala.PANDAS):
        seconds, _, memory = skala.measured(code, tmp_path, str(skala.LEDGER))
        assert seconds > 0 and memory > 0


def test_underlag_takes_out_the_first_postings_and_no_others(tmp_path, monkeypatch):
    monkeypatch.delenv(store.WITHOUT)
    skala.copy_of_example(tmp_path, 100_000)
    for when in ("första gången", "i en öppen rapport"):
        skala.measured(skala.REPORT[f"underlag, {when}"], tmp_path)
    report = new_report(load_params(ROOT / "params/2025-03.yaml"), tmp_path)
    assert sets.in_place(report.sources.utfall).here is None
    urval = "beloppstyp=utfall; period=2024-01..2024-12; kostnadsslag=personal"
    figure = {"urval": urval, "enhet": "kr"}
    with monkeypatch.context() as patch:  # so few and so far up that DuckDB, which takes longer to import, is not asked
        patch.setattr(sets, "_duckdb", lambda *given: pytest.fail("asked"))
        some = follow(report.ground, figure, FIRST)
    every = follow(report.ground, figure)
    whole = report.ledger.query("beloppstyp == 'utfall' and period.str[:4] == '2024' and kostnadsslag == 'personal'")
    assert some.count == len(whole) > 1000 and every.count is None
    assert some.sums["belopp"] == whole["belopp"].sum() == every.rows["belopp"].sum()
    for found, rows in ((some, whole.head(FIRST)), (every, whole)):
        assert (
            found.rows[["källa", "rad", "belopp"]].to_numpy().tolist()
            == rows[["källa", "rad", "belopp"]].to_numpy().tolist()
        )
    after = parse(
        'beloppstyp=utfall; period=2024-01..2024-12; resultatrad=kostnader; nycklar=gällande; linje=EK; pool≠""'
    )
    parts, first = postings(report.ground, after), postings(report.ground, after, FIRST)
    assert len(parts) > len(first) > 0 and parts["belopp"].sum() == summed(report.ground, after)["belopp"].sum()
    pd.testing.assert_frame_equal(first.reset_index(drop=True), parts.head(len(first)).reset_index(drop=True))
