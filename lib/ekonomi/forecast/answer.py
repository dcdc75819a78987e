"""One series' answer: guarded, then every model's rest of the year, their quantile mean, and what to ask."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from ekonomi.forecast import guards
from ekonomi.forecast.guards import Guarded, guard
from ekonomi.forecast.levels import HIGH, LEVELS, LOW, MEDIAN, SCORES, STRETCH, perhaps
from ekonomi.forecast.models import FRAME, NAIVE, PACE, PRIOR_SD, Params, frame, members, naive, pace
from ekonomi.forecast.odd import FAR, FAR_BEFORE, Ask

BEYOND: Final = 2.5  # times the series' own range of years to go: a model beyond is left out
LEAST: Final = (0.003, 0.0005)  # of the rest, of the year: no interval is narrower than this standard deviation
PROFILE: Final = ", budgetprofil"
BUDGET, MEAN = "budgetens profil", "medelmånaden"
FAR_BUDGET: Final = 0.25  # of the budget
FAR_YEAR: Final = 5.0  # times the year before, or a fifth of it
YOUNG: Final = 0.15  # of the mean month: how far a young series' level may be from it
EVEN: Final = 0.05  # of the models' mean width is added to each: a model without width does not decide alone
DREGS: Final = 0.25  # of a month: what may still be booked on what has ended


@dataclass
class Made:
    """One series' answer, in its own unit and sign.

    `total` quantiles (LEVELS,) of the year, `method` the word, `asks` what to ask (`odd.said`).
    `rest`: every model's median of the year to go; `share` what each counts for (0–1; without one it was left out).
    `fitted`: the models' parameters. `unseen`: the part of the spread, with sign, that is growth not yet seen.
    """

    total: np.ndarray
    method: str
    asks: tuple[Ask, ...] = ()
    rest: dict[str, float] = field(default_factory=dict)
    share: dict[str, float] = field(default_factory=dict)
    fitted: MutableMapping[str, Params] = field(default_factory=dict)
    unseen: float = 0.0


def answer(
    years: np.ndarray,
    known: int,
    budget: np.ndarray,
    answers: dict[int, str] | None = None,
    fitted: MutableMapping[str, Params] | None = None,
) -> Made:
    """The answer to `years` (Y, 12), NaN unknown, the asked year last and known to `known` (1–12).

    `budget` (12,) of that year, NaN where there is none; `answers` the economist's word by month.
    `fitted`: parameters found are used as they are, others are put there.
    """
    kept: MutableMapping[str, Params] = {} if fitted is None else fitted
    found = guard(years, known, answers)
    begun = float(np.nansum(years[-1, :known]))
    asked = () if found.kind == guards.ENDED and not budget.any() else found.asks  # an end that is planned
    asks = tuple(replace(ask, booked=found.sign * ask.booked, usual=found.sign * ask.usual) for ask in asked)
    told = np.nan if found.kind == guards.NOTHING else begun
    made = Made(np.full(len(LEVELS), told), found.kind, asks, fitted=kept)
    if found.gaps and found.kind in (guards.COMBINED, guards.SHORT, guards.NEW):
        made.method += guards.GAPS
    if found.kind in (guards.NOTHING, guards.KNOWN):
        return made
    rest = _rest(found, budget, made)
    gone = ~np.isfinite(years[-1, : max(found.known, 0)])
    if found.kind != guards.CONSTANT:
        rest = _honest(rest, found, found.sign * years, 12 - known, int(gone.sum()))
    if gone.any() and found.kind != guards.ENDED:
        rest = rest + np.nansum(found.years[-1, : found.known][gone])
    made.total = np.sort(begun + found.sign * (rest - found.back))
    made.rest = {name: found.sign * median for name, median in made.rest.items()}
    return made


def _rest(found: Guarded, budget: np.ndarray, made: Made) -> np.ndarray:
    """Quantiles (LEVELS,) of the upright months after the last known, by what kind of series it is."""
    years, known = found.years, found.known
    ahead = 12 - known
    if found.kind == guards.ENDED:
        return DREGS * found.lump[0] / max(ahead, 1) * np.maximum(SCORES, 0.0)
    never = found.kind == guards.COMBINED and not years[:-1, known:].any()  # in two whole years or more
    if never or (ahead == 0 and found.kind != guards.LATE):
        return np.zeros(len(LEVELS))
    if found.kind == guards.CONSTANT:
        same = years[-2, known:] if found.history >= 1 else np.full(ahead, _months(years)[-1])
        steady = np.ptp(_months(years)[-12:]) == 0
        return np.full(len(LEVELS), (ahead * _months(years)[-1]) if steady else same.sum())
    if found.kind == guards.LATE:
        parts = {NAIVE: naive(years, 0)} if found.history > 1 else {MEAN: _young(_months(years), 12)}
    elif found.kind == guards.COMBINED:
        held = frame(years, known)
        parts = members(years, known, made.fitted) if held is None else {FRAME: held}
    elif found.kind == guards.SHORT:
        parts = {NAIVE: naive(years, known), PACE: pace(years, known)}
    else:
        parts = {MEAN: _young(_months(years), ahead)}
    return _mean(parts, found, budget, made)


def _mean(parts: dict[str, np.ndarray], found: Guarded, budget: np.ndarray, made: Made) -> np.ndarray:
    """The mean of the quantiles (Lichtendahl et al. 2013) of the models within the series' own range."""
    low, high = _range(found)
    used = {name: q for name, q in parts.items() if np.isfinite(q).all() and low <= q[MEDIAN] <= high}
    if not used:  # cannot be told better than by its months
        used = {MEAN: _young(_months(found.years), 12 - found.known)}
    others = _weighted(used, _shares(used))
    planned = _of_budget(budget * found.sign, found, others)
    if planned is not None:
        parts = {**parts, BUDGET: planned}
        if found.kind in (guards.NEW, guards.LATE):
            used, made.method = {BUDGET: planned}, made.method + PROFILE
        elif _within(BEYOND, planned, others):
            used = {**used, BUDGET: planned}
    made.rest = {name: float(q[MEDIAN]) for name, q in {**parts, **used}.items()}
    made.share = _unseen_by_models(_shares(used), found)
    factor = STRETCH[found.known] if found.kind == guards.COMBINED else 1.0
    mean = _weighted(used, made.share)
    off = factor * (mean - mean[MEDIAN])
    wide = (off[HIGH] - off[LOW]) / (SCORES[HIGH] - SCORES[LOW])
    if found.history in (1, 2) and wide > 0:  # what a year's growth may be has been seen once or never
        made.unseen = float(found.sign * factor * PRIOR_SD * mean[MEDIAN] / np.sqrt(found.history))
        off = off * np.hypot(1.0, made.unseen / wide)
    return np.asarray(mean[MEDIAN] + off)


def _within(factor: float, one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two medians are of one sign, neither more than `factor` times the other."""
    near, far = sorted((one[MEDIAN], other[MEDIAN]), key=abs)
    return bool(0 < far * far <= factor * near * far)


def _shares(used: dict[str, np.ndarray]) -> dict[str, float]:
    """What each model counts for: the less the wider it is, in this series."""
    wide = np.array([q[HIGH] - q[LOW] for q in used.values()])
    weight = 1 / (wide + EVEN * wide.mean()) if wide.any() else np.ones(len(wide))
    return dict(zip(used, (weight / weight.sum()).tolist(), strict=True))


def _unseen_by_models(share: dict[str, float], found: Guarded) -> dict[str, float]:
    """The budget counts for at least half of the year's part that is to come where history is one or two whole years.

    Of growth the models have then seen a year or nothing, all the same: they are one witness, and the budget another.
    """
    least = (12 - found.known) / 24 if found.history in (1, 2) else 0.0
    if not share.get(BUDGET, 1.0) < least:
        return share
    others = (1 - least) / (1 - share[BUDGET])
    return {name: least if name == BUDGET else others * one for name, one in share.items()}


def _weighted(used: dict[str, np.ndarray], share: dict[str, float]) -> np.ndarray:
    return np.sum([share[name] * q for name, q in used.items()], axis=0)


def _range(found: Guarded) -> tuple[float, float]:
    """How small and large a year to go may be: BEYOND times the largest run of as many months."""
    line = _months(found.years)
    ahead = max(12 - found.known, 1)
    if len(line) < ahead:
        return -np.inf, np.inf
    sums = np.convolve(np.abs(line), np.ones(ahead), "valid")
    most = BEYOND * float(sums.max())
    never = line.min() >= 0
    return (-0.25 * most if never else -most), most


def _of_budget(budget: np.ndarray, found: Guarded, others: np.ndarray) -> np.ndarray | None:
    """Quantiles (LEVELS,) by the budget: its rest, moved by the deviation so far as far as the year has gone.

    As wide as the `others`. None without a budget for all twelve months, or one of other sign than what is booked.
    Straight twelfths say nothing of the season: then the history's share of the year to go is used. One whose months
    are of both signs, as a result's, has no part that has gone: its rest stands.
    """
    if not np.isfinite(budget).all() or not budget.any() or found.kind in (guards.CONSTANT, guards.ENDED):
        return None
    seen = np.isfinite(found.years[-1]) & (np.arange(12) < found.known)
    whole, begun = float(budget.sum()), float(found.years[-1][seen].sum())
    rest = whole - float(budget[seen].sum())
    past = found.years[:-1]
    if found.history >= 1 and np.ptp(budget) <= 0.01 * abs(budget.mean()) and abs(past.sum()) > 0:
        rest = whole * float(np.nansum(past[:, ~seen]) / np.nansum(past))
    usable = 0 < (whole - rest) * whole < whole**2 and begun * whole > 0
    moved = rest * ((begun + rest) / whole if usable else 1.0)
    return np.asarray(moved + others - others[MEDIAN])


def _honest(rest: np.ndarray, found: Guarded, upright: np.ndarray, ahead: int, unknown: int) -> np.ndarray:
    """The rest as wide as is honest, never below zero where the series never was, with what may still come."""
    median = rest[MEDIAN]
    if found.gaps and unknown:
        rest = median + (rest - median) * np.sqrt(1 + unknown / max(ahead, 1))
    least = LEAST[0] * abs(median) + LEAST[1] * 12 * float(np.nanmean(np.abs(upright)))
    if ahead and found.kind != guards.ENDED:
        wide = np.maximum(np.abs(rest - median), least * np.abs(SCORES))
        rest = median + np.sign(SCORES) * wide
    rest = perhaps(rest, *found.lump)
    never = found.kind != guards.NEW and np.nanmin(upright) >= 0
    return np.maximum(rest, 0.0) if never else rest


def _months(years: np.ndarray) -> np.ndarray:
    """The known months in a row, from the first."""
    line = years.ravel()
    return line[np.isfinite(line)]


def _young(months: np.ndarray, ahead: int) -> np.ndarray:
    """No whole year yet: the mean month goes on; its level may be wrong, and months differ."""
    count = len(months)
    noise = float(months.std(ddof=1)) if count > 1 else float(abs(months[0]))
    level = np.sqrt((YOUNG * abs(months.mean())) ** 2 + noise**2 / count)
    return np.asarray(months.mean() * ahead + np.sqrt((level * ahead) ** 2 + noise**2 * ahead) * SCORES)


def beside_budget(total: np.ndarray, budget: np.ndarray) -> tuple[Ask, ...]:
    """What is said where a year's quantiles (LEVELS,) are far from the budget (12,) on the scale of both.

    With all that is known in both: the part that is modelled may be far from its own, and the year be near.
    """
    whole, middle = float(budget.sum()), float(total[MEDIAN])
    apart = abs(middle - whole)  # NaN without a forecast, or a budget for every month
    far = budget.any() and apart > FAR_BUDGET * abs(whole) and apart > total[HIGH] - total[LOW]
    return (Ask(FAR, (), middle, whole),) if far else ()


def beside_last_year(total: np.ndarray, years: np.ndarray) -> tuple[Ask, ...]:
    """What is said where a year's quantiles (LEVELS,), with what people know in it, are far from the year before.

    Of another sign or size: that is how their sign and unit are seen where no budget tells. `years` (Y, 12).
    """
    before, middle = float(years[:-1][-1:].sum()), float(total[MEDIAN])
    far = before and middle == middle and not 1 / FAR_YEAR <= middle / before <= FAR_YEAR
    return (Ask(FAR_BEFORE, (), middle, before),) if far else ()
