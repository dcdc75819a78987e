"""The named models: each gives the rest of the year as quantiles, from unbroken months alone.

No parameter is searched for to the end, so nothing fails to converge or explodes. The variance of the sum follows
from the model's own weights on past errors (MA(∞), Box & Jenkins 1970, ch. 5), never from the months' bounds added up
nor from simulated paths.
"""

import warnings
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from itertools import product
from typing import Any, Final

import numpy as np

from ekonomi.forecast.levels import LEVELS, SCORES, Z

TEMPER: Final = 0.8  # likelihoods of short series are overconfident: their power is lowered a little
STEPS: Final = 5  # iterations of the smoothing's fit
RECENT, AS_ALL = 0.85, 12.0  # a month's error counts for so much of the next one's; all errors for a year
MEMORY: Final = 3  # whole years: where there are more, every model is fitted to these too
YOUNG: Final = 2.0  # years' misses that a spread learned from few is widened by
COMPARABLE: Final = float(np.log(8))  # of the same month a year before: further from it, no logarithms
MAX_LOG_SD: Final = 1.0
PRIOR_PACE, PRIOR_SD, MAX_PACE = 0.5, 0.05, 1.2
HOLDS: Final = 0.1  # of what the months to go have changed by: totals that change by less are a frame
TRACE: Final = 0.1  # of the rest's mean month: smaller months so far say nothing of it as ratios
YEAR: Final = np.r_[1.0, np.zeros(11), -1.0]  # 1 − B¹²

# statsmodels is imported where a model is run: a finished forecast out of the store is read without it
Params = tuple[float, ...]
Steps = tuple[np.ndarray, np.ndarray, float, Params]
"""The path (ahead,), the weights of past errors on it (ahead,), the errors' standard deviation, the parameters."""
Run = Callable[[np.ndarray, int, Params | None], Steps]
"""A model: months (T,), months to go, and parameters to use as they are."""


def _mean_of_grid(loglike: Callable[[np.ndarray], float], points: Sequence[Params]) -> Params:
    """The mean of the points weighted by likelihood to the power TEMPER (Hoeting et al. 1999, Stat. Sci. 14)."""
    found = np.array([loglike(np.array(point)) for point in points])
    found = np.where(np.isfinite(found), found, -np.inf)
    best = found.max()  # none is finite where every year is the one before: then all weigh alike
    weight = np.exp(TEMPER * (found - best)) if np.isfinite(best) else np.ones(len(points))
    return tuple(float(p) for p in weight @ np.array(points) / weight.sum())


def _error_sd(errors: np.ndarray, sd: float) -> float:
    """The errors' standard deviation: two thirds of all of them (`sd`), one of the last half-year's."""
    weight = RECENT ** np.arange(len(errors))[::-1]
    return float(np.sqrt((weight @ errors**2 + AS_ALL * sd**2) / (weight.sum() + AS_ALL)))


def _moving(p: Any) -> np.ndarray:
    """The weights (14,) of a month's error and those before it, of parameters that end with θ and Θ."""
    weights = np.zeros(14)
    weights[[0, 1, 12, 13]] = 1, p[-2], p[-1], p[-2] * p[-1]
    return weights


def _sarimax(order: tuple[int, int, int], points: Sequence[Params]) -> Run:
    """SARIMAX `order` × (0,1,1)₁₂ (Box & Jenkins 1970, ch. 9)."""
    difference = np.convolve([1, -1], YEAR) if order[1] else YEAR

    @cache
    def model() -> Any:
        """One of no series, built once: each series' own is a clone, which takes a sixth of the time."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        return SARIMAX(
            np.zeros(3 * len(difference)),
            order=order,
            seasonal_order=(0, 1, 1, 12),
            simple_differencing=True,
            concentrate_scale=True,
            enforce_stationarity=False,
            enforce_invertibility=False,
        )

    def run(x: np.ndarray, ahead: int, params: Params | None) -> Steps:
        from statsmodels.tsa.arima_process import arma2ma
        from statsmodels.tsa.statespace.tools import diff

        months = np.r_[x, np.full(ahead, np.nan)]  # those that are not known are forecast by the filter itself
        own = model().ssm.clone(diff(months, order[1], 1, 12))

        def by(p: Any) -> Any:
            """The filter of these months, by some parameters."""
            own[model().selection_ma_params_idx] = _moving(p)[1:]
            if order[0]:
                own[model().transition_ar_params_idx] = p[: order[0]]
            return own

        p = params or _mean_of_grid(lambda point: by(point).loglike(), points)
        fitted = by(p).filter()
        path = list(x)
        for change in fitted.forecasts[0, -ahead:]:
            path.append(change - difference[1:] @ path[: -len(difference) : -1])
        psi = arma2ma(np.convolve(np.r_[1, -np.array(p[: order[0]])], difference), _moving(p), ahead)
        sd = np.sqrt(max(np.nan_to_num(fitted.scale), 0.0))
        return np.array(path[len(x) :]), psi, _error_sd(fitted.forecasts_error[0, :-ahead], sd), p

    return run


def _smoothing(x: np.ndarray, ahead: int, params: Params | None) -> Steps:
    """Exponential smoothing, additive with damped trend and season (Hyndman et al. 2008, table 6.1 for the weights)."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(
        x,
        error="add",
        trend="add",
        damped_trend=True,
        seasonal="add",
        seasonal_periods=12,
        initialization_method="heuristic",
    )
    found = model.fit(maxiter=STEPS, disp=False, return_params=True) if params is None else np.array(params)
    told, states = model.smooth(found, return_raw=True)  # raw: their covariance is asked for by no one
    level, trend, _, damping = params = tuple(float(p) for p in found[:4])
    damped = np.cumsum(damping ** np.arange(1, ahead + 1))
    path = states[-1, 0] + damped * states[-1, 1] + states[-12:, 2][:ahead]  # the season returns after twelve months
    psi = np.r_[1.0, level + trend * damped[:-1]]
    errors = x - told
    sd = float(np.sqrt(np.sum(errors**2) / (len(x) - 4)))
    return path, psi, _error_sd(errors[12:], sd), params


LEVEL: Final = "vandrande nivå"
MODELS: Final[dict[str, Run]] = {
    LEVEL: _sarimax((0, 1, 1), list(product((-0.1, -0.5, -0.9), (-0.2, -0.7)))),
    "återgång till fjolåret": _sarimax((1, 0, 1), list(product((0.2, 0.7, 0.95), (0.0, -0.5), (-0.2, -0.7)))),
    "riktning som består": _sarimax((1, 1, 1), list(product((0.2, 0.6), (-0.3, -0.8), (-0.2, -0.7)))),
    "utjämning": _smoothing,
}
"""The first on the months as they are, the others on their logarithm where that is allowed."""
PACE: Final = "takten mot fjolåret"
FRAME: Final = "ramen håller"
NAIVE: Final = "som förra året"


def naive(years: np.ndarray, known: int) -> np.ndarray:
    """Last year's remaining months: quantiles (LEVELS,) of the year to go; `years` (Y ≥ 2, 12), the asked one last.

    The spread is the root mean square of what the same rule missed in earlier years; with one year of history, that
    of the months between the two years, as if they were independent.
    """
    rest = years[:-1, known:].sum(axis=1)
    missed = np.diff(rest)
    month = years[-1, :known] - years[-2, :known]
    sd = np.sqrt(np.mean(missed**2)) if len(missed) else np.sqrt(np.nanmean(month**2) * (12 - known))
    return np.asarray(rest[-1] + sd * Z)


def comparable(years: np.ndarray) -> bool:
    """Whether logs and ratios are allowed: every month is positive, and of the size of the same month a year before."""
    seen = np.isfinite(years)
    if not (years[seen] > 0).all():
        return False
    with np.errstate(invalid="ignore"):
        ratio = np.abs(np.diff(np.log(np.where(seen, years, np.nan)), axis=0))
    return bool(np.nanmax(ratio, initial=0.0) <= COMPARABLE)


def pace(years: np.ndarray, known: int) -> np.ndarray:
    """Last year's rest moved by b times how far this year runs ahead: quantiles (LEVELS,) of the year to go.

    On the logarithm both are ratios, else the run is carried to the length of the rest. b is the series' own, by
    least squares through the origin over its years with a ridge towards PRIOR_PACE (one year's worth): near 0
    where deviations are timing, near 1 where they are growth.
    """
    begun, rest = years[:, :known].sum(axis=1), years[:-1, known:].sum(axis=1)
    log = bool(comparable(years) and (begun[:-1] > TRACE * rest * known / (12 - known)).all())
    scale = 1.0 if log else (12 - known) / known
    ran = np.diff(np.log(begun) if log else begun) * scale
    became = np.diff(np.log(rest) if log else rest)
    square, count = float(np.sum(ran[:-1] ** 2)), max(len(became), 1)
    prior = square / count + 1e-300
    b = float(np.clip((ran[:-1] @ became + prior * PRIOR_PACE) / (square + prior), 0.0, MAX_PACE))
    floor = PRIOR_SD * (1.0 if log else float(np.abs(rest).mean()))
    sd = (1 + YOUNG / count) * np.sqrt((np.sum((became - b * ran[:-1]) ** 2) + floor**2) / (count + 1))
    if log:
        return np.asarray(rest[-1] * np.exp(b * ran[-1] + min(float(sd), MAX_LOG_SD) * SCORES))
    return np.asarray(rest[-1] + b * ran[-1] + sd * SCORES)


def frame(years: np.ndarray, known: int) -> np.ndarray | None:
    """What is left of last year's total, where totals hold and months do not: quantiles (LEVELS,) of the year to go.

    None unless the totals of three years or more have changed by less than HOLDS of what their parts have.
    """
    total, rest = years[:-1].sum(axis=1), years[:-1, known:].sum(axis=1)
    moved, parts = (float(np.sqrt(np.mean(np.diff(x) ** 2))) if len(x) > 2 else 0.0 for x in (total, rest))
    if moved >= HOLDS * parts:
        return None
    return np.asarray(total[-1] - years[-1, :known].sum() + (1 + YOUNG / (len(total) - 1)) * moved * SCORES)


def of_sum(path: np.ndarray, psi: np.ndarray, sd: float, log: bool) -> np.ndarray:
    """Quantiles (LEVELS,) of the sum of a path: linear, or on the logarithm matched to a lognormal (Fenton 1960)."""
    ahead = len(path)
    effect = np.array([np.r_[psi[: i + 1][::-1], np.zeros(ahead - 1 - i)] for i in range(ahead)])
    if not log:
        return np.asarray(path.sum() + sd * np.sqrt(np.sum(effect.sum(axis=0) ** 2)) * SCORES)
    noise = sd**2 * np.sum(effect**2, axis=1)
    month = np.exp(np.clip(path, -50, 50) + np.minimum(noise / 2, 0.5))
    share = month / month.sum()
    s = min(float(sd * np.sqrt(np.sum((share @ effect) ** 2))), MAX_LOG_SD)
    return np.asarray(month.sum() * np.exp(-(s**2) / 2 + s * SCORES))


def members(years: np.ndarray, known: int, fitted: MutableMapping[str, Params] | None = None) -> dict[str, np.ndarray]:
    """Every model's quantiles (LEVELS,) of the year to go by name; `years` (Y ≥ 3, 12) upright and unbroken.

    `known` 1–11 months of the last year are known. Where there are more whole years than MEMORY, each model's are the
    mean of those from all of them and from the last (Pesaran & Timmermann 2007, J. Econometrics 137).
    `fitted` holds parameters by model: those found are used as they are (a replay within the year), others put there.
    """
    kept = {} if fitted is None else fitted
    spans = [years, years[-MEMORY - 1 :]] if len(years) > MEMORY + 1 else [years]
    out = {name: np.mean([_one(name, span, known, kept) for span in spans], axis=0) for name in MODELS}
    return out | {PACE: np.mean([pace(span, known) for span in spans], axis=0)}


def _one(name: str, years: np.ndarray, known: int, kept: MutableMapping[str, Params]) -> np.ndarray:
    """One model's quantiles (LEVELS,); NaN where it cannot be fitted."""
    y = years.ravel()[: (len(years) - 1) * 12 + known]
    log, size, key = name != LEVEL and comparable(years), float(np.abs(y).mean()), f"{name} {len(years)}"
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an early stop and a series that repeats itself are no faults
            x = np.log(y / size) if log else y / size
            path, psi, sd, kept[key] = MODELS[name](x, 12 - known, kept.get(key))
        return of_sum(path, psi, sd, log) * size
    except (ValueError, np.linalg.LinAlgError):
        return np.full(len(LEVELS), np.nan)
