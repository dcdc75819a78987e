"""What a report is made of beside the ledger: people, volumes, mått, registers and texts."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import period as periods
from ekonomi import personnel, sets, tables, terms, volumes
from ekonomi.allocation import valid
from ekonomi.comments import Comment, required
from ekonomi.measures import Measures, measures
from ekonomi.params.sources import StaffFiles
from ekonomi.personnel import Files, Staff
from ekonomi.reconcile import said
from ekonomi.report.books import Books
from ekonomi.sources import Sources, as_filed, file_names, read_texts
from ekonomi.sources.beside import counted_by
from ekonomi.table import Cell
from ekonomi.tables.actions import AMOUNT, DEFICIT
from ekonomi.tables.assignments import DAYS, dated
from ekonomi.tables.checks import FOUND, TIES
from ekonomi.tables.units import FIGURES
from ekonomi.tables.ways import KEYS_HELD
from ekonomi.underlag import Ground
from ekonomi.volumes import Units

if TYPE_CHECKING:
    from ekonomi.prose import OwnTexts
    from ekonomi.report.appendix import ServicePages
    from ekonomi.report.made_of import Makings


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


class Figures(dict[str, pd.DataFrame]):
    """The siffror.csv files that a report may name and the lists that it counts, each made when it is asked for."""

    def __init__(self, report: "Parts", own: Callable[[], pd.DataFrame]) -> None:
        self._report, self._own = report, own

    def __missing__(self, name: str) -> pd.DataFrame:
        earlier = self._report.earlier
        if earlier is not None and name == f"{earlier.period}/{FIGURES}":
            return earlier.figures
        lists = {FIGURES: self._own, FOUND: self._found, TIES: self._ties, KEYS_HELD: self._keys, DAYS: self._days}
        if name not in lists:
            raise KeyError(name)
        return lists[name]()

    def _found(self) -> pd.DataFrame:
        told = [(one.kontroll.name, one.fil, one.rad, one.kolumn or "", one.funnet) for one in self._report.findings]
        return pd.DataFrame(told, columns=["kontroll", "fil", "rad", "kolumn", "funnet"])

    def _ties(self) -> pd.DataFrame:
        """The tie-outs as avstamning.csv has them, by its rows, with both sides in words."""
        told = self._report.ties[["avstämning", "utslag", "förklaring", "vänster", "höger"]]  # type: ignore[attr-defined]
        sides = {side: told[side].map(said) for side in ("vänster", "höger")}
        return told.assign(**sides, rad=range(2, len(told) + 2))

    def _keys(self) -> pd.DataFrame:
        return valid(self._report.rules.keys, self._report.period) if self._report.rules else pd.DataFrame()

    def _days(self) -> pd.DataFrame:
        own = self._report.assignments
        return pd.DataFrame() if own is None else dated(own, self._report.period)


def ground_of(parts: "Parts", figures: dict[str, pd.DataFrame]) -> Ground:
    """The ground of a report; `figures`: the siffror.csv files that an urval may name."""
    files = ChainMap(parts.filed, figures)
    return Ground(parts.sums, parts.sources, parts.rules, parts.versions.budget or "", files)


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
    def ground(self) -> Ground:
        """The rows that figures are followed to, and summed from where an economist asks of her own."""
        return ground_of(self, Figures(self, lambda: self.figures))  # type: ignore[attr-defined]

    @cached_property
    def makings(self) -> "Makings":
        """What its figures are made of, for the pages whose figures open."""
        from ekonomi.report.made_of import Makings

        return Makings(self)

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

        return None if self.tjänster is None else service_pages(self)  # type: ignore[arg-type]
