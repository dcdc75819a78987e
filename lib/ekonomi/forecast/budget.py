"""The budget's profile as prior where a series has no year of its own to learn from."""

from typing import Final

import numpy as np

from ekonomi.forecast.levels import MEDIAN
from ekonomi.forecast.panel import Panel
from ekonomi.forecast.tiers import LATE, NEW

PROFILE: Final = ", budgetprofil"


def with_profile(total: np.ndarray, panel: Panel, name: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Full-year quantiles (n, LEVELS) moved to the budget's profile, and where (n,) that was done.

    Only for series that began this year or have no month of it yet, and whose budget covers all twelve
    months. The rest of the budget is carried on with the deviation so far, in proportion to how much of the
    budget those months are; the width is the young series' own.
    """
    budget = panel.budget
    asked = np.isin(name, (NEW, LATE)) & np.isfinite(budget).all(axis=1)
    known = np.isfinite(panel.years[:, -1]) & (np.arange(12) < panel.known)
    begun = np.where(known, panel.years[:, -1], 0.0).sum(axis=1)
    expected = np.where(known, budget, 0.0).sum(axis=1)
    whole = budget.sum(axis=1)
    rest = whole - expected
    usable = (whole != 0) & (begun * expected > 0)
    ratio = np.where(usable, (begun + rest) / np.where(whole != 0, whole, 1.0), 1.0)
    centre = begun + rest * ratio
    moved = centre[:, None] + total - total[:, [MEDIAN]]
    return np.where(asked[:, None], moved, total), asked
