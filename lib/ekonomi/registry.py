"""What a report can show: each table and each section of sentences, declared on the function that makes it.

The function is the key (`report[tables.resultat]`), and its parameters say what it is made of: a report gives it the
attributes of those names. Where the nämnd lacks one of them (None), it does not apply and there is nothing to show;
a parameter with a default may be lacking.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from html import escape
from inspect import Parameter, signature
from typing import Any, TypeVar

from ekonomi import terms
from ekonomi.table import Table

Make = TypeVar("Make", bound=Callable[..., Any])
TABLE, PROSE = "tabell", "meningar"


@dataclass(frozen=True)
class Exhibit:
    """How an exhibit is made: the edition that it needs, and the parameters that the report fills in.

    `each` names the attribute of the report that lists the keys of an exhibit that comes in several, one for each;
    the key is the function's first parameter. `figures` is false where a table's numbers are not the report's own.
    """

    make: Callable[..., Any]
    kind: str
    upplaga: str
    each: str
    figures: bool
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def id(self) -> str:
        """What the library, and the settings, call it: the function's name."""
        return str(self.make.__name__)

    def in_edition(self, upplaga: str) -> bool:
        """The one place that decides what an edition holds: the economist's everything, the nämnd's what is its."""
        return upplaga == terms.EKONOM or self.upplaga == terms.NÄMND

    def made_of(self, part: Callable[[str], Any], *key: str) -> Any:
        """What the function makes of a report's parts, by name; None where one that it must have is lacking."""
        parts = {name: part(name) for name in self.required}
        if any(part is None for part in parts.values()):
            return None
        more = {name: found for name in self.optional if (found := part(name)) is not None}
        return self.make(*key, **parts, **more)


@dataclass(frozen=True)
class Nothing:
    """What a report shows in the place of what it does not have: nothing on a page, `why` to an economist."""

    why: str

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.why

    def _repr_html_(self) -> str:
        return ""


class NoAnswer(Nothing):
    """What a question gives where the nämnd lacks what it needs: the reason, said wherever it is asked."""

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.why)}</p>"


_EXHIBITS: dict[Callable[..., Any], Exhibit] = {}


def table(
    caption: str = "", row_head: str = "", *, upplaga: str = terms.NÄMND, each: str = "", figures: bool = True
) -> Callable[[Make], Make]:
    """Declare a table on the function that makes it (see `Exhibit`), whose name is the table's id.

    `caption` and `row_head` as in `named`.
    """
    return lambda make: declared(named(caption, row_head)(make), TABLE, upplaga, each, figures)


def named(caption: str = "", row_head: str = "") -> Callable[[Make], Make]:
    """Give the table that a function makes the function's name as its id, and what it does not say itself of these.

    One without a column says nothing, and is none.
    """

    def around(make: Make) -> Make:
        @wraps(make)
        def made(*parts: Any, **more: Any) -> Table | None:
            found = make(*parts, **more)
            if found is None or not found.columns:
                return None
            said = {"caption": found.caption or caption, "row_head": found.row_head or row_head}
            return replace(found, id=make.__name__, name="", **said)

        return made  # type: ignore[return-value]

    return around


def declared(make: Make, kind: str, upplaga: str, each: str = "", figures: bool = False) -> Make:
    """The function, known as one that makes an exhibit of its name (see `Exhibit`)."""
    parameters = list(signature(make).parameters.values())[1 if each else 0 :]
    required = tuple(one.name for one in parameters if one.default is Parameter.empty)
    optional = tuple(one.name for one in parameters if one.default is not Parameter.empty)
    _EXHIBITS[make] = Exhibit(make, kind, upplaga, each, figures, required, optional)
    return make


def exhibit_of(make: Callable[..., Any]) -> Exhibit | None:
    """How the exhibit of a function is made; None for a function that declares none."""
    return _EXHIBITS.get(make)
