"""The forecast: a batch of series at one close, the full-year total of each with its intervals, and the way there."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from ekonomi.forecast.answer import Made, answer, beside_budget, beside_last_year
from ekonomi.forecast.guards import DECIDED, KNOWN
from ekonomi.forecast.levels import BOUNDS, LEVELS, MEDIAN
from ekonomi.forecast.models import Params
from ekonomi.forecast.odd import filled, said
from ekonomi.forecast.panel import SERIE, Known, Panel, Tree, build

COLUMNS = ("serie", "utfall", "prognos", "nedre_80", "övre_80", "nedre_95", "övre_95", "metod", "anmärkning")
PATH_COLUMNS = ("serie", "månad", *COLUMNS[1:-2])
DIGITS: Final = 10
CHUNK: Final = 50  # series a task

Fitted = dict[str, MutableMapping[str, Params]]


@dataclass(frozen=True, eq=False)
class Answer:
    """A panel's forecast: quantiles (serie × LEVELS), words and remarks (n,), and how each series was made."""

    quantiles: pd.DataFrame
    method: np.ndarray
    remark: np.ndarray
    made: list[Made]


def forecast(
    series: pd.DataFrame, period: str, *, kända: pd.DataFrame | None = None, jobs: int | None = None
) -> pd.DataFrame:
    """The full-year total of each series with 80 % and 95 % intervals, sorted by serie.

    `series`: as `panel.build`, in any unit and sign; rows in any order; outcomes after `period` are left out.
    `period` is the last known month. `kända`: the register of what people know (`panel.REGISTER`). `jobs` processes
    (joblib; None asks joblib's own configuration). A series' answer depends on nothing but itself.
    Columns: COLUMNS; amounts in the unit of `värde`; `prognos` is the median, `utfall` the sum of the known months,
    `metod` a word of `guards`, `anmärkning` what to ask before it is believed ("" nothing).
    Raises UsageError for a period that is none.
    """
    panel = build(series, period)
    return published(panel, full_year(panel, jobs, kända))


def published(panel: Panel, found: Answer) -> pd.DataFrame:
    """The contract's columns of a panel's answer."""
    known = panel.years[:, -1, : panel.known]
    out = pd.DataFrame({SERIE: panel.names.to_numpy(), "utfall": np.nansum(known, axis=1)})
    for column, level in BOUNDS.items():
        out[column] = found.quantiles[level].to_numpy()
    return out.assign(metod=found.method, anmärkning=found.remark)


def full_year(
    panel: Panel, jobs: int | None = None, kända: pd.DataFrame | None = None, fitted: Fitted | None = None
) -> Answer:
    """The answer to every series; parameters in `fitted` by serie are used as they are, others put there."""
    known = Known(kända, panel)
    kept, told = {} if fitted is None else fitted, known.answers()
    own = zip(known.modelled(), known.planned(), told, panel.names, strict=True)
    tasks = [(left, panel.known, planned, answers, kept.get(name, {})) for left, planned, answers, name in own]
    made = list(Parallel(n_jobs=jobs, batch_size=CHUNK)(delayed(answer)(*task) for task in tasks))
    kept.update((name, one.fitted) for name, one in zip(panel.names, made, strict=True))
    total = np.array([one.total for one in made]).reshape(len(made), len(LEVELS))
    counted = panel.names.isin(known.counted()[SERIE])
    total, word = _with_known(total, np.array([one.method for one in made], object), panel, known)
    for i, (one, how) in enumerate(zip(made, word, strict=True)):
        beside = () if told[i] else beside_budget(total[i], panel.budget[i])
        one.asks = () if how in (DECIDED, KNOWN) else (*one.asks, *beside)
        if counted[i] and not one.asks and not told[i]:
            one.asks = beside_last_year(total[i], panel.years[i])
    remark = np.array([said(one.asks) for one in made], object)
    quantiles = pd.DataFrame(_round(total), index=panel.names, columns=pd.Index(LEVELS))
    return Answer(quantiles, word, remark, made)


def _with_known(total: np.ndarray, word: np.ndarray, panel: Panel, known: Known) -> tuple[np.ndarray, np.ndarray]:
    """The modelled totals (n, LEVELS) with what is known put back: amounts, postings made, decisions."""
    begun = np.nansum(panel.years[:, -1, : panel.known], axis=1)
    total = total + (known.passed() + known.added())[:, None]
    booked = known.booked()
    least = (begun + booked)[:, None]
    total = np.where(booked[:, None] > 0, np.maximum(total, least), total)
    total = np.where(booked[:, None] < 0, np.minimum(total, least), total)
    decided, whole = known.decided()
    given = np.isfinite(decided)
    share = np.diff(_shares(panel), axis=1, prepend=0.0)
    open_ = (share * ~given[:, panel.known :]).sum(axis=1, keepdims=True)
    rest = (total - begun[:, None]) * open_ + np.nansum(decided, axis=1)[:, None]
    total = np.where(given.any(axis=1)[:, None], begun[:, None] + rest, total)
    total = np.where(np.isfinite(whole)[:, None], whole[:, None], total)
    all_ = given[:, panel.known :].all(axis=1) & (panel.known < 12)
    return total, np.where(np.isfinite(whole) | all_, DECIDED, word).astype(object)


def _round(total: np.ndarray) -> np.ndarray:
    """Ten significant digits of the series' size: the last bits may differ between machines."""
    size = np.nanmax(np.abs(np.where(np.isfinite(total), total, 0.0)), axis=1, initial=0.0)
    digits = DIGITS - 1 - np.floor(np.log10(np.where(size > 0, size, 1.0))).astype(int)
    return np.array([np.round(row, d) for row, d in zip(total, digits, strict=True)]).reshape(total.shape)


def paths(panel: Panel, quantiles: pd.DataFrame, structure: Tree | None = None) -> pd.DataFrame:
    """The year month by month, cumulative, of a panel whose full-year quantiles (serie × LEVELS) are known.

    Twelve rows per series, PATH_COLUMNS: `utfall` the outcome (NaN after the period), the other columns the median and
    the bounds (equal to `utfall` up to the period; in the last month those of the year).
    With `structure` the median of a sum is that of its parts in every month (the quantiles being reconciled).
    The median follows last years' shape of the remaining months; the deviation of a bound from the median
    grows with the square root of the months passed (a random walk's share of the final spread).
    """
    n, known = len(panel.names), panel.known
    so_far = np.nancumsum(panel.years[:, -1, :known], axis=1)
    rest = quantiles[LEVELS[MEDIAN]].to_numpy() - so_far[:, -1]
    growth = np.sqrt(np.arange(1, 13 - known) / max(12 - known, 1))
    frame = pd.DataFrame({SERIE: np.repeat(panel.names.to_numpy(), 12), "månad": np.tile(panel.months, n)})
    frame["utfall"] = np.hstack([so_far, np.full((n, 12 - known), np.nan)]).ravel()
    centre = so_far[:, -1:] + rest[:, None] * _shares(panel)
    if structure is not None:
        leaf, node = (panel.names.get_indexer(names) for names in (structure.leaves, structure.nodes))
        centre[node] = structure.adds @ np.nan_to_num(centre[leaf])
    for column, level in BOUNDS.items():
        off = (quantiles[level] - quantiles[LEVELS[MEDIAN]]).to_numpy()[:, None] * growth
        frame[column] = np.hstack([so_far, centre + off]).ravel()
    return frame


def _shares(panel: Panel) -> np.ndarray:
    """Cumulative share (n, remaining) of the year to go by month; straight where history gives no shape."""
    ahead = 12 - panel.known
    even = np.arange(1, ahead + 1) / max(ahead, 1)
    if panel.years.shape[1] < 2 or ahead == 0:
        return np.tile(even, (len(panel.names), 1))
    past = np.array([filled(row.ravel()).reshape(row.shape) for row in panel.years])[:, -4:-1, panel.known :]
    seen = np.isfinite(past).any(axis=1)
    usual = np.where(seen, np.nansum(past, axis=1) / np.maximum(np.isfinite(past).sum(axis=1), 1), 0.0)
    cumulative = np.cumsum(usual, axis=1)
    final = cumulative[:, -1:]
    steady = np.abs(final) > 0.2 * np.abs(usual).sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(steady & seen.all(axis=1, keepdims=True), cumulative / final, even)
