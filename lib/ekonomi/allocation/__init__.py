"""Tjänsteomräkning: costs booked on an organisation (ansvar) become costs per tjänst."""

from ekonomi.allocation.by_service import Rules, allocate, divided, parts_of, solve, split_amounts, valid
from ekonomi.allocation.drivers import Drivers, Moment
from ekonomi.allocation.methods import METHODS, direct, reciprocal, step_down
from ekonomi.allocation.trace import trace
from ekonomi.allocation.what_if import at_budget_keys, fixed, moved, with_keys, with_order
