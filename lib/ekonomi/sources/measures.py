"""The files of the nämnd's mått: what each must hold, and that it holds every mått that is looked for in it."""

import difflib
from collections.abc import Sequence

import pandas as pd

from ekonomi import checklist, schema
from ekonomi.errors import Finding
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
    if measures[0].källa.form == CASES:
        return
    twice = table[table.duplicated(["mått", "månad"])]
    for rad, name, month in twice[["rad", "mått", "månad"]].head(schema.MOST_LINES).itertuples(index=False):
        said = f"{schema.quoted(name)} i {month} en gång till"
        door.faults.append(
            _fault(fil, said, "ett värde per mått och månad", "Ta bort den ena raden.", rad, "mått")
        )
    for measure in measures:
        rows = table[table["mått"] == measure.namn]
        if rows.empty:
            near = difflib.get_close_matches(measure.namn, table["mått"].unique(), n=1, cutoff=0.3)
            expected = (
                f"rader för måttet {schema.quoted(measure.namn)}{f'; närmast: {near[0]}' if near else ''}"
            )
            action = "Rätta namn i inställningarna, eller måttet i filen."
            door.faults.append(_fault(fil, "inga", expected, action, None, "mått"))
            continue
        without = rows[rows["av"].isna()]
        said = f"inget värde för {schema.quoted(measure.namn)}"
        if 0 < len(without) < len(rows):
            action = "Ange vad andelen räknas av på varje rad."
            door.faults.append(
                _fault(fil, said, "av på måttets alla rader", action, without["rad"].iloc[0], "av")
            )
        elif len(without) and measure.enhet == "procent" and measure.sammanvägning is None:
            action = "Ange av i filen, eller sammanvägning: snitt eller senaste i inställningarna."
            expected = "vad andelen räknas av, då procent inte kan summeras"
            door.faults.append(_fault(fil, said, expected, action, without["rad"].iloc[0], "av"))


def _fault(fil: str, found: str, expected: str, action: str, rad: int | None, column: str) -> Finding:
    place = None if rad is None else int(rad)
    return Finding(fil, found, expected, action, place, column, checklist.MÅTT)
