"""The full-year total of any monthly series, with honest intervals."""

from ekonomi.forecast.bridge import bridge, changes, outside, probability_at_least
from ekonomi.forecast.evaluate import evaluate, summary
from ekonomi.forecast.full_year import COLUMNS, forecast
from ekonomi.forecast.hierarchy import forecast_tree
from ekonomi.forecast.panel import later_rows
from ekonomi.forecast.path import PATH_COLUMNS, monthly_path
from ekonomi.forecast.people import people, trust

__all__ = [
    "COLUMNS",
    "PATH_COLUMNS",
    "bridge",
    "changes",
    "evaluate",
    "forecast",
    "forecast_tree",
    "later_rows",
    "monthly_path",
    "outside",
    "people",
    "probability_at_least",
    "summary",
    "trust",
]
