"""Make lib/ekonomi/forecast/vikter.json, the weights that the forecast ships with.

    python benchmarks/prognos_vikter.py SERIER.csv[.gz]

SERIER has källa, serie, månad, värde. The shipped file was made from the public development series M1 and M3
(Mcomp), tourism (Tcomp), PBS and Australian retail (tsibbledata) and Philadelphia's monthly cash. Trained on:
series whose CRC-32 is not divisible by three, target years before their last. So neither the held-out
series nor anyone's last year has informed the weights; benchmarks/prognos.py reports on those.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from ekonomi.forecast.family import PENALTY, fit_family
from ekonomi.forecast.sarima import GRID
from ekonomi.forecast.short import fit_short, no_year, one_year
from ekonomi.forecast.stack import fit_stack, view
from ekonomi.forecast.years import flat

OUT = Path(__file__).parent.parent / "lib/ekonomi/forecast/vikter.json"
FISCAL = {"Philadelphia": 7}
CELLS, YEARS_BACK, LEFT_OUT = 2000, 5, 1
NEAR_CLOSE, NEAR_HISTORY = (1.0, 0.7, 0.4), (1.0, 0.5)


def held_out(serie: str) -> bool:
    """Whether a series is kept for reporting."""
    return zlib.crc32(serie.encode()) % 3 == 0


def blocks(data: pd.DataFrame) -> list[tuple[str, str, np.ndarray]]:
    """källa, serie and whole years (Y, 12) of each series without gaps, years starting as FISCAL says."""
    out = []
    for (source, name), rows in data.groupby(["källa", "serie"], sort=True):
        months = pd.PeriodIndex(rows["månad"], freq="M")
        number = (months.year * 12 + months.month - FISCAL.get(source, 1)).to_numpy()
        first = number.min() // 12
        line = np.full((number.max() // 12 - first + 1) * 12, np.nan)
        line[number - first * 12] = rows["värde"].to_numpy(float)
        years = line.reshape(-1, 12)
        whole = np.flatnonzero(np.isfinite(years).all(axis=1))
        if len(whole):
            out.append((source, name, years[whole[0] : whole[-1] + 1]))
    return out


def cells(series: list[tuple[str, str, np.ndarray]], history: int, draw: int = 0) -> np.ndarray:
    """Training blocks (n, history + 1, 12), the last year the target; CELLS drawn, seeded by `draw`."""
    out = []
    for _, name, years in series:
        if held_out(name):
            continue
        for back in range(LEFT_OUT, LEFT_OUT + YEARS_BACK):
            end = len(years) - back
            block = years[max(end - history - 1, 0) : end]
            if len(block) == history + 1 and np.isfinite(block).all() and _alive(block):
                out.append(block)
    rng = np.random.default_rng([2025, draw])
    keep = np.sort(rng.permutation(len(out))[:CELLS])
    return np.array(out)[keep]


def _alive(block: np.ndarray) -> bool:
    """Leave out series that were all zero before the target year or repeat themselves exactly."""
    before = block[:-1] if len(block) > 1 else block
    change = np.abs(np.diff(before, axis=0)).mean() if len(before) > 1 else before.std()
    return bool(change > 1e-3 * np.abs(block).mean()) and bool(block.sum() > 0)


def learn_prior(block: np.ndarray, known: int = 6, rounds: int = 8) -> np.ndarray:
    """Prior (M,) over the family: mean posterior (EM), equal weight to common and month-wise variance."""
    flat_prior = np.full(6 * len(GRID), 1 / (6 * len(GRID)))
    fits = fit_family(flat(block, known), 12 - known, flat_prior)
    prior = np.zeros_like(flat_prior)
    for own in (False, True):
        members = fits.own == own
        score = fits.score[:, members] - np.log(flat_prior[0])
        part = np.full(members.sum(), 1 / members.sum())
        for _ in range(rounds):
            weight = score + np.log(part)
            weight = np.exp(weight - weight.max(axis=1, keepdims=True))
            part = np.maximum((weight / weight.sum(axis=1, keepdims=True)).mean(axis=0), 1e-6)
        prior[members] = part / part.sum() / 2
    return prior


def fit_one(block: np.ndarray, known: int, history: int, prior: np.ndarray) -> np.ndarray:
    """The weights of one close and one length of history."""
    became = block[:, -1, known:].sum(axis=1)
    if history == 0:
        return fit_short(no_year(block[:, -1, :known], 12 - known), became)
    if history == 1:
        return fit_short(one_year(block, known), became)
    parts = [view(block[i : i + 300], known, prior) for i in range(0, len(block), 300)]
    whole = type(parts[0])(
        {n: np.vstack([p.quantiles[n] for p in parts]) for n in parts[0].quantiles},
        {n: np.concatenate([p.evidence[n] for p in parts]) for n in parts[0].evidence},
        np.concatenate([p.scale for p in parts]),
    )
    return fit_stack(whole, became)


def smoothed(stack: dict[int, dict[int, np.ndarray]], known: int, history: int) -> np.ndarray:
    """The weights' mean over closes up to two months and histories up to a year away: less noise, same shape."""
    if history < 2:
        return stack[known][history]
    near = [
        (NEAR_CLOSE[abs(k - known)] * NEAR_HISTORY[abs(h - history)], stack[k][h])
        for k in stack
        for h in range(2, 6)
        if abs(k - known) < len(NEAR_CLOSE)
        and abs(h - history) < len(NEAR_HISTORY)
        and (h == 2) == (history == 2)
    ]
    return sum(share * weights for share, weights in near) / sum(share for share, _ in near)


def main(path: str) -> None:
    """Learn and write everything."""
    series = blocks(pd.read_csv(path))
    prior = np.round(learn_prior(cells(series, 5)), 6)
    stack: dict[int, dict[int, np.ndarray]] = {}
    for known in range(1, 12):
        for history in range(6):
            weights = fit_one(cells(series, history, known), known, history, prior / prior.sum())
            stack.setdefault(known, {})[history] = weights
            print(known, history, flush=True)
    smooth = {k: {h: np.round(smoothed(stack, k, h), 4).tolist() for h in stack[k]} for k in stack}
    source = "M1, M3, turism, PBS, detaljhandel och Philadelphias kassa; se benchmarks/prognos_vikter.py"
    note = {"källa": source, "straff": PENALTY, "prior": prior.tolist(), "stack": smooth}
    OUT.write_text(json.dumps(note, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
