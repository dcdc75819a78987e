"""Vouchers that do not sum to zero, whatever format they came in."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import schema
from ekonomi.errors import STOPPAR, Check, Found


@Check("verifikation i obalans", STOPPAR,
       action="Ta ut filen på nytt, den kan vara avkortad, eller rätta verifikationen i ekonomisystemet.")  # fmt: skip
def unbalanced_vouchers(faulty: pd.DataFrame, fil: str, heading: str | None = None) -> Iterator[Found]:
    """En verifikation som inte summerar till noll, där filen har klass 1–2.

    `faulty`: vouchers by name, with summa (öre, as the file has it), rader and rad.
    """
    for name, summa, count, rad in faulty[["summa", "rader", "rad"]].itertuples():
        found = f"verifikation {schema.quoted(name)} med summan {schema.kronor(summa)} ({schema.rows(count)})"
        yield Found(fil, rad, heading, found, "summan 0,00 kr")
