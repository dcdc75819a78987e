"""3.2.4: how costs come to the tjänster: from each ansvarsområde's result, through pools, moved by new keys."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.allocation import Rules, valid
from ekonomi.allocation.methods import POOL, TJÄNST
from ekonomi.cube import Measured
from ekonomi.registers import Grupper, latest_names
from ekonomi.registry import named, table
from ekonomi.style import TEXT
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import line, total
from ekonomi.tables.services import BASE, TOTAL, used_lines
from ekonomi.urval import Expression, Rows

RESULTAT, INTÄKTER, TILL, FRÅN, TJÄNSTER = "resultat", "intäkter", "till andra", "från andra", "tjänster"
_NOTES = (
    "Alla kolumner är avvikelser från budget; plus är bättre. Raden går från resultatet till tjänsternas kostnad.",
    "I resultatet ingår områdets intäkter och allt som det har bokfört. I tjänsternas kostnad ingår inga intäkter, och "
    "en kostnad räknas till den tjänst som den gäller, även när ett annat område har bokfört den.",
    layout.ROUNDING,
)


@table(row_head="Område")
def områdesbro(
    measured: Measured,
    by_service: Measured,
    organisation: pd.DataFrame,
    grupper: Grupper,
    förkortningar: Mapping[str, str],
    period: str,
) -> Table | None:
    """Avvikelsen hittills från varje områdes resultat till kostnaden för dess tjänster, helhet (mnkr, + är bättre).

    Områdets tjänster är raden som har dess namn, eller vars förkortning har det. En rad utan område får bara
    kostnader från andra. Finns inte utan budget.

    >>> print(report[tables.områdesbro].cell("Totalt", "tjänster").shown)
    21,5
    """
    if terms.M_BUDGET not in measured.known:
        return None
    areas = layout.ordered(measured.rows["verksamhetsområde"].unique(), organisation, "verksamhetsområde")
    lines = [name for _, names in grupper.by_sum(used_lines(by_service)) for name in names]
    spelled = {word.casefold(): name for name in lines for word in (name, förkortningar.get(name, name))}
    own = {area: spelled.get(area.casefold()) for area in areas}
    pairs = [*own.items(), *((None, name) for name in lines if name not in own.values())]
    found = {area or grupper.printed(str(name)): _bridge(measured, by_service, area, name) for area, name in pairs}
    found[TOTAL] = _bridge(measured, by_service, "", "")
    columns = (
        Column(RESULTAT, "Resultat", worse=layout.WORSE),
        Column(INTÄKTER, "Intäkter och bidrag räknas bort"),
        Column(TILL, "Kostnader för andras tjänster räknas bort"),
        Column(FRÅN, "Kostnader från andra områden läggs till"),
        Column(TJÄNSTER, "Tjänsternas kostnad", worse=layout.WORSE),
    )
    when = periods.months(period)
    caption = f"Från resultat per ansvarsområde till kostnad per tjänst, avvikelser {when}"
    return layout.computed(columns, found, layout.of_both(measured, by_service), _NOTES, caption=caption)


def _bridge(measured: Measured, by_service: Measured, area: str | None, name: str | None) -> dict[str, Expression]:
    """The steps of one row; "" is all of them, None that there is none, and a step that does not apply is left out."""
    here, of_line = _picked("verksamhetsområde", area), _picked("linje", name)
    costs, kept, served = None, None, None
    steps: dict[str, Expression] = {}
    if here is not None:
        steps[RESULTAT] = layout.deviation_of(measured, layout.EVERYTHING & here)
        steps[INTÄKTER] = -layout.deviation_of(measured, layout.EVERYTHING & layout.EARNED & here)
        costs = layout.deviation_of(measured, layout.EVERYTHING & layout.COSTS & here)
    if of_line is not None:
        steps[TJÄNSTER] = served = layout.deviation_of(by_service, BASE & of_line)
    if here is not None and of_line is not None:
        kept = layout.deviation_of(by_service, BASE & here & of_line)
    if costs:
        steps[TILL] = kept - costs if kept else -costs
    if served:
        steps[FRÅN] = served - kept if kept else served
    return steps


def _picked(column: str, value: str | None) -> Rows | None:
    if value is None:
        return None
    return urval.only(column, value) if value else Rows()


DIRECT = "Bokfört direkt på tjänster"
STEP, KEY, KEYS_HELD = "steg", "nyckel", "gällande nycklar"
_BY_METHOD = {
    terms.STEGMETODEN: "En pool fördelas efter dem i lägre steg. Det som den får går vidare med dess egen nyckel.",
    terms.DIREKT_METOD: "En pool fördelas på sina tjänster. Det som nyckeln ger till andra pooler räknas inte.",
    terms.ÖMSESIDIG_METOD: "Poolerna ger till varandra. Det som en pool får går vidare med dess egen nyckel.",
}


@table("Kostnader bokförda direkt på tjänster och fördelade genom pooler", "Kommer från", upplaga=terms.EKONOM)
def pooler(by_service: Measured, rules: Rules, period: str) -> Table:
    """Varifrån tjänsternas kostnader kommer: bokförda direkt, eller fördelade av en pool med dess nyckel (mnkr).

    Poolerna står i den ordning som de töms, och summan är tjänsternas kostnader.

    >>> print(report[tables.pooler].cell("Totalt", "utfall").shown)
    −355,7
    """
    held, keys = valid(rules.pools, period), valid(rules.keys, period)
    used = held[held[POOL].isin(by_service.select(BASE, [POOL])[POOL].unique())]
    pools = used.drop_duplicates(POOL).sort_values("steg", kind="stable")
    names = dict(zip(pools[POOL], pools[POOL] + " " + pools["benämning"], strict=True))
    columns = layout.budget_columns(period)[:3]
    each = [line(name, urval.only(POOL, code)) for code, name in {"": DIRECT, **names}.items()]
    notes = (_BY_METHOD[rules.method], layout.ROUNDING)
    found = layout.amounts([*each, total(TOTAL)], columns, by_service, BASE, notes)
    steps = pd.Series(pools["steg"].astype("str").to_numpy(), list(names.values()))
    told = pd.Series({name: _key(keys[keys[POOL] == code]) for code, name in names.items()}, dtype="str")
    texts = {STEP: Column(STEP, "Steg", TEXT), KEY: Column(KEY, "Nyckel", TEXT)}
    values = found.values.astype(object).assign(**{STEP: steps, KEY: told}).fillna({STEP: "", KEY: ""})
    made = {name: {**found.urval[name], KEY: urval.counted(KEYS_HELD) & urval.only(POOL, code)}
            for code, name in names.items()}  # fmt: skip
    return replace(found, columns=(*texts.values(), *found.columns), values=values, urval={**found.urval, **made})


def _key(key: pd.DataFrame) -> str:
    """What a key follows and how many it gives to: `fast andel: 3 pooler, 12 tjänster`."""
    kinds = key["mottagarslag"].value_counts()
    words = {POOL: ("pool", "pooler"), TJÄNST: ("tjänst", "tjänster")}
    counts = [f"{kinds[kind]} {words[kind][int(kinds[kind] > 1)]}" for kind in words if kind in kinds]
    return f"{', '.join(key['grund'].unique())}: {', '.join(counts)}" if len(key) else ""


NOTHING_MOVES = "Inget flyttas."
_SIGNS = "Kostnader visas med minus. Plus under {} betyder att tjänsten får en lägre kostnad."


def names_of(register: pd.DataFrame, code: str) -> pd.Series:
    """What each code of a dated register is called, `1101 Redovisning`, by its latest name."""
    latest = latest_names(register, code)
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
    group = f"Utfall {periods.months(period)}"
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
            "ansvar": [f"{code} {sources[code]}" if code in sources else code for code in ways["ansvar"]],
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
