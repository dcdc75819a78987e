"""Small tables, frames and notebooks that look like the report's, for the tests of the page."""

import nbformat
import pandas as pd

from ekonomi import terms
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


def result_table(without: str = "") -> Table:
    amounts = {
        "Intäkter": (346.2, 355.3),
        "Kommunbidrag": (9.5, 9.5),
        "Personalkostnader": (-150.1, -157.6),
        "IT-program": (-197.0, -212.0),
        "Resultat": (8.6, -4.8),
    }
    values = pd.DataFrame(
        {
            "utfall period": {name: öre(outcome) for name, (outcome, _) in amounts.items()},
            "budget period": {name: öre(budget) for name, (_, budget) in amounts.items()},
            "avvikelse period": {name: öre(outcome - budget) for name, (outcome, budget) in amounts.items()},
            "prognos helår": dict.fromkeys(amounts, pd.NA) | {"Resultat": 0},
            "budget helår": dict.fromkeys(amounts, 0),
        }
    ).drop(columns=[without] if without else [])
    heads = {name: Column(name, name.split()[0].capitalize(), group="Jan–mars 2025") for name in values}
    heads |= {
        name: Column(name, column.head, group="Helår 2025")
        for name, column in heads.items()
        if "helår" in name
    }
    rows = tuple(Row(name, name, SUMMA if name == "Resultat" else "rad") for name in amounts)
    return Table("3.2.1 resultat", "Resultat i sammandrag", rows, tuple(heads.values()), values)


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
    values = pd.DataFrame({"avvikelse jan-mars": {name: öre(amount) for name, amount in amounts.items()}})
    columns = (Column("avvikelse jan-mars", "Utfall − budget, jan–mars", worse="sämre än budget"),)
    return Table("3.2.2 ansvarsområde", "Budgetavvikelse per ansvarsområde", rows, columns, values)


def staff_table() -> Table:
    values = pd.DataFrame(
        {"aktuell period ack": [188.7], "motsvarande period föregående år": [182.2]}, index=["A"]
    )
    columns = (
        Column("aktuell period ack", "Jan–mars 2025", "årsarbetare"),
        Column("motsvarande period föregående år", "Jan–mars 2024", "årsarbetare"),
    )
    return Table("3.1.1 personalvolym", "Årsarbetare", (Row("A", "Antal årsarbetare"),), columns, values)


def paths_table() -> Table:
    """Costs from two units to two tjänster."""
    costs = {"Ekonomi": (-11.2, 0.0), "Nät": (-62.8, -163.2)}
    values = pd.DataFrame(
        [(öre(one), öre(other), öre(one + other)) for one, other in costs.values()],
        index=list(costs),
        columns=["EK", "Digital Infrastruktur", "totalt"],
    )
    columns = tuple(Column(name, name.capitalize() if name == "totalt" else name) for name in values)
    rows = tuple(Row(name, name) for name in costs)
    return Table("3.2.4 kostnadernas väg", "Kostnadernas väg", rows, columns, values)


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
    statuses = {"Säker skanning": ("grön", "grön"), "Telefoni": ("gul", "röd"), "Nät": ("grön", "gul")}
    values = pd.DataFrame.from_dict(statuses, orient="index", columns=["status_tid", "status_kostnad"])
    values = values.map(lambda word: f"Bedömning ({word})")
    columns = (
        Column("status_tid", "Tid", "text", "Status"),
        Column("status_kostnad", "Kostnad", "text", "Status"),
    )
    rows = tuple(Row(name, name) for name in statuses)
    return Table("bilaga 2 projektportföljer", "Projekt per portfölj", rows, columns, values)


def monthly_costs(*, forecast: bool = True) -> pd.DataFrame:
    rows = [("2025-01", "utfall", -100.0), ("2025-02", "utfall", -110.0), ("2025-03", "utfall", -120.0)]
    rows += [(f"2025-{month:02d}", "budget", -115.0) for month in range(1, 13)]
    rows += [("2025-12", "prognos", -1410.0)] if forecast else []
    frame = pd.DataFrame(
        [(month, "personal", kind, öre(amount)) for month, kind, amount in rows],
        columns=["månad", "kostnadsslag", "beloppstyp", "belopp"],
    )
    income = frame.iloc[:3].assign(kostnadsslag="intäkter", belopp=öre(500))
    return pd.concat([frame, income], ignore_index=True)


def staff_months() -> pd.DataFrame:
    months = [f"2024-{month:02d}" for month in range(1, 13)] + ["2025-01", "2025-02", "2025-03"]
    return pd.DataFrame({"månad": months, "årsarbetare": [60.0] * 12 + [62.0, 63.0, 61.5]})


def incident_months() -> pd.DataFrame:
    frame = pd.DataFrame({"månad": ["2024-11", "2024-12", "2025-01", "2025-02", "2025-03"]})
    frame = frame.assign(lösta=100, inom_sla=[70, 80, 90, 88, 86], major=[4, 2, 6, 4, 3])
    return frame.assign(andel=frame["inom_sla"].astype("Float64"))


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
    built = [
        nbformat.v4.new_code_cell("report", id="rapport", outputs=[fetched], metadata={"tags": ["rapport"]})
    ]
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
