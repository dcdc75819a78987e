"""What can be wrong with a dated register, and with codes that are to be found in one."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pandas as pd

from ekonomi import checklist
from ekonomi.errors import Finding
from ekonomi.registers.forms import lost_column, lost_finding, lost_form
from ekonomi.registers.lookup import ALWAYS, FIRST, LAST, look_up, valid_until
from ekonomi.schema import MOST_LINES, quoted, same_fault

NEAREST = 3


@dataclass(frozen=True)
class CodeRule:
    """Which register holds a ledger column's codes, how a finding names them, and if one must be there."""

    register: str
    unknown: str
    expired: str
    required: bool
    kontroll: str = checklist.OKÄND_KOD


CODES: Final = {
    "konto": CodeRule("accounts", "okänt konto", "kontot", True),
    "kostnadsslag": CodeRule("lines", "okänt kostnadsslag", "kostnadsslaget", True),
    "ansvar": CodeRule("organisation", "okänt ansvar", "ansvaret", True),
    "tjänst": CodeRule("services", "okänd tjänst", "tjänsten", False),
    "projekt": CodeRule("projects", "okänt projekt", "projektet", False),
    "motpart": CodeRule("counterparts", "okänd motpart", "motparten", False),
}


def code_findings(
    rows: pd.DataFrame, column: str, register: pd.DataFrame, heading: str, fil: str, register_fil: str
) -> list[Finding]:
    """A finding for every distinct code in `column` that is not in the register, or not in the row's period.

    `rows` are LEDGER rows of one file; each finding has the first row and says how many share it.
    """
    rule = CODES[column]
    unfound = look_up(rows, column, register, [FIRST])[FIRST].isna()
    if not rule.required:
        unfound &= rows[column] != ""
    faulty = rows[unfound]
    expired = faulty[column].isin(register[column])
    lost = lost_column(faulty[~expired], column, register[column], heading, fil)
    unknown = faulty[~expired & ~faulty[column].isin(lost.codes)]
    return [
        *lost.findings,
        *_shortened(
            _unknown(str(code), group["rad"], rule, heading, fil, register_fil, register[column])
            for code, group in unknown.groupby(column, sort=False)
        ),
        *_shortened(
            _expired(str(code), group, rule, heading, fil, register_fil)
            for code, group in faulty[expired].groupby(column, sort=False)
        ),
    ]


def _shortened(findings: Iterable[Finding]) -> Iterator[Finding]:
    """At most 50 findings of a kind; past that the file is wrong as a whole."""
    return islice(findings, 5 * MOST_LINES)


def _unknown(
    code: str, rader: pd.Series, rule: CodeRule, heading: str, fil: str, register_fil: str, known: pd.Series
) -> Finding:
    should = lost_form(code, known)
    if should is not None:
        count, rad = same_fault(len(rader)), int(rader.iloc[0])
        return lost_finding(code, should, rule.unknown, count, rad, heading, fil)
    near = difflib.get_close_matches(code, list(dict.fromkeys(known)), n=NEAREST, cutoff=0.5)
    hint = f"; närmast: {', '.join(near)}" if near else ""
    return Finding(
        fil=fil,
        rad=int(rader.iloc[0]),
        kolumn=heading,
        funnet=(f"{rule.unknown} {quoted(code)}" if code else "ett tomt fält") + same_fault(len(rader)),
        väntat=f"en kod som finns i {register_fil}{hint}",
        åtgärd="Rätta posten eller lägg till koden i registret.",
        kontroll=rule.kontroll,
    )


def _expired(
    code: str, group: pd.DataFrame, rule: CodeRule, heading: str, fil: str, register_fil: str
) -> Finding:
    first = group.iloc[0]
    return Finding(
        fil=fil,
        rad=int(first["rad"]),
        kolumn=heading,
        funnet=f"{rule.expired} {quoted(code)} i period {first['period']}{same_fault(len(group))}",
        väntat=f"en kod som gäller i perioden enligt {register_fil}",
        åtgärd="Rätta posten eller kodens giltighet i registret.",
        kontroll=checklist.OGILTIG_KOD,
    )


def overlap_findings(register: pd.DataFrame, codes: tuple[str, ...], fil: str) -> list[Finding]:
    """A finding for every row of a dated register that begins before the same code's last one ended."""
    ordered = register.sort_values([*codes, FIRST], kind="stable")
    before = ordered.groupby(list(codes), sort=False)
    ended = valid_until(before[LAST].shift().where(before.cumcount() > 0, ALWAYS).fillna(ALWAYS))
    clash = ordered[ended >= ordered[FIRST].where(ordered[FIRST] != "", ALWAYS)]
    clash = clash[before.cumcount().loc[clash.index] > 0]
    earlier = before["rad"].shift().loc[clash.index].astype("int64")
    return [
        _overlap(row, codes, int(first), fil)
        for row, first in zip(clash.to_dict("records"), earlier, strict=True)
    ]


def _overlap(row: dict, codes: tuple[str, ...], earlier: int, fil: str) -> Finding:
    code = " ".join(str(row[column]) for column in codes)
    return Finding(
        fil=fil,
        rad=int(row["rad"]),
        kolumn=FIRST,
        funnet=f"{quoted(code)} från {row[FIRST] or 'början'}, som redan gäller enligt rad {earlier}",
        väntat="en giltighet i taget för samma kod",
        åtgärd="Rätta giltig_från eller giltig_till så att raderna avlöser varandra.",
        kontroll=checklist.GILTIGHET,
    )


def reversed_findings(register: pd.DataFrame, fil: str) -> list[Finding]:
    """A finding for every row of a dated register that ends before it begins."""
    faulty = register[(register[LAST] != "") & (register[LAST] < register[FIRST])]
    return [
        Finding(
            fil=fil,
            rad=int(rad),
            kolumn=LAST,
            funnet=f"{last}, som är före giltig_från {first}",
            väntat="samma period som giltig_från eller en senare",
            åtgärd="Rätta datumen.",
            kontroll=checklist.GILTIGHET,
        )
        for rad, first, last in zip(faulty["rad"], faulty[FIRST], faulty[LAST], strict=True)
    ]


def reference_findings(
    rows: pd.DataFrame, column: str, known: pd.Series, fil: str, register_fil: str
) -> list[Finding]:
    """A finding for every distinct code in a register's `column` that is not among `known`; "" is no code."""
    lost = rows[~rows[column].isin(known) & (rows[column] != "")]
    rule = CodeRule("", f"{column} som inte finns:", column, True, checklist.HÄNVISNING)
    return [
        _unknown(str(code), group["rad"], rule, column, fil, register_fil, known)
        for code, group in lost.groupby(column, sort=False)
    ]
