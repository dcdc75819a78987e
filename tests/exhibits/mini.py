"""A small nämnd, its amounts in mnkr and easy to add up: the same every month, so that sums can be told by head.

Its report is a real one over a ledger and registers made here: `report(period)`. What is left out of the ledger
(`less`), of the measures (`without`) or of the registers is what a nämnd may lack.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.cube import Measured
from ekonomi.forecast.evaluate import REPLAYED
from ekonomi.outlook import Outlook
from ekonomi.params import Settings, make_params
from ekonomi.personnel import COLUMNS, Staff
from ekonomi.registers import Registers
from ekonomi.registry import exhibit_of
from ekonomi.report import Report
from ekonomi.table import Table
from ekonomi.urval import Rows

MNKR = terms.ÖRE_PER_MNKR
PERIODS = ("2025-01", "2025-02", "2025-03", "2025-08", "2025-12")
EK, DI, DEV = ("1", "", "11"), ("2", "", "21"), ("1", "P1", "31")  # ansvar, projekt, tjänst
OWN = "0490"
# where, kostnadsslag, motpart: mnkr a month of last year, budget, this year
MONTHLY = {
    (EK, "intäkter", ""): (9.0, 10.0, 9.0),
    (EK, "intäkter", OWN): (1.0, 1.0, 1.0),
    (EK, "personal", ""): (-6.0, -8.0, -6.0),
    (EK, "övriga", OWN): (-1.0, -1.0, -1.0),
    (DI, "kommunbidrag", ""): (2.0, 2.0, 2.0),
    (DI, "IT", ""): (-2.0, -3.0, -3.5),
    (DEV, "konsult", ""): (-1.0, -1.0, -1.25),
}
FORECASTS = {"2025-03": 0.0, "2025-08": -6.0}
CODES = [
    "beloppstyp",
    "version",
    "period",
    "kostnadsslag",
    "ansvar",
    "projekt",
    "tjänst",
    "motpart",
    "belopp",
]
VALID = {"giltig_från": "2020-01", "giltig_till": ""}


def _register(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split()).assign(**VALID)


BASE, INITIATIVES = "bastjänster och digital infrastruktur", "förändringsinitiativ"
OTHERS, GRANTED = "övriga tjänster", "kommunbidrag"
IT = "IT-program, IT-tjänster, hyra och leasing av IT-utrustning"
LINES = _register(
    "kostnadsslag benämning resultatrad ordning",
    ("intäkter", "Intäkter", terms.INTÄKTER, 1),
    ("kommunbidrag", "Kommunbidrag", terms.KOMMUNBIDRAG, 2),
    ("kommuninterna bidrag", "Kommuninterna bidrag", terms.KOMMUNINTERNA, 3),
    ("personal", "Personalkostnader", terms.KOSTNADER, 4),
    ("konsult", "Konsultkostnader", terms.KOSTNADER, 5),
    ("IT", IT, terms.KOSTNADER, 6),
    ("övriga", "Övriga kostnader", terms.KOSTNADER, 7),
)
ORGANISATION = _register(
    "ansvar benämning verksamhetsområde avdelning ordning",
    ("1", "Ekonomi", "Ekonomi", "Gemensamma tjänster", 1),
    ("2", "Drift", "Digital infrastruktur", "Digital infrastruktur", 2),
)
SERVICES = _register(
    "tjänst benämning område grupp ordning",
    ("11", "Gammalt namn", "EK", BASE, 1),
    ("11", "Stöd i ekonomi", "EK", BASE, 1),
    ("21", "Lokalt nät", "Digital Infrastruktur", BASE, 2),
    ("31", "Ny inloggning", "EK", INITIATIVES, 3),
    ("41", "Utlåning", "EK", OTHERS, 4),
    ("51", "Arkiv", "EK", GRANTED, 5),
)
SERVICES.loc[0, "giltig_till"], SERVICES.loc[1, "giltig_från"] = "2023-12", "2024-01"
GROUPS = _register(
    "grupp benämning uppdelning summa ordning",
    (BASE, "Bastjänster och digital infrastruktur", terms.PER_OMRÅDE, f"Totalt {BASE}", 1),
    (INITIATIVES, "Förändringsinitiativ", terms.PER_GRUPP, "Delsumma övrigt", 2),
    (OTHERS, "Övriga tjänster", terms.PER_GRUPP, "Delsumma övrigt", 3),
    (GRANTED, "Kommunbidrag", terms.PER_GRUPP, "Delsumma övrigt", 4),
)
REGISTERS = Registers(
    accounts=_register("konto benämning kostnadsslag"),
    lines=LINES,
    organisation=ORGANISATION,
    projects=_register("projekt benämning gren", ("P1", "Ny inloggning", terms.UTVECKLING)),
    services=SERVICES,
    groups=GROUPS,
    counterparts=_register("motpart benämning slag", (OWN, "Nämnden", terms.EGEN_NÄMND)),
    pools=_register("pool benämning ansvar steg källa motivering"),
    keys=_register("pool mottagare mottagarslag vikt grund källa motivering"),
    recurring=_register("konto ansvar motpart benämning belopp månader"),
)
ACTIONS = pd.DataFrame(
    columns=[
        *("rapport", "slag", "åtgärd", "helårseffekt_tkr", "planerad_tkr", "planerad_årsarbetare"),
        *("effekt_tom_perioden_tkr", "bedömd_tkr", "bedömd_årsarbetare"),
    ]
)
ADJUSTMENTS = pd.DataFrame(
    columns=[
        "rapport",
        "ansvar",
        "kostnadsslag",
        "belopp",
        "period",
        "motivering",
        "beslutad_av",
        "datum",
        "rad",
    ]
)
KNOWN = pd.DataFrame(columns=["rapport", "serie", "månad", "belopp", "slag", "källa", "rad"])
# without a history there is no statistical forecast; test_outlook has one
CHANGES = pd.DataFrame(
    columns=[
        *("serie", "prognos", "nedre_80", "övre_80", "beslutad", "sannolikhet"),
        *("hittills", "resten", "resten_beslutad", "naiv"),
    ]
)
OUTLOOK = Outlook(
    organisation=None,
    services=None,
    changes=CHANGES,
    service_changes=CHANGES,
    bridge=pd.DataFrame(columns=["serie", "steg", "belopp"]),
    replay=pd.DataFrame(columns=[*REPLAYED, "nivå"]),
    asked=pd.DataFrame(columns=["serie", "månad", "fråga", "bokfört"]),
    reasons=pd.DataFrame(columns=["lägst", "lägst_modell", "högst", "högst_modell", "månad", "skillnad"]),
)
ÅRSARBETARE = pd.DataFrame([(188.65, 182.2, 705.0, 691.4)], [terms.TOTALT], COLUMNS, "Float64")
STAFF = Staff(ÅRSARBETARE, {terms.TOTALT: dict.fromkeys(COLUMNS, Rows())}, 5.0)
SETTINGS: dict[str, Any] = {
    "nämnd": "Mininämnden",
    "förvaltning": "Miniförvaltningen",
    "data": "data",
    "stängningsdag": 10,
    "avsnitt": ["321_resultat"],
    "grenar": {"utveckling": "Förändringsinitiativ"},
    "källor": {
        "huvudbok": {"filer": ["huvudbok.csv"]},
        "budget": [{"fil": "budget.csv", "år": 2025, "version": "2025", "beslutad": "2024-11-20"}],
        "registerfiler": {
            "kontoplan": "kontoplan.csv",
            "kostnadsslag": "kostnadsslag.csv",
            "organisation": "organisation.csv",
            "projekt": "projekt.csv",
            "tjänster": "tjanster.csv",
            "motparter": "motparter.csv",
            "pooler": "pooler.csv",
            "nycklar": "nycklar.csv",
        },
        "åtgärder": "atgarder.csv",
        "justeringar": "justeringar.csv",
    },
}


def make_ledger() -> pd.DataFrame:
    """Utfall of two years, budget 2025, and two forecasts: as the budget, and with 6 mnkr more IT costs."""
    rows: list[tuple[object, ...]] = []
    for ((ansvar, projekt, tjänst), slag, motpart), (before, budget, now) in MONTHLY.items():
        codes = (slag, ansvar, projekt, tjänst, motpart)
        for month in periods.span("2024-01", "2024-12"):
            rows.append((terms.UTFALL, "", month, *codes, before))
        for month in periods.span("2025-01", "2025-12"):
            rows.append((terms.UTFALL, "", month, *codes, now))
            rows.append((terms.BUDGET, "2025", month, *codes, budget))
        for version, extra in FORECASTS.items():
            whole = 12 * budget + (extra if slag == "IT" else 0)
            rows.append((terms.PROGNOS, version, "2025-12", *codes, whole))
    ledger = pd.DataFrame(rows, columns=CODES)
    ledger["belopp"] = (ledger["belopp"] * MNKR).round().astype("int64")
    return ledger.assign(resultatrad=ledger["kostnadsslag"].map(LINES.set_index("kostnadsslag")["resultatrad"]))


LEDGER = make_ledger()


class Inputs(SimpleNamespace):
    """The sources of the small nämnd; one that is not there has no rows."""

    def has(self, name: str) -> bool:
        return len(getattr(self, name, ())) > 0


def report(
    period: str,
    ledger: pd.DataFrame = LEDGER,
    *,
    without: Iterable[str] = (),
    upplaga: str = terms.EKONOM,
    registers: Registers = REGISTERS,
    settings: dict[str, Any] | None = None,
    **parts: Any,
) -> Report:
    """The small nämnd's report, the measures `without` unknown, and `parts` in the place of its own."""
    known = ledger[(ledger["beloppstyp"] != terms.UTFALL) | (ledger["period"] <= period)]
    untold = dict.fromkeys(("källa", "verifikation", "text", "registrerad"), "")
    known = known.assign(rad=range(2, len(known) + 2), konto=known["kostnadsslag"], **untold)
    outcome, plans = (known[(known["beloppstyp"] == terms.UTFALL) == booked] for booked in (True, False))
    params = make_params(period=period, inställningar="params/mini.yaml", upplaga=upplaga)
    made = Report(params, Settings.model_validate({**SETTINGS, **(settings or {})}), Path("ingen"), Path("ingen"))
    sources = Inputs(
        ledger=known,
        utfall=outcome,
        sums=outcome.assign(rader=1),
        plans=plans,
        late=known.iloc[:0],
        registers=registers,
        locked_keys={},
        locked_pools={},
        hours=pd.DataFrame(columns=["månad", "ansvar", "timmar"]),
        volumes=pd.DataFrame(columns=["månad", "tjänst", "volym", "enhet"]),
        assignments=pd.DataFrame(columns=["rapport", "perspektiv"]),
        actions=ACTIONS,
        adjustments=ADJUSTMENTS,
        known=KNOWN,
        findings=(),
        model=None,
    )
    own = {
        "sources": sources,
        "findings": (),
        "ledger": known,
        "earlier": None,
        "staff": STAFF,
        "outlook": OUTLOOK,
        "filed": {"atgarder.csv": ACTIONS, "assumptions": pd.DataFrame()},
    }
    made.__dict__.update({**own, **parts})
    for name in ("measured", "by_service", "at_budget_keys"):
        if without and getattr(made, name) is not None:
            made.__dict__[name] = less(getattr(made, name), without)
    return made


def less(measured: Measured, without: Iterable[str]) -> Measured:
    """The measures of a report but for some, which are unknown."""
    gone = set(without)
    rows = measured.rows[~measured.rows["mått"].isin(gone)].reset_index(drop=True)
    known = [name for name in measured.known if name not in gone]
    return Measured(rows.assign(mått=rows["mått"].cat.set_categories(known)), measured.period)


def changed(report: Report, make: Callable[..., Any], column: str, **cells: float | None) -> Report:
    """The report with other figures (mnkr, or per cent and numbers as they are) in one column; None is unknown."""
    table = report.find(make)
    assert table is not None
    unit = next(one for one in table.columns if one.name == column).unit
    scale = MNKR if unit == "mnkr" else 1
    values = table.values.astype(object)
    for rad, value in cells.items():
        assert rad in values.index, rad
        values.loc[rad, column] = None if value is None else value * scale
    return with_table(report, make, replace(table, values=values))


def with_table(report: Report, make: Callable[..., Any], table: Table | None) -> Report:
    """The report with another table in the place of what `make` makes of it."""
    exhibit = exhibit_of(make)
    assert exhibit is not None
    other = Report(report.params, report.settings, report.root, report.out)
    other.__dict__.update({name: part for name, part in report.__dict__.items() if name not in ("tables", "prose")})
    kept = {key: one for key, one in report._cache.items() if isinstance(one, Table)}
    other._cache = {**kept, (exhibit.id, exhibit.kind): table}
    return other
