"""From the statistical forecast by way of what people know to the decided one, every step in sight.

The managers' full-year forecast is often the best single figure and repeats its own habits (`people`). For each unit
the logarithm of outcome over forecast is explained by its own earlier misses, what its year to date implies and last
year's outcome, weighted by how far off its forecasts have been; statsmodels QuantReg over all units' earlier years.
"""

from typing import Final

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.forecast.levels import BOUNDS, RISING, cdf
from ekonomi.forecast.panel import Panel

ADJUSTMENT: Final = ("serie", "belopp", "period", "motivering", "beslutad_av", "datum")
STEPS: Final = ("serie", "steg", "belopp", "period", "motivering", "beslutad_av", "datum")
CAP: Final = 0.7  # a logarithm of 0,7 is a doubling: larger differences are read as this
GROWTH: Final = 3.0
TRUSTED: Final = 0.1  # a unit whose forecasts have missed by this much is half trusted
OWN: Final = 1.0  # years of no miss mixed into a unit's own


def bridge(
    forecast: pd.DataFrame,
    adjustments: pd.DataFrame,
    decided: pd.DataFrame | None = None,
    moves: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The steps (STEPS) from statistical to decided forecast per series, in order; belopp in the forecast's unit.

    `forecast` from `forecast`, `adjustments` ADJUSTMENT, `decided` optional `serie, prognos`, `moves` optional
    `serie, steg, belopp`: what else people know and how far it moves the forecast, in order. The decided
    forecast stands as it is: what moves and adjustments do not explain is its own step, övrig bedömning. Without
    a decided forecast the bridge ends at the adjusted. `moves` after the adjustments must be reckoned from the forecast
    with them (see `expert`), or what managers already know is counted twice.
    """
    given = {} if decided is None else decided.set_index("serie")["prognos"].dropna().to_dict()
    known = pd.DataFrame(columns=["serie", "steg", "belopp"]) if moves is None else moves
    rows: list[dict[str, object]] = []
    for serie, start in zip(forecast["serie"], forecast["prognos"], strict=True):
        own, moved = (frame[frame["serie"] == serie] for frame in (adjustments, known))
        adjusted = start + float(moved["belopp"].sum()) + float(own["belopp"].sum())
        rows.append({"serie": serie, "steg": terms.STATISTISK, "belopp": start})
        rows += moved.to_dict("records")
        rows += [{"steg": terms.JUSTERING, **row} for row in own[list(ADJUSTMENT)].to_dict("records")]
        rows.append({"serie": serie, "steg": terms.JUSTERAD, "belopp": adjusted})
        if serie in given:
            rows.append({"serie": serie, "steg": terms.ÖVRIG, "belopp": given[serie] - adjusted})
            rows.append({"serie": serie, "steg": terms.BESLUTAD, "belopp": given[serie]})
    return pd.DataFrame(rows, columns=list(STEPS))


def probability_at_least(forecast: pd.DataFrame, value: pd.Series | float) -> np.ndarray:
    """P(full-year total ≥ value) 0–1 (n,) by row of a published forecast; a nollprognos asks this of the budget.

    The published quantiles are joined by straight lines in normal scores; NaN where there is no forecast.
    """
    quantiles = forecast[list(RISING)].to_numpy(float)
    asked = np.broadcast_to(np.asarray(value, float), len(forecast))
    return 1 - cdf(quantiles, asked, tuple(RISING.values()))


def expert(statistical: pd.Series, adjustments: pd.DataFrame, managers: pd.Series, share: float) -> pd.Series:
    """How far the managers' forecast moves the adjusted one, by serie: `share` (0–1) of what parts them.

    Reckoned from the forecast with its adjustments, so that a decision that the managers have too is counted once.
    Amounts in the forecast's unit; 0 where there is no managers' forecast.
    """
    added = adjustments.groupby("serie")["belopp"].sum().reindex(statistical.index).fillna(0.0)
    return (share * (managers.reindex(statistical.index) - statistical - added)).fillna(0.0)


def adjusted(forecast: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """The forecast with every bound moved as its bridge has moved the median; what the probability is read from."""
    ends = steps[steps["steg"] == terms.JUSTERAD].set_index("serie")["belopp"]
    moved = ends.reindex(forecast["serie"]).to_numpy(float) - forecast["prognos"].to_numpy(float)
    columns = list(BOUNDS)
    return forecast.assign(**(forecast[columns].add(np.nan_to_num(moved), axis=0)))


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


def people(known: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    """The full-year total (by row of `asked`) from the people's figures, corrected by their habits.

    Both frames: enhet, år and, in one unit and of one sign, `utfall` year to date, `budget`, `prognos` the
    managers' full-year forecast, `fg_år` last year's outcome, `helår` the outcome (`known` only). `known`
    holds closes of the same month of the year in earlier years; a year explains only those after it. With
    fewer than two earlier years, or no forecast, the managers' figure itself (or the budget).
    """
    given = asked["prognos"].where(asked["prognos"].notna(), asked["budget"])
    weights = _learn(known)
    if weights is None:
        return given
    moved = _features(asked.assign(prognos=given), known) @ weights
    begun = asked["utfall"].where(asked["utfall"] > 0, -np.inf)
    return np.maximum(given * np.exp(moved), begun).where(given > 0, given)


def trust(replay: pd.DataFrame) -> float:
    """The part (0–1) that the managers' forecast gets beside the statistical one, by how both have fared.

    `replay`: år, modell, chefer, helår of earlier years' forecasts at the same close, one unit. The share is
    statsmodels QuantReg's (median) of outcome − modell on chefer − modell, through the origin: what would have
    missed least in all. A share learned from n years is worth n / (n + OWN) of itself; without years it is 0.
    """
    known = replay.dropna(subset=["modell", "chefer", "helår"])
    apart, missed = known["chefer"] - known["modell"], known["helår"] - known["modell"]
    size = float(apart.abs().mean()) if len(known) else 0.0
    if size == 0:
        return 0.0
    share = _regressed((missed / size).to_numpy(), (apart / size).to_numpy()[:, None])[0]
    years = known["år"].nunique()
    return float(np.clip(share, 0.0, 1.0)) * years / (years + OWN)


def _regressed(outcome: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The weights of the columns of x (n, k) on the median of the outcome (n,)."""
    from statsmodels.regression.quantile_regression import QuantReg  # half a second, where a bridge is made

    return np.asarray(QuantReg(outcome, x).fit(q=0.5, max_iter=3000).params)


def _logratio(over: pd.Series, under: pd.Series, cap: float = CAP) -> pd.Series:
    """log(over / under), capped at ±cap; NaN where either is not positive."""
    good = (over > 0) & (under > 0)
    log = np.log((over.where(good) / under.where(good)).to_numpy(float))
    return pd.Series(log, index=over.index).clip(-cap, cap)


def _features(rows: pd.DataFrame, earlier: pd.DataFrame) -> np.ndarray:
    """The regressors (n, 3): a unit's usual miss, and what its year so far and last year say, all by how it misses.

    Everything known of a unit comes from `earlier`; a unit without earlier years gets no correction of its own.
    """
    misses = _logratio(earlier["helår"], earlier["prognos"])
    by = misses.groupby(earlier["enhet"])
    bias = (by.sum() / (by.count() + OWN)).reindex(rows["enhet"]).fillna(0.0).to_numpy()
    size = misses.abs().groupby(earlier["enhet"]).mean().reindex(rows["enhet"]).fillna(TRUSTED / 2).to_numpy()
    grown = _logratio(earlier["helår"], earlier["utfall"], GROWTH)
    usual = float(grown.median()) if grown.notna().any() else 0.0
    by = grown.groupby(earlier["enhet"])
    growth = ((by.sum() + OWN * usual) / (by.count() + OWN)).reindex(rows["enhet"]).fillna(usual).to_numpy()
    run = _logratio(rows["utfall"] * np.exp(growth), rows["prognos"]).fillna(0.0).to_numpy()
    last = _logratio(rows["fg_år"], rows["prognos"]).fillna(0.0).to_numpy()
    doubt = size / (TRUSTED + size)
    return np.column_stack([bias, run, last]) * doubt[:, None]


def _learn(known: pd.DataFrame) -> np.ndarray | None:
    """The weights from every earlier year that itself has years before it; None where there is none."""
    years = sorted(known["år"].unique())[1:]
    parts = [(known[known["år"] == y], known[known["år"] < y]) for y in years]
    if not parts:
        return None
    target = pd.concat([_logratio(rows["helår"], rows["prognos"]) for rows, _ in parts]).to_numpy()
    seen = np.vstack([_features(rows, earlier) for rows, earlier in parts])
    good = np.isfinite(target)
    return _regressed(target[good], seen[good])
