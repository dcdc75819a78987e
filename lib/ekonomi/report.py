"""The report: `build_report(params)` goes from the files that params name to every table, sentence and tie-out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from ekonomi import allocation, incidents, personnel, prose, reconcile, tables, terms, volumes
from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi.appendix import ServicePages, service_pages
from ekonomi.comments import Comment, required
from ekonomi.errors import Finding
from ekonomi.forecast import forecast, monthly_path
from ekonomi.params import Params, Settings, find_root, load_settings, make_params
from ekonomi.prose import OwnTexts, Prose
from ekonomi.registers import Registers, attach
from ekonomi.sources import Sources, read_sources
from ekonomi.sources.earlier import Earlier, read_earlier
from ekonomi.table import Table, gather
from ekonomi.tables.services import costs_by_line, service_lines

COSTS, RESULT = "kostnader", "resultat"
METADATA_MIME = "application/vnd.ekonomi+json"
# how tables look in JupyterLab; a page leaves out the cell that shows the report, and has a style sheet of its own
LAB_STYLE = (
    ".tabell caption, .tabell th:first-child { text-align: left !important; } .tabell .enhet { opacity: .7; } "
    ".tabell .summa > * { font-weight: 600; } .tabell td.minus { color: #a33b20; } .tabell .not { font-size: 90%; }"
)
_shared: list["Report"] = []


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that a report of one period holds; frames in öre (int64), income +, cost −.

    `cube` and `allocated`: before and after tjänsteomräkning by `rules` (columns in `cube.DIMENSIONS`). `monthly`:
    månad, kostnadsslag, beloppstyp, belopp, extern. `path`: the statistical forecast of the result (extern), cumulative
    by month. `personnel_monthly`, `incidents_monthly`: by month. `figures`: every printed figure, as siffror.csv.
    `services`: bilaga 1's page of each tjänst. `comments`: those that the thresholds call for.
    `reconciliation`: every tie-out. `findings`: what the reader of the inputs noted and that stops nothing.
    """

    params: Params
    settings: Settings
    sources: Sources
    earlier: Earlier | None
    cube: pd.DataFrame
    rules: allocation.Rules
    allocated: pd.DataFrame
    monthly: pd.DataFrame
    path: pd.DataFrame
    personnel_monthly: pd.DataFrame
    incidents_monthly: pd.DataFrame
    tables: Mapping[str, Table]
    prose: Mapping[str, Prose]
    texts: OwnTexts
    services: ServicePages
    comments: tuple[Comment, ...]
    figures: pd.DataFrame
    reconciliation: pd.DataFrame

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the readers noted that stops nothing but should be known."""
        return self.sources.findings

    @property
    def title(self) -> str:
        """`Delårsrapport mars 2025`; the whole year is `Årsrapport 2024`."""
        return periods.report_title(self.params.period)

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page and workbook must say of itself: that it is a draft, that its data are an example."""
        draft = "Utkast" if self.params.status == terms.UTKAST else ""
        return tuple(mark for mark in (draft, self.settings.märkning) if mark)

    @property
    def economist(self) -> bool:
        """True where the statistical forecast is shown: in the economist's edition, or where params say so."""
        return self.params.upplaga == terms.EKONOM or self.params.visa_statistisk_prognos

    @property
    def metadata(self) -> dict[str, str]:
        """What a page says of itself: titel, undertitel, nämnd, märkning and status."""
        return {
            "titel": self.title,
            "undertitel": self.settings.förvaltning,
            "nämnd": self.settings.nämnd,
            "märkning": self.settings.märkning,
            "status": self.params.status,
        }

    @property
    def missing_comments(self) -> tuple[Comment, ...]:
        """The comments that the thresholds call for and no one has written."""
        return tuple(comment for comment in self.comments if self.texts[comment.text].missing)

    def shown(self, name: str) -> Table | None:
        """The table of that name where this edition shows the statistical forecast, else nothing."""
        return self.tables[name] if self.economist else None

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        words = " · ".join([self.title, self.settings.nämnd, *self.marks])
        shown = f"<style>{LAB_STYLE}</style><p>{escape(words)}</p>"
        return {METADATA_MIME: self.metadata, "text/html": shown, "text/plain": words}


def get_report(period: str, **params: object) -> Report:
    """The report of a notebook's parameters: the one that a run shares with it, else built anew.

    `params` are the other fields of `Params`. Raises DataError for faulty params or input.
    """
    asked = make_params(period=period, **params)
    return next(
        (report for report in _shared if report.params.model_dump() == asked.model_dump()), None
    ) or build_report(asked)


@contextmanager
def sharing(report: Report) -> Iterator[Report]:
    """Within it, `get_report` of the same params gives `report`, in this process and its forks."""
    _shared.append(report)
    try:
        yield report
    finally:
        _shared.remove(report)


def build_report(params: Params, root: Path | None = None, out: Path | None = None) -> Report:
    """Read what the params name, and compute the whole report. Raises DataError for faulty input.

    `root` holds params/ (default: the nearest such folder); `out` holds earlier periods' reports (default:
    output/ in root), whose deviations stand beside this month's.
    """
    root = root or find_root()
    settings = load_settings(params, root)
    sources = read_sources(params, settings, root)
    return compose(params, settings, sources, read_earlier(out or root / "output", params.period, root))


def compose(params: Params, settings: Settings, sources: Sources, earlier: Earlier | None = None) -> Report:
    """The report of checked sources: the whole chain in one screen, no file read."""
    period, registers = params.period, sources.registers
    cube = cubes.build(sources.ledger, registers)
    rules = allocation.Rules(registers.pools, registers.keys, sources.locked_keys)
    allocated = allocation.allocate(cube, rules)
    allocated = cubes.describe_services(allocated, registers.services)
    history = monthly_history(cube, period)
    exhibits = build_tables(params, sources, cube, allocated, rules, history, earlier)
    sections = prose.sections(exhibits, period)
    figures = gather(exhibits.values())
    ties = reconcile.reconcile(
        ledger=sources.ledger,
        cube=cube,
        allocated=allocated,
        figures=figures,
        references=prose.references(sections),
        model=sources.model,
    )
    first = periods.january(periods.shift(period, -12))
    texts = OwnTexts(sources.texts)
    lines = service_lines(costs_by_line(cubes.measures(allocated, period)), registers.services)
    codes = dict(zip(lines["rad"], lines["tjänst"], strict=True))
    comments = required(exhibits, codes, settings.kommentarer, settings.trösklar, period)
    return Report(
        params=params,
        settings=settings,
        sources=sources,
        earlier=earlier,
        cube=cube,
        rules=rules,
        allocated=allocated,
        monthly=cubes.monthly(cube, period),
        path=monthly_path(history[history["serie"] == RESULT], period),
        personnel_monthly=personnel.monthly(sources.hours, sources.norm, first, period),
        incidents_monthly=incidents.monthly(sources.incidents, first, period),
        tables={**exhibits, "9 avstämning": tables.avstämning(ties)},
        prose=sections,
        texts=texts,
        services=service_pages(exhibits, allocated, lines, texts, comments, period),
        comments=comments,
        figures=figures,
        reconciliation=ties,
    )


def monthly_history(cube: pd.DataFrame, period: str) -> pd.DataFrame:
    """The monthly outcome (extern, öre) that the statistical forecast reads: serie, månad, värde.

    A serie is a kostnadsslag, or the sum of the costs, or the result.
    """
    known = cube[(cube["beloppstyp"] == terms.UTFALL) & (cube["period"] <= period)]
    rows = cubes.aggregate(cubes.extern(known), ["kostnadsslag", "period"])
    costs = rows[rows["kostnadsslag"].isin(terms.COSTS)].assign(kostnadsslag=COSTS)
    together = pd.concat([rows, costs, rows.assign(kostnadsslag=RESULT)])
    summed = cubes.aggregate(together, ["kostnadsslag", "period"])
    return summed.set_axis(["serie", "månad", "värde"], axis=1).astype({"värde": "float64"})


def build_tables(
    params: Params,
    sources: Sources,
    cube: pd.DataFrame,
    allocated: pd.DataFrame,
    rules: allocation.Rules,
    history: pd.DataFrame,
    earlier: Earlier | None,
) -> Mapping[str, Table]:
    """Every table but that of the tie-outs, by its name, in the report's order."""
    period, registers = params.period, sources.registers
    measured, by_service = cubes.measures(cube, period), cubes.measures(allocated, period)
    mine = {
        name: _of_report(getattr(sources, name), period) for name in ("assignments", "actions", "portfolio")
    }
    staff = personnel.volumes(sources.hours, sources.norm, sources.measure_forecasts, period)
    effects = incidents.measures(sources.incidents, sources.measure_forecasts, period)
    statistical = forecast(history, period).rename(columns={"serie": "rad"})
    built = [
        tables.volym(measured, period),
        tables.effektmått(effects, period),
        tables.personalvolym(staff, period),
        tables.text_ekonomi(measured, by_service, period),
        tables.resultat(measured, period),
        tables.interna_poster(measured, period),
        tables.kostnadsslag(measured, period),
        tables.ansvarsområde(measured, registers.organisation, period, _reported(earlier)),
        tables.sena_poster(attach(sources.late, registers), period),
        tables.text_utfall(measured, by_service, period),
        tables.prognos(measured, period),
        tables.statistisk_prognos(measured, statistical, period),
        tables.tjänstekostnader(by_service, registers.services, period),
        tables.kostnadernas_väg(by_service, registers.services, registers.organisation, period),
        tables.nyckeleffekt(moved_by_keys(cube, rules, period), registers.services, period),
        tables.förslag_till_åtgärder(mine["actions"]),
        tables.beslutade_åtgärder(mine["actions"]),
        *(tables.uppdrag(mine["assignments"], perspective) for perspective in tables.PERSPECTIVES),
        tables.tjänsteuppföljning(by_service, registers.services, period),
        tables.kostnadsslag_per_tjänst(by_service, registers.services, period),
        tables.orsaker_per_tjänst(
            by_service,
            at_budget_keys(by_service, cube, rules, registers, period),
            registers.services,
            source_names(registers),
            period,
        ),
        *unit_tables(sources, by_service, cubes.choose_versions(cube, period), period),
        tables.projektportföljer(mine["portfolio"]),
    ]
    return {table.name: table for table in built}


def unit_tables(
    sources: Sources, by_service: pd.DataFrame, versions: cubes.Versions, period: str
) -> tuple[Table, ...]:
    """What the tjänster with a volume cost per unit, their volumes, and what price and volume explain."""
    services = sources.registers.services
    costs = by_service[by_service["kostnadsslag"].isin(terms.COSTS)]
    counted = volumes.units(sources.volumes, costs, period, versions)
    so_far, full_year = (volumes.effects(counted, actual) for actual in (terms.M_UTFALL, terms.M_PROGNOS))
    return (
        tables.kostnad_per_enhet(counted, services, period),
        tables.volymer(counted, services, period),
        tables.pris_och_volym(so_far, full_year, services, period),
    )


def moved_by_keys(cube: pd.DataFrame, rules: allocation.Rules, period: str) -> pd.DataFrame:
    """The year's costs so far that keys changed since the budget have moved (see `allocation.moved`)."""
    version = cubes.choose_versions(cube, period).budget or ""
    return allocation.moved(
        costs_of(cube, period, terms.M_UTFALL), allocation.at_budget_keys(rules, version), rules
    )


def at_budget_keys(
    by_service: pd.DataFrame,
    cube: pd.DataFrame,
    rules: allocation.Rules,
    registers: Registers,
    period: str,
) -> pd.DataFrame:
    """The measured rows with the year's costs so far allocated by the keys that the budget is locked to."""
    version = cubes.choose_versions(cube, period).budget or ""
    if version not in rules.locked:
        return by_service
    held = allocation.allocate(
        costs_of(cube, period, terms.M_UTFALL), allocation.at_budget_keys(rules, version)
    )
    then = cubes.describe_services(held, registers.services).assign(mått=terms.M_UTFALL)
    rows = pd.concat([by_service[by_service["mått"] != terms.M_UTFALL], then], ignore_index=True)
    return rows.assign(mått=pd.Categorical(rows["mått"], categories=by_service["mått"].cat.categories))


def source_names(registers: Registers) -> dict[str, str]:
    """What each pool and each ansvar is called, by its code and its latest name."""
    pools = registers.pools.sort_values("giltig_från", kind="stable").groupby("pool")["benämning"].last()
    units = registers.organisation.sort_values("giltig_från", kind="stable").groupby("ansvar")
    return {**pools, **units["benämning"].last()}


def costs_of(cube: pd.DataFrame, period: str, measure: str) -> pd.DataFrame:
    """The cost rows of the cube (helhet) that a measure of a report of `period` sums."""
    measured = cubes.measures(cube[cube["kostnadsslag"].isin(terms.COSTS)], period)
    return measured[measured["mått"] == measure].drop(columns="mått")


def _reported(earlier: Earlier | None) -> pd.Series | None:
    """Last month's deviations by ansvarsområde as its report printed them (mnkr, by row)."""
    if earlier is None:
        return None
    return earlier.column("3.2.2 ansvarsområde", f"avvikelse {tables.plain(earlier.period)}")


def _of_report(register: pd.DataFrame, period: str) -> pd.DataFrame:
    return register[register["rapport"] == period].reset_index(drop=True)
