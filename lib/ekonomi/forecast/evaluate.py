"""How accurate have the forecasts been? Earlier closes replayed, each knowing only what was known then."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import period as months
from ekonomi.forecast.full_year import Answer, Fitted, full_year, published
from ekonomi.forecast.hierarchy import Closes
from ekonomi.forecast.levels import BOUNDS, LEVELS, RISING, wis
from ekonomi.forecast.models import NAIVE as AS_LAST
from ekonomi.forecast.models import naive
from ekonomi.forecast.odd import filled
from ekonomi.forecast.panel import MÅNAD, SERIE, VÄRDE, Panel, aggregate, build

MODEL, NAIVE, MANAGERS = "modell", "naiv", "chefer"
REPLAYED: Final = (SERIE, "period", "månad", "källa", *BOUNDS, "metod", "helår")
SCORES: Final = ("månad", "källa", "antal", "medianfel", "WAPE", "MAE", "träff_80", "träff_95", "WIS")
ALL_CLOSES: Final = tuple(range(1, 12))
NEAR_ZERO: Final = 0.1  # of the series lie round zero: a percentage of them says nothing


def evaluate(
    series: pd.DataFrame,
    period: str,
    *,
    years: int = 2,
    closes: Sequence[int] = ALL_CLOSES,
    closes_of: Closes | None = None,
    managers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every forecast of the last `years` whole years before the year of `period`, beside what became of it.

    `series` as in `forecast`; `closes` months known 1–11; `managers` optional `serie, period, prognos`, the
    decided full-year forecasts by report period. With `closes_of` the sums are forecast too and all of it is
    reconciled at every close, as it was known then. One row per series, close and source (modell, naiv, chefer):
    REPLAYED, `månad` the months known, amounts in the unit of `värde`; `helår` is the outcome. Series whose outcome
    that year is not whole are left out, and closes before which the series had not begun. Raises as `forecast`.
    """
    first = build(series, period).months[0]
    every = pd.concat([series, aggregate(series, closes_of.structure)]) if closes_of else series
    frames = []
    for back in range(1, years + 1):
        start = months.shift(first, -12 * back)
        outcome = _outcome(every, start)
        fitted: Fitted = {}
        for known in closes:
            close = months.shift(start, known - 1)
            if closes_of:
                whole = closes_of.coherent(close)
                panel, model = whole.panel, whole.table
            else:
                panel = build(series[series[MÅNAD] <= close], close)
                model = published(panel, full_year(panel, fitted=fitted))
            made = [model.assign(källa=MODEL), _naive(panel).assign(källa=NAIVE)]
            frames.append(_compared(made, close, known, outcome, managers))
    return pd.concat(frames, ignore_index=True).sort_values(["serie", "period", "källa"], ignore_index=True)


def _naive(panel: Panel) -> pd.DataFrame:
    """What last year's remaining months say at one close; NaN where they are not known."""
    made = np.array([_naive_one(row, panel.known) for row in panel.years]).reshape(-1, len(LEVELS))
    quantiles = pd.DataFrame(np.sort(made, axis=1), panel.names, pd.Index(LEVELS))
    words = np.full(len(made), AS_LAST, object)
    return published(panel, Answer(quantiles, words, np.full(len(made), "", object), []))


def _naive_one(years: np.ndarray, known: int) -> np.ndarray:
    """The full-year quantiles (LEVELS,) of one series by `models.naive`, on as many whole years as it has."""
    whole = filled(years.ravel()).reshape(years.shape)
    lasting = np.isfinite(whole[:-1]).all(axis=1)
    count = int(np.cumprod(lasting[::-1]).sum())
    if not count:
        return np.full(len(LEVELS), np.nan)
    return np.nansum(years[-1, :known]) + naive(whole[-count - 1 :], known)


def _outcome(series: pd.DataFrame, start: str) -> pd.Series:
    """The whole year's total by serie; series that lack a month are absent."""
    year = series[series[MÅNAD].isin(months.span(start, months.shift(start, 11)))].dropna(subset=[VÄRDE])
    by = year.groupby(SERIE)[VÄRDE]
    return by.sum()[by.count() == 12].rename("helår")


def _compared(
    frames: list[pd.DataFrame], close: str, known: int, outcome: pd.Series, managers: pd.DataFrame | None
) -> pd.DataFrame:
    if managers is not None:
        given = managers.loc[managers["period"] == close, ["serie", "prognos"]]
        frames = [*frames, given.assign(källa=MANAGERS, metod="beslutad")]
    rows = pd.concat(frames, ignore_index=True).assign(period=close, månad=known)
    rows = rows.merge(outcome, left_on="serie", right_index=True).dropna(subset=["prognos"])
    return rows[list(REPLAYED)]


def summary(evaluation: pd.DataFrame, by: Sequence[str] = ("månad", "källa")) -> pd.DataFrame:
    """Error and coverage of an evaluation per `by`: SCORES, shares 0–1 of the outcomes, WIS in its unit.

    `medianfel` median absolute percentage error and `WAPE` sum of absolute errors over sum of outcomes, both shares,
    NaN where series lie round zero (NEAR_ZERO of them): there a share says nothing, and `MAE`, the mean absolute error
    in the unit of the evaluation, does; `träff_80` and `träff_95` the share of outcomes inside the interval, NaN for
    sources without one. Add a column such as `nivå` to the evaluation to split by it.
    """
    e = evaluation.assign(fel=(evaluation["prognos"] - evaluation["helår"]).abs(), bas=evaluation["helår"].abs())
    e["andel"] = e["fel"] / e["bas"].where(e["bas"] > 0)
    for level in ("80", "95"):
        low, high = e[f"nedre_{level}"], e[f"övre_{level}"]
        e[f"träff_{level}"] = e["helår"].between(low, high).where(low.notna()).astype(float)
    e["WIS"] = wis(e[list(RISING)].to_numpy(float), e["helår"].to_numpy(float))
    grouped = e.groupby(list(by), sort=True)
    out = grouped.agg(
        antal=("fel", "size"),
        medianfel=("andel", "median"),
        fel=("fel", "sum"),
        bas=("bas", "sum"),
        träff_80=("träff_80", "mean"),
        träff_95=("träff_95", "mean"),
        WIS=("WIS", "mean"),
    ).reset_index()
    out["WAPE"] = out["fel"] / out["bas"].where(out["bas"] > 0)
    out["MAE"] = out["fel"] / out["antal"]
    out.loc[_round_zero(e, list(by), out), ["medianfel", "WAPE"]] = np.nan
    return out[[*by, *SCORES[2:]]]


def _round_zero(e: pd.DataFrame, by: list[str], out: pd.DataFrame) -> np.ndarray:
    """Which rows (n,) of a summary are of series round zero: their outcomes are of both signs, or less than the misses.

    Judged for all sources together, so that none of them has a percentage where another has none.
    """
    key = [column for column in by if column != "källa"]
    groups = [e[column] for column in key] or [pd.Series(0, e.index)]
    each = e.groupby([*groups, e["serie"]]).agg(
        low=("helår", "min"), high=("helår", "max"), fel=("fel", "mean"), bas=("bas", "mean")
    )
    lies = (each["low"] * each["high"] < 0) | (each["fel"] > each["bas"])
    share = lies.groupby(level=list(range(len(groups)))).mean().gt(NEAR_ZERO).rename("lies").reset_index()
    return (out.merge(share, how="left", on=key)["lies"] if key else share["lies"].repeat(len(out))).to_numpy(bool)
