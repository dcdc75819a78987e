"""What is counted beside money: pupils, worked hours, and the monthly values of the measures."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from data.generator_grundskola import assumptions as given
from data.generator_grundskola import model

PUPIL = "elev"


def write_table(path: Path, header: str, rows: Iterable[tuple]) -> None:
    """A register-like CSV: UTF-8, `;`, one line per row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [header, *(";".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def pupil_rows() -> list[tuple]:
    """ansvar, enhet, month, beloppstyp, version, volym; a forecast is its year's elevmånader, in December."""
    rows: list[tuple] = []
    for ansvar in given.PUPILS:
        rows += [(ansvar, PUPIL, p, "utfall", "", model.counted()[ansvar, p]) for p in model.periods()]
        for year in given.BUDGET_YEARS:
            rows += [(ansvar, PUPIL, p, "budget", year, model.planned(ansvar, p)) for p in model.of_year(year)]
        rows += [(ansvar, PUPIL, f"{v[:4]}-12", "prognos", v, _expected(ansvar, v)) for v in given.FORECASTS]
    return rows


def _expected(ansvar: str, version: str) -> int:
    """Elevmånader of the year: counted so far, the läsår as it stands, and the next as far as it is known."""
    year = int(version[:4])
    known, began = model.counted(), given.PUPILS[ansvar][year]
    autumn = round((began + model.planned(ansvar, f"{year}-12")) / 2) if version < f"{year}-08" else began
    now = known[ansvar, version]
    return sum(
        known[ansvar, p] if p <= version else now if model.month(p) <= 7 else autumn for p in model.of_year(year)
    )


def hour_rows() -> list[tuple]:
    """month, ansvar and worked hours, whole."""
    rng = np.random.Generator(np.random.PCG64([given.SEED, 3]))
    return [(p, unit, _hours(unit, p, rng)) for p in model.periods() for unit in model.STAFFED]


def _hours(unit: str, period: str, rng: np.random.Generator) -> int:
    years = model.staff(unit, period) / given.COST_PER_YEAR_OF_WORK * model.event(unit, "5010", period)
    month = given.WORK[model.month(period) - 1] / sum(given.WORK)
    return round(years * given.NORM * month * (1 + 0.02 * (2 * rng.random() - 1)))


def measure_rows(hours: list[tuple]) -> list[tuple]:
    """Measure, month, värde and what it is a share of."""
    rng = np.random.Generator(np.random.PCG64([given.SEED, 4]))
    worked = {p: sum(own for period, _, own in hours if period == p) for p in model.periods()}
    teachers: dict[str, tuple[int, int]] = {}
    for p in model.periods():
        year = model.läsår(p)
        employed = given.TEACHERS[year] + int(rng.integers(-2, 3))
        drawn = (round(given.QUALIFIED[year] * employed + rng.random() - 0.5), employed)
        teachers[p] = teachers[p[:5] + "06"] if model.month(p) == 7 else drawn
    rows = [("behöriga lärare", p, qualified, employed) for p, (qualified, employed) in teachers.items()]
    for p, own in worked.items():
        share = given.SICKNESS[model.month(p) - 1] * given.SICKNESS_LEVEL[int(p[:4])]
        share *= 1 + 0.03 * (2 * rng.random() - 1)
        absent = round(own * share / (1 - share))
        rows.append(("sjukfrånvaro", p, absent, own + absent))
    asked = given.SURVEYS.items()
    return rows + [(name, f"{year}-02", value, "") for name, own in asked for year, value in own.items()]


def staff_rows(hours: list[tuple], measures: list[tuple]) -> Iterator[tuple]:
    """month, ansvar, uppgift and värde; the hours of sickness of all units are those of the mått sjukfrånvaro."""
    rng = np.random.Generator(np.random.PCG64([given.SEED, 5]))
    absent = {p: value for name, p, value, _ in measures if name == "sjukfrånvaro"}
    for period in model.periods():
        own = {unit: worked for p, unit, worked in hours if p == period}
        weights = {unit: worked * (0.8 + 0.4 * rng.random()) for unit, worked in own.items()}
        left, month = absent[period], model.month(period) - 1
        for place, (unit, worked) in enumerate(own.items(), start=1):
            sick = round(absent[period] * weights[unit] / sum(weights.values())) if place < len(own) else left
            left -= sick
            short = round(sick * given.SHORT_SICKNESS[month])
            employed = round(
                given.EMPLOYED_PER_YEAR * 12 * worked / given.NORM * sum(given.WORK) / 12 / given.WORK[month]
            )
            hourly = (
                round(worked * given.SUBSTITUTES * 12 * model.share("5020", period)) if unit in given.SCHOOLS else 0
            )
            counted = {
                "ordinarie tid": worked + sick, "sjuk dag 1–14": short, "sjuk från dag 15": sick - short,
                "övertid": round(worked * given.OVERTIME * (0.5 + rng.random())), "timavlönade": hourly,
                "tillsvidareanställda": employed, "slutat": int(rng.poisson(employed * given.LEAVING[month] / 1_000)),
                "vakanser": int(rng.poisson(employed * given.VACANT / 100)),
            }  # fmt: skip
            yield from ((period, unit, name, value) for name, value in counted.items())


def write_counts(target: Path) -> None:
    """volym/elever.csv, personal/ and matt/matt.csv."""
    write_table(target / "volym/elever.csv", "ansvar;enhet;månad;beloppstyp;version;volym", pupil_rows())
    hours = hour_rows()
    write_table(target / "personal/arbetad_tid.csv", "månad;ansvar;timmar", hours)
    norm = [(given.NORM, "Antagen norm för exemplet: arbetad tid per årsarbetare och år", given.FIRST, "")]
    write_table(target / "personal/helarsnorm.csv", "timmar;källa;giltig_från;giltig_till", norm)
    measures = measure_rows(hours)
    write_table(target / "matt/matt.csv", "mått;månad;värde;av", measures)
    write_table(target / "personal/statistik.csv", "månad;ansvar;uppgift;värde", staff_rows(hours, measures))
