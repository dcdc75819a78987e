"""Tjänsteomräkning: costs booked on an organisation (ansvar) become costs per tjänst."""

from ekonomi.allocation.by_service import Rules, allocate, solve, valid
from ekonomi.allocation.drivers import Drivers, Moment
from ekonomi.allocation.methods import METHODS, direct, reciprocal, step_down
from ekonomi.allocation.postings import allocate_postings
from ekonomi.allocation.split import split_amounts
from ekonomi.allocation.trace import trace
from ekonomi.allocation.what_if import at_budget_keys, fixed, moved, with_keys, with_order

__all__ = [
    "METHODS",
    "Drivers",
    "Moment",
    "Rules",
    "allocate",
    "allocate_postings",
    "at_budget_keys",
    "direct",
    "fixed",
    "moved",
    "reciprocal",
    "solve",
    "split_amounts",
    "step_down",
    "trace",
    "valid",
    "with_keys",
    "with_order",
]
