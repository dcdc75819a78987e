"""Sentences made of words and of numbers that each stand in a table's cell."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from typing import ParamSpec

import pandas as pd

from ekonomi import style, terms
from ekonomi.marks import marked
from ekonomi.registry import PROSE, declared
from ekonomi.table import RAD, Cell, Table

REFERENCES = ["tabell", "rad", "kolumn", "visat", "sagt"]
Make = Callable[..., Table | None]
Of = ParamSpec("Of")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$-])")


@dataclass(frozen=True)
class Number:
    """A number in a sentence: its cell, the cell as printed (`visat`), and the number as the sentence says it.

    `sagt` is `visat`, or `visat` without its minus where the words around it tell the direction, or in letters.
    """

    tabell: str
    rad: str
    kolumn: str
    visat: str
    sagt: str
    enhet: str
    mark: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        """The number with its unit: `13,4 mnkr`."""
        return style.in_words(self.sagt, self.enhet)

    @property
    def html(self) -> str:
        """The same as HTML, marked with the cell that it is (`Cell.mark`)."""
        return marked(html.escape(self.text), self.mark)


Part = str | Number


@dataclass(frozen=True)
class Sentence:
    """A Swedish sentence: words and numbers, in order."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def html(self) -> str:
        """The sentence as HTML, with everything from data escaped."""
        return "".join(html.escape(part) if isinstance(part, str) else part.html for part in self.parts)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the sentence, in order."""
        return tuple(part for part in self.parts if isinstance(part, Number))


@dataclass(frozen=True)
class Prose:
    """The sentences of a section; prints as HTML or Markdown, with everything from data escaped.

    They are one paragraph, or where `each` is above 0 paragraphs of so many sentences.
    """

    sentences: tuple[Sentence, ...]
    each: int = 0

    @property
    def text(self) -> str:
        """All of it as plain text, on one line."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def paragraphs(self) -> list[tuple[Sentence, ...]]:
        """The sentences of each paragraph."""
        size = self.each or max(len(self.sentences), 1)
        return [self.sentences[start : start + size] for start in range(0, len(self.sentences), size)]

    def references(self) -> pd.DataFrame:
        """Each number and its cell: tabell, rad, kolumn, visat (as the table prints it), sagt (as said here)."""
        numbers = [number for sentence in self.sentences for number in sentence.numbers]
        rows = [tuple(getattr(number, name) for name in REFERENCES) for number in numbers]
        return pd.DataFrame(rows, columns=REFERENCES, dtype="str")

    def _repr_html_(self) -> str:
        each = (" ".join(one.html for one in paragraph) for paragraph in self.paragraphs)
        return "".join(f'<p class="siffertext">{one}</p>' for one in each)

    def _repr_markdown_(self) -> str:
        each = (" ".join(one.text for one in paragraph) for paragraph in self.paragraphs)
        return "\n\n".join(_MARKDOWN.sub(r"\\\1", text) for text in each)

    def __str__(self) -> str:
        return self.text


class Figures:
    """Looks up numbers for sentences in a report's tables, each by the function that makes it.

    A table that the report does not have, and a row or column that the table lacks, is as unknown as an empty cell.
    """

    def __init__(self, find: Callable[[Make], Table | None]) -> None:
        self.table = find

    def cell(self, make: Make, rad: str, kolumn: str) -> Cell:
        """The cell itself. Raises KeyError where there is none."""
        table = self.table(make)
        if table is None:
            raise KeyError(f"rapporten har inte tabellen {make.__name__}")
        return table.cell(rad, kolumn)

    def rows(self, make: Make, kind: str = RAD) -> dict[str, str]:
        """What the rows of a kind are labelled, by name; none where there is no table."""
        table = self.table(make)
        return {row.name: row.label for row in table.rows if row.kind == kind} if table else {}

    def known(self, make: Make, rad: str, kolumn: str) -> bool:
        """True where there is such a cell and it prints a number."""
        table = self.table(make)
        return table is not None and table.has(rad, kolumn) and table.cell(rad, kolumn).value is not None

    def sign(self, make: Make, rad: str, kolumn: str) -> int:
        """−1, 0 or 1 by what is printed: 0 for a number that prints as zero, or none at all."""
        return style.sign(self.cell(make, rad, kolumn).shown)

    def signed(self, make: Make, rad: str, kolumn: str) -> Number:
        """The number as the table prints it, minus and all."""
        cell = self.cell(make, rad, kolumn)
        return self._number(make, rad, kolumn, cell, cell.shown)

    def size(self, make: Make, rad: str, kolumn: str) -> Number:
        """The number without its minus, for words that tell the direction themselves."""
        cell = self.cell(make, rad, kolumn)
        return self._number(make, rad, kolumn, cell, cell.shown.removeprefix(style.MINUS))

    def found(self, make: Make, rad: str, kolumn: str) -> Number | None:
        """`signed`; None where it is not known."""
        return self.signed(make, rad, kolumn) if self.known(make, rad, kolumn) else None

    def count(self, make: Make, rad: str, kolumn: str) -> Number:
        """A number of things, in letters up to twelve."""
        cell = self.cell(make, rad, kolumn)
        return self._number(make, rad, kolumn, cell, style.counted(int(cell.value or 0)))

    def _number(self, make: Make, rad: str, kolumn: str, cell: Cell, said: str) -> Number:
        table = self.table(make)
        assert table is not None  # the cell came from it
        public = next(one.public for one in table.columns if kolumn in (one.name, one.public))
        return Number(table.name, rad, public, cell.shown, said, cell.unit, cell.mark)

    def value(self, make: Make, rad: str, kolumn: str) -> Decimal:
        """The unrounded value, for ranking; zero where there is none."""
        return self.cell(make, rad, kolumn).value or Decimal(0)


def prose(
    *, upplaga: str = terms.NÄMND, each: int = 0
) -> Callable[[Callable[Of, Iterable[Sentence]]], Callable[Of, Prose]]:
    """Declare a section on the function that writes its sentences (see `registry.Exhibit`); `each` as in `Prose`."""

    def around(write: Callable[Of, Iterable[Sentence]]) -> Callable[Of, Prose]:
        @wraps(write)
        def written(*of: Of.args, **more: Of.kwargs) -> Prose:
            return Prose(tuple(write(*of, **more)), each)

        return declared(written, PROSE, upplaga)

    return around


def sentence(*parts: Part | Iterable[Part]) -> Sentence:
    """A sentence of words, numbers and runs of both; it begins with a capital letter."""
    flat = tuple(_flatten(parts))
    first = flat[0]
    if isinstance(first, str):
        flat = (first[:1].upper() + first[1:], *flat[1:])
    return Sentence(flat)


def _flatten(parts: Iterable[Part | Iterable[Part]]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, str | Number):
            yield part
        else:
            yield from part


def listed(items: Sequence[Sequence[Part]]) -> tuple[Part, ...]:
    """Runs of words and numbers as a list in a sentence: `a, b och c`; `a, b; c; och d` where one has commas inside."""
    inside = len(items) > 2 and any(isinstance(part, str) and ", " in part for item in items for part in item)
    between, last = ("; ", "; och ") if inside else (", ", " och ")
    parts: list[Part] = []
    for position, item in enumerate(items):
        if position:
            parts.append(last if position == len(items) - 1 else between)
        parts += item
    return tuple(parts)


def references(sections: Mapping[str, Prose]) -> pd.DataFrame:
    """Every number in every section's sentences, with `avsnitt` (the section) first."""
    parts = [section.references().assign(avsnitt=name) for name, section in sections.items()]
    together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*REFERENCES, "avsnitt"])
    return together[["avsnitt", *REFERENCES]]
