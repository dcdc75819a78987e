"""The report's tables: one function per table, frames in and a `Table` out, no definition computed anew."""

from ekonomi.tables.accuracy import träffsäkerhet, täckning
from ekonomi.tables.actions import beslutade_åtgärder, förslag_till_åtgärder, känslighet, risker, åtgärdsbehov
from ekonomi.tables.asked import att_fråga_om, kända
from ekonomi.tables.assignments import uppdrag, uppdragens_läge
from ekonomi.tables.balance import balansräkning, investeringar
from ekonomi.tables.checks import avstämning, kontroller
from ekonomi.tables.decided import det_modellen_ser, det_modellen_ser_per_tjänst, justeringar, till_beslutad
from ekonomi.tables.deviations import avvikelse, förklaring
from ekonomi.tables.layout import explained, published
from ekonomi.tables.measures import måluppfyllelse, mått, volym
from ekonomi.tables.outcome import ansvarsområde, driftredovisning, sena_poster
from ekonomi.tables.pace import prognosens_väg, vad_prognosen_kräver
from ekonomi.tables.pages import by_heading, kostnadsslag_per_tjänst, orsaker_per_tjänst
from ekonomi.tables.people import (
    personalkostnad,
    personalmått,
    personalvolym,
    sjukfrånvaro_per_område,
    årsarbetare_per_område,
)
from ekonomi.tables.portfolios import portföljavstämning, projektportföljer
from ekonomi.tables.postings import underlag
from ekonomi.tables.result import interna_poster, kostnadsslag, prognos, resultat, text_ekonomi, text_utfall
from ekonomi.tables.services import kostnadernas_väg, resultat_per_tjänst, tjänstekostnader, tjänsteuppföljning
from ekonomi.tables.statistical import statistisk_per_ansvarsområde, statistisk_per_tjänst, statistisk_prognos
from ekonomi.tables.units import kostnad_per_enhet, pris_och_volym, pris_och_volym_per_område, volymer
from ekonomi.tables.ways import nyckeleffekt, omfördelning, områdesbro, pooler, vägar

# every table that a report can hold, in the report's order; each says on its function what it is made of
REGISTRY = (
    *(volym, mått, personalvolym, årsarbetare_per_område, personalmått, sjukfrånvaro_per_område, personalkostnad),
    *(text_ekonomi, resultat, interna_poster, kostnadsslag, ansvarsområde, driftredovisning, sena_poster, text_utfall),
    *(prognos, vad_prognosen_kräver, prognosens_väg),
    *(statistisk_prognos, statistisk_per_ansvarsområde, det_modellen_ser, att_fråga_om),
    *(till_beslutad, justeringar, kända, träffsäkerhet, täckning),
    *(tjänstekostnader, områdesbro, pris_och_volym_per_område, pooler, kostnadernas_väg, nyckeleffekt),
    *(åtgärdsbehov, förslag_till_åtgärder, beslutade_åtgärder, risker, känslighet),
    *(balansräkning, investeringar, måluppfyllelse, uppdragens_läge, uppdrag),
    *(tjänsteuppföljning, resultat_per_tjänst, statistisk_per_tjänst, det_modellen_ser_per_tjänst),
    *(kostnadsslag_per_tjänst, orsaker_per_tjänst, kostnad_per_enhet, volymer, pris_och_volym),
    *(projektportföljer, portföljavstämning, avstämning, kontroller),
)
