"""The register of risks, held against itself."""

from collections.abc import Iterator

import pandas as pd

from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.sources.door import wrong_cells


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
