"""What each register and each of the other tables must hold; headings are the columns' own names."""

from typing import Final

from ekonomi import terms
from ekonomi.schema import (
    AMOUNT,
    CELL_NUMBER,
    CODE,
    DAY,
    INTEGER,
    NUMBER,
    OPEN_PERIOD,
    PERIOD,
    TEXT,
    TRUTH,
    Column,
    Contract,
    Kind,
    choice,
)

INCIDENT_TIME: Final = Kind(
    "tidpunkt",
    "en tidpunkt ÅÅÅÅ-MM-DD TT:MM:SS",
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?",
)
CELL_TIME: Final = Kind(
    "tidpunkt", "en tidpunkt ÅÅÅÅ-MM-DD TT:MM:SS eller ett tomt fält", f"(?:{INCIDENT_TIME.pattern})?"
)
SAID: Final = Kind("uppgift", "en text som säger vad uppgiften bygger på", r".+")
REASON: Final = Kind("motivering", "en motivering", r".+")
ROLE: Final = Kind("roll", "en roll, till exempel ekonomichef", r".+")
_NAME = Column("benämning")
_WHY = (Column("källa", SAID), Column("motivering", SAID))
_VALID = (Column("giltig_från", OPEN_PERIOD), Column("giltig_till", OPEN_PERIOD))


def _register(name: str, *columns: Column, codes: tuple[str, ...], may_be_empty: bool = False) -> Contract:
    return Contract(name, (*columns, *_VALID), may_be_empty=may_be_empty, codes=codes)


KONTOPLAN: Final = _register(
    "kontoplan",
    Column("konto", CODE),
    _NAME,
    Column("kostnadsslag", CODE),
    codes=("konto",),
)
KOSTNADSSLAG: Final = _register(
    "kostnadsslag",
    Column("kostnadsslag", CODE),
    Column("benämning", CODE),
    Column("resultatrad", choice(terms.RESULTATRADER), "rad"),
    Column("ordning", INTEGER),
    codes=("kostnadsslag",),
)
ORGANISATION: Final = _register(
    "organisation",
    Column("ansvar", CODE),
    _NAME,
    Column("verksamhetsområde", CODE),
    Column("avdelning", CODE),
    Column("ordning", INTEGER),
    codes=("ansvar",),
)
PROJEKT: Final = _register(
    "projekt", Column("projekt", CODE), _NAME, Column("gren", choice(terms.GRENAR)), codes=("projekt",)
)
TJÄNSTER: Final = _register(
    "tjänster",
    Column("tjänst", CODE),
    _NAME,
    Column("område", CODE),
    Column("grupp", CODE),
    Column("ordning", INTEGER),
    codes=("tjänst",),
)
GRUPPER: Final = _register(
    "grupper",
    Column("grupp", CODE),
    Column("benämning", CODE),
    Column("uppdelning", choice(terms.UPPDELNINGAR)),
    Column("summa"),
    Column("ordning", INTEGER),
    codes=("grupp",),
    may_be_empty=True,
)
MOTPARTER: Final = _register(
    "motparter",
    Column("motpart", CODE),
    _NAME,
    Column("slag", choice(terms.MOTPARTSSLAG)),
    codes=("motpart",),
)
POOLER: Final = _register(
    "pooler",
    Column("pool", CODE),
    _NAME,
    Column("ansvar", CODE),
    Column("steg", INTEGER),
    *_WHY,
    codes=("ansvar",),
    may_be_empty=True,
)
NYCKLAR: Final = _register(
    "nycklar",
    Column("pool", CODE),
    Column("mottagare", CODE),
    Column("mottagarslag", choice(("tjänst", "pool"))),
    Column("vikt", NUMBER),
    Column("grund", choice(terms.GRUNDER)),
    *_WHY,
    codes=("pool", "mottagare", "mottagarslag"),
    may_be_empty=True,
)
ÅTERKOMMANDE: Final = _register(
    "återkommande",
    Column("konto", CODE),
    Column("ansvar", CODE),
    Column("motpart"),
    _NAME,
    Column("belopp", AMOUNT),
    Column("månader"),
    codes=(),
    may_be_empty=True,
)
ARBETAD_TID: Final = Contract(
    "arbetad tid", (Column("månad", PERIOD), Column("ansvar", CODE), Column("timmar", NUMBER))
)
HELÅRSNORM: Final = _register("helårsnorm", Column("timmar", NUMBER), Column("källa"), codes=())
INCIDENTER: Final = Contract(
    "incidenter",
    (
        Column("number", CODE),
        Column("opened_at", INCIDENT_TIME),
        Column("resolved_at", CELL_TIME),
        Column("priority", CODE),
        Column("made_sla", TRUTH),
        Column("major_incident", TRUTH),
        Column("category"),
        Column("assignment_group"),
    ),
    may_be_empty=True,
)
MÅTTPROGNOSER: Final = Contract(
    "måttprognoser",
    (Column("rapport", PERIOD), Column("mått", CODE), Column("enhet", CODE), Column("värde", CELL_NUMBER)),
    may_be_empty=True,
)
VOLYMER: Final = Contract(
    "volymer",
    (
        Column("tjänst", CODE),
        Column("enhet", CODE),
        Column("månad", PERIOD),
        Column("beloppstyp", choice(terms.BELOPPSTYPER)),
        Column("version"),
        Column("volym", NUMBER),
    ),
    may_be_empty=True,
)
UPPDRAG: Final = Contract(
    "uppdrag",
    (
        Column("rapport", PERIOD),
        Column("uppdrag", CODE),
        Column("givet_av"),
        Column("år"),
        Column("perspektiv", CODE),
        Column("rapporteringsperiod"),
        Column("ansvarig_roll"),
        Column("status"),
        Column("kommentar"),
    ),
    may_be_empty=True,
)
PORTFÖLJ: Final = Contract(
    "portfölj",
    (
        Column("rapport", PERIOD),
        Column("projekt", CODE),
        Column("portfölj", CODE),
        Column("benämning"),
        Column("fas"),
        Column("budget", CELL_NUMBER),
        Column("utfall", CELL_NUMBER),
        Column("prognos", CELL_NUMBER),
        Column("status_tid"),
        Column("status_kostnad"),
        Column("status_omfattning"),
        Column("kommentar"),
    ),
    may_be_empty=True,
)
ÅTGÄRDER: Final = Contract(
    "åtgärder",
    (
        Column("rapport", PERIOD),
        Column("slag", choice(("förslag", "beslutad"))),
        Column("åtgärd", CODE),
        Column("helårseffekt_tkr", CELL_NUMBER),
        Column("planerad_tkr", CELL_NUMBER),
        Column("planerad_årsarbetare", CELL_NUMBER),
        Column("effekt_tom_perioden_tkr", CELL_NUMBER),
        Column("bedömd_tkr", CELL_NUMBER),
        Column("bedömd_årsarbetare", CELL_NUMBER),
    ),
    may_be_empty=True,
)
JUSTERINGAR: Final = Contract(
    "justeringar",
    (
        Column("rapport", PERIOD),
        Column("ansvar", CODE),
        Column("kostnadsslag", CODE),
        Column("belopp", AMOUNT),
        Column("period", PERIOD),
        Column("motivering", REASON),
        Column("beslutad_av", ROLE),
        Column("datum", DAY),
    ),
    may_be_empty=True,
)
FÖREBILD: Final = Contract(
    "förebild",
    (
        Column("tabell", CODE),
        Column("radnamn", CODE, "rad"),
        Column("kolumn", CODE),
        Column("enhet", CODE),
        Column("varde", NUMBER),
        Column("status", choice(("ska", "motsagd"))),
        Column("anm", TEXT),
    ),
)
