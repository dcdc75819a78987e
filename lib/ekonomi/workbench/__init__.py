"""The economist's workbench in JupyterLab: `utforska(report)` asks the report's questions by choosing."""

from ekonomi.workbench.explorer import utforska

__all__ = ["utforska"]
