"""Ordinary ledger series of known kinds, with amounts, months and noise of one's own; each with what is reasonable.

A kind gives monthly values 2020-01–2025-12 (72,), the bounds that a controller would call reasonable for 2025, and
whether something should be asked (None: either will do). The close is `known` months into 2025.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

YEARS = 6


@dataclass(frozen=True)
class Case:
    """A series (72,), the least and most that 2025 may be said to become, and whether to ask."""

    values: np.ndarray
    low: float
    high: float
    asked: bool | None


@dataclass(frozen=True)
class Draw:
    """What a case is drawn by: size of a month, noise 0–0.05 of it, growth a year, `known` months, a random source."""

    size: float
    noise: float
    growth: float
    known: int
    rng: np.random.Generator


def level(d: Draw, growth: bool = True) -> np.ndarray:
    """A steady series with the draw's noise and, where asked, its growth each January."""
    steps = (1 + d.growth * growth) ** np.repeat(np.arange(YEARS), 12)
    return d.size * steps * (1 + d.noise * d.rng.normal(size=72))


def around(total: float, share: float) -> tuple[float, float]:
    """`share` of the total to both sides."""
    return total - share * abs(total), total + share * abs(total)


def steady(d: Draw) -> Case:
    y = level(d)
    return Case(y, *around(y[60:].sum(), 0.03 + 2 * d.noise), False)


def staircase(d: Draw) -> Case:
    y = d.size * np.repeat(1 + np.cumsum([0, 0.03, 0.02, 0.03, 0.03, 0.03]), 12)
    return Case(y, *around(y[60:].sum(), 0.01), False)


def raised_in_april(d: Draw) -> Case:
    y = -d.size * 1.03 ** ((np.arange(72) + 9) // 12)
    return Case(y, *around(y[60:].sum(), 0.02), False)


def quarterly(d: Draw) -> Case:
    y = np.where(np.arange(72) % 3 == d.rng.integers(3), level(d), 0.0)
    return Case(y, *around(y[60:].sum(), 0.06 + 4 * d.noise), False)


def quarterly_without_zeros(d: Draw) -> Case:
    y = np.where(np.arange(72) % 3 == 1, level(d), np.nan)
    return Case(y, *around(np.nansum(y[60:]), 0.1 + 4 * d.noise), None)


def in_december(d: Draw) -> Case:
    y = level(d, growth=False)
    y[11::12] += d.size * d.rng.uniform(3, 12)
    return Case(y, *around(y[60:].sum(), 0.06 + 2 * d.noise), False)


def all_in_one_month(d: Draw) -> Case:
    y = np.zeros(72)
    y[d.rng.integers(d.known) :: 12] = 12 * d.size * (1 + d.growth) ** np.arange(YEARS)
    return Case(y, *around(y[60:].sum(), 0.03), False)


def correction(d: Draw) -> Case:
    y = -level(d, growth=False)
    y[60 + d.rng.integers(d.known)] += d.size * d.rng.uniform(6, 80)
    return Case(y, *_besides(y, d), True)


def misposted(d: Draw) -> Case:
    y = level(d, growth=False)
    y[60 + d.rng.integers(d.known)] += d.size * d.rng.uniform(5, 90)
    return Case(y, *_besides(y, d), True)


def _besides(y: np.ndarray, d: Draw) -> tuple[float, float]:
    """What is booked stays, the rest within a month or two of what it is."""
    total = float(y[60:].sum())
    return total - 2 * d.size, total + 2 * d.size


def missing_quarter(d: Draw) -> Case:
    y = level(d, growth=False)
    last = 60 + d.known
    y[last - min(3, d.known) : last] = 0.0
    total = y[60:].sum()
    return Case(y, total - 1.5 * d.size, total + 3.5 * d.size, True)


def ended(d: Draw) -> Case:
    y = level(d, growth=False)
    y[60:] = 0.0
    high = 0.8 * d.size if d.known >= 6 else 12.5 * d.size
    return Case(y, -0.1 * d.size, high, True)


def new_level(d: Draw) -> Case:
    y = level(d, growth=False)
    y[60:] *= d.rng.uniform(2, 5)
    total = float(y[60:].sum())
    return Case(y, *around(total, 0.1 if d.known >= 3 else 0.9), d.known >= 3 or None)


def turned(d: Draw) -> Case:
    y = level(d, growth=False)
    y[60:] *= -1
    total = float(y[60:].sum())
    return Case(y, *around(total, 0.1 if d.known >= 3 else 2.2), True)


def begun(d: Draw) -> Case:
    y = np.where(np.arange(72) >= 60, level(d, growth=False), 0.0)
    return Case(y, *around(y[60:].sum(), 0.15), None)


def one_off_before(d: Draw) -> Case:
    y = level(d, growth=False)
    y[d.rng.integers(12, 60)] += d.size * d.rng.uniform(6, 60)
    return Case(y, *around(y[60:].sum(), 0.05 + 2 * d.noise), None)


def every_other_year(d: Draw) -> Case:
    y = level(d, growth=False)
    month = int(d.rng.integers(d.known, 12))
    y[[month, month + 24, month + 48]] += 40 * d.size
    return Case(y, *around(y[60:].sum(), 0.1), None)


def wandering_grant(d: Draw) -> Case:
    y = np.zeros(72)
    for year in range(5):
        y[12 * year + d.rng.integers(d.known, 12)] = 12 * d.size
    y[60 + d.rng.integers(d.known)] = 12 * d.size
    return Case(y, 11.5 * d.size, 16 * d.size, None)


def near_nothing_first(d: Draw) -> Case:
    y = level(d, growth=False)
    y[np.arange(72) % 12 < d.known] = 0.0
    y[60 : 60 + d.known] = 0.05 * d.size
    return Case(y, *around(y[60:].sum(), 0.35), None)


def growing_with_season(d: Draw) -> Case:
    y = level(d) * (1 + 0.3 * np.sin(np.arange(72) * np.pi / 6))
    return Case(y, *around(y[60:].sum(), 0.03 + 2 * d.noise), False)


def holiday_dip(d: Draw) -> Case:
    y = -level(d)
    y[6::12] *= 0.6
    y[7::12] *= 0.8
    return Case(y, *around(y[60:].sum(), 0.03 + 2 * d.noise), False)


def fixed_frame(d: Draw) -> Case:
    y = d.size * (1 + 0.3 * d.rng.normal(size=72)).clip(0.2)
    for year in y.reshape(YEARS, 12):
        year *= 12 * d.size / year.sum()
    return Case(y, *around(12 * d.size, 0.2), False)


def twice_a_year(d: Draw) -> Case:
    y = np.zeros(72)
    y[[i for i in range(72) if i % 12 in (3, 9)]] = 6 * d.size * (1 + d.growth) ** np.repeat(np.arange(YEARS), 2)
    return Case(y, *around(y[60:].sum(), 0.06), False)


def begun_last_july(d: Draw) -> Case:
    y = level(d, growth=False)
    y[:54] = np.nan
    return Case(y, *around(y[60:].sum(), 0.1 + 2 * d.noise), False)


def level_that_leans_and_a_misposting(d: Draw) -> Case:
    y = level(d, growth=False)
    y[60:] *= 1.35
    y[60 + d.rng.integers(d.known)] += 6 * d.size
    total = float(y[60:].sum())
    return Case(y, total - 5 * d.size, total + 2 * d.size, True)


def misposted_and_taken_back(d: Draw) -> Case:
    y = level(d, growth=False)
    wrong, back = d.rng.permutation(d.known)[:2]
    y[[60 + wrong, 60 + back]] += np.array([1, -1]) * d.size * d.rng.uniform(6, 60)
    return Case(y, *_besides(y, d), True)


def grants_that_wander(d: Draw) -> Case:
    y = np.zeros(72)
    for year in y.reshape(YEARS, 12):
        year[d.rng.permutation(12)[:2]] = 6 * d.size * (1 + d.noise * d.rng.normal(size=2))
    return Case(y, float(y[60 : 60 + d.known].sum()), 30 * d.size, None)


def round_zero(d: Draw) -> Case:
    y = d.size * 1.2 * d.rng.normal(size=72)
    return Case(y, -16 * d.size, 16 * d.size, False)


KINDS: dict[str, Callable[[Draw], Case]] = {
    kind.__name__: kind
    for kind in (
        steady,
        staircase,
        raised_in_april,
        quarterly,
        quarterly_without_zeros,
        in_december,
        all_in_one_month,
        correction,
        misposted,
        missing_quarter,
        ended,
        new_level,
        turned,
        begun,
        one_off_before,
        every_other_year,
        wandering_grant,
        near_nothing_first,
        growing_with_season,
        holiday_dip,
        fixed_frame,
        twice_a_year,
        begun_last_july,
        level_that_leans_and_a_misposting,
        misposted_and_taken_back,
        grants_that_wander,
        round_zero,
    )
}
