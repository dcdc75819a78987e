"""`Report.förklara`: what a deviation is made of, by every dimension and cause, down to its largest postings."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, tables, terms, urval
from ekonomi.charts.numbers import enumerated, is_zero, signed, size
from ekonomi.deviation import deviation
from ekonomi.errors import UsageError
from ekonomi.report import causes, selection
from ekonomi.report.answers import NOTHING, labels, narrowed, said, table_of
from ekonomi.report.comparison import Comparison, refuse_untold
from ekonomi.report.frames import listed
from ekonomi.report.selection import ACK, AFTER, FJOLÅRET, PERIOD, LackingError, Side, Where
from ekonomi.table import Table
from ekonomi.tables import layout
from ekonomi.tables.deviations import BETTER, EFFECT, Section
from ekonomi.tables.layout import capital, inside
from ekonomi.underlag import KEYS, heaviest, summed
from ekonomi.urval import Expression, Rows

if TYPE_CHECKING:
    from ekonomi.report import Report
    from ekonomi.report.answers import Made

BY = ("kostnadsslag", "konto", "ansvar", "tjänst", "motpart")
MOST, VOUCHERS, NAMED = 5, 10, 2


@dataclass(frozen=True, eq=False)
class Explanation:
    """Svaret på `report.förklara(…)`: `mening`, `delar` (en tabell) och `verifikationer` (en ram, i kronor).

    Under varje rubrik i `delar` summerar raderna på öret till hela avvikelsen.
    """

    mening: str
    delar: Table = field(repr=False)
    verifikationer: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return self.mening

    def _repr_html_(self) -> str:
        told = self.verifikationer.loc[:, lambda frame: (frame != "").any()]
        shown = told.reindex(columns=[name for name in (*_SHOWN, "text") if name in told])
        amounts = dict.fromkeys(("belopp", "bokfört"), lambda kronor: style.shown(Decimal(str(kronor)), "kr", 2))
        table = shown.to_html(index=False, formatters=amounts)
        vouchers = f"<p>Största posterna, i kronor:</p>{table}" if len(shown) else ""
        return f"<div><p>{escape(self.mening)}</p>{self.delar._repr_html_()}{vouchers}</div>"


# what of a posting stands beside an explanation; the frame has the rest
_SHOWN = ("belopp", "bokfört", "period", "kontonamn", "ansvarsnamn", "tjänstenamn", "motpartsnamn", "verifikation")


@dataclass(frozen=True)
class Question:
    """What is explained: two sides that hold all that narrows them, in words, and what must be known of the sums."""

    left: Side
    right: Side
    words: str
    notes: tuple[str, ...]

    @property
    def allocated(self) -> bool:
        """True where the amounts are told after tjänsteomräkning."""
        return self.left.parts[0].of(KEYS) is not None


@said
def förklara(
    report: "Report",
    tabell: "Made | None" = None,
    rad: str = terms.TOTALT,
    kolumn: str = terms.AVVIKELSE,
    *,
    där: Where | None = None,
    mot: str = terms.BUDGET,
    vy: str = ACK,
    mått: str | None = None,
    avgränsning: str | None = None,
) -> Explanation:
    """Varför en siffra avviker: en mening, delarna i tusental kronor och de verifikationer som väger mest.

    Fråga om en siffra, med tabell, rad och kolumn som i `underlag`, eller om ett urval med orden i `avvikelse`. En
    siffra som är en skillnad förklaras som den är; en annan jämförs med `mot`. Delarna står per kostnadsslag,
    konto, ansvar, tjänst och motpart. Mot budget skiljs engångsposter och det som brukar komma senare eller
    tidigare på året från nivån, och pris från volym där volymen är känd. Mot fjolåret skiljs antalet årsarbetare
    från vad var och en kostar. Under varje rubrik är summan hela avvikelsen, på öret.

    >>> from ekonomi import get_report
    >>> svar = get_report("2025-03").förklara(där={"verksamhetsområde": "Ekonomi", "kostnadsslag": "personal"})
    >>> svar.delar.cell("Totalt", "avvikelse").shown.replace("\xa0", " ")
    '622'
    """
    if tabell is None:
        asked = _selected(report, där or {}, mot, vy, mått, avgränsning)
    else:
        asked = _followed(report, tabell, rad, kolumn, mot, vy, mått)
    whole = _compared(report, asked, "resultatrad").amounts.sum()
    sides = asked.left.name, asked.right.name
    total = pd.Series({**whole, terms.AVVIKELSE: deviation(*(int(whole[name]) for name in sides))})
    sections = [*_by_dimension(report, asked), *causes.found(report, asked.left, asked.right, int(total.iloc[-1]))]
    if not any(whole) and not sections:
        raise LackingError(NOTHING)
    heads = {side.name: side.head for side in (asked.left, asked.right)}
    made: dict[str, Expression] = {one.name: urval.total(one.parts) for one in (asked.left, asked.right)}
    made[terms.AVVIKELSE] = made[sides[0]] - made[sides[1]]
    delar = tables.förklaring(sections, total, made, heads, asked.words, asked.notes)
    return Explanation(_sentence(asked, total, sections), delar, _vouchers(report, asked, int(total.iloc[-1])))


def _selected(
    report: "Report", där: Where, mot: str, vy: str, mått: str | None, avgränsning: str | None
) -> Question:  # fmt: skip
    where, within = selection.rows_of(report, där), selection.scope(report, där, där, avgränsning)
    left, right = selection.sides(report, vy, mått, mot)
    for side in (left, right):
        refuse_untold(report.ground, side, within.rows, där)
    one, other = (_narrow(side, [within.rows & where]) for side in (left, right))
    words = narrowed(report, där, where).removeprefix(", ") or report.settings.nämnd
    return Question(one, other, words, within.notes)


def _narrow(side: Side, wheres: list[Rows]) -> Side:
    return replace(side, parts=tuple(part & where for part in side.parts for where in wheres))


def _followed(
    report: "Report", tabell: "Made", rad: str, kolumn: str, mot: str, vy: str, mått: str | None
) -> Question:  # fmt: skip
    """The sides of a figure that is a difference; of another its amounts, against `mot`."""
    table = table_of(report, tabell)
    try:
        table.cell(rad, kolumn)
    except KeyError as error:
        raise UsageError(str(error.args[0])) from None
    name = next(column.name for column in table.columns if kolumn in (column.name, column.public))
    parts = urval.linear(table.urval.get(rad, {}).get(name, 0)) or []
    if not parts or any(rows.file or rows.of("beloppstyp") is None for _, rows in parts):
        raise UsageError(f"{table.name}, {rad}, {kolumn} är inget belopp ur huvudboken: se report.underlag(…).")
    plus, minus = ([rows for sign, rows in parts if sign == wanted] for wanted in (1, -1))
    words = f"{table.caption}, {rad}"
    if plus and minus:
        sides = _told_by(plus, minus)
        if sides is None:
            raise UsageError(f"{table.name}, {rad}, {kolumn} jämför mer än två led: fråga med där=…, mot=… och vy=….")
        return Question(*sides, words, ())
    wheres = list(dict.fromkeys(rows.without("beloppstyp", "version", PERIOD) for rows in plus or minus))
    left, right = selection.sides(report, vy, mått, mot)
    return Question(_narrow(left, wheres), _narrow(right, wheres), words, ())


def _told_by(plus: list[Rows], minus: list[Rows]) -> tuple[Side, Side] | None:
    """The sides that a difference compares; None where either is put together of several."""
    kinds = [{_kind(rows) for rows in side} for side in (plus, minus)]
    if any(len(found) > 1 for found in kinds):
        return None
    (kind, first, last), (other, begin, end) = (found.pop() for found in kinds)
    name, lag = other, 0
    if kind == other:
        name, lag = (FJOLÅRET, 12) if kind == terms.UTFALL else (terms.M_FG_PROGNOS, 0)
        if periods.shift(begin, lag) != first:
            return None
    left = Side(kind, f"{kind.capitalize()} {selection.said(first, last)}", tuple(plus))
    return left, Side(name, f"{other.capitalize()} {selection.said(begin, end)}", tuple(minus), lag)


def _kind(rows: Rows) -> tuple[str, str, str]:
    """The beloppstyp, and the first and last month, of rows of the ledger."""
    kind, months = (getattr(rows.of(name), "values", ("",)) for name in ("beloppstyp", PERIOD))
    return kind[0], months[0], months[-1]


def _compared(report: "Report", asked: Question, dimension: str) -> Comparison:
    rows = layout.ALLOCATED if dimension == "tjänst" and not asked.allocated else Rows()
    return Comparison(report.ground, dimension, asked.left, asked.right, rows, rows)


def _by_dimension(report: "Report", asked: Question) -> Iterator[Section]:
    """The parts by each dimension that both sides tell, where there are several."""
    for dimension in BY:
        if (dimension in AFTER and report.rules is None) or not _tells(report, asked, dimension):
            continue
        compared = _compared(report, asked, dimension)
        amounts = compared.amounts
        if len(amounts) < 2:
            continue
        named = labels(report, dimension, amounts.index)
        shown = amounts.head(MOST if len(amounts) > MOST + 1 else MOST + 1)
        made = {named[code]: compared.urval(code) for code in shown.index}
        rest = amounts.drop(index=shown.index)
        rows = shown.rename(index=named)
        if len(rest):
            rows.loc[f"Övriga ({len(rest)})"] = rest.sum()
        gaps = deviation(rows[asked.left.name], rows[asked.right.name])
        yield Section(f"Per {dimension}", rows.assign(**{EFFECT: gaps}), made)


def _tells(report: "Report", asked: Question, dimension: str) -> bool:
    """True where most rows of both sides say something of a dimension; after tjänsteomräkning all have a tjänst."""
    if dimension in AFTER:
        return True
    for side in (asked.left, asked.right):
        own = pd.concat([summed(report.ground, part.without(KEYS, *AFTER)) for part in side.parts])
        if own.loc[own[dimension] == "", "rader"].sum() * 2 > own["rader"].sum():
            return False
    return True


def _vouchers(report: "Report", asked: Question, gap: int) -> pd.DataFrame:
    """The postings that weigh most, to the same side as the deviation, in the part that explains most of it."""
    where = urval.but("verifikation", "")
    dimension = next((one for one in ("konto", "kostnadsslag") if _tells(report, asked, one)), None)
    if dimension:
        amounts = _compared(report, asked, dimension).amounts
        gaps = deviation(amounts[asked.left.name], amounts[asked.right.name])
        alike = gaps[(gaps > 0) == (gap > 0)]
        where &= urval.only(dimension, str(alike.abs().idxmax())) if len(alike) else Rows()
    rows = pd.concat([heaviest(report.ground, part & where, VOUCHERS) for part in asked.left.parts])
    towards = rows[(rows["belopp"] > 0) == (gap > 0)]
    return listed(report, towards if len(towards) else rows, text=False).head(VOUCHERS)


def _sentence(asked: Question, total: pd.Series, sections: list[Section]) -> str:
    """What the deviation is, and what explains most of it, rounded to tkr."""
    gap, better = _tkr(total.iloc[-1]), BETTER[asked.right.name]
    off = f"{size(gap)} tkr {'sämre' if gap.startswith(style.MINUS) else 'bättre'} än {better}"
    first = f"{capital(asked.words)}: {inside(asked.left.head)} är {f'i nivå med {better}' if is_zero(gap) else off}."
    weighty = {one.name: _weighty(one, int(total.iloc[-1])) for one in sections if one.name.startswith("Per ")}
    most = [f"{name.removeprefix('Per ')} {enumerated(parts)}" for name, parts in weighty.items() if parts]
    why = [f"{one.name}: {enumerated(_parts(one.amounts))}." for one in sections if one.name not in weighty]
    return " ".join([first, *([f"Mest väger {'; '.join(most)}."] if most and not is_zero(gap) else []), *why])


def _weighty(section: Section, gap: int) -> list[str]:
    """The parts that pull the deviation its own way, the largest first."""
    own = section.amounts[EFFECT].loc[lambda gaps: ((gaps > 0) == (gap > 0)) & ~gaps.index.str.startswith("Övriga (")]
    return _parts(own.to_frame().head(NAMED))


def _parts(amounts: pd.DataFrame) -> list[str]:
    """Each part with its effect; those that print 0 are left out."""
    shown = {str(name): signed(_tkr(öre)) for name, öre in amounts[EFFECT].items()}
    return [f"{inside(name)} ({effect})" for name, effect in shown.items() if not is_zero(effect)]


def _tkr(öre: int) -> str:
    return style.shown(style.in_unit(int(öre), "tkr"), "tkr")
