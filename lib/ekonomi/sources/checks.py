"""Is the ledger complete? Its vouchers balance, or else the ERP's own resultatrapport says the same."""

import pandas as pd

from ekonomi import checklist, schema
from ekonomi.errors import Finding
from ekonomi.schema import kronor


def voucher_findings(rows: pd.DataFrame, heading: str, fil: str, sign: int) -> list[Finding]:
    """A finding for every voucher of one export (LEDGER rows, all account classes) that does not sum to zero.

    `sign` (−1 where the file has debit +, else 1) turns the sums back into what the file shows.
    """
    vouchers = rows.groupby("verifikation", sort=False).agg(
        summa=("belopp", "sum"), rader=("rad", "size"), rad=("rad", "min")
    )
    faulty = vouchers[vouchers["summa"] != 0].sort_values("rad")
    if faulty.empty:
        return _unbalanced_periods(rows, heading, fil, sign)
    last = str(rows["verifikation"].iloc[int(rows["rad"].argmax())])
    rest = faulty.iloc[schema.MOST_LINES :]
    shown = pd.concat([faulty.head(schema.MOST_LINES), rest[rest.index == last]])
    findings = [
        _unbalanced(str(name), int(rad), sign * int(summa), int(count), heading, fil, name == last)
        for name, summa, count, rad in shown.itertuples(name=None)
    ]
    rest = faulty.drop(shown.index)
    if len(rest):
        findings.append(_more_unbalanced(rest, heading, fil))
    return findings


def _unbalanced(name: str, rad: int, summa: int, count: int, heading: str, fil: str, last: bool) -> Finding:
    """A voucher that does not sum to zero; the last of a file has most likely lost its rows with the file's end."""
    said = f"verifikation {schema.quoted(name)} med summan {kronor(summa)} ({schema.rows(count)})"
    return Finding(
        fil=fil,
        rad=rad,
        kolumn=heading,
        funnet=f"{said}, sist i filen" if last else said,
        väntat="summan 0,00 kr",
        åtgärd="Ta ut filen på nytt, den kan vara avkortad, eller rätta verifikationen i ekonomisystemet.",
        kontroll=checklist.AVKORTAD if last else checklist.VERIFIKATION,
    )


def _unbalanced_periods(rows: pd.DataFrame, heading: str, fil: str, sign: int) -> list[Finding]:
    """A finding for every period that does not sum to zero, though every voucher does."""
    periods = rows.groupby("period").agg(summa=("belopp", "sum"), rad=("rad", "min"))
    faulty = periods[periods["summa"] != 0]
    return [
        Finding(
            fil=fil,
            rad=int(rad),
            kolumn=heading,
            funnet=f"summan {kronor(sign * int(summa))} i period {period}",
            väntat="summan 0,00 kr i varje period",
            åtgärd="En verifikation är delad mellan perioder: rätta perioden på posterna, eller ta ut filen på nytt.",
            kontroll=checklist.PERIODBALANS,
        )
        for period, summa, rad in faulty.head(schema.MOST_LINES).itertuples(name=None)
    ]


def _more_unbalanced(rest: pd.DataFrame, heading: str, fil: str) -> Finding:
    return Finding(
        fil=fil,
        rad=int(rest["rad"].iloc[0]),
        kolumn=heading,
        funnet=f"ytterligare {len(rest)} verifikationer som inte går jämnt upp",
        väntat="summan 0,00 kr i varje verifikation",
        åtgärd="Ta ut filen på nytt, den kan vara avkortad.",
        kontroll=checklist.VERIFIKATION,
    )


def unproven(fil: str) -> Finding:
    """The note on an export without classes 1–2 when there is no resultatrapport either."""
    return Finding(
        fil=fil,
        funnet="inga balanskonton (klass 1–2)",
        väntat="balanskonton eller en resultatrapport att stämma av mot",
        åtgärd="Uttagets fullständighet är inte styrkt; ange resultatrapport under källor i inställningarna.",
        kontroll=checklist.OSTYRKT,
    )


def statement_findings(rows: pd.DataFrame, statement: pd.DataFrame, heading: str, fil: str) -> list[Finding]:
    """A finding for every konto and period where the ledger and the ERP's resultatrapport differ.

    `rows` are LEDGER rows of the exports that cannot balance; `statement` has konto, period, belopp (int64
    öre, income +) and rad, from the file `fil`.
    """
    keys = ["konto", "period"]
    booked = rows.groupby(keys)["belopp"].sum()
    stated = statement.groupby(keys).agg(summa=("belopp", "sum"), rad=("rad", "min"))
    both = stated.join(booked, how="outer").reset_index()
    both[["summa", "belopp"]] = both[["summa", "belopp"]].fillna(0).astype("int64")
    faulty = both[both["summa"] != both["belopp"]].sort_values(["period", "konto"])
    findings = [_mismatch(row, heading, fil) for row in faulty.head(schema.MOST_LINES).to_dict("records")]
    if len(faulty) > schema.MOST_LINES:
        findings.append(_more_mismatches(len(faulty) - schema.MOST_LINES, heading, fil))
    return findings


def _mismatch(row: dict, heading: str, fil: str) -> Finding:
    stated, booked = kronor(row["summa"]), kronor(row["belopp"])
    return Finding(
        fil=fil,
        rad=None if pd.isna(row["rad"]) else int(row["rad"]),
        kolumn=heading,
        funnet=f"{stated} på konto {row['konto']} i {row['period']}, men {booked} i huvudboken (intäkt +)",
        väntat="samma belopp",
        åtgärd="Ta ut huvudboken på nytt; den kan vara avkortad.",
        kontroll=checklist.RESULTATRAPPORT,
    )


def _more_mismatches(count: int, heading: str, fil: str) -> Finding:
    return Finding(
        fil=fil,
        kolumn=heading,
        funnet=f"ytterligare {count} konton och perioder som skiljer sig från huvudboken",
        väntat="samma belopp",
        åtgärd="Ta ut huvudboken på nytt; den kan vara avkortad.",
        kontroll=checklist.RESULTATRAPPORT,
    )


def after_period(rows: pd.DataFrame, period: str, heading: str, fil: str) -> list[Finding]:
    """The note on postings of one export that lie after the report's period and are left out."""
    late = rows[rows["period"] > period]
    if late.empty:
        return []
    first, last = late["period"].min(), late["period"].max()
    months = first if first == last else f"{first}–{last}"
    total = kronor(int(late["belopp"].sum()))
    return [
        Finding(
            fil=fil,
            rad=int(late["rad"].iloc[0]),
            kolumn=heading,
            funnet=f"{schema.postings(len(late))} i {months}, tillsammans {total} (intäkt +)",
            väntat=f"poster till och med {period}",
            åtgärd="De räknas inte med i rapporten.",
            kontroll=checklist.SENARE,
        )
    ]
