"""Everything that is assumed of the fictive schools; amounts in thousands of kronor a year at the level of 2024."""

from typing import Final

SEED: Final = 20250831
FIRST, LAST = "2023-01", "2025-08"
BUDGET_YEARS: Final = (2024, 2025)
FORECASTS: Final = ("2024-03", "2024-08", "2025-03", "2025-08")
OFFICE, HEALTH, OTHERS = "5100", "5200", "5300"

# Pupils by läsår, from August of the year.
PUPILS: Final = {
    "2110": {2022: 392, 2023: 388, 2024: 380, 2025: 369},
    "2120": {2022: 308, 2023: 305, 2024: 299, 2025: 290},
    "2130": {2022: 498, 2023: 508, 2024: 521, 2025: 530},
    "2210": {2022: 768, 2023: 772, 2024: 781, 2025: 779},
    "2220": {2022: 431, 2023: 428, 2024: 420, 2025: 408},
    "2230": {2022: 268, 2023: 265, 2024: 258, 2025: 247},
    "2310": {2022: 602, 2023: 608, 2024: 612, 2025: 607},
    "2320": {2022: 349, 2023: 346, 2024: 338, 2025: 327},
    "2330": {2022: 455, 2023: 462, 2024: 470, 2025: 479},
    OTHERS: {2022: 488, 2023: 502, 2024: 521, 2025: 566},
}
# What the budget counted on where the läsår had not begun when it was decided; other läsår were known.
PLANNED: Final = {
    2024: {"2110": 383, "2120": 301, "2130": 519, "2210": 780, "2220": 424, "2230": 262, "2310": 612,
           "2320": 342, "2330": 470, OTHERS: 513},
    2025: {"2110": 376, "2120": 296, "2130": 529, "2210": 786, "2220": 418, "2230": 256, "2310": 614,
           "2320": 336, "2330": 477, OTHERS: 530},
}  # fmt: skip
SCHOOLS: Final = tuple(code for code in PUPILS if code != OTHERS)
# Kronor of personnel per pupil beside what every school has (ledning, elevhälsa, vaktmästare).
PER_PUPIL: Final = {code: 62.0 if code in ("2130", "2330") else 66.0 if code in ("2210", "2310") else 64.5
                    for code in SCHOOLS}  # fmt: skip
PER_SCHOOL: Final = 2_600
CENTRAL_STAFF: Final = {OFFICE: 24_000, HEALTH: 16_000}
RENT: Final = {"2110": 7_000, "2120": 5_900, "2130": 9_600, "2210": 14_600, "2220": 7_600, "2230": 5_200,
               "2310": 11_400, "2320": 6_500, "2330": 8_800, OFFICE: 1_500, HEALTH: 600}  # fmt: skip
LEISURE_SHARE: Final = {code: 0.0 if code in ("2130", "2330") else 0.42 if code in ("2210", "2310") else 0.62
                        for code in SCHOOLS}  # fmt: skip

# konto: what it costs (or brings in) per pupil of a school, in thousands of kronor a year.
BY_PUPIL: Final = {"6120": 1.9, "6480": 8.0, "6451": 2.0, "6452": 1.2, "6410": 2.2, "7910": 0.5}
BY_LEISURE_PUPIL: Final = {"3110": -9.0}
BY_PUPIL_ELSEWHERE: Final = {"4636": 96.0, "4632": 16.0}
CENTRAL: Final = {
    (OFFICE, "6120"): 140, (OFFICE, "6410"): 900, (OFFICE, "6810"): 8_400, (OFFICE, "7020"): 13_000,
    (OFFICE, "7910"): 260, (HEALTH, "6410"): 500, (HEALTH, "7430"): 2_400, (HEALTH, "7910"): 60,
    (OFFICE, "3511"): -21_000, (OFFICE, "3512"): -8_500, (OFFICE, "3630"): -5_200,
}  # fmt: skip

# The shape of the year, January to December; each is scaled to a sum of one.
EVEN: Final = (1.0,) * 12
SEASON: Final = {
    "5020": (1.1, 1.3, 1.25, 1.0, 1.05, 0.5, 0.15, 0.5, 1.1, 1.25, 1.4, 1.1),
    "6120": (1.0, 1.0, 1.0, 1.0, 1.0, 1.3, 0.6, 1.2, 1.0, 1.0, 1.0, 0.9),
    "6480": (0.95, 0.85, 1.15, 0.95, 1.1, 0.45, 0.0, 0.65, 1.2, 1.05, 1.15, 0.75),
    "6451": (1.0, 0.6, 0.6, 0.6, 0.8, 0.7, 0.15, 3.2, 2.6, 0.9, 0.6, 0.5),
    "6452": (2.0, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 6.0, 0.8, 0.4, 0.4, 0.4),
    "6410": (1.0, 0.9, 1.0, 0.9, 1.0, 0.9, 0.2, 1.8, 1.5, 1.0, 1.0, 0.8),
    "7020": (1.05, 0.9, 1.15, 0.95, 1.1, 0.55, 0.08, 0.7, 1.2, 1.1, 1.2, 0.9),
    "7430": (0.9, 1.0, 1.1, 1.0, 1.1, 0.8, 0.2, 0.6, 1.2, 1.2, 1.3, 1.1),
    "4632": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 1.0, 1.0, 1.0, 1.0, 1.0),
    "3110": (1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.5, 0.95, 1.05, 1.05, 1.05, 1.0),
    "3511": (0, 0.45, 0, 0, 0, 0, 0, 0, 0.45, 0, 0, 0.10),
    "3512": (0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.5, 0, 0),
    "3630": (0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.5, 0),
}
# The debt of holidays grows while school is on and is used up in summer; percent of a month's salaries.
HOLIDAY_DEBT: Final = (5.5, 5.5, 5.5, 5.5, 5.5, -6.0, -37.0, -6.5, 5.5, 5.5, 5.5, 5.5)
SUBSTITUTES, EMPLOYER_FEE, PENSION = 0.04, 0.3142, 0.085

# Prices against 2024: as they became, and as the budget had them where it knew less.
WAGE_BEFORE: Final = 0.952
WAGE_RISE: Final = {2023: 0.034, 2024: 0.031, 2025: 0.034}  # from April
PLANNED_WAGE_RISE: Final = {2025: 0.033}
PRICE: Final = {
    "6011": {2023: 0.95, 2025: 1.028}, "6120": {2023: 0.96, 2025: 1.025}, "6480": {2023: 0.95, 2025: 1.045},
    "7020": {2023: 0.94, 2025: 1.055}, "4636": {2023: 0.965, 2025: 1.034}, "4632": {2023: 0.965, 2025: 1.03},
}  # fmt: skip
PLANNED_PRICE: Final = {
    "6011": {2025: 1.020}, "6480": {2024: 0.985, 2025: 1.030}, "7020": {2024: 0.97, 2025: 1.03}, "4636": {2025: 1.03},
}  # fmt: skip
OTHER_PRICE: Final = {2023: 0.97, 2025: 1.022}
# Staff that the budget of 2025 expects the schools to do without.
SAVING: Final = {2025: 0.997}

# What no budget counted on: (ansvar or "" for every school, konto, from, to, times).
EVENTS: Final = (
    ("2210", "5010", "2024-08", "2024-12", 1.020),
    ("2130", "5010", "2024-08", "2024-12", 1.010),
    (OFFICE, "3511", "2024-09", "2024-12", 1.030),
    ("2210", "5010", "2025-01", LAST, 1.032),
    ("2130", "5010", "2025-01", LAST, 1.026),
    ("2310", "5010", "2025-02", LAST, 1.020),
    (OFFICE, "5010", "2025-01", LAST, 0.950),
    (HEALTH, "5010", "2025-01", LAST, 0.970),
    ("", "5020", "2025-01", LAST, 1.060),
    ("", "6451", "2025-01", LAST, 0.950),
    (OFFICE, "3511", "2025-01", LAST, 1.120),
    (OFFICE, "3512", "2025-01", LAST, 1.050),
)
# Moduler, hired by the month from January 2025 and in no budget: kronor.
MODULES: Final = ("2210", "6013", "2025-01", 190_000)

# How unevenly a month falls, as a share of it to either side.
SPREAD: Final = {
    "5010": 0.006, "5020": 0.12, "5190": 0.03, "6120": 0.02, "6480": 0.03, "6451": 0.18, "6452": 0.1, "6410": 0.15,
    "6810": 0.04, "7020": 0.05, "7430": 0.25, "4636": 0.008, "4632": 0.06, "3110": 0.02, "3630": 0.05,
}  # fmt: skip

# The managers' judgement of the rest of the year beyond the budget, in thousands of kronor, + better.
# Rents are known and are carried on by the code.
JUDGED: Final = {
    "2024-03": (("2210", "personal", -300), (OFFICE, "statsbidrag", 300), (OTHERS, "köpt verksamhet", -300)),
    "2024-08": (
        ("2210", "personal", -500), ("2130", "personal", -200), (OFFICE, "statsbidrag", 350),
        (OTHERS, "köpt verksamhet", -350), (OFFICE, "övrigt", -150),
    ),
    "2025-03": (
        ("2210", "personal", -1_000), ("2130", "personal", -500), ("2310", "personal", -400),
        (OFFICE, "personal", 400), (OTHERS, "köpt verksamhet", -700), (OFFICE, "statsbidrag", 900),
        (OFFICE, "övrigt", -150),
    ),
    "2025-08": (
        ("2210", "personal", -500), ("2130", "personal", -250), ("2310", "personal", -200), ("2230", "personal", -100),
        (OFFICE, "personal", 300), (HEALTH, "personal", 100), (OTHERS, "köpt verksamhet", -1_800),
        (OFFICE, "statsbidrag", 1_500), (OFFICE, "övrigt", -100),
    ),
}  # fmt: skip

# Posted after the month had closed: (period, ansvar, konto of the voucher's first row) and the day of entry.
LATE: Final = {
    ("2024-05", "2320", "6451"): "2024-06-17",
    ("2025-02", "2310", "6451"): "2025-03-14",
    ("2025-06", "2220", "6410"): "2025-08-14",
}

NORM: Final = 1_700
COST_PER_YEAR_OF_WORK: Final = 655
WORK: Final = (1.05, 0.98, 1.08, 0.98, 1.05, 0.8, 0.18, 0.85, 1.15, 1.13, 1.14, 0.95)
TEACHERS: Final = {2022: 334, 2023: 335, 2024: 336, 2025: 333}
QUALIFIED: Final = {2022: 0.809, 2023: 0.817, 2024: 0.828, 2025: 0.839}
SICKNESS: Final = (0.086, 0.089, 0.080, 0.070, 0.062, 0.054, 0.041, 0.050, 0.068, 0.073, 0.079, 0.076)
SICKNESS_LEVEL: Final = {2023: 1.03, 2024: 1.0, 2025: 0.95}

# The personnel system: the part of sick leave in a spell's first fourteen days by month, overtime of the hours worked,
# employees a year of work, how many leave in a month of a thousand, and vacancies of a hundred employees.
SHORT_SICKNESS: Final = (0.55, 0.58, 0.52, 0.46, 0.42, 0.36, 0.22, 0.38, 0.5, 0.52, 0.55, 0.53)
OVERTIME, EMPLOYED_PER_YEAR, VACANT = 0.006, 1.04, 2.2
LEAVING: Final = (6, 5, 6, 7, 9, 24, 14, 22, 8, 7, 6, 8)

# Surveys in February: the share of pupils who feel safe, and the employees' index of engagement (HME).
SURVEYS: Final = {
    "trygga elever": {2023: "84", 2024: "85", 2025: "84"},
    "medarbetarengagemang": {2023: "77", 2024: "78", 2025: "79"},
}

# The balance accounts on the first of January 2023, kronor, debit +; equity is what is left.
OPENING: Final = {"1210": 21_400_000, "1219": -9_600_000, "1510": 1_600_000, "1930": 52_300_000, "2510": -14_900_000,
                  "2710": -11_300_000, "2920": -16_200_000, "2930": -17_900_000}  # fmt: skip
# Investments: name, the years' budgets, the whole project's, by report the forecast of the year and of the project,
# and what was bought each month. Kronor.
INVESTMENTS: Final = {
    "I2401": (
        "Inventarier till skolorna, årligt anslag", {2024: 2_400_000, 2025: 2_500_000}, 4_900_000,
        {"2024-03": (2_400_000, 4_900_000), "2024-08": (2_300_000, 4_800_000),
         "2025-03": (2_500_000, 4_820_000), "2025-08": (2_600_000, 4_920_000)},
        {"2024-02": 310_000, "2024-05": 420_000, "2024-08": 890_000, "2024-10": 700_000,
         "2025-02": 360_000, "2025-06": 540_000, "2025-08": 1_050_000},
    ),
    "I2402": (
        "Möbler och kök till ombyggd matsal, Centralskolan", {2024: 1_500_000, 2025: 2_800_000}, 4_300_000,
        {"2024-03": (1_500_000, 4_300_000), "2024-08": (1_100_000, 4_300_000),
         "2025-03": (3_200_000, 4_300_000), "2025-08": (2_400_000, 4_700_000)},
        {"2024-06": 380_000, "2024-11": 720_000, "2025-04": 610_000, "2025-07": 480_000},
    ),
    "I2501": (
        "Passersystem och lås på sex skolor", {2025: 1_200_000}, 1_800_000,
        {"2025-03": (1_200_000, 1_800_000), "2025-08": (950_000, 1_800_000)},
        {"2025-05": 240_000, "2025-08": 310_000},
    ),
}  # fmt: skip
