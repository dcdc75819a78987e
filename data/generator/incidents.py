"""Incidents in ServiceNow's export columns, with the published SLA shares and numbers of major incidents."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from data.generator import months
from data.generator.registers import write_table

HEADER = [
    *("number", "opened_at", "resolved_at", "priority"),
    *("made_sla", "major_incident", "category", "assignment_group"),
]
PRIORITIES = (("1 - Kritisk", 0.02, 4), ("2 - Hög", 0.10, 10), ("3 - Medel", 0.38, 40), ("4 - Låg", 0.50, 90))
CATEGORIES = (
    ("Identitet och åtkomst", "Identitet och åtkomst", 0.19),
    ("Telefoni", "Telefoni och video", 0.14),
    ("WAN", "Nät", 0.10),
    ("LAN", "Nät", 0.09),
    ("Digital arbetsplats", "Digital arbetsplats", 0.20),
    ("E-post och samarbete", "E-post och samarbete", 0.11),
    ("Server och lagring", "Server och lagring", 0.07),
    ("Applikationer", "Applikationsdrift", 0.10),
)
# Share of resolved incidents within SLA, by year: Göteborgs Stad, Intraservice, Delårsrapport mars 2025, 2.1.1.
WITHIN_SLA = {2023: 0.751, 2024: 0.849, 2025: 0.881}
# Major incidents by year and category: the totals and the order of the largest are the report's.
MAJOR = {
    2023: {
        "WAN": 17,
        "Telefoni": 14,
        "Identitet och åtkomst": 11,
        "Applikationer": 10,
        "Server och lagring": 9,
    },
    2024: {
        "WAN": 11,
        "Telefoni": 10,
        "Identitet och åtkomst": 6,
        "Applikationer": 4,
        "Server och lagring": 3,
    },
    2025: {"Identitet och åtkomst": 5, "Telefoni": 4, "WAN": 2, "Applikationer": 1, "Server och lagring": 1},
}
FIRST = "2023-01"
VOLUME = (390, 375, 385, 370, 365, 340, 255, 350, 395, 390, 375, 320)


def write_incidents(path: Path, rng: Random) -> None:
    """effektmatt/incidenter.csv: every incident opened from 2023, ordered by the time it was opened."""
    rows = [row for period in months.periods() if period >= FIRST for row in _opened(period, rng)]
    rows += [row for year in MAJOR for row in _majors(year, rng)]
    rows = _with_sla(sorted(rows, key=lambda row: (row["opened"], row["resolved"], row["category"])), rng)
    write_table(path, HEADER, [_cells(place, row) for place, row in enumerate(rows)], delimiter=",")


def _opened(period: str, rng: Random) -> list[dict]:
    count = VOLUME[months.month(period) - 1] + rng.randrange(30)
    return [_incident(_moment(period, rng, 28), rng) for _ in range(count)]


def _moment(period: str, rng: Random, days: int) -> datetime:
    start = datetime(months.year(period), months.month(period), 1 + rng.randrange(days))
    return start + timedelta(hours=6 + rng.randrange(12), minutes=rng.randrange(60), seconds=rng.randrange(60))


def _incident(opened: datetime, rng: Random) -> dict:
    category, group, _ = _weighted(CATEGORIES, 2, rng)
    priority, _, hours = _weighted(PRIORITIES, 1, rng)
    resolved = opened + timedelta(minutes=round(60 * hours * (0.05 + 2.2 * rng.random() ** 2)))
    return {
        "opened": opened,
        "resolved": resolved,
        "priority": priority,
        "major": False,
        "category": category,
        "group": group,
    }


def _weighted(table: tuple, column: int, rng: Random) -> tuple:
    drawn = rng.random()
    for row in table:
        drawn -= row[column]
        if drawn < 0:
            return row
    return table[-1]


def _majors(year: int, rng: Random) -> list[dict]:
    """Major incidents are critical and resolved the same day, so that they fall in one period alone."""
    groups = {category: group for category, group, _ in CATEGORIES}
    last = 3 if year == 2025 else 12
    rows = []
    for category, count in MAJOR[year].items():
        for _ in range(count):
            opened = _moment(f"{year}-{1 + rng.randrange(last):02d}", rng, 28)
            row = _incident(opened, rng) | {"priority": PRIORITIES[0][0], "major": True}
            row |= {"resolved": opened + timedelta(minutes=25 + rng.randrange(330))}
            rows.append(row | {"category": category, "group": groups[category]})
    return rows


def _with_sla(rows: list[dict], rng: Random) -> list[dict]:
    """Mark the slowest-looking of each year's resolved incidents as outside SLA, so many that the share holds."""
    end = months.shift(months.periods()[-1], 1)
    for row in rows:
        row["open"] = f"{row['resolved']:%Y-%m}" >= end
        row["order"] = rng.random() - 0.35 * (row["resolved"] - row["opened"]).total_seconds() / 3600 / 100
        row["within"] = False
    for year, share in WITHIN_SLA.items():
        own = sorted((x for x in rows if x["resolved"].year == year and not x["open"]), key=lambda x: -x["order"])
        for row in own[: round(share * len(own))]:
            row["within"] = True
    return rows


def _cells(place: int, row: dict) -> tuple:
    resolved = "" if row["open"] else f"{row['resolved']:%Y-%m-%d %H:%M:%S}"
    flags = ("true" if row["within"] else "false", "true" if row["major"] else "false")
    opened = f"{row['opened']:%Y-%m-%d %H:%M:%S}"
    return (
        f"INC{400_001 + place:07d}",
        opened,
        resolved,
        row["priority"],
        *flags,
        row["category"],
        row["group"],
    )
