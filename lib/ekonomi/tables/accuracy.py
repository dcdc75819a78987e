"""3.2.3: how accurate the forecasts have been, by level and month of the year, for model, managers and naive."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.tables import layout, services
from ekonomi.tables.statistical import modelled
from ekonomi.urval import Expression

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

LEVELS: Final = (
    "Resultat",
    "Kostnader",
    "Kostnadsslag",
    "Ansvarsområde",
    "Ansvarsområde och kostnadsslag",
    "Alla tjänster",
    "Tjänsteområde",
    "Tjänst",
)
IN_MNKR: Final = ("Resultat", "Ansvarsområde")
"""Levels whose amounts lie around zero: an error in per cent of them says nothing."""
SOURCES: Final = {"modell": "Statistisk prognos", "chefer": "Chefernas prognos", "naiv": "Som förra året"}
SHARES: Final = {
    ("modell", "träff_80"): "Statistisk prognos, 80 %",
    ("modell", "träff_95"): "Statistisk prognos, 95 %",
    ("naiv", "träff_80"): "Som förra året, 80 %",
}
CLOSES: Final = tuple(range(1, 12))
NO_HISTORY = "Historiken räcker inte: det behövs ett helt år före det år som prövas."
_REPLAYED = (
    "Prognoserna är gjorda om för årets månadsavslut {years}, med bara de månader som då var bokförda. "
    "Som förra året: utfallet hittills och förra årets återstod."
)
_MEASURE = (
    "Felet är de sammanlagda avvikelserna från utfallet, utan tecken, i procent av utfallet; för resultat och "
    "ansvarsområden medelfelet i mnkr."
)
_LOOSE = "Få år: en procentsats bygger på ett tiotal till hundratals utfall, för resultat och kostnader på ett per år."


@table(upplaga=terms.EKONOM)
def träffsäkerhet(outlook: "Outlook") -> Table:
    """Felet per nivå och källa (rad) och månad för prognosen (kolumn): procent, eller mnkr där det står.

    >>> list(report[tables.träffsäkerhet].to_frame())[:3]
    ['januari', 'februari', 'mars']
    """
    replay = outlook.replay
    scores = _scores(replay, ["nivå", "källa", "månad"])
    values, rows = {}, []
    for level in _known(replay):
        rows.append(layout.row(f"{level}, rubrik", level, RUBRIK))
        for source, label in SOURCES.items():
            found = scores[(scores["nivå"] == level) & (scores["källa"] == source)].set_index("månad")
            if len(found):
                unit = "mnkr" if level in IN_MNKR else style.PER_CENT
                values[f"{level} / {source}"] = found["medel" if unit == "mnkr" else "WAPE"]
                rows.append(Row(f"{level} / {source}", label, level=1, unit=unit))
    return _table(
        "träffsäkerhet",
        "Så träffsäkra har prognoserna varit: fel",
        rows,
        values,
        _notes(replay, _MEASURE, _LOOSE),
        _made(replay),
    )


@table(upplaga=terms.EKONOM)
def täckning(outlook: "Outlook") -> Table:
    """Hur många av utfallen som låg inom intervallen, per nivå (rad) och månad för prognosen (kolumn), i procent.

    >>> list(report[tables.täckning].to_frame())[:3]
    ['januari', 'februari', 'mars']
    """
    replay = outlook.replay
    scores = _scores(replay, ["nivå", "källa", "månad"])
    values, rows = {}, []
    for level in _known(replay):
        rows.append(layout.row(f"{level}, rubrik", level, RUBRIK))
        for (source, share), label in SHARES.items():
            found = scores[(scores["nivå"] == level) & (scores["källa"] == source)].set_index("månad")
            values[f"{level} / {source} {share[-2:]}"] = 100 * found[share]
            rows.append(Row(f"{level} / {source} {share[-2:]}", label, level=1, unit=style.PER_CENT, decimals=0))
    caption = "Så träffsäkra har prognoserna varit: utfall inom intervallet"
    return _table("täckning", caption, rows, values, _notes(replay, _LOOSE), _made(replay))


def _scores(replay: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    if replay.empty:
        return pd.DataFrame(columns=[*by, "WAPE", "medel", "träff_80", "träff_95"])
    from ekonomi.forecast import summary  # statsmodels and scipy: a second, needed here only

    missed = (replay["prognos"] - replay["helår"]).abs()
    mean = missed.groupby([replay[key] for key in by]).mean().rename("medel").reset_index()
    found = summary(replay, by).merge(mean, on=by)
    return found.assign(WAPE=100 * found["WAPE"])


def _known(replay: pd.DataFrame) -> list[str]:
    return [level for level in LEVELS if level in set(replay["nivå"])]


def _notes(replay: pd.DataFrame, *more: str) -> tuple[str, ...]:
    if replay.empty:
        return ()
    years = sorted(replay["period"].str[:4].unique())
    return (_REPLAYED.format(years=" och ".join(years)), *more)


def _table(
    name: str,
    caption: str,
    rows: list[Row],
    values: dict[str, pd.Series],
    notes: tuple[str, ...],
    made: dict[str, Expression],
) -> Table:
    columns = tuple(
        Column(month, periods.short(f"2000-{number:02d}"), group="Prognos efter")
        for number, month in ((close, periods.name(f"2000-{close:02d}")) for close in CLOSES)
    )
    frame = pd.DataFrame(values).T.reindex(columns=list(CLOSES)).astype("Float64").astype(object)
    frame.columns = pd.Index([column.name for column in columns])
    trail = {
        row.name: {column.name: expression for column in columns}
        for row in rows
        if (expression := made.get(row.name.split(" / ")[0])) is not None
    }
    return Table(name, caption, tuple(rows), columns, frame, notes, "Nivå", NO_HISTORY, trail)


def _made(replay: pd.DataFrame) -> dict[str, Expression]:
    """What the figures of each level are made of: every month of the replayed years, and before them."""
    if replay.empty:
        return {}
    last = f"{replay['period'].max()[:4]}-12"
    extern, helhet = layout.EXTERN, services.BASE
    costs = layout.COSTS & layout.EXTERN
    scopes = dict.fromkeys(LEVELS[:5], extern) | {"Kostnader": costs} | dict.fromkeys(LEVELS[5:], helhet)
    return {level: modelled(scope, last) for level, scope in scopes.items()}
