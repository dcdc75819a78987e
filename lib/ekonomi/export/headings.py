"""One heading order over a page: levels that follow the section numbers, unique ids, and a contents list."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from html import escape, unescape
from itertools import count

from ekonomi.names import slug

HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
PIECE = re.compile(r"(?=<h[1-6]\b)")
_SHOWN = re.compile(r"<(img|svg|table|hr)\b")
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)\s")
# both begin with the space before: from a border of words a search through pictures takes four times as long
_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(
    r'\s(?:(?:id|for|headers|aria-labelledby|aria-describedby|aria-controls)="|(?:xlink:)?href="#)([^"]+)'
)
LOWEST = 6
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
_REGION = 'class="tabell"'


@dataclass(frozen=True)
class Fragment:
    """A piece of a page: `written` is a notebook's markdown, else an output; `starts` opens a notebook."""

    html: str
    written: bool
    starts: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading as printed: its level 1–6, its id, its text, and its section number ("" for none)."""

    level: int
    id: str
    text: str
    number: str = ""

    @property
    def words(self) -> str:
        """The text without its section number."""
        return self.text.removeprefix(self.number).strip()


def outline(fragments: Iterable[Fragment], *, merged: bool) -> tuple[list[Heading], list[str]]:
    """The headings of a page and its fragments with levels set and ids made unique.

    In a `merged` page h1 is the report's title and a section number's depth gives the level: `3` is h2,
    `3.2` h3, `3.2.1` h4. In a page of its own the first heading is h1 and the rest follow it. A heading
    without number keeps its distance to the numbered one over it; headings in outputs (own texts) stand below
    the heading at hand. No level is skipped. A heading over nothing is left out, but for a page's title.
    """
    given, state = list(fragments), _State(merged)
    placed = state.place_all(given)
    if left_out := _over_nothing(placed, merged):
        state = _State(merged)
        placed = state.place_all(
            replace(fragment, html=_without(fragment.html, {n for at, n in left_out if at == number}))
            for number, fragment in enumerate(given)
        )
    return state.headings, placed


def _over_nothing(placed: list[str], merged: bool) -> set[tuple[int, int]]:
    """The headings that nothing is shown under, a heading of a lower level aside: fragment, and which heading of it.

    `placed`: the fragments' HTML with the levels that the page gives them.
    """
    pieces = [(at, piece) for at, html in enumerate(placed) for piece in PIECE.split(html)]
    places = Counter(at for at, piece in pieces if HEADING.match(piece))
    left_out = set[tuple[int, int]]()
    reach = 0  # read backwards: how low a heading may stand and have something under it
    for at, piece in reversed(pieces):
        heading = HEADING.match(piece)
        under = piece[heading.end() :] if heading else piece
        if _SHOWN.search(under) or words_of(under):
            reach = LOWEST
        if heading:
            places[at] -= 1
            level = int(heading.group(1))
            if level > reach and (merged or level > 1):
                left_out.add((at, places[at]))
            reach = min(reach, level - 1)
    return left_out


def _without(html: str, left_out: set[int]) -> str:
    places = count()
    return HEADING.sub(lambda found: "" if next(places) in left_out else found.group(0), html)


def words_of(html: str) -> str:
    """The words of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def depth(text: str) -> int | None:
    """How deep a numbered heading stands: `3.2.1 Resultat` is 3, `Bilaga 1 …` is 1, without number None."""
    if re.match(r"Bilaga \d", text):
        return 1
    number = _NUMBER.match(text)
    return number.group(1).count(".") + 1 if number else None


@dataclass
class _State:
    merged: bool
    headings: list[Heading] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    top: int | None = None
    anchor: tuple[int, int] = (1, 1)
    fresh: bool = True

    def place_all(self, fragments: Iterable[Fragment]) -> list[str]:
        """The HTML of each fragment, placed."""
        return [self._place(fragment) for fragment in fragments]

    def _place(self, fragment: Fragment) -> str:
        """The fragment with its headings at their levels, its ids unique and its tables in scroll regions."""
        self.fresh = self.fresh or fragment.starts
        html = self._without_echo(with_regions(self._unique_ids(fragment.html)))
        level_of = self._written_level if fragment.written else self._shown_level(html)
        return HEADING.sub(lambda found: self._heading(found, level_of), html)

    def _without_echo(self, html: str) -> str:
        """A table named as the heading over it shows its name to those who listen, not once more to the eye."""
        said = escape(self.headings[-1].words) if self.headings else ""
        caption = '<span class="rubrik{}">' + said + "</span>"
        return html.replace(caption.format(""), caption.format(" dold"))

    def _heading(self, found: re.Match[str], level_of: Callable[[int, str], int]) -> str:
        inner = found.group(2).strip()
        text = words_of(inner)
        over = self.headings[-1].level if self.headings else int(self.merged)
        level = max(1 + self.merged, min(level_of(int(found.group(1)), text), over + 1, LOWEST))
        number = _NUMBER.match(text)
        heading = Heading(level, self._unique(slug(text) or "avsnitt"), text, number.group(1) if number else "")
        self.headings.append(heading)
        shown = f'<span class="nr">{heading.number}</span> {inner[len(heading.number) :].strip()}'
        return f'<h{level} id="{heading.id}">{shown if heading.number else inner}</h{level}>'

    def _written_level(self, written: int, text: str) -> int:
        found = depth(text) or (1 if self.fresh else None)
        if found is None:
            return self.anchor[1] + written - self.anchor[0]
        self.top = found if self.top is None else self.top
        level = found + 1 if self.merged else found - self.top + 1
        self.anchor, self.fresh = (written, level), False
        return level

    def _shown_level(self, html: str) -> Callable[[int, str], int]:
        highest = min((int(found.group(1)) for found in HEADING.finditer(html)), default=1)
        below = (self.headings[-1].level if self.headings else int(self.merged)) + 1
        return lambda written, text: below + written - highest

    def _unique(self, wanted: str) -> str:
        name, count = wanted, 1
        while name in self.used:
            count += 1
            name = f"{wanted}-{count}"
        self.used.add(name)
        return name

    def _unique_ids(self, html: str) -> str:
        names = {name: self._unique(name) for name in dict.fromkeys(_ID.findall(html))}

        def renamed(found: re.Match[str]) -> str:
            references = " ".join(names.get(name, name) for name in found[1].split(" "))
            return f"{found[0][: -len(found[1])]}{references}"

        return _REFERENCE.sub(renamed, html) if names else html


def with_regions(html: str) -> str:
    """Each table of `html` in a focusable region named by its caption; exhibits bring theirs and stay."""
    return html if _REGION in html else _TABLE.sub(lambda found: _region(found.group(0)), html)


def _region(table: str) -> str:
    caption = _CAPTION.search(table)
    words = unescape(re.sub(r"<[^>]+>", " ", caption.group(1))) if caption else "utan rubrik"
    label = escape(f"Tabell: {' '.join(words.split())}")
    return f'<div {_REGION} role="group" tabindex="0" aria-label="{label}">{table}</div>'
