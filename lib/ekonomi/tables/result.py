"""3.2.1 and 3.2.2: the result in brief and by kostnadsslag (extern), its bridge to helhet, and the texts' figures."""

from collections.abc import Iterable, Iterator

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import RAD, SUMMA, Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, line, total
from ekonomi.urval import Rows


def statement(slag: Kostnadsslag) -> Iterator[Line]:
    """The rows of the income statement in brief: those that the nämnd's register has kostnadsslag for."""
    for rad in terms.RESULTATRADER:
        if slag.of(rad):
            yield line(layout.STATEMENT[rad], urval.only("resultatrad", rad))


def by_kostnadsslag(slag: Kostnadsslag) -> Iterator[Line]:
    """A row per kostnadsslag, named and labelled as the register prints it."""
    return (line(label, urval.only("kostnadsslag", name)) for name, label in slag.labels.items())


def costs(slag: Kostnadsslag) -> list[Line]:
    """A row per kostnadsslag of the costs."""
    return [line(slag.labels[name], urval.only("kostnadsslag", name)) for name in slag.of(terms.KOSTNADER)]


@table("Resultat i sammandrag", "Resultaträkning")
def resultat(measured: Measured, slag: Kostnadsslag, period: str) -> Table:
    """Resultatet i sammandrag, externt: hittills och helår (mnkr, + bättre).

    >>> print(report[tables.resultat].cell("Resultat", "avvikelse").shown)
    13,4
    """
    year, before = layout.full_year(period), periods.year(period) - 1
    *now, forecast, budget, _ = layout.budget_columns(period)
    columns = (
        *(*now, Column(terms.M_FG_ÅR, f"Utfall {before}", group=layout.months(period))),
        *(forecast, Column(terms.M_FG_PROGNOS, "Föregående prognos", group=year)),
        *(budget, Column(terms.M_BOKSLUT, f"Bokslut {before}", group=year)),
    )
    notes = (
        *layout.scope_notes(measured, "Poster mellan förvaltningens egna delar är avräknade."),
        *layout.earlier_forecast_notes(measured),
        layout.ROUNDING,
    )
    lines = (*statement(slag), total(layout.RESULT))
    return layout.amounts(lines, columns, measured, layout.EXTERN, notes)


@table("Från extern avgränsning till förvaltningen som helhet", "Avgränsning")
def interna_poster(measured: Measured, period: str) -> Table | None:
    """Bryggan från externt till helhet: externt + interna poster = helhet, för intäkter, kostnader och resultat
    (mnkr).

    Finns inte utan interna poster.

    >>> print(report[tables.interna_poster].cell("Resultat, helhet", "utfall").shown)
    8,6
    """
    if not measured.rows["intern"].any():
        return None
    income, costs = urval.only("resultatrad", terms.INTÄKTER), layout.COSTS
    bridged = {
        ("Externa intäkter", "Interna intäkter", "Intäkter, helhet"): income,
        ("Externa kostnader", "Interna kostnader", "Kostnader, helhet"): costs,
        ("Externt resultat", "Internt resultat", "Resultat, helhet"): Rows(),
    }
    scopes = ((layout.EXTERN, RAD), (layout.INTERN, RAD), (layout.EVERYTHING, SUMMA))
    lines = [
        line(name, scope & rows, kind=kind)
        for names, rows in bridged.items()
        for name, (scope, kind) in zip(names, scopes, strict=True)
    ]
    notes = (
        "Interna poster är det som förvaltningens delar köper av varandra: lika mycket som intäkt och som kostnad.",
        "Resultatet omfattar även bidragen.",
        layout.ROUNDING,
    )
    deviations = (terms.AVVIKELSE, terms.AVVIKELSE_HELÅR)
    columns = [column for column in layout.budget_columns(period) if column.name not in deviations]
    return layout.amounts(lines, columns, measured, Rows(), notes)


@table(row_head="Intäkts- och kostnadsslag")
def kostnadsslag(measured: Measured, slag: Kostnadsslag, period: str) -> Table:
    """Utfall, budget och avvikelse per kostnadsslag, externt: hittills och helår (mnkr, + bättre).

    >>> print(report[tables.kostnadsslag].cell("Resultat", "avvikelse").shown)
    13,4
    """
    compared = " och budget" if terms.M_BUDGET in measured.known else ""
    caption = f"Utfall{compared} per intäkts- och kostnadsslag"
    lines, columns = (*by_kostnadsslag(slag), total(layout.RESULT)), layout.budget_columns(period)
    notes = (*layout.scope_notes(measured), layout.ROUNDING)
    return layout.amounts(lines, columns, measured, layout.EXTERN, notes, caption)


@table(row_head="Intäkts- och kostnadsslag")
def prognos(measured: Measured, slag: Kostnadsslag, period: str) -> Table:
    """Prognos, föregående prognos och budget per kostnadsslag, externt, med avvikelse och ändring (mnkr, + bättre).

    >>> print(report[tables.prognos].cell("Kostnader", "avvikelse helår").shown)
    8,9
    """
    head = layout.forecast_head(period)
    columns = (
        Column(terms.M_PROGNOS, head),
        Column(terms.M_FG_PROGNOS, "Föregående prognos"),
        Column(terms.M_BUDGET_HELÅR, "Budget"),
        Column(terms.AVVIKELSE_HELÅR, "Avvikelse från budget", worse=layout.WORSE),
        Column(terms.ÄNDRING, "Ändring mot föregående prognos", worse=layout.WORSE_THAN_LAST),
    )
    notes = (*layout.scope_notes(measured), *layout.earlier_forecast_notes(measured), layout.ROUNDING)
    income = total("Intäkter", urval.only("resultatrad", terms.INTÄKTER), label="Intäkter utan kommunbidrag")
    totals = [*([income] if len(slag.of(terms.INTÄKTER)) > 1 else []), total(layout.COSTS_SAID, layout.COSTS)]
    lines = (*by_kostnadsslag(slag), *totals, total(layout.RESULT))
    caption = f"{head} {layout.full_year(period).lower()} per intäkts- och kostnadsslag"
    return layout.amounts(lines, columns, measured, layout.EXTERN, notes, caption)


COSTS_EXTERN = "Kostnader extern omfattning"
OF_RESULT = "avvikelse resultat"


@table("Kostnader för helåret", "Kostnader")
def text_ekonomi(
    measured: Measured, period: str, by_service: Measured | None = None, grupper: Grupper | None = None
) -> Table:
    """Siffrorna i 3.2:s text: helårets kostnader, budget och prognos, skrivna som positiva (mnkr).

    Den första raden är extern; grupperna av tjänster är helhet, efter tjänsteomräkning.

    >>> print(report[tables.text_ekonomi].cell("Kostnader extern omfattning", "budget helår").shown)
    1 472,3
    """
    year = layout.full_year(period)
    columns = (
        Column(terms.M_BUDGET_HELÅR, "Budget", group=year),
        Column(terms.M_PROGNOS, layout.forecast_head(period), group=year),
    )
    lines = [line(COSTS_EXTERN, layout.COSTS & layout.EXTERN)]
    made = layout.sums_of(lines, measured)
    if by_service is not None and grupper is not None:
        groups = list(_groups(grupper))
        made |= layout.sums_of(groups, by_service, layout.COSTS & layout.ALLOCATED)
        lines += groups
    turned = {row: {one.name: -own[one.name] for one in columns if one.name in own} for row, own in made.items()}
    return layout.computed(columns, turned, layout.of_both(measured, by_service), lines=lines)


@table("Budgetavvikelse hittills", "Rad")
def text_utfall(
    measured: Measured, slag: Kostnadsslag, by_service: Measured | None = None, grupper: Grupper | None = None
) -> Table | None:
    """Siffrorna i 3.2.2:s text: avvikelsen hittills per rad (mnkr, + bättre), och resultatets per grupp av tjänster.

    Intäkter, kostnader och resultat är externa; kostnadsslagen och grupperna är helhet. Finns inte utan budget.

    >>> print(report[tables.text_utfall].cell("Resultat", "avvikelse").shown)
    13,4
    """
    if terms.M_BUDGET not in measured.known:
        return None
    columns = (
        Column(terms.AVVIKELSE, "Budgetavvikelse", worse=layout.WORSE),
        Column(OF_RESULT, "Budgetavvikelse, resultat", worse=layout.WORSE),
    )
    lines, gap = [*_lines(slag), *costs(slag)], terms.AVVIKELSE
    made = {row: {gap: own[gap]} for row, own in layout.sums_of(lines, measured).items()}
    if by_service is not None and grupper is not None:
        groups = list(_groups(grupper, made))
        own_groups = layout.sums_of(groups, by_service, layout.EVERYTHING & layout.ALLOCATED)
        made |= {row: {OF_RESULT: own[gap]} for row, own in own_groups.items()}
        lines += groups
    return layout.computed(columns, made, layout.of_both(measured, by_service), lines=lines)


def _lines(slag: Kostnadsslag) -> Iterable[Line]:
    told = (layout.STATEMENT[terms.INTÄKTER], layout.COSTS_SAID)
    lines = [one for one in statement(slag) if one.name in told]
    extern = [line(one.name, one.where[0] & layout.EXTERN) for one in lines]
    return (*extern, line(layout.RESULT, layout.EXTERN))


def _groups(grupper: Grupper, taken: Iterable[str] = ()) -> Iterator[Line]:
    """A row per grupp of tjänster; one that bears the name of another row says what it is."""
    for name, label in grupper.labels.items():
        yield line(f"{label}, tjänster" if label in taken else label, urval.only("grupp", name))
