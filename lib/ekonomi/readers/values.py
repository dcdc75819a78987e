"""From checked text to values: amounts become öre, numbers floats, months periods."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from ekonomi import schema


def convert(cells: pd.DataFrame, contract: schema.Contract) -> pd.DataFrame:
    """Give the text columns of a checked table their types by the kind of each column; `rad` stays."""
    typed = {
        column.name: each(cells[column.name], _CONVERTERS[column.kind.name])
        for column in contract.columns
        if column.kind.name in _CONVERTERS
    }
    return cells.assign(**typed)


def each(cells: pd.Series, made_of: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What is made of each text: the distinct ones are few, and only they are asked. Of a category, text is one too."""
    if cells.dtype != "category":
        codes, distinct = pd.factorize(cells)
        return made_of(pd.Series(distinct, dtype="str")).take(codes).set_axis(cells.index)
    rows, texts = cells.cat.codes.to_numpy(), cells.cat.categories
    held = np.flatnonzero(np.bincount(rows, minlength=len(texts)))  # a category may have texts that no row holds
    place = np.zeros(len(texts), dtype="int32")
    place[held] = np.arange(len(held))
    asked = pd.Series(texts[held], dtype="str")
    made = made_of(asked)
    if len(held) == len(texts) and made.equals(asked):
        return cells
    at = place.take(rows)
    if made.dtype != "str":
        return made.take(at).set_axis(cells.index)
    numbers, told = pd.factorize(made)
    return pd.Series(pd.Categorical.from_codes(numbers.take(at), told), index=cells.index)


def same(text: str, rows: pd.DataFrame) -> pd.Categorical:
    """A column of one text for some rows."""
    return pd.Categorical.from_codes(np.zeros(len(rows), dtype="int8"), pd.Index([text], dtype="str"))


def öre(cells: pd.Series) -> pd.Series:
    """Amounts in kronor as text, in the file's sign, to int64 öre, exactly; an empty cell is 0.

    Knows spaces between thousands (also the fixed and thin ones), minus before or after, parentheses for minus, and
    comma or point before the öre.
    """
    if cells.empty:  # an empty partition has no columns
        return cells.astype("int64")
    bare = cells.str.replace(f"{schema.SPACE}|[+)]", "", regex=True)
    negative = bare.str.contains("[-(\u2212]", regex=True)
    size = bare.str.replace("[-(\u2212]", "", regex=True).str.replace(".", ",", regex=False)
    parts = size.str.partition(",")
    digits = parts[0] + parts[2].str.slice(0, 2).str.pad(2, side="right", fillchar="0")
    amounts = pd.to_numeric(digits).astype("int64")
    return amounts.where(~negative, -amounts)


def plain_number(cells: pd.Series) -> pd.Series:
    """Numbers as text with decimal comma or point, spaces between thousands and any minus, as Python writes them."""
    plain = cells.str.replace(schema.SPACE, "", regex=True).str.replace(",", ".", regex=False)
    return plain.str.replace("\u2212", "-", regex=False)


def number(cells: pd.Series) -> pd.Series:
    """Numbers with decimal comma or point to float64; an empty cell is missing."""
    plain = plain_number(cells)
    return pd.to_numeric(plain.where(plain != "")).astype("float64")


_CONVERTERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    schema.AMOUNT.name: öre,
    schema.NUMBER.name: number,
    schema.INTEGER.name: lambda cells: pd.to_numeric(cells).astype("int64"),
    # YYYYMM or YYYY-MM; 00 and 13 stay, for the reader to judge
    schema.LEDGER_PERIOD.name: lambda cells: cells.str[:4] + "-" + cells.str[-2:],
    schema.DATE.name: lambda cells: cells.str[:10],  # without a time of day
    schema.TRUTH.name: lambda cells: cells.str.lower().isin(["true", "ja", "1"]),
}
