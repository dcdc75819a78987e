"""Codes that have lost their form on the way: turned into numbers or dates by a spreadsheet, or in the wrong column."""

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from ekonomi.checklist import KODFORM
from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.schema import counted, groups, is_error, quoted, rows

_POWER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_DECIMALS = re.compile(r"([0-9]+)[.,]0+")
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[-/. ]?(?:jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec)[a-z]*"
    r"|(?:jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec)[a-z]*[-/. ][0-9]{2,4}",
    re.IGNORECASE,
)
# what can be no code at all, whatever codes there are
_NONE = re.compile(
    r"['=].*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9][.,][0-9]+E[+-]?[0-9]+|true|false|sant|falskt|null|none|nan|n/a",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"[\w-]*")
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


def lost_forms(codes: pd.Series, known: pd.Series) -> dict[str, str]:
    """What each of the distinct codes that have become numbers or dates should have been."""
    forms = ((str(code), lost_form(str(code), known)) for code in codes.unique())
    return {code: form for code, form in forms if form is not None}


def is_none(code: str, column: str) -> bool:
    """Whether a text can be no code, also where no register tells which there are: a day, 1,1E+05, an error value.

    An account is letters and digits; what else may have other signs.

    >>> [is_none(code, "konto") for code in ("5010", "5010.0", "2025-04-01", "#REF!", "12E3")]
    [False, True, True, True, False]
    """
    return is_error(code) or bool(_NONE.fullmatch(code)) or (column == "konto" and not _ACCOUNT.fullmatch(code))


@KODFORM
def lost_codes(
    posted: pd.DataFrame, column: str, what: str, lost: Mapping[str, str], heading: str, fil: str
) -> Iterator[Found]:
    """The `lost` codes (with their forms) of rows of one file; of so many that it is the column, one line in all."""
    own = posted[posted[column].isin(list(lost))]
    if len(lost) < _LEAST:
        for code, rad, count in groups(own, column):
            found = f"{what} {quoted(code)}, som ser ut att ha blivit ett tal eller ett datum"
            yield Found(fil, rad, heading, found, lost[code], antal=count)
        return
    examples = ", ".join(map(quoted, [*lost][:_EXAMPLES]))
    found = f"{len(lost)} koder som har blivit tal eller datum, på {rows(counted(own))}: {examples} och fler"
    expected = f"koder som text, till exempel {next(iter(lost.values()))}".removesuffix(" som text")
    yield Found(fil, own["rad"].iloc[0], heading, found, expected)


@Check("förskjutna kolumner", STOPPAR,
       action="Rätta ordningen på rubrikerna i filen, eller kolumnnamnen i inställningarna.")  # fmt: skip
def shifted_findings(
    posted: pd.DataFrame, known: Mapping[str, pd.Series], headings: Mapping[str, str], fil: str
) -> Iterator[Found]:
    """En kolumn vars koder hör hemma i en annan kolumns register.

    `posted` are LEDGER rows of one file, or their sums; `known` holds the register's codes for each column.
    """
    for column, codes in known.items():
        lost = posted[(posted[column] != "") & ~posted[column].isin(codes)]
        if counted(lost) < _LEAST:
            continue
        shares = {
            name: counted(lost[lost[column].isin(theirs)]) / counted(lost)
            for name, theirs in known.items()
            if name != column
        }
        other = max(shares, key=lambda name: shares[name], default="")
        if shares.get(other, 0) >= _SHIFTED:
            examples = ", ".join(map(quoted, lost[column].unique()[:_EXAMPLES]))
            found = f"koder som hör hemma i kolumnen {headings[other]} på {rows(counted(lost))}: {examples}"
            yield Found(fil, lost["rad"].iloc[0], headings[column], found, f"koder för {column}")
