"""What an edition holds of the notebooks: the cells of each, and the texts and tables that its sections show."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ekonomi import terms
from ekonomi.checklist import FIL_SAKNAS
from ekonomi.errors import Found, Place, stop_on
from ekonomi.params import Settings
from ekonomi.registry import PROSE, TABLE
from ekonomi.report.told import FOUND_MIME

PROVA, EKONOM = "prova", "ekonom"
# the cells that fetch the report: they run, and nothing of them is printed
SILENT = frozenset({"parameters", "injected-parameters", "import", "rapport"})
Headings = Mapping[str, str | None]
Cell = TypeVar("Cell", bound=dict[str, Any])  # as nbformat has it, or as JSON


def held(cells: Iterable[Cell], rubriker: Headings, upplaga: str) -> list[Cell]:
    """The cells that an edition holds; the same once more for cells that it has held already.

    Left out are the cells tagged `prova`, in the nämnd's edition those tagged `ekonom`, and from a heading that
    `rubriker` gives as None all down to the next heading of its own or a higher level. What the checks found is no
    output of a report. Changes none of the cells given.
    """
    left_out = {PROVA} if upplaga == terms.EKONOM else {PROVA, EKONOM}
    kept, silenced = list[Cell](), 0
    for cell in cells:
        tags = set(cell["metadata"].get("tags", []))
        if tags & left_out:
            continue
        if cell["cell_type"] == "markdown":
            pieces = []
            for level, words, source in _pieces(cell["source"]):
                if level and (not silenced or level <= silenced):
                    silenced = level if rubriker.get(words, words) is None else 0
                if not silenced:
                    pieces.append(source)
            if pieces:
                kept.append(type(cell)({**cell, "source": "".join(pieces).strip("\n")}))
        elif tags & SILENT or not silenced:
            kept.append(_told(cell))
    return kept


def headings(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """The headings of a notebook's cells, in order."""
    pieces = (piece for cell in cells if cell["cell_type"] == "markdown" for piece in _pieces(cell["source"]))
    return [words for level, words, _ in pieces if level]


def _pieces(source: str) -> Iterator[tuple[int, str, str]]:
    """Markdown cut before each of its headings: the heading's level (0 for what stands before) and words, and all."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(source)
    lines = source.splitlines(keepends=True)
    found = [
        (token.map[0], int(token.tag[1]), inline.content)
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    starts = found if found and found[0][0] == 0 else [(0, 0, ""), *found]
    ends = [*(start for start, *_ in starts[1:]), len(lines)]
    for (start, level, words), end in zip(starts, ends, strict=True):
        yield level, words, "".join(lines[start:end])


def _told(cell: Cell) -> Cell:
    outputs = cell.get("outputs", [])
    told = [output for output in outputs if FOUND_MIME not in output.get("data", {})]
    return cell if len(told) == len(outputs) else type(cell)({**cell, "outputs": told})


NOTEBOOKS = "notebooks"
EXHIBITS = {"tables": TABLE, "prose": PROSE}
# the tables of the pages that a property of the report shows, which no notebook names one by one
PAGES = {"services": ("kostnadsslag_per_tjänst", "orsaker_per_tjänst")}
_NAMED = re.compile(rf"\b({'|'.join(EXHIBITS)}|report)\.(\w+)")


class Text(NamedTuple):
    """An own text and the heading that the settings put over it ("" for none)."""

    rubrik: str
    fil: str


@dataclass(frozen=True)
class Contents:
    """A section: its notebook's name, the functions of its tables and of its sentences, and its texts."""

    name: str
    tables: tuple[str, ...]
    prose: tuple[str, ...]
    texts: tuple[Text, ...]


def notebooks_of(settings: Settings, root: Path) -> dict[str, Path]:
    """The notebooks of the sections and appendices, in order. Raises DataError where one is missing."""
    named = {name: ("avsnitt", n) for n, name in enumerate(settings.avsnitt)}
    named |= {name: ("bilagor", n) for n, name in enumerate(settings.bilagor)}
    paths = {name: root / NOTEBOOKS / f"{name}.ipynb" for name in named}
    absent = (_missing(settings.place(*named[name]), path) for name, path in paths.items() if not path.is_file())
    stop_on(FIL_SAKNAS.findings(absent))
    return paths


def _missing(place: Place, path: Path) -> Found:
    found = f"avsnittet ”{path.stem}”, men {NOTEBOOKS}/{path.name} finns inte"
    return Found(*place, found, "en anteckningsbok", "Rätta namnet, eller lägg anteckningsboken där.")


def _cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook's file; as JSON, for a kernel does without the second that nbformat takes to import."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def asked_of(source: str) -> Iterator[tuple[str, str]]:
    """What a cell asks the report for: `report.texts["x"]`, `tables.x`, `prose.x` and the tables of its pages."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "texts":
            yield "texts", str(ast.literal_eval(node.slice))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from _exhibits(node.value.id, node.attr)


def _exhibits(word: str, name: str) -> Iterator[tuple[str, str]]:
    if word in EXHIBITS:
        yield word, name
    elif word == "report":
        yield from (("tables", one) for one in PAGES.get(name, ()))


def slots_anywhere(root: Path) -> frozenset[str]:
    """The text slots that some notebook asks for, also one that no section of this report is."""
    cells = (cell for path in (root / NOTEBOOKS).glob("*.ipynb") for cell in _cells(path))
    sources = (cell["source"] for cell in cells if cell["cell_type"] == "code" and "texts" in cell["source"])
    return frozenset(name for source in sources for kind, name in asked_of(source) if kind == "texts")


def headings_anywhere(root: Path) -> frozenset[str]:
    """The headings of every notebook, as it has them."""
    return frozenset(words for path in (root / NOTEBOOKS).glob("*.ipynb") for words in headings(_cells(path)))


def contents(settings: Settings, root: Path, upplaga: str) -> Iterator[Contents]:
    """The sections and appendices of an edition, in order, without what its headings leave out.

    One whose notebook is missing is left to the run, which stops at it.
    """
    paths = {name: root / NOTEBOOKS / f"{name}.ipynb" for name in (*settings.avsnitt, *settings.bilagor)}
    for name, path in paths.items():
        cells = held(_cells(path) if path.is_file() else [], settings.rubriker, upplaga)
        code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        asked = [found for source in code for found in asked_of(source)]
        tables, prose, slots = (
            tuple(dict.fromkeys(name for kind, name in asked if kind == wanted)) for wanted in (*EXHIBITS, "texts")
        )
        yield Contents(name, tables, prose, tuple(text for slot in slots for text in _texts(settings, slot)))


def elsewhere(settings: Settings, root: Path, upplaga: str) -> frozenset[tuple[str, str]]:
    """The exhibits (kind and id) that some notebook shows, but none of this edition's sections."""
    sections = list(contents(settings, root, upplaga))
    shown = {(word, name) for one in sections for word in EXHIBITS for name in getattr(one, word)}
    sources = (path.read_text(encoding="utf-8") for path in (root / NOTEBOOKS).glob("*.ipynb"))
    named = {one for source in sources for found in _NAMED.findall(source) for one in _exhibits(*found)}
    return frozenset((EXHIBITS[word], name) for word, name in named - shown)


def _texts(settings: Settings, slot: str) -> list[Text]:
    """The texts that the settings put in a slot; its own where they say nothing."""
    parts = settings.textrutor.get(slot)
    return [Text("", slot)] if parts is None else [Text(part.rubrik, part.fil) for part in parts]
