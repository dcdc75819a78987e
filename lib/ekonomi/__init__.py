"""The interim report (delårsrapport) of a Swedish municipal nämnd, made in notebooks."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ekonomi import allocation, charts, cube, prose, tables
    from ekonomi.params import load_params
    from ekonomi.questions import explain_deviation, reallocate, trace
    from ekonomi.report import Report, get_report

__all__ = [
    "Report",
    "allocation",
    "charts",
    "cube",
    "explain_deviation",
    "get_report",
    "load_params",
    "prose",
    "reallocate",
    "tables",
    "trace",
]
_HOMES = {
    "Report": "report",
    "get_report": "report",
    "load_params": "params",
    "explain_deviation": "questions",
    "reallocate": "questions",
    "trace": "questions",
}


def __getattr__(name: str) -> object:
    """Import on first use, so that `import ekonomi` alone costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'ekonomi' has no attribute {name!r}")
    home = _HOMES.get(name)
    return getattr(import_module(f"ekonomi.{home}"), name) if home else import_module(f"ekonomi.{name}")
