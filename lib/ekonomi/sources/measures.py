"""The files of the nämnd's mått: what each must hold, and that it holds every mått that is looked for in it."""

import difflib
from collections.abc import Iterator, Sequence

import pandas as pd

from ekonomi import schema
from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.params import MeasureSettings
from ekonomi.params.measures import CASES
from ekonomi.schema import CELL_NUMBER, CODE, DATE, NUMBER, PERIOD, TRUTH, Column, Contract
from ekonomi.sources.door import Dated, Door


def measure_contract(measures: Sequence[MeasureSettings]) -> Contract:
    """What the one file that some mått share must hold: a value a month, or a list of cases."""
    sources = [measure.källa for measure in measures]
    if sources[0].form != CASES:
        columns = [Column("mått", CODE), Column("månad", PERIOD), Column("värde", NUMBER)]
        return Contract("mått", (*columns, Column("av", CELL_NUMBER, optional=True)))
    months, flags = ({source.månad: DATE for source in sources}, {source.flag: TRUTH for source in sources})
    cells = tuple(Column(name, kind) for name, kind in (months | flags).items())
    return Contract("mått", cells, may_be_empty=True)


def check_measures(
    door: Door, dated: Dated, table: pd.DataFrame, fil: str, measures: Sequence[MeasureSettings]
) -> None:
    """A file of a value a month has each mått that it is named for, once a month, and says of what a share is."""
    if measures[0].källa.form != CASES:
        door.faults += faulty_values(table, measures, fil)


@Check("mått", STOPPAR,
       finds="Ett mått utan värden i sin fil, med två värden i en månad, eller i procent utan det som andelen räknas "
       "av.",
       action="Rätta filen, eller måttet i inställningarna.")  # fmt: skip
def faulty_values(table: pd.DataFrame, measures: Sequence[MeasureSettings], fil: str) -> Iterator[Found]:
    """Months told twice, mått without a value, and shares of nothing."""
    twice = table[table.duplicated(["mått", "månad"])]
    for rad, name, month in twice[["rad", "mått", "månad"]].itertuples(index=False):
        said = f"{schema.quoted(name)} i {month} en gång till"
        yield Found(fil, rad, "mått", said, "ett värde per mått och månad", "Ta bort den ena raden.")
    for measure in measures:
        rows = table[table["mått"] == measure.namn]
        if rows.empty:
            near = difflib.get_close_matches(measure.namn, table["mått"].unique(), n=1, cutoff=0.3)
            expected = f"rader för måttet {schema.quoted(measure.namn)}{f'; närmast: {near[0]}' if near else ''}"
            action = "Rätta namn i inställningarna, eller måttet i filen."
            yield Found(fil, None, "mått", "inga", expected, action)
            continue
        without = rows[rows["av"].isna()]
        said = f"inget värde för {schema.quoted(measure.namn)}"
        if 0 < len(without) < len(rows):
            action = "Ange vad andelen räknas av på varje rad."
            yield Found(fil, without["rad"].iloc[0], "av", said, "av på måttets alla rader", action)
        elif len(without) and measure.enhet == "procent" and measure.sammanvägning is None:
            action = "Ange av i filen, eller sammanvägning: snitt eller senaste i inställningarna."
            expected = "vad andelen räknas av, då procent inte kan summeras"
            yield Found(fil, without["rad"].iloc[0], "av", said, expected, action)
