"""Write every generated file of the example under `data/intraservice/`."""

from pathlib import Path
from random import Random

from data.generator.build import SEED, Example, build
from data.generator.hours import write_hours
from data.generator.incidents import write_incidents
from data.generator.ledger import write_ledger
from data.generator.plans import BUDGET_YEARS, FORECASTS
from data.generator.portfolio import write_portfolio
from data.generator.registers import write_registers
from data.generator.underlag import TARGET
from data.generator.volumes import write_volumes
from data.generator.workbooks import write_budget_book, write_forecast_book


def write_all(target: Path = TARGET) -> Example:
    """Build the example and write it into `target`; gives what was built. Same bytes every time."""
    example = build()
    write_ledger(target / "huvudbok", example.rows, example.book)
    for year in BUDGET_YEARS:
        write_budget_book(target / "budget" / f"budget_{year}.xlsx", example.rows, year)
    for version in FORECASTS:
        write_forecast_book(target / "prognos" / f"prognos_{version}.xlsx", example.rows, version)
    write_registers(target / "register", example)
    write_hours(target / "personal", example.given, Random(SEED + 1))
    write_incidents(target / "effektmatt" / "incidenter.csv", Random(SEED + 2))
    write_volumes(target / "volym" / "volymer.csv", example.given, Random(SEED + 3))
    write_portfolio(target / "portfolj" / "portfolj.csv", example)
    return example
