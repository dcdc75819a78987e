"""IPython's shell in this process, with everything that cells show kept as nbformat outputs.

The outputs are those that a kernel and nbclient give. Source of the rules: Jupyter's messaging
specification, as nbclient and ipykernel apply it.
"""

import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOBase
from typing import Any

from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"


@dataclass(frozen=True)
class Executed:
    """What a code cell gave: its number, whether it failed, and outputs (as in nbformat) by cell index.

    `outputs` holds the cell's own, and those of earlier cells where it updated a display of theirs.
    """

    execution_count: int
    failed: bool
    outputs: dict[int, list[NotebookNode]]


@dataclass
class Outputs:
    """The outputs of every cell so far, by cell index; `current` is the cell that runs now."""

    current: int = 0
    cells: dict[int, list[NotebookNode]] = field(default_factory=dict)
    named: dict[str, list[tuple[int, NotebookNode]]] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    clear_first: bool = False

    def begin(self, cell: int) -> None:
        """Start on a cell, with nothing shown yet."""
        self.current, self.cells[cell] = cell, []
        self.touched, self.clear_first = {cell}, False

    def add(self, output: NotebookNode, display_id: str | None = None) -> None:
        """Append an output, after the clearing that was asked to wait for it."""
        if self.clear_first:
            self.clear()
        self.cells[self.current].append(output)
        if display_id:
            self.named.setdefault(display_id, []).append((self.current, output))

    def update(self, display_id: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Replace what every output of that display id shows."""
        for cell, output in self.named.get(display_id, []):
            output.data, output.metadata = NotebookNode(data), NotebookNode(metadata)
            self.touched.add(cell)

    def write(self, name: str, text: str) -> None:
        """Append to a stream; writes that follow each other are one output."""
        shown = [] if self.clear_first else self.cells[self.current]
        if shown and shown[-1].output_type == "stream" and shown[-1].name == name:
            shown[-1].text += text
        else:
            self.add(new_output("stream", name=name, text=text))

    def clear(self, wait: bool = False) -> None:
        """Forget what the cell has shown, at once or when it shows something more."""
        self.clear_first = wait
        if not wait:
            self.cells[self.current].clear()

    def changed(self) -> dict[int, list[NotebookNode]]:
        """The outputs of the cells that the current one wrote to."""
        return {cell: self.cells[cell] for cell in sorted(self.touched)}


class _Stream(TextIOBase):
    """A text stream that writes into the outputs."""

    encoding = "UTF-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        if text:
            self._outputs.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True


def _outputs(shell: Any) -> Outputs:
    outputs: Outputs = shell.outputs
    return outputs


class _Publisher(DisplayPublisher):
    """display(): as a display_data output, or into the outputs that carry its display id."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *_: Any,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **__: Any,
    ) -> None:
        outputs, display_id = _outputs(self.shell), (transient or {}).get("display_id")
        if update and display_id:
            outputs.update(display_id, data, metadata or {})
        elif not update:
            outputs.add(new_output("display_data", data=data, metadata=metadata or {}), display_id)

    def clear_output(self, wait: bool = False) -> None:
        _outputs(self.shell).clear(wait)


class _Hook(DisplayHook):
    """The value of a cell's last expression, as an execute_result output."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        output = {"data": format_dict, "metadata": md_dict or {}, "execution_count": self.prompt_count}
        _outputs(self.shell).add(new_output("execute_result", **output))

    def finish_displayhook(self) -> None:
        self._is_active = False


class ZMQLikeShell(InteractiveShell):
    """IPython's shell with everything shown kept as nbformat outputs in `outputs`.

    Libraries ask whether they print to a terminal by its class's name and by `kernel`, as pandas does.
    """

    kernel = None

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    outputs: Outputs

    def __init__(self, **kwargs: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**kwargs)

    def enable_gui(self, gui: str | None = None) -> None:
        """Nothing to do: figures are shown inline, there is no window to keep alive."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.add(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb))


def new_shell() -> ZMQLikeShell:
    """A fresh shell, known to get_ipython(), with figures shown inline; it keeps no history on disk."""
    if InteractiveShell.initialized():
        type(InteractiveShell.instance()).clear_instance()
    config = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})
    shell = ZMQLikeShell.instance(config=config, colors_force=True, compiler_class=XCachingCompiler)
    os.environ["MPLBACKEND"] = INLINE
    if "matplotlib" in sys.modules:
        _show_figures_inline()
    if "pandas" in sys.modules:
        _print_frames_at_fixed_width()
    return shell


def _print_frames_at_fixed_width() -> None:
    """What importing pandas in a kernel does; imported elsewhere it measures the terminal."""
    import pandas as pd

    pd.set_option("display.max_columns", 20)


def _show_figures_inline() -> None:
    """What importing matplotlib in a kernel does; here it was imported before there was a shell.

    matplotlib.pyplot does the rest, where a cell imports it.
    """
    import matplotlib

    matplotlib.use(INLINE)


@contextmanager
def _captured(outputs: Outputs) -> Iterator[None]:
    kept = sys.stdin, sys.stdout, sys.stderr
    with open(os.devnull) as nothing:  # noqa: PTH123
        sys.stdin, sys.stdout, sys.stderr = nothing, _Stream(outputs, "stdout"), _Stream(outputs, "stderr")
        try:
            yield
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept


def run_cells(cells: Iterable[tuple[int, str, bool]]) -> Generator[Executed, None, None]:
    """Run code cells (index, source, may fail) in one new shell; stop at the first that may not fail."""
    shell = new_shell()
    for index, source, may_fail in cells:
        count = shell.execution_count
        shell.outputs.begin(index)
        with _captured(shell.outputs):
            result = shell.run_cell(source, store_history=True)
        failed = not result.success and not may_fail
        yield Executed(count, failed, shell.outputs.changed())
        if failed:
            return
