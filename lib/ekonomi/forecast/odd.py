"""What stands out in a series' months: one-offs, odd months this year, what they may bring, and what to ask of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from ekonomi.period import MÅNADER

ODD_LEVEL, ODD_CHANGE = 0.6, 3.0  # of the level, of the largest change: within them nothing is odd
SPIKE_LEVEL, SPIKE_USUAL = 1.0, 5.0  # of the level, of the usual departure: beyond both is a one-off
ALIKE: Final = 0.5  # a neighbour year's departure that makes it no one-off
ALL_BUT: Final = 0.1  # of what one-offs usually bring: less than this left is nothing left

ODD, EMPTY, MOVED_TO, GONE_SINCE, SILENT = "udda", "tom", "nivå", "upphörd", "tyst"
FAR, FAR_BEFORE = "budgetens", "fjolårets"


@dataclass(frozen=True)
class Ask:
    """Something to ask: its kind, months counted from the year's first, what they hold and what was usual (means).

    FAR and FAR_BEFORE are of no month: the year's forecast and its budget, or the year before.
    """

    kind: str
    months: tuple[int, ...]
    booked: float = 0.0
    usual: float = 0.0


def filled(line: np.ndarray) -> np.ndarray:
    """A copy (T,) where a gap inside is its straight line plus its calendar month's usual departure from it."""
    seen = np.isfinite(line)
    if not seen.any():
        return line.copy()
    first, last = np.flatnonzero(seen)[[0, -1]]
    at = np.arange(len(line))
    gap = ~seen & (at > first) & (at < last)
    out = line.copy()
    if not gap.any():
        return out
    straight = np.interp(at, at[seen], line[seen])
    inside = np.pad(straight[first : last + 1], 6, mode="edge")
    level = np.convolve(inside, np.r_[0.5, np.ones(11), 0.5] / 12, "valid")
    departure = np.full(len(line), np.nan)
    departure[first : last + 1] = line[first : last + 1] - level
    for i in np.flatnonzero(gap):
        same = departure[i % 12 :: 12]
        usual = float(np.nanmedian(same)) if np.isfinite(same).any() else 0.0
        out[i] = level[i - first] + usual
    return out


def one_offs(line: np.ndarray, begun: int) -> np.ndarray:
    """Months (T,) bool far from those round them whose neighbour years show nothing of the kind.

    Where whole years have one booking at most, and not in the same month, every booking is one.
    """
    whole = line[:begun].reshape(-1, 12) != 0
    if len(whole) > 1 and whole.any() and whole.sum(axis=1).max() == 1 and whole.any(axis=0).sum() > 1:
        return np.asarray(line != 0)
    off = line - np.r_[surrounding(line[:begun]), surrounding(line)[begun:]]
    far = np.abs(off) > max(
        SPIKE_LEVEL * float(np.mean(np.abs(line))), SPIKE_USUAL * float(np.quantile(np.abs(off), 0.8))
    )
    like = np.zeros(len(line), bool)
    for there, here in ((slice(12, None), slice(None, -12)), (slice(None, -12), slice(12, None))):
        like[here] |= off[there] * np.sign(off[here]) > ALIKE * np.abs(off[here])
    return far & ~like


def surrounding(line: np.ndarray) -> np.ndarray:
    """The median (T,) of a year round each month."""
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(line, 6, mode="reflect"), 13)
    return np.asarray(np.median(wide, axis=1))


def odd_months(line: np.ndarray, calm: np.ndarray, begun: int) -> tuple[np.ndarray, np.ndarray]:
    """How far outside the series' own history the last twelve months are, with sign, and what the history has there.

    Both (T,), 0 for the months before.
    1 is odd: further from the same month last year than ODD_LEVEL of the level and than ODD_CHANGE of the largest
    change from last year that the history holds (of the largest step between months where it holds only one year).
    """
    last = np.arange(len(line)) >= max(len(line) - 12, 12)
    usual = np.where(last, np.r_[np.zeros(12), calm[:-12]], 0.0)
    past = calm[:begun]
    changes = np.abs(past[12:] - past[:-12]) if len(past) >= 24 else np.abs(np.diff(past))
    level = np.maximum(np.abs(usual), np.mean(np.abs(past[-24:])))
    limit = np.maximum(ODD_LEVEL * level, ODD_CHANGE * float(changes.max(initial=0.0)))
    off = np.where(last, line - usual, 0.0)
    return np.where(off == 0, 0.0, off / np.maximum(limit, 1e-9 * np.abs(off) + 1e-300)), usual


def lump(spikes: np.ndarray, found: np.ndarray, begun: int) -> tuple[float, float, float]:
    """What one-offs may still bring this year: amount, chance, spread.

    As often as years have had one, less half a year: what has come once may come again, and is not expected to.
    `spikes` (T,) their departures. Where they always fall in one calendar month, nothing is left once it has passed.
    """
    at = np.flatnonzero(found[:begun])
    years, now = spikes[:begun].reshape(-1, 12).sum(axis=1), float(spikes[begun:].sum())
    on = years != 0
    if not on.any() or (len(set(at % 12)) == 1 and at[0] % 12 < len(found) - begun):
        return 0.0, 0.0, 0.0
    chance = float((on.sum() - 0.5) / (len(on) + 1))
    usual = float(years[on][-3:].mean())
    left = usual - now
    same_side = left * usual > 0 and abs(left) > ALL_BUT * abs(usual)
    spread = float(years[on].std()) if on.sum() > 1 else abs(usual) / 2
    return (left, chance, spread) if same_side else (0.0, 0.0, 0.0)


def change(now: np.ndarray, then: np.ndarray) -> float:
    """What the history is multiplied by to stand at the new level: the median ratio; NaN where there is none."""
    size = np.abs(then)
    usable = size > 0.05 * size.mean()
    if not usable.any() or size.sum() < 0.1 * np.abs(now).sum():
        return float("nan")
    return float(np.median(now[usable] / then[usable]))


def said(asks: Iterable[Ask], unit: float = 1.0) -> str:
    """The questions on one line; amounts in the series' own sign, divided by `unit`."""
    return " ".join(_sentence(ask, unit) for ask in asks)


def booked(ask: Ask, unit: float = 1.0) -> str:
    """`Mars–april: 3`: what a question says of its months, as it stands there; "" where it says nothing of them."""
    if ask.kind not in (ODD, EMPTY, MOVED_TO):
        return ""
    first, *_, last = names = [MÅNADER[month % 12] for month in (*ask.months[:1], *ask.months)]
    unbroken = ask.months[-1] - ask.months[0] == len(ask.months) - 1
    when = f"{first}–{last}" if unbroken and first != last else ", ".join(names[1:])
    return f"{first if ask.kind == MOVED_TO else when.capitalize()}: {number(ask.booked / unit)}"


def _sentence(ask: Ask, unit: float) -> str:
    usual = number(ask.usual / unit)
    if ask.kind in (FAR, FAR_BEFORE):
        doubt = " Har det kända rätt tecken och enhet?" if ask.kind == FAR_BEFORE else ""
        return f"Prognosen {number(ask.booked / unit)} är långt från {ask.kind} {usual}.{doubt}"
    names = [MÅNADER[month % 12] for month in ask.months]
    pair, each = f"{booked(ask, unit)} mot väntat {usual}", " i månaden" if len(names) > 1 else ""
    return {
        ODD: f"{pair}{each}. Står kvar, resten följer historiken. Engång, flyttad eller fel?",
        EMPTY: f"{pair}{each}. Resten följer historiken. Sent bokat eller upphört?",
        MOVED_TO: f"Ny nivå sedan {pair} i månaden. Resten följer den nya nivån. Består den?",
        GONE_SINCE: f"Inget bokat sedan {names[0]}, väntat {usual} i månaden. Räknas som upphörd. Stämmer det?",
        SILENT: f"Inga uppgifter efter {names[0]}. Räknas som avslutad. Stämmer det?",
    }[ask.kind]


def number(value: float) -> str:
    """Swedish digits: two significant decimals at most, none from a hundred on."""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{abs(value):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    return ("\u2212" if value < 0 and text.strip("0,") else "") + text
