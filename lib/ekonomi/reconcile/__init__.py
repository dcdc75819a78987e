"""Tie-outs: every way in which the report's figures must agree with the ledger, each other and a model.

Each function gives one kind of tie-out as a frame with `COLUMNS` and `URVAL`. `vänster`, `höger` and `differens`
(vänster − höger) are Decimal, unrounded: mnkr where `förklaring` names no other unit, None where there is
no such figure. `utslag` is `OK`, `FEL` (stops publication), `KÄND` (a difference known beforehand, with
its cause) or `UPPLYSNING`.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.reconcile.figures import (
    EGEN,
    allocated_is_cube,
    appendix,
    balance_sheet,
    cube_is_ledger,
    internal_postings,
    own_postings,
    result_is_sum,
    same_deviation,
)
from ekonomi.reconcile.texts import FÖREBILD, like_model, sentences
from ekonomi.reconcile.verdict import COLUMNS, FEL, KÄND, OK, UPPLYSNING, URVAL, said
from ekonomi.table import Table


def reconcile(
    *,
    ledger: pd.DataFrame,
    cube: pd.DataFrame,
    allocated: pd.DataFrame | None,
    tables: Mapping[str, Table],
    figures: pd.DataFrame,
    references: pd.DataFrame,
    model: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every tie-out of a report, in the order of the list below.

    `tables`: the report's tables by their ids. `ledger`, `cube`, `allocated`: beloppstyp, version, period,
    kostnadsslag, belopp (int64, öre), the last two also intern (bool); `ledger` may be summed beforehand. `figures`:
    `Table.figures` of every table. `references`: as `prose.references`. `model`: tabell, rad, kolumn, enhet, varde
    (text), status, anm; None where there is no model for the period.
    """
    parts = [
        result_is_sum(tables),
        balance_sheet(tables),
        internal_postings(tables, cube),
        same_deviation(tables, cube),
        appendix(tables),
        own_postings(cube),
        cube_is_ledger(ledger, cube),
        *([] if allocated is None else [allocated_is_cube(allocated, cube)]),
        sentences(figures, references),
    ]
    if model is not None:
        parts.append(like_model(figures, model))
    return pd.concat(parts, ignore_index=True)


WANTED = {EGEN: "en motpost till varje post mot egen nämnd; se motparternas slag i registret motparter"}


@Check("avstämning", STOPPAR,
       action="Rätta underlaget; rapporten publiceras inte förrän avstämningen går ihop. Talen är mnkr om inget sägs."
       )  # fmt: skip
def failed(reconciliation: pd.DataFrame) -> Iterator[Found]:
    """En avstämning som inte går ihop, när rapportens siffror är räknade."""
    for row in reconciliation[reconciliation["utslag"] == FEL].to_dict("records"):
        sides = " mot ".join(said(row[side]) for side in ("vänster", "höger"))
        name, expected = row["avstämning"], WANTED.get(row["avstämning"], "samma tal i båda leden")
        yield Found(f"avstämningen ”{name}”", None, None, f"{sides} ({row['förklaring']})", expected)
