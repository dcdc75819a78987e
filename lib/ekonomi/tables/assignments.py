"""5.2: the uppdrag from kommunfullmäktige and the nämnd, by perspective, and how long each has left."""

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.registry import table
from ekonomi.table import RAD, SUMMA, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.actions import numbered
from ekonomi.tables.layout import Line
from ekonomi.urval import Rows

_COLUMNS = {
    "givet": "Givet av",
    "uppföljning": "Uppföljning",
    "status": "Status",
    "kvar": "Dagar kvar",
    "effekt": "Effekt",
    "kommentar": "Kommentar",
}
LATE, ALL, DAYS = "försenade", "antal", "dagar kvar"
_DATED = "rapporteringsperiod", "från", "till", "rad"  # what the days of an uppdrag are told by


@table(row_head="Uppdrag", each="perspektiv")
def uppdrag(perspektiv: str, assignments: pd.DataFrame, period: str) -> Table:
    """Uppdragen i ett perspektiv, med namnet som det har i registret: givet, uppföljning, status, dagar kvar, effekt.

    Givare och år delar kolumn, liksom ansvarig och rapporteringsperiod: fler kolumner text ryms inte på en sida.
    Dagarna räknas från rapportens sista dag till rapporteringsperiodens. En kolumn som är tom visas inte.

    >>> len(report[tables.uppdrag, report.perspektiv[0]].rows)
    3
    """
    found = assignments[assignments["perspektiv"].str.casefold() == perspektiv.casefold()]
    paths = numbered(found["uppdrag"])
    left = days_left(found, period)
    values = found.assign(
        givet=_joined(found, "givet_av", "år", " "),
        uppföljning=_joined(found, "ansvarig_roll", "rapporteringsperiod", ", "),
        kvar=["" if days is None else f"försenat {-days} dagar" if days < 0 else str(days) for days in left],
        effekt=found.get("effekt", ""),
    )
    shown = [name for name in _COLUMNS if name not in ("kvar", "effekt") or (values[name] != "").any()]
    values = values[shown].set_axis(pd.Index(paths), axis=0)
    columns = tuple(Column(name, _COLUMNS[name], style.TEXT) for name in shown)
    rows = tuple(Row(path, label) for path, label in zip(paths, found["uppdrag"], strict=True))
    made = {
        path: {"kvar": -own if days < 0 else own}
        for path, (_, *told, days) in zip(paths, dated(found, period).itertuples(), strict=True)
        if not pd.isna(days)
        for own in [urval.summed(DAYS, "dagar") & urval.each(dict(zip(_DATED, told, strict=True)))]
    }
    return Table(rows, columns, values, urval=made, caption=f"Uppdrag: {perspektiv}")


@table("Uppdragens läge", "Perspektiv")
def uppdragens_läge(assignments: pd.DataFrame, period: str, assignments_file: str) -> Table | None:
    """Hur många uppdrag som är i varje läge, per perspektiv, och hur många av dem som är försenade.

    >>> print(report[tables.uppdragens_läge].cell("Totalt", "pågår").shown)
    14
    """
    if assignments.empty:
        return None
    late = [days is not None and days < 0 for days in days_left(assignments, period)]
    states = {name: own for name, own in _spelled(assignments["status"]).items() if name}
    of_state: dict[str, Rows] = {name: urval.only("status", *own) for name, own in states.items()}
    if any(late):
        done = [word for name, own in states.items() if name in terms.AVSLUTADE for word in own]
        ends = sorted(set(assignments.loc[late, "rapporteringsperiod"]))
        of_state[LATE] = urval.only("rapporteringsperiod", *ends) & urval.but("status", *done)
    every = urval.counted(assignments_file) & urval.only("rapport", period)
    wheres = {name: every & urval.only("perspektiv", *own) for name, own in _spelled(assignments["perspektiv"]).items()}
    wheres[terms.TOTALT] = every
    made = {name: {**{key: where & one for key, one in of_state.items()}, ALL: where} for name, where in wheres.items()}
    columns = [Column(name, layout.capital(name), "antal") for name in (*of_state, ALL)]
    lines = [Line(name, label=layout.capital(name), kind=SUMMA if name == terms.TOTALT else RAD) for name in made]
    return layout.computed(columns, made, urval.Files({assignments_file: assignments}).amount, lines=lines)


def _spelled(words: pd.Series) -> dict[str, list[str]]:
    """The spellings of each word, small letters and capitals apart, in the order that the words come."""
    return {str(word): sorted(set(own)) for word, own in words.groupby(words.str.lower(), sort=False)}


def dated(assignments: pd.DataFrame, period: str) -> pd.DataFrame:
    """Between which dates the days of each uppdrag are counted (`_DATED`), and dagar, the days that are left."""
    ends = [periods.last_of(words) for words in assignments["rapporteringsperiod"]]
    till = ["" if end is None else str(periods.last_day(end)) for end in ends]
    days = pd.array(days_left(assignments, period), "Int64")
    found = assignments.assign(från=str(periods.last_day(period)), till=till, dagar=days)
    return found[[*_DATED, "dagar"]]


def days_left(assignments: pd.DataFrame, period: str) -> list[int | None]:
    """The days from the report's last one to that of each rapporteringsperiod; None for what is done or has none."""
    ends = [periods.last_of(words) for words in assignments["rapporteringsperiod"]]
    done = assignments["status"].str.lower().isin(terms.AVSLUTADE)
    return [
        None if end is None or closed else (periods.last_day(end) - periods.last_day(period)).days
        for end, closed in zip(ends, done, strict=True)
    ]


def _joined(found: pd.DataFrame, first: str, second: str, between: str) -> pd.Series:
    return (found[first] + between + found[second].str.lower()).str.strip(" ,")
