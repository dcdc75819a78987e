"""A nämnd's edition imports nothing that only forecasts and other commands need: each costs every run its time."""

import subprocess
import sys

import pytest

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


@pytest.mark.slow
def test_what_a_run_does_without_is_not_imported():
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "[]"
