"""The report: `build_report(params)` gives one frozen `Report` that holds everything of a period."""

from ekonomi.report.build import build_report, compose, get_report, sharing
from ekonomi.report.costs import at_budget_keys, costs_of, rules_of, source_names
from ekonomi.report.outlook import replay
from ekonomi.report.result import METADATA_MIME, Report
from ekonomi.report.series import by_organisation, by_service

__all__ = [
    "METADATA_MIME",
    "Report",
    "at_budget_keys",
    "build_report",
    "by_organisation",
    "by_service",
    "compose",
    "costs_of",
    "get_report",
    "replay",
    "rules_of",
    "sharing",
    "source_names",
]
