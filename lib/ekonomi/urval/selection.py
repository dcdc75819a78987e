"""Which rows of a frame an urval selects."""

from functools import cache

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.urval.expression import NOT, SPAN, Condition, Rows


class Selector:
    """Selects rows of a frame; each condition is held against the frame once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.mask = cache(self._mask)

    def _mask(self, condition: Condition) -> np.ndarray:
        return _meets(self.frame, condition)

    def select(self, rows: Rows) -> np.ndarray:
        """True for each row that meets every condition."""
        found = np.ones(len(self.frame), dtype=bool)
        for condition in rows.conditions:
            found &= self.mask(condition)
        return found


def _meets(frame: pd.DataFrame, condition: Condition) -> np.ndarray:
    codes, texts = pd.factorize(_cells(frame, condition))
    held = pd.Series(texts, dtype="str")
    if condition.sign == SPAN:
        first, last = condition.values
        # a date lies in its month: what is compared is as much of it as the limit has
        met = (held >= first) & (held.str[: len(last)] <= last)
    else:
        met = held.isin(condition.values) == (condition.sign != NOT)
    return met.to_numpy(dtype=bool)[codes]


def _cells(frame: pd.DataFrame, condition: Condition) -> pd.Series:
    if condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,):
        return frame["intern"].map({True: terms.EGEN_NÄMND, False: ""})
    return frame[condition.name].astype("str")
