"""The registers of the balance sheet: where each balance account stands, and what it held when the year began."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import terms
from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.registers.findings import reference_findings
from ekonomi.schema import quoted
from ekonomi.sources.door import Dated, Door


def check_balance_lines(door: Door, dated: Dated, lines: pd.DataFrame, fil: str) -> None:
    """Every balance account of the kontoplan stands on one post, and no other account does."""
    accounts = dated.frames["accounts"]
    if accounts is not None:
        known = accounts.loc[accounts["kostnadsslag"] == terms.BALANS, "konto"]
        door.faults += reference_findings(lines, "konto", known, fil, dated.files["accounts"])
        door.faults += faulty_lines(lines, known, fil)


@Check("balansposter", STOPPAR,
       finds="Ett balanskonto i kontoplanen utan post i balansräkningen, eller med två.",
       action="Lägg till eller ta bort raden i registret.")  # fmt: skip
def faulty_lines(lines: pd.DataFrame, known: pd.Series, fil: str) -> Iterator[Found]:
    """Balance accounts that are left out, and those that stand twice."""
    for rad, konto in lines.loc[lines["konto"].duplicated(), ["rad", "konto"]].itertuples(index=False):
        yield Found(fil, rad, "konto", f"{quoted(konto)} en gång till", "en post per konto")
    for konto in sorted(set(known) - set(lines["konto"])):
        yield Found(fil, None, "konto", f"ingen rad för balanskontot {quoted(konto)}", "en post för varje balanskonto")


def check_openings(door: Door, dated: Dated, openings: pd.DataFrame, fil: str) -> None:
    """The opening balance of a year sums to zero, and is of accounts that the kontoplan has."""
    accounts = dated.frames["accounts"]
    if accounts is not None:
        known = accounts.loc[accounts["kostnadsslag"] == terms.BALANS, "konto"]
        door.faults += reference_findings(openings, "konto", known, fil, dated.files["accounts"])
    door.faults += unbalanced_openings(openings, fil)


@Check("ingående balans", STOPPAR,
       finds="En ingående balans som inte summerar till noll.",
       action="Ta ut den ingående balansen på nytt, med alla balanskonton.")  # fmt: skip
def unbalanced_openings(openings: pd.DataFrame, fil: str) -> Iterator[Found]:
    """The years whose accounts do not sum to zero."""
    for year, own in openings.groupby("år"):
        if own["belopp"].sum():
            yield Found(fil, own["rad"].iloc[0], "belopp", f"en summa som inte är noll för {year}", "summan 0,00 kr")
