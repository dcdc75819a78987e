"""What a month is expected to cost, as it became and as the budget had it: kronor, debit +."""

from functools import cache

import numpy as np

from data.generator_grundskola import assumptions as given

STAFFED = (*given.SCHOOLS, *given.CENTRAL_STAFF)
UNITS = (*STAFFED, given.OTHERS)


def periods(first: str = given.FIRST, last: str = given.LAST) -> list[str]:
    """The months from `first` to `last`, as YYYY-MM."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    return [p for year in years for month in range(1, 13) if first <= (p := f"{year}-{month:02d}") <= last]


def of_year(year: int) -> list[str]:
    """The twelve months of a year."""
    return periods(f"{year}-01", f"{year}-12")


def month(period: str) -> int:
    """The number of the month, 1–12."""
    return int(period[5:])


def läsår(period: str) -> int:
    """The year in which the läsår of a month began: August is the first month."""
    return int(period[:4]) - (month(period) < 8)


@cache
def counted() -> dict[tuple[str, str], int]:
    """Pupils by ansvar and month as they became; some come and go during a läsår, none in July."""
    rng = np.random.Generator(np.random.PCG64([given.SEED, 1]))
    found: dict[tuple[str, str], int] = {}
    for ansvar, levels in given.PUPILS.items():
        for period in periods():
            moved = int(rng.integers(-2, 3))
            june = found.get((ansvar, period[:5] + "06"))
            found[ansvar, period] = june if month(period) == 7 and june else levels[läsår(period)] + moved
    return found


def planned(ansvar: str, period: str) -> int:
    """Pupils as the budget of the month's year counted them."""
    year = läsår(period)
    plans = given.PLANNED.get(year, {}) if month(period) >= 8 else {}
    return plans.get(ansvar, given.PUPILS[ansvar][year])


def pupils(ansvar: str, period: str, plan: bool) -> int:
    """Pupils of a school in a month."""
    return planned(ansvar, period) if plan else counted()[ansvar, period]


def staff(ansvar: str, period: str) -> float:
    """A year's personnel in thousands of kronor; classes are staffed as planned, even when pupils fall away."""
    if ansvar in given.CENTRAL_STAFF:
        return float(given.CENTRAL_STAFF[ansvar])
    return given.PER_SCHOOL + given.PER_PUPIL[ansvar] * planned(ansvar, period)


def salaries(ansvar: str, period: str) -> float:
    """A year's monthly paid salaries, kronor at the level of 2024: what is left of the staff when the rest is paid."""
    fee = 1 + given.EMPLOYER_FEE
    return 1_000 * staff(ansvar, period) / (fee + given.PENSION + given.SUBSTITUTES * fee)


def wage(period: str, plan: bool) -> float:
    """The level of wages in a month; the budget of a year knows the rises of the years before."""
    level, year = given.WAGE_BEFORE, int(period[:4])
    for rise_year, rise in given.WAGE_RISE.items():
        if period >= f"{rise_year}-04":
            own = plan and rise_year == year
            level *= 1 + (given.PLANNED_WAGE_RISE.get(rise_year, rise) if own else rise)
    return level


def price(konto: str, year: int, plan: bool) -> float:
    """The price of a konto in a year against 2024."""
    known = given.PRICE.get(konto, given.OTHER_PRICE).get(year, 1.0)
    return given.PLANNED_PRICE.get(konto, {}).get(year, known) if plan else known


def share(konto: str, period: str) -> float:
    """The month's share of its year."""
    season = given.SEASON.get(konto, given.EVEN)
    return season[month(period) - 1] / sum(season)


def event(ansvar: str, konto: str, period: str) -> float:
    """What happened that the budget did not count on, as a factor."""
    factor = 1.0
    for unit, account, first, last, times in given.EVENTS:
        if konto == account and first <= period <= last and ansvar in (unit or given.SCHOOLS):
            factor *= times
    return factor


def _personnel(ansvar: str, period: str, plan: bool) -> dict[str, float]:
    """Salaries, substitutes and the debt of holidays; what follows from them is `fees`."""
    year = salaries(ansvar, period) * wage(period, plan)
    year *= given.SAVING.get(int(period[:4]), 1.0) if plan and ansvar in given.SCHOOLS else 1.0
    debt = given.HOLIDAY_DEBT[month(period) - 1] / 100 * (1 + given.EMPLOYER_FEE)
    lines = {"5010": year / 12, "5190": year / 12 * debt}
    if ansvar in given.SCHOOLS:
        lines["5020"] = year * given.SUBSTITUTES * share("5020", period)
    return lines


def fees(lines: dict[str, float]) -> dict[str, float]:
    """Employer's fees and pensions that a month's salaries bring with them."""
    paid = lines["5010"] + lines.get("5020", 0.0)
    return {"5610": given.EMPLOYER_FEE * paid, "5710": given.PENSION * lines["5010"]}


def _yearly(ansvar: str, period: str, plan: bool) -> dict[str, float]:
    """Thousands of kronor a year at the level of 2024, of everything but personnel."""
    levels = {konto: float(level) for (unit, konto), level in given.CENTRAL.items() if unit == ansvar}
    if ansvar in given.RENT:
        levels["6011"] = given.RENT[ansvar]
    if ansvar in given.PUPILS:
        number = pupils(ansvar, period, plan)
        by_pupil = given.BY_PUPIL_ELSEWHERE if ansvar == given.OTHERS else given.BY_PUPIL
        levels |= {konto: level * number for konto, level in by_pupil.items()}
        leisure = number * given.LEISURE_SHARE.get(ansvar, 0.0)
        levels |= {konto: level * leisure for konto, level in given.BY_LEISURE_PUPIL.items() if leisure}
    return levels


def expected(ansvar: str, period: str, *, plan: bool) -> dict[str, float]:
    """Every konto of an ansvar in a month but kommunbidrag, without the chance of that month."""
    lines = _personnel(ansvar, period, plan) if ansvar in STAFFED else {}
    for konto, level in _yearly(ansvar, period, plan).items():
        lines[konto] = 1_000 * level * share(konto, period) * price(konto, int(period[:4]), plan)
    if not plan:
        lines = {konto: amount * event(ansvar, konto, period) for konto, amount in lines.items()}
        unit, konto, first, rent = given.MODULES
        if ansvar == unit and period >= first:
            lines[konto] = float(rent)
    return {konto: amount for konto, amount in lines.items() if amount}


@cache
def budget(year: int) -> dict[tuple[str, str], tuple[int, ...]]:
    """A year's budget by konto and ansvar: twelve months in whole thousands, kommunbidrag so that it sums to zero."""
    months, rows = of_year(year), dict[tuple[str, str], list[int]]()
    for ansvar in UNITS:
        for place, period in enumerate(months):
            lines = expected(ansvar, period, plan=True)
            lines |= fees(lines) if "5010" in lines else {}
            for konto, amount in lines.items():
                rows.setdefault((konto, ansvar), [0] * 12)[place] = round(amount / 1_000) * 1_000
        needed = sum(sum(amounts) for (_, unit), amounts in rows.items() if unit == ansvar)
        twelfth = needed // 12_000 * 1_000
        rows["3910", ansvar] = [-twelfth] * 11 + [-(needed - 11 * twelfth)]
    return {codes: tuple(rows[codes]) for codes in sorted(rows)}
