"""Small tables, frames and notebooks that look like the report's, for the tests of the page."""

import nbformat
import pandas as pd

from ekonomi import terms
from ekonomi.measures import Measures, measures
from ekonomi.params import MeasureSettings
from ekonomi.report import METADATA_MIME as MIME
from ekonomi.table import RUBRIK, SUMMA, Column, Row, Table

METADATA = {
    "titel": "Delårsrapport mars 2025",
    "undertitel": "Förvaltningen",
    "nämnd": "Mininämnden",
    "märkning": "Exempeldata – inte Mininämndens bokföring",
    "status": "utkast",
}


def öre(mnkr: float) -> int:
    return round(mnkr * terms.ÖRE_PER_MNKR)


def result_table() -> Table:
    amounts = {
        "Intäkter": (346.2, 355.3),
        "Kommunbidrag": (9.5, 9.5),
        "Personalkostnader": (-150.1, -157.6),
        "IT-program": (-197.0, -212.0),
        "Resultat": (8.6, -4.8),
    }
    values = pd.DataFrame(
        {
            terms.M_UTFALL: {name: öre(outcome) for name, (outcome, _) in amounts.items()},
            terms.M_BUDGET: {name: öre(budget) for name, (_, budget) in amounts.items()},
            terms.AVVIKELSE: {name: öre(outcome - budget) for name, (outcome, budget) in amounts.items()},
            terms.M_PROGNOS: dict.fromkeys(amounts, pd.NA) | {"Resultat": 0},
            terms.M_BUDGET_HELÅR: dict.fromkeys(amounts, 0),
        }
    )
    heads = {
        terms.M_UTFALL: ("Utfall", "Jan–mars 2025"),
        terms.M_BUDGET: ("Budget", "Jan–mars 2025"),
        terms.AVVIKELSE: ("Avvikelse", "Jan–mars 2025"),
        terms.M_PROGNOS: ("Prognos", "Helår 2025"),
        terms.M_BUDGET_HELÅR: ("Budget", "Helår 2025"),
    }
    columns = tuple(Column(name, head, group=group) for name, (head, group) in heads.items())
    rows = tuple(Row(name, name, SUMMA if name == "Resultat" else "rad") for name in amounts)
    return Table(rows, columns, values, caption="Resultat i sammandrag", id="resultat", name="3.2.1 resultat")


def small_table(unit: str, cell: str | int, names: list[str]) -> Table:
    """Named rows of one and the same cell."""
    columns = tuple(Column(name, name.capitalize(), unit) for name in ("givet", "status", "kommentar"))
    rows = tuple(Row(name, name) for name in names)
    values = pd.DataFrame(cell, names, [column.name for column in columns])
    return Table(rows, columns, values, caption="Uppdrag", id="uppdrag")


def area_table() -> Table:
    amounts = {
        "Förvaltning / Ekonomi": 1.8,
        "Förvaltning / Digital infrastruktur": -9.5,
        "Förvaltning / Kund": 0.04,
        "Summa förvaltning": -7.66,
        "Utveckling / Digital infrastruktur": 0.8,
        "Resultat": -6.86,
    }
    rows = (
        Row("Förvaltning", "Förvaltning", RUBRIK),
        *(Row(name, name.split(" / ")[-1], level=1) for name in list(amounts)[:3]),
        Row("Summa förvaltning", "Summa förvaltning", SUMMA),
        Row("Utveckling", "Förändringsinitiativ", RUBRIK),
        Row("Utveckling / Digital infrastruktur", "Digital infrastruktur", level=1),
        Row("Resultat", "Resultat", SUMMA),
    )
    values = pd.DataFrame({terms.AVVIKELSE: {name: öre(amount) for name, amount in amounts.items()}})
    columns = (Column(terms.AVVIKELSE, "Jan–mars 2025", worse="sämre än budget"),)
    return Table(rows, columns, values, caption="Budgetavvikelse per ansvarsområde", id="ansvarsområde")


def staff_table() -> Table:
    """Årsarbetare so far and a year ago, and of the whole of last year, which is no equal span."""
    heads = {
        terms.M_UTFALL: "Jan–mars 2025",
        terms.M_FG_ÅR: "Jan–mars 2024",
        terms.M_BOKSLUT: "Utfall 2024",
    }
    values = pd.DataFrame([(188.7, 182.2, 690.1)], index=["A"], columns=list(heads))
    columns = tuple(Column(name, head, "årsarbetare") for name, head in heads.items())
    return Table((Row("A", "Antal årsarbetare"),), columns, values, caption="Årsarbetare", id="personalvolym")


def measure_table() -> Table:
    """Two measures so far, in the same months last year, in the whole of last year, and what is aimed at."""
    heads = {
        "utfall perioden": "Utfall jan–mars 2025",
        "utfall fg år period": "Utfall jan–mars 2024",
        "utfall fg år": "Utfall helår 2024",
        "målvärde": "Målvärde",
    }
    values = pd.DataFrame(
        [(88.0, 86.0, 75.0, 90.0), (13.0, 9.0, 49.0, None)], index=["svar", "fel"], columns=list(heads)
    )
    rows = (Row("svar", "Svar i tid", unit="procent", decimals=0), Row("fel", "Antal fel", unit="antal"))
    columns = tuple(Column(name, head, "antal") for name, head in heads.items())
    return Table(rows, columns, values, caption="Mått", id="mått")


def ways() -> pd.DataFrame:
    """Seven ways to a tjänst, the largest first: booked on it, by the pool's own key, and through another pool."""
    rows = [("10", "", "", -5.0), ("20", "20", "20", -3.0), ("30", "30", "20", -1.0)]
    rows += [(str(code), str(code), "20", -0.5) for code in range(40, 44)]
    found = pd.DataFrame(rows, columns=["ansvar", "pool", "via", "belopp"])
    return found.assign(belopp=found["belopp"].map(öre))


NAMES = {"10": "Telefonväxel", "20": "Nät", "30": "Ledning", "40": "Lokaler"}


def service_year() -> pd.DataFrame:
    """A tjänst's year, cumulative: two million a month, known to March."""
    months = range(1, 13)
    frame = pd.DataFrame({"månad": [f"2025-{month:02d}" for month in months]})
    frame["utfall"] = [öre(2 * month) if month <= 3 else float("nan") for month in months]
    frame["budget"] = [öre(2.1 * month) for month in months]
    for name, sign in (("nedre", -1), ("övre", 1)):
        frame[name] = [float(öre(2 * month + sign * max(month - 3, 0) * 2 / 9)) for month in months]
    return frame


def portfolio_table() -> Table:
    statuses = {
        "Säker skanning": ("grön", "grön", "grön"),
        "Telefoni": ("gul", "röd", "grön"),
        "Nät": ("grön", "gul", "grön"),
    }
    heads = {"status_tid": "Tid", "status_kostnad": "Kostnad", "status_omfattning": "Omfattning"}
    values = pd.DataFrame.from_dict(statuses, orient="index", columns=list(heads))
    values = values.map(lambda word: f"Bedömning ({word})")
    columns = tuple(Column(name, head, "text", "Status") for name, head in heads.items())
    rows = tuple(Row(name, name) for name in statuses)
    name = "bilaga 2 projektportföljer"
    return Table(rows, columns, values, caption="Projekt per portfölj", id="projektportföljer", name=name)


def monthly_costs() -> pd.DataFrame:
    rows = [("2025-01", "utfall", -100.0), ("2025-02", "utfall", -110.0), ("2025-03", "utfall", -120.0)]
    rows += [(f"2025-{month:02d}", "budget", -115.0) for month in range(1, 13)]
    rows += [("2025-12", "prognos", -1410.0)]
    frame = pd.DataFrame(
        [(month, terms.KOSTNADER, kind, öre(amount)) for month, kind, amount in rows],
        columns=["månad", "resultatrad", "beloppstyp", "belopp"],
    ).assign(version="")
    income = frame.iloc[:3].assign(resultatrad=terms.INTÄKTER, belopp=öre(500))
    return pd.concat([frame, income], ignore_index=True)


def staff_months() -> pd.DataFrame:
    months = [f"2024-{month:02d}" for month in range(1, 13)] + ["2025-01", "2025-02", "2025-03"]
    return pd.DataFrame({"månad": months, "årsarbetare": [60.0] * 12 + [62.0, 63.0, 61.5]})


def own_measures(period: str = "2025-03") -> Measures:
    """A share with a målvärde, which is better when higher, and a number of which the less the better."""
    rows = [("Lösta i tid", month, share, 100.0) for month, share in zip(YEARS, SHARES, strict=True)]
    rows += [("Allvarliga fel", month, count, None) for month, count in zip(YEARS, COUNTS, strict=True)]
    table = pd.DataFrame(rows, columns=["mått", "månad", "värde", "av"]).astype({"av": "float64"})
    common = {"källa": {"fil": "matt.csv"}}
    settings = [
        MeasureSettings(namn="Lösta i tid", enhet="procent", decimaler=0, riktning="högre", målvärde=90, **common),
        MeasureSettings(namn="Allvarliga fel", enhet="antal", riktning="lägre", målvärde=40, **common),
    ]
    forecasts = pd.DataFrame([("2025-03", "Lösta i tid", 85.0)], columns=["rapport", "mått", "värde"])
    aims = pd.DataFrame([(one.namn, one.målvärde) for one in settings], columns=["mått", "målvärde"])
    files = {"matt.csv": table, "prognoser.csv": forecasts, "mal.csv": aims}
    return measures(settings, files, period, "prognoser.csv", "mal.csv")


YEARS = [f"2024-{month:02d}" for month in range(1, 13)] + ["2025-01", "2025-02", "2025-03"]
SHARES = [70.0, 74.0, 81.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 90.0, 88.0, 86.0]
COUNTS = [2.0, 1.0, 3.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 6.0, 4.0, 3.0]
_TURNED = {"nedre": "övre", "övre": "nedre"}


def fan_path(serie: str = "resultat", sign: int = 1) -> pd.DataFrame:
    known, ahead = [2.0, 5.0, 8.6], [float(month) for month in range(9, 0, -1)]
    centre = [*known, *ahead]
    spread = [0.0] * 3 + [float(step) for step in range(1, 10)]
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    frame = pd.DataFrame({"serie": serie, "månad": months, "utfall": [*known, *[float("nan")] * 9]})
    frame["prognos"] = centre
    for name, share in (("nedre_80", -1), ("övre_80", 1), ("nedre_95", -2), ("övre_95", 2)):
        frame[name] = [middle + share * width for middle, width in zip(centre, spread, strict=True)]
    frame = frame.assign(**{name: frame[name] * sign * terms.ÖRE_PER_MNKR for name in frame.columns[2:]})
    turned = {f"{end}_{share}": f"{other}_{share}" for end, other in _TURNED.items() for share in (80, 95)}
    return frame.rename(columns=turned) if sign < 0 else frame


def notebook(name: str, *cells: tuple[str, str]) -> nbformat.NotebookNode:
    """An executed notebook: markdown cells ("md", text) and code cells whose output is HTML ("html", text)."""
    fetched = nbformat.v4.new_output("execute_result", {MIME: METADATA, "text/plain": "Rapport"})
    built = [nbformat.v4.new_code_cell("report", id="rapport", outputs=[fetched], metadata={"tags": ["rapport"]})]
    for place, (kind, text) in enumerate(cells):
        if kind == "md":
            built.append(nbformat.v4.new_markdown_cell(text, id=f"c{place}"))
        else:
            shown = nbformat.v4.new_output("execute_result", {"text/html": text})
            built.append(nbformat.v4.new_code_cell("report.tables", id=f"c{place}", outputs=[shown]))
    return nbformat.v4.new_notebook(cells=built, metadata={"ekonomi": {"avsnitt": name}})


def sections() -> list[nbformat.NotebookNode]:
    """Two sections with tables, charts, own texts with headings, and the same table twice."""
    from ekonomi import charts

    table = result_table()
    return [
        notebook(
            "10_sammanfattning",
            ("md", "# 1 Sammanfattning"),
            ("html", charts.resultatbro(table)._repr_html_()),
            ("html", "<p>Text.</p><h3>Läget</h3><p>Gott.</p><h4>Närmare</h4><p>Mer.</p>"),
        ),
        notebook(
            "31_personal",
            ("md", "# 3 Övrig uppföljning"),
            ("md", "## 3.1 Personal"),
            ("md", "### 3.1.1 Personalvolym"),
            ("md", "#### Läget"),
            ("html", table._repr_html_()),
        ),
        notebook(
            "321_resultat",
            ("md", "# 3.2 Ekonomisk uppföljning"),
            ("md", "## 3.2.1 Resultat"),
            ("html", table._repr_html_()),
            ("md", "### Bryggan"),
            ("md", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ),
        notebook("90_avstamning", ("md", "# Avstämning"), ("html", "<p>Allt går ihop.</p>")),
    ]
