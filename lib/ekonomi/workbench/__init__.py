"""The economist's workbench in JupyterLab: `utforska(report)` asks by choosing, `förhandsvisa` shows a section."""

from ekonomi.workbench.explorer import utforska
from ekonomi.workbench.preview import förhandsvisa

__all__ = ["förhandsvisa", "utforska"]
