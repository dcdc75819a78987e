"""3.2.3: how accurate the forecasts have been at the same close of earlier years, for model, managers and naive."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.tables import layout, services
from ekonomi.tables.layout import modelled
from ekonomi.urval import Expression

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

SLAG_LEVELS: Final = ("Resultat", "Kostnader", "Kostnadsslag")
AREA_LEVELS: Final = ("Resultat", "Ansvarsområde")
TJÄNST_LEVELS: Final = ("Alla tjänster", "Tjänsteområde", "Tjänst")
LEVELS: Final = (*SLAG_LEVELS, "Ansvarsområde", "Ansvarsområde och kostnadsslag", *TJÄNST_LEVELS)
IN_MNKR: Final = ("Resultat", "Ansvarsområde")
"""Levels whose amounts lie around zero: an error in per cent of them says nothing."""
MODEL, MANAGERS, NAIVE = "modell", "chefer", "naiv"
SOURCES: Final = {MODEL: "Statistisk prognos", MANAGERS: "Chefernas prognos", NAIVE: "Som förra året"}
SHARES: Final = {
    (MODEL, "träff_80"): "Statistisk prognos, 80 %",
    (MODEL, "träff_95"): "Statistisk prognos, 95 %",
    (NAIVE, "träff_80"): "Som förra året, 80 %",
}
NO_HISTORY = "Historiken räcker inte: det behövs ett helt år före det år som prövas."
_REPLAYED = (
    "Prognoserna är gjorda om med bara det som var känt då. Samma lägen: {closes}, som alla har en prognos för. "
    "Som förra året: utfallet hittills och förra årets återstod."
)
_MEASURE = (
    "Felet är de sammanlagda avvikelserna från utfallet, utan tecken, i procent av utfallet; för resultat och "
    "ansvarsområden medelfelet i mnkr."
)
_LOOSE = "Få år: en procentsats bygger på ett tiotal till hundratals utfall, för resultat och kostnader på ett per år."


@table("Så träffsäkra har prognoserna varit: fel", "Nivå", upplaga=terms.EKONOM)
def träffsäkerhet(outlook: "Outlook") -> Table:
    """Felet per nivå och källa (rad) vid varje sådan prognos tidigare år, och över dem som alla källor har (kolumn).

    Procent, eller mnkr där det står. Raderna heter `Kostnader / modell`, kolumnerna `mars 2024`.

    >>> report[tables.träffsäkerhet].columns[0].name
    'mars 2023'
    """
    return _table({(source, ""): label for source, label in SOURCES.items()}, outlook, (_MEASURE, _LOOSE))


@table("Så träffsäkra har prognoserna varit: utfall inom intervallet", "Nivå", upplaga=terms.EKONOM)
def täckning(outlook: "Outlook") -> Table:
    """Hur många av utfallen som låg inom intervallen, per nivå (rad) och prognos (kolumn), i procent.

    >>> report[tables.täckning].columns[0].name
    'mars 2023'
    """
    return _table(SHARES, outlook, (_LOOSE,))


def worse_than_naive(outlook: "Outlook") -> tuple[str, ...]:
    """The levels at which the model has missed by more than last year again, over the same closes."""
    scores = outlook.scores
    missed = scores[scores["period"] == terms.SAMMA_LÄGEN].pivot(index="nivå", columns="källa", values="MAE")
    if MODEL not in missed or NAIVE not in missed:
        return ()
    worse = missed.index[missed[MODEL] > missed[NAIVE]]
    return tuple(level for level in _known(outlook.replay) if level in worse)


def _known(replay: pd.DataFrame) -> list[str]:
    return [level for level in LEVELS if level in set(replay["nivå"])]


def _table(kinds: Mapping[tuple[str, str], str], outlook: "Outlook", notes: tuple[str, ...]) -> Table:
    """`kinds`: the label of each source and share, "" for its error. A row without a figure is left out."""
    rows: list[Row] = []
    cells: dict[str, tuple[str, str, str]] = {}
    for level in _known(outlook.replay):
        rows.append(Row(f"{level}, rubrik", level, RUBRIK))
        for (source, share), label in kinds.items():
            amount = not share and level in IN_MNKR
            row, unit = f"{level} / {source} {share[-2:]}".rstrip(), "mnkr" if amount else style.PER_CENT
            rows.append(Row(row, label, level=1, unit=unit, decimals=0 if share else None))
            cells[row] = level, source, share or ("MAE" if amount else "WAPE")
    replay, scores = outlook.replay, outlook.scores.set_index(["nivå", "källa", "period"])
    closes = [*sorted(replay["period"].unique()), *([terms.SAMMA_LÄGEN] if len(replay) else [])]
    heads = {close: close if close == terms.SAMMA_LÄGEN else close_name(close) for close in closes}
    values = pd.DataFrame(
        {row: scores[score].reindex([(level, source, close) for close in closes]).to_numpy()
         for row, (level, source, score) in cells.items()}, index=list(heads.values())
    ).T.astype("Float64")  # fmt: skip
    values = values.dropna(how="all")
    shown = tuple(row for row in rows if row.kind == RUBRIK or row.name in values.index)
    columns = tuple(Column(head, layout.capital(head), group="Prognos efter") for head in heads.values())
    made = _made(replay)
    trail = {row: dict.fromkeys(heads.values(), made[row.split(" / ")[0]]) for row in values.index}
    told = (_REPLAYED.format(closes=", ".join(close_name(close) for close in outlook.same_closes)), *notes)
    return Table(shown, columns, values.astype(object), told if shown else (), trail, empty=NO_HISTORY)


def close_name(close: str) -> str:
    """What a close is called: `mars 2024`."""
    return f"{periods.name(close)} {periods.year(close)}"


def _made(replay: pd.DataFrame) -> dict[str, Expression]:
    """What the figures of each level are made of: every month of the replayed years, and before them."""
    if replay.empty:
        return {}
    last = f"{replay['period'].max()[:4]}-12"
    extern, helhet = layout.EXTERN, services.BASE
    costs = layout.COSTS & layout.EXTERN
    scopes = dict.fromkeys(LEVELS[:5], extern) | {"Kostnader": costs} | dict.fromkeys(LEVELS[5:], helhet)
    return {level: modelled(scope, last) for level, scope in scopes.items()}
