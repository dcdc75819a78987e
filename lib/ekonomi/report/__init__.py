"""The report: `get_report(period, …)` gives one that computes what it is asked for, once."""

from ekonomi.costs import costs_of, source_names
from ekonomi.report.report import METADATA_MIME, Report
from ekonomi.report.sessions import get_report, new_report, output_folder, sharing
