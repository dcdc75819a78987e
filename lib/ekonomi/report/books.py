"""What a report is made of, in the ledger: each part computed the first time that something asks for it."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd

from ekonomi import allocation, cube, gates, sets, store, terms, urval
from ekonomi.costs import at_budget_keys, moved_by_keys, rules_of, source_names
from ekonomi.cube import Measured, Versions
from ekonomi.errors import Finding
from ekonomi.params import Params, Settings
from ekonomi.registers import Grupper, Kostnadsslag, Registers, attach, describe_services, grupper_of, kostnadsslag_of
from ekonomi.report.told import tell
from ekonomi.sources import Sources, booked_ahead, read_sources
from ekonomi.sources.door import LEDGER, Beside
from ekonomi.sources.earlier import ClosedYears, Earlier, read_closed_years, read_earlier
from ekonomi.sources.exports import column_names
from ekonomi.tables.outcome import reported
from ekonomi.tables.services import service_lines
from ekonomi.underlag import largest, of_strings
from ekonomi.urval import Rows

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

Made = TypeVar("Made")
LARGEST: Final = 3  # postings of a code string, and of a figure
# The forecast is imported where it is made: a notebook of own texts alone pays for none.


class Books:
    """The frames of a report that come of the ledger; a part that the nämnd lacks is None.

    Belopp is öre (int64), income +, cost −. The ledger is read, and passes its checks, the first time that a part of
    it is asked for. `beside` begins work beside this process's own (`sources`, `cube`, `outlook`); without it only
    reading is done so, in a thread. `followed` tells that a run is to follow figures to their largest postings.
    """

    def __init__(self, params: Params, settings: Settings, root: Path, out: Path) -> None:
        self.params = params
        self.settings = settings
        self.root = root
        self.out = out
        self.beside: Beside | None = None
        self.followed = False
        self._cache: dict[tuple[str, ...], Any] = {}

    @property
    def period(self) -> str:
        """The report's period, `2025-03`."""
        return self.params.period

    @cached_property
    def sources(self) -> Sources:
        """Every source, read and held against its contract. Raises DataError with all that stops it."""

        @cache
        def read() -> Sources:
            code, beside = store.key([]), self.beside or _in_thread
            with ThreadPoolExecutor(1) as aside:  # what is read of a file is stored while the next is read
                kept = partial(self._of_file, code, aside)
                return read_sources(self.params, self.settings, self.root, kept, beside)

        # rows that stay in the nämnd's own files are found by where those are
        place = str(self.root) if self.settings.källor.huvudbok.format == "parquet" else ""
        found = partial(self._kept, "underlag", read, place)
        if self.beside and self._key and not store.has(self.root, "underlag", self._key_of(place)):
            with self.beside(lambda: bool(found())) as stored:  # the store is how they come here
                stored()
        sources = found()
        sources.read_again(read)
        return sources

    @cached_property
    def _key(self) -> str | None:
        """What the store knows the report's sources by; None where they are not stored."""
        return store.key_of(self.period, self.settings, self.root)

    def _of_file(
        self, code: str | None, aside: ThreadPoolExecutor, name: str, told: str, make: Callable[[], Made]
    ) -> Made:
        """What the store has of one of the files of the sources; small ones are stored at once, in a fork too."""
        key = code and store.sha256(f"{code}\n{told}".encode())
        return store.kept(self.root, name, key, make, aside if name == LEDGER else None)

    def _kept(self, name: str, make: Callable[[], Made], told: str = "") -> Made:
        """What the store has of the sources; `told` is what else it follows from."""
        return store.kept(self.root, name, self._key_of(told), make)

    def _key_of(self, told: str) -> str | None:
        return self._key and store.sha256(f"{self._key}{told}".encode()) if told else self._key

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks warn of and note, the gravest first. Raises DataError where they stop the report."""

        def found() -> tuple[Finding, ...]:
            books = gates.books_of(self.period, self.settings, self.sources, self._closed[0])
            return tuple(gates.inspect(books, self.sources.findings))

        return self._kept("kontroller", found, self._closed[1])

    @cached_property
    def _closed(self) -> "tuple[ClosedYears | None, str]":
        """What reports made before knew of closed years, and what of it has moved since; all else is in `_key`."""
        closed = read_closed_years(self.out, self.params, self.root)
        if closed is None or not len(moved := gates.moved(closed.sums, self.sources.settled, self.period)):
            return closed, ""
        return closed, f"{closed.fil}\n{moved.to_csv()}"

    @cached_property
    def _told(self) -> None:
        tell(self.findings)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Huvudbok, budget och prognoser, kontrollerade: en rad per post. What the checks found is shown once."""
        _ = self._told
        return self.sources.ledger

    @cached_property
    def sums(self) -> pd.DataFrame:
        """The ledger summed by file, month and code string, with what the registers say of each code in that month.

        belopp, `rader` (how many) and `sträng` (their number); a row of a plan stands as it is. In the ledger's order.
        """
        _ = self._told
        return of_strings(self.sources)

    @cached_property
    def heaviest(self) -> pd.DataFrame:
        """The largest postings with a voucher of each code string (`underlag.largest`)."""
        return self._heaviest(self.sums)

    def _heaviest(self, sums: pd.DataFrame) -> pd.DataFrame:
        booked, with_voucher = sums[sums["beloppstyp"] == terms.UTFALL], urval.but("verifikation", "")
        return self._kept("störst", lambda: largest(self.sources.utfall, sums, booked, with_voucher, LARGEST))

    @cached_property
    def earlier(self) -> Earlier | None:
        """The report of the month before, as it was published; None where there is none of this nämnd."""
        return read_earlier(self.out, self.params, self.root)

    @property
    def registers(self) -> Registers:
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
    def slag(self) -> Kostnadsslag:
        """The nämnd's kostnadsslag, in order."""
        return kostnadsslag_of(self.registers.lines, self.period)

    @cached_property
    def grupper(self) -> Grupper | None:
        """The groups of tjänster, in order; None for a nämnd without tjänster."""
        if self.tjänster is None:
            return None
        areas = self.organisation["verksamhetsområde"].unique()
        return grupper_of(self.registers.groups, self.tjänster, areas, self.period)

    @property
    def förkortningar(self) -> Mapping[str, str]:
        """What the nämnd's abbreviations stand for."""
        return self.settings.förkortningar

    @cached_property
    def cube(self) -> pd.DataFrame:
        """The postings rolled up to the report's dimensions (`cube.DIMENSIONS`), before tjänsteomräkning."""
        if self.beside:
            _ = self.sources  # read here, and not once more beside
        with (self.beside or nullcontext)(lambda: self.findings) as found:
            built = self._kept("kub", self._built)
            try:
                ahead = self._ahead(built) if self.beside else {}
            finally:
                self.findings = found()  # what the checks stop is said first
        _ = self._told
        vars(self).update(ahead)
        return built

    def _ahead(self, built: pd.DataFrame) -> dict[str, Any]:
        """What a run asks for next of a cube and of its ledger, by its name here: the checks take as long."""
        rules = None if self.tjänster is None else rules_of(self.sources, built, self.settings.omräkning)
        allocated, sums = None if rules is None else self._after(built, rules), of_strings(self.sources)
        made = {"rules": rules, "allocated": allocated, "sums": sums, "booked": self.booked}
        return made | ({"heaviest": self._heaviest(sums)} if self.followed else {})

    def _built(self) -> pd.DataFrame:
        return cube.build(pd.concat([self.sources.sums, self.sources.plans]), self.registers)

    def _after(self, built: pd.DataFrame, rules: allocation.Rules) -> pd.DataFrame:
        return describe_services(allocation.allocate(built, rules), self.registers)

    @cached_property
    def booked(self) -> pd.DataFrame:
        """The sums of the ledger by month, version and kostnadsslag, out of its rows and not of their sums."""
        by = ["beloppstyp", "version", "period", "kostnadsslag"]
        made = lambda: sets.asked(lambda rows: sets.sums(rows, by), self.sources.utfall)  # noqa: E731
        return pd.concat([self._kept("bokfört", made), self.sources.plans])

    @cached_property
    def versions(self) -> Versions:
        """Which budget and forecasts this report reads."""
        return cube.choose_versions(self.cube, self.period)

    @cached_property
    def measured(self) -> Measured:
        """The rows of each measure, before tjänsteomräkning."""
        return cube.measured(self.cube, self.period)

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Utfall, budget and prognos month by month (`cube.monthly`)."""
        return cube.monthly(self.cube, self.period)

    @cached_property
    def rules(self) -> allocation.Rules | None:
        """How costs go from ansvar to tjänst; None for a nämnd without tjänster."""
        return None if self.tjänster is None else rules_of(self.sources, self.cube, self.settings.omräkning)

    @cached_property
    def allocated(self) -> pd.DataFrame | None:
        """The cube after tjänsteomräkning, with `pool`; None for a nämnd without tjänster."""
        rules, made = self.rules, vars(self)
        if "allocated" in made:  # a run allocates when the rules ask for the cube
            return made["allocated"]
        return None if rules is None else self._after(self.cube, rules)

    @cached_property
    def by_service(self) -> Measured | None:
        """The rows of each measure after tjänsteomräkning; None for a nämnd without tjänster."""
        return None if self.allocated is None else cube.measured(self.allocated, self.period)

    @cached_property
    def at_budget_keys(self) -> Measured | None:
        """`by_service` with the year's costs so far allocated by the keys that the budget is locked to."""
        if self.by_service is None or self.rules is None:
            return None
        return at_budget_keys(self.by_service, self.cube, self.rules, self.registers)

    @cached_property
    def moved_by_keys(self) -> pd.DataFrame | None:
        """The year's costs so far that keys changed since the budget have moved (`allocation.moved`)."""
        return None if self.rules is None else moved_by_keys(self.cube, self.rules, self.period)

    @cached_property
    def service_lines(self) -> pd.DataFrame | None:
        """The tjänster with costs by their line of 3.2.4: linje, tjänst, namn, rad."""
        if self.by_service is None or self.tjänster is None:
            return None
        return service_lines(self.by_service, self.tjänster)

    @cached_property
    def source_names(self) -> dict[str, str]:
        """What each pool and each ansvar is called, by its code."""
        return source_names(self.registers)

    @cached_property
    def outlook(self) -> "Outlook":
        """The statistical forecast, the way from it to the decided one, and how both have fared."""
        return self._kept("prognos", self._forecast)

    def _forecast(self) -> "Outlook":
        from ekonomi.outlook import outlook

        sources = self.sources
        ahead = booked_ahead(sources.later, self.period, self.settings.stängningsdag)
        rows = pd.concat([self.cube, cube.build(ahead, self.registers)]) if len(ahead) else self.cube
        adjustments = self.of_report(sources.adjustments)
        known, slag, grupper = sources.known, self.slag, self.grupper
        return outlook(rows, self.allocated, adjustments, known, slag, grupper, self.period, self.beside or nullcontext)

    @property
    def late(self) -> pd.DataFrame | None:
        """The year's postings that came after their month had closed; None where no posting says when it came."""
        if column_names(self.settings.källor.huvudbok).get("registrerad") is None:
            return None
        _ = self._told  # checked before it is shown
        return attach(self.sources.late, self.registers)

    @property
    def verifikationstexter(self) -> bool:
        """Whether the postings' own texts may be shown."""
        return self.settings.personuppgifter.verifikationstexter

    @cached_property
    def reported(self) -> tuple[pd.Series, Mapping[str, Rows]] | None:
        """Last month's deviations by ansvarsområde as its report printed them, and the urval of each; None without."""
        return None if self.earlier is None else reported(self.earlier, self.settings)

    def of_report(self, register: pd.DataFrame) -> pd.DataFrame:
        """The rows of a register that belong to the report of this period."""
        return register[register["rapport"] == self.period].reset_index(drop=True)


@contextmanager
def _in_thread(work: Callable[[], Made]) -> Iterator[Callable[[], Made]]:
    """As `fork.begun`, in a thread: a session has what no fork may share, and most of reading lets others work."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work).result
