"""`build_report(params)` goes from the files that params name to every table, sentence and tie-out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ekonomi import allocation, gates, incidents, personnel, prose, reconcile, tables, terms
from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi.appendix import service_pages
from ekonomi.comments import required
from ekonomi.errors import Finding
from ekonomi.params import Params, Settings, find_root, load_settings, make_params
from ekonomi.prose import OwnTexts
from ekonomi.report.costs import costs_of, rules_of, source_names
from ekonomi.report.exhibits import build_tables, of_report
from ekonomi.report.outlook import outlook
from ekonomi.report.result import Report
from ekonomi.sources import Sources, read_sources
from ekonomi.sources.earlier import Earlier, read_closed_years, read_earlier
from ekonomi.table import Table, gather
from ekonomi.tables.services import costs_by_line, service_lines

_shared: list[Report] = []


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
    """Read what the params name, pass the gates, and compute the whole report. Raises DataError for faulty input.

    `root` holds params/ (default: the nearest such folder); `out` holds earlier periods' reports (default:
    output/ in root), whose deviations stand beside this month's and whose closed years must not have moved.
    """
    root = root or find_root()
    out = out or root / "output"
    settings = load_settings(params, root)
    sources = read_sources(params, settings, root)
    books = gates.books_of(params.period, settings, sources, read_closed_years(out, params, root))
    findings = gates.inspect(books, sources.findings)
    return compose(params, settings, sources, read_earlier(out, params.period, root), findings)


def compose(
    params: Params,
    settings: Settings,
    sources: Sources,
    earlier: Earlier | None = None,
    findings: Sequence[Finding] = (),
) -> Report:
    """The report of checked sources: the whole chain in one screen, no file read."""
    period, registers = params.period, sources.registers
    cube = cubes.build(sources.ledger, registers)
    rules = rules_of(sources, cube)
    allocated = allocation.allocate(cube, rules)
    allocated = cubes.describe_services(allocated, registers.services)
    ahead = outlook(cube, allocated, of_report(sources.adjustments, period), period)
    exhibits = build_tables(params, sources, settings, cube, allocated, rules, ahead, earlier)
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
    ways = allocation.trace(costs_of(cube, period, terms.M_UTFALL), rules)
    names = source_names(registers)
    comments = required(exhibits, codes, settings.kommentarer, settings.trösklar, period)
    shown = {**exhibits, "9 avstämning": tables.avstämning(ties), **_checks(params, findings)}
    return Report(
        params=params,
        settings=settings,
        sources=sources,
        earlier=earlier,
        cube=cube,
        rules=rules,
        allocated=allocated,
        monthly=cubes.monthly(cube, period),
        outlook=ahead,
        personnel_monthly=personnel.monthly(sources.hours, sources.norm, first, period),
        incidents_monthly=incidents.monthly(sources.incidents, first, period),
        tables={name: tables.explained(table, settings.förkortningar) for name, table in shown.items()},
        prose=sections,
        texts=texts,
        services=service_pages(
            exhibits, allocated, ahead.service_path, lines, ways, names, texts, comments, period
        ),
        comments=comments,
        figures=figures,
        reconciliation=ties,
        findings=tuple(findings),
    )


def _checks(params: Params, findings: Sequence[Finding]) -> Mapping[str, Table]:
    """What the checks warned of, for the economist's edition only."""
    return {"9 kontroller": tables.kontroller(findings)} if params.upplaga == terms.EKONOM else {}
