"""A chart as a reader meets it: a message, a picture with an alternative text, its figures a click away."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import zip_longest
from typing import Any, Concatenate, ParamSpec

import pandas as pd

from ekonomi.marks import marked_in
from ekonomi.names import slug
from ekonomi.table import Table, template

More = ParamSpec("More")


@dataclass(frozen=True)
class Picture:
    """An SVG and its size in CSS pixels."""

    svg: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg).decode('ascii')}"


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart, ready to show: `title` is its message, `subtitle` what is measured and in which unit.

    `alt` is the alternative text: sentences with the main figures. `data` holds the figures as printed (str),
    indexed by what they are of, and `marks` which cell each is (`Cell.mark`), where it is one; `told` has the marks
    of the figures in the title, as printed there. `wide` is drawn for page and paper, `narrow` for phones; both are
    None where there is nothing to draw, and then nothing is shown.
    """

    name: str
    title: str = ""
    subtitle: str = ""
    alt: str = ""
    data: pd.DataFrame | None = None
    wide: Picture | None = None
    narrow: Picture | None = None
    marks: Sequence[Sequence[str]] = ()
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What each row of the figures is of, and its cells: as printed, with their marks."""
        assert self.data is not None
        cells = (zip_longest(*row, fillvalue="") for row in zip_longest(self.data.to_numpy(), self.marks, fillvalue=()))
        return list(zip(self.data.index, map(list, cells), strict=True))

    def _repr_html_(self) -> str:
        if self.wide is None:
            return ""
        shown = template("ekonomi.charts", "chart.html.j2")
        return shown.render(chart=self, title=marked_in(self.title, self.told), id=f"figur-{slug(self.name)}")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = self._repr_html_()
        return {"text/plain": self.alt} | ({"text/html": shown} if shown else {})


def holds(given: object, *columns: str) -> bool:
    """True of a table or a frame that has rows and every one of the columns, by their exact names."""
    if isinstance(given, Table):
        return bool(given.rows) and {column.name for column in given.columns}.issuperset(columns)
    return isinstance(given, pd.DataFrame) and not given.empty and set(given.columns).issuperset(columns)


def drawn(
    *columns: str,
) -> Callable[[Callable[Concatenate[Any, More], Chart | None]], Callable[Concatenate[object, More], Chart]]:
    """Declare a chart function by the columns of its first argument that it cannot do without.

    The one place that knows of absence: a chart of what a report lacks (None, `Nothing`, no rows, one of the
    columns gone) is a chart of nothing, as is one whose function finds nothing to draw and gives None.
    """

    def around(draw: Callable[Concatenate[Any, More], Chart | None]) -> Callable[Concatenate[object, More], Chart]:
        @wraps(draw)
        def made(given: object, /, *more: More.args, **named: More.kwargs) -> Chart:
            chart = draw(given, *more, **named) if holds(given, *columns) else None
            return Chart(draw.__name__) if chart is None else chart

        return made

    return around


def listing(first: str, shown: Mapping[str, Sequence[str]], index: Sequence[str]) -> pd.DataFrame:
    """The figures of a chart as printed: a column per key of `shown`, rows by `index`, headed `first`."""
    return pd.DataFrame(shown, index=pd.Index(index, name=first), dtype=object)
