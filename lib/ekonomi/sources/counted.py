"""Hours, volumes and forecasts of mått, held against themselves, the registers and the settings."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import terms
from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.registers.findings import reference_findings
from ekonomi.sources.door import Dated, Door, wrong_cells

# what volumes and hours may be of, and the register that holds its codes
COUNTED_BY = {"tjänst": "services", "ansvar": "organisation"}


def counted_by(volumes: pd.DataFrame) -> str:
    """What the volumes are of: `ansvar` where they name one, else `tjänst`."""
    return "ansvar" if (volumes["ansvar"] != "").any() else "tjänst"


@Check("personalstatistik", STOPPAR,
       finds="En uppgift ur personalsystemet som är negativ.",
       action="Rätta raden, eller ta ut filen på nytt.")  # fmt: skip
def faulty_statistics(statistics: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Hours and people below zero."""
    faulty = {"värde": (statistics["värde"] < 0, "ett värde som är noll eller större", "Rätta värdet.")}
    yield from wrong_cells(statistics, faulty, fil)


@Check("volymer", STOPPAR,
       finds="En volym av varken tjänst eller ansvar, en negativ volym eller en volym i två enheter.",
       action="Rätta raden i filen.")  # fmt: skip
def faulty_volumes(volumes: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Volumes of both or neither, below zero or in two units."""
    per = counted_by(volumes)
    alone = (volumes[[*COUNTED_BY]] != "").sum(axis="columns") == 1
    unit = volumes.groupby(per)["enhet"].transform("first")
    faulty = {
        per: (~alone | (volumes[per] == ""), "tjänst eller ansvar, samma på alla rader", "Rätta raden."),
        "volym": (volumes["volym"] < 0, "en volym som är noll eller större", "Rätta volymen."),
        "enhet": (volumes["enhet"] != unit, f"samma enhet på alla rader för samma {per}", "Rätta enheten."),
    }
    yield from wrong_cells(volumes, faulty, fil)


def check_forecasts(door: Door, dated: Dated, forecasts: pd.DataFrame, fil: str) -> None:
    """Each forecast is of a mått that the settings name, or of årsarbetare."""
    known = [terms.ÅRSARBETARE, *(measure.namn for measure in door.settings.källor.mått)]
    door.faults += reference_findings(forecasts, "mått", pd.Series(known), fil, door.settings.fil)


def check_goals(door: Door, dated: Dated, goals: pd.DataFrame, fil: str) -> None:
    """Each mål is told by a mått that the settings name."""
    known = pd.Series([measure.namn for measure in door.settings.källor.mått], dtype="str")
    door.faults += reference_findings(goals, "mått", known, fil, door.settings.fil)
