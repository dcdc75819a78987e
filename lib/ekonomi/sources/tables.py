"""The tables that stand beside the ledger, each declared once: its name, what it must hold, where it is named.

A new one is a row in `TABLES`, a key in params/sources.py and a row in docs/handbok/params.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd

from ekonomi import terms
from ekonomi.errors import Asked, Place
from ekonomi.params import MeasureSettings, Settings
from ekonomi.params.measures import CASES
from ekonomi.readers.contracts import OPEN_SPAN, REASON, ROLE
from ekonomi.readers.files import relative
from ekonomi.readers.series import MONTH_OR_YEAR
from ekonomi.schema import (
    AMOUNT,
    CELL_COUNT,
    CELL_NUMBER,
    CODE,
    COUNT,
    DAY,
    NUMBER,
    OPEN_PERIOD,
    PERIOD,
    TEXT,
    TRUTH,
    Column,
    Contract,
    choice,
    columns,
)
from ekonomi.sources import beside
from ekonomi.sources.beside import COUNTED_BY, SLAG
from ekonomi.sources.door import Dated, Door
from ekonomi.sources.measures import check_measures, measure_contract, measure_key, odd_forecasts
from ekonomi.sources.series import MONTH, check_codes, check_series, leaps, named

Check = Callable[[Door, Dated, pd.DataFrame, str], None]


@dataclass(frozen=True)
class Source:
    """A table: its name in `Sources`, the key under `källor` that names its file, and what it must hold.

    `key` are the columns that tell its rows apart; with månad among them, the others tell its series apart, and one
    that is `current` has every month until the report's. `planned` are the amounts that one report seldom changes much
    from the one before, with the unit in their name. `check` holds its rows, of the file that it is given, against
    themselves and the registers; findings stay at the door.
    """

    name: str
    place: tuple[str | int, ...]
    contract: Contract
    check: Check | None = None
    faulty: Asked[[pd.DataFrame, str]] | None = None
    dated: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    current: bool = False
    planned: tuple[str, ...] = ()

    def file(self, settings: Settings) -> str | None:
        """The file, counted from the folder `data`; None where the settings name none."""
        part: Any = settings.källor
        for step in self.place:
            part = part[step] if isinstance(step, int) else getattr(part, step, None)
        return None if part is None else str(part)

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns whose values are held against those before them: every number of a month, else `planned`."""
        numbers = tuple(one.name for one in self.contract.columns if one.kind.name == NUMBER.name)
        return numbers if MONTH in self.key else self.planned

    def as_filed(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with its cells as the file has them: amounts in kronor, true and false as text."""
        of = {kind: [one.name for one in self.contract.columns if one.kind == kind] for kind in (AMOUNT, TRUTH)}
        kronor = {name: table[name] / terms.ÖRE_PER_KRONA for name in of[AMOUNT]}
        flags = {name: table[name].map({True: "true", False: "false"}) for name in of[TRUTH]}
        return table.assign(**kronor, **flags)


def _source(name: str, place: str, *own: Column, may_be_empty: bool = True, **told: Any) -> Source:
    return Source(name, tuple(place.split(".")), Contract(own, may_be_empty=may_be_empty), **told)


# fmt: off
TABLES: Final = (
    _source("hours", "personal.arbetad_tid",
            *columns(månad=PERIOD, ansvar=CODE, timmar=COUNT), may_be_empty=False,
            key=("ansvar", MONTH), current=True, dated=("ansvar",)),
    _source("statistics", "personal.statistik",
            *columns(månad=PERIOD, ansvar=CODE, uppgift=choice(terms.PERSONALUPPGIFTER), värde=COUNT),
            key=("ansvar", "uppgift", MONTH), dated=("ansvar",)),
    _source("norm", "personal.helårsnorm",
            *columns(timmar=NUMBER, källa=TEXT), *OPEN_SPAN, may_be_empty=False,
            key=("giltig_från",), faulty=beside.faulty_norms),
    _source("measure_forecasts", "måttprognoser",
            *columns(rapport=PERIOD, mått=CODE, enhet=CODE, värde=CELL_NUMBER),
            key=("rapport", "mått"), planned=("värde",),
            check=partial(beside.check_names, more=[terms.ÅRSARBETARE])),
    _source("volumes", "volymer",
            *(Column(name, optional=True) for name in COUNTED_BY),
            *columns(enhet=CODE, månad=PERIOD, beloppstyp=choice(terms.BELOPPSTYPER), version=TEXT, volym=COUNT),
            key=(*COUNTED_BY, "beloppstyp", "version", MONTH), known=(*COUNTED_BY,), faulty=beside.faulty_volumes),
    _source("assignments", "uppdrag",
            *columns(rapport=PERIOD, uppdrag=CODE, givet_av=TEXT, år=TEXT, perspektiv=CODE, rapporteringsperiod=TEXT),
            *columns(ansvarig_roll=TEXT, status=TEXT, kommentar=TEXT), Column("effekt", optional=True),
            key=("rapport", "uppdrag", "perspektiv"), check=beside.check_assignments),
    _source("portfolio", "portfölj",
            *columns(rapport=PERIOD, projekt=CODE, portfölj=CODE, benämning=TEXT, fas=TEXT),
            *columns(budget=CELL_NUMBER, utfall=CELL_NUMBER, prognos=CELL_NUMBER),
            *columns(status_tid=TEXT, status_kostnad=TEXT, status_omfattning=TEXT, kommentar=TEXT),
            key=("rapport", "projekt", "portfölj"), planned=("budget", "prognos"), check=beside.check_projects),
    _source("actions", "åtgärder",
            *columns(rapport=PERIOD, slag=choice(("förslag", "beslutad")), åtgärd=CODE),
            *columns(helårseffekt_tkr=CELL_COUNT, planerad_tkr=CELL_NUMBER, planerad_årsarbetare=CELL_NUMBER),
            *columns(effekt_tom_perioden_tkr=CELL_NUMBER, bedömd_tkr=CELL_NUMBER, bedömd_årsarbetare=CELL_NUMBER),
            key=("rapport", "slag", "åtgärd"), planned=("helårseffekt_tkr", "planerad_tkr", "bedömd_tkr")),
    _source("adjustments", "justeringar",
            *columns(rapport=PERIOD, ansvar=CODE, kostnadsslag=CODE, belopp=AMOUNT, period=PERIOD),
            *columns(motivering=REASON, beslutad_av=ROLE, datum=DAY),
            key=("rapport", "ansvar", "kostnadsslag", "belopp", "period", "motivering"),
            dated=("ansvar", "kostnadsslag"), faulty=beside.faulty_adjustments, check=beside.check_adjustments),
    _source("risks", "risker",
            *columns(rapport=PERIOD, risk=CODE, sannolikhet=NUMBER, konsekvens_mnkr=COUNT, åtgärd=TEXT, ägare=ROLE),
            key=("rapport", "risk"), planned=("konsekvens_mnkr",),
            faulty=partial(beside.faulty_shares, column="sannolikhet", least=0,
                           expected="en sannolikhet i procent, 0–100")),
    _source("assumptions", "känslighet",
            *columns(antagande=CODE, kostnadsslag=CODE, procent=NUMBER),
            key=("antagande", "kostnadsslag"), known=("kostnadsslag",),
            faulty=partial(beside.faulty_shares, column="procent", least=-100,
                           expected="högst 100 procent upp eller ned")),
    _source("goals", "mål",
            *columns(rapport=PERIOD, mål=CODE, mått=CODE),
            *columns(bedömning=choice(("uppfyllt", "delvis uppfyllt", "inte uppfyllt"))),
            key=("rapport", "mål", "mått"), check=beside.check_names),
    _source("balance_lines", "balansräkning.poster",
            *columns(konto=CODE, sida=choice(terms.BALANSSIDOR), post=CODE), check=beside.check_balance_lines),
    _source("openings", "balansräkning.ingående",
            *columns(konto=CODE, år=CODE, belopp=AMOUNT),
            key=("konto", "år"), check=beside.check_openings),
    _source("investments", "investeringar",
            *columns(rapport=PERIOD, projekt=CODE, benämning=CODE),
            *columns(budget=CELL_NUMBER, utfall=CELL_NUMBER, prognos=CELL_NUMBER),
            *columns(totalbudget=CELL_NUMBER, totalutgift=CELL_NUMBER, totalprognos=CELL_NUMBER),
            key=("rapport", "projekt"), planned=("budget", "prognos", "totalbudget", "totalprognos"),
            check=beside.check_projects),
    _source("known", "kända",
            Column("rapport", OPEN_PERIOD, optional=True),
            *columns(serie=CODE, månad=MONTH_OR_YEAR, belopp=CELL_NUMBER, slag=choice(SLAG), källa=REASON),
            check=beside.check_known),
)
# fmt: on


def declared(settings: Settings) -> tuple[Source, ...]:
    """Every table that the settings may name, those of the nämnd's own mått, by the names of their files, last."""
    files: dict[str, dict[int, MeasureSettings]] = {}
    for index, measure in enumerate(settings.källor.mått):
        files.setdefault(measure.källa.fil, {})[index] = measure
    return (*TABLES, *(_of_measures(fil, files[fil]) for fil in sorted(files)))


def _of_measures(fil: str, named: Mapping[int, MeasureSettings]) -> Source:
    """The table of the file that some mått, each with its place in the settings, share."""
    first, measures = next(iter(named)), [*named.values()]
    check, key = partial(check_measures, measures=measures), measure_key(measures[0].källa)
    return Source(fil, ("mått", first, "källa", "fil"), measure_contract(measures), check, key=key)


def read_tables(door: Door, dated: Dated) -> dict[str, pd.DataFrame]:
    """Every table by its name, checked; one that the settings do not name has no rows."""
    tables = {}
    for source in declared(door.settings):
        name = source.file(door.settings)
        table = door.table(source.contract, name, "källor", *source.place)
        if table is None:
            continue
        if name is not None:
            fil = relative(door.folder / name, door.root)
            check_series(door, dated, table, source.key, fil, current=source.current)
            if len(table):
                check_codes(door, dated, table, source.dated, source.known, fil)
                door.notes += leaps(table, source.key, source.compared, door.period, door.settings.kontroller, fil)
            if source.faulty is not None:
                door.keep(source.faulty(table, fil))
            if source.check is not None:
                source.check(door, dated, table, fil)
        tables[source.name] = table
    named, limits = door.settings.källor, door.settings.kontroller
    if named.måttprognoser and {"measure_forecasts", "hours", "norm"} <= {*tables}:
        fil = relative(door.folder / named.måttprognoser, door.root)
        door.notes += odd_forecasts(tables, named.mått, door.period, limits.skala, fil)
    return tables


def by_month(tables: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """What the tables beside the ledger say was in each month, as if of an account, beside their files (fil).

    beloppstyp, period, konto (what the settings call the table, and the series) and belopp (int64, hundredths). Of a
    list of cases those that a mått counts.
    """
    parts: list[dict[str, Any]] = []
    for source in declared(settings):
        table, fil = tables[source.name], f"{settings.data}/{source.file(settings)}"
        called = source.place[0 if source.place[0] == "mått" else -1]
        if MONTH in source.key and len(table):
            own = table[table["beloppstyp"] == terms.UTFALL] if "beloppstyp" in table else table
            series = [name for name in source.key if name not in (MONTH, "beloppstyp", "version")]
            said = f"{called}{terms.DELAD}" + pd.Series(named(own, series), own.index, dtype="str")
            parts.append({"fil": fil, "konto": said, "period": own[MONTH], "belopp": own[source.compared[0]]})
        for one in settings.källor.mått if len(table) else ():
            if one.källa.fil == source.name and one.källa.form == CASES:
                month, flag = table[one.källa.månad].str[:7], table[one.källa.flag]
                parts.append({"fil": fil, "konto": f"{called}{terms.DELAD}{one.namn}", "period": month, "belopp": flag})
    columns = ["beloppstyp", "period", "konto", "belopp", "fil"]
    found = pd.concat([pd.DataFrame(columns=columns), *map(pd.DataFrame, parts)], ignore_index=True)
    belopp = (100 * found["belopp"].astype("float64")).round().astype("int64")
    found = found.assign(beloppstyp=terms.UTFALL, belopp=belopp)[found["period"] != ""]  # a case that is open
    return found.groupby(["beloppstyp", "period", "konto", "fil"], as_index=False).agg({"belopp": "sum"})


def planned_amounts(
    tables: Mapping[str, pd.DataFrame], settings: Settings, period: str
) -> Iterator[tuple[Place, float]]:
    """Where each amount that is planned for a report of `period` stands, and how large it is in öre."""
    units = {"tkr": terms.ÖRE_PER_TKR, "mnkr": terms.ÖRE_PER_MNKR}
    for source in TABLES:
        rows = tables[source.name]
        for column in source.planned:
            unit = units.get(column.rpartition("_")[2])
            if unit and len(rows):
                fil = f"{settings.data}/{source.file(settings)}"
                for rad, size in rows.loc[rows["rapport"] == period, ["rad", column]].dropna().itertuples(index=False):
                    yield (fil, rad, column), abs(size) * unit


def file_names(settings: Settings) -> dict[str, str]:
    """The file of each table, counted from the folder `data`, as an urval names it; the table's name without one."""
    return {source.name: source.file(settings) or source.name for source in declared(settings)}


def as_filed(tables: Mapping[str, pd.DataFrame], settings: Settings) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file, with its cells as the file has them: what an urval selects from.

    The settings are a file too: of the mått and what each aims at.
    """
    names = file_names(settings)
    aims = pd.DataFrame([(one.namn, one.målvärde) for one in settings.källor.mått], columns=["mått", "målvärde"])
    held = {names[source.name]: source.as_filed(tables[source.name]) for source in declared(settings)}
    return {**held, settings.fil: aims}
