"""What the settings need not name may be left out, one source at a time and all at once."""

from pathlib import Path

import pytest
import yaml

from ekonomi import tables
from ekonomi.params import load_params
from ekonomi.report import new_report

SETTINGS = Path("params/mininamnd.yaml")
OPTIONAL = ["budget", "prognos", "personal", "mått", "måttprognoser", "uppdrag", "portfölj", "åtgärder", "återkommande"]


@pytest.mark.parametrize("left_out", [*([name] for name in OPTIONAL), OPTIONAL], ids=lambda names: names[-1])
def test_a_report_without(nämnd, left_out):
    settings = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    for name in left_out:
        part = settings["källor"]
        (part["registerfiler"] if name == "återkommande" else part).pop(name, None)
    if "mått" not in settings["källor"]:  # a forecast is of a mått
        settings["källor"].pop("måttprognoser", None)
    SETTINGS.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    report = new_report(load_params("params/2025-03.yaml"), nämnd)
    assert not (report.ties["utslag"] == "fel").any()
    assert report[tables.resultat].cell("Resultat", "utfall").value is not None
