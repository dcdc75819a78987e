"""Write every generated file of the example under `data/grundskolenamnden/`."""

from pathlib import Path

from data.generator_grundskola import assumptions as given
from data.generator_grundskola.balance import settled, write_balance
from data.generator_grundskola.counts import write_counts
from data.generator_grundskola.ledger import vouchers, write_ledger
from data.generator_grundskola.plans import write_budget, write_forecast

TARGET = Path(__file__).parents[1] / "grundskolenamnden"


def write_all(target: Path = TARGET) -> None:
    """Write the example into `target`; the same bytes every time."""
    found = settled(vouchers())
    write_ledger(target / "huvudbok", found)
    for year in given.BUDGET_YEARS:
        write_budget(target / "budget" / f"budget_{year}.xlsx", year)
    for version in given.FORECASTS:
        write_forecast(target / "prognos" / f"prognos_{version}.xlsx", version, found)
    write_counts(target)
    write_balance(target, found)
