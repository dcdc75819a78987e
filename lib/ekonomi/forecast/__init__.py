"""The full-year total of any monthly series, with honest intervals."""

from ekonomi.forecast.bridge import adjusted, bridge, changes, expert, people, probability_at_least, trust
from ekonomi.forecast.evaluate import evaluate, summary
from ekonomi.forecast.full_year import COLUMNS, PATH_COLUMNS, forecast, paths
from ekonomi.forecast.hierarchy import forecast_tree
from ekonomi.forecast.panel import REGISTER
