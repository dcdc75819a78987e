"""The postings that a figure is made of, as a table."""

from collections.abc import Mapping

import pandas as pd

from ekonomi import style
from ekonomi.table import SUMMA, Column, Row, Table

TOTAL = "Summa"
TEXTS = {
    "led": "Led",
    "beloppstyp": "Beloppstyp",
    "version": "Version",
    "period": "Period",
    "konto": "Konto",
    "kostnadsslag": "Kostnadsslag",
    "ansvar": "Ansvar",
    "projekt": "Projekt",
    "motpart": "Motpart",
    "pool": "Pool",
    "tjänst": "Tjänst",
    "verifikation": "Verifikation",
    "källa": "Fil",
    "rad": "Rad i filen",
    "text": "Text",
}
_AMOUNTS = {"bokfört": "Bokfört", "belopp": "I siffran"}
_VALUE = Column("värde", "Värde i filen", "antal", decimals=2)
NOTES = (
    "Bokfört är hela posten. I siffran står den del som hör till siffran, med siffrans tecken.",
    "Led säger vilken del av urvalet raden hör till, från vänster.",
)


def underlag(figure: Mapping[str, object], rows: pd.DataFrame, *, summed: bool, text: bool = False) -> Table:
    """The rows of `underlag.follow` (öre) in kronor, with their sum; columns without content are left out.

    `summed`: whether the rows add up to the figure. `text` shows the postings' own text, which may name people.
    """
    wanted = [name for name in TEXTS if (text or name != "text") and rows[name].notna().any()]
    shown = [name for name in wanted if (rows[name].astype("str") != "").any()]
    amounts = [name for name in (*_AMOUNTS, "värde") if rows[name].notna().any()]
    index = pd.Index([str(number) for number in range(1, len(rows) + 1)], dtype="str")
    values = rows[[*shown, *amounts]].set_axis(index, axis=0).astype(object)
    if "rad" in shown:
        values["rad"] = ["" if pd.isna(number) else str(number) for number in rows["rad"]]
    lines = [Row(name, name) for name in index]
    if summed and amounts:
        values.loc[TOTAL] = {**dict.fromkeys(shown, ""), **{name: rows[name].sum() for name in amounts}}
        lines.append(Row(TOTAL, TOTAL, SUMMA))
    columns = [Column(name, TEXTS[name], style.TEXT) for name in shown]
    columns += [Column(name, _AMOUNTS[name], "kr") for name in amounts if name in _AMOUNTS]
    columns += [_VALUE] if "värde" in amounts else []
    name = f"underlag {figure['tabell']} / {figure['rad']} / {figure['kolumn']}"
    caption = f"Underlag till {figure['tabell']}, {figure['rad']}, {figure['kolumn']}: {figure['visat']}"
    notes = (*NOTES, f"Urval: {figure['urval']}")
    return Table(name, caption, tuple(lines), tuple(columns), values, notes, "Nr", "Inga rader")
