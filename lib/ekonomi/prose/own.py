"""The economists' own texts: Markdown made into HTML that can do no harm."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ekonomi import period as periods
from ekonomi.params.settings import TextPart
from ekonomi.prose.cited import Look, filled, with_signs
from ekonomi.table import Cell

_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
_SCHEMES = {"https", "http", "mailto"}
_DEEPEST = 6
NO_SLOTS: Mapping[str, Sequence[TextPart]] = MappingProxyType({})


_OLD = re.compile(r"\s*> (?:Från )?(\w+(?: \d{4})?), inte genomgången än\.")
_NO_WORDS = re.compile(r"<h[1-6]>.*?</h[1-6]>|<p>[^<]*, inte genomgången än\.</p>|<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[^\W_]")
EXAMPLE_MARK = "> Exempel, inte genomgången än."


def old_mark(period: str) -> str:
    """The line over a text that follows along from an earlier report, until someone has gone through it."""
    return f"> Från {periods.name(period)} {periods.year(period)}, inte genomgången än."


@dataclass(frozen=True)
class OwnText:
    """A text that an economist wrote, as sanitised HTML; `source` is its Markdown, "" where the file is missing."""

    name: str
    source: str
    html: str

    @property
    def missing(self) -> bool:
        """True where there is no file, or nothing to read in it."""
        return not self.source.strip()

    @property
    def old(self) -> str:
        """What a text is from, `mars 2025` or `Exempel`, where no one has gone through it since; "" else."""
        found = _OLD.match(self.source)
        return found.group(1) if found else ""

    def _repr_html_(self) -> str:
        return self.html


def _unknown(table: str, rad: str, kolumn: str) -> Cell:
    raise KeyError("texten hör inte till någon rapport")


def own_text(name: str, source: str | None, level: int = 4, look: Look = _unknown) -> OwnText:
    """The text of `name`, its headings demoted so that the highest is `level` (2–6).

    Raw HTML shows as text; scripts, images and links other than http(s) and mailto are taken away. `look` gives the
    cells that it cites (`cited.citations`). Without a source, or with an empty one, the text says visibly which file
    is missing; so does one of headings and signs alone.
    """
    body = filled(source or "", look, partial(to_html, level=level))
    if source is None or not _WORD.search(html.unescape(_NO_WORDS.sub("", body))):
        words = f"Text saknas: {name}.md"
        return OwnText(name, "", f'<p class="fel">{html.escape(words)}</p>')
    return OwnText(name, source, f'<div class="egen-text">{body}</div>')


def to_html(source: str, level: int = 4) -> str:
    """Markdown as sanitised HTML, headings demoted to `level` and deeper."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    tokens = parser.parse(with_signs(source))
    _demote(tokens, level)
    rendered = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        rendered.replace("<th>", '<th scope="col">'),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def _demote(tokens: list[Token], level: int) -> None:
    """Move the headings so that the highest stands on `level`, and no step down is skipped."""
    depths = sorted({int(token.tag[1]) for token in tokens if token.type.startswith("heading_")})
    moved = {f"h{depth}": f"h{min(level + step, _DEEPEST)}" for step, depth in enumerate(depths)}
    for token in tokens:
        token.tag = moved.get(token.tag, token.tag) if token.type.startswith("heading_") else token.tag


class Slot(tuple[tuple[str, OwnText], ...]):
    """The texts that the settings put in one slot, each under its heading."""

    @property
    def missing(self) -> bool:
        """True where one of the texts is missing."""
        return any(text.missing for _, text in self)

    @property
    def old(self) -> str:
        """What one of the texts is from that no one has gone through, as `OwnText.old`."""
        return next((text.old for _, text in self if text.old), "")

    def _repr_html_(self) -> str:
        return "\n".join((f"<h2>{html.escape(over)}</h2>\n" if over else "") + text.html for over, text in self)


class OwnTexts(Mapping[str, OwnText]):
    """Förvaltningens egna texter i en period, efter filens namn utan `.md`.

    En textruta som inställningarna fyller med flera texter visar dem under var sin rubrik; en text som saknas säger
    det. `sources` holds the Markdown by file stem, `slots` the parts (rubrik, fil) of the slots that have several.
    """

    def __init__(
        self, sources: Mapping[str, str], slots: Mapping[str, Sequence[TextPart]] = NO_SLOTS, look: Look = _unknown
    ) -> None:
        self.sources = sources
        self.slots = slots
        self.look = look

    def __getitem__(self, name: str) -> OwnText | Slot:  # type: ignore[override]
        if name in self.slots:
            return Slot((part.rubrik, self._text(part.fil)) for part in self.slots[name])
        return self._text(name)

    def _text(self, fil: str) -> OwnText:
        return own_text(fil, self.sources.get(fil), look=self.look)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)

    def __contains__(self, name: object) -> bool:
        return name in self.sources
