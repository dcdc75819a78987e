"""Frames to think with: everything of a nämnd as one frame of amounts, and the postings of a selection."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.report import selection
from ekonomi.report.answers import NOTHING, said
from ekonomi.report.comparison import refuse_untold
from ekonomi.report.selection import DIMENSIONS, LackingError, Where
from ekonomi.underlag import postings
from ekonomi.underlag.ground import BOOKED
from ekonomi.underlag.ground import SHARE as BELOPP

if TYPE_CHECKING:
    from ekonomi.report import Report

TOLD = [
    *("period", "konto", "kostnadsslag", "resultatrad", "ansvar", "verksamhetsområde", "avdelning"),
    *("tjänst", "tjänsteområde", "projekt", "gren", "motpart", "intern"),
]
MEASURES = [terms.UTFALL, terms.BUDGET, terms.PROGNOS, terms.M_FG_ÅR]
VOUCHER = ["verifikation", "källa", "rad"]


def belopp(report: "Report") -> pd.DataFrame:
    """See `Report.belopp`."""
    ledger = report.postings[report.postings["kostnadsslag"] != terms.BALANS]
    outcome = ledger[ledger["beloppstyp"] == terms.UTFALL]
    before = outcome.assign(period=_shifted(outcome["period"], 12))
    sides = dict(zip(MEASURES, (outcome, *_plans(report, ledger), before), strict=True))
    found = pd.concat({name: rows.groupby(TOLD)[BELOPP].sum() for name, rows in sides.items()}, axis=1)
    known = found[found.index.get_level_values("period") <= periods.december(report.period)]
    return _named(report, (known.fillna(0) / terms.ÖRE_PER_KRONA).reset_index(), MEASURES)


def _plans(report: "Report", ledger: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of each year's last budget, and of its last forecast that the report knows."""
    kind = ledger["beloppstyp"]
    plans = ledger[(kind == terms.BUDGET) | ((kind == terms.PROGNOS) & (ledger["version"] <= report.period))]
    year, kind = plans["period"].str[:4], plans["beloppstyp"]
    last = plans[plans["version"] == plans.groupby([year, kind])["version"].transform("max")]
    budget, forecast = (last[last["beloppstyp"] == name] for name in (terms.BUDGET, terms.PROGNOS))
    return budget, forecast


def _shifted(column: pd.Series, months: int) -> pd.Series:
    return column.map({one: periods.shift(one, months) for one in column.unique()})


@said
def verifikationer(
    report: "Report", där: Where, vy: str, mått: str | None, avgränsning: str | None, *, text: bool
) -> pd.DataFrame:
    """See `Report.verifikationer`."""
    where, within = selection.rows_of(report, där), selection.scope(report, där, där, avgränsning)
    side = selection.side(report, vy, mått)
    refuse_untold(report.ground, side, within.rows, där)
    found = pd.concat([postings(report.ground, part & within.rows & where) for part in side.parts])
    if found.empty:
        raise LackingError(NOTHING)
    return listed(report, found, text=text)


def listed(report: "Report", rows: pd.DataFrame, *, text: bool) -> pd.DataFrame:
    """Postings (as from `underlag.postings`) in kronor, the largest first, with what their codes are called."""
    amounts = [name for name in (BOOKED, BELOPP) if name in rows]
    last = [*VOUCHER, *(["text"] if text else []), *amounts]
    shown = rows.sort_values(BELOPP, key=lambda öre: -öre.abs(), kind="stable", ignore_index=True)
    shown = shown[[*TOLD, *(["pool"] if BOOKED in rows else []), *last]]
    return _named(report, shown.assign(**{name: shown[name] / terms.ÖRE_PER_KRONA for name in amounts}), last)


def _named(report: "Report", frame: pd.DataFrame, last: Sequence[str]) -> pd.DataFrame:
    """The frame with what each code is called beside it, `kontonamn` beside konto; the columns of `last` last."""
    columns = []
    for name in (one for one in frame if one not in last):
        columns.append(name)
        if name in DIMENSIONS and (named := DIMENSIONS[name].named):
            frame[named] = frame[name].map({"": "", **selection.names(report, name)}).astype("str")
            columns.append(named)
    return frame[[*columns, *last]]
