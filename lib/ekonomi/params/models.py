"""What a model read from YAML is made of, and the params of a run."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.errors import Place
from ekonomi.params.yamlfile import Places, nearest

# The faults that our own validators find; their messages say in Swedish what was expected.
NO_PERIOD, TWICE, NO_URL, ONE_OF, PLACEHOLDER = "period", "dubblett", "url", "ett av", "platshållare"
OWN_FAULTS = (NO_PERIOD, TWICE, NO_URL, ONE_OF, PLACEHOLDER)
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def key(default: Any, description: str, **limits: Any) -> Any:
    """A key that may be left out: what then holds, and what an editor says of it."""
    return Field(default=default, description=description, **limits)


def _without_docstring(json_schema: dict[str, Any]) -> None:
    """Docstrings are for us; an editor shows economists the descriptions of the fields."""
    json_schema.pop("description", None)


class Section(BaseModel):
    """A frozen part of the YAML that refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        extra="forbid",
        hide_input_in_errors=True,
        field_title_generator=lambda name, _: name,
        json_schema_extra=_without_docstring,
    )


class Document(Section):
    """A whole YAML file; it remembers where each key stands, so that a later finding can point at it."""

    _fil: str = PrivateAttr(default="parametrarna")
    _places: Places = PrivateAttr(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        """Equal where the values are, wherever they were read."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    @property
    def fil(self) -> str:
        """The file that the values came from; `parametrarna` where they came from code."""
        return self._fil

    def place(self, *path: str | int) -> Place:
        """File, row and column (as Finding has them) of the key at `path`, e.g. ("källor", "budget", 0)."""
        found = nearest(self._places, path)
        return (self._fil, found.rad, found.kolumn) if found else (self._fil, None, None)

    def remember(self, fil: str, places: Places) -> None:
        """Note where the values stood; only the loader does this, once."""
        self._fil, self._places = fil, places


def _period(value: Any) -> Any:
    if periods.is_period(value):
        return value
    raise PydanticCustomError(NO_PERIOD, 'en period ÅÅÅÅ-MM inom citattecken, till exempel "2025-03"')


Name = Annotated[str, Field(min_length=1)]
# What a source calls a column that it need not have.
AnyHeading = Annotated[Name | None, Field(description="null där underlaget saknar kolumnen.")]
PeriodText = Annotated[str, BeforeValidator(_period), Field(json_schema_extra={"pattern": r"^\d{4}-(0[1-9]|1[0-2])$"})]


class Params(Document):
    """What one run is asked to do: a plain scalar for each variable of the notebooks' parameters cell."""

    model_config = ConfigDict(
        title="Parametrar för en rapport",
        json_schema_extra={"$schema": SCHEMA_DIALECT, "description": "Vad en rapport ska visa och för vilken period."},
    )

    period: PeriodText = Field(description='Rapportens period, ÅÅÅÅ-MM inom citattecken, till exempel "2025-03".')
    status: Literal["utkast", "fastställd"] = key(terms.UTKAST, "Ett utkast säger på varje sida att det är ett utkast.")
    inställningar: str = Field(
        min_length=1, description="Filen med nämndens inställningar, räknad från mappen som innehåller params/."
    )
    upplaga: Literal["nämnd", "ekonom"] = key(
        terms.NÄMND, "Nämndens upplaga, eller ekonomens med fler jämförelser och den statistiska prognosen."
    )
