"""Names as people write them and as files and pages need them: those that are near, and ids in plain letters."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], shown: Mapping[str, str] | None = None) -> str:
    """The names that begin as a wrong one, else those most like it, as they are `shown`, for the message that says so.

    The first of them all where none is like it.
    """
    ordered = sorted(known) if isinstance(known, Set) else known  # a set is in another order in every process
    names = {one.casefold(): (shown or {}).get(one, one) for one in ordered}
    begun = [one for one in names if one.startswith(name.casefold())][:5]
    near = [names[one] for one in begun or get_close_matches(name.casefold(), list(names), n=3, cutoff=0.4)]
    return ", ".join(f"”{one}”" for one in dict.fromkeys(near or list(names.values())[:3]))


def slug(name: str, sign: str = "-") -> str:
    """A name in ASCII letters and digits with `sign` between: `3.2.1 Resultat i år` is `3-2-1-resultat-i-ar`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return sign.join(re.findall("[a-z0-9]+", plain))
