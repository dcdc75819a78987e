"""Rows that a figure is made of, and the cells of tjänsteomräkning: what each holds, by what it is told."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ekonomi import urval
from ekonomi.underlag import KEYS
from ekonomi.urval import Selector

# what tells the rows of the cube apart that tjänsteomräkning splits, each as a whole
CELL = ["beloppstyp", "version", "period", "kostnadsslag", "ansvar", "projekt", "intern", "tjänst"]


class Picked:
    """Rows of a frame and what each counts (öre); what is asked of them is told once."""

    def __init__(self, selector: Selector, at: np.ndarray) -> None:
        self.selector, self.at = selector, at
        self.öre = selector.öre[at]
        self.by, self.tells = cache(self._by), cache(self._tells)

    def _by(self, dimension: str) -> dict[str, int]:
        """The sum (öre) of each value of a column, exact: sums stay far below 2**53 öre."""
        codes, texts = self.selector.coded(dimension)
        sums = np.bincount(codes[self.at], self.öre, minlength=len(texts))
        found = np.flatnonzero(sums)
        return dict(zip(texts[found], sums[found].astype("int64").tolist(), strict=True))

    def _tells(self, dimension: str) -> bool:
        """True where most of the rows say something in a column, or there are none."""
        frame = self.selector.frame
        if dimension not in frame:
            return False
        said = self.selector.within(self.at, *urval.but(dimension, "").conditions)
        rows = frame["rader"].to_numpy() if "rader" in frame else None
        some, every = (len(at) if rows is None else rows[at].sum() for at in (said, self.at))
        return not len(self.at) or bool(some * 2 > every)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cube after tjänsteomräkning: the cell of each of its rows and of each code string, and what each held."""

    selector: Selector
    of_row: np.ndarray
    of_string: np.ndarray
    whole: np.ndarray

    @cached_property
    def told(self) -> frozenset[str]:
        """What a condition on the rows may be about."""
        return frozenset((*self.selector.frame, "motpart", KEYS))

    def held(self, picked: Picked) -> tuple[np.ndarray, np.ndarray]:
        """The cells of some rows, and the share of each that they hold."""
        cells, place = np.unique(self.of_row[picked.at], return_inverse=True)
        held = np.bincount(place, picked.öre, minlength=len(cells))
        return cells, np.divide(held, self.whole[cells], out=np.zeros(len(held)), where=self.whole[cells] != 0)
