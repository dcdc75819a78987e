"""Which rows of a frame an urval selects."""

from functools import cache

import numpy as np
import pandas as pd

from ekonomi import terms
from ekonomi.urval.expression import NOT, SPAN, Condition, Rows


class Selector:
    """Selects rows of a frame; each column is coded once, and each condition is held against it once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._coded = cache(self._codes)
        self._mask = cache(self._meets)

    def select(self, rows: Rows) -> np.ndarray:
        """True for each row that meets every condition."""
        found = np.ones(len(self.frame), dtype=bool)
        for condition in rows.conditions:
            found &= self._mask(condition)
        return found

    def _codes(self, name: str, own: bool) -> tuple[np.ndarray, pd.Series]:
        """A column's values, and which of them each row has; `own` of motpart tells only the own nämnd from others."""
        frame = self.frame
        cells = frame["intern"].map({True: terms.EGEN_NÄMND, False: ""}) if own else frame[name].astype("str")
        codes, texts = pd.factorize(cells)
        return codes, pd.Series(texts, dtype="str")

    def _meets(self, condition: Condition) -> np.ndarray:
        own = condition.name == "motpart" and condition.values == (terms.EGEN_NÄMND,)
        codes, held = self._coded(condition.name, own)
        if condition.sign == SPAN:
            first, last = condition.values
            # a date lies in its month: what is compared is as much of it as the limit has
            met = (held >= first) & (held.str[: len(last)] <= last)
        else:
            met = held.isin(condition.values) == (condition.sign != NOT)
        return met.to_numpy(dtype=bool)[codes]
