"""The pooled quantile regression: statsmodels QuantReg over all series and years, on the year-to-go change.

For each level τ the year to go is base + s · Σ wᵢ(τ) xᵢ, where s is the series' usual monthly change from
last year and xᵢ are the experts' differences from the base, their widths and the size of their earlier misses,
all divided by s. No constant: the forecast follows the series' unit and level (Koenker & Bassett 1978;
quantile combination after Granger, White & Kamstra 1989).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from statsmodels.regression.quantile_regression import QuantReg

from ekonomi.forecast.adaptive import POWER, REPLAYS, blend, outcome, replay, score_table
from ekonomi.forecast.levels import LEVELS, MEDIAN
from ekonomi.forecast.members import FAMILY, OWN
from ekonomi.forecast.years import flat

BASE: Final = "anpassad"
PLACES: Final = ("kräsen", FAMILY, OWN, "logaritm", "nivå", "kedja", "naiv", "lutning")
WIDTHS: Final = (BASE, FAMILY, OWN)
MISSES: Final = ("miss", "oenighet")
FEATURES: Final = (*PLACES, *(f"bredd {name}" for name in WIDTHS), *MISSES)


@dataclass(frozen=True)
class View:
    """What the stack sees of a batch at one close: quantiles (n, LEVELS) of the year to go by name, the

    misses (n,) by name and the scale s (n,)."""

    quantiles: dict[str, np.ndarray]
    misses: dict[str, np.ndarray]
    scale: np.ndarray

    def take(self, rows: np.ndarray) -> "View":
        """The same for some of the series."""
        return View(
            {k: v[rows] for k, v in self.quantiles.items()},
            {k: v[rows] for k, v in self.misses.items()},
            self.scale[rows],
        )


def scale_of(years: np.ndarray, known: int) -> np.ndarray:
    """The usual monthly change from last year (n,), floored by a trace of the series' level; never 0."""
    y = flat(years, known)
    change = np.abs(y[:, 12:] - y[:, :-12]).mean(axis=1)
    return change + 1e-9 * np.abs(y).mean(axis=1) + 1e-12


def views(years: np.ndarray, known: int, prior: np.ndarray, back: int = 0) -> list[View]:
    """The view now and, with `back` > 0, at the same close of up to `back` earlier years (newest first).

    `years` (n, Y ≥ 3, 12) upright and unbroken. A view of an earlier year uses nothing from later ones; a
    replay needs two whole years of its own.
    """
    history = years.shape[1] - 1
    deepest = min(back + REPLAYS, history - 2)
    seen = [replay(years, known, step, prior) for step in range(deepest + 1)]
    scores = [score_table(seen[step], outcome(years, known, step)) for step in range(1, deepest + 1)]
    return [_view(years, known, step, seen, scores) for step in range(min(back, deepest) + 1)]


def _view(
    years: np.ndarray, known: int, step: int, seen: list[dict[str, np.ndarray]], scores: list[np.ndarray]
) -> View:
    """The view at one close from the replays (index: years ago) before it."""
    past = years[:, : years.shape[1] - step]
    scale, now = scale_of(past, known), dict(seen[step])
    earlier = range(step + 1, min(step + 1 + REPLAYS, len(seen)))
    mean = np.mean([scores[i - 1] for i in earlier], axis=0) if earlier else None
    names = np.stack([now[n][:, MEDIAN] for n in (FAMILY, OWN, "vandring", "avklingande", "kedja", "naiv")])
    for name, power in POWER.items():
        now[name] = blend(seen[step], mean, scale, power)
    missed = [outcome(years, known, i) - seen[i][FAMILY][:, MEDIAN] for i in earlier]
    miss = np.sqrt(np.mean(np.square(missed), axis=0)) if missed else names.std(axis=0)
    return View(now, {"miss": miss, "oenighet": names.std(axis=0)}, scale)


def design(view: View, level: int) -> np.ndarray:
    """The regressors (n, FEATURES) of one level (index into LEVELS); the median has no widths or misses."""
    base = view.quantiles[BASE][:, MEDIAN]
    columns = [view.quantiles[name][:, MEDIAN] - base for name in PLACES]
    if level != MEDIAN:
        columns += [view.quantiles[name][:, level] - view.quantiles[name][:, MEDIAN] for name in WIDTHS]
        columns += [view.misses[name] for name in MISSES]
    return np.column_stack(columns) / view.scale[:, None]


def fit_stack(view: View, became: np.ndarray) -> np.ndarray:
    """Weights (LEVELS, FEATURES) from a batch whose year to go `became` (n,) is known."""
    target = (became - view.quantiles[BASE][:, MEDIAN]) / view.scale
    weights = np.zeros((len(LEVELS), len(FEATURES)))
    for i, level in enumerate(LEVELS):
        x = design(view, i)
        weights[i, : x.shape[1]] = QuantReg(target, x).fit(q=level, max_iter=3000).params
    return weights


def stacked(view: View, weights: np.ndarray) -> np.ndarray:
    """Quantiles (n, LEVELS) of the year to go; levels that cross are sorted."""
    base = view.quantiles[BASE][:, MEDIAN]
    columns = []
    for i in range(len(LEVELS)):
        x = design(view, i)
        columns.append(base + view.scale * (x @ weights[i, : x.shape[1]]))
    return np.sort(np.column_stack(columns), axis=1)
