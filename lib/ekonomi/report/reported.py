"""What the report of the month before said of the deviations by ansvarsområde."""

from collections.abc import Mapping

import pandas as pd

from ekonomi import terms, urval
from ekonomi.params import Settings
from ekonomi.params.published import column_name, table_name
from ekonomi.sources.earlier import Earlier
from ekonomi.tables.outcome import AREAS
from ekonomi.urval import Rows


def reported(earlier: Earlier, settings: Settings) -> tuple[pd.Series, Mapping[str, Rows]]:
    """The deviations so far that it printed (mnkr, Decimal, by row), and the urval of each in its siffror.csv."""
    table = table_name(settings.tabeller, AREAS, earlier.period)
    column = column_name(settings.tabeller, AREAS, terms.AVVIKELSE, earlier.period)
    amounts = earlier.column(table, column)
    file = urval.summed(f"{earlier.period}/siffror.csv", "värde")
    return amounts, {
        str(row): file & urval.each({"tabell": table, "rad": row, "kolumn": column}) for row in amounts.index
    }
