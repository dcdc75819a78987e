"""The rows of a table in a database that are none: without a number, there twice, of what is no number or day."""

from collections.abc import Iterator
from typing import Any, Final

from ekonomi import schema
from ekonomi.checklist import DATABAS, VÄRDEN
from ekonomi.errors import Finding, Found
from ekonomi.params import DatabaseSource

_ENDLESS: Final = ("NaN", "Infinity", "-Infinity", "infinity", "-infinity")


def unnumbered(source: DatabaseSource, fil: str) -> Finding:
    """The finding for rows whose number is none."""
    expected, action = "ett heltal på varje rad, eller null i inställningarna", "Välj en kolumn med radens nummer."
    return VÄRDEN.at(fil, None, source.kolumner.rad, "annat än heltal", expected, action)


@DATABAS
def doubled(rows: Any, source: DatabaseSource, fil: str) -> Iterator[Found]:
    """The rows that come again: a join gives them twice, as they are or with something else of what it joins.

    A number that several vouchers have is but the row's in its voucher. Then, as in a plan, that has none, only rows
    that are the same throughout are told, and only where the numbers tell all others apart.
    """
    place = [name for name in ("rad", "period", "verifikation") if name in rows.columns]
    lines = rows.group_by(rows.columns).aggregate(rader=rows.count())
    places = lines.group_by(place).aggregate(rader=lines["rader"].sum(), olika=lines.count())
    again = {"antal": (places["rader"] - 1).sum(), "rad": places["rad"].min(where=places["rader"] > 1)}
    asked = places.aggregate(
        **again, nummer=places["rad"].nunique(), platser=places.count(), mest=places["olika"].max()
    )
    told = asked.to_pyarrow().to_pylist()[0]
    own = "verifikation" in place and told["nummer"] == told["platser"]
    if told["antal"] and (own or told["mest"] == 1):
        found = f"{schema.rows(int(told['antal']))} som står en gång till, med samma nummer"
        action = "Vyn eller frågan ger rader flera gånger: rätta det som den kopplar till (join)."
        yield Found(fil, told["rad"], source.kolumner.rad, found, "varje rad en gång", action)


def endless(table: Any, source: DatabaseSource, fil: str) -> Finding | None:
    """The finding for a column with a number or a day that is none: PostgreSQL has them, and Python's types do not."""
    spelled = {name.casefold(): name for name in table.columns}
    for title in filter(None, source.kolumner.model_dump().values()):
        column = table[spelled[title.casefold()]] if title.casefold() in spelled else None
        if column is None or not (column.type().is_decimal() or column.type().is_temporal()):
            continue
        cells = column.cast("string").name("cell").as_table()
        found = cells.filter(cells["cell"].isin(_ENDLESS)).limit(1).to_pyarrow()["cell"].to_pylist()
        if found:
            action = "Rätta raden i databasen, eller läs en vy eller fråga utan den."
            return VÄRDEN.at(fil, None, title, schema.quoted(found[0]), "tal och datum som finns", action)
    return None
