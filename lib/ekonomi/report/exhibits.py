"""Every table of the report, in its order: the report's table of contents."""

from collections.abc import Mapping

import pandas as pd

from ekonomi import allocation, incidents, personnel, tables, terms, volumes
from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi.params import Params, Settings
from ekonomi.registers import attach
from ekonomi.report.costs import at_budget_keys, moved_by_keys, source_names
from ekonomi.report.outlook import Outlook
from ekonomi.sources import Sources, file_names
from ekonomi.sources.earlier import Earlier
from ekonomi.table import Table
from ekonomi.tables.services import costs_by_line, service_lines
from ekonomi.urval import Expression


def build_tables(
    params: Params,
    sources: Sources,
    settings: Settings,
    cube: pd.DataFrame,
    allocated: pd.DataFrame,
    rules: allocation.Rules,
    ahead: Outlook,
    earlier: Earlier | None,
) -> Mapping[str, Table]:
    """Every table but that of the tie-outs, by its name, in the report's order.

    `settings` say which file each table of `sources` stands in, and what may be shown of people.
    """
    period, registers = params.period, sources.registers
    files, privacy = file_names(settings), settings.personuppgifter
    measured, by_service = cubes.measures(cube, period), cubes.measures(allocated, period)
    mine = {
        name: of_report(getattr(sources, name), period)
        for name in ("assignments", "actions", "adjustments", "portfolio")
    }
    staff = personnel.volumes(sources.hours, sources.norm, sources.measure_forecasts, period)
    effects = incidents.measures(sources.incidents, sources.measure_forecasts, period)
    staff_trails, effect_trails = _trails(sources, files, period)
    followed_up = tables.tjänsteuppföljning(by_service, registers.services, period)
    lines = service_lines(costs_by_line(by_service), registers.services)
    built = [
        tables.volym(measured, period),
        tables.effektmått(effects, period, effect_trails),
        tables.personalvolym(staff, period, staff_trails),
        _staff_by_area(sources, files, privacy.minsta_grupp, period, staff_trails[:2]),
        tables.text_ekonomi(measured, by_service, period),
        tables.resultat(measured, period),
        tables.interna_poster(measured, period),
        tables.kostnadsslag(measured, period),
        tables.ansvarsområde(measured, registers.organisation, period, _reported(earlier)),
        tables.sena_poster(attach(sources.late, registers), period, texts=privacy.verifikationstexter),
        tables.text_utfall(measured, by_service, period),
        tables.prognos(measured, period),
        *forecast_tables(ahead, mine["adjustments"], files["adjustments"], sources, measured, period),
        tables.tjänstekostnader(by_service, registers.services, period),
        tables.kostnadernas_väg(by_service, registers.services, registers.organisation, period),
        tables.nyckeleffekt(
            moved_by_keys(cube, rules, period),
            registers.services,
            period,
            cubes.selections(measured, period).get(terms.M_UTFALL),
        ),
        tables.förslag_till_åtgärder(mine["actions"], files["actions"]),
        tables.beslutade_åtgärder(mine["actions"], files["actions"]),
        *(tables.uppdrag(mine["assignments"], perspective) for perspective in tables.PERSPECTIVES),
        followed_up,
        tables.statistisk_per_tjänst(
            ahead.service_changes, lines, followed_up, cubes.selections(by_service, period), period
        ),
        tables.kostnadsslag_per_tjänst(by_service, registers.services, period),
        tables.orsaker_per_tjänst(
            by_service,
            at_budget_keys(by_service, cube, rules, registers, period),
            registers.services,
            source_names(registers),
            period,
        ),
        *unit_tables(sources, by_service, cubes.choose_versions(cube, period), period, files["volumes"]),
        tables.projektportföljer(mine["portfolio"], files["portfolio"]),
    ]
    return {table.name: table for table in built}


def _trails(
    sources: Sources, files: Mapping[str, str], period: str
) -> tuple[list[Expression], list[list[Expression]]]:
    """What the figures of personnel and of incidents are made of."""
    forecasts, norms = sources.measure_forecasts, sources.norm
    staff = personnel.Files(files["hours"], files["norm"], files["measure_forecasts"])
    return (
        personnel.trails(norms, forecasts, period, staff),
        incidents.trails(forecasts, period, files["incidents"], files["measure_forecasts"]),
    )


def forecast_tables(
    ahead: Outlook, adjustments: pd.DataFrame, fil: str, sources: Sources, measured: pd.DataFrame, period: str
) -> tuple[Table, ...]:
    """The statistical forecast of 3.2.3, the way from it to the decided one, and how both have fared."""
    measures = cubes.selections(measured, period)
    judged = tables.statistisk_prognos(ahead.changes, measures, period)
    organisation = sources.registers.organisation
    return (
        judged,
        tables.statistisk_per_ansvarsområde(ahead.changes, organisation, measures, period),
        tables.det_modellen_ser(ahead.changes, judged, measures, period),
        tables.till_beslutad(ahead.bridge, measures, period, fil),
        tables.justeringar(adjustments, fil),
        tables.träffsäkerhet(ahead.replay),
        tables.täckning(ahead.replay),
    )


def _staff_by_area(
    sources: Sources, files: Mapping[str, str], limit: float, period: str, total: list[Expression]
) -> Table:
    """Årsarbetare by verksamhetsområde; `total` is what the total's two columns are made of."""
    organisation = sources.registers.organisation
    areas, hours = personnel.by_area(sources.hours, sources.norm, organisation, period, files["hours"])
    ends = (period, periods.shift(period, -12))
    norms = [personnel.norm_row(sources.norm, end, files["norm"]) for end in ends]
    made = {area: [own / held for own, held in zip(rows, norms, strict=True)] for area, rows in hours.items()}
    return tables.årsarbetare_per_område(areas, limit, period, {**made, "Totalt": total})


def unit_tables(
    sources: Sources, by_service: pd.DataFrame, versions: cubes.Versions, period: str, fil: str = "volymer"
) -> tuple[Table, ...]:
    """What the tjänster with a volume cost per unit, their volumes, and what price and volume explain."""
    services = sources.registers.services
    costs = by_service[by_service["kostnadsslag"].isin(terms.COSTS)]
    counted = volumes.units(sources.volumes, costs, period, versions, fil)
    so_far, full_year = (volumes.effects(counted, actual) for actual in (terms.M_UTFALL, terms.M_PROGNOS))
    return (
        tables.kostnad_per_enhet(counted, services, period),
        tables.volymer(counted, services, period),
        tables.pris_och_volym(so_far, full_year, services, period, counted),
    )


def _reported(earlier: Earlier | None) -> pd.Series | None:
    """Last month's deviations by ansvarsområde as its report printed them (mnkr, by row)."""
    if earlier is None:
        return None
    return earlier.column("3.2.2 ansvarsområde", f"avvikelse {tables.plain(earlier.period)}")


def of_report(register: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of a register that belong to the report of `period`."""
    return register[register["rapport"] == period].reset_index(drop=True)
