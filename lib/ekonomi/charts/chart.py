"""A chart as a reader meets it: a message, a picture with an alternative text, its figures a click away."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2
import pandas as pd

from ekonomi.table import identifier


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
    indexed by what they are of. `wide` is drawn for page and paper, `narrow` for phones; both are None where
    there is nothing to draw, and then nothing is shown.
    """

    name: str
    title: str = ""
    subtitle: str = ""
    alt: str = ""
    data: pd.DataFrame | None = None
    wide: Picture | None = None
    narrow: Picture | None = None

    def _repr_html_(self) -> str:
        return (
            ""
            if self.wide is None
            else _template().render(chart=self, id=f"figur-{identifier(self.name)[7:]}")
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = self._repr_html_()
        return {"text/plain": self.alt} | ({"text/html": shown} if shown else {})


def listing(first: str, shown: Mapping[str, Sequence[str]], index: Sequence[str]) -> pd.DataFrame:
    """The figures of a chart as printed: a column per key of `shown`, rows by `index`, headed `first`."""
    return pd.DataFrame(shown, index=pd.Index(index, name=first), dtype=object)


@cache
def _template() -> jinja2.Template:
    source = files("ekonomi.charts").joinpath("chart.html.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
