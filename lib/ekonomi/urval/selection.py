"""Which rows of a frame an urval selects."""

from functools import cache

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.urval.expression import NOT, SPAN, Condition, Rows


class Selector:
    """Selects rows of a frame; each column is coded once (`coded`), and each condition held against it once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.coded = cache(self._coding)
        self._mask = cache(self._meets)

    def select(self, rows: Rows) -> np.ndarray:
        """True for each row that meets every condition."""
        found = np.ones(len(self.frame), dtype=bool)
        for condition in rows.conditions:
            found &= self._mask(condition)
        return found

    def _coding(self, name: str) -> tuple[np.ndarray, pd.Series]:
        """Which of a column's distinct texts each row holds, and the texts."""
        codes, texts = pd.factorize(self.frame[name].astype("str"))
        return codes, pd.Series(texts, dtype="str")

    def _meets(self, condition: Condition) -> np.ndarray:
        if condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,):
            return np.asarray(self.frame["intern"].to_numpy(dtype=bool) == (condition.sign != NOT))
        codes, held = self.coded(condition.name)
        if condition.sign == SPAN:
            first, last = condition.values
            # a date lies in its month: what is compared is as much of it as the limit has
            met = (held >= first) & (held.str[: len(last)] <= last)
        else:
            met = held.isin(condition.values) == (condition.sign != NOT)
        return np.asarray(met.to_numpy(dtype=bool)[codes])
