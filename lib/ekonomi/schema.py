"""The contracts of the tables that come in: which columns, what each cell must hold, how a breach is said.

Cells are checked as text, before anything is converted, so that a finding can quote what the file says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, SupportsInt

import pandas as pd

from ekonomi import terms
from ekonomi.checklist import VÄRDEN
from ekonomi.errors import Finding, Found

# The canonical ledger, in this order; text but for belopp and rad (int64).
LEDGER: Final = (
    *("period", "konto", "ansvar", "tjänst", "projekt", "motpart", "beloppstyp", "belopp"),
    *("verifikation", "text", "källa", "rad", "version", "registrerad"),
)
# What a nämnd's sources need not have; such a column of the ledger is empty.
ABSENT: Final = ("tjänst", "projekt", "motpart", "text")
LONGEST_QUOTE: Final = 60
_MONTH: Final = re.compile(r"(20[0-9]{2})-?(0[1-9]|1[0-2])(?:-[0-3][0-9](?:[ T][0-9:.]*)?)?")
# what a spreadsheet shows for a value that it could not work out, in any language; ### is a column too narrow
_ERROR: Final = re.compile(r"#[^\W\d_][\w/ ]*[!?]|#N/A|#{2,}|(?:Err|Fel):[0-9]{3}", re.IGNORECASE)
ERROR_BEGINS: Final = ("#", "err:", "fel:")


@dataclass(frozen=True)
class Kind:
    """What a cell holds: `pattern` matches the whole trimmed text (None: anything goes)."""

    name: str
    expected: str
    pattern: str | None = None
    decimal: str = ","


SPACE: Final = "[ \u00a0\u2007\u2009\u202f]"  # what may stand between thousands
_WHOLE = rf"[0-9]{{1,3}}(?:{SPACE}?[0-9]{{3}}){{0,4}}"
_MINUS = "[-\u2212+]"


def amount(decimal: str = ",", *, empty: bool = False) -> Kind:
    """An amount in kronor with that decimal mark; `empty` where a cell without one is 0."""
    mark = re.escape(decimal)
    size = rf"(?:{_WHOLE}(?:{mark}[0-9]{{0,2}}0*)?|{mark}[0-9]{{1,2}}0*)"
    pattern = rf"{_MINUS}?{SPACE}?{size}|{size}{_MINUS}|\({size}\)"
    said = " eller en tom cell" if empty else f", till exempel 1 234{decimal}50"
    return Kind("belopp", f"ett belopp i kronor{said}", rf"(?:{pattern})?" if empty else pattern, decimal)


TEXT: Final = Kind("text", "text")
WORDS: Final = Kind("fritext", "text")  # what no figure follows from: anything may stand there
CODE: Final = Kind("kod", "en kod", r".+")
AMOUNT: Final = amount()
CELL_AMOUNT: Final = amount(empty=True)
NUMBER: Final = Kind("tal", "ett tal", rf"{_MINUS}?{_WHOLE}(?:[.,][0-9]+)?")
COUNT: Final = Kind("tal", "ett tal som är noll eller större", rf"\+?{_WHOLE}(?:[.,][0-9]+)?")
CELL_COUNT: Final = Kind("tal", f"{COUNT.expected}, eller ett tomt fält", f"(?:{COUNT.pattern})?")
CELL_NUMBER: Final = Kind("tal", "ett tal eller ett tomt fält", rf"(?:{_MINUS}?{_WHOLE}(?:[.,][0-9]+)?)?")
INTEGER: Final = Kind("heltal", "ett heltal", r"[0-9]{1,9}")
PERIOD: Final = Kind("period", "en period ÅÅÅÅ-MM, till exempel 2025-03", r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")
OPEN_PERIOD: Final = Kind("period", "en period ÅÅÅÅ-MM eller ett tomt fält", r"(?:[0-9]{4}-(?:0[1-9]|1[0-2]))?")
LEDGER_PERIOD: Final = Kind(
    "bokföringsperiod",
    "en period ÅÅÅÅMM med månad 01–12 (00 och 13 för ingående balans och bokslut)",
    r"20[0-9]{2}-?(?:0[0-9]|1[0-3])",
)
# the days of the calendar, 29 February in leap years only
_LEAP = "(?:(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)"
_DAY = (
    "(?:(?:19|20)[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}-02-29)"
)
DATE: Final = Kind("datum", "ett datum ÅÅÅÅ-MM-DD som finns, eller ett tomt fält", rf"(?:{_DAY}(?:[ T].*)?)?")
DAY: Final = Kind("dag", "ett datum ÅÅÅÅ-MM-DD som finns", _DAY)
TRUTH: Final = Kind("sant eller falskt", "true eller false", r"(?i:true|false|ja|nej|1|0)")


_THOUSANDS: Final = re.compile(rf"[(]?{_MINUS}?{SPACE}?[1-9][0-9]{{0,2}}(?:[.,][0-9]{{3}})+{_MINUS}?[)]?")
_ONE_WAY: Final = "Ta ut filen på nytt med två decimaler, eller utan tecken mellan tusental."


def choice(options: Iterable[str]) -> Kind:
    """The kind of a cell that holds one of `options`, spelled exactly so."""
    words = tuple(options)
    return Kind("val", f"något av {', '.join(words)}", "|".join(_literal(word) for word in words))


def _literal(word: str) -> str:
    """The word as a pattern; only what RE2 and re both read as themselves is left unescaped."""
    return "".join(sign if sign.isalnum() or sign == " " or not sign.isascii() else f"\\{sign}" for sign in word)


@dataclass(frozen=True)
class Column:
    """A column: our name, what its cells hold, and the heading that the file uses.

    One that is `optional` may be missing from the file; its cells are then empty, which its kind must allow. A month's
    name is its period: a heading that is the period or a day in it will do.
    """

    name: str
    kind: Kind = TEXT
    heading: str = ""
    optional: bool = False

    @property
    def title(self) -> str:
        """The heading to look for in the file."""
        return self.heading or self.name

    @property
    def spellings(self) -> set[str]:
        """What the file may call the column, as `spelled` has it."""
        return {spelled(self.title)} | ({self.name} if _MONTH.fullmatch(self.name) else set())

    @property
    def is_number(self) -> bool:
        """Whether its cells hold amounts or other numbers with decimals."""
        return self.kind.name in (AMOUNT.name, NUMBER.name)


def columns(**kinds: Kind) -> tuple[Column, ...]:
    """Columns under headings that are their own names."""
    return tuple(Column(name, kind) for name, kind in kinds.items())


@dataclass(frozen=True)
class Contract:
    """The columns that a table must have (others are ignored), and whether it may have no rows.

    `codes` names the columns that say what a row is about; a dated register may hold each combination once
    at a time. `totals` tells that the last rows may state the number of rows and their sum.
    """

    columns: tuple[Column, ...]
    may_be_empty: bool = False
    codes: tuple[str, ...] = ()
    totals: bool = False

    @property
    def asked(self) -> str:
        """The headings that a message asks for: not of the free text that a file may do without."""
        return ", ".join(one.title for one in self.columns if not (one.optional and one.kind == WORDS))

    def titles(self) -> dict[str, str]:
        """Our column names and the file's headings."""
        return {column.name: column.title for column in self.columns}


def spelled(heading: str) -> str:
    """A heading as it is compared: in small letters; the period of 202501, 2025-01 and the day 2025-01-31 00:00:00."""
    month = _MONTH.fullmatch(heading)
    return f"{month[1]}-{month[2]}" if month else heading.casefold()


def is_error(text: str) -> bool:
    """Whether a cell says that its value could not be worked out: #REF!, #SAKNAS!, #DIVISION/0!, #NAMN? …"""
    return _ERROR.fullmatch(text) is not None


def quoted(value: object) -> str:
    """A value as a finding quotes it: one line of at most 60 signs, those that cannot be seen by their numbers."""
    text = " ".join(re.split("[\t\n\r ]+", str(value).strip(" \t\n\r")))
    text = "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in text)
    return f"”{text[:LONGEST_QUOTE]}…”" if len(text) > LONGEST_QUOTE else f"”{text}”"


def check(cells: pd.DataFrame, contract: Contract, fil: str) -> list[Finding]:
    """Hold a table of text (column names as the contract's, and `rad`) against its contract.

    Gives a finding for every distinct fault of a column, with its first row and how many rows share it. `fil` is
    the file as the user knows it.
    """
    faults = [
        finding
        for column in contract.columns
        if column.kind != WORDS
        for finding in VÄRDEN.findings(_breaches(cells, column, fil))
    ]
    numbers = [column for column in contract.columns if column.is_number]
    amounts = [column for column in numbers if column.kind.name == AMOUNT.name]
    alike = [amounts, *([column] for column in numbers if column not in amounts)]
    return faults or [fault for own in alike for mark in ",." for fault in thousands(_written(cells, own, mark), fil)]


def _written(
    cells: pd.DataFrame, columns: Iterable[Column], mark: str
) -> Iterator[tuple[SupportsInt, str | None, str]]:
    """The row, heading and text of each distinct number with a mark in some columns."""
    for column in columns:
        texts = cells[["rad", column.name]].drop_duplicates(column.name)
        marked = texts[texts[column.name].str.contains(mark, regex=False)]
        yield from ((rad, column.title, text) for rad, text in marked.itertuples(index=False))


@VÄRDEN
def thousands(written: Iterable[tuple[SupportsInt, str | None, str]], fil: str) -> Iterator[Found]:
    """The first number that may be thousands the English way, where none of the others tells that it is not.

    `written` is the row, heading and text of every number of a column, or of all the columns of amounts.
    """
    marked = (one for one in written if "," in one[2] or "." in one[2])
    first = next(marked, None)
    if first is not None and all(_THOUSANDS.fullmatch(text) for *_, text in chain([first], marked)):
        found = f"{quoted(first[2])}, som kan läsas med tre decimaler eller som tusental"
        yield Found(fil, *first[:2], found, "tal som bara kan läsas på ett sätt", _ONE_WAY)


def _breaches(cells: pd.DataFrame, column: Column, fil: str) -> Iterator[Found]:
    pattern, texts = column.kind.pattern or "(?s:.*)", pd.Series(cells[column.name].unique(), dtype="str")
    error = texts.str[:4].str.lower().str.startswith(ERROR_BEGINS)
    doubted = texts[error | ~texts.str.fullmatch(pattern)]  # by RE2, for speed; re has the last word
    wrong = [text for text in doubted if is_error(text) or not re.fullmatch(pattern, text)]
    for value, rad, count in groups(cells[cells[column.name].isin(wrong)], column.name):
        found = quoted(value) if value else "ett tomt fält"
        expected = "ett värde" if is_error(value) else column.kind.expected
        yield Found(fil, rad, column.title, found, expected, antal=count)


def taken(rows: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    """The rows wanted; without a copy where they are all, or come first."""
    count = int(wanted.sum())
    return rows.iloc[:count] if wanted.iloc[:count].all() else rows[wanted]


def groups(rows: pd.DataFrame, column: str) -> Iterator[tuple[str, int, int]]:
    """The distinct texts of a column as they come, each with its first `rad` and the number of rows that share it.

    Sums of rows are as many rows as their `rader` says.
    """
    if rows.empty:
        return
    told = rows.assign(rader=rows.get("rader", 1)).groupby(column, sort=False).agg({"rad": "first", "rader": "sum"})
    yield from ((str(text), int(rad), int(count)) for text, rad, count in told.itertuples())


def counted(rows: pd.DataFrame) -> int:
    """How many rows some rows, or their sums by rader, are."""
    return int(rows["rader"].sum()) if "rader" in rows else len(rows)


def kronor(belopp: SupportsInt) -> str:
    """Öre as kronor in a finding: `−1 234,50 kr`."""
    whole, part = divmod(abs(int(belopp)), terms.ÖRE_PER_KRONA)
    sign = "\u2212" if int(belopp) < 0 else ""
    return f"{sign}{whole:,}".replace(",", " ") + f",{part:02d} kr"


def number(value: float) -> str:
    """A number as the reader writes it: `1 200 000`, `0,37`, `−370`."""
    return f"{value:,.10g}".replace(",", " ").replace(".", ",").replace("-", "\u2212")


def rows(count: int) -> str:
    """A number of rows in words: `1 rad`, `34 rader`."""
    return f"{count} rad" if count == 1 else f"{count} rader"


def postings(count: int) -> str:
    """A number of postings in words: `1 post`, `1 031 poster`."""
    return "1 post" if count == 1 else f"{number(count)} poster"
