"""The interim report (delårsrapport) of a Swedish municipal nämnd, made in notebooks."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

# Our matrices are small: threads of the linear algebra that wait for each other made a report's forecasts cost 12 s
# of processor where one takes 3,5 s. Only read before numpy is, and what the user has set stands.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from ekonomi import charts, prose, tables
    from ekonomi.report import Report, get_report
    from ekonomi.workbench import förhandsvisa, utforska

__all__ = ["Report", "charts", "förhandsvisa", "get_report", "prose", "tables", "utforska"]
_HOMES = {"Report": "report", "förhandsvisa": "workbench", "get_report": "report", "utforska": "workbench"}


def __getattr__(name: str) -> object:
    """Import on first use, so that `import ekonomi` alone costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'ekonomi' has no attribute {name!r}")
    home = _HOMES.get(name)
    return getattr(import_module(f"ekonomi.{home}"), name) if home else import_module(f"ekonomi.{name}")


def __dir__() -> list[str]:
    """What completion shows: what there is to use."""
    return __all__
