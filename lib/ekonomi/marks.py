"""The mark of a figure: what it carries in HTML wherever it is printed, by which a page opens what it is made of."""

import json
import re
from collections.abc import Mapping
from html import escape

from ekonomi.urval import Expression

_NUMBER = re.compile(r"(?<![\w,.\u00a0-])[−+]?\d+(?:\u00a0\d{3})*(?:,\d+)?(?![\w-])")


def mark_of(tabell: str, rad: str, kolumn: str, made: Expression) -> str:
    """What a figure carries in HTML wherever it is printed: the cell that it is and what it is made of, as JSON."""
    return json.dumps([tabell, rad, kolumn, str(made)], ensure_ascii=False)


def marked(html: str, mark: str) -> str:
    """HTML of a figure in running text, with what it carries (`Cell.mark`)."""
    return f'<data data-siffra="{escape(mark)}">{html}</data>' if mark else html


def with_numbers_marked(text: str, mark: str) -> str:
    """HTML of a text with each number in it marked, dates and codes apart."""
    return _NUMBER.sub(lambda found: marked(found[0], mark), escape(text))


def marked_in(text: str, marks: Mapping[str, str]) -> str:
    """HTML of a text with each of some figures, as printed, marked the first time that it stands there."""
    left = {printed: mark for printed, mark in marks.items() if mark}
    figures = "|".join(map(re.escape, sorted(left, key=len, reverse=True))) or "(?!)"
    whole = rf"(?<!\d\u00a0)(?<![\d,−])(?:{figures})(?![,\u00a0]?\d)"
    return re.sub(whole, lambda found: marked(found[0], left.pop(found[0], "")), escape(text))
