"""Amounts laid out to think with: a frame of all of them, the postings of a selection, a pivot with its urval."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.deviation import deviation
from ekonomi.errors import UsageError
from ekonomi.registry import named
from ekonomi.report import selection
from ekonomi.report.answers import NOTHING, labels, narrowed, said
from ekonomi.report.comparison import Summed, refuse_untold
from ekonomi.report.parts import Parts
from ekonomi.report.selection import ACK, DIMENSIONS, MÅTT, LackingError, Side, Where
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.underlag import postings
from ekonomi.underlag.ground import BOOKED
from ekonomi.underlag.ground import SHARE as BELOPP
from ekonomi.urval import Expression, Rows

TOLD = [
    *("period", "konto", "kostnadsslag", "resultatrad", "ansvar", "verksamhetsområde", "avdelning"),
    *("tjänst", "tjänsteområde", "projekt", "gren", "motpart", "intern"),
]
MEASURES = [terms.UTFALL, terms.BUDGET, terms.PROGNOS, terms.M_FG_ÅR]
VOUCHER = ["verifikation", "källa", "rad"]


def belopp(report: Parts) -> pd.DataFrame:
    """Alla belopp i en ram, i kronor: en rad per månad, konto, ansvar, tjänst, projekt och motpart.

    Måtten `utfall`, `budget`, `prognos` och `utfall fg år` (samma månad året innan) är kolumner. Intäkt är plus och
    kostnad minus, så att utfall − budget är bättre när det är plus. Noll betyder att inget är bokfört eller
    beslutat. Varje kod har sitt namn bredvid sig: `konto` och `kontonamn`. Budget och prognos är varje års senaste;
    prognosen är ett belopp för hela året, som står i december och saknar konto. Tjänsten är den som står på posten:
    kostnaderna efter tjänsteomräkning får du med `pivot(per="tjänst")`. `intern` är sant för det som förvaltningen
    köper av sig själv.

    >>> from ekonomi import get_report
    >>> ram = get_report("2025-03").belopp
    >>> i_år = ram[ram["period"].between("2025-01", "2025-03") & ~ram["intern"]]
    >>> round(float(i_år["utfall"].sum()) / 1_000_000, 1)
    8.6
    """
    ledger = report.sums[report.sums["kostnadsslag"] != terms.BALANS]
    outcome = ledger[ledger["beloppstyp"] == terms.UTFALL]
    later = {month: periods.shift(month, 12) for month in outcome["period"].unique()}
    before = outcome.assign(period=outcome["period"].map(later))
    sides = dict(zip(MEASURES, (outcome, *_plans(report, ledger), before), strict=True))
    found = pd.concat({name: rows.groupby(TOLD)[BELOPP].sum() for name, rows in sides.items()}, axis=1)
    known = found[found.index.get_level_values("period") <= periods.december(report.period)]
    return _named(report, (known.fillna(0) / terms.ÖRE_PER_KRONA).reset_index(), MEASURES)


def _plans(report: Parts, ledger: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of each year's last budget, and of its last forecast that the report knows."""
    kind = ledger["beloppstyp"]
    plans = ledger[(kind == terms.BUDGET) | ((kind == terms.PROGNOS) & (ledger["version"] <= report.period))]
    year, kind = plans["period"].str[:4], plans["beloppstyp"]
    last = plans[plans["version"] == plans.groupby([year, kind])["version"].transform("max")]
    budget, forecast = (last[last["beloppstyp"] == name] for name in (terms.BUDGET, terms.PROGNOS))
    return budget, forecast


@said
def verifikationer(
    report: Parts,
    där: Where | None = None,
    vy: str = ACK,
    mått: str | None = None,
    avgränsning: str | None = None,
    *,
    text: bool = False,
) -> pd.DataFrame:
    """Posterna för det som frågan gäller, störst först, i kronor, med verifikation, fil och rad.

    Orden är desamma som i `avvikelse`. Gäller frågan en tjänst är en rad den del av en post som tjänsten bär, med
    hela posten under `bokfört`. `text` visar även posternas texter, som kan nämna människor.

    >>> from ekonomi import get_report
    >>> poster = get_report("2025-03").verifikationer(där={"ansvar": "Redovisningsstöd"}, vy="period")
    >>> poster.at[0, "kontonamn"], float(poster.at[0, "belopp"])
    ('Månadslöner', -922892.99)
    """
    där = där or {}
    where, within = selection.rows_of(report, där), selection.scope(report, där, där, avgränsning)
    side = selection.side(report, vy, mått)
    refuse_untold(report.ground, side, within.rows, där)
    found = pd.concat([postings(report.ground, part & within.rows & where) for part in side.parts])
    if found.empty:
        raise LackingError(NOTHING)
    return listed(report, found, text=text)


def listed(report: Parts, rows: pd.DataFrame, *, text: bool) -> pd.DataFrame:
    """Postings (as from `underlag.postings`) in kronor, the largest first, with what their codes are called."""
    amounts = [name for name in (BOOKED, BELOPP) if name in rows]
    last = [*VOUCHER, *(["text"] if text else []), *amounts]
    shown = rows.sort_values(BELOPP, key=lambda öre: -öre.abs(), kind="stable", ignore_index=True)
    shown = shown[[*TOLD, *(["pool"] if BOOKED in rows else []), *last]]
    return _named(report, shown.assign(**{name: shown[name] / terms.ÖRE_PER_KRONA for name in amounts}), last)


def _named(report: Parts, frame: pd.DataFrame, last: Sequence[str]) -> pd.DataFrame:
    """The frame with what each code is called beside it, `kontonamn` beside konto; the columns of `last` last."""
    columns = []
    for name in (one for one in frame if one not in last):
        columns.append(name)
        if name in DIMENSIONS and (named := DIMENSIONS[name].named):
            frame[named] = frame[name].map({"": "", **selection.names(report, name)}).astype("str")
            columns.append(named)
    return frame[[*columns, *last]]


Codes = Mapping[str, str]
_SIGNS = "Intäkt är plus och kostnad minus."


@dataclass(frozen=True, eq=False)
class _Measure:
    """One mått of a pivot: what is added (`sides`, the deviation's other side subtracted) by the dimensions."""

    name: str
    head: str
    sides: tuple[Summed, ...]

    @cached_property
    def amounts(self) -> pd.Series:
        one, *other = (side.amounts for side in self.sides)
        return deviation(*one.align(other[0], fill_value=0)) if other else one

    def made_of(self, codes: Codes) -> Expression | None:
        """What the sum of some codes is made of; None where no month is theirs."""
        parts = [side.made_of(codes) for side in self.sides]
        one, *other = (urval.total(rows) for rows in parts if rows)
        return None if len(parts) > 1 + len(other) else one - other[0] if other else one


@said
@named()
def pivot(
    report: Parts,
    per: str = "kostnadsslag",
    kolumner: str | None = None,
    mått: str | Sequence[str] = terms.UTFALL,
    där: Where | None = None,
    vy: str = ACK,
    avgränsning: str | None = None,
) -> Table:
    """Belopp summerade på två ledder, i tusental kronor: en rad för varje värde av `per`, en kolumn av `kolumner`.

    `per` och `kolumner` är samma ord som i `avvikelse`; utan `kolumner` blir det en kolumn för varje mått. `mått`:
    utfall, budget, fjolåret, prognos, fg prognos eller avvikelse (från budget), ett eller flera. Prognoserna gäller
    helåret. `.to_frame()` ger talen.

    >>> from ekonomi import get_report
    >>> report = get_report("2025-03")
    >>> månader = report.pivot(per="kostnadsslag", kolumner="period", där={"verksamhetsområde": "Ekonomi"})
    >>> list(månader.to_frame().columns)
    ['januari 2025', 'februari 2025', 'mars 2025', 'Totalt']
    >>> round(float(månader.to_frame().at["Personalkostnader", "mars 2025"]))
    -3512
    """
    där = där or {}
    dims = (per,) if kolumner is None else (per, kolumner)
    for word, dimension in zip(("per", "kolumner"), dims, strict=False):
        if not isinstance(dimension, str):
            raise UsageError(f"{word} är en dimension i taget. Med flera: report.belopp.pivot_table(index=[…]).")
        selection.one_of(word, dimension, tuple(DIMENSIONS))
    if per == kolumner:
        raise UsageError(f"per och kolumner är båda ”{per}”. Skriv olika ord för per och kolumner.")
    where, within = selection.rows_of(report, där), selection.scope(report, {*dims, *där}, där, avgränsning)
    measures = tuple(_measures(report, dims, mått, vy, within.rows & where))
    for side in dict.fromkeys(one.side for measure in measures for one in measure.sides):
        refuse_untold(report.ground, side, within.rows, {*dims, *där})
    sums = {measure.name: measure.amounts for measure in measures}
    found = {name: own.unstack(fill_value=0) if kolumner else own.to_frame(terms.TOTALT) for name, own in sums.items()}
    wide = pd.concat(found, axis=1).fillna(0).astype("Int64")
    wide = wide.loc[wide.ne(0).any(axis=1), wide.ne(0).any()]
    if wide.empty:
        raise LackingError(NOTHING)
    rows = labels(report, per, _ordered(report, per, wide.index))
    beside = wide.columns.get_level_values(-1).unique()
    across = {} if kolumner is None else labels(report, kolumner, _ordered(report, kolumner, beside))
    narrow = "" if kolumner is None else f" och {kolumner}"
    heads = ", ".join([measures[0].head, *(layout.inside(one.head) for one in measures[1:])])
    caption = f"{heads} per {per}{narrow}{narrowed(report, där, where)}"
    return _table(wide, measures, (dims, rows, across), caption, (_SIGNS, *within.notes, layout.ROUNDING_TKR))


def _measures(
    report: Parts, dims: tuple[str, ...], asked: str | Sequence[str], vy: str, rows: Rows
) -> Iterator[_Measure]:
    @cache
    def summed(side: Side) -> Summed:
        return Summed(report.ground, dims, side, rows)

    if not asked:
        raise UsageError(f"mått: ange minst ett av {', '.join((*MÅTT, terms.AVVIKELSE))}.")
    for name in dict.fromkeys([asked] if isinstance(asked, str) else asked):
        selection.one_of("mått", name, (*MÅTT, terms.AVVIKELSE))
        if name == terms.AVVIKELSE:
            sides = selection.sides(report, vy, None, terms.BUDGET)
            yield _Measure(name, "Avvikelse från budget", tuple(map(summed, sides)))
        else:
            side = selection.side(report, vy, name)
            yield _Measure(name, side.head, (summed(side),))


def _ordered(report: Parts, dimension: str, codes: Iterable[str]) -> list[str]:
    """Codes in the order of their register; those that it lacks come last."""
    place = {code: number for number, code in enumerate(selection.names(report, dimension))}
    return sorted(codes, key=lambda code: (place.get(code, len(place)), code))


def _table(
    wide: pd.DataFrame, measures: Sequence[_Measure], axes: tuple[tuple[str, ...], Codes, Codes], caption: str,
    notes: tuple[str, ...],
) -> Table:  # fmt: skip
    """`axes`: the dimensions, and the printed names of the codes down and across."""
    dims, down, across = axes
    rows: list[tuple[str | None, str]] = [*down.items(), (None, terms.TOTALT)]
    groups = [*across.items(), (None, terms.TOTALT)] if across else [(None, "")]
    cells = [(code, label, one) for code, label in groups for one in measures]
    columns = [_column(label, one, single=len(measures) == 1) for _, label, one in cells]
    values = pd.DataFrame(index=pd.Index([name for _, name in rows], dtype="str"))
    made: dict[str, dict[str, Expression]] = {name: {} for _, name in rows}
    for (code, _, measure), column in zip(cells, columns, strict=True):
        own = wide.loc[:, [(measure.name, one) for one in wide[measure.name] if code in (None, one)]]
        sums = own.sum(axis=1).reindex(list(down))
        values[column.name] = [*sums, sums.sum()]
        for row, name in rows:
            codes = {dim: one for dim, one in zip(dims, (row, code), strict=False) if one is not None}
            if (expression := measure.made_of(codes)) is not None:
                made[name][column.name] = expression
    shown, head = values.astype("Int64"), dims[0].capitalize()
    return Table(layout.rows_of(values.index), tuple(columns), shown, notes, made, caption, head)


def _column(label: str, measure: _Measure, *, single: bool) -> Column:
    if not label:
        return Column(measure.name, measure.head, "tkr")
    return Column(label, label, "tkr") if single else Column(f"{label} / {measure.name}", measure.head, "tkr", label)
