"""The named models: each gives the rest of the year as quantiles, from unbroken months alone.

No parameter is searched for to the end, so nothing fails to converge or explodes: the SARIMAX models take the mean
over a small grid weighted by likelihood (Hoeting et al. 1999, Statistical Science 14, sec. 1–2), the smoothing a few
steps from its start. The variance of the sum follows from the model's own weights on past errors (MA(∞), Box &
Jenkins 1970, ch. 5), never from the months' bounds added up nor from simulated paths.
"""

import warnings
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from statsmodels.tsa.arima_process import arma2ma
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.statespace.sarimax import SARIMAX

from ekonomi.forecast.levels import LEVELS, SCORES, Z

TEMPER: Final = 0.8  # likelihoods of short series are overconfident: their power is lowered a little
STEPS: Final = 5  # iterations of the smoothing's fit
MAX_LOG_SD: Final = 1.0
PRIOR_PACE, PRIOR_SD, MAX_PACE = 0.5, 0.05, 1.2
TRACE: Final = 0.1  # of the rest's mean month: smaller months so far say nothing of it as ratios
YEAR: Final = np.r_[1.0, np.zeros(11), -1.0]  # 1 − B¹²

Params = tuple[float, ...]
Steps = tuple[np.ndarray, np.ndarray, float, Params]
"""The path (ahead,), the weights of past errors on it (ahead,), the errors' standard deviation, the parameters."""


@dataclass(frozen=True)
class Model:
    """A named model: `run` on months x (T,), their logarithm where that is allowed and `log`; `only_log` never else."""

    name: str
    log: bool
    only_log: bool
    run: Callable[[np.ndarray, int, Params | None], Steps]


def _sarimax(x: np.ndarray, order: tuple[int, int, int]) -> SARIMAX:
    return SARIMAX(
        x,
        order=order,
        seasonal_order=(0, 1, 1, 12),
        simple_differencing=True,
        concentrate_scale=True,
        enforce_stationarity=False,
        enforce_invertibility=False,
    )


def _mean_of_grid(loglike: Callable[[np.ndarray], float], points: Sequence[Params]) -> Params:
    """The mean of the points weighted by likelihood to the power TEMPER."""
    found = np.array([loglike(np.array(point)) for point in points])
    found = np.where(np.isfinite(found), found, -np.inf)
    best = found.max()  # none is finite where every year is the one before: then all weigh alike
    weight = np.exp(TEMPER * (found - best)) if np.isfinite(best) else np.ones(len(points))
    return tuple(float(p) for p in weight @ np.array(points) / weight.sum())


AIRLINE: Final = list(product((-0.1, -0.45, -0.8), (-0.2, -0.7)))
RETURNING: Final = list(product((0.5, 0.8, 0.95), (0.0, -0.5), (-0.2, -0.7)))


def _airline(x: np.ndarray, ahead: int, params: Params | None) -> Steps:
    """SARIMAX (0,1,1)(0,1,1)₁₂: the level walks, the season follows slowly (Box & Jenkins 1970, ch. 9)."""
    model = _sarimax(x, (0, 1, 1))
    p = params or _mean_of_grid(model.loglike, AIRLINE)
    fitted = model.filter(np.array(p), cov_type="none")
    path = list(x[-13:])
    for change in fitted.forecast(ahead):
        path.append(path[-1] + path[-12] - path[-13] + change)
    psi = arma2ma(np.convolve([1, -1], YEAR), np.convolve([1, p[0]], np.r_[1, np.zeros(11), p[1]]), ahead)
    return np.array(path[13:]), psi, float(np.sqrt(max(np.nan_to_num(fitted.scale), 0.0))), p


def _returning(x: np.ndarray, ahead: int, params: Params | None) -> Steps:
    """SARIMAX (1,0,1)(0,1,1)₁₂: what this year differs from last dies out at a pace the series tells."""
    model = _sarimax(x, (1, 0, 1))
    p = params or _mean_of_grid(model.loglike, RETURNING)
    fitted = model.filter(np.array(p), cov_type="none")
    path = list(x[-12:])
    for change in fitted.forecast(ahead):
        path.append(path[-12] + change)
    ma = np.convolve([1, p[1]], np.r_[1, np.zeros(11), p[2]])
    psi = arma2ma(np.convolve([1, -p[0]], YEAR), ma, ahead)
    return np.array(path[12:]), psi, float(np.sqrt(max(np.nan_to_num(fitted.scale), 0.0))), p


def _smoothing(x: np.ndarray, ahead: int, params: Params | None) -> Steps:
    """Exponential smoothing, additive with damped trend and season (Hyndman et al. 2008, table 6.1 for the weights)."""
    model = ETSModel(
        x,
        error="add",
        trend="add",
        damped_trend=True,
        seasonal="add",
        seasonal_periods=12,
        initialization_method="heuristic",
    )
    if params is None:
        params = tuple(float(p) for p in model.fit(maxiter=STEPS, disp=False).params[:4])
    fitted = model.smooth(np.array(params))
    level, trend, _, damping = params  # the season returns after twelve months, beyond the year
    steps = np.arange(1, ahead)
    psi = np.r_[1.0, level + trend * np.cumsum(damping**steps)]
    sd = float(np.sqrt(np.sum(np.asarray(fitted.resid) ** 2) / (len(x) - 4)))
    return np.asarray(fitted.forecast(ahead)), psi, sd, params


MODELS: Final = (
    Model("flygbolagsmodellen", False, False, _airline),
    Model("återgång till i fjol", True, False, _returning),
    Model("utjämning i procent", True, True, _smoothing),
)
PACE: Final = "takten mot i fjol"
NAIVE: Final = "som i fjol"


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


def pace(years: np.ndarray, known: int, log: bool) -> np.ndarray:
    """Last year's rest moved by b times how far this year runs ahead: quantiles (LEVELS,) of the year to go.

    On the logarithm both are ratios, else the run is carried to the length of the rest. b is the series' own, by
    least squares through the origin over its years with a ridge towards PRIOR_PACE (one year's worth): near 0
    where deviations are timing, near 1 where they are growth.
    """
    begun, rest = years[:, :known].sum(axis=1), years[:-1, known:].sum(axis=1)
    log = bool(
        log and (begun > 0).all() and (rest > 0).all() and (begun[:-1] > TRACE * rest * known / (12 - known)).all()
    )
    scale = 1.0 if log else (12 - known) / known
    ran = np.diff(np.log(begun) if log else begun) * scale
    became = np.diff(np.log(rest) if log else rest)
    square, count = float(np.sum(ran[:-1] ** 2)), max(len(became), 1)
    prior = square / count + 1e-300
    b = float(np.clip((ran[:-1] @ became + prior * PRIOR_PACE) / (square + prior), 0.0, MAX_PACE))
    floor = PRIOR_SD * (1.0 if log else float(np.abs(rest).mean()))
    sd = np.sqrt((np.sum((became - b * ran[:-1]) ** 2) + floor**2) / (count + 1))
    if log:
        return np.asarray(rest[-1] * np.exp(b * ran[-1] + min(float(sd), MAX_LOG_SD) * SCORES))
    return np.asarray(rest[-1] + b * ran[-1] + sd * SCORES)


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


def members(
    years: np.ndarray, known: int, log: bool, fitted: MutableMapping[str, Params] | None = None
) -> dict[str, np.ndarray]:
    """Every model's quantiles (LEVELS,) of the year to go by name; `years` (Y ≥ 3, 12) upright and unbroken.

    `known` 1–11 months of the last year are known; `log` whether logarithms are allowed (months of comparable size).
    `fitted` holds parameters by model: those found are used as they are (a replay within the year), others put there.
    """
    y = years.ravel()[: (len(years) - 1) * 12 + known]
    size, ahead, kept = float(np.abs(y).mean()), 12 - known, {} if fitted is None else fitted
    out = {}
    for model in MODELS:
        if model.only_log and not log:
            continue
        logged = model.log and log
        try:
            x = np.log(y) if logged else y / size
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an early stop and a series that repeats itself are no faults
                path, psi, sd, kept[model.name] = model.run(x, ahead, kept.get(model.name))
            out[model.name] = of_sum(path, psi, sd, logged) * (1.0 if logged else size)
        except (ValueError, np.linalg.LinAlgError):
            out[model.name] = np.full(len(LEVELS), np.nan)
    out[PACE] = pace(years, known, log)
    return out
