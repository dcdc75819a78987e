"""A series' SARIMAX is a clone of one that is built once: it gives what a model of its own gives."""

import numpy as np
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

from ekonomi.forecast.models import LEVEL, MODELS

ORDERS = {LEVEL: (0, 1, 1), "återgång till fjolåret": (1, 0, 1), "riktning som består": (1, 1, 1)}
AHEAD = 5


@pytest.mark.parametrize("name", ORDERS)
def test_a_clone_gives_what_a_model_of_its_own_does_whatever_was_forecast_before(name):
    months = [10 + np.random.default_rng(seed).normal(size=43).cumsum() for seed in range(3)]
    for x in (*months, months[0]):
        path, _, _, params = MODELS[name](x, AHEAD, None)
        own = SARIMAX(
            np.r_[x, np.full(AHEAD, np.nan)], order=ORDERS[name], seasonal_order=(0, 1, 1, 12), concentrate_scale=True,
            simple_differencing=True, enforce_stationarity=False, enforce_invertibility=False,
        )  # fmt: skip
        changes = own.filter(np.array(params)).forecasts[0, -AHEAD:]
        whole = np.r_[x, path]
        differenced = whole[12:] - whole[:-12]
        differenced = np.diff(differenced) if ORDERS[name][1] else differenced
        assert np.allclose(differenced[-AHEAD:], changes, rtol=0, atol=1e-10)
        again = MODELS[name](x, AHEAD, params)
        assert np.array_equal(again[0], path) and again[3] == params
