"""Årsarbetare: worked hours over the norm hours of a full year.

Definition: the hours worked January–P divided by the full year's norm hours (helårsnorm, a dated register
with its source), so that the figure grows over the year and that of a full year is a number of full-time
years. It is not the number of employees (section 3.1.1 of the report that docs/beslut/0011-forebild.md names).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.checklist import GILTIGHET
from ekonomi.errors import DataError
from ekonomi.registers import holds, look_up
from ekonomi.urval import Expression, Rows

COLUMNS = [terms.M_UTFALL, terms.M_FG_ÅR, terms.M_PROGNOS, terms.M_BOKSLUT]


@dataclass(frozen=True, eq=False)
class Staff:
    """Årsarbetare of a report, and what each figure is made of.

    `values` (Float64, <NA> where unknown): a row for all (`terms.TOTALT`) and for each verksamhetsområde in the
    register's order; `COLUMNS`: report period, a year ago, forecast, full last year. `trails` by row and column.
    `least`: the smallest group, on a full year, that is shown.
    """

    values: pd.DataFrame
    trails: Mapping[str, Mapping[str, Expression]]
    least: float


@dataclass(frozen=True)
class Files:
    """What the files of årsarbetare and of their forecasts are called."""

    counted: str
    norm: str
    forecasts: str

    def share(self, where: Rows, full_time: pd.Series, parts: Iterable[Rows] = (Rows(),)) -> Expression:
        """The hours of some rows over a row of the norms."""
        own = urval.summed(self.counted, "timmar") & where
        held = urval.summed(self.norm, "timmar") & urval.only("giltig_från", full_time["giltig_från"])
        return urval.total(own & part for part in parts) / held


def staff(
    tables: Mapping[str, pd.DataFrame], files: Files, organisation: pd.DataFrame, period: str, least: float
) -> Staff:
    """The årsarbetare that a report of `period` shows, of all and by verksamhetsområde.

    `tables` hold `files`: hours (månad, ansvar, timmar), norms (timmar, dated) and forecasts (see `forecast`). In
    December the outcome stands in the forecast's place. Unknown where no hours are reported at all in the months, 0
    where none are of the område. `organisation`: ansvar, verksamhetsområde, ordning, dated.
    """
    spans = {name: cubes.spans(period)[name] for name in COLUMNS if name != terms.M_PROGNOS}
    hours, norms = placed(tables[files.counted], organisation), tables[files.norm]
    within = {name: hours[hours["månad"].between(*span)] for name, span in spans.items()}
    within = {name: rows for name, rows in within.items() if len(rows)}
    held = {name: norm(norms, spans[name][1]) for name in within}

    def share(name: str, parts: Iterable[Rows] = (Rows(),)) -> Expression:
        return files.share(urval.span("månad", *spans[name]), held[name], parts)

    every = {name: share(name) for name in within}
    predicted: Expression | None = forecast(tables[files.forecasts], terms.ÅRSARBETARE, period, files.forecasts)
    predicted = every.get(terms.M_UTFALL) if periods.month(period) == 12 else predicted
    made = {terms.TOTALT: every | ({terms.M_PROGNOS: predicted} if predicted is not None else {})}
    compared = {name: rows for name, rows in within.items() if name != terms.M_BOKSLUT}
    order = organisation.groupby("verksamhetsområde")["ordning"].min().sort_values(kind="stable").index
    for area in order:
        if any((rows["område"] == area).any() for rows in compared.values()):
            made[str(area)] = {name: share(name, of_area(rows, area)) for name, rows in compared.items()}
    found = pd.DataFrame.from_dict(urval.figures(made, urval.Files(tables).amount, float), orient="index")
    return Staff(found.reindex(index=list(made), columns=COLUMNS).astype("Float64"), made, least)


def placed(hours: pd.DataFrame, organisation: pd.DataFrame) -> pd.DataFrame:
    """The hours with `område`: the verksamhetsområde that held each row's ansvar in its month."""
    dated = hours.assign(period=hours["månad"], beloppstyp=terms.UTFALL)
    found = look_up(dated, "ansvar", organisation, ["verksamhetsområde"])["verksamhetsområde"]
    return hours.assign(område=found)


def of_area(hours: pd.DataFrame, area: str) -> Iterator[Rows]:
    """The ansvar of an område, and one by one in their own months those that moved within the span."""
    own = hours[hours["område"] == area]
    moved = set(hours.loc[hours["område"] != area, "ansvar"]) & set(own["ansvar"])
    stayed = sorted(set(own["ansvar"]) - moved)
    if stayed or not moved:
        yield urval.only("ansvar", *stayed)
    for ansvar in sorted(moved):
        months = sorted(set(own.loc[own["ansvar"] == ansvar, "månad"]))
        yield urval.only("månad", *months) & urval.only("ansvar", ansvar)


def norm(norms: pd.DataFrame, period: str) -> pd.Series:
    """The row of helårsnorm, full-time hours of a year, that holds in `period`.

    Raises DataError where no row or several do.
    """
    held = norms[holds(norms, period)]
    if len(held) == 1 and float(held["timmar"].iloc[0]) > 0:
        return held.iloc[0]
    found = f"{len(held)} rader som gäller" if len(held) != 1 else "noll timmar"
    expected = f"en rad med timmar större än noll som gäller {period}"
    action = "Rätta giltighet och timmar i registret."
    raise DataError(GILTIGHET.at("helårsnorm", None, "timmar", found, expected, action))


def forecast(forecasts: pd.DataFrame, measure: str, period: str, fil: str) -> Rows | None:
    """The latest forecast of `measure` that a report of `period` may know, of the same year; None if none.

    `forecasts`, from the file `fil`: rapport (YYYY-MM), mått, värde.
    """
    known = forecasts[(forecasts["mått"] == measure) & forecasts["värde"].notna()]["rapport"]
    known = known[known.between(periods.january(period), period)]
    if known.empty:
        return None
    return urval.summed(fil, "värde") & urval.only("mått", measure) & urval.only("rapport", known.max())


def monthly(hours: pd.DataFrame, norms: pd.DataFrame, files: Files, first: str, last: str) -> pd.DataFrame:
    """By month with hours: månad, timmar, årsarbetare (of the month alone), its urval, and ack (since January)."""
    rows = hours[hours["månad"].between(first, last)]
    table = rows.groupby("månad", as_index=False, sort=True)["timmar"].sum()
    yearly = [norm(norms, month) for month in table["månad"]]
    table["årsarbetare"] = table["timmar"] / pd.Series([one["timmar"] for one in yearly], dtype="float64")
    made = [files.share(urval.only("månad", month), one) for month, one in zip(table["månad"], yearly, strict=True)]
    table["urval"] = pd.Series(made, dtype=object)
    return table.assign(ack=table.groupby(table["månad"].str[:4])["årsarbetare"].cumsum())


def hidden(sizes: pd.Series, limit: float) -> pd.Series:
    """True for each group (of one column, whose total is shown) that may not be shown.

    Groups larger than 0 and smaller than `limit` are hidden. So that the total less the others does not give
    them away, the smallest of the other groups are hidden too, until at least two are and together they reach
    `limit`. An unknown size is neither hidden nor counted.
    """
    known = sizes[sizes.fillna(0) > 0].sort_values(kind="stable")
    chosen = list(known[known < limit].index)
    others = [name for name in known.index if name not in chosen]
    while chosen and others and (len(chosen) < 2 or known[chosen].sum() < limit):
        chosen.append(others.pop(0))
    return pd.Series(sizes.index.isin(chosen), index=sizes.index)
