"""The postings that a figure is made of, as a table."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from ekonomi import style
from ekonomi.table import SUMMA, Column, Row, Table

TOTAL = "Summa"
_NAMED = (
    *("led", "beloppstyp", "version", "period", "konto", "kostnadsslag"),
    *("ansvar", "projekt", "motpart", "pool", "tjänst", "verifikation"),
)
TEXTS = {**{name: name.capitalize() for name in _NAMED}, "källa": "Fil", "rad": "Rad i filen", "text": "Text"}
AMOUNTS = {"bokfört": "Bokfört", "belopp": "I siffran", "värde": "Värde i filen"}
NOTES = (
    "Bokfört är hela posten. I siffran står den del som hör till siffran, med siffrans tecken.",
    "Led säger vilken del av urvalet raden hör till, från vänster.",
)


def told(rows: pd.DataFrame, *, text: bool) -> list[str]:
    """The columns that say anything; the postings' own texts, which may name people, only where they are asked for."""
    said = rows.notna() & (rows.astype("str") != "")
    return [name for name in (*TEXTS, *AMOUNTS) if said[name].any() and (text or name != "text")]


def underlag(
    figure: Mapping[str, object], rows: pd.DataFrame, sums: Mapping[str, float], *, count: int | None = None,
    text: bool = False,
) -> Table:  # fmt: skip
    """The rows of `underlag.follow` (öre) in kronor, with their `sums`, if any; columns without content are left out.

    `count`: of how many postings the rows are the first. `text` shows the postings' own text, which may name people.
    """
    said = told(rows, text=text)
    shown, amounts = ([name for name in said if name in heads] for heads in (TEXTS, AMOUNTS))
    index = pd.Index([str(number) for number in range(1, len(rows) + 1)], dtype="str")
    values = rows[[*shown, *amounts]].set_axis(index, axis=0).astype(object)
    if "rad" in shown:
        values["rad"] = ["" if pd.isna(number) else str(number) for number in rows["rad"]]
    lines = [Row(name, name) for name in index]
    if sums and amounts:
        values.loc[TOTAL] = {**dict.fromkeys(shown, ""), **{name: sums.get(name, pd.NA) for name in amounts}}
        lines.append(Row(TOTAL, TOTAL, SUMMA))
    columns = [Column(name, TEXTS[name], style.TEXT) for name in shown]
    units = {"värde": "antal"}
    columns += [Column(name, AMOUNTS[name], units.get(name, "kr"), decimals=2) for name in amounts]
    name = f"underlag {figure['tabell']} / {figure['rad']} / {figure['kolumn']}"
    caption = f"Underlag till {figure['tabell']}, {figure['rad']}, {figure['kolumn']}: {figure['visat']}"
    first = (
        (f"Här är {len(rows)} av {style.number(Decimal(count), 0)} poster, de första av varje led.",) if count else ()
    )
    notes = (*first, *NOTES, f"Urval: {figure['urval']}")
    return Table(tuple(lines), tuple(columns), values, notes, {}, caption, "Nr", "Inga rader", name)
