"""The receipt of a delivery, in Swedish: what came in, what was left out and why, and what moved."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import schema
from ekonomi.errors import LABELS
from ekonomi.importing.restatement import Restatement
from ekonomi.importing.store import Imported
from ekonomi.schema import kronor, number

MOST_ACCOUNTS = 200


def receipt_lines(imported: Imported) -> Iterator[str]:
    """The receipt, a line at a time. Sums have income +, as the ledger has."""
    delivery, rows = imported.delivery, imported.delivery.rows
    yield f"Kvitto för {delivery.file.name} ({delivery.form})"
    yield f"  Nämnd: {_one_line(delivery.nämnd) if delivery.nämnd else 'ej angiven'}"
    if rows.empty:
        yield "  Rader: 0. Filen har inga verifikationer att läsa in."
    else:
        yield from _content(delivery.vouchers, rows)
    if delivery.skipped:
        yield "  Hoppades över:"
        for skipped in delivery.skipped:
            yield f"    {_one_line(skipped.what)}: {number(skipped.count)} ({_one_line(skipped.why)})"
    else:
        yield "  Hoppades över: inget"
    yield from (f"  {LABELS[note.kontroll.severity]}: {note.line()}" for note in delivery.notes)
    yield from _change(imported.restatement)
    if imported.others:
        names = ", ".join(_one_line(name) or "ej angiven" for name in imported.others)
        yield f"  I mappen finns också rader för: {names}"


def _content(vouchers: tuple[str, ...], rows: pd.DataFrame) -> Iterator[str]:
    first, last = rows["period"].min(), rows["period"].max()
    span = first if first == last else f"{first}–{last}"
    yield f"  Rader: {number(len(rows))}. Verifikationer: {number(len(vouchers))}. Perioder: {span}."
    if vouchers:
        yield f"  Första verifikation: {_one_line(vouchers[0])}. Sista: {_one_line(vouchers[-1])}."
    yield "  Period, rader, summa och debet:"
    for period, part in rows.groupby("period")["belopp"]:
        debit = -int(part[part < 0].sum())
        yield f"    {period}  {number(len(part))}  {kronor(int(part.sum()))}  {kronor(debit)}"


def _change(restatement: Restatement | None) -> Iterator[str]:
    if restatement is None:
        yield "  Ersätter: inget; perioderna är nya."
        return
    if not restatement.before:
        yield "  Ersätter: inget."
    elif not restatement.rewritten:
        yield "  Ersätter: samma rader som fanns; ingenting är ändrat."
    else:
        yield from _replaced(restatement)
    if restatement.kept:
        kept = ", ".join(
            f"{_one_line(name)} ({schema.rows(count)})" for name, count in sorted(restatement.kept.items())
        )
        yield f"  Står kvar i samma perioder: serie {kept}"


def _replaced(restatement: Restatement) -> Iterator[str]:
    rows = f"{schema.rows(restatement.before)} blev {restatement.after}"
    if restatement.moved.empty:
        yield f"  Ersätter: {rows}; inget konto har fått annat belopp, men koder eller texter är ändrade."
        return
    yield f"  Ersätter: {rows}. Ändrade belopp (intäkt +):"
    for period, part in restatement.moved.groupby("period"):
        yield f"    {period}: {len(part)} konton, tillsammans {_signed(int(part['skillnad'].sum()))}"
        for row in part.head(MOST_ACCOUNTS).to_dict("records"):
            before, after = kronor(row["före"]), kronor(row["efter"])
            yield f"      konto {_one_line(row['konto'])}: {before} → {after} ({_signed(row['skillnad'])})"
        if len(part) > MOST_ACCOUNTS:
            yield f"      och ytterligare {len(part) - MOST_ACCOUNTS} konton"


def _signed(belopp: int) -> str:
    return f"{'+' if belopp > 0 else ''}{kronor(belopp)}"


def _one_line(text: object) -> str:
    """A text from the file without line breaks or signs that could disturb a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())
