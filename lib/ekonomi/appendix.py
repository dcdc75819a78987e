"""Bilaga 1: a page per tjänst, all of them shown by one call.

One notebook over all tjänster instead of one run per tjänst: see docs/beslut.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape

import pandas as pd

from ekonomi import charts, tables, terms
from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi.charts import Chart
from ekonomi.comments import EACH, SERVICE_TEXT, Comment
from ekonomi.prose import OwnText, OwnTexts
from ekonomi.table import RUBRIK, Table
from ekonomi.tables.pages import COSTS, DRIVERS
from ekonomi.tables.units import PRICES


@dataclass(frozen=True, eq=False)
class ServicePage:
    """One tjänst: what it costs and why, its year month by month, its cost per unit, the economist's comment.

    `year` is what `charts.tjänstens_år` draws, `ways` what `charts.vägen_till` does with the `names` of codes.
    `units` is None without a volume, `comment` where there is none and none is called for.
    """

    tjänst: str
    namn: str
    linje: str
    period: str
    costs: Table = field(repr=False)
    drivers: Table = field(repr=False)
    year: pd.DataFrame = field(repr=False)
    ways: pd.DataFrame = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    units: Table | None = field(repr=False)
    comment: OwnText | None = field(repr=False)

    @property
    def chart(self) -> Chart:
        """The year month by month, drawn when it is asked for."""
        return charts.tjänstens_år(self.year, self.namn, self.period)

    @property
    def way(self) -> Chart:
        """Where its costs so far came from, drawn when it is asked for."""
        return charts.vägen_till(self.ways, self.names, self.namn, self.period)

    def _repr_html_(self) -> str:
        parts = [self.costs, self.comment, self.chart, self.way, self.drivers, self.units]
        shown = "\n".join(part._repr_html_() for part in parts if part is not None)
        return f"<h3>{escape(self.namn)}</h3>\n{shown}"


@dataclass(frozen=True, eq=False)
class ServicePages(Mapping[str, ServicePage]):
    """The pages by tjänst, in the order of 3.2.4; a heading goes before each of its lines."""

    pages: tuple[ServicePage, ...]

    def __getitem__(self, tjänst: str) -> ServicePage:
        return {page.tjänst: page for page in self.pages}[tjänst]

    def __iter__(self) -> Iterator[str]:
        return (page.tjänst for page in self.pages)

    def __len__(self) -> int:
        return len(self.pages)

    def __repr__(self) -> str:
        return f"ServicePages({len(self)} tjänster)"

    def _repr_html_(self) -> str:
        parts, line = [], None
        for page in self.pages:
            heading = f"<h2>{escape(page.linje)}</h2>\n" if page.linje != line else ""
            line = page.linje
            parts.append(f'<section class="ny-sida">\n{heading}{page._repr_html_()}\n</section>')
        return "\n".join(parts)


def service_pages(
    built: Mapping[str, Table],
    allocated: pd.DataFrame,
    path: pd.DataFrame,
    lines: pd.DataFrame,
    ways: pd.DataFrame,
    names: Mapping[str, str],
    texts: OwnTexts,
    comments: Iterable[Comment],
    period: str,
) -> ServicePages:
    """The pages of every tjänst of bilaga 1, from the report's tables `built`.

    `allocated` is the cube after allocation, `path` each tjänst's year (`forecast.monthly_path`, serie the tjänst),
    `lines` the rows of bilaga 1 (`tables.services.service_lines`), `ways` the way of every cost so far
    (`allocation.trace`), `names` what ansvar and pools are called. A page says visibly when a comment that is called
    for is missing.
    """
    by_table = {name: tables.by_heading(built[name]) for name in (COSTS, DRIVERS)}
    years = service_years(allocated, path, period)
    asked = {comment.text for comment in comments}
    units = unit_rows(built[PRICES])
    order = [row.label for row in built[EACH].rows if row.kind == RUBRIK]
    pages = [
        ServicePage(
            tjänst=line["tjänst"],
            namn=line["namn"],
            linje=line["linje"],
            period=period,
            costs=by_table[COSTS][line["rad"]],
            drivers=by_table[DRIVERS][line["rad"]],
            year=years[years["tjänst"] == line["tjänst"]],
            ways=ways[ways["tjänst"] == line["tjänst"]],
            names=names,
            units=units.get(line["tjänst"]),
            comment=_comment(texts, line["tjänst"], asked),
        )
        for line in lines.to_dict("records")
    ]
    return ServicePages(tuple(sorted(pages, key=lambda page: order.index(page.linje))))


def _comment(texts: OwnTexts, tjänst: str, required: set[str]) -> OwnText | None:
    name = SERVICE_TEXT.format(tjänst)
    return texts[name] if name in texts or name in required else None


def service_years(allocated: pd.DataFrame, path: pd.DataFrame, period: str) -> pd.DataFrame:
    """Each tjänst's year, cumulative (öre, cost +): tjänst, månad, utfall, budget, nedre, övre.

    nedre and övre are the 80 per cent interval of `path`, the reconciled forecast, known months without spread.
    Missing: the outcome after the period, the budget where there is none.
    """
    costs = allocated[allocated["kostnadsslag"].isin(terms.COSTS)]
    budget = costs[(costs["beloppstyp"] == terms.BUDGET) & (costs["period"].str[:4] == period[:4])]
    budget = budget[budget["version"] == cubes.choose_versions(costs, period).budget]
    planned = budget.groupby(["tjänst", "period"])["belopp"].sum().unstack("period").fillna(0)
    months = list(periods.span(periods.january(period), periods.december(period)))
    added = planned.reindex(columns=months, fill_value=0).cumsum(axis=1)
    long = added.rename_axis(columns="månad").reset_index().melt("tjänst", value_name="budget")
    year = path.rename(columns={"serie": "tjänst"}).merge(long, on=["tjänst", "månad"], how="left")
    turned = {"utfall": "utfall", "budget": "budget", "nedre": "övre_80", "övre": "nedre_80"}
    return year[["tjänst", "månad"]].assign(
        **{name: -year[column].astype("float64") for name, column in turned.items()}
    )


def unit_rows(prices: Table) -> dict[str, Table]:
    """The cost per unit of each tjänst, as a table of its own, by its code."""
    return {
        row.name.split(" ")[0]: replace(
            prices,
            name=f"{prices.name} {row.name}",
            caption="{0}: kostnad per {2}".format(*row.label.rpartition(", ")),
            rows=(row,),
            notes=(),
        )
        for row in prices.rows
    }
