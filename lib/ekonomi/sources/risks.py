"""The registers of risks, and of the assumptions that the forecast is tried against."""

from collections.abc import Iterator

import pandas as pd

from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.registers.findings import reference_findings
from ekonomi.sources.door import Dated, Door, wrong_cells


def check_risks(door: Door, dated: Dated, risks: pd.DataFrame, fil: str) -> None:
    """Each risk has a probability in per cent and costs something."""
    door.faults += faulty_risks(risks, fil)


@Check("risker", STOPPAR,
       finds="En risk vars sannolikhet inte är mellan 0 och 100 procent, eller vars konsekvens är negativ.",
       action="Rätta raden i registret.")  # fmt: skip
def faulty_risks(risks: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Probabilities that are none, and consequences that are gains."""
    faulty = {
        "sannolikhet": (
            ~risks["sannolikhet"].between(0, 100), "en sannolikhet i procent, 0–100", "Rätta sannolikheten."
        ),
        "konsekvens_mnkr": (
            risks["konsekvens_mnkr"] < 0, "vad risken kostar, i mnkr utan minus", "Rätta beloppet."
        ),
    }  # fmt: skip
    yield from wrong_cells(risks, faulty, fil)


def check_assumptions(door: Door, dated: Dated, assumptions: pd.DataFrame, fil: str) -> None:
    """Each assumption is of a kostnadsslag that the nämnd has."""
    lines = dated.frames["lines"]
    if lines is not None:
        known, where = lines["kostnadsslag"], dated.files["lines"]
        door.faults += reference_findings(assumptions, "kostnadsslag", known, fil, where)
