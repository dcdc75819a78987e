"""The closing rows of an export that say what it should hold: its number of rows and the sum of its amounts."""

import re

import pandas as pd

from ekonomi import checklist, schema
from ekonomi.errors import Finding
from ekonomi.readers import values

_WORD = re.compile(
    r"\s*(summa|totalt?|kontrollsumma|antal(?: (?:rader|poster|transaktioner))?)\b[\s:]*(.*)", re.I
)
_COUNT = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f]?[0-9]{3})*")
_ACTION = "Ta ut filen på nytt; rader saknas eller har ändrats."


def split(cells: pd.DataFrame, contract: schema.Contract, fil: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows without those that state totals, and a finding for each total that the rows do not give.

    A row states totals where it has no period and begins a code with Summa, Totalt or Antal rader. Its amount is
    the sum of the rows' amounts; a number beside Antal is the number of rows. Amounts in the file's sign.
    """
    places = {column.kind.name: column for column in contract.columns}
    amount, period = places[schema.AMOUNT.name], places[schema.LEDGER_PERIOD.name]
    codes = [column.name for column in contract.columns if column not in (amount, period)]
    stated = cells[cells[period.name] == ""]
    if stated.empty:
        return cells, []
    words = stated[codes].agg("\n".join, axis="columns")
    stated = stated[words.str.contains(r"(?i)(?:^|\n)(?:summa|total|kontrollsumma|antal)")]
    rows = cells.drop(stated.index)
    findings = []
    for place in stated.index:
        findings += _row_findings(stated.loc[place], rows, codes, amount, fil)
    return rows, findings


def _row_findings(
    row: pd.Series, rows: pd.DataFrame, codes: list[str], amount: schema.Column, fil: str
) -> list[Finding]:
    findings = []
    count = _count([str(row[code]) for code in codes])
    if count is not None and count != len(rows):
        found = f"antalet {count} på slutraden, men {schema.rows(len(rows))} i filen"
        findings.append(_finding(fil, found, "samma antal", int(row["rad"]), None))
    kind = amount.kind.pattern or ""
    if re.fullmatch(kind, row[amount.name]) and rows[amount.name].str.fullmatch(kind).all():
        stated, summed = (
            int(values.öre(pd.Series([row[amount.name]]))[0]),
            int(values.öre(rows[amount.name]).sum()),
        )
        if stated != summed:
            found = f"summan {schema.kronor(stated)} på slutraden, men {schema.kronor(summed)} i raderna"
            findings.append(_finding(fil, found, "samma summa", int(row["rad"]), amount.title))
    return findings


def _count(cells: list[str]) -> int | None:
    """The number that stands with or after `Antal`, None where the row states no number of rows."""
    for place, cell in enumerate(cells):
        word = _WORD.fullmatch(cell)
        if word and word[1].casefold().startswith("antal"):
            numbers = (_COUNT.search(text) for text in (word[2], *cells[place + 1 :]))
            return next((int(re.sub(r"\D", "", number[0])) for number in numbers if number), None)
    return None


def _finding(fil: str, found: str, expected: str, rad: int, heading: str | None) -> Finding:
    return Finding(fil, found, expected, _ACTION, rad, heading, checklist.KONTROLLSUMMA)
