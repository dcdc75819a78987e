"""What a report is made of beside the ledger: people, volumes, mått, registers and texts."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import period as periods
from ekonomi import personnel, sets, tables, terms, volumes
from ekonomi.comments import Comment, required
from ekonomi.measures import Measures, measures
from ekonomi.params.sources import StaffFiles
from ekonomi.personnel import Files, Staff
from ekonomi.report.books import Books
from ekonomi.sources import Sources, as_filed, file_names, read_texts
from ekonomi.sources.beside import counted_by
from ekonomi.table import Cell
from ekonomi.tables.actions import AMOUNT, DEFICIT
from ekonomi.volumes import Units

if TYPE_CHECKING:
    from ekonomi.prose import OwnTexts
    from ekonomi.report.appendix import ServicePages


def _register(name: str, source: str) -> "cached_property[pd.DataFrame | None]":
    """This report's rows of a register; none of them is a fact, no register to look in is not."""

    def rows(parts: "Parts") -> pd.DataFrame | None:
        return parts.of_report(getattr(parts.sources, name)) if getattr(parts.settings.källor, source) else None

    return cached_property(rows)


class _Filed(dict[str, pd.DataFrame]):
    """Tables by their files, and the rows of the balance accounts, which are many, first when they are asked for."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], sources: Sources) -> None:
        super().__init__(tables)
        self._sources = sources

    def __missing__(self, name: str) -> pd.DataFrame:
        if name != terms.BALANSKONTON:
            raise KeyError(name)
        columns = ["period", "konto", "ansvar", "verifikation", "källa", "rad", "belopp"]
        booked = sets.asked(lambda rows: rows.select(columns), self._sources.balance)
        booked = booked.sort_values(["källa", "rad"], ignore_index=True)
        self[name] = booked.assign(belopp=-booked["belopp"] / terms.ÖRE_PER_KRONA)
        return self[name]


class Parts(Books):
    """Every frame of a report; a part that the nämnd lacks is None."""

    @cached_property
    def staff(self) -> Staff | None:
        """The årsarbetare; None without worked hours."""
        if not self.sources.has("hours"):
            return None
        least = self.settings.personuppgifter.minsta_grupp
        return personnel.staff(self.filed, self._staff_names, self.organisation, self.period, least)

    @property
    def _staff_names(self) -> Files:
        return personnel.Files(*(self.files[name] for name in ("hours", "norm", "measure_forecasts")))

    @cached_property
    def personnel_monthly(self) -> pd.DataFrame | None:
        """Årsarbetare by month of this year and the last (`personnel.monthly`); None without worked hours."""
        first = periods.january(periods.shift(self.period, -12))
        sources = self.sources
        if not sources.has("hours"):
            return None
        return personnel.monthly(sources.hours, sources.norm, self._staff_names, first, self.period)

    @cached_property
    def personnel_statistics(self) -> pd.DataFrame | None:
        """What the personnel system counts (månad, ansvar, uppgift, värde); None without it."""
        return self.sources.statistics if self.sources.has("statistics") else None

    @property
    def staff_files(self) -> StaffFiles | None:
        """What the settings say of personnel; None where they say nothing."""
        return self.settings.källor.personal

    @property
    def files(self) -> Mapping[str, str]:
        """The file of each table beside the ledger, as an urval names it, and of the ledger's balance accounts."""
        return {**file_names(self.settings), "balance": terms.BALANSKONTON}

    @cached_property
    def filed(self) -> dict[str, pd.DataFrame]:
        """The tables beside the ledger by their files, as filed (`sources.as_filed`), and the balance accounts."""
        return _Filed(as_filed(self.sources.tables, self.settings), self.sources)

    @cached_property
    def units(self) -> Units | None:
        """What the tjänster, or the ansvar, that have volumes cost per unit; None without volumes."""
        if not self.sources.has("volumes"):
            return None
        own, settings = self.sources.volumes, self.settings.källor
        by_ansvar = counted_by(own) == "ansvar"
        measured, register = (self.measured, self.organisation) if by_ansvar else (self.by_service, self.tjänster)
        if measured is None or register is None:
            return None
        return volumes.units(own, measured, self.versions, register, settings.bestånd, self.files["volumes"])

    @cached_property
    def measures(self) -> Measures | None:
        """The nämnd's own mått; None without any."""
        own = self.settings.källor.mått
        fil = self.settings.fil
        return measures(own, self.filed, self.period, self.files["measure_forecasts"], fil) if own else None

    # this report's rows of a register; None without one
    assignments = _register("assignments", "uppdrag")
    actions = _register("actions", "åtgärder")
    adjustments = _register("adjustments", "justeringar")
    portfolio = _register("portfolio", "portfölj")
    risks = _register("risks", "risker")
    goals = _register("goals", "mål")
    investments = _register("investments", "investeringar")

    @cached_property
    def known(self) -> pd.DataFrame | None:
        """What the register kända says of the year, in this report and those before it; None without one."""
        found = self.sources.known
        own = (found["rapport"] <= self.period) & (found["månad"].str[:4] == self.period[:4])
        return found[own].reset_index(drop=True) if self.sources.has("known") else None

    @cached_property
    def balance_lines(self) -> pd.DataFrame | None:
        """The posts of the balance sheet; None without a register of them, and in a month that has no balance sheet."""
        own = self.settings.källor.balansräkning
        held = own is not None and periods.month(self.period) in own.månader
        return self.sources.balance_lines if held else None

    @property
    def gren_of_project(self) -> Mapping[str, str]:
        """The gren of each projekt, as the register last has it."""
        projects = self.registers.projects
        return dict(zip(projects["projekt"], projects["gren"], strict=True))

    @property
    def perspektiv(self) -> tuple[str, ...]:
        """The perspectives of the uppdrag, in the register's order."""
        found = self.sources.assignments["perspektiv"].str.casefold()
        return tuple(dict.fromkeys(found))

    @cached_property
    def texts(self) -> "OwnTexts":
        """Förvaltningens egna texter, efter textruta."""
        from ekonomi.prose.own import OwnTexts

        def look(table: str, rad: str, kolumn: str) -> Cell:
            return self.tables[table].cell(rad, kolumn)  # type: ignore[attr-defined]

        return OwnTexts(read_texts(self.settings, self.root, self.period), self.settings.textrutor, look)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """The comments that the thresholds call for."""
        return required(self.find, self.service_lines, self.settings)  # type: ignore[attr-defined]

    @property
    def missing_comments(self) -> tuple[Comment, ...]:
        """The comments that the thresholds call for and no one has written."""
        return tuple(comment for comment in self.comments if self.texts[comment.text].missing)

    @property
    def unanswered_deficit(self) -> str:
        """The forecast's deficit over the threshold that no proposed åtgärd answers, as printed; "" where none is."""
        makes = (tables.åtgärdsbehov, tables.förslag_till_åtgärder)
        need, proposed = (self.find(make) for make in makes)  # type: ignore[attr-defined]
        return "" if need is None or (proposed and proposed.rows) else str(need.cell(DEFICIT, AMOUNT).shown)

    @cached_property
    def services(self) -> "ServicePages | None":
        """Bilaga 1's page of each tjänst; None for a nämnd without tjänster."""
        from ekonomi.report.appendix import service_pages

        return None if self.by_service is None else service_pages(self)  # type: ignore[arg-type]
