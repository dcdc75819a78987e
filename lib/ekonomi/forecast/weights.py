"""The weights shipped with the package: made by benchmarks/prognos_vikter.py, named with their data."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np


@dataclass(frozen=True)
class Shipped:
    """`prior` (M,) over the family's members; `stack[known][years]` (LEVELS, features), years 0–5 before."""

    prior: np.ndarray
    stack: dict[int, dict[int, np.ndarray]]
    source: str


@lru_cache(maxsize=1)
def shipped() -> Shipped:
    """Read the shipped weights once a process."""
    text = resources.files("ekonomi.forecast").joinpath("vikter.json").read_text(encoding="utf-8")
    data = json.loads(text)
    stack = {int(k): {int(y): np.array(w) for y, w in row.items()} for k, row in data["stack"].items()}
    prior = np.array(data["prior"])
    return Shipped(prior / prior.sum(), stack, data["källa"])
