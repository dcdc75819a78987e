"""Pools and keys of the tjänsteomräkning: who serves whom, and by what measure, year by year."""

from random import Random

import pandas as pd

from data.generator.lines import GRANTED, INITIATIVES, pooled_staff, staff_of
from data.generator.underlag import FIRST_YEAR, NEW_UNIT, OLD_UNIT, Assumptions

COST_PER_YEAR_OF_WORK = 886_000
HOURS_PER_YEAR_OF_WORK = 1_700
SHARED, SUPPORT, CUSTOMERS, MANAGEMENT, PRODUCING = 1, 2, 3, 4, 5
STEP_NAMES = {SHARED: "Gemensamma kostnader", SUPPORT: "Styrning och stöd", CUSTOMERS: "Kund och service"}
STEP_POOLS = {SHARED: "GEM", SUPPORT: "SOS", CUSTOMERS: "KOS"}
SOURCES = {
    SHARED: ("Antal årsarbetare", "Lokaler och gemensamma kostnader följer antalet medarbetare"),
    SUPPORT: ("Antal årsarbetare", "Stödet till chefer och medarbetare följer antalet medarbetare"),
    CUSTOMERS: ("Antal ärenden i ServiceNow", "Servicedesk och kundansvar följer antalet ärenden"),
    MANAGEMENT: ("Antal årsarbetare", "Ledningen arbetar för områdets alla enheter"),
    PRODUCING: ("Tidredovisning", "Medarbetarnas tid per tjänst"),
}
ORDER = "Antagen modell för exemplet"
WHY = {
    SHARED: "Används av alla enheter och fördelas därför först",
    SUPPORT: "Stödjer alla enheter utom de gemensamma kostnaderna",
    CUSTOMERS: "Tar emot ärenden åt de producerande enheterna",
    MANAGEMENT: "Leder områdets producerande enheter",
    PRODUCING: "Levererar tjänsterna och fördelas därför sist",
}
YEARS = range(FIRST_YEAR, 2026)


def pools(given: Assumptions) -> pd.DataFrame:
    """The register of pools: pool, benämning, ansvar, steg, källa, motivering, giltig_från, giltig_till."""
    rows = []
    for ansvar in sorted({*pooled_staff(given), *given.units, OLD_UNIT}):
        step = _step(ansvar, given)
        name = STEP_NAMES.get(step, given.names[ansvar])
        rows.append((_pool(ansvar, given), name, ansvar, step, ORDER, WHY[step], *given.validity[ansvar]))
    columns = ["pool", "benämning", "ansvar", "steg", "källa", "motivering", "giltig_från", "giltig_till"]
    return pd.DataFrame(rows, columns=columns)


def _step(ansvar: str, given: Assumptions) -> int:
    return given.units[ansvar].step if ansvar in given.units else PRODUCING


def _pool(ansvar: str, given: Assumptions) -> str:
    return STEP_POOLS.get(_step(ansvar, given), f"P{ansvar}")


def keys(given: Assumptions, rng: Random) -> pd.DataFrame:
    """The register of keys, a version a year: pool, mottagare, mottagarslag, vikt, grund, its source, validity."""
    rows = [row for year in YEARS for row in _keys_of(given, year, rng)]
    columns = [
        "pool",
        "mottagare",
        "mottagarslag",
        "vikt",
        "grund",
        "källa",
        "motivering",
        "giltig_från",
        "giltig_till",
    ]
    return pd.DataFrame(rows, columns=columns)


def _keys_of(given: Assumptions, year: int, rng: Random) -> list[tuple]:
    until = f"{year}-12" if year < YEARS[-1] else ""
    staff = _staff(given, year)
    receivers = [
        *_support_keys(given, staff),
        *_management_keys(given, staff),
        *_time_keys(given, staff, year),
    ]
    rows = []
    for pool, receiver, kind, weight, step in receivers:
        source, why = SOURCES[step]
        moved = round(weight * (0.96 + 0.08 * rng.random()), 1 if step != PRODUCING else 0)
        rows.append((pool, receiver, kind, moved, "fast andel", f"{source} {year - 1}", why, f"{year}-01", until))
    return rows


def _staff(given: Assumptions, year: int) -> dict[str, float]:
    """Years of work per ansvar with a pool."""
    staff = {ansvar: cost / COST_PER_YEAR_OF_WORK for ansvar, cost in pooled_staff(given).items()}
    if year < 2024:
        staff[OLD_UNIT] = staff.pop(NEW_UNIT)
    return {ansvar: years for ansvar, years in staff.items() if given.valid(ansvar, f"{year}-01")}


def _support_keys(given: Assumptions, staff: dict[str, float]) -> list[tuple]:
    rows = []
    for step in (SHARED, SUPPORT, CUSTOMERS):
        later = {ansvar: years for ansvar, years in staff.items() if _step(ansvar, given) > step}
        weights: dict[str, float] = {}
        for ansvar, years in later.items():
            served = years * (12 if step == CUSTOMERS and ansvar[:2] == "44" else 1)
            weights[_pool(ansvar, given)] = weights.get(_pool(ansvar, given), 0.0) + served
        rows += [(STEP_POOLS[step], pool, "pool", weight, step) for pool, weight in weights.items()]
    return rows + [("KOS", service, "tjänst", weight, CUSTOMERS) for service, weight in _tickets(given).items()]


def _tickets(given: Assumptions) -> dict[str, float]:
    """Cases that Kund och service handles straight for some tjänster, and for the granted ones (in hundreds)."""
    granted = {service.code: 9.0 for service in given.services.values() if service.group == GRANTED}
    straight = {"3101": 620.0, "2106": 480.0, "2104": 260.0, "2101": 340.0, "3102": 120.0, "3103": 90.0}
    return straight | {code: weight for code, weight in granted.items() if code in ("4101", "4103", "4104")}


def _management_keys(given: Assumptions, staff: dict[str, float]) -> list[tuple]:
    rows = []
    for unit in given.units.values():
        if unit.step == MANAGEMENT:
            own = [a for a in staff if a[:2] == unit.code[:2] and _step(a, given) == PRODUCING]
            rows += [(f"P{unit.code}", f"P{ansvar}", "pool", staff[ansvar], MANAGEMENT) for ansvar in own]
    return rows


def _time_keys(given: Assumptions, staff: dict[str, float], year: int) -> list[tuple]:
    rows = []
    for service in given.services.values():
        if service.group in (GRANTED, INITIATIVES) or not given.valid(service.code, f"{year}-06"):
            continue
        for ansvar, cost in staff_of(service).items():
            unit = OLD_UNIT if ansvar == NEW_UNIT and year < 2024 else ansvar
            hours = cost / COST_PER_YEAR_OF_WORK * HOURS_PER_YEAR_OF_WORK
            rows.append((f"P{unit}", service.code, "tjänst", hours, PRODUCING))
    return [row for row in rows if row[0][1:] in staff]
