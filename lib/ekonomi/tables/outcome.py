"""3.2.2: deviations so far by ansvarsområde, and postings that came after the close."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.params import Settings
from ekonomi.params.published import column_name, table_name
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.sources.earlier import Earlier
from ekonomi.table import RAD, SUMMA, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.urval import Rows

KEYS = ["gren", "avdelning", "verksamhetsområde"]
AREAS, TOGETHER = "ansvarsområde", "Tillsammans"
_CURRENT = (
    *(terms.M_UTFALL, terms.M_BUDGET, terms.M_PROGNOS, terms.M_BUDGET_HELÅR),
    *(terms.M_UTFALL_FG_MÅNAD, terms.M_BUDGET_FG_MÅNAD),
)


@table("Budgetavvikelse per ansvarsområde", "Ansvarsområde")
def ansvarsområde(
    measured: Measured,
    organisation: pd.DataFrame,
    grenar: Mapping[str, str],
    period: str,
    reported: tuple[pd.Series, Mapping[str, Rows]] | None = None,
) -> Table | None:
    """Budgetavvikelsen per ansvarsområde, helhet (mnkr, + bättre): helår, hittills och till och med förra månaden.

    Förra månadens är de som dess rapport visade (`reported`), annars räknas de på nytt. Raderna heter efter sin
    väg, med avdelning, och finns flera grenar står de för sig. Finns inte utan budget.

    >>> print(report[tables.ansvarsområde].cell("Resultat", "avvikelse").shown)
    13,4
    """
    if terms.M_BUDGET not in measured.known:
        return None
    columns = layout.known_columns(_columns(period), measured)
    notes = (
        "Beloppen är avvikelser från budget."
        + (" Kolumnen för helåret är prognos minus budget." if columns[0].name == terms.AVVIKELSE_HELÅR else ""),
        *layout.whole_notes(measured),
        *_month_notes(period, reported is not None),
        layout.ROUNDING,
    )
    lines = _lines(_areas(measured, organisation), grenar)
    found = layout.amounts(lines, columns, measured, notes=notes)
    return found if reported is None or periods.month(period) == 1 else _as_reported(found, *reported)


@table("Intäkter och kostnader per ansvarsområde", "Ansvarsområde")
def driftredovisning(measured: Measured, slag: Kostnadsslag, organisation: pd.DataFrame, period: str) -> Table | None:
    """Intäkter, kostnader och resultat per verksamhetsområde, helhet (mnkr): utfall, budget, prognos och fg prognos.

    Rader heter `Ekonomi / Intäkter`, `Ekonomi / Kostnader` och `Ekonomi / Resultat`; sist de tre för alla. None utan
    budget.

    >>> print(report[tables.driftredovisning].cell("Resultat", "avvikelse").shown)
    13,4
    """
    if terms.M_BUDGET not in measured.known:
        return None
    current = measured.distinct(layout.EVERYTHING & urval.only("mått", *_CURRENT), "verksamhetsområde")
    areas = layout.ordered(current["verksamhetsområde"], organisation, "verksamhetsområde")
    income = "Intäkter och bidrag" if slag.of(terms.KOMMUNBIDRAG, terms.KOMMUNINTERNA) else "Intäkter"
    earning = set(measured.distinct(layout.EARNED, "verksamhetsområde")["verksamhetsområde"])
    lines = [one for area in areas for one in _both_sides(area, income if area in earning else "")]
    lines += _both_sides("", income)
    now, year = layout.budget_columns(period)[:3], list(layout.budget_columns(period)[3:])
    before = Column(terms.M_FG_PROGNOS, "Föregående prognos", group=layout.full_year(period))
    columns = (*now, year[0], before, *year[1:])
    notes = (*layout.whole_notes(measured), *layout.earlier_forecast_notes(measured), layout.ROUNDING)
    return layout.amounts(lines, columns, measured, notes=notes)


def _both_sides(area: str, income: str) -> Iterator[Line]:
    """The income, if it has any, the costs and the result of an area, or of all."""
    own, path = (urval.only("verksamhetsområde", area), f"{area} / ") if area else (Rows(), "")
    yield heading(f"{path}rubrik", area or "Alla ansvarsområden")
    if income:
        yield line(f"{path}{income}", own & layout.EARNED, label=income, level=1)
    yield line(f"{path}{layout.COSTS_SAID}", own & layout.COSTS, label=layout.COSTS_SAID, level=1)
    yield total(f"{path}{layout.RESULT}", own, label=layout.RESULT)


def _as_reported(table: Table, amounts: pd.Series, made: Mapping[str, Rows]) -> Table:
    öre = (amounts.astype("Float64") * terms.ÖRE_PER_MNKR).round().astype("Int64")
    before = terms.AVVIKELSE_FG_MÅNAD
    computed = {row: {name: one for name, one in own.items() if name != before} for row, own in table.urval.items()}
    trail = {row: own | ({before: made[row]} if row in made else {}) for row, own in computed.items()}
    return replace(table, values=table.values.assign(**{before: öre.reindex(table.values.index)}), urval=trail)


def _areas(measured: Measured, organisation: pd.DataFrame) -> pd.DataFrame:
    """The (gren, avdelning, verksamhetsområde) that this year's figures concern, in the register's order."""
    rows = measured.rows
    current = rows.loc[rows["mått"].isin(_CURRENT), KEYS].drop_duplicates()
    order = organisation.groupby(KEYS[1:], as_index=False)["ordning"].min()
    found = current.merge(order, on=KEYS[1:], how="left")
    found["gren_ordning"] = found["gren"].map(terms.GRENAR.index)
    return found.sort_values(["gren_ordning", "ordning", *KEYS[1:]], ignore_index=True)


def _lines(areas: pd.DataFrame, grenar: Mapping[str, str]) -> Iterator[Line]:
    several = areas["gren"].nunique() > 1
    for gren, group in areas.groupby("gren", sort=False):
        own = urval.only("gren", str(gren)) if several else Rows()
        path = [str(gren).capitalize()] if several else []
        if several:
            yield heading(path[0], grenar[str(gren)])
        for avdelning, members in group.groupby("avdelning", sort=False):
            yield from _avdelning(own, path, str(avdelning), list(members["verksamhetsområde"]))
        if several:
            yield total(f"Summa {gren}", own, label=f"Summa {grenar[str(gren)].lower()}")
    yield from _together(areas, grenar)
    yield total(layout.RESULT)


def _together(areas: pd.DataFrame, grenar: Mapping[str, str]) -> Iterator[Line]:
    """The whole of each område that stands in several grenar."""
    split = areas.loc[areas.duplicated(KEYS[1:]), KEYS[1:]]
    if split.empty:
        return
    named = [grenar[gren] for gren in terms.GRENAR if gren in set(areas["gren"])]
    yield heading(f"{TOGETHER}, rubrik", f"{' och '.join([named[0], *map(str.lower, named[1:])])} tillsammans")
    for avdelning, area in split.itertuples(index=False):
        where = urval.only("avdelning", str(avdelning)) & urval.only("verksamhetsområde", str(area))
        yield Line(f"{TOGETHER} / {area}", (where,), str(area), SUMMA, 1)


def whole_areas(table: Table) -> list[Row]:
    """The rows of `ansvarsområde` that hold each område once: of one in several grenar the sum."""
    sums = [row for row in table.rows if row.name.startswith(f"{TOGETHER} / ")]
    summed = {row.label for row in sums}
    return [*sums, *(row for row in table.rows if row.kind == RAD and row.label not in summed)]


def _avdelning(own: Rows, path: list[str], avdelning: str, areas: list[str]) -> Iterator[Line]:
    """The avdelning itself where it is its own område, and the others under its name."""
    level = len(path)
    inner = [area for area in areas if area != avdelning]
    within = own & urval.only("avdelning", avdelning)
    name = " / ".join([*path, avdelning])
    if avdelning in areas:
        yield line(name, within & urval.only("verksamhetsområde", avdelning), label=avdelning, level=level)
    if inner:
        yield heading(f"{name}, rubrik", avdelning, level)
    for area in inner:
        where = within & urval.only("verksamhetsområde", area)
        yield line(f"{name} / {area}", where, label=area, level=level + 1)


def _columns(period: str) -> tuple[Column, ...]:
    year = f"{layout.forecast_head(period)} {layout.full_year(period).lower()}"
    columns = (
        Column(terms.AVVIKELSE_HELÅR, year, worse=layout.WORSE),
        Column(terms.AVVIKELSE, layout.months(period), worse=layout.WORSE),
    )
    if periods.month(period) == 1:
        return columns
    before = layout.months(periods.shift(period, -1))
    return (*columns, Column(terms.AVVIKELSE_FG_MÅNAD, before, worse=layout.WORSE))


def _month_notes(period: str, reported: bool) -> tuple[str, ...]:
    if periods.month(period) == 1:
        return ()
    before = periods.shift(period, -1)
    if reported:
        return (f"Kolumnen för {periods.through(before)} visar avvikelsen som den redovisades då.",)
    return (
        f"Kolumnen för {periods.through(before)} är beräknad på nytt ur bokföringen. "
        "Den kan skilja sig från vad som redovisades då.",
    )


@table(row_head="Verifikation")
def sena_poster(late: pd.DataFrame, period: str, verifikationstexter: bool = False) -> Table:
    """Poster som har bokförts i en månad efter att den stängts (tkr), per månad, verifikation och verksamhetsområde.

    Posternas egna texter visas bara om inställningen `verifikationstexter` säger det: de kan nämna människor.

    >>> [column.name for column in report[tables.sena_poster].columns]
    ['period', 'verksamhetsområde', 'registrerad', 'belopp']
    """
    keys = ["period", "verifikation", "verksamhetsområde"]
    found = late.groupby(keys, as_index=False, sort=True).agg(
        först=("registrerad", "min"),
        registrerad=("registrerad", "max"),
        text=("text", "first"),
        belopp=("belopp", "sum"),
    )
    found.index = pd.Index([" / ".join(parts) for parts in found[keys].itertuples(index=False)])
    rows = tuple(Row(str(name), str(voucher)) for name, voucher in found["verifikation"].items())
    columns = (
        Column("period", "Period", "text"),
        Column("verksamhetsområde", "Verksamhetsområde", "text"),
        *([Column("text", "Text", "text")] if verifikationstexter else []),
        Column("registrerad", "Registrerad", "text"),
        Column("belopp", "Belopp", "tkr"),
    )
    caption = f"Poster i månader före {periods.name(period)} som har bokförts efter månadens stängning"
    notes = ("Intäkt är plus, kostnad är minus.",) if len(found) else ()
    trail = {str(name): {"belopp": _late(row)} for name, row in found.to_dict("index").items()}
    return Table(rows, columns, found, notes, trail, caption)


def _late(row: Mapping[Hashable, object]) -> Rows:
    keys = ("period", "verifikation", "verksamhetsområde")
    own = urval.each({"beloppstyp": terms.UTFALL} | {key: row[key] for key in keys})
    return own & urval.span("registrerad", str(row["först"]), str(row["registrerad"]))


def reported(earlier: Earlier, settings: Settings) -> tuple[pd.Series, Mapping[str, Rows]]:
    """The deviations so far that it printed (mnkr, Decimal, by row), and the urval of each in its siffror.csv."""
    table = table_name(settings.tabeller, AREAS, earlier.period)
    column = column_name(settings.tabeller, AREAS, terms.AVVIKELSE, earlier.period)
    amounts = earlier.column(table, column)
    file = urval.summed(f"{earlier.period}/siffror.csv", "värde")
    return amounts, {
        str(row): file & urval.each({"tabell": table, "rad": row, "kolumn": column}) for row in amounts.index
    }
