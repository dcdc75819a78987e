"""Budget, managers' forecast and year to date as experts: what people know, corrected by how it has turned out.

The managers' full-year forecast is often the best single figure and repeats its own habits. For each unit the
logarithm of outcome over forecast is explained by the unit's own earlier misses, by what its year to date
implies and by last year's outcome, each weighted by how far off the unit's forecasts have been; the weights
are statsmodels QuantReg's over all units' earlier years at the same close.
"""

from typing import Final

import numpy as np
import pandas as pd
from statsmodels.regression.quantile_regression import QuantReg

from ekonomi.forecast.levels import LEVELS, MEDIAN

COLUMNS: Final = ("enhet", "år", "utfall", "budget", "prognos", "fg_år", "helår")
CAP: Final = 0.7  # a logarithm of 0,7 is a doubling: larger differences are read as this
GROWTH: Final = 3.0
TRUSTED: Final = 0.1  # a unit whose forecasts have missed by this much is half trusted
OWN: Final = 1.0  # years of no miss mixed into a unit's own


def people(known: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Quantiles (row of `asked` × LEVELS) of the full-year total from the people's figures.

    Both frames: COLUMNS, amounts in one unit and of one sign: `utfall` year to date, `budget`, `prognos` the
    managers' full-year forecast, `fg_år` last year's outcome, `helår` the outcome (`known` only). `known`
    holds closes of the same month of the year in earlier years; a year explains only those after it. With
    fewer than two earlier years, or no forecast, the managers' figure itself (or the budget) with NaN width.
    """
    given = asked["prognos"].where(asked["prognos"].notna(), asked["budget"]).to_numpy(float)
    out = np.full((len(asked), len(LEVELS)), np.nan)
    out[:, MEDIAN] = given
    weights = _learn(known)
    if weights is not None:
        explained = _features(asked.assign(prognos=given), known)
        moved = np.sort(np.column_stack([explained[i == MEDIAN] @ w for i, w in enumerate(weights)]), axis=1)
        begun = asked["utfall"].to_numpy(float)[:, None]
        total = np.maximum(given[:, None] * np.exp(moved), np.where(begun > 0, begun, -np.inf))
        out = np.where(given[:, None] > 0, total, out)
    return pd.DataFrame(out, index=asked.index, columns=pd.Index(LEVELS))


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
    fitted = QuantReg((missed / size).to_numpy(), (apart / size).to_numpy()[:, None]).fit(q=0.5, max_iter=3000)
    years = known["år"].nunique()
    return float(np.clip(fitted.params[0], 0.0, 1.0)) * years / (years + OWN)


def _logratio(over: pd.Series, under: pd.Series, cap: float = CAP) -> pd.Series:
    """log(over / under), capped at ±cap; NaN where either is not positive."""
    good = (over > 0) & (under > 0)
    log = np.log((over.where(good) / under.where(good)).to_numpy(float))
    return pd.Series(log, index=over.index).clip(-cap, cap)


def _features(rows: pd.DataFrame, earlier: pd.DataFrame) -> dict[bool, np.ndarray]:
    """Regressors by whether they are for the median: (n, 3) places, and (n, 5) with the widths.

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
    places = np.column_stack([bias, run, last]) * doubt[:, None]
    return {True: places, False: np.column_stack([places, size, np.abs(run) * doubt])}


def _learn(known: pd.DataFrame) -> list[np.ndarray] | None:
    """Weights by level from every earlier year that itself has years before it; None where there is none."""
    years = sorted(known["år"].unique())[1:]
    parts = [(known[known["år"] == y], known[known["år"] < y]) for y in years]
    if not parts:
        return None
    target = pd.concat([_logratio(rows["helår"], rows["prognos"]) for rows, _ in parts]).to_numpy()
    seen = [_features(rows, earlier) for rows, earlier in parts]
    good = np.isfinite(target)
    weights = []
    for i, level in enumerate(LEVELS):
        x = np.vstack([part[i == MEDIAN] for part in seen])
        weights.append(QuantReg(target[good], x[good]).fit(q=level, max_iter=3000).params)
    return weights
