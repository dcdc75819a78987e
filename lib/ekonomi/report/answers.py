"""What an economist asks of a report (`Report` says it in her words): what deviates, what moves with keys.

Each question gives a `Table`: it shows itself, and `.to_frame()` gives its cells.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from ekonomi import allocation, tables, terms
from ekonomi.allocation import Rules
from ekonomi.allocation.methods import POOL, TJÄNST
from ekonomi.costs import source_names
from ekonomi.errors import UsageError
from ekonomi.registry import NoAnswer
from ekonomi.report import selection
from ekonomi.report.comparison import Comparison, refuse_untold
from ekonomi.report.parts import Parts
from ekonomi.report.selection import ACK, HELÅR, ON_TJÄNST, RULLANDE, LackingError, Scope, Side, Where
from ekonomi.table import Table
from ekonomi.tables import layout
from ekonomi.tables.deviations import KEY_EFFECT
from ekonomi.tables.ways import names_of
from ekonomi.underlag import FIRST, KEYS, follow, pick
from ekonomi.urval import Rows, Selector

if TYPE_CHECKING:
    from ekonomi.report import Report

Keys = Mapping[str, Mapping[str, float] | str]
Order = Mapping[str, int] | Sequence[str]
Made = str | Table | Callable[..., Any]
Ask = TypeVar("Ask", bound=Callable[..., Any])
KEY = ["pool", "mottagare", "mottagarslag", "vikt", "grund"]
NOTHING = "Inga belopp finns för det som frågan gäller."
BOOKED = ("kostnadsslag", "ansvar", "verksamhetsområde", "avdelning", "projekt", "gren")


def said(ask: Ask) -> Ask:
    """The question, which says why where the nämnd lacks what it needs; wrong words raise UsageError still."""

    @wraps(ask)
    def asked(*words: Any, **more: Any) -> Any:
        try:
            return ask(*words, **more)
        except LackingError as error:
            return NoAnswer(str(error))

    return asked  # type: ignore[return-value]


@said
def avvikelse(
    report: "Report",
    per: str = "kostnadsslag",
    mot: str = terms.BUDGET,
    där: Where | None = None,
    vy: str = ACK,
    mått: str | None = None,
    avgränsning: str | None = None,
) -> Table:
    """Vad avvikelsen består av, störst först, i tusental kronor.

    `per`: vad beloppen summeras efter: konto, kostnadsslag, resultatrad, ansvar, verksamhetsområde, avdelning,
    projekt, gren, motpart, tjänst, tjänsteområde, grupp, linje (en rad i tjänstekostnaderna), pool eller period.
    `mått`: det som jämförs, utan angivelse utfallet, för helåret prognosen. `mot`: vad det jämförs med: budget,
    fjolåret, fg prognos eller prognos. `där`: vad frågan gäller, till exempel
    `{"ansvar": "Redovisningsstöd", "kostnadsslag": ["personal", "konsult"]}`. `vy`: period (månaden), ack (året
    hittills), rullande 12 eller helår.

    Frågor om organisationen gäller helheten, frågor om tjänster deras kostnader efter tjänsteomräkning, och andra
    frågor det externa, som i rapportens tabeller. `avgränsning` (extern eller helhet) säger något annat.

    >>> from ekonomi import get_report
    >>> report = get_report("2025-03")
    >>> delar = report.avvikelse(per="konto", mot="fjolåret", där={"ansvar": "Redovisningsstöd"})
    >>> delar.cell("5010 Månadslöner", "avvikelse").shown
    '−121'
    """
    där = där or {}
    selection.one_of("per", per, tuple(selection.DIMENSIONS))
    where, within = selection.rows_of(report, där), selection.scope(report, {per, *där}, där, avgränsning)
    compared = _compared(report, per, selection.sides(report, vy, mått, mot), vy, where, within)
    for side in (compared.left, compared.right):
        refuse_untold(report.ground, side, within.rows, {per, *där})
    if compared.amounts.empty:
        raise LackingError(NOTHING)
    stands_in = mot == terms.M_FG_PROGNOS and report.versions.fg_prognos is None
    notes = (*within.notes, *((layout.BUDGET_FIRST,) if stands_in else ()))
    amounts, made = _told(compared, labels(report, per, compared.amounts.index))
    heads = {side.name: side.head for side in (compared.left, compared.right)}
    return tables.avvikelse(amounts, heads, made, f"per {per}{narrowed(report, där, where)}", notes, per.capitalize())


def _compared(report: Parts, per: str, sides: tuple[Side, Side], vy: str, where: Rows, within: Scope) -> Comparison:
    rows = parts = within.rows & where
    asked = tuple(side.name for side in sides)
    if within.allocated:
        locked = rules_of(report).is_locked(report.versions.budget or "")
        # what changed keys have moved is told apart in the parts of what tjänster have cost, against the budget
        if locked and asked == (terms.UTFALL, terms.BUDGET) and per not in ON_TJÄNST and vy not in (RULLANDE, HELÅR):
            parts = rows.without(KEYS) & layout.AT_BUDGET_KEYS
    return Comparison(report.ground, per, *sides, rows, parts)


def _told(compared: Comparison, labels: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Amounts and urval by label, with the effect of changed keys and the sums last."""
    amounts = compared.amounts.set_axis(pd.Index(list(labels.values()), dtype="str"))
    made = {name: compared.urval(code) for code, name in labels.items()}
    total = amounts.sum()
    if compared.key_effect:
        amounts.loc[KEY_EFFECT, compared.left.name] = compared.key_effect
        made[KEY_EFFECT] = compared.moved_by_keys()
        total.iloc[0] += compared.key_effect
    amounts.loc[terms.TOTALT] = total
    return amounts, {**made, terms.TOTALT: compared.total()}


def labels(report: Parts, dimension: str, codes: Iterable[object]) -> dict[str, str]:
    """What each code of an answer is printed as; those that share a name are told apart by their codes."""
    known = selection.names(report, dimension)
    found = {str(code): selection.label(dimension, str(code), known) for code in codes}
    shared = pd.Series(found).duplicated(keep=False)
    return {code: f"{name} ({code})" if shared[code] else name for code, name in found.items()}


def narrowed(report: Parts, där: Where, where: Rows) -> str:
    """The filter in words, after a comma."""
    said = []
    for dimension in där:
        known, condition = selection.names(report, dimension), where.of(dimension)
        codes = condition.values if condition else ()
        said.append(f", {dimension} {' och '.join(selection.label(dimension, code, known) for code in codes)}")
    return "".join(said)


@said
def omfördelning(
    report: "Report", nycklar: Keys | None = None, ordning: Order | None = None, vy: str = ACK, mått: str | None = None,
    metod: str | None = None,
) -> Table:  # fmt: skip
    """Vad som skulle flyttas mellan tjänsterna med andra nycklar, annan ordning eller metod, i tusental kronor.

    `nycklar`: för en pool antingen vikter, `{"GEM": {"2104": 2, "2106": 1}}`, eller en grund som mottagarna följer:
    årsarbetare, volym eller direkt kostnad. `ordning`: pooler som byter plats med varandra, i sin nya ordning,
    eller steg för steg, `{"GEM": 3}`. `metod`: stegmetoden, direkt metod eller ömsesidig metod. En låst budget
    flyttas aldrig. Summan av det som flyttas är alltid noll.

    >>> from ekonomi import get_report
    >>> report = get_report("2025-03")
    >>> report.omfördelning(nycklar={"GEM": "årsarbetare"}).cell("Totalt", "flyttat").shown
    '0'
    """
    if not nycklar and not ordning and not metod:
        raise UsageError("Ange vad som ska ändras: nycklar={pool: …}, ordning=[pool, pool] eller metod=….")
    costs, head = _costs(report, vy, mått)
    keys, steps = new_keys(report, nycklar), new_steps(report, ordning)
    rules = with_changes(rules_of(report), keys, steps)
    if metod:
        rules = replace(rules, method=selection.one_of("metod", metod, tuple(allocation.METHODS)))
    moved = allocation.moved(costs, rules_of(report), rules)
    return tables.omfördelning(moved, report.registers.services, head)


def with_changes(rules: Rules, keys: pd.DataFrame | None, steps: Mapping[str, int] | None, since: str = "") -> Rules:
    """The rules with new keys and another order, from the month `since`."""
    if keys is not None:
        rules = allocation.with_keys(rules, keys, since)
    return allocation.with_order(rules, steps, since) if steps else rules


def rules_of(report: Parts) -> Rules:
    if report.rules is None:
        raise LackingError("Nämnden har inga tjänster.")
    return report.rules


def _costs(report: Parts, vy: str, mått: str | None) -> tuple[pd.DataFrame, str]:
    """The cost rows of the cube (helhet) of a mått in a view, before tjänsteomräkning, and its heading."""
    side, selector = selection.side(report, vy, mått), Selector(report.cube)
    return pd.concat([selector.taken(part & layout.COSTS) for part in side.parts]), side.head


def one(report: Parts, asked: str | int, *dimensions: str) -> tuple[str, str]:
    """The dimension and code of a name that must stand for one thing."""
    found = selection.find(report, asked, *dimensions)
    if len(found) > 1:
        said = ", ".join(f"{dimension} {code}" for dimension, code in found)
        raise UsageError(f"”{asked}” kan vara {said}. Ange koden.")
    return found[0]


def new_steps(report: Parts, order: Order | None) -> dict[str, int] | None:
    """The steg of some pools; of pools in a new order the steg that they have today, changed among them."""
    if order is None:
        return None
    if isinstance(order, Mapping):
        return {one(report, pool, POOL)[1]: steg for pool, steg in order.items()}
    pools = [one(report, pool, POOL)[1] for pool in order]
    steps = rules_of(report).pools.groupby(POOL)["steg"].min()
    return dict(zip(pools, sorted(int(steps[pool]) for pool in pools), strict=True))


def new_keys(report: Parts, keys: Keys | None) -> pd.DataFrame | None:
    """New keys of some pools, as `allocation.with_keys` takes them."""
    if not keys:
        return None
    held = allocation.valid(rules_of(report).keys, report.period)
    found = []
    for named, own in keys.items():
        pool = one(report, named, POOL)[1]
        if isinstance(own, str):
            grund = selection.one_of("grund", own, terms.GRUNDER[1:])
            found.append(held[held["pool"] == pool].assign(vikt=1.0, grund=grund)[KEY])
            continue
        receivers = [one(report, name, TJÄNST, POOL) for name in own]
        rows = [
            (pool, code, kind, float(vikt), terms.FAST_ANDEL)
            for (kind, code), vikt in zip(receivers, own.values(), strict=True)
        ]
        found.append(pd.DataFrame(rows, columns=KEY))
    return pd.concat(found, ignore_index=True)


@said
def vägar(report: "Report", där: Where, vy: str = ACK, mått: str | None = None) -> Table:
    """Kostnadernas väg till en tjänst eller från ett ansvar, störst först, i tusental kronor.

    En väg går från det ansvar som bokförde kostnaden, genom dess pool och den pool vars nyckel gav, till tjänsten.
    Vägarna summerar till det som tjänsten bär och till det som ansvaret har bokfört.

    >>> from ekonomi import get_report
    >>> report = get_report("2025-03")
    >>> print(report.vägar(där={"tjänst": "Telefoni"}).cell("Totalt", "belopp").shown)
    −16 719
    """
    rules = rules_of(report)
    for dimension in där:
        selection.one_of("där", dimension, (*BOOKED, TJÄNST, POOL))
    if not där:
        raise UsageError('Ange vad vägarna gäller: där={"tjänst": …} eller där={"ansvar": …}.')
    where = selection.rows_of(report, där)
    costs, _ = _costs(report, vy, mått)
    ways = allocation.trace(Selector(costs).taken(where.without(TJÄNST, POOL)), rules)
    ways = Selector(ways).taken(where.without(*BOOKED)).reset_index(drop=True)
    if ways.empty:
        raise LackingError(NOTHING)
    names = {**source_names(report.registers), "": selection.label(POOL, "", {})}
    return tables.vägar(ways, names, names_of(report.registers.services, TJÄNST))


def underlag(
    report: "Report", tabell: Made, rad: str, kolumn: str, *, alla: bool = False, text: bool = False
) -> Table:  # fmt: skip
    """Posterna som en siffra består av, i kronor, med verifikation, fil och rad.

    `tabell` är en tabell, dess namn i siffror.csv eller funktionen som gör den. Efter tjänsteomräkning är en rad
    den del av en post som tjänsten bär. Är de många visas de hundra första av varje led, och summan är ändå allas;
    `alla` visar alla. `text` visar även posternas texter, som kan nämna människor.

    >>> from ekonomi import get_report, tables
    >>> report = get_report("2025-03")
    >>> poster = report.underlag(tables.resultat, "Kommunbidrag", "utfall")
    >>> print(poster.cell("Summa", "belopp").shown)
    9 531 900,00
    """
    table = table_of(report, tabell)
    columns = {column.name: column.public for column in table.columns}
    figure = pick(table.figures(), table.name, rad, columns.get(kolumn, kolumn), "rapporten")
    found = follow(report.ground, figure, None if alla else FIRST)
    return tables.underlag(figure, found.rows, found.sums if found.summed else {}, count=found.count, text=text)


def table_of(report: "Report", tabell: Made) -> Table:
    """A table itself, by its published name or by the function that makes it."""
    try:
        made: Any = report.tables if isinstance(tabell, str) else report
        found = tabell if isinstance(tabell, Table) else made[tabell]
    except KeyError as error:
        raise UsageError(str(error.args[0])) from None
    if not isinstance(found, Table):
        raise UsageError(f'{found!r}: ange en enda tabell, till exempel report.tables["…"].')
    return found
