"""YAML read safely, with the row and column of every key kept for the findings."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ekonomi import schema
from ekonomi.checklist import PARAMS
from ekonomi.errors import DataError, Finding, stop_on

KeyPath = tuple[str | int, ...]
_EXPECTED = 'YAML med en nyckel och ett värde per rad, till exempel period: "2025-03"'


@dataclass(frozen=True)
class Place:
    """Where a value stands: 1-based row and column (as Finding has it) of its key or list item; its text as written."""

    rad: int
    kolumn: str
    text: str


Places = dict[KeyPath, Place]


def nearest(places: Places, path: KeyPath) -> Place | None:
    """Where the key at a path stands, else the one that it is under."""
    return next((places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in places), None)


def read_yaml(data: bytes, fil: str) -> tuple[dict[str, Any], Places]:
    """The mapping that a YAML file holds, and the place of every key and list item by its path.

    Raises DataError, one finding per fault, where the bytes are not UTF-8 or not plain YAML, where a key
    stands twice, or where anchors and tags ask for more than text, numbers, lists and mappings.
    """
    loader = yaml.SafeLoader(_decoded(data, fil))
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            content = "en tom fil" if node is None else "något annat än nycklar med värden"
            raise DataError(PARAMS.at(fil, 1, "1", content, _EXPECTED, "Skriv filens nycklar."))
        places, faults = _places(node, fil)
        stop_on(faults)
        return loader.construct_document(node), places
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, str(mark.column + 1)) if mark else (1, "1")
        said = "text som inte går att tolka", _EXPECTED, "Rätta raden eller raden före."
        raise DataError(PARAMS.at(fil, *where, *said)) from error
    except RecursionError:
        deep = PARAMS.at(fil, 1, None, "nycklar i alltför många nivåer", _EXPECTED, "Rätta indragen.")
    finally:
        loader.dispose()
    raise DataError(deep)


def _decoded(data: bytes, fil: str) -> str:
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        rad = data[: error.start].count(b"\n") + 1
        said = "tecken som inte är UTF-8", "en textfil i UTF-8", "Spara filen som UTF-8."
        raise DataError(PARAMS.at(fil, rad, None, *said)) from error
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if odd is None:
        return text
    rad, column = text.count("\n", 0, odd.start()) + 1, odd.start() - text.rfind("\n", 0, odd.start())
    raise DataError(PARAMS.at(fil, rad, str(column), "ett styrtecken", "synlig text", "Ta bort tecknet."))


def _places(root: yaml.MappingNode, fil: str) -> tuple[Places, list[Finding]]:
    places: Places = {(): Place(1, "1", "")}
    faults: list[Finding] = []
    seen: set[int] = set()
    for path, key, value in _walk(root, ()):
        place = Place(key.start_mark.line + 1, str(key.start_mark.column + 1), _text(value))
        if id(value) in seen:
            said = "ett alias (*)", "värdet utskrivet", "Skriv ut värdet."
            faults.append(PARAMS.at(fil, place.rad, place.kolumn, *said))
            break
        if path in places:
            found = f"nyckeln {schema.quoted(path[-1])} en gång till (den står redan på rad {places[path].rad})"
            faults.append(PARAMS.at(fil, place.rad, place.kolumn, found, "varje nyckel en gång", "Ta bort den ena."))
        seen.add(id(value))
        places.setdefault(path, place)
    return places, faults


def _walk(node: yaml.Node, path: KeyPath) -> Iterator[tuple[KeyPath, yaml.Node, yaml.Node]]:
    pairs: list[tuple[str | int, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        pairs = [(_text(key), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        pairs = [(index, value, value) for index, value in enumerate(node.value)]
    for step, key, value in pairs:
        yield (*path, step), key, value
        yield from _walk(value, (*path, step))


def _text(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""
