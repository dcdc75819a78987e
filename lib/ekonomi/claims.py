"""What own texts claim, held against the tables of their section: amounts that no cell has, directions that it lacks.

A sentence is held against a table where it names exactly one of its rows; a sentence that names none is about the row
that its heading names. What cannot be told for certain is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from markdown_it import MarkdownIt

from ekonomi import style, terms
from ekonomi.prose.cited import CITED, with_signs
from ekonomi.table import RUBRIK, Cell, Row, Table
from ekonomi.tables.layout import RESULT

_ENDINGS = "(?:na|erna|en|n|et|t|s)?"
_WORDS = cache(lambda name: re.compile(rf"(?<!\w){re.escape(name)}{_ENDINGS}(?!\w)", re.IGNORECASE))
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ\d])")
_CLAUSE = re.compile(r";|,?\s+(?:men|medan|däremot)\s+|,\s+(?=och\s)")
AMOUNT = re.compile(r"(?<![\w,.])(\d[\d\s]*(?:,\d+)?)\s*(mnkr|miljon(?:er)? kronor|tkr|tusen kronor|%|procent)")
_UNITS = {"mnkr": "mnkr", "mil": "mnkr", "tkr": "tkr", "tus": "tkr", "%": style.PER_CENT, "pro": style.PER_CENT}
_MORE = re.compile(r"\b(?:högre|mer|dyrare)\b(?! grad)")
_LESS = re.compile(r"\b(?:lägre|mindre|billigare)\b(?! grad| utsträckning)")
_SURPLUS = re.compile(r"\böverskott\w*|\bbättre än budget")
_DEFICIT = re.compile(r"\bunderskott\w*|\bsämre än budget")
_BUDGET = re.compile(r"\b(?:budget\w*|planerat|beräknat)\b")
_OTHER = re.compile(r"\b(?:förra|fjolåret|föregående|tidigare|året innan|än (?:i|under) \d{4})\b")
_AHEAD = re.compile(r"\b(?:helår\w*|prognos\w*|väntas|beräknas|bedöms|resten av)\b")
_SOME = re.compile(r"\b(?:några|någon|vissa|flera|enskilda|en del|delar|inte|varken)\b")


@dataclass(frozen=True)
class Said:
    """A sentence: its line (1-based), its words, and the headings over it, the nearest last."""

    line: int
    words: str
    over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """What a sentence says that its table does not: the words, and the cell that says otherwise."""

    line: int
    said: str
    table: str
    rad: str
    cell: str


def sentences(source: str, rubrik: str = "") -> Iterator[Said]:
    """Every sentence of a Markdown text; `rubrik` stands over it all."""
    over: list[tuple[int, str]] = [(0, rubrik)] if rubrik else []
    tokens = MarkdownIt("commonmark").parse(with_signs(CITED.sub("", source)))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline" or token.map is None:
            continue
        if before is not None and before.type == "heading_open":
            depth = int(before.tag[1])
            over = [*(one for one in over if one[0] < depth), (depth, token.content)]
            continue
        start = 0
        for words in _SENTENCE.split(token.content):
            line = token.map[0] + token.content.count("\n", 0, token.content.index(words, start)) + 1
            start = token.content.index(words, start) + len(words)
            yield Said(line, " ".join(words.split()), tuple(title for _, title in over))


def contradicted(said: Iterable[Said], tables: Sequence[Table], names: dict[str, str]) -> Iterator[Claim]:
    """What sentences claim of a row that its cells deny. `names` spells out what the tables abbreviate."""
    for one, own, headed in _about(said, tables, names):
        yield from _amounts(one, own)
        denied = (claim for table, row in own or headed for claim in _directions(one, table, row))
        yield from {(claim.said, claim.rad.split(" / ")[-1]): claim for claim in reversed([*denied])}.values()


def cells_of(said: Iterable[Said], tables: Sequence[Table], names: dict[str, str]) -> Iterator[Cell | None]:
    """The cell that each typed amount is: the only one of the row that its sentence is about; None where none is."""
    for one, own, headed in _about(said, tables, names):
        cells = [table.cell(row.name, column.name) for table, row in own or headed for column in table.columns]
        for found in AMOUNT.finditer(one.words):
            same = {str(cell.source[-1]): cell for cell in reversed(cells) if cell.source and _is(cell, *_typed(found))}
            yield next(iter(same.values())) if len(same) == 1 else None


Rows = list[tuple[Table, Row]]


def _about(said: Iterable[Said], tables: Sequence[Table], names: dict[str, str]) -> Iterator[tuple[Said, Rows, Rows]]:
    """Each sentence, the row that it names in each table, and where it names none those of the heading over it."""
    spelled = [_Named(table, names) for table in tables]
    for one in said:
        own = [(named.table, rows[0]) for named in spelled if len(rows := named.rows(one.words)) == 1]
        over = () if any(named.rows(one.words) for named in spelled) else one.over[-1:]
        headed = [(named.table, rows[0]) for named in spelled for title in over if len(rows := named.rows(title)) == 1]
        yield one, own, headed


class _Named:
    """The rows of a table by what a text may call them: label, name, the name spelled out."""

    def __init__(self, table: Table, names: dict[str, str]) -> None:
        self.table = table
        rows = [row for row in table.rows if row.kind != RUBRIK]
        called = [(word, row) for row in rows for word in {row.label, row.name, names.get(row.label, row.label)}]
        self._called = sorted(called, key=lambda one: -len(one[0]))

    def rows(self, words: str) -> list[Row]:
        """The rows that the words name: a name inside a longer one is not named."""
        found: dict[str, Row] = {}
        left = words
        for called, row in self._called:
            if called.casefold() not in left.casefold():  # as most are not, which is quicker told so
                continue
            pattern = _WORDS(called)
            if pattern.search(left):
                found |= {row.name: row} | {other.name: other for name, other in self._called if name == called}
                left = pattern.sub("·", left)
        return list(found.values())


def _amounts(said: Said, own: Sequence[tuple[Table, Row]]) -> Iterator[Claim]:
    """Typed amounts that no cell of the rows named has, as far as they are typed."""
    cells = [table.cell(row.name, column.name) for table, row in own for column in table.columns]
    for found in AMOUNT.finditer(said.words) if own else ():
        typed, unit = _typed(found)
        known = [cell for cell in cells if _in(cell, unit) is not None]
        if known and not any(_is(cell, typed, unit) for cell in known):
            shown = [style.in_words(cell.shown, cell.unit) for cell in known]
            yield Claim(said.line, found[0].strip(), own[0][0].name, own[0][1].name, ", ".join(dict.fromkeys(shown)))


def _typed(found: re.Match[str]) -> tuple[Decimal, str]:
    unit = next(name for begin, name in _UNITS.items() if found[2].startswith(begin))
    return Decimal("".join(found[1].split()).replace(",", ".")), unit


def _is(cell: Cell, typed: Decimal, unit: str) -> bool:
    """True of a cell that a typed amount is, as far as it is typed, whatever its sign."""
    amount = _in(cell, unit)
    return amount is not None and abs(style.rounded(amount, -int(typed.as_tuple().exponent))) == typed


def _in(cell: Cell, unit: str) -> Decimal | None:
    """The value of a cell in a unit; None where it has none."""
    if cell.value is None or (cell.unit == style.PER_CENT) != (unit == style.PER_CENT):
        return None
    if style.per_unit(cell.unit) == 1:
        return cell.value if cell.unit == unit else None
    return cell.value * style.per_unit(cell.unit) / style.per_unit(unit)


def _directions(said: Said, table: Table, row: Row) -> Iterator[Claim]:
    """The clauses that say högre, lägre, överskott or underskott of a row whose deviation has the other sign."""
    sizes = bool(_BUDGET.search(said.words)) and _side(table, row) is not None
    for clause in _CLAUSE.split(said.words.lower()):
        column = terms.AVVIKELSE_HELÅR if _AHEAD.search(clause) else terms.AVVIKELSE
        if not table.has(row.name, column) or _SOME.search(clause) or _OTHER.search(clause):
            continue
        words = [(word, sign) for pattern, sign in _claimed(table, row, sizes) for word in pattern.findall(clause)]
        cell = table.cell(row.name, column)
        if cell.value is not None and len({sign for _, sign in words}) == 1 and style.sign(cell.shown) != words[0][1]:
            head = next(one for one in table.columns if one.name == column)
            shown = f"{cell.shown} i kolumnen {head.public}"
            yield Claim(said.line, words[0][0], table.name, row.name, shown)


def _claimed(table: Table, row: Row, sizes: bool) -> Iterator[tuple[re.Pattern[str], int]]:
    """The words that claim a direction, and the sign that a deviation must have for them."""
    yield from ((_SURPLUS, 1), (_DEFICIT, -1))
    if sizes:
        side = _side(table, row) or 1
        yield from ((_MORE, side), (_LESS, -side))


def _side(table: Table, row: Row) -> int | None:
    """1 where a larger amount is better, as for income; −1 for costs, which stand with minus; None where unknown."""
    if row.name == RESULT:
        return 1
    measures = [column.name for column in table.columns if column.name in terms.MEASURES]
    signs = {style.sign(table.cell(row.name, name).shown) for name in measures} - {0}
    return signs.pop() if len(signs) == 1 else None
