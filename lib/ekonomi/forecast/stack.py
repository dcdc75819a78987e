"""The pooled quantile regression: statsmodels QuantReg over all series and years, on the year-to-go change.

For each level τ the year to go is base + s · Σ wᵢ(τ) xᵢ, where s is the series' usual monthly change from
last year and xᵢ are the experts' differences from the base, some of them times the series' noise, their widths
and what earlier closes have missed, all divided by s. No constant: the forecast follows the series' unit and
level (Koenker & Bassett 1978; quantile combination after Granger, White & Kamstra 1989).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from statsmodels.regression.quantile_regression import QuantReg

from ekonomi.forecast.adaptive import judged, origins, replay, stacked_experts, trust, width
from ekonomi.forecast.levels import LEVELS, MEDIAN
from ekonomi.forecast.members import EXPERTS, FAMILY, OWN, experts
from ekonomi.forecast.years import flat

BASE: Final = "anpassad"
PLACES: Final = (FAMILY, OWN, "logaritm", "nivå", "kedja", "naiv", "lutning")
NOISY: Final = ("logaritm", "nivå", "kedja", "naiv")  # believed more or less as the series is noisy
SIGNED: Final = ("senaste miss", "medelmiss")
WIDTHS: Final = (BASE, FAMILY, OWN)
MISSES: Final = ("miss", "oenighet")
FEATURES: Final = (
    *PLACES,
    *(f"{name} × brus" for name in NOISY),
    *SIGNED,
    *(f"bredd {name}" for name in WIDTHS),
    *MISSES,
    "bredd × brus",
    "bredd × miss",
)
WIDE: Final = 3.0  # 80 % width, in s, at which a series teaches half as much: wide ones say little
MAX_HIT: Final = 3.0


@dataclass(frozen=True)
class View:
    """What the stack sees of a batch at one close.

    `quantiles` (n, LEVELS) of the year to go by expert and BASE; `evidence` (n,) by name: SIGNED and MISSES in
    units of `scale`, "brus" (0–1, scale through level), "träff" (misses through 80 % widths); `scale` s (n,).
    """

    quantiles: dict[str, np.ndarray]
    evidence: dict[str, np.ndarray]
    scale: np.ndarray

    def take(self, rows: np.ndarray) -> "View":
        """The same for some of the series."""
        return View(
            {k: v[rows] for k, v in self.quantiles.items()},
            {k: v[rows] for k, v in self.evidence.items()},
            self.scale[rows],
        )


def scale_of(years: np.ndarray, known: int) -> np.ndarray:
    """The usual monthly change from last year (n,), floored by a trace of the series' level; never 0."""
    y = flat(years, known)
    change = np.abs(y[:, 12:] - y[:, :-12]).mean(axis=1)
    return change + 1e-9 * np.abs(y).mean(axis=1) + 1e-12


def view(years: np.ndarray, known: int, prior: np.ndarray) -> View:
    """The view of `years` (n, Y ≥ 3, 12) upright and unbroken, nothing after `known` of the last year used."""
    now, scale = experts(years, known, prior), scale_of(years, known)
    quantiles = stacked_experts(now)
    spread = quantiles[:, :, MEDIAN].std(axis=1) / scale
    level = np.abs(years[:, :-1]).mean(axis=(1, 2)) + 1e-12
    replays = [
        judged(*replay(years, known, step, prior), scale)
        for step in origins(flat(years, known).shape[1], known)
    ]
    if replays:
        weight = trust(np.mean([score for score, _, _ in replays], axis=0))
        misses = np.array([(weight * miss).sum(axis=1) for _, miss, _ in replays])
        widths = np.array([(weight * wide).sum(axis=1) for _, _, wide in replays])
    else:
        weight = np.full(quantiles.shape[:2], 1 / len(EXPERTS))
        misses, widths = np.zeros((1, len(years))), np.ones((1, len(years)))
    now[BASE] = np.einsum("ne,nel->nl", weight, quantiles)
    evidence = {
        "senaste miss": misses[0],
        "medelmiss": misses.mean(axis=0),
        "miss": np.sqrt((misses**2).mean(axis=0)),
        "oenighet": spread,
        "brus": np.minimum(scale / level, 1.0),
        "träff": np.minimum((np.abs(misses) / (widths + 1e-3)).mean(axis=0), MAX_HIT),
    }
    return View(now, evidence, scale)


def design(seen: View, level: int) -> np.ndarray:
    """The regressors (n, FEATURES) of one level (index into LEVELS); the median has no widths or misses."""
    base, evidence, scale = seen.quantiles[BASE][:, MEDIAN], seen.evidence, seen.scale
    place = {name: (seen.quantiles[name][:, MEDIAN] - base) / scale for name in PLACES}
    columns = [
        *place.values(),
        *(place[name] * evidence["brus"] for name in NOISY),
        *(evidence[name] for name in SIGNED),
    ]
    if level != MEDIAN:
        half = [(seen.quantiles[n][:, level] - seen.quantiles[n][:, MEDIAN]) / scale for n in WIDTHS]
        columns += [*half, *(evidence[name] for name in MISSES)]
        columns += [half[0] * evidence["brus"], half[0] * evidence["träff"]]
    return np.column_stack(columns)


def fit_stack(seen: View, became: np.ndarray) -> np.ndarray:
    """Weights (LEVELS, FEATURES) from a batch whose year to go `became` (n,) is known."""
    base = seen.quantiles[BASE]
    teaches = 1 / (1 + width(base) / seen.scale / WIDE)
    target = (became - base[:, MEDIAN]) / seen.scale * teaches
    weights = np.zeros((len(LEVELS), len(FEATURES)))
    for i, level in enumerate(LEVELS):
        x = design(seen, i) * teaches[:, None]
        weights[i, : x.shape[1]] = QuantReg(target, x).fit(q=level, max_iter=1000, p_tol=1e-5).params
    return weights


def stacked(seen: View, weights: np.ndarray) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go; levels that cross are sorted."""
    base = seen.quantiles[BASE][:, MEDIAN]
    columns = []
    for i in range(len(LEVELS)):
        x = design(seen, i)
        columns.append(base + seen.scale * (x @ weights[i, : x.shape[1]]))
    return np.sort(np.column_stack(columns), axis=1)
