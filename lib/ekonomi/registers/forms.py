"""Codes that have lost their form on the way: turned into numbers or dates by a spreadsheet, or in the wrong column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ekonomi import checklist
from ekonomi.errors import Finding
from ekonomi.schema import quoted, rows

_POWER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_DECIMALS = re.compile(r"([0-9]+)[.,]0+")
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[-/. ]?(?:jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec)[a-z]*"
    r"|(?:jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec)[a-z]*[-/. ][0-9]{2,4}",
    re.IGNORECASE,
)
# A column is shifted where this share of its unknown codes are known in another column's register.
_SHIFTED, _LEAST = 0.8, 5
_EXAMPLES = 3


def lost_form(code: str, known: pd.Series) -> str | None:
    """What a code that has become a number or a date should have been; None for one that is a code still.

    A code without its leading zeros is told by the register; `en kod som text` stands for what no one can tell.
    """
    if _POWER.fullmatch(code) or _DAY.fullmatch(code):
        return "en kod som text"
    whole = _DECIMALS.fullmatch(code)
    bare = (whole[1] if whole else code).lstrip("0")
    if not bare.isdecimal() or (not whole and bare == code and code.startswith("0")):
        return None
    same = known[known.str.lstrip("0") == bare]
    return None if same.empty else f"{quoted(same.iloc[0])} som text"


def lost_finding(
    code: str, should: str, unknown: str, count: str, rad: int, heading: str, fil: str
) -> Finding:
    """The finding for a code that has become a number or a date."""
    return Finding(
        fil=fil,
        rad=rad,
        kolumn=heading,
        funnet=f"{unknown} {quoted(code)}{count}, som ser ut att ha blivit ett tal eller ett datum",
        väntat=should,
        åtgärd="Ta ut filen på nytt med kolumnen som text.",
        kontroll=checklist.KODFORM,
    )


@dataclass(frozen=True)
class Lost:
    """Codes that have lost their form in so many cells that one finding says it for the column."""

    codes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def lost_column(faulty: pd.DataFrame, column: str, known: pd.Series, heading: str, fil: str) -> Lost:
    """What `faulty` rows (LEDGER, of one file) hold of codes that have lost their form; nothing for a few."""
    codes = tuple(str(code) for code in faulty[column].unique() if lost_form(str(code), known) is not None)
    if len(codes) < _LEAST:
        return Lost()
    own = faulty[faulty[column].isin(codes)]
    examples = ", ".join(quoted(code) for code in codes[:_EXAMPLES])
    finding = Finding(
        fil=fil,
        rad=int(own["rad"].iloc[0]),
        kolumn=heading,
        funnet=f"{len(codes)} koder som har blivit tal eller datum, på {rows(len(own))}: {examples} och fler",
        väntat=f"koder som text, till exempel {lost_form(codes[0], known)}".removesuffix(" som text"),
        åtgärd="Ta ut filen på nytt med kolumnen som text.",
        kontroll=checklist.KODFORM,
    )
    return Lost(codes, (finding,))


def shifted_findings(
    posted: pd.DataFrame, known: Mapping[str, pd.Series], headings: Mapping[str, str], fil: str
) -> dict[str, Finding]:
    """A finding for each code column whose unknown codes are those of another column, by the column's name.

    `posted` are LEDGER rows of one file; `known` holds the register's codes for each column.
    """
    found = {}
    for column, codes in known.items():
        lost = posted[(posted[column] != "") & ~posted[column].isin(codes)]
        if len(lost) < _LEAST:
            continue
        shares = {
            other: lost[column].isin(theirs).mean() for other, theirs in known.items() if other != column
        }
        other = max(shares, key=lambda name: shares[name])
        if shares[other] >= _SHIFTED:
            found[column] = _shifted(lost, column, other, headings, fil)
    return found


def _shifted(lost: pd.DataFrame, column: str, other: str, headings: Mapping[str, str], fil: str) -> Finding:
    examples = ", ".join(quoted(code) for code in lost[column].unique()[:_EXAMPLES])
    return Finding(
        fil=fil,
        rad=int(lost["rad"].iloc[0]),
        kolumn=headings[column],
        funnet=f"koder som hör hemma i kolumnen {headings[other]} på {rows(len(lost))}: {examples}",
        väntat=f"koder för {column}",
        åtgärd="Rätta ordningen på rubrikerna i filen, eller kolumnnamnen i inställningarna.",
        kontroll=checklist.FÖRSKJUTNA,
    )
