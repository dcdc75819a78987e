"""How far a run has come."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress(total: int, quiet: bool) -> Iterator[Callable[[list[str], int], None]]:
    """A progress bar on stderr that names the sections at work; nothing where nobody watches."""
    form = "{desc} |{bar}| {n_fmt} av {total_fmt}, {elapsed}"
    size = shutil.get_terminal_size()  # tqdm shows nothing where a terminal tells no size
    look = {"bar_format": form, "ncols": size.columns, "nrows": size.lines, "leave": False}
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=total, disable=hidden, file=sys.stderr, **look) as bar:

        def watch(names: list[str], done: int) -> None:
            bar.n = done
            bar.set_description_str(", ".join(names))

        yield watch
