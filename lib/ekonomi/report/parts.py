"""What a report is made of, each part computed the first time that something asks for it."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ekonomi import period as periods
from ekonomi.params import Params, Settings

if TYPE_CHECKING:
    from ekonomi import allocation
    from ekonomi.comments import Comment
    from ekonomi.cube import Measured, Versions
    from ekonomi.errors import Finding
    from ekonomi.measures import Measures
    from ekonomi.outlook import Outlook
    from ekonomi.personnel import Staff
    from ekonomi.prose import OwnTexts
    from ekonomi.registers import Grupper, Kostnadsslag, Registers
    from ekonomi.report.appendix import ServicePages
    from ekonomi.sources import Sources
    from ekonomi.sources.earlier import Earlier
    from ekonomi.urval import Rows
    from ekonomi.volumes import Units

# The modules are imported where they are needed: a notebook of own texts alone reads no ledger and pays for none.


class Parts:
    """The frames of a report. Belopp is öre (int64), income +, cost −; a part that the nämnd lacks is None.

    The ledger is read, and passes its checks, the first time that a part of it is asked for.
    """

    def __init__(self, params: Params, settings: Settings, root: Path, out: Path) -> None:
        self.params = params
        self.settings = settings
        self.root = root
        self.out = out
        self._cache: dict[tuple[str, ...], Any] = {}

    @property
    def period(self) -> str:
        """The report's period, `2025-03`."""
        return self.params.period

    @cached_property
    def sources(self) -> "Sources":
        """Every source, read and held against its contract. Raises DataError with all that stops it."""
        from ekonomi.sources import read_sources

        return read_sources(self.params, self.settings, self.root)

    @cached_property
    def findings(self) -> tuple["Finding", ...]:
        """What the checks warn of and note, the gravest first. Raises DataError where they stop the report."""
        from ekonomi import gates
        from ekonomi.sources.earlier import read_closed_years

        closed = read_closed_years(self.out, self.params, self.root)
        books = gates.books_of(self.period, self.settings, self.sources, closed)
        return tuple(gates.inspect(books, self.sources.findings))

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Huvudbok, budget och prognoser, kontrollerade: en rad per post. What the checks found is shown once."""
        from ekonomi.report.told import tell

        tell(self.findings)
        return self.sources.ledger

    @cached_property
    def earlier(self) -> "Earlier | None":
        """The report of the month before, as it was published; None where there is none of this nämnd."""
        from ekonomi.sources.earlier import read_earlier

        return read_earlier(self.out, self.params, self.root)

    @property
    def registers(self) -> "Registers":
        """The nämnd's dated registers."""
        return self.sources.registers

    @property
    def organisation(self) -> pd.DataFrame:
        """The register organisation."""
        return self.registers.organisation

    @property
    def tjänster(self) -> pd.DataFrame | None:
        """The register tjänster; None for a nämnd without tjänster."""
        return self.registers.services if len(self.registers.services) else None

    @property
    def grenar(self) -> Mapping[str, str]:
        """What each gren is called in print."""
        return self.settings.grenar.model_dump()

    @cached_property
    def slag(self) -> "Kostnadsslag":
        """The nämnd's kostnadsslag, in order."""
        from ekonomi.registers import kostnadsslag_of

        return kostnadsslag_of(self.registers.lines, self.period)

    @cached_property
    def grupper(self) -> "Grupper | None":
        """The groups of tjänster, in order; None for a nämnd without tjänster."""
        from ekonomi.registers import grupper_of

        return (
            None if self.tjänster is None else grupper_of(self.registers.groups, self.tjänster, self.period)
        )

    @cached_property
    def cube(self) -> pd.DataFrame:
        """The postings rolled up to the report's dimensions (`cube.DIMENSIONS`), before tjänsteomräkning."""
        from ekonomi import cube

        return cube.build(self.ledger, self.registers)

    @cached_property
    def versions(self) -> "Versions":
        """Which budget and forecasts this report reads."""
        from ekonomi import cube

        return cube.choose_versions(self.cube, self.period)

    @cached_property
    def measured(self) -> "Measured":
        """The rows of each measure, before tjänsteomräkning."""
        from ekonomi import cube

        return cube.measured(self.cube, self.period)

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Utfall, budget and prognos month by month (`cube.monthly`)."""
        from ekonomi import cube

        return cube.monthly(self.cube, self.period)

    @cached_property
    def rules(self) -> "allocation.Rules | None":
        """How costs go from ansvar to tjänst; None for a nämnd without tjänster."""
        from ekonomi.costs import rules_of

        return None if self.tjänster is None else rules_of(self.sources, self.cube)

    @cached_property
    def allocated(self) -> pd.DataFrame | None:
        """The cube after tjänsteomräkning, with `pool`; None for a nämnd without tjänster."""
        from ekonomi import allocation
        from ekonomi.registers import describe_services

        if self.rules is None:
            return None
        return describe_services(allocation.allocate(self.cube, self.rules), self.registers)

    @cached_property
    def by_service(self) -> "Measured | None":
        """The rows of each measure after tjänsteomräkning; None for a nämnd without tjänster."""
        from ekonomi import cube

        return None if self.allocated is None else cube.measured(self.allocated, self.period)

    @cached_property
    def at_budget_keys(self) -> "Measured | None":
        """`by_service` with the year's costs so far allocated by the keys that the budget is locked to."""
        from ekonomi.costs import at_budget_keys

        if self.by_service is None or self.rules is None:
            return None
        return at_budget_keys(self.by_service, self.cube, self.rules, self.registers)

    @cached_property
    def moved_by_keys(self) -> pd.DataFrame | None:
        """The year's costs so far that keys changed since the budget have moved (`allocation.moved`)."""
        from ekonomi.costs import moved_by_keys

        return None if self.rules is None else moved_by_keys(self.cube, self.rules, self.period)

    @cached_property
    def service_lines(self) -> pd.DataFrame | None:
        """The tjänster with costs by their line of 3.2.4: linje, tjänst, namn, rad."""
        from ekonomi.tables.services import service_lines

        if self.by_service is None or self.tjänster is None:
            return None
        return service_lines(self.by_service, self.tjänster)

    @property
    def source_names(self) -> dict[str, str]:
        """What each pool and each ansvar is called, by its code."""
        from ekonomi.costs import source_names

        return source_names(self.registers)

    @cached_property
    def outlook(self) -> "Outlook":
        """The statistical forecast, the way from it to the decided one, and how both have fared."""
        from ekonomi.outlook import outlook

        adjustments = self.of_report(self.sources.adjustments)
        return outlook(self.cube, self.allocated, adjustments, self.slag, self.grupper, self.period)

    @property
    def late(self) -> pd.DataFrame | None:
        """The year's postings that came after their month had closed; None where no posting says when it came."""
        from ekonomi.registers import attach
        from ekonomi.sources.exports import column_names

        if column_names(self.settings.källor.huvudbok).get("registrerad") is None:
            return None
        _ = self.ledger  # checked before it is shown
        return attach(self.sources.late, self.registers)

    @property
    def verifikationstexter(self) -> bool:
        """Whether the postings' own texts may be shown."""
        return self.settings.personuppgifter.verifikationstexter

    @cached_property
    def reported(self) -> tuple[pd.Series, Mapping[str, "Rows"]] | None:
        """Last month's deviations by ansvarsområde as its report printed them, and the urval of each; None without."""
        from ekonomi.report.reported import reported

        return None if self.earlier is None else reported(self.earlier, self.settings)

    @cached_property
    def staff(self) -> "Staff | None":
        """The årsarbetare; None without worked hours."""
        from ekonomi import personnel

        if not self.sources.has("hours"):
            return None
        names = personnel.Files(*(self.files[name] for name in ("hours", "norm", "measure_forecasts")))
        least = self.settings.personuppgifter.minsta_grupp
        return personnel.staff(self.filed, names, self.organisation, self.period, least)

    @cached_property
    def personnel_monthly(self) -> pd.DataFrame | None:
        """Årsarbetare by month of this year and the last (`personnel.monthly`); None without worked hours."""
        from ekonomi import personnel

        first = periods.january(periods.shift(self.period, -12))
        sources = self.sources
        if not sources.has("hours"):
            return None
        return personnel.monthly(sources.hours, sources.norm, first, self.period)

    @property
    def files(self) -> Mapping[str, str]:
        """The file of each table beside the ledger, as an urval names it."""
        from ekonomi.sources import file_names

        return file_names(self.settings)

    @cached_property
    def filed(self) -> Mapping[str, pd.DataFrame]:
        """The tables beside the ledger by their files, cells as filed (`sources.as_filed`)."""
        from ekonomi.sources import as_filed

        return as_filed(self.sources.tables, self.settings)

    @cached_property
    def units(self) -> "Units | None":
        """What the tjänster, or the ansvar, that have volumes cost per unit; None without volumes."""
        from ekonomi import volumes
        from ekonomi.sources.counted import counted_by

        if not self.sources.has("volumes"):
            return None
        own, settings = self.sources.volumes, self.settings.källor
        by_ansvar = counted_by(own) == "ansvar"
        measured, register = (
            (self.measured, self.organisation) if by_ansvar else (self.by_service, self.tjänster)
        )
        if measured is None or register is None:
            return None
        return volumes.units(own, measured, self.versions, register, settings.bestånd, self.files["volumes"])

    @cached_property
    def measures(self) -> "Measures | None":
        """The nämnd's own mått; None without any."""
        from ekonomi.measures import measures

        own = self.settings.källor.mått
        fil = self.settings.fil
        return measures(own, self.filed, self.period, self.files["measure_forecasts"], fil) if own else None

    def of_report(self, register: pd.DataFrame) -> pd.DataFrame:
        """The rows of a register that belong to the report of this period."""
        return register[register["rapport"] == self.period].reset_index(drop=True)

    def _own(self, name: str, source: str) -> pd.DataFrame | None:
        """This report's rows of a register; none of them is a fact, no register to look in is not."""
        return self.of_report(getattr(self.sources, name)) if getattr(self.settings.källor, source) else None

    @cached_property
    def assignments(self) -> pd.DataFrame | None:
        """This report's rows of the register uppdrag; None without one."""
        return self._own("assignments", "uppdrag")

    @cached_property
    def actions(self) -> pd.DataFrame | None:
        """This report's rows of the register åtgärder; None without one."""
        return self._own("actions", "åtgärder")

    @cached_property
    def adjustments(self) -> pd.DataFrame | None:
        """This report's rows of the register justeringar; None without one."""
        return self._own("adjustments", "justeringar")

    @cached_property
    def portfolio(self) -> pd.DataFrame | None:
        """This report's rows of the register portfölj; None without one."""
        return self._own("portfolio", "portfölj")

    @property
    def actions_file(self) -> str:
        """The file of the register åtgärder."""
        return self.files["actions"]

    @property
    def adjustments_file(self) -> str:
        """The file of the register justeringar."""
        return self.files["adjustments"]

    @property
    def portfolio_file(self) -> str:
        """The file of the register portfölj."""
        return self.files["portfolio"]

    @property
    def perspektiv(self) -> tuple[str, ...]:
        """The perspectives of the uppdrag, in the register's order."""
        found = self.sources.assignments["perspektiv"].str.casefold()
        return tuple(dict.fromkeys(found))

    @cached_property
    def texts(self) -> "OwnTexts":
        """Förvaltningens egna texter, efter textruta."""
        from ekonomi.prose.own import OwnTexts
        from ekonomi.sources import read_texts

        return OwnTexts(read_texts(self.settings, self.root, self.period), self.settings.textrutor)

    @cached_property
    def comments(self) -> tuple["Comment", ...]:
        """The comments that the thresholds call for."""
        from ekonomi.comments import required

        return required(self.find, self.service_lines, self.settings)  # type: ignore[attr-defined]

    @property
    def missing_comments(self) -> tuple["Comment", ...]:
        """The comments that the thresholds call for and no one has written."""
        return tuple(comment for comment in self.comments if self.texts[comment.text].missing)

    @cached_property
    def services(self) -> "ServicePages | None":
        """Bilaga 1's page of each tjänst; None for a nämnd without tjänster."""
        from ekonomi.report.appendix import service_pages

        return None if self.by_service is None else service_pages(self)  # type: ignore[arg-type]
