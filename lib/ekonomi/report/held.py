"""What an edition holds of a notebook's cells."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from markdown_it import MarkdownIt
from nbformat import NotebookNode

from ekonomi import terms
from ekonomi.report.told import FOUND_MIME

PROVA, EKONOM = "prova", "ekonom"
# the cells that fetch the report: they run, and nothing of them is printed
SILENT = frozenset({"parameters", "injected-parameters", "import", "rapport"})
Headings = Mapping[str, str | None]


def held(cells: Iterable[NotebookNode], rubriker: Headings, upplaga: str) -> list[NotebookNode]:
    """The cells that an edition holds; the same once more for cells that it has held already.

    Left out are the cells tagged `prova`, in the nämnd's edition those tagged `ekonom`, and from a heading that
    `rubriker` gives as None all down to the next heading of its own or a higher level. What the checks found is no
    output of a report. Changes none of the cells given.
    """
    left_out = {PROVA} if upplaga == terms.EKONOM else {PROVA, EKONOM}
    kept, silenced = [], 0
    for cell in cells:
        tags = set(cell.metadata.get("tags", []))
        if tags & left_out:
            continue
        if cell.cell_type == "markdown":
            pieces = []
            for level, words, source in _pieces(cell.source):
                if level and (not silenced or level <= silenced):
                    silenced = level if rubriker.get(words, words) is None else 0
                if not silenced:
                    pieces.append(source)
            if pieces:
                kept.append(NotebookNode({**cell, "source": "".join(pieces).strip("\n")}))
        elif tags & SILENT or not silenced:
            kept.append(_told(cell))
    return kept


def headings(cells: Iterable[NotebookNode]) -> list[str]:
    """The headings of a notebook's cells, in order."""
    pieces = (piece for cell in cells if cell.cell_type == "markdown" for piece in _pieces(cell.source))
    return [words for level, words, _ in pieces if level]


def _pieces(source: str) -> Iterator[tuple[int, str, str]]:
    """Markdown cut before each of its headings: the heading's level (0 for what stands before) and words, and all."""
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


def _told(cell: NotebookNode) -> NotebookNode:
    outputs = cell.get("outputs", [])
    told = [output for output in outputs if FOUND_MIME not in output.get("data", {})]
    return cell if len(told) == len(outputs) else NotebookNode({**cell, "outputs": told})
