"""The report's tables: one function per table, frames in and a `Table` out, no definition computed anew."""

from ekonomi.tables.abbreviations import explained
from ekonomi.tables.accuracy import träffsäkerhet, täckning
from ekonomi.tables.actions import beslutade_åtgärder, förslag_till_åtgärder
from ekonomi.tables.adjusted import justeringar, till_beslutad
from ekonomi.tables.asked import att_fråga_om, kända
from ekonomi.tables.assignments import uppdrag
from ekonomi.tables.checks import avstämning, kontroller
from ekonomi.tables.deviations import avvikelse
from ekonomi.tables.measures import mått
from ekonomi.tables.moves import nyckeleffekt, omfördelning, vägar
from ekonomi.tables.outcome import ansvarsområde, sena_poster
from ekonomi.tables.pages import by_heading, kostnadsslag_per_tjänst, orsaker_per_tjänst
from ekonomi.tables.pools import pooler
from ekonomi.tables.portfolios import projektportföljer
from ekonomi.tables.postings import underlag
from ekonomi.tables.result import interna_poster, kostnadsslag, prognos, resultat
from ekonomi.tables.seen import det_modellen_ser, det_modellen_ser_per_tjänst
from ekonomi.tables.services import kostnadernas_väg, tjänstekostnader, tjänsteuppföljning
from ekonomi.tables.staff import personalvolym, årsarbetare_per_område
from ekonomi.tables.statistical import (
    statistisk_per_ansvarsområde,
    statistisk_per_tjänst,
    statistisk_prognos,
)
from ekonomi.tables.texts import text_ekonomi, text_utfall
from ekonomi.tables.units import kostnad_per_enhet, pris_och_volym, volymer
from ekonomi.tables.volume import volym

# every table that a report can hold, in the report's order; each says on its function what it is made of
REGISTRY = (
    volym,
    mått,
    personalvolym,
    årsarbetare_per_område,
    text_ekonomi,
    resultat,
    interna_poster,
    kostnadsslag,
    ansvarsområde,
    sena_poster,
    text_utfall,
    prognos,
    statistisk_prognos,
    statistisk_per_ansvarsområde,
    det_modellen_ser,
    att_fråga_om,
    till_beslutad,
    justeringar,
    kända,
    träffsäkerhet,
    täckning,
    tjänstekostnader,
    pooler,
    kostnadernas_väg,
    nyckeleffekt,
    förslag_till_åtgärder,
    beslutade_åtgärder,
    uppdrag,
    tjänsteuppföljning,
    statistisk_per_tjänst,
    det_modellen_ser_per_tjänst,
    kostnadsslag_per_tjänst,
    orsaker_per_tjänst,
    kostnad_per_enhet,
    volymer,
    pris_och_volym,
    projektportföljer,
    avstämning,
    kontroller,
)

__all__ = [
    "REGISTRY",
    "ansvarsområde",
    "att_fråga_om",
    "avstämning",
    "avvikelse",
    "beslutade_åtgärder",
    "by_heading",
    "det_modellen_ser",
    "det_modellen_ser_per_tjänst",
    "explained",
    "förslag_till_åtgärder",
    "interna_poster",
    "justeringar",
    "kontroller",
    "kostnad_per_enhet",
    "kostnadernas_väg",
    "kostnadsslag",
    "kostnadsslag_per_tjänst",
    "kända",
    "mått",
    "nyckeleffekt",
    "omfördelning",
    "orsaker_per_tjänst",
    "personalvolym",
    "pooler",
    "pris_och_volym",
    "prognos",
    "projektportföljer",
    "resultat",
    "sena_poster",
    "statistisk_per_ansvarsområde",
    "statistisk_per_tjänst",
    "statistisk_prognos",
    "text_ekonomi",
    "text_utfall",
    "till_beslutad",
    "tjänstekostnader",
    "tjänsteuppföljning",
    "träffsäkerhet",
    "täckning",
    "underlag",
    "uppdrag",
    "volym",
    "volymer",
    "vägar",
    "årsarbetare_per_område",
]
