"""From the statistical forecast by way of what people know to the decided one, every step in sight."""

from typing import Final

import numpy as np
import pandas as pd

from ekonomi.checklist import RUBRIKER, VÄRDEN
from ekonomi.errors import DataError, Found
from ekonomi.forecast.levels import cdf
from ekonomi.forecast.panel import Panel

ADJUSTMENT: Final = ("serie", "belopp", "period", "motivering", "beslutad_av", "datum")
STEPS: Final = ("serie", "steg", "belopp", "period", "motivering", "beslutad_av", "datum")
STATISTICAL: Final = "statistisk prognos"
PROFILE: Final = "budgetens profil"
EXPERT: Final = "chefernas prognos"
ADJUSTMENT_STEP: Final = "justering"
ADJUSTED: Final = "justerad prognos"
OTHER: Final = "övrig bedömning"
DECIDED: Final = "beslutad prognos"
PUBLISHED_LEVELS: Final = {
    "nedre_95": 0.025,
    "nedre_80": 0.1,
    "prognos": 0.5,
    "övre_80": 0.9,
    "övre_95": 0.975,
}


def check_adjustments(adjustments: pd.DataFrame, fil: str = "justeringarna") -> pd.DataFrame:
    """The adjustments (ADJUSTMENT; belopp in the forecast's unit, period YYYY-MM from which it is decided,

    beslutad_av a role, datum YYYY-MM-DD), or a DataError: a missing column, or a row that lacks its amount,
    its reason, its role or its date."""
    missing = [c for c in ADJUSTMENT if c not in adjustments.columns]
    if missing:
        found, expected = f"inte {', '.join(missing)}", ", ".join(ADJUSTMENT)
        raise DataError(RUBRIKER.at(fil, 1, funnet=found, väntat=expected, åtgärd="Lägg till kolumnerna."))
    action = "Varje justering bär belopp, motivering, roll och datum."
    faults = [
        Found(fil, int(i) + 2, column, "tomt", "ett värde", action)
        for column in ADJUSTMENT
        for i in np.flatnonzero(adjustments[column].isna() | (adjustments[column].astype(str).str.strip() == ""))
    ]
    if faults:
        raise DataError(VÄRDEN.findings(faults))
    return adjustments


def bridge(
    forecast: pd.DataFrame,
    adjustments: pd.DataFrame,
    decided: pd.DataFrame | None = None,
    moves: pd.DataFrame | None = None,
    fil: str = "justeringarna",
) -> pd.DataFrame:
    """The steps (STEPS) from statistical to decided forecast per series, in order; belopp in the forecast's unit.

    `forecast` from `forecast`, `adjustments` see `check_adjustments`, `decided` optional `serie, prognos`, `moves`
    optional `serie, steg, belopp`: what else people know and how far it moves the forecast, in order. The decided
    forecast stands as it is: what moves and adjustments do not explain is its own step, övrig bedömning. Without
    a decided forecast the bridge ends at the adjusted. `moves` after the adjustments must be reckoned from the forecast
    with them (see `expert`), or what managers already know is counted twice. Raises DataError for faulty adjustments.
    """
    check_adjustments(adjustments, fil)
    given = {} if decided is None else decided.set_index("serie")["prognos"].dropna().to_dict()
    known = pd.DataFrame(columns=["serie", "steg", "belopp"]) if moves is None else moves
    rows: list[dict[str, object]] = []
    for serie, start in zip(forecast["serie"], forecast["prognos"], strict=True):
        own, moved = (frame[frame["serie"] == serie] for frame in (adjustments, known))
        adjusted = start + float(moved["belopp"].sum()) + float(own["belopp"].sum())
        rows.append({"serie": serie, "steg": STATISTICAL, "belopp": start})
        rows += moved.to_dict("records")
        rows += [{"steg": ADJUSTMENT_STEP, **row} for row in own[list(ADJUSTMENT)].to_dict("records")]
        rows.append({"serie": serie, "steg": ADJUSTED, "belopp": adjusted})
        if serie in given:
            rows.append({"serie": serie, "steg": OTHER, "belopp": given[serie] - adjusted})
            rows.append({"serie": serie, "steg": DECIDED, "belopp": given[serie]})
    return pd.DataFrame(rows, columns=list(STEPS))


def probability_at_least(forecast: pd.DataFrame, value: pd.Series | float) -> np.ndarray:
    """P(full-year total ≥ value) 0–1 (n,) by row of a published forecast; a nollprognos asks this of the budget.

    The published quantiles are joined by straight lines in normal scores; NaN where there is no forecast.
    """
    quantiles = forecast[list(PUBLISHED_LEVELS)].to_numpy(float)
    asked = np.broadcast_to(np.asarray(value, float), len(forecast))
    return 1 - cdf(quantiles, asked, tuple(PUBLISHED_LEVELS.values()))


def expert(statistical: pd.Series, adjustments: pd.DataFrame, managers: pd.Series, share: float) -> pd.Series:
    """How far the managers' forecast moves the adjusted one, by serie: `share` (0–1) of what parts them.

    Reckoned from the forecast with its adjustments, so that a decision that the managers have too is counted once.
    Amounts in the forecast's unit; 0 where there is no managers' forecast.
    """
    added = adjustments.groupby("serie")["belopp"].sum().reindex(statistical.index).fillna(0.0)
    return (share * (managers.reindex(statistical.index) - statistical - added)).fillna(0.0)


def adjusted(forecast: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """The forecast with every bound moved as its bridge has moved the median; what the probability is read from."""
    ends = steps[steps["steg"] == ADJUSTED].set_index("serie")["belopp"]
    moved = ends.reindex(forecast["serie"]).to_numpy(float) - forecast["prognos"].to_numpy(float)
    columns = list(PUBLISHED_LEVELS)
    return forecast.assign(**(forecast[columns].add(np.nan_to_num(moved), axis=0)))


def outside(forecast: pd.DataFrame, decided: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """The decided forecasts outside the 80 % interval, with what the model sees (columns of `changes`)."""
    both = changes(forecast, decided, panel)
    beyond = (both["beslutad"] < both["nedre_80"]) | (both["beslutad"] > both["övre_80"])
    return both[beyond].reset_index(drop=True)


def changes(forecast: pd.DataFrame, decided: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """How the year so far and its rest differ from last year, in the model's median and as decided.

    `decided` `serie, prognos`; `panel` the close of the forecast (`panel.build`). Columns: `serie, prognos,
    nedre_80, övre_80, beslutad, hittills, resten, resten_beslutad, naiv`, amounts in the forecast's unit: the
    change from the same months last year so far, of the rest of the year in the median, and of the rest that the
    decided forecast implies; and the year so far with last year's rest. NaN where last year is not known.
    """
    both = forecast.merge(decided.rename(columns={"prognos": "beslutad"})[["serie", "beslutad"]], on="serie")
    rows = panel.names.get_indexer(pd.Index(both["serie"]))
    last, known = panel.years[rows, -2], panel.known
    so_far = both["utfall"].to_numpy(float)
    out = both[["serie", "prognos", "nedre_80", "övre_80", "beslutad"]].reset_index(drop=True)
    out["hittills"] = so_far - last[:, :known].sum(axis=1)
    rest = last[:, known:].sum(axis=1)
    out["resten"] = both["prognos"].to_numpy(float) - so_far - rest
    out["naiv"] = so_far + rest
    out["resten_beslutad"] = both["beslutad"].to_numpy(float) - so_far - rest
    return out
