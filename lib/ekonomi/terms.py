"""The words of the field: vocabularies, column names and measures. One name per concept."""

from typing import Final

# beloppstyp
UTFALL: Final = "utfall"
BUDGET: Final = "budget"
PROGNOS: Final = "prognos"
BELOPPSTYPER: Final = (UTFALL, BUDGET, PROGNOS)

# kostnadsslag: the report row of an account
INTÄKTER: Final = "intäkter"
KOMMUNBIDRAG: Final = "kommunbidrag"
KOMMUNINTERNA: Final = "kommuninterna bidrag"
PERSONAL: Final = "personal"
KONSULT: Final = "konsult"
IT: Final = "IT"
ÖVRIGA: Final = "övriga"
BALANS: Final = "balans"
INCOME: Final = (INTÄKTER, KOMMUNBIDRAG, KOMMUNINTERNA)
COSTS: Final = (PERSONAL, KONSULT, IT, ÖVRIGA)
RESULT: Final = (*INCOME, *COSTS)
KOSTNADSSLAG: Final = (*RESULT, BALANS)

# gren, told by projekt
FÖRVALTNING: Final = "förvaltning"
UTVECKLING: Final = "utveckling"
GRENAR: Final = (FÖRVALTNING, UTVECKLING)

# grupp and tjänsteområde of a tjänst
BASTJÄNSTER: Final = "bastjänster och digital infrastruktur"
FÖRÄNDRINGSINITIATIV: Final = "förändringsinitiativ"
ÖVRIGA_TJÄNSTER: Final = "övriga tjänster"
GRUPP_KOMMUNBIDRAG: Final = "kommunbidrag"
GRUPPER: Final = (BASTJÄNSTER, FÖRÄNDRINGSINITIATIV, ÖVRIGA_TJÄNSTER, GRUPP_KOMMUNBIDRAG)

# slag of a motpart
EGEN_NÄMND: Final = "egen nämnd"
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
    M_UTFALL,
    M_BUDGET,
    M_FG_ÅR,
    M_PROGNOS,
    M_FG_PROGNOS,
    M_BUDGET_HELÅR,
    M_BOKSLUT,
    M_UTFALL_FG_MÅNAD,
    M_BUDGET_FG_MÅNAD,
)

UTKAST: Final = "utkast"
FASTSTÄLLD: Final = "fastställd"
NÄMND: Final = "nämnd"
EKONOM: Final = "ekonom"

ÖRE_PER_KRONA: Final = 100
ÖRE_PER_MNKR: Final = 100_000_000

# grund of a key: what the weights of its receivers follow
FAST_ANDEL: Final = "fast andel"
ÅRSARBETARE: Final = "årsarbetare"
VOLYM: Final = "volym"
DIREKT_KOSTNAD: Final = "direkt kostnad"
GRUNDER: Final = (FAST_ANDEL, ÅRSARBETARE, VOLYM, DIREKT_KOSTNAD)
