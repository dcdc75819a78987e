"""The words of the field: vocabularies, column names and measures. One name per concept."""

from typing import Final

# beloppstyp
UTFALL, BUDGET, PROGNOS = BELOPPSTYPER = ("utfall", "budget", "prognos")

# resultatrad: the row of the income statement in brief that a kostnadsslag belongs to, in the statement's order
RESULTATRADER = ("intäkter", "kostnader", "kommunbidrag", "kommuninterna bidrag")
INTÄKTER, KOSTNADER, KOMMUNBIDRAG, KOMMUNINTERNA = RESULTATRADER
# what the kontoplan says of a balance account in the place of a kostnadsslag
BALANS: Final = "balans"
# sida of a post in the balance sheet
TILLGÅNGAR: Final = "tillgångar"
BALANSSIDOR: Final = (TILLGÅNGAR, "skulder")
# the file that an urval of balance accounts names: the huvudbok's rows on them, debit +
BALANSKONTON: Final = "huvudbok, balanskonton"

# gren, told by projekt
FÖRVALTNING, UTVECKLING = GRENAR = ("förvaltning", "utveckling")

# uppdelning of a grupp of tjänster: a printed row per tjänsteområde, or one row for the whole grupp
PER_OMRÅDE, PER_GRUPP = UPPDELNINGAR = ("område", "grupp")

# slag of a motpart
EGEN_NÄMND: Final = "egen nämnd"
FÖRSLAG = "förslag"  # what `ekonomi ny --fran` writes last in each row of a register, until someone has read it
MOTPARTSSLAG: Final = (EGEN_NÄMND, "annan nämnd", "kommunalt bolag", "extern")

# measures: what stands in the columns of the report's tables
M_UTFALL: Final = "utfall"
M_BUDGET: Final = "budget"
M_FG_ÅR: Final = "utfall fg år"
M_PROGNOS: Final = "prognos"
M_FG_PROGNOS: Final = "fg prognos"
M_BUDGET_HELÅR: Final = "budget helår"
M_BOKSLUT: Final = "bokslut fg år"
M_UTFALL_FG_MÅNAD: Final = "utfall fg månad"
M_BUDGET_FG_MÅNAD: Final = "budget fg månad"
MEASURES: Final = (
    *(M_UTFALL, M_BUDGET, M_FG_ÅR),
    *(M_PROGNOS, M_FG_PROGNOS, M_BUDGET_HELÅR, M_BOKSLUT),
    *(M_UTFALL_FG_MÅNAD, M_BUDGET_FG_MÅNAD),
)
# and the deviations between them
AVVIKELSE: Final = "avvikelse"
AVVIKELSE_HELÅR: Final = "avvikelse helår"
AVVIKELSE_FG_MÅNAD: Final = "avvikelse fg månad"
ÄNDRING: Final = "ändring"

# the row that all tjänster add up to
TOTALT: Final = "Totalt"

UTKAST: Final = "utkast"
FASTSTÄLLD: Final = "fastställd"
# the kinds of report: a month without a decided forecast, one with it, and the whole year
MÅNAD: Final = "månad"
DELÅR: Final = "delår"
ÅR: Final = "år"
NÄMND: Final = "nämnd"
EKONOM: Final = "ekonom"

# the statuses of an uppdrag that is no longer followed
AVSLUTADE: Final = ("slutfört", "återrapporterat", "överlämnat", "avslutat", "klart")

ÖRE_PER_KRONA: Final = 100
ÖRE_PER_TKR: Final = 100_000
ÖRE_PER_MNKR: Final = 100_000_000
KRONOR_PER_MNKR: Final = ÖRE_PER_MNKR // ÖRE_PER_KRONA

# uppgift: what a row of the personnel system's statistics counts, in hours or in people
SJUK_KORT, SJUK_LÅNG, ORDINARIE_TID = "sjuk dag 1–14", "sjuk från dag 15", "ordinarie tid"
ÖVERTID, TIMAVLÖNADE = "övertid", "timavlönade"
ANSTÄLLDA, SLUTAT, VAKANSER = "tillsvidareanställda", "slutat", "vakanser"
PERSONALUPPGIFTER: Final = (
    *(SJUK_KORT, SJUK_LÅNG, ORDINARIE_TID, ÖVERTID, TIMAVLÖNADE),
    *(ANSTÄLLDA, SLUTAT, VAKANSER),
)

# grund of a key: what the weights of its receivers follow
FAST_ANDEL, ÅRSARBETARE, VOLYM, DIREKT_KOSTNAD = GRUNDER = ("fast andel", "årsarbetare", "volym", "direkt kostnad")

# the methods of tjänsteomräkning
DIREKT_METOD, STEGMETODEN, ÖMSESIDIG_METOD = "direkt metod", "stegmetoden", "ömsesidig metod"

# the steps of the bridge from the statistical forecast to the decided one
STATISTISK: Final = "statistisk prognos"
PROFIL: Final = "budgetens profil"
CHEFERNAS: Final = "chefernas prognos"
JUSTERING: Final = "justering"
JUSTERAD: Final = "justerad prognos"
ÖVRIG: Final = "övrig bedömning"
BESLUTAD: Final = "beslutad prognos"

# slag of the register of what people know: amounts, and the economist's answers to what the forecast asks
KÄNT, BESLUT, BOKFÖRT = "känt", "beslut", "bokfört"
AMOUNTS: Final = (KÄNT, BESLUT, BOKFÖRT, JUSTERING)
ENGÅNG, NY_NIVÅ, FLYTTAD, FEL = ANSWERS = ("engång", "ny nivå", "flyttad", "fel")

# series of the statistical forecast that are sums; the others are named by their kostnadsslag, område or tjänst
KOSTNADERNA: Final = "kostnader"
RESULTATET: Final = "resultat"
ALLA: Final = "*"
SAMMA_LÄGEN: Final = "samma lägen"
DELAD: Final = "|"
