"""Tjänsteomräkning at size: 1,000 ansvar × 2,000 tjänster × 12 months × 3 beloppstyper, reciprocal.

`python benchmarks/omrakning.py` prints seconds and peak memory of our allocation (sparse equations, amounts split
to the öre in the cube's own rows) beside a plain dense numpy solution of the same problem, and the ratios. Each
runs in a process of its own, so that neither pays for the other's memory.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

FILLED = 0.01
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
AT_A_TIME = 64  # rows split at once
KINDS = (("utfall", ""), ("budget", "2025"), ("prognos", "2025-03"))
SEED = 3


def problem(units: int, services: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Pools (one per ansvar), keys (1 % filled, to pools and tjänster) and a cost per ansvar, month and kind."""
    rng = np.random.default_rng(SEED)
    filled = rng.random((units, units + services)) < FILLED
    filled[np.arange(units), np.arange(units)] = False  # no pool serves itself
    filled[np.arange(units), units + rng.integers(0, services, units)] = True  # each reaches a tjänst
    giver, receiver = filled.nonzero()
    pools = [f"p{number:04d}" for number in range(units)]
    names = np.array([*pools, *(f"t{number:04d}" for number in range(services))])
    dates = {"giltig_från": "2025-01", "giltig_till": ""}
    keys = pd.DataFrame(
        {
            "pool": names[giver],
            "mottagare": names[receiver],
            "mottagarslag": np.where(receiver < units, "pool", "tjänst"),
            "vikt": rng.integers(1, 100, len(giver)).astype(float),
        }
    ).assign(**dates)
    register = pd.DataFrame({"pool": pools, "ansvar": pools, "steg": 1}).assign(**dates)
    parts = [
        pd.DataFrame({"ansvar": pools, "period": month, "beloppstyp": kind, "version": version})
        for kind, version in KINDS
        for month in MONTHS
    ]
    rows = pd.concat(parts, ignore_index=True).assign(tjänst="", kostnadsslag="personal")
    return register, keys, rows.assign(belopp=-rng.integers(10**6, 10**9, len(rows)))


def ours(register: pd.DataFrame, keys: pd.DataFrame, rows: pd.DataFrame) -> int:
    """The lib's shares and its split of each row, a part at a time; gives the sum on the tjänster in öre."""
    from ekonomi.allocation import Rules, split_amounts
    from ekonomi.allocation.by_service import pooled

    rules = Rules(register, keys, method="ömsesidig metod")
    total = 0
    for _, group, shares in pooled(rows, rules):
        for start in range(0, len(group), AT_A_TIME):
            part = group.iloc[start : start + AT_A_TIME]
            total += int(split_amounts(part["belopp"].to_numpy(), shares.loc[part["pool"]].to_numpy()).sum())
    return total


def dense(register: pd.DataFrame, keys: pd.DataFrame, rows: pd.DataFrame) -> int:
    """Plain numpy: the full matrices, one inverse per month and kind, floats rounded to öre at the end."""
    pools, services = list(register["pool"]), sorted(set(keys["mottagare"]) - set(register["pool"]))
    place = {name: number for number, name in enumerate([*pools, *services])}
    full = np.zeros((len(pools), len(place)))
    full[keys["pool"].map(place), keys["mottagare"].map(place)] = keys["vikt"]
    full /= full.sum(axis=1, keepdims=True)
    total = 0
    for _, group in rows.groupby(["beloppstyp", "version", "period"]):
        inverse = np.linalg.inv(np.eye(len(pools)) - full[:, : len(pools)])
        shares = inverse @ full[:, len(pools) :]
        costs = np.zeros(len(pools))
        costs[group["ansvar"].map(place)] = group["belopp"]
        total += int(np.round(costs @ shares).sum())
    return total


WAYS: dict[str, Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], int]] = {"ekonomi": ours, "numpy": dense}


def measure(name: str, units: int, services: int) -> dict[str, float]:
    """Run one way on the problem: seconds, peak memory (MB, the problem itself not counted) and the sum."""
    given = problem(units, services)
    before, start = _peak(), time.perf_counter()
    total = WAYS[name](*given)
    return {
        "sekunder": time.perf_counter() - start,
        "minne": _peak() - before,
        "summa": total,
        "bokfört": int(given[2]["belopp"].sum()),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure both ways, each in its own process, and print them beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ansvar", type=int, default=1_000)
    parser.add_argument("--tjanster", type=int, default=2_000)
    parser.add_argument("--bara", choices=WAYS)
    asked = parser.parse_args()
    if asked.bara:
        print(json.dumps(measure(asked.bara, asked.ansvar, asked.tjanster)))
        return
    sizes = ["--ansvar", str(asked.ansvar), "--tjanster", str(asked.tjanster)]
    found = {
        name: json.loads(subprocess.check_output([sys.executable, __file__, *sizes, "--bara", name])) for name in WAYS
    }
    for name, told in found.items():
        lost = told["summa"] - told["bokfört"]
        print(f"{name:8} {told['sekunder']:7.1f} s {told['minne']:7.0f} MB, tappade ören: {lost}")
    mine, plain = found["ekonomi"], found["numpy"]
    print(f"tid {mine['sekunder'] / plain['sekunder']:.2f}, minne {mine['minne'] / plain['minne']:.2f} av numpy")


if __name__ == "__main__":
    main()
