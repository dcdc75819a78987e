"""The forecast itself: a batch of series at one close, the full-year total of each with its intervals."""

import numpy as np
import pandas as pd

from ekonomi.forecast.budget import PROFILE, with_profile
from ekonomi.forecast.combine import combination
from ekonomi.forecast.levels import LEVELS, MEDIAN, Z
from ekonomi.forecast.panel import SERIE, Panel, build
from ekonomi.forecast.short import no_year, one_year, short
from ekonomi.forecast.tiers import COMBINED, CONSTANT, ENDED, GAPS, KNOWN, LATE, NEW, NOTHING, SHORT, classify
from ekonomi.forecast.weights import shipped
from ekonomi.forecast.years import filled, flat, orientation

COLUMNS = ("serie", "utfall", "prognos", "nedre_80", "övre_80", "nedre_95", "övre_95", "metod")
BOUNDS = {"prognos": 0.5, "nedre_80": 0.1, "övre_80": 0.9, "nedre_95": 0.025, "övre_95": 0.975}
DIGITS = 10


def forecast(
    series: pd.DataFrame,
    period: str,
    *,
    första_månad: int = 1,
    jobs: int | None = None,
    fil: str = "serierna",
) -> pd.DataFrame:
    """The full-year total of each series with 80 % and 95 % intervals, sorted by serie.

    `series`: long frame `serie` (str), `månad` (YYYY-MM), `värde` (float, any unit and sign, NaN unknown) and
    optionally `budget` (float) by month; rows in any order; outcomes after `period` are left out (count them
    with `later_rows`). `period` is the last known month. `första_månad` 1–12 starts the year (7: July–June).
    `jobs` processes (joblib; None asks joblib's own configuration, so that
    `joblib.parallel_config(backend="dask")` sends it to a cluster; the answer does not depend on it).
    Columns: COLUMNS; amounts in the unit of `värde`; `prognos` is the median, `utfall` the sum of the known
    months, `metod` a word of `tiers`. Raises DataError for faulty rows, UsageError for a period or first month
    that is none.
    """
    panel = build(series, period, första_månad, fil)
    return published(panel, *full_year(panel, jobs))


def published(panel: Panel, quantiles: pd.DataFrame, method: np.ndarray) -> pd.DataFrame:
    """The contract's columns of the quantiles (serie × LEVELS)."""
    known = panel.years[:, -1, : panel.known]
    out = pd.DataFrame({SERIE: panel.names.to_numpy(), "utfall": np.nansum(known, axis=1)})
    for column, level in BOUNDS.items():
        out[column] = quantiles[level].to_numpy()
    out["metod"] = method
    return out


def full_year(panel: Panel, jobs: int | None = None) -> tuple[pd.DataFrame, np.ndarray]:
    """Quantiles (serie × LEVELS) of the full-year total and the word (n,) for how each was made."""
    tiers = classify(panel)
    total = np.full((len(panel.names), len(LEVELS)), np.nan)
    plain = np.nansum(panel.years[:, -1, : panel.known], axis=1)[:, None]
    for name in (ENDED, KNOWN):
        total[tiers.name == name] = plain[tiers.name == name]
    lag = np.where(tiers.name == LATE, 0, tiers.lag)
    for group in sorted(set(zip(tiers.name, lag, tiers.history, strict=True))):
        name, late, history = group
        rows = (tiers.name == name) & (lag == late) & (tiers.history == history)
        if name not in (ENDED, KNOWN, NOTHING):
            total[rows] = _group(panel.take(rows), name, int(late), int(history), jobs)
    total = _widen(total, panel, tiers.gaps)
    total, profiled = with_profile(total, panel, tiers.name)
    gaps = tiers.gaps & np.isin(tiers.name, (COMBINED, SHORT, NEW))
    word = (
        tiers.name + np.where(gaps, GAPS, "").astype(object) + np.where(profiled, PROFILE, "").astype(object)
    )
    return pd.DataFrame(_round(total), index=panel.names, columns=pd.Index(LEVELS)), word


def _group(panel: Panel, name: str, late: int, history: int, jobs: int | None) -> np.ndarray:
    """Full-year quantiles (n, LEVELS) of series that get the same answer; costs are turned up and back."""
    sign = orientation(panel.years)
    years = filled(panel.years)[:, panel.years.shape[1] - 1 - max(history, 1) :] * sign[:, None, None]
    known = panel.known - late
    if name == LATE:
        rest = _late(years, history)
    else:
        begun = years[:, -1, :known].sum(axis=1) if history else np.nansum(years[:, -1, :known], axis=1)
        rest = begun[:, None] + _to_go(years, name, known, history, jobs)
    return np.sort(rest * sign[:, None], axis=1)


def _to_go(years: np.ndarray, name: str, known: int, history: int, jobs: int | None) -> np.ndarray:
    """Quantiles (n, LEVELS) of the months after `known`."""
    ahead = 12 - known
    if name == CONSTANT:
        last = flat(years, known)
        rest = years[:, -2, known:].sum(axis=1) if history >= 2 else last[:, -1] * ahead
        return np.repeat(rest[:, None], len(LEVELS), axis=1)
    if ahead == 0:
        return np.zeros((len(years), len(LEVELS)))
    if name == COMBINED:
        out = combination(years, known, jobs)
    else:
        view = one_year(years, known) if name == SHORT else no_year(flat(years, known), ahead)
        out = short(view, shipped().stack[known][history])
    never_negative = np.nanmin(np.where(np.isfinite(years), years, 0.0), axis=(1, 2)) >= 0
    return np.where(never_negative[:, None], np.maximum(out, 0.0), out)


def _late(years: np.ndarray, history: int) -> np.ndarray:
    """No month of the asked year yet: last year again, as wide as years have differed (a month's size if one)."""
    if history == 0:
        month = np.nanmean(years[:, -2], axis=1)
        return 12 * month[:, None] + 6 * np.abs(month)[:, None] * Z
    totals = years[:, :-1].sum(axis=2)
    moved = (
        np.sqrt((np.diff(totals, axis=1) ** 2).mean(axis=1)) if history > 1 else 0.2 * np.abs(totals[:, -1])
    )
    return totals[:, -1:] + moved[:, None] * Z


def _widen(total: np.ndarray, panel: Panel, gaps: np.ndarray) -> np.ndarray:
    """Months of this year that had to be estimated widen the interval as months to come would."""
    unknown = (~np.isfinite(panel.years[:, -1, : panel.known])).sum(axis=1)
    factor = np.sqrt(1 + np.where(gaps, unknown, 0) / max(12 - panel.known, 1))
    centre = total[:, MEDIAN : MEDIAN + 1]
    return centre + (total - centre) * factor[:, None]


def _round(total: np.ndarray) -> np.ndarray:
    """Ten significant digits of the series' size: the last bits may differ between machines."""
    size = np.nanmax(np.abs(np.where(np.isfinite(total), total, 0.0)), axis=1, initial=0.0)
    digits = DIGITS - 1 - np.floor(np.log10(np.where(size > 0, size, 1.0))).astype(int)
    return np.array([np.round(row, d) for row, d in zip(total, digits, strict=True)]).reshape(total.shape)
