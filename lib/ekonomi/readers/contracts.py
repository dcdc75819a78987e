"""What each register must hold; headings are the columns' own names. The other tables: sources/tables.py."""

from typing import Final

from ekonomi import terms
from ekonomi.schema import AMOUNT, CODE, INTEGER, NUMBER, OPEN_PERIOD, TEXT, Column, Contract, Kind, choice, columns

SAID: Final = Kind("uppgift", "en text som säger vad uppgiften bygger på", r".+")
REASON: Final = Kind("motivering", "en motivering", r".+")
ROLE: Final = Kind("roll", "en roll, till exempel ekonomichef", r".+")
_WHY = columns(källa=SAID, motivering=SAID)
OPEN_SPAN: Final = columns(giltig_från=OPEN_PERIOD, giltig_till=OPEN_PERIOD)


def _register(*own: Column, codes: tuple[str, ...] | None = None, may_be_empty: bool = False) -> Contract:
    """A dated register: its first column says what a row is about, where `codes` do not."""
    about = (own[0].name,) if codes is None else codes
    return Contract((*own, *OPEN_SPAN), may_be_empty=may_be_empty, codes=about)


# fmt: off
KONTOPLAN: Final = _register(*columns(konto=CODE, benämning=TEXT, kostnadsslag=CODE))
KOSTNADSSLAG: Final = _register(
    *columns(kostnadsslag=CODE, benämning=CODE),
    Column("resultatrad", choice(terms.RESULTATRADER), "rad"), Column("ordning", INTEGER))
ORGANISATION: Final = _register(
    *columns(ansvar=CODE, benämning=TEXT, verksamhetsområde=CODE, avdelning=CODE, ordning=INTEGER))
PROJEKT: Final = _register(*columns(projekt=CODE, benämning=TEXT, gren=choice(terms.GRENAR)))
TJÄNSTER: Final = _register(*columns(tjänst=CODE, benämning=TEXT, område=CODE, grupp=CODE, ordning=INTEGER))
GRUPPER: Final = _register(
    *columns(grupp=CODE, benämning=CODE, uppdelning=choice(terms.UPPDELNINGAR), summa=TEXT, ordning=INTEGER),
    may_be_empty=True)
MOTPARTER: Final = _register(*columns(motpart=CODE, benämning=TEXT, slag=choice(terms.MOTPARTSSLAG)))
POOLER: Final = _register(
    *columns(pool=CODE, benämning=TEXT, ansvar=CODE, steg=INTEGER), *_WHY, codes=("ansvar",), may_be_empty=True)
NYCKLAR: Final = _register(
    *columns(pool=CODE, mottagare=CODE, mottagarslag=choice(("tjänst", "pool")), vikt=NUMBER),
    *columns(grund=choice(terms.GRUNDER)), *_WHY, codes=("pool", "mottagare", "mottagarslag"), may_be_empty=True)
ÅTERKOMMANDE: Final = _register(
    *columns(konto=CODE, ansvar=CODE, motpart=TEXT, benämning=TEXT, belopp=AMOUNT, månader=TEXT),
    codes=(), may_be_empty=True)
FÖREBILD: Final = Contract((
    Column("tabell", CODE), Column("radnamn", CODE, "rad"),
    *columns(kolumn=CODE, enhet=CODE, varde=NUMBER, status=choice(("ska", "motsagd")), anm=TEXT)))
# fmt: on
