"""The register of decided adjustments to the statistical forecast, held against itself and the organisation."""

from datetime import date

import pandas as pd

from ekonomi import checklist, schema, terms
from ekonomi.errors import Finding
from ekonomi.registers import code_findings
from ekonomi.sources.door import Dated, Door

KEYS = ["rapport", "ansvar", "kostnadsslag", "belopp", "period", "motivering"]


def check_adjustments(door: Door, dated: Dated, adjustments: pd.DataFrame, fil: str) -> None:
    """Each amount is real, falls in the report's own year after its period, was decided on a day, stands once.

    `adjustments` has the columns of `contracts.JUSTERINGAR`; its ansvar must hold in the month that it falls in.
    """
    rows = adjustments.assign(beloppstyp=terms.UTFALL)
    for column, name in (("ansvar", "organisation"), ("kostnadsslag", "lines")):
        register = dated.frames[name]
        if register is not None and len(rows):
            door.faults += code_findings(rows, column, register, column, fil, dated.files[name])
    same_year = adjustments["period"].str[:4] == adjustments["rapport"].str[:4]
    ahead = same_year & (adjustments["period"] > adjustments["rapport"])
    faulty = {
        "belopp": (
            adjustments["belopp"] == 0,
            "ett belopp som inte är noll",
            "Rätta beloppet eller ta bort raden.",
        ),
        "period": (
            ~ahead,
            "en månad efter rapportens period, i samma år",
            "Det som redan är bokfört finns i utfallet: ta bort raden eller rätta perioden.",
        ),
        "datum": (~adjustments["datum"].map(_is_day), "en dag som finns", "Rätta datumet."),
        "motivering": (
            adjustments.duplicated(KEYS),
            "varje justering en gång",
            "Ta bort raden, eller säg i motiveringen vad som skiljer dem åt.",
        ),
    }
    for column, (wrong, expected, action) in faulty.items():
        for rad, found in (
            adjustments.loc[wrong, ["rad", column]].head(schema.MOST_LINES).itertuples(index=False)
        ):
            said = "0,00 kr" if column == "belopp" else schema.quoted(found)
            door.faults.append(Finding(fil, said, expected, action, int(rad), column, checklist.JUSTERINGAR))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
