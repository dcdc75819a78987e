"""Before any model: what a series is, which months the models may read, and what to ask the economist.

What stands out is kept as it is booked and asked about, never extrapolated. A one-off in the history is not expected
again in its month; one or two odd months this year leave the rest to the history; three or more at a new level or
sign move the history there; six or more zeros have ended.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from ekonomi.forecast import odd
from ekonomi.forecast.odd import Ask, filled
from ekonomi.terms import FEL, FLYTTAD, NY_NIVÅ

COMBINED, SHORT, NEW = "kombination", "kort historia", "nystartad"
CONSTANT, LATE, ENDED = "konstant", "inga månader i år", "avslutad"
KNOWN, NOTHING, DECIDED = "helår känt", "underlag saknas", "beslutad"
GAPS: Final = ", luckor skattade"
LATE_MONTHS: Final = 3  # unknown for longer, a series has ended; until then its months are merely late
GONE: Final = 6  # zeros in a row that mean ended
LEANS: Final = 0.25  # of what is odd: a run of such months is a level that moves
TOLD: Final = 2.0  # what is answered counts as odd
MOVED: Final = 3  # months in a row at a new level or sign that mean moved
TELLS: Final = 12  # months: what ended longer ago is not asked about
TRACE: Final = 0.02  # of what was usual: such a month is empty
RESUMES: Final = 0.05  # how likely what has ended goes on
LATER: Final = 0.3  # how likely months that stand empty are booked later in the year, or an odd one was booked early
ALIKE: Final = 0.25  # of an odd month: so near is what usually comes later in the year


@dataclass(frozen=True)
class Guarded:
    """What the guards made of one series, upright (`sign` −1 for costs turned up).

    `years` (Y, 12): the months that models read, unbroken, the asked year last, known to `known`; `history` whole
    years before it. `lump` (amount, chance 0–1, spread) may come besides. `back` is taken back within the year (what
    is moved or wrong).
    """

    kind: str
    sign: float = 1.0
    years: np.ndarray = field(default_factory=lambda: np.empty((0, 12)))
    known: int = 0
    history: int = 0
    gaps: bool = False
    lump: tuple[float, float, float] = (0.0, 0.0, 0.0)
    back: float = 0.0
    asks: tuple[Ask, ...] = ()


def guard(years: np.ndarray, known: int, answers: dict[int, str] | None = None) -> Guarded:
    """The guards on one series: `years` (Y, 12) in its own unit and sign, NaN unknown, the asked year last.

    `known` 1–12 months of that year have passed. `answers`: the economist's word (`terms.ANSWERS`) by month 1–12.
    """
    end = (len(years) - 1) * 12 + known
    line = _without_empty_months(years, end)
    seen = np.isfinite(line)
    if not seen.any():
        return Guarded(NOTHING)
    lag = int(np.argmax(seen[::-1]))
    sign = -1.0 if np.nansum(line) < 0 else 1.0
    if lag > LATE_MONTHS:
        return Guarded(ENDED, sign, asks=(Ask(odd.SILENT, (known - lag - 1,)),) if lag <= TELLS and not answers else ())
    if known == 12 and lag == 0:
        return Guarded(KNOWN, sign)
    whole = filled(line[: end - lag] * sign)
    start = _start(whole, end - known)
    gaps = bool((~seen[np.argmax(seen) : end - lag]).any())
    base = Guarded(COMBINED, sign, known=known - lag, gaps=gaps)
    whole, begun = whole[start:], end - known - start
    if lag >= known:
        return replace(_sized(base, whole, begun), kind=LATE, known=0)
    if _repeats(whole):
        return replace(_sized(base, whole, begun), kind=CONSTANT)
    return _examined(base, whole, begun, answers or {}) if begun >= 12 else _sized(base, whole, begun)


def _without_empty_months(years: np.ndarray, end: int) -> np.ndarray:
    """The months (end,); one that no year has, though it has passed between two that have, is never booked: 0."""
    line, at = years.ravel()[:end].copy(), np.arange(end)
    seen = np.flatnonzero(np.isfinite(line))
    if len(seen) and seen[0] // 12 < seen[-1] // 12:
        first, last = seen[[0, -1]]
        never = np.isin(at % 12, np.arange(first, last) % 12) & ~np.isin(at % 12, seen % 12)
        line[never & (at > first - 12) & (at <= last + LATE_MONTHS)] = 0.0
    return line


def _start(line: np.ndarray, begun: int) -> int:
    """Where the history begins: the first whole year that is not all zeros, else the first month.

    Half a year or more of zeros before months that are none are no history of the series.
    """
    first = int(np.argmax(np.isfinite(line)))
    posted = np.flatnonzero(np.nan_to_num(line))
    if len(posted) and posted[0] - first >= GONE and (line[posted[0] :] != 0).all():
        first = int(posted[0])
    for start in range(0, begun, 12):
        if start >= first and line[start : start + 12].any():
            return start
    return first


def _repeats(line: np.ndarray) -> bool:
    """Every month equals the month before or, over two years, the same month last year, for at least a year."""
    level = 1e-9 * float(np.abs(line).max())
    steady = len(line) >= 12 and bool(np.abs(np.diff(line)).max() <= level)
    return steady or (len(line) > 24 and bool(np.abs(line[12:] - line[:-12]).max() <= level))


def _sized(base: Guarded, line: np.ndarray, begun: int) -> Guarded:
    """`line`, whose asked year begins at `begun`, as years; what is too short for models says so."""
    history = begun // 12 if begun % 12 == 0 else 0
    rows = max(-(-begun // 12), 1) + 1
    years = np.full((rows, 12), np.nan)
    years.ravel()[rows * 12 - 12 - begun :][: len(line)] = line
    kind = COMBINED if history >= 2 else SHORT if history else NEW
    return replace(base, kind=kind, years=years, history=history)


def _examined(base: Guarded, line: np.ndarray, begun: int, answers: dict[int, str]) -> Guarded:
    """One-offs taken out of the history, this year's odd months judged, or answered; what ended last year has ended."""
    quiet = _quiet(line)
    if quiet > base.known and not answers:
        since = tuple(range(len(line) - quiet - begun, base.known))
        ask = Ask(odd.GONE_SINCE, since, 0.0, float(line[:-quiet][-12:].mean()))
        asks, more = (ask,) if quiet <= TELLS else (), (ask.usual * (12 - base.known), RESUMES, 0.0)
        return replace(_sized(base, line, begun), kind=ENDED, asks=asks, lump=more)
    spikes = odd.one_offs(line, begun)
    past = np.arange(len(line)) < begun
    calm = np.where(past, filled(np.where(spikes, np.nan, line)), line)
    calm = np.where(np.isfinite(calm), calm, np.r_[odd.surrounding(line[:begun]), line[begun:]])
    off, usual = odd.odd_months(line, calm, begun)
    told = {begun + month - 1: word for month, word in answers.items() if month <= base.known}
    for at in told:
        off[at] = np.copysign(max(abs(off[at]), TOLD), off[at])
    found = _Found(line, calm, off, usual, begun)
    return _judged(base, found, told, odd.lump(np.where(spikes, line - np.where(past, calm, 0.0), 0.0), spikes, begun))


def _quiet(line: np.ndarray) -> int:
    """How many of the last months are empty where that is an end: GONE more than the series has ever paused, else 0.

    One with no more than GONE months that are booked is single postings, and has none.
    """
    size = np.abs(line)
    full = np.flatnonzero(size > TRACE * size[size > 0].mean()) if size.any() else np.arange(0)
    if len(full) <= GONE:
        return 0
    quiet = len(line) - 1 - int(full[-1])
    return quiet if quiet >= GONE + np.diff(full, prepend=full[0] - 1).max() - 1 else 0


@dataclass(frozen=True)
class _Found:
    """A series' months: `line`, `calm` without its one-offs, how far `off` they are (1 is odd) from the `usual`.

    All (T,); the asked year begins at `begun`.
    """

    line: np.ndarray
    calm: np.ndarray
    off: np.ndarray
    usual: np.ndarray
    begun: int

    @property
    def empty(self) -> np.ndarray:
        """Which of the last months are as good as nothing, where something was usual."""
        return (np.abs(self.off) > 1) & (np.abs(self.line) <= TRACE * np.abs(self.usual))

    @property
    def run(self) -> int:
        """How many of the last months are empty in a row, or lean to one side."""
        leans = (np.abs(self.off) > LEANS) & (np.sign(self.off) == np.sign(self.off[-1])) & ~self.empty
        return int(np.argmin((self.empty if self.empty[-1] else leans)[::-1]))

    @property
    def outside(self) -> np.ndarray:
        """Which of the last months are odd; in a long run that only leans, which the models follow, beside the run."""
        outside = np.abs(self.off) > 1
        if self.run >= MOVED and not self.empty[-1] and outside[-self.run :].sum() < MOVED:
            lean = self.off[-self.run :]
            outside[-self.run :] = np.abs(lean - np.median(lean)) > 1
        return outside


def _judged(base: Guarded, found: _Found, told: dict[int, str], more: tuple[float, float, float]) -> Guarded:
    """What the odd months mean for the rest, and what is asked about them."""
    line, usual, outside, begun = found.line, found.usual, found.outside, found.begun
    run = found.run if outside[-1] or found.run >= MOVED else 0
    at, tail = np.arange(len(line)), len(line) - run
    empty = outside & found.empty
    word = next((told[i] for i in sorted(told, reverse=True) if i >= tail), None)
    silent = bool(run and empty[tail:].all())
    ended = run >= GONE and silent and word is None
    moved = word == NY_NIVÅ or (outside[tail:].sum() >= MOVED and not silent and word is None)
    steady = np.where(outside & ~(moved & (at >= tail)), np.nan, found.calm)
    if moved:
        there = outside & (at >= tail)
        steady[:tail] *= odd.change(line[there], usual[there])
    if np.isfinite(steady[:begun]).any():
        steady = filled(steady)
        guarded = _sized(base, np.where(np.isfinite(steady), steady, usual), begun)
    else:
        guarded = _sized(base, line[tail:], run - (len(line) - begun))
    answered = np.isin(at, list(told)) | ((at >= tail) & (word is not None))
    asks = _asks(found, outside & ~answered, empty, tail if moved else len(line), ended)
    if ended:
        return replace(
            guarded, kind=ENDED, asks=asks, lump=(float(usual[tail:].mean()) * (12 - base.known), RESUMES, 0.0)
        )
    late = float(usual[empty & (at >= begun)].sum())
    come = _come_early(found, outside & ~empty & ~moved)
    if (late or come) and not told:
        more = (late or -come, LATER, 0.0)
    back = float(sum(line[i] - usual[i] for i, w in told.items() if w in (FLYTTAD, FEL)))
    return replace(guarded, lump=more, back=back, asks=asks)


def _come_early(found: _Found, odd_now: np.ndarray) -> float:
    """What last year's months to go had beside that year's usual, where an odd month this year has the like; else 0."""
    begun, known = found.begun, len(found.line) - found.begun
    last = found.calm[begun - 12 : begun]
    to_go = (last - np.median(last))[known:]
    here = (found.line - found.usual)[begun:][odd_now[begun:]]
    alike = np.abs(to_go[:, None] - here) <= ALIKE * np.abs(here)
    return float(to_go[alike.any(axis=1)].sum()) if alike.any() else 0.0


def _asks(found: _Found, outside: np.ndarray, empty: np.ndarray, moved_from: int, ended: bool) -> tuple[Ask, ...]:
    """What to ask about this year's odd months, a question a kind and side; a run may have begun last year."""
    at, line, usual = np.arange(len(outside)) - found.begun, found.line, found.usual
    moved = at >= moved_from - found.begun
    other = outside & ~empty & ~moved & (at >= 0)
    kinds = (
        (odd.MOVED_TO, outside & moved),
        (odd.GONE_SINCE if ended else odd.EMPTY, outside & empty & ~moved & ((at >= 0) | ended)),
        (odd.ODD, other & (line > usual)),
        (odd.ODD, other & (line < usual)),
    )
    return tuple(
        Ask(kind, tuple(at[which].tolist()), float(line[which].mean()), float(usual[which].mean()))
        for kind, which in kinds
        if which[found.begun :].any()
    )
