"""Bilaga 1: a page per tjänst, all of them shown by one call.

One notebook over all tjänster instead of one run per tjänst: see docs/beslut.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import allocation, charts, tables, terms
from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi.charts import Chart
from ekonomi.charts.months import Year
from ekonomi.comments import SERVICE_TEXT
from ekonomi.costs import costs_of
from ekonomi.prose.own import OwnText, OwnTexts, Slot
from ekonomi.report.fans import year_of
from ekonomi.table import RUBRIK, Table
from ekonomi.tables.services import BASE, service_rows
from ekonomi.volumes import Units

if TYPE_CHECKING:
    from ekonomi.report import Report


@dataclass(frozen=True, eq=False)
class ServicePage:
    """One tjänst: what it costs and why, its year month by month, its cost per unit, the economist's comment.

    `year` is what `charts.tjänstens_år` draws and `year_of` its urval, `ways` what `charts.vägen_till` draws with the
    `names` of codes. `units` is None without a volume; `asked`: a comment is called for.
    """

    tjänst: str
    namn: str
    linje: str
    period: str
    costs: Table = field(repr=False)
    drivers: Table | None = field(repr=False)
    year: pd.DataFrame = field(repr=False)
    year_of: Year = field(repr=False)
    ways: pd.DataFrame = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    units: Table | None = field(repr=False)
    texts: OwnTexts = field(repr=False)
    asked: bool

    @property
    def comment(self) -> OwnText | Slot | None:
        """The economist's comment as it now is; None where there is none and none is called for."""
        name = SERVICE_TEXT.format(self.tjänst)
        return self.texts[name] if self.asked or name in self.texts else None

    @property
    def cost(self) -> str:
        """The mark of what it has cost so far (`Cell.mark`), which says how that came here."""
        return self.costs.cell(self.costs.rows[-1].name, terms.M_UTFALL).mark

    @property
    def chart(self) -> Chart:
        """The year month by month, drawn when it is asked for."""
        return charts.tjänstens_år(self.year, self.namn, self.period, self.year_of)

    @property
    def way(self) -> Chart:
        """Where its costs so far came from, drawn when it is asked for."""
        return charts.vägen_till(self.ways, self.names, self.namn, self.period, self.cost)

    @cached_property
    def drawn(self) -> tuple[str, str]:
        """What stands over and under the comment as HTML; a run lets several processes share the drawing of it."""
        under = [self.chart, self.way, self.drivers, self.units]
        return self.costs._repr_html_(), "\n".join(part._repr_html_() for part in under if part is not None)

    def _repr_html_(self) -> str:
        over, under = self.drawn
        said = [self.comment._repr_html_()] if self.comment is not None else []
        return "\n".join([f"<h3>{escape(self.namn)}</h3>", over, *said, under])


class ServicePages(dict[str, ServicePage]):
    """The pages by tjänst, in the order of 3.2.4; a heading goes before each of its lines."""

    def __repr__(self) -> str:
        return f"ServicePages({len(self)} tjänster)"

    def _repr_html_(self) -> str:
        parts, line = [], None
        for page in self.values():
            heading = f"<h2>{escape(page.linje)}</h2>\n" if page.linje != line else ""
            line = page.linje
            parts.append(f'<section class="ny-sida">\n{heading}{page._repr_html_()}\n</section>')
        return "\n".join(parts)


def service_pages(report: "Report") -> ServicePages:
    """The pages of every tjänst of bilaga 1, in the order of the tables.

    A page says visibly when a comment that is called for is missing. The band of the statistical forecast stands
    where its table does.
    """
    period, banded = report.period, report.holds(tables.statistisk_per_tjänst)
    assert report.allocated is not None and report.rules  # of a nämnd with tjänster
    with (report.beside if banded and report.beside else nullcontext)(lambda: report.outlook) as outlook:
        assert report.by_service and report.grupper and report.service_lines is not None
        costs = tables.by_heading(report[tables.kostnadsslag_per_tjänst], "kostnader")
        drivers = report[tables.orsaker_per_tjänst]
        sources = tables.by_heading(drivers, "källor till avvikelsen") if drivers else {}
        asked = {comment.text for comment in report.comments}
        counted = report.units
        by_service = counted is not None and counted.per == "tjänst"
        units = unit_rows(report[tables.kostnad_per_enhet], counted) if by_service and counted else {}
        ways = allocation.trace(costs_of(report.cube, period, terms.M_UTFALL), report.rules)
        order = list(dict.fromkeys(row.label for row in report[tables.tjänsteuppföljning].rows if row.kind == RUBRIK))
        if banded:
            report.outlook = outlook()
    years = service_years(report.allocated, report.outlook.service_path if banded else None, period)
    pages = [
        ServicePage(
            tjänst=line["tjänst"],
            namn=line["namn"],
            linje=report.grupper.printed(line["linje"]),
            period=period,
            costs=costs[line["rad"]],
            drivers=sources.get(line["rad"]),
            year=years[years["tjänst"] == line["tjänst"]],
            year_of=year_of(report.by_service, BASE & service_rows(line)),
            ways=ways[ways["tjänst"] == line["tjänst"]],
            names=report.source_names,
            units=units.get(line["tjänst"]),
            texts=report.texts,
            asked=SERVICE_TEXT.format(line["tjänst"]) in asked,
        )
        for line in report.service_lines.to_dict("records")
    ]
    found = ServicePages()
    for page in sorted(pages, key=lambda page: order.index(page.linje)):
        # a tjänst that stands in two lines has a page in each
        found[page.tjänst if page.tjänst not in found else f"{page.linje} / {page.tjänst}"] = page
    return found


def service_years(allocated: pd.DataFrame, path: pd.DataFrame | None, period: str) -> pd.DataFrame:
    """Each tjänst's year, cumulative (öre, cost +): tjänst, månad, utfall, budget, prognos; with `path` nedre and övre.

    nedre and övre are the 80 per cent interval of `path`, the reconciled forecast, known months without spread.
    Missing: the outcome after the period, the budget where there is none, the decided forecast but in December.
    """
    asked = ["beloppstyp", "version", "period", "tjänst", "belopp"]  # not all of the columns of so many rows
    costs = allocated.loc[allocated["resultatrad"] == terms.KOSTNADER, asked]
    months = list(periods.span(periods.january(period), periods.december(period)))
    outcome = _cumulative(costs[costs["beloppstyp"] == terms.UTFALL], months[: periods.month(period)], months)
    chosen = cubes.choose_versions(costs, period)
    planned = (costs["beloppstyp"] == terms.BUDGET) & (costs["version"] == chosen.budget)
    decided = (costs["beloppstyp"] == terms.PROGNOS) & (costs["version"] == chosen.prognos)
    expected = _cumulative(costs[decided].assign(period=months[-1]), months[-1:], months)
    budget = _cumulative(costs[planned], months, months)
    year = pd.concat({"utfall": outcome, "budget": budget, "prognos": expected}, axis=1, sort=True)
    found = year.rename_axis(["tjänst", "månad"]).reset_index()
    if path is None:
        return found
    ends = path.rename(columns={"serie": "tjänst"}).assign(nedre=-path["övre_80"], övre=-path["nedre_80"])
    return found.merge(ends[["tjänst", "månad", "nedre", "övre"]], on=["tjänst", "månad"], how="left")


def _cumulative(costs: pd.DataFrame, known: list[str], months: list[str]) -> pd.Series:
    """Costs (+) by tjänst and month, added up over the months that are known; the others are missing."""
    wide = costs[costs["period"].isin(known)].groupby(["tjänst", "period"])["belopp"].sum().unstack("period")
    added = -wide.reindex(columns=known).fillna(0).astype("float64").cumsum(axis=1)
    return pd.Series(added.reindex(columns=months).stack(future_stack=True))


def unit_rows(prices: Table, units: Units) -> dict[str, Table]:
    """The cost per unit of each tjänst, as a table of its own, by its code."""
    rows, enhet = {row.name: row for row in prices.rows}, units.enhet.to_dict()
    return {
        code: replace(
            prices,
            name=f"{prices.name} {name}",
            caption=f"{name.partition(' ')[2]}: kostnad per {enhet[code]}",
            rows=(rows[name],),
            notes=(),
        )
        for code, name in zip(map(str, units.names.index), units.names, strict=True)
    }
