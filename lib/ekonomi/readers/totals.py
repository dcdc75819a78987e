"""What the rows of a file must come to: its closing rows say their number and sum, and vouchers sum to zero."""

import re
from collections.abc import Iterator

import pandas as pd

from ekonomi import schema
from ekonomi.checklist import KONTROLLSUMMA
from ekonomi.errors import STOPPAR, Check, Finding, Found
from ekonomi.readers import values

_WORD = re.compile(r"\s*(summa|totalt?|kontrollsumma|antal(?: (?:rader|poster|transaktioner))?)\b[\s:]*(.*)", re.I)
_COUNT = re.compile(rf"[0-9]{{1,3}}(?:{schema.SPACE}?[0-9]{{3}})*")


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
    return rows, wrong_totals(stated, rows, codes, amount, fil)


@KONTROLLSUMMA
def wrong_totals(
    stated: pd.DataFrame, rows: pd.DataFrame, codes: list[str], amount: schema.Column, fil: str
) -> Iterator[Found]:
    """The totals of closing rows that the other rows do not give."""
    kind, amounts = amount.kind.pattern or "", rows[amount.name]
    for row in stated.to_dict("records"):
        count = _count([row[code] for code in codes])
        if count is not None and count != len(rows):
            found = f"antalet {count} på slutraden, men {schema.rows(len(rows))} i filen"
            yield Found(fil, row["rad"], None, found, "samma antal")
        if re.fullmatch(kind, row[amount.name]) and amounts.str.fullmatch(kind).all():
            total, summed = (int(values.öre(cells).sum()) for cells in (pd.Series([row[amount.name]]), amounts))
            if total != summed:
                found = f"summan {schema.kronor(total)} på slutraden, men {schema.kronor(summed)} i raderna"
                yield Found(fil, row["rad"], amount.title, found, "samma summa")


def _count(cells: list[str]) -> int | None:
    """The number that stands with or after `Antal`, None where the row states no number of rows."""
    for place, cell in enumerate(cells):
        word = _WORD.fullmatch(cell)
        if word and word[1].casefold().startswith("antal"):
            numbers = (_COUNT.search(text) for text in (word[2], *cells[place + 1 :]))
            return next((int(re.sub(r"\D", "", number[0])) for number in numbers if number), None)
    return None


@Check("verifikation i obalans", STOPPAR,
       action="Ta ut filen på nytt, den kan vara avkortad, eller rätta verifikationen i ekonomisystemet.")  # fmt: skip
def unbalanced_vouchers(faulty: pd.DataFrame, fil: str, heading: str | None = None) -> Iterator[Found]:
    """En verifikation som inte summerar till noll, där filen har klass 1–2.

    `faulty`: vouchers by name, with summa (öre, as the file has it), rader and rad.
    """
    for name, summa, count, rad in faulty[["summa", "rader", "rad"]].itertuples():
        found = f"verifikation {schema.quoted(name)} med summan {schema.kronor(summa)} ({schema.rows(count)})"
        yield Found(fil, rad, heading, found, "summan 0,00 kr")
