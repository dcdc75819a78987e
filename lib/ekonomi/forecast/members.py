"""The experts of the combination for one close: averages over parts of the family, chain ladder and naive."""

from typing import Final

import numpy as np

from ekonomi.forecast.chain import chain_rest
from ekonomi.forecast.family import Fits, fit_family
from ekonomi.forecast.naive import naive_rest
from ekonomi.forecast.slope import slope_rest
from ekonomi.forecast.years import flat

FAMILY, OWN = "familj", "månadsvarians"
EXPERTS: Final = (
    FAMILY,
    "logaritm",
    "rot",
    "nivå",
    OWN,
    "vandring",
    "avklingande",
    "trög",
    "kedja",
    "naiv",
    "lutning",
)


def experts(years: np.ndarray, known: int, prior: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles (n, LEVELS) of the year to go by expert; `years` (n, Y ≥ 3, 12) upright and unbroken.

    An expert that has no answer for a series (a logarithm of zeros, a chain of negatives) repeats the
    family's; the family on the series' own scale always answers.
    """
    fits = fit_family(flat(years, known), 12 - known, prior)
    out = {name: fits.average(members) for name, members in _parts(fits).items()}
    out["kedja"], out["naiv"] = chain_rest(years, known), naive_rest(years, known)
    out["lutning"] = slope_rest(years, known)
    family = out[FAMILY]
    return {name: np.where(np.isfinite(out[name]), out[name], family) for name in EXPERTS}


def _parts(fits: Fits) -> dict[str, np.ndarray]:
    """Which members (M,) each expert averages."""
    common = ~fits.own
    return {
        FAMILY: common,
        "logaritm": common & (fits.power == 0.0),
        "rot": common & (fits.power == 0.5),
        "nivå": common & (fits.power == 1.0),
        OWN: fits.own,
        "vandring": common & (fits.phi == 1.0),
        "avklingande": common & (fits.phi < 0.9),
        "trög": common & (fits.phi >= 0.9) & (fits.phi < 1.0),
    }
