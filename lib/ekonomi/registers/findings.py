"""What can be wrong with a dated register, and with codes that are to be found in one."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from ekonomi.checklist import GILTIGHET, HÄNVISNING
from ekonomi.errors import STOPPAR, VARNING, Check, Finding, Found
from ekonomi.registers.forms import lost_codes, lost_forms
from ekonomi.registers.lookup import FIRST, LAST, look_up, valid_until
from ekonomi.schema import groups, quoted

NEAREST = 3
OKÄND_KOD: Final = Check(
    "okänd kod", STOPPAR,
    finds="En kod som inte finns i sitt register, med de närmaste som gör det.",
    action="Rätta posten eller lägg till koden i registret.")  # fmt: skip


@dataclass(frozen=True)
class CodeRule:
    """Which register holds a ledger column's codes, how a finding names them, and if one must be there."""

    register: str
    unknown: str
    expired: str
    required: bool


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

    `rows` are LEDGER rows of one file, or their sums; each finding has the first row and says how many share it.
    """
    rule = CODES[column]
    unfound = look_up(rows, column, register, [FIRST])[FIRST].isna()
    if not rule.required:
        unfound &= rows[column] != ""
    if not unfound.any():
        return []
    faulty, known = rows[unfound], register[column]
    expired = faulty[column].isin(known)
    return [
        *_unknown(OKÄND_KOD, faulty[~expired], column, rule.unknown, known, heading, fil, register_fil),
        *expired_codes(faulty[expired], column, rule.expired, heading, fil, register_fil),
    ]


def reference_findings(rows: pd.DataFrame, column: str, known: pd.Series, fil: str, register_fil: str) -> list[Finding]:
    """A finding for every distinct code in a register's `column` that is not among `known`; "" is no code."""
    lost = rows[~rows[column].isin(known) & (rows[column] != "")]
    return _unknown(HÄNVISNING, lost, column, f"{column} som inte finns:", known, column, fil, register_fil)


def _unknown(
    check: Check, rows: pd.DataFrame, column: str, what: str, known: pd.Series, heading: str, fil: str, where: str
) -> list[Finding]:
    """The codes of `rows`, none of them known: those that have lost their form, and then the others."""
    lost = lost_forms(rows[column], known)
    others = groups(rows[~rows[column].isin(list(lost))], column)
    return [
        *lost_codes(rows, column, what, lost, heading, fil),
        *check.findings(
            Found(
                fil,
                rad,
                heading,
                f"{what} {quoted(code)}" if code else "ett tomt fält",
                f"en kod som finns i {where}{_nearest(code, known)}",
                antal=count,
            )
            for code, rad, count in others
        ),
    ]


def _nearest(code: str, known: pd.Series) -> str:
    near = difflib.get_close_matches(code, list(dict.fromkeys(known)), n=NEAREST, cutoff=0.5)
    return f"; närmast: {', '.join(near)}" if near else ""


@Check("kod utanför sin giltighet", STOPPAR, action="Rätta posten eller kodens giltighet i registret.")
def expired_codes(
    rows: pd.DataFrame, column: str, what: str, heading: str, fil: str, register_fil: str
) -> Iterator[Found]:
    """En kod som finns men inte gäller i postens period.

    The codes of `rows`, none of them valid in its row's period.
    """
    periods = rows.groupby(column)["period"].first()
    for code, rad, count in groups(rows, column):
        found = f"{what} {quoted(code)} i period {periods[code]}"
        yield Found(fil, rad, heading, found, f"en kod som gäller i perioden enligt {register_fil}", antal=count)


@GILTIGHET
def overlap_findings(register: pd.DataFrame, codes: tuple[str, ...], fil: str) -> Iterator[Found]:
    """Every row of a dated register that begins before the same code's last one ended."""
    ordered = register.sort_values([*codes, FIRST], kind="stable")
    before = ordered.groupby(list(codes), sort=False)
    ended = ordered.assign(annan=before["rad"].shift(), slut=before[LAST].shift()).dropna(subset="annan")
    for row in ended[valid_until(ended["slut"]) >= ended[FIRST]].to_dict("records"):
        code = quoted(" ".join(str(row[column]) for column in codes))
        found = f"{code} från {row[FIRST] or 'början'}, som redan gäller enligt rad {int(row['annan'])}"
        yield Found(fil, row["rad"], FIRST, found, "en giltighet i taget för samma kod")


@GILTIGHET
def reversed_findings(register: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Every row of a dated register that ends before it begins."""
    faulty = register[(register[LAST] != "") & (register[LAST] < register[FIRST])]
    for rad, first, last in zip(faulty["rad"], faulty[FIRST], faulty[LAST], strict=True):
        found = f"{last}, som är före giltig_från {first}"
        yield Found(fil, rad, LAST, found, "samma period som giltig_från eller en senare", "Rätta datumen.")


@Check("två stavningar", VARNING, action="Stava lika på alla rader. Låt stå om de är två.")
def respelled(register: pd.DataFrame, columns: Iterable[str], fil: str) -> Iterator[Found]:
    """Ett verksamhetsområde, en avdelning eller en grupp som skiljer sig från en annan bara i stora bokstäver eller
    blanksteg, och därför räknas för sig."""
    for column in columns:
        words = register.drop_duplicates(column)
        first = words.groupby(words[column].str.casefold().str.split().str.join(" "))[column].transform("first")
        for word, one, rad in words.assign(en=first)[[column, "en", "rad"]].itertuples(index=False):
            if word != one:
                yield Found(fil, rad, column, quoted(word), f"{quoted(one)}, som på en tidigare rad")
