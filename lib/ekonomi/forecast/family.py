"""The family on three scales, with equal or month-wise variance: every member's year to go, then averages."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ekonomi.forecast.levels import Z
from ekonomi.forecast.sarima import GRID, TEMPER, fit_changes, variances

POWERS: Final = (0.0, 0.5, 1.0)  # logarithm, square root, as it is (Box & Cox 1964)
SHRINK: Final = 5.0  # years of the common variance mixed into each calendar month's own
PENALTY: Final = 6.0  # log-likelihood bought by the eleven month variances themselves
MAX_LOG_SD: Final = 1.2


@dataclass(frozen=True)
class Fits:
    """Every member on every scale for a batch: (n, M) arrays with M = scales × variances × GRID.

    `score` log posterior up to a constant (−inf where the scale does not fit the series); `centre` median
    of the year to go; `spread` its standard deviation (on the logarithm where `power` is 0); `power`, `own`
    (month-wise variance) and `phi` (M,) tell the members apart.
    """

    score: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    power: np.ndarray
    own: np.ndarray
    phi: np.ndarray

    def average(self, members: np.ndarray) -> np.ndarray:
        """Quantiles (n, LEVELS) of the year to go, averaged over some members (M,) bool; NaN where none fits."""
        score = np.where(members, self.score, -np.inf)
        top = score.max(axis=1, keepdims=True)
        fits = np.isfinite(top)
        weight = np.where(fits, np.exp(score - np.where(fits, top, 0.0)), 0.0)
        weight /= np.where(fits, weight.sum(axis=1, keepdims=True), 1.0)
        out = sum(self._scale(weight, power) for power in POWERS)
        return np.where(fits, out, np.nan)

    def _scale(self, weight: np.ndarray, power: float) -> np.ndarray:
        """One scale's share of the quantiles: normal (lognormal for 0) with the mixture's two moments."""
        on = self.power == power
        w, centre, spread = weight[:, on], self.centre[:, on], self.spread[:, on]
        share = w.sum(axis=1, keepdims=True)
        w = w / np.where(share > 0, share, 1.0)
        x = np.log(np.maximum(centre, 1e-300)) if power == 0 else centre
        mean = (w * x).sum(axis=1)
        sd = np.sqrt((w * (spread**2 + (x - mean[:, None]) ** 2)).sum(axis=1))
        if power == 0:
            quantiles = np.exp(mean[:, None] + np.minimum(sd, MAX_LOG_SD)[:, None] * Z)
        else:
            quantiles = mean[:, None] + sd[:, None] * Z
        return np.where(share > 0, share * quantiles, 0.0)


def fit_family(y: np.ndarray, ahead: int, prior: np.ndarray) -> Fits:
    """The family on `y` (n, T) unbroken months, T ≥ 25, for the sum of `ahead` 1–11 months; `prior` (M,)."""
    size = np.abs(y).max(axis=1) + 1e-300
    parts = [_on_scale(y / size[:, None], power, own, ahead) for power in POWERS for own in (False, True)]
    score = np.hstack([part[0] for part in parts]) * TEMPER + np.log(np.maximum(prior, 1e-12))
    scale = np.repeat([power for power in POWERS for _ in (False, True)], len(GRID))
    own = np.tile(np.repeat([False, True], len(GRID)), len(POWERS))
    phi = np.tile([m.phi + m.momentum for m in GRID], 2 * len(POWERS))
    centre = np.hstack([part[1] for part in parts]) * size[:, None]
    unit = np.where(scale == 0, 1.0, size[:, None])
    return Fits(score, centre, np.hstack([part[2] for part in parts]) * unit, scale, own, phi)


def _on_scale(
    x: np.ndarray, power: float, own: bool, ahead: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Score, centre and spread (n, G) of the grid on one scale; `x` (n, T) of magnitude one."""
    t, jacobian, fits = _transform(x, power)
    z = t[:, 12:] - t[:, :-12]
    months = _month_scale(z) if own else np.ones((len(x), 12))
    past = months[:, np.arange(z.shape[1]) % 12]
    future = months[:, (np.arange(ahead) + z.shape[1]) % 12][:, None, :]
    loglike, change, variance = fit_changes(z / past, ahead, np.abs(t).max(axis=1))
    last = t[:, t.shape[1] - 12 :][:, None, :ahead]
    centre, spread = _back(last + change * future, future, variance, power, x.shape[1])
    score = loglike + (jacobian - np.log(past[:, 1:]).sum(axis=1) - PENALTY * own)[:, None]
    good = fits[:, None] & np.isfinite(score) & np.isfinite(centre) & np.isfinite(spread)
    return np.where(good, score, -np.inf), np.where(good, centre, 0.0), np.where(good, spread, 0.0)


def _transform(x: np.ndarray, power: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The series on its scale (n, T), the log Jacobian (n,) over the explained months, and where it fits."""
    if power == 1.0:
        return x, np.zeros(len(x)), np.ones(len(x), bool)
    if power == 0.0:
        log = np.log(np.where(x > 0, x, 1.0))
        return log, -log[:, 13:].sum(axis=1), np.asarray((x > 0).all(axis=1))
    root = np.where(x >= 0, x, 0.0) ** power
    slope = np.log(power) + (power - 1) / power * np.log(np.maximum(root[:, 13:], 1e-3))
    return root, slope.sum(axis=1), np.asarray((x >= 0).all(axis=1))


def _month_scale(z: np.ndarray) -> np.ndarray:
    """Relative standard deviation (n, 12) of z by place in the year, shrunk towards the common one."""
    common = (z**2).mean(axis=1) + 1e-300
    own = [(z[:, i::12] ** 2).sum(axis=1) for i in range(12)]
    count = np.array([z[:, i::12].shape[1] for i in range(12)])
    variance = (np.array(own).T + SHRINK * common[:, None]) / (count + SHRINK)
    return np.sqrt(variance / common[:, None])


def _back(
    path: np.ndarray, future: np.ndarray, variance: np.ndarray, power: float, months: int
) -> tuple[np.ndarray, np.ndarray]:
    """Centre and spread (n, G) of the sum of a path (n, G, ahead) taken back to the series' own scale.

    Second-order (delta) moments of the sum; lognormal matching on the logarithm (Fenton 1960).
    """
    cov = variances(months, path.shape[2])
    noise = np.einsum("gii->gi", cov)[None] * future**2 * np.minimum(variance, 4.0)[:, :, None]
    if power == 1.0:
        centre, slope = path.sum(axis=2), np.broadcast_to(future, path.shape)
    elif power == 0.0:
        month = np.exp(np.clip(path, -60, 60) + np.minimum(noise / 2, 1.0))
        centre = month.sum(axis=2)
        slope = month / centre[:, :, None] * future
    else:
        path = np.maximum(path, 1e-3)
        centre, slope = (path**2 + noise).sum(axis=2), 2 * path * future
    spread = np.sqrt(np.einsum("ngi,gij,ngj->ng", slope, cov, slope) * variance)
    if power == 0.0:
        spread = np.minimum(spread, MAX_LOG_SD)
        centre = centre / np.exp(spread**2 / 2)
    return centre, spread
