"""The contracts of the tables that come in: which columns, what each cell must hold, how a breach is said.

Cells are checked as text, before anything is converted, so that a finding can quote what the file says.
pandera does the checking; it is imported when the first table is checked, since it takes a third of a second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from ekonomi import checklist, terms
from ekonomi.errors import Finding

# The canonical ledger, in this order; text but for belopp and rad (int64).
LEDGER: Final = (
    "period",
    "konto",
    "ansvar",
    "tjänst",
    "projekt",
    "motpart",
    "beloppstyp",
    "belopp",
    "verifikation",
    "text",
    "källa",
    "rad",
    "version",
    "registrerad",
)
# What a nämnd's sources need not have; such a column of the ledger is empty.
ABSENT: Final = ("tjänst", "projekt", "motpart", "text")
MOST_LINES: Final = 10
LONGEST_QUOTE: Final = 60


@dataclass(frozen=True)
class Kind:
    """What a cell holds: `pattern` matches the whole trimmed text (None: anything goes)."""

    name: str
    expected: str
    pattern: str | None = None


_SPACE = "[ \u00a0\u202f]"
_WHOLE = rf"[0-9]{{1,3}}(?:{_SPACE}?[0-9]{{3}}){{0,4}}"
_MINUS = "[-\u2212+]"


def _amount(mark: str) -> str:
    size = rf"(?:{_WHOLE}(?:{mark}[0-9]{{0,2}}0*)?|{mark}[0-9]{{1,2}}0*)"
    return rf"{_MINUS}?{_SPACE}?{size}|{size}{_MINUS}|\({size}\)"


TEXT: Final = Kind("text", "text")
CODE: Final = Kind("kod", "en kod", r".+")
AMOUNT: Final = Kind("belopp", "ett belopp i kronor, till exempel 1 234,50", _amount(","))
AMOUNT_POINT: Final = Kind("belopp", "ett belopp i kronor, till exempel 1 234.50", _amount(r"\."))
CELL_AMOUNT: Final = Kind("belopp", "ett belopp i kronor eller en tom cell", rf"(?:{_amount(',')})?")
NUMBER: Final = Kind("tal", "ett tal", rf"{_MINUS}?{_WHOLE}(?:[.,][0-9]+)?")
CELL_NUMBER: Final = Kind("tal", "ett tal eller ett tomt fält", rf"(?:{_MINUS}?{_WHOLE}(?:[.,][0-9]+)?)?")
INTEGER: Final = Kind("heltal", "ett heltal", r"[0-9]{1,9}")
PERIOD: Final = Kind("period", "en period ÅÅÅÅ-MM, till exempel 2025-03", r"[0-9]{4}-(?:0[1-9]|1[0-2])")
OPEN_PERIOD: Final = Kind(
    "period", "en period ÅÅÅÅ-MM eller ett tomt fält", r"(?:[0-9]{4}-(?:0[1-9]|1[0-2]))?"
)
LEDGER_PERIOD: Final = Kind(
    "bokföringsperiod",
    "en period ÅÅÅÅMM med månad 01–12 (00 och 13 för ingående balans och bokslut)",
    r"20[0-9]{2}-?(?:0[0-9]|1[0-3])",
)
DATE: Final = Kind(
    "datum",
    "ett datum ÅÅÅÅ-MM-DD eller ett tomt fält",
    r"(?:[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:[ T].*)?)?",
)
DAY: Final = Kind("dag", "ett datum ÅÅÅÅ-MM-DD", r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
TRUTH: Final = Kind("sant eller falskt", "true eller false", r"(?i:true|false|ja|nej|1|0)")


def choice(options: Iterable[str]) -> Kind:
    """The kind of a cell that holds one of `options`, spelled exactly so."""
    words = tuple(options)
    return Kind("val", f"något av {', '.join(words)}", "|".join(_literal(word) for word in words))


def _literal(word: str) -> str:
    """The word as a pattern; only what RE2 and re both read as themselves is left unescaped."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{sign}" for sign in word)


@dataclass(frozen=True)
class Column:
    """A column: our name, what its cells hold, and the heading that the file uses.

    One that is `optional` may be missing from the file; its cells are then empty, which its kind must allow.
    """

    name: str
    kind: Kind = TEXT
    heading: str = ""
    optional: bool = False

    @property
    def title(self) -> str:
        """The heading to look for in the file."""
        return self.heading or self.name


@dataclass(frozen=True)
class Contract:
    """The columns that a table must have (others are ignored), and whether it may have no rows.

    `codes` names the columns that say what a row is about; a dated register may hold each combination once
    at a time. `totals` tells that the last rows may state the number of rows and their sum.
    """

    name: str
    columns: tuple[Column, ...]
    may_be_empty: bool = False
    codes: tuple[str, ...] = ()
    totals: bool = False

    def titles(self) -> dict[str, str]:
        """Our column names and the file's headings."""
        return {column.name: column.title for column in self.columns}


def quoted(value: object) -> str:
    """A value as a finding quotes it: one line, without control signs, at most 60 signs long."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    text = " ".join(text.split())
    return f"”{text[:LONGEST_QUOTE]}…”" if len(text) > LONGEST_QUOTE else f"”{text}”"


def check(cells: pd.DataFrame, contract: Contract, fil: str) -> list[Finding]:
    """Hold a table of text (column names as the contract's, and `rad`) against its contract.

    Gives a finding for every distinct fault of a column, with its first row and how many rows share it; past
    ten in one column the rest are counted in one line. `fil` is the file as the user knows it.
    """
    import pandera.pandas as pa

    columns = {column.name: _pandera_column(pa, column) for column in contract.columns if column.kind.pattern}
    try:
        pa.DataFrameSchema(columns).validate(cells, lazy=True)
    except pa.errors.SchemaErrors as breach:
        return _findings(cells, contract, fil, breach.failure_cases)
    return []


def _pandera_column(pa, column: Column):  # type: ignore[no-untyped-def]  # pandera comes in as an argument
    pattern = column.kind.pattern
    return pa.Column(checks=pa.Check(lambda cells: cells.str.fullmatch(pattern), name=column.kind.name))


def _findings(cells: pd.DataFrame, contract: Contract, fil: str, cases: pd.DataFrame) -> list[Finding]:
    findings: list[Finding] = []
    for column in contract.columns:
        breaches = cases.loc[cases["column"] == column.name, "index"].astype("int64")
        faulty = cells.loc[sorted(breaches), [column.name, "rad"]].rename(columns={column.name: "värde"})
        findings += _column_findings(faulty, column, fil)
    return findings


def _column_findings(faulty: pd.DataFrame, column: Column, fil: str) -> list[Finding]:
    groups = list(faulty.groupby("värde", sort=False)["rad"])
    findings = [
        Finding(
            fil=fil,
            rad=int(rader.iloc[0]),
            kolumn=column.title,
            funnet=(quoted(value) if value else "ett tomt fält") + same_fault(len(rader)),
            väntat=column.kind.expected,
            åtgärd="Rätta värdet i filen eller ta ut filen på nytt.",
            kontroll=checklist.VÄRDEN,
        )
        for value, rader in groups[:MOST_LINES]
    ]
    rest = groups[MOST_LINES:]
    if rest:
        findings.append(_remainder(fil, column, rest))
    return findings


def _remainder(fil: str, column: Column, rest: list) -> Finding:
    return Finding(
        fil=fil,
        rad=int(rest[0][1].iloc[0]),
        kolumn=column.title,
        funnet=f"ytterligare {rows(sum(len(rader) for _, rader in rest))} med samma slags fel",
        väntat=column.kind.expected,
        åtgärd="Kontrollera att kolumnerna inte är förskjutna och ta ut filen på nytt.",
        kontroll=checklist.VÄRDEN,
    )


def same_fault(count: int) -> str:
    """How a finding says that it stands for several rows: ` (på 34 rader)`; nothing for one."""
    return f" (på {rows(count)})" if count > 1 else ""


def kronor(belopp: int) -> str:
    """Öre as kronor in a finding: `−1 234,50 kr`."""
    whole, part = divmod(abs(int(belopp)), terms.ÖRE_PER_KRONA)
    sign = "\u2212" if belopp < 0 else ""
    return f"{sign}{whole:,}".replace(",", " ") + f",{part:02d} kr"


def rows(count: int) -> str:
    """A number of rows in words: `1 rad`, `34 rader`."""
    return f"{count} rad" if count == 1 else f"{count} rader"


def postings(count: int) -> str:
    """A number of postings in words: `1 post`, `1 031 poster`."""
    return "1 post" if count == 1 else f"{count:,} poster".replace(",", " ")
