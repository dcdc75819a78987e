"""Unit4 (Agresso): the huvudbok as the ERP exports it, a row per posting, account classes 1–8.

The export has debit +; the one flip to report sign (income +, cost −) is done here, unless the settings say
that the file has it already.
"""

from collections.abc import Iterator

import pandas as pd

from ekonomi import schema, terms
from ekonomi.errors import STOPPAR, Check, Found, stop_on
from ekonomi.params import DatabaseSource, LedgerSource
from ekonomi.readers import values
from ekonomi.schema import Column

DEBIT, CREDIT = "debet plus", "intäkt plus"
OPENING, CLOSING, DECEMBER = "00", "13", "12"
_UNDATED = "registrerad"
_EXPECTED = {
    False: "en period i registreringens år, året före eller året efter",
    True: "bokslutsposter (period 13) registrerade i december eller senare",
}


def ledger_rows(cells: pd.DataFrame, contract: schema.Contract, tecken: str, fil: str) -> pd.DataFrame:
    """Checked cells of a ledger (text or category) as LEDGER rows (belopp int64 öre, income +), of every account.

    Opening balances (period 00) are left out and closing entries (13) fall in December; källa is the base name of
    `fil`. Raises DataError for a period that the date of entry makes impossible. Sums of rows (belopp in öre) do as
    well, and keep their rader and sist.
    """
    rows = values.convert(cells, contract)
    rows = rows.assign(**{name: values.same("", rows) for name in (*schema.ABSENT, _UNDATED) if name not in rows})
    stop_on(impossible_periods(rows, contract.titles()["period"], fil))
    rows = schema.taken(rows, ~rows["period"].str.endswith(OPENING)).reset_index(drop=True)
    rows["period"] = values.each(
        rows["period"], lambda texts: texts.str.replace(f"-{CLOSING}$", f"-{DECEMBER}", regex=True)
    )
    if tecken == DEBIT:
        rows["belopp"] = -rows["belopp"]
    constant = {"beloppstyp": terms.UTFALL, "källa": fil.rsplit("/", 1)[-1], "version": ""}
    rows = rows.assign(**{name: values.same(text, rows) for name, text in constant.items()})
    return rows[[*schema.LEDGER, *(name for name in ("rader", "sist") if name in rows)]]


def ledger_contract(source: LedgerSource | DatabaseSource) -> schema.Contract:
    """What an export or a table must hold, under the headings that the settings give."""
    headings = source.kolumner.model_dump(exclude_none=True, exclude={"rad", "klient"})
    kinds = {
        "konto": schema.CODE,
        "belopp": schema.amount("." if isinstance(source, DatabaseSource) else source.decimaltecken),
        "period": schema.LEDGER_PERIOD,
        "verifikation": schema.CODE,
        "text": schema.WORDS,
        _UNDATED: schema.DATE,
    }
    return schema.Contract(
        tuple(Column(name, kinds.get(name, schema.TEXT), heading) for name, heading in headings.items()),
        totals=True,
    )


@Check("omöjlig period", STOPPAR, action="Rätta posten i ekonomisystemet och ta ut filen på nytt.")
def impossible_periods(rows: pd.DataFrame, heading: str, fil: str) -> Iterator[Found]:
    """En period som inte går ihop med dagen då posten registrerades.

    A posting is entered in its year or the next to it; a closing entry not before December of its year.
    """
    told = rows[["period", "registrerad"]].drop_duplicates().astype("str")
    year, entered = told["period"].str.slice(0, 4), told["registrerad"].str.slice(0, 4)
    dated = entered != ""
    apart = year.astype("int64") - entered.where(dated, year).astype("int64")
    closing = told["period"].str.endswith(CLOSING)
    early = dated & closing & (told["registrerad"].str.slice(0, 7) < year + "-" + DECEMBER)
    wrong = told[(apart.abs() > 1) | early]
    if wrong.empty:
        return
    faulty = rows.astype({"period": "str", "registrerad": "str"}).merge(wrong)
    first = faulty.groupby("period", sort=False)["registrerad"].first()
    for period, rad, count in schema.groups(faulty, "period"):
        found = f"period {period} på en post registrerad {first[period]}"
        yield Found(fil, rad, heading, found, _EXPECTED[period.endswith(CLOSING)], antal=count)
