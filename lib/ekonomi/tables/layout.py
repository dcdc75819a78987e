"""What the tables share: the lines of the income statement, headings with month words, and notes."""

from collections.abc import Mapping, Sequence

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.table import RAD, Column, Row, Table, Urval
from ekonomi.tables.sums import with_deviations
from ekonomi.tables.trails import named

WORSE = "sämre än budget"
WORSE_THAN_LAST = "sämre än föregående prognos"
ROUNDING = "Beloppen är avrundade var för sig; summor kan därför avvika med 0,1."
NO_FORECAST = "Ingen prognos har lämnats hittills under året."
CLOSED_YEAR = "Året är avslutat: bokslutet står i prognosens ställe."
BUDGET_FIRST = "Ingen tidigare prognos finns för året; budgeten står i dess ställe."
LINES = {
    terms.INTÄKTER: "Intäkter",
    terms.KOMMUNBIDRAG: "Kommunbidrag",
    terms.KOMMUNINTERNA: "Kommuninterna bidrag",
    terms.PERSONAL: "Personalkostnader",
    terms.KONSULT: "Konsultkostnader",
    terms.IT: "IT-program, IT-tjänster, hyra och leasing av IT-utrustning",
    terms.ÖVRIGA: "Övriga kostnader",
}
NO_TRAILS: Urval = {}
COSTS = "Kostnader"
RESULT = "Resultat"


def december(period: str) -> bool:
    """True where the report closes the year, so that the bokslut takes the forecast's place."""
    return periods.month(period) == 12


def forecast_head(period: str) -> str:
    """What stands over the forecast: `Prognos`, in December `Bokslut`."""
    return "Bokslut" if december(period) else "Prognos"


def months(period: str, *, inside: bool = False) -> str:
    """The months so far as a heading: `Jan–mars 2025`; `inside` a heading `jan–mars 2025`."""
    text = f"{periods.through(period)} {periods.year(period)}"
    return text if inside else capital(text)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def plain(period: str) -> str:
    """The months so far as names in siffror.csv have them, with a plain hyphen: `jan-mars`."""
    return periods.through(period).replace("–", "-")


def full_year(period: str) -> str:
    """The heading over full-year columns: `Helår 2025`."""
    return f"Helår {periods.year(period)}"


def forecast_notes(measured: pd.DataFrame, period: str) -> tuple[str, ...]:
    """What a reader must know of the forecast columns: none made yet, or the year is closed."""
    if december(period):
        return (CLOSED_YEAR,)
    return () if terms.M_PROGNOS in measured["mått"].cat.categories else (NO_FORECAST,)


def earlier_forecast_notes(measured: pd.DataFrame) -> tuple[str, ...]:
    """Says so where the budget stands in the place of an earlier forecast."""
    earlier = measured.loc[measured["mått"] == terms.M_FG_PROGNOS, "beloppstyp"]
    return (BUDGET_FIRST,) if (earlier == terms.BUDGET).any() else ()


def amounts(
    name: str,
    caption: str,
    rows: Sequence[Row],
    columns: Mapping[str, Column],
    sums: pd.DataFrame,
    notes: Sequence[str] = (),
    row_head: str = "Rad",
    trails: Urval = NO_TRAILS,
) -> Table:
    """A table of amounts: `columns` says for each measure or deviation which column shows it.

    `sums` (Int64, öre) has a row per row name and a column per measure; the deviations are added here.
    `trails` say by row name and measure which rows of the inputs are summed (`trails.of_rows`).
    """
    values = with_deviations(sums)[list(columns)]
    values.columns = pd.Index([column.name for column in columns.values()])
    urval = named(trails, {measure: column.name for measure, column in columns.items()})
    return Table(
        name, caption, tuple(rows), tuple(columns.values()), values, tuple(notes), row_head, urval=urval
    )


def row(name: str, label: str | None = None, kind: str = RAD, level: int = 0) -> Row:
    """A row, labelled as it is named unless told otherwise."""
    return Row(name, name if label is None else label, kind, level)
