"""Tie-outs: every way in which the report's figures must agree with the ledger, each other and a model.

Each function gives one kind of tie-out as a frame with `COLUMNS`. `vänster`, `höger` and `differens`
(vänster − höger) are Decimal, unrounded: mnkr where `förklaring` names no other unit, None where there is
no such figure. `utslag` is `OK`, `FEL` (stops publication), `KÄND` (a difference known beforehand, with
its cause) or `UPPLYSNING`.
"""

from collections.abc import Mapping

import pandas as pd

from ekonomi.reconcile.figures import appendix, internal_postings, result_is_sum, same_deviation
from ekonomi.reconcile.sums import allocated_is_cube, cube_is_ledger, own_postings
from ekonomi.reconcile.texts import like_model, sentences
from ekonomi.reconcile.verdict import COLUMNS, FEL, KÄND, OK, UPPLYSNING, said
from ekonomi.table import Table

__all__ = ["COLUMNS", "FEL", "KÄND", "OK", "UPPLYSNING", "failed", "reconcile", "said"]


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

    `tables`: the report's tables by their ids. `ledger`, `cube`, `allocated`: beloppstyp, version, period, kostnadsslag, belopp (int64, öre), the last
    two also intern (bool); `ledger` may be summed beforehand. `figures`: `Table.figures` of every table:
    tabell, rad, kolumn, enhet, värde, visat. `references`: tabell, rad, kolumn, visat, sagt of each number in
    a sentence (`prose.references`). `model`: tabell, rad, kolumn, enhet, varde (text), status, anm; None
    where there is no model for the period.
    """
    parts = [
        result_is_sum(tables),
        internal_postings(tables),
        same_deviation(tables),
        appendix(tables),
        own_postings(cube),
        cube_is_ledger(ledger, cube),
        *([] if allocated is None else [allocated_is_cube(allocated, cube)]),
        sentences(figures, references),
    ]
    if model is not None:
        parts.append(like_model(figures, model))
    return pd.concat(parts, ignore_index=True)


def failed(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """The rows that stop publication."""
    return reconciliation[reconciliation["utslag"] == FEL]
