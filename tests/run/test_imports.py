"""A nämnd's edition imports nothing that only forecasts and other commands need: each costs every run its time."""

import os
import subprocess
import sys

import pytest

from ekonomi import store
from tests.published import ROOT

ITS_OWN = (
    "statsmodels",
    "scipy",
    "seaborn",
    "joblib",
    "nbconvert",
    "rfc3987_syntax.syntax_helpers",
)
CODE = f"""
import sys
from ekonomi import cli
assert cli.main(["kontroll", "params/2025-03.yaml"]) == 0
import ekonomi.run
ekonomi.export.sections.warm()
print([name for name in {ITS_OWN!r} if name in sys.modules])
"""

LATER = (
    *("nbformat", "matplotlib", "duckdb", "ibis", "scipy", "statsmodels"),
    *("jinja2", "xlsxwriter", "lxml", "pyarrow.parquet"),
)
KERNEL = f"""
import sys
from ekonomi import get_report
assert get_report("2025-03").key
print([name for name in {LATER!r} if name in sys.modules])
"""


def test_a_kernel_begins_without_what_only_runs_and_tables_need():
    """nbformat alone takes a second, which every process over a warm store would pay."""
    env = {name: told for name, told in os.environ.items() if name != store.WITHOUT}
    done = subprocess.run(
        [sys.executable, "-c", KERNEL], cwd=ROOT, capture_output=True, text=True, env=env, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


@pytest.mark.slow
def test_what_a_run_does_without_is_not_imported():
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "[]"
