"""Find the params, load them, and say in Swedish what is wrong with them."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ekonomi import schema
from ekonomi.checklist import FIL_SAKNAS, PARAMS
from ekonomi.errors import DataError, Finding, UsageError, stop_on
from ekonomi.params.database import has_login
from ekonomi.params.models import NO_URL, ONE_OF, OWN_FAULTS, Document, Params
from ekonomi.params.settings import Settings
from ekonomi.params.yamlfile import KeyPath, Place, Places, nearest, read_yaml

FOLDER = "params"
Model = TypeVar("Model", bound=Document)
_EXPECTED = {
    "string_type": "text (sätt citattecken om värdet ska läsas som text)",
    "string_too_short": "text som inte är tom",
    "string_pattern_mismatch": "ett namn med små bokstäver a–z, siffror och understreck",
    "bool_type": "true eller false",
    "int_type": "ett heltal",
    "int_parsing": "ett heltal",
    "float_type": "ett tal",
    "float_parsing": "ett tal",
    "finite_number": "ett tal",
    "tuple_type": "en lista, en rad per värde med bindestreck före",
    "model_type": "underordnade nycklar, indragna under den här",
    "model_attributes_type": "underordnade nycklar, indragna under den här",
}
_LOGIN = (
    "inloggningsuppgifter",
    "en url utan användare och lösenord, till exempel postgresql://server/databas",
    "Ta bort dem ur filen, byt lösenord och ange dem i miljövariabler eller en nyckelring.",
)


def find_root(start: Path | None = None) -> Path:
    """The nearest folder at or above `start` (default: the working folder) that holds `params/`.

    Raises UsageError where there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / FOLDER).is_dir():
            return folder
    raise UsageError(f"Hittar ingen mapp {FOLDER}/ i {here} eller någon mapp ovanför.")


def load_params(path: Path | str) -> Params:
    """The params in a YAML file. Raises UsageError where there is no such file, DataError for its content."""
    file = Path(path)
    if not file.is_file():
        near = difflib.get_close_matches(
            file.name, [one.name for one in file.parent.glob("*[0-9]-[0-9]*.yaml")], n=1, cutoff=0
        )
        example = file.with_name(near[0]).as_posix() if near else "params/2025-03.yaml"
        raise UsageError(f"Filen {file} finns inte. Ange en fil med parametrar, till exempel {example}.")
    return _load(Params, file.read_bytes(), file.as_posix())


def make_params(**values: object) -> Params:
    """The params that a notebook's parameters cell gives. Raises DataError as `load_params`."""
    return _validated(Params, dict(values), "parametrarna", {})


def load_settings(params: Params, root: Path) -> Settings:
    """The settings that `params.inställningar` names, counted from `root`, as a report of its period has them.

    Raises DataError for any fault.
    """
    file = root / params.inställningar
    if not file.is_file():
        found = f"filnamnet {schema.quoted(params.inställningar)}, men filen finns inte"
        expected = "en fil med nämndens inställningar"
        action = "Rätta inställningar, eller lägg filen där."
        raise DataError(FIL_SAKNAS.at(*params.place("inställningar"), found, expected, action))
    own_texts = {"texter": f"{FOLDER}/texter/{file.stem}"}
    return _load(Settings, file.read_bytes(), params.inställningar, own_texts).of(params.period)


def _load(model: type[Model], data: bytes, fil: str, default: Mapping[str, str] = MappingProxyType({})) -> Model:
    values, places = read_yaml(data, fil)
    return _validated(model, {**default, **values}, fil, places)


def _validated(model: type[Model], values: dict[str, Any], fil: str, places: Places) -> Model:
    stop_on([_at(path, fil, places, *_LOGIN) for path in _login_paths(values, ())])
    try:
        loaded = model.model_validate(values)
    except ValidationError as error:
        faults = ((fault["loc"], fault) for fault in _without_echoes(error.errors()))
        said = ((path, _words(fault, model, nearest(places, path))) for path, fault in faults)
        raise DataError(_at(path, fil, places, *words) for path, words in said) from error
    loaded.remember(fil, places)
    return loaded


def _login_paths(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Where a user or a password stands, in whatever key; asked before anything that could quote it."""
    if isinstance(value, str) and has_login(value):
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        if isinstance(key, str) and has_login(key):
            yield path
        yield from _login_paths(below, (*path, key))


def _at(path: KeyPath, fil: str, places: Places, found: str, expected: str, action: str) -> Finding:
    place = nearest(places, path)
    rad, kolumn = (place.rad, place.kolumn) if place else (None, None)
    return PARAMS.at(fil, rad, kolumn, found, expected, action)


def _without_echoes(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """A faulty item is left out of its list, which is then also too short: only the item is worth a line."""
    paths = [fault["loc"] for fault in faults]
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short" or not any(path[:-1] == fault["loc"] for path in paths)
    ]


def _words(fault: ErrorDetails, model: type[BaseModel], place: Place | None) -> tuple[str, str, str]:
    key = fault["loc"][-1]
    if fault["type"] == "extra_forbidden":
        return _unknown(str(key), sorted(_model_at(model, fault["loc"][:-1]).model_fields))
    if fault["type"] == "missing":
        return "ingen sådan nyckel", f"nyckeln {schema.quoted(_joined(fault['loc']))}", "Lägg till nyckeln."
    value, action = _plain(fault["input"]), "Rätta värdet."
    if place and place.text:
        value = schema.quoted(place.text)
    if fault["type"] == ONE_OF:
        value, action = "andra nycklar", "Rätta nycklarna."
    if fault["type"] == NO_URL:  # never quoted: it may hold what we do not know to be a secret
        value = "en annan text"
    return f"{value} för {schema.quoted(_joined(fault['loc']))}", _expected(fault), action


def _unknown(key: str, known: list[str]) -> tuple[str, str, str]:
    near = difflib.get_close_matches(key, known, n=1)
    action = f"Menade du {near[0]}?" if near else "Ta bort nyckeln eller rätta stavningen."
    return f"den okända nyckeln {schema.quoted(key)}", f"någon av {', '.join(known)}", action


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel]:
    """The model that describes the mapping at `path` of a document described by `model`."""
    for step in path:
        if step in model.model_fields:  # a step that is no field is a place in a list, or a key of the nämnd's own
            model = _inner(model.model_fields[str(step)].annotation) or model
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Model, ...]` or `Model | None`; None for one without."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_inner, get_args(annotation))), None)


def _joined(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path if step != "")


def _plain(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "inget värde"
    return "flera värden" if isinstance(value, dict | list) else schema.quoted(value)


def _expected(fault: ErrorDetails) -> str:
    context, kind = fault.get("ctx", {}), fault["type"]
    if kind == "literal_error":
        return str(context["expected"]).replace("'", "").replace(" or ", " eller ")
    if kind in ("greater_than_equal", "less_than_equal"):
        size = f"minst {context['ge']:g}" if "ge" in context else f"högst {context['le']:g}"
        return f"ett tal som är {size}"
    if kind in ("too_short", "too_long"):
        wanted = context.get("min_length", context.get("max_length"))
        return "minst ett värde" if wanted == 1 else f"{wanted} värden"
    if kind.startswith("date_"):
        return "ett datum ÅÅÅÅ-MM-DD"
    return _EXPECTED.get(kind) or (fault["msg"] if kind in OWN_FAULTS else "ett värde av annat slag")
