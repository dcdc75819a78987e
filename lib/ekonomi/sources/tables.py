"""The tables that stand beside the ledger, each declared once: its name, what it must hold, where it is named.

A new one is a row in `TABLES`, a key in params/sources.py and a row in docs/handbok/params.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Final

import pandas as pd

from ekonomi import terms
from ekonomi.errors import Asked, Place
from ekonomi.params import Settings
from ekonomi.readers.contracts import OPEN_SPAN, REASON, ROLE
from ekonomi.readers.files import relative
from ekonomi.readers.series import MONTH_OR_YEAR
from ekonomi.schema import (
    AMOUNT,
    CELL_NUMBER,
    CODE,
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
from ekonomi.sources.measures import check_measures, measure_contract, measure_key
from ekonomi.sources.series import MONTH, check_codes, check_series, leaps

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


def _table(name: str, *own: Column) -> Contract:
    return Contract(name, own, may_be_empty=True)


TABLES: Final = (
    Source(
        "hours",
        ("personal", "arbetad_tid"),
        Contract("arbetad tid", columns(månad=PERIOD, ansvar=CODE, timmar=NUMBER)),
        dated=("ansvar",),
        key=("ansvar", MONTH),
        current=True,
    ),
    Source(
        "statistics",
        ("personal", "statistik"),
        _table(
            "personalstatistik",
            *columns(månad=PERIOD, ansvar=CODE, uppgift=choice(terms.PERSONALUPPGIFTER), värde=NUMBER),
        ),
        faulty=beside.faulty_statistics,
        dated=("ansvar",),
        key=("ansvar", "uppgift", MONTH),
    ),
    Source(
        "norm",
        ("personal", "helårsnorm"),
        Contract("helårsnorm", (Column("timmar", NUMBER), Column("källa"), *OPEN_SPAN)),
        faulty=beside.faulty_norms,
        key=("giltig_från",),
    ),
    Source(
        "measure_forecasts",
        ("måttprognoser",),
        _table("måttprognoser", *columns(rapport=PERIOD, mått=CODE, enhet=CODE, värde=CELL_NUMBER)),
        beside.check_forecasts,
        key=("rapport", "mått"),
        planned=("värde",),
    ),
    Source(
        "volumes",
        ("volymer",),
        _table(
            "volymer",
            Column("tjänst", optional=True),
            Column("ansvar", optional=True),
            *columns(enhet=CODE, månad=PERIOD, beloppstyp=choice(terms.BELOPPSTYPER), version=TEXT, volym=NUMBER),
        ),
        faulty=beside.faulty_volumes,
        known=(*COUNTED_BY,),
        key=("tjänst", "ansvar", "beloppstyp", "version", MONTH),
    ),
    Source(
        "assignments",
        ("uppdrag",),
        _table(
            "uppdrag",
            *columns(rapport=PERIOD, uppdrag=CODE, givet_av=TEXT, år=TEXT, perspektiv=CODE, rapporteringsperiod=TEXT),
            *columns(ansvarig_roll=TEXT, status=TEXT, kommentar=TEXT),
            Column("effekt", optional=True),
        ),
        check=beside.check_assignments,
        key=("rapport", "uppdrag", "perspektiv"),
    ),
    Source(
        "portfolio",
        ("portfölj",),
        _table(
            "portfölj",
            *columns(rapport=PERIOD, projekt=CODE, portfölj=CODE, benämning=TEXT, fas=TEXT),
            *columns(budget=CELL_NUMBER, utfall=CELL_NUMBER, prognos=CELL_NUMBER),
            *columns(status_tid=TEXT, status_kostnad=TEXT, status_omfattning=TEXT, kommentar=TEXT),
        ),
        check=beside.check_projects,
        key=("rapport", "projekt", "portfölj"),
        planned=("budget", "prognos"),
    ),
    Source(
        "actions",
        ("åtgärder",),
        _table(
            "åtgärder",
            *columns(rapport=PERIOD, slag=choice(("förslag", "beslutad")), åtgärd=CODE),
            *columns(helårseffekt_tkr=CELL_NUMBER, planerad_tkr=CELL_NUMBER, planerad_årsarbetare=CELL_NUMBER),
            *columns(effekt_tom_perioden_tkr=CELL_NUMBER, bedömd_tkr=CELL_NUMBER, bedömd_årsarbetare=CELL_NUMBER),
        ),
        key=("rapport", "slag", "åtgärd"),
        planned=("helårseffekt_tkr", "planerad_tkr", "bedömd_tkr"),
    ),
    Source(
        "adjustments",
        ("justeringar",),
        _table(
            "justeringar",
            *columns(rapport=PERIOD, ansvar=CODE, kostnadsslag=CODE, belopp=AMOUNT, period=PERIOD),
            *columns(motivering=REASON, beslutad_av=ROLE, datum=DAY),
        ),
        faulty=beside.faulty_adjustments,
        dated=("ansvar", "kostnadsslag"),
        key=("rapport", "ansvar", "kostnadsslag", "belopp", "period", "motivering"),
    ),
    Source(
        "risks",
        ("risker",),
        _table(
            "risker",
            *columns(rapport=PERIOD, risk=CODE, sannolikhet=NUMBER, konsekvens_mnkr=NUMBER, åtgärd=TEXT, ägare=ROLE),
        ),
        faulty=beside.faulty_risks,
        key=("rapport", "risk"),
        planned=("konsekvens_mnkr",),
    ),
    Source(
        "assumptions",
        ("känslighet",),
        _table("känslighet", *columns(antagande=CODE, kostnadsslag=CODE, procent=NUMBER)),
        known=("kostnadsslag",),
        key=("antagande", "kostnadsslag"),
    ),
    Source(
        "goals",
        ("mål",),
        _table(
            "mål",
            *columns(rapport=PERIOD, mål=CODE, mått=CODE),
            *columns(bedömning=choice(("uppfyllt", "delvis uppfyllt", "inte uppfyllt"))),
        ),
        beside.check_goals,
        key=("rapport", "mål", "mått"),
    ),
    Source(
        "balance_lines",
        ("balansräkning", "poster"),
        _table("balansposter", *columns(konto=CODE, sida=choice(terms.BALANSSIDOR), post=CODE)),
        beside.check_balance_lines,
    ),
    Source(
        "openings",
        ("balansräkning", "ingående"),
        _table("ingående balans", *columns(konto=CODE, år=CODE, belopp=AMOUNT)),
        beside.check_openings,
        key=("konto", "år"),
    ),
    Source(
        "investments",
        ("investeringar",),
        _table(
            "investeringar",
            *columns(rapport=PERIOD, projekt=CODE, benämning=CODE),
            *columns(budget=CELL_NUMBER, utfall=CELL_NUMBER, prognos=CELL_NUMBER),
            *columns(totalbudget=CELL_NUMBER, totalutgift=CELL_NUMBER, totalprognos=CELL_NUMBER),
        ),
        check=beside.check_projects,
        key=("rapport", "projekt"),
        planned=("budget", "prognos", "totalbudget", "totalprognos"),
    ),
    Source(
        "known",
        ("kända",),
        _table(
            "kända",
            Column("rapport", OPEN_PERIOD, optional=True),
            *columns(serie=CODE, månad=MONTH_OR_YEAR, belopp=CELL_NUMBER, slag=choice(SLAG), källa=REASON),
        ),
        beside.check_known,
    ),
)


def declared(settings: Settings) -> tuple[Source, ...]:
    """Every table that the settings may name, those of the nämnd's own mått, by the names of their files, last."""
    named = sorted(
        ((measure.källa.fil, index, measure) for index, measure in enumerate(settings.källor.mått)),
        key=lambda one: one[:2],
    )
    files = [(fil, list(group)) for fil, group in groupby(named, key=lambda one: one[0])]
    measures = [
        Source(
            fil,
            ("mått", group[0][1], "källa", "fil"),
            measure_contract([measure for *_, measure in group]),
            partial(check_measures, measures=[measure for *_, measure in group]),
            key=measure_key(group[0][2].källa),
        )
        for fil, group in files
    ]
    return (*TABLES, *measures)


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
    return tables


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
