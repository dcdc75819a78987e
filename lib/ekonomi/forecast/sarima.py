"""The seasonal ARIMA family, averaged over a fixed grid instead of picked (Bayesian model averaging).

Each member says that the change from the same month last year, z = (1 − B¹²) y, follows
(1 − φB)(1 − ρB) z = (1 + θB)(1 + ΘB¹²) e with e of equal variance; φ = 1 and ρ = 0 is the airline model
(Box & Jenkins 1970), φ < 1 lets the change from last year die out, ρ carries momentum. y is the series, its
square root or its logarithm. With two to five years of months the likelihood is flat, so the forecast is the
mean over the grid, weighted by likelihood times a prior (Hoeting et al. 1999, Statistical Science 14).
Nothing is optimised: nothing can fail to converge or explode. Autocovariances come from statsmodels; a
member's whitening and forecast matrices depend on the number of months alone, so a whole batch shares them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from scipy.linalg import cholesky, toeplitz
from scipy.linalg.lapack import dtrtri
from statsmodels.tsa.arima_process import arma_acovf

TEMPER: Final = 0.8  # likelihoods of misspecified models are overconfident: their power is lowered a little
MIN_MONTHS: Final = 25


class Member(NamedTuple):
    """One point of the grid: AR φ, MA θ, seasonal MA Θ, prior variance κ of a drift in z, second AR ρ."""

    phi: float
    theta: float
    seasonal: float
    drift: float
    momentum: float


def _grid() -> tuple[Member, ...]:
    """The members: enough to hold what two to five years can tell apart."""
    seasonal = (0.0, -0.3, -0.6, -0.85)
    pairs = {0.0: (0.0,), 0.5: (0.0, -0.3), 0.8: (0.0, -0.3, -0.6, -0.8), 0.92: (0.0, -0.3, -0.6, -0.8)}
    out = [
        Member(p, t, s, d, 0.0) for p, ts in pairs.items() for t in ts for s in seasonal for d in (0.0, 1.0)
    ]
    out += [Member(1.0, t, s, 0.0, 0.0) for t in (-0.3, -0.6, -0.8) for s in seasonal]
    moved = ((0.0, 0.5), (0.0, 0.8), (-0.5, 0.8))
    out += [Member(1.0, t, s, 0.0, r) for t, r in moved for s in (-0.3, -0.6, -0.85)]
    out += [Member(p, 0.3, s, d, 0.0) for p in (0.8, 0.92) for s in (-0.3, -0.85) for d in (0.0, 1.0)]
    out += [Member(0.97, t, s, 0.0, 0.0) for t in (-0.3, -0.6, -0.85) for s in (-0.3, -0.85)]
    return tuple(out)


GRID: Final = _grid()


@dataclass(frozen=True)
class Kernel:
    """What a member needs for T months: whitening L⁻¹, log-determinant, forecast matrix, error covariance."""

    whiten: np.ndarray
    logdet: float
    ahead: np.ndarray
    variance: np.ndarray


@lru_cache(maxsize=8192)
def kernel(member: Member, months: int, ahead: int) -> Kernel:
    """The kernel of a member for `months` ≥ 25 observed months of y and `ahead` 1–11 months to come."""
    walk = member.phi == 1.0
    n = months - 12 - walk
    ma = np.zeros(14)
    ma[[0, 1, 12, 13]] = 1.0, member.theta, member.seasonal, member.theta * member.seasonal
    ar = np.convolve([1.0, 0.0 if walk else -member.phi], [1.0, -member.momentum])
    cov = toeplitz(arma_acovf(ar, ma, nobs=n + ahead)) + member.drift
    summed = np.tril(np.ones((ahead, ahead))) if walk else np.eye(ahead)
    lower = cholesky(cov[:n, :n], lower=True)
    whiten = dtrtri(lower, lower=1)[0]
    cross = summed @ cov[n:, :n]
    forward = cross @ whiten.T @ whiten
    variance = summed @ cov[n:, n:] @ summed.T - forward @ cross.T
    first = (
        0 if walk else 1
    )  # the first change is given, so that walks and the others explain the same months
    return Kernel(whiten, float(2 * np.log(np.diag(lower))[first:].sum()), forward, variance)


def fit_changes(z: np.ndarray, ahead: int, size: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log-likelihood (n, G), path of z to come (n, G, ahead) and innovation variance (n, G) of every member.

    `z` (n, T − 12) changes from the same month last year; `size` (n,) the series' magnitude, which floors
    the variance of a series that repeats itself exactly.
    """
    n, m = z.shape
    walk = np.diff(z, axis=1)
    loglike, variance = np.empty((2, n, len(GRID)))
    path = np.empty((n, len(GRID), ahead))
    for g, member in enumerate(GRID):
        k = kernel(member, m + 12, ahead)
        x, first = (walk, 0) if member.phi == 1.0 else (z, 1)
        squares = ((x @ k.whiten.T)[:, first:] ** 2).sum(axis=1) + 1e-12 * size**2 * (m - 1) + 1e-300
        variance[:, g] = squares / (m - 1)
        loglike[:, g] = -0.5 * (m - 1) * np.log(variance[:, g]) - 0.5 * k.logdet
        path[:, g] = x @ k.ahead.T + (z[:, -1:] if member.phi == 1.0 else 0.0)
    return loglike, path, variance


def variances(months: int, ahead: int) -> np.ndarray:
    """Error covariances (G, ahead, ahead) of the path per unit of innovation variance."""
    return np.array([kernel(member, months, ahead).variance for member in GRID])
