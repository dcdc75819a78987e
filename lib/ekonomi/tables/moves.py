"""Costs that move between tjänster with the keys: nyckeleffekt, and what another key or order would do."""

from dataclasses import replace

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registry import named, table
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout
from ekonomi.urval import Expression, Rows

TOTAL = "Totalt"
NOTHING_MOVES = "Inget flyttas."
_SIGNS = "Kostnader visas med minus. Plus under {} betyder att tjänsten får en lägre kostnad."


def names_of(register: pd.DataFrame, code: str) -> pd.Series:
    """What each code of a dated register is called, `1101 Redovisning`, by its latest name."""
    latest = register.sort_values("giltig_från", kind="stable").groupby(code)["benämning"].last()
    return latest.index.to_series() + " " + latest


@table("Nyckeleffekt: kostnader som flyttats av nycklar ändrade efter budgeten", "Tjänst")
def nyckeleffekt(
    moved_by_keys: pd.DataFrame, tjänster: pd.DataFrame, by_service: Measured, period: str
) -> Table | None:
    """Vad nycklar som har ändrats sedan budgeten lägger till varje tjänsts utfall (mnkr); summan är noll.

    Finns inte när nycklarna är desamma.

    >>> report[tables.nyckeleffekt]
    nyckeleffekt: underlaget saknas
    """
    if moved_by_keys.empty:
        return None
    group = f"Utfall {layout.months(period, inside=True)}"
    columns = (
        Column("utfall med budgetens nycklar", "Med budgetens nycklar", group=group),
        Column("utfall med dagens nycklar", "Med dagens nycklar", group=group),
        Column("nyckeleffekt", "Nyckeleffekt", worse="högre kostnad"),
    )
    moves = _moves(columns, moved_by_keys, tjänster)
    codes = [str(tjänst) for tjänst in moved_by_keys["tjänst"]]
    outcome = by_service.chosen[terms.M_UTFALL] & layout.COSTS
    names = [column.name for column in columns]
    made = {
        row.name: dict(zip(names, _both_keys(outcome & urval.only("tjänst", *own)), strict=True))
        for row, own in zip(moves.rows, [*([code] for code in codes), codes], strict=True)
    }
    return replace(moves, urval=made)


def _both_keys(rows: Rows) -> tuple[Expression, Expression, Expression]:
    """By the budget's keys, by those that hold now, and the difference."""
    then, now = rows & layout.AT_BUDGET_KEYS, rows & layout.ALLOCATED
    return then, now, now - then


@named("Kostnader som flyttas mellan tjänsterna", "Tjänst")
def omfördelning(moved: pd.DataFrame, services: pd.DataFrame, vad: str) -> Table:
    """What another key or order would move between tjänster (tkr); `vad` says of which amounts."""
    columns = (
        Column("före", "Före", "tkr", group=vad),
        Column("efter", "Efter", "tkr", group=vad),
        Column("flyttat", "Flyttat", "tkr", worse="högre kostnad"),
    )
    return _moves(columns, moved, services)


def _moves(columns: tuple[Column, ...], moved: pd.DataFrame, services: pd.DataFrame) -> Table:
    """A table of `moved` (tjänst, före, efter, flyttat in öre), its total last."""
    names = moved["tjänst"].map(names_of(services, "tjänst")).fillna(moved["tjänst"])
    amounts = moved[["före", "efter", "flyttat"]].set_axis(pd.Index(names, dtype="str")).astype("Int64")
    if len(amounts):
        amounts.loc[TOTAL] = amounts.sum()
    rounding = layout.ROUNDING_TKR if columns[-1].unit == "tkr" else layout.ROUNDING
    notes = (_SIGNS.format(columns[-1].head.lower()), rounding) if len(amounts) else ()
    values = amounts.set_axis([column.name for column in columns], axis=1)
    return Table(layout.rows_of(values.index), columns, values, notes, empty=NOTHING_MOVES)


@named("Kostnadernas väg", "Väg")
def vägar(ways: pd.DataFrame, sources: dict[str, str], services: pd.Series) -> Table:
    """The ways of costs (mnkr) as `allocation.trace` gives them, by what their codes are called."""
    index = pd.Index([" / ".join(way) for way in ways[["ansvar", "pool", "via", "tjänst"]].to_numpy()], dtype="str")
    values = pd.DataFrame(
        {
            "ansvar": _coded(ways["ansvar"], sources),
            "pool": ways["pool"].map(lambda code: sources.get(code, code)).to_numpy(),
            "nyckel": ways["via"].map(lambda code: sources.get(code, code)).to_numpy(),
            "tjänst": ways["tjänst"].map(services.to_dict()).fillna(ways["tjänst"]).to_numpy(),
            "belopp": ways["belopp"].astype("Int64").to_numpy(),
        },
        index=index,
    )
    last = {**dict.fromkeys(values.columns, ""), "belopp": ways["belopp"].sum()}
    values = pd.concat([values, pd.DataFrame(last, index=[TOTAL])]).astype({"belopp": "Int64"})
    heads = {"ansvar": "Ansvar", "pool": "Pool", "nyckel": "Sista nyckel", "tjänst": "Tjänst"}
    columns = (*(Column(name, head, style.TEXT) for name, head in heads.items()), Column("belopp", "Belopp", "tkr"))
    numbered = [Row(row, str(place)) for place, row in enumerate(index, start=1)]
    return Table((*numbered, *layout.rows_of([TOTAL])), columns, values, (layout.ROUNDING_TKR,))


def _coded(codes: pd.Series, names: dict[str, str]) -> list[str]:
    return [f"{code} {names[code]}" if code in names else str(code) for code in codes]
