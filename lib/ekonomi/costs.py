"""The costs of a report as its questions ask for them: by measure, by the budget's keys, moved by new keys."""

import pandas as pd

from ekonomi import allocation, terms
from ekonomi import cube as cubes
from ekonomi.registers import Registers, describe_services, latest_names
from ekonomi.sources import Sources


def rules_of(sources: Sources, cube: pd.DataFrame, method: str) -> allocation.Rules:
    """How the costs of the report go to tjänster: its registers, its budgets' locked ones, what keys follow, how."""
    costs = cube[cube["resultatrad"] == terms.KOSTNADER]
    return allocation.Rules(
        pools=sources.registers.pools,
        keys=sources.registers.keys,
        locked=sources.locked_keys,
        locked_pools=sources.locked_pools,
        method=method,
        drivers=allocation.Drivers(sources.hours, sources.volumes, costs),
    )


def moved_by_keys(cube: pd.DataFrame, rules: allocation.Rules, period: str) -> pd.DataFrame:
    """The year's costs so far that keys changed since the budget have moved (see `allocation.moved`)."""
    version = cubes.choose_versions(cube, period).budget or ""
    return allocation.moved(costs_of(cube, period, terms.M_UTFALL), allocation.at_budget_keys(rules, version), rules)


def at_budget_keys(
    by_service: cubes.Measured, cube: pd.DataFrame, rules: allocation.Rules, registers: Registers
) -> cubes.Measured:
    """The measured costs after allocation, the year's outcome so far by the keys that the budget is locked to."""
    period, rows = by_service.period, by_service.rows
    version = cubes.choose_versions(cube, period).budget or ""
    if not rules.is_locked(version):
        return by_service
    spent = costs_of(cube, period, terms.M_UTFALL)
    held = allocation.allocate(spent, allocation.at_budget_keys(rules, version))
    then = describe_services(held, registers).assign(mått=terms.M_UTFALL)
    others = rows[(rows["mått"] != terms.M_UTFALL) & (rows["resultatrad"] == terms.KOSTNADER)]
    together = pd.concat([others, then], ignore_index=True)
    known = pd.Categorical(together["mått"], categories=rows["mått"].cat.categories)
    return cubes.Measured(together.assign(mått=known), period)


def source_names(registers: Registers) -> dict[str, str]:
    """What each pool and each ansvar is called, by its code and its latest name."""
    return {**latest_names(registers.pools, "pool"), **latest_names(registers.organisation, "ansvar")}


def costs_of(cube: pd.DataFrame, period: str, measure: str) -> pd.DataFrame:
    """The cost rows of the cube (helhet) that a measure of a report of `period` sums."""
    measured = cubes.measures(cube[cube["resultatrad"] == terms.KOSTNADER], period)
    return measured[measured["mått"] == measure].drop(columns="mått")
