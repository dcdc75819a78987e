"""Tables in regions of their own, so that a wide one scrolls within itself and the keyboard can reach it."""

import re
from html import escape, unescape

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
_REGION = 'class="tabell"'


def with_regions(html: str) -> str:
    """Each table of `html` in a focusable region named by its caption; exhibits bring theirs and stay."""
    return html if _REGION in html else _TABLE.sub(lambda found: _region(found.group(0)), html)


def _region(table: str) -> str:
    caption = _CAPTION.search(table)
    words = unescape(re.sub(r"<[^>]+>", " ", caption.group(1))) if caption else "utan rubrik"
    label = escape(f"Tabell: {' '.join(words.split())}")
    return f'<div {_REGION} role="group" tabindex="0" aria-label="{label}">{table}</div>'
