"""The register of what people know and have answered, held against itself and the other registers."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from ekonomi import terms
from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.schema import Kind
from ekonomi.sources.door import Dated, Door, wrong_cells

MONTH_OR_YEAR: Final = Kind(
    "månad eller år", "en månad ÅÅÅÅ-MM, för beslut också ett år ÅÅÅÅ", r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?"
)
SLAG: Final = (*terms.AMOUNTS[:-1], *terms.ANSWERS)
"""An adjustment has a register of its own (sources/adjustments.py), with its reason, role and date."""
KEYS: Final = ["rapport", "serie", "månad", "slag", "källa"]


def check_known(door: Door, dated: Dated, known: pd.DataFrame, fil: str) -> None:
    """Each row is of a serie that there may be, has an amount where its slag is one, and stands once."""
    codes = {name: set() if frame is None else set(frame.iloc[:, 0]) for name, frame in dated.frames.items()}
    organisation = dated.frames["organisation"]
    areas = set() if organisation is None else set(organisation["verksamhetsområde"])
    of = known["serie"].str.rpartition(terms.DELAD)
    named = (of[0].isin(areas) & of[2].isin(codes["lines"])) | ((of[0] != "") & of[2].isin(codes["services"]))
    door.faults += faulty_known(known, named, fil)


@Check("kända", STOPPAR,
       finds="En uppgift i registret kända om en serie som inte finns, utan belopp, med ett år i stället för en månad, "
       "eller två gånger.",
       action="Rätta raden i registret.")  # fmt: skip
def faulty_known(known: pd.DataFrame, named: pd.Series, fil: str) -> Iterator[Found]:
    """Each row that says nothing of the forecast; `named` are those whose serie there may be."""
    year = known["månad"].str.len() == 4
    amount = known["slag"].isin(terms.AMOUNTS)
    faulty = {
        "serie": (
            ~named,
            "ett verksamhetsområde och ett kostnadsslag, till exempel Ekonomi|personal, eller en linje och en tjänst",
            "Skriv serien som den står i tabellen Att fråga om.",
        ),
        "månad": (year & (known["slag"] != terms.BESLUT), "en månad ÅÅÅÅ-MM; bara ett beslut gäller ett år", "Rätta."),
        "belopp": (amount & known["belopp"].isna(), "ett belopp i kronor", "Skriv beloppet, intäkt plus."),
        "källa": (known.duplicated(KEYS), "varje uppgift en gång", "Ta bort raden, eller säg vad som skiljer dem åt."),
    }
    yield from wrong_cells(known, faulty, fil)
