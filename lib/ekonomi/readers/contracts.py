"""What each register must hold; headings are the columns' own names. The other tables: sources/tables.py."""

from typing import Final

from ekonomi import terms
from ekonomi.schema import AMOUNT, CODE, INTEGER, NUMBER, OPEN_PERIOD, TEXT, Column, Contract, Kind, choice

SAID: Final = Kind("uppgift", "en text som säger vad uppgiften bygger på", r".+")
REASON: Final = Kind("motivering", "en motivering", r".+")
ROLE: Final = Kind("roll", "en roll, till exempel ekonomichef", r".+")
_NAME = Column("benämning")
_WHY = (Column("källa", SAID), Column("motivering", SAID))
OPEN_SPAN: Final = (Column("giltig_från", OPEN_PERIOD), Column("giltig_till", OPEN_PERIOD))


def _register(
    name: str, *columns: Column, codes: tuple[str, ...] | None = None, may_be_empty: bool = False
) -> Contract:
    """A dated register: its first column says what a row is about, where `codes` do not."""
    about = (columns[0].name,) if codes is None else codes
    return Contract(name, (*columns, *OPEN_SPAN), may_be_empty=may_be_empty, codes=about)


KONTOPLAN: Final = _register("kontoplan", Column("konto", CODE), _NAME, Column("kostnadsslag", CODE))
KOSTNADSSLAG: Final = _register(
    "kostnadsslag",
    Column("kostnadsslag", CODE),
    Column("benämning", CODE),
    Column("resultatrad", choice(terms.RESULTATRADER), "rad"),
    Column("ordning", INTEGER),
)
ORGANISATION: Final = _register(
    "organisation",
    Column("ansvar", CODE),
    _NAME,
    Column("verksamhetsområde", CODE),
    Column("avdelning", CODE),
    Column("ordning", INTEGER),
)
PROJEKT: Final = _register("projekt", Column("projekt", CODE), _NAME, Column("gren", choice(terms.GRENAR)))
TJÄNSTER: Final = _register(
    "tjänster",
    Column("tjänst", CODE),
    _NAME,
    Column("område", CODE),
    Column("grupp", CODE),
    Column("ordning", INTEGER),
)
GRUPPER: Final = _register(
    "grupper",
    Column("grupp", CODE),
    Column("benämning", CODE),
    Column("uppdelning", choice(terms.UPPDELNINGAR)),
    Column("summa"),
    Column("ordning", INTEGER),
    may_be_empty=True,
)
MOTPARTER: Final = _register("motparter", Column("motpart", CODE), _NAME, Column("slag", choice(terms.MOTPARTSSLAG)))
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
