"""Which characters of a text come in: the one place for what every reader does with them."""

import re
import unicodedata

# all but tab and line break; they say nothing, and neither a page nor a workbook may hold them
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def plain(text: str) -> str:
    """The text in NFC, with control characters as spaces."""
    return unicodedata.normalize("NFC", CONTROL.sub(" ", text))
