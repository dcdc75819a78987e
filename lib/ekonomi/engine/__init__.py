"""A papermill engine without a kernel: the cells run in a fork of this process, in IPython's own shell.

`papermill --engine ekonomi …` gives the outputs that papermill's own engine gives. What it saves is the
start of a kernel and the import of every library: the fork shares the parent's modules and frames.
Without fork (Windows), or for another language than Python, papermill's own engine does the work.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """`WarmEngine`, on first use: papermill loads its engines while it is itself being imported."""
    if name != "WarmEngine":
        raise AttributeError(name)
    import papermill

    from ekonomi.engine.warm import WarmEngine

    return WarmEngine
