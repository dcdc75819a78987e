"""3.1: årsarbetare, what the personnel system tells of the employees, and why personnel costs have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import personnel, style, terms, urval
from ekonomi.params.sources import StaffFiles
from ekonomi.personnel import Staff
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, line, total
from ekonomi.urval import Expression, Rows

NOTE = "Ackumulerad arbetad tid delad med helårsnorm; inte antal anställda."
ROW, TOTAL = "Antal årsarbetare", terms.TOTALT
NOW, AGO, FORECAST, LAST_YEAR = terms.M_UTFALL, terms.M_FG_ÅR, terms.M_PROGNOS, terms.M_BOKSLUT


@table("Årsarbetare", "Mått")
def personalvolym(staff: Staff, period: str) -> Table:
    """Årsarbetare hittills och för ett år sedan, årets prognos och förra årets utfall; det som är okänt skrivs `–`.

    >>> print(report[tables.personalvolym].cell("Antal årsarbetare", "utfall").shown)
    188,7
    """
    year = periods.year(period)
    more = {} if layout.december(period) else {FORECAST: f"Prognos {year}", LAST_YEAR: f"Utfall {year - 1}"}
    if more and staff.values[FORECAST].isna()[TOTAL]:
        del more[FORECAST]
    columns = tuple(Column(name, head, "årsarbetare") for name, head in (_so_far(period) | more).items())
    values = staff.values.loc[[TOTAL], [one.name for one in columns]].set_axis([ROW])
    return Table(layout.rows_of([ROW]), columns, values, (NOTE,), {ROW: staff.trails.get(TOTAL, {})})


def _so_far(period: str) -> dict[str, str]:
    """What is written over the months so far, and the same of last year."""
    return {NOW: layout.months(period), AGO: layout.months(periods.shift(period, -12))}


@table("Årsarbetare per verksamhetsområde", "Verksamhetsområde")
def årsarbetare_per_område(staff: Staff, period: str) -> Table:
    """Årsarbetare per verksamhetsområde, hittills och för ett år sedan; små grupper visas inte.

    >>> print(report[tables.årsarbetare_per_område].cell("Totalt", "utfall").shown)
    188,7
    """
    heads = _so_far(period)
    areas = staff.values.drop(index=TOTAL)[list(heads)]
    full_year = areas * (12 / periods.month(period))
    small = pd.DataFrame({name: personnel.hidden(full_year[name], staff.least) for name in heads})
    values = areas.mask(small)
    if len(areas):
        values.loc[TOTAL] = areas.sum(min_count=1)
    columns = tuple(Column(name, head, "årsarbetare") for name, head in heads.items())
    notes = (NOTE, *((hidden_note(staff.least),) if small.to_numpy().any() else ())) if len(values) else ()
    return Table(layout.rows_of(values.index), columns, values, notes, staff.trails)


def hidden_note(limit: float) -> str:
    """What is said under a table of groups, where some are not shown."""
    least = style.number(Decimal(repr(float(limit))), 0 if float(limit).is_integer() else 1)
    return (
        f"– står för grupper med färre än {least} årsarbetare, räknat på helår, och för de grupper som annars skulle "
        "avslöja dem."
    )


VOLUME, PAY, OTHER, CHANGE = "Arbetad tid", "Lön per arbetad timme", "Övriga personalkostnader", "Förändring"
_LEFT = "Personalomsättning"


@dataclass(frozen=True)
class Rate:
    """What part of something is of something else, in per cent; of months added up, and at hand by the `mean`."""

    label: str
    part: tuple[str, ...]
    whole: str
    level: int = 0
    mean: bool = False

    def of(self, *parts: Rows, months: int = 1) -> Expression:
        """The rate among some rows of the statistics, of so many months."""
        part, whole = (
            urval.total(rows & urval.only("uppgift", *kinds) for rows in parts) for kinds in (self.part, (self.whole,))
        )
        return 100 * part / whole * months if self.mean else 100 * part / whole


RATES = (
    Rate("Sjukfrånvaro", (terms.SJUK_KORT, terms.SJUK_LÅNG), terms.ORDINARIE_TID),
    Rate("varav dag 1–14", (terms.SJUK_KORT,), terms.ORDINARIE_TID, 1),
    Rate("varav från dag 15", (terms.SJUK_LÅNG,), terms.ORDINARIE_TID, 1),
    Rate("Övertid", (terms.ÖVERTID,), terms.ORDINARIE_TID),
    Rate("Timavlönades tid", (terms.TIMAVLÖNADE,), terms.ORDINARIE_TID),
    Rate(_LEFT, (terms.SLUTAT,), terms.ANSTÄLLDA, mean=True),
)
VACANT = "Vakanta tjänster"


@table("Personalmått", "Mått")
def personalmått(personnel_statistics: pd.DataFrame, statistics_file: str, period: str) -> Table:
    """Sjukfrånvaro, övertid, timavlönade, personalomsättning och vakanser: hittills, för ett år sedan och förra året.

    Procent av ordinarie tid; personalomsättningen är de som har slutat, i procent av medelantalet tillsvidareanställda.
    Vakanser är antalet i den sista månaden. `personnel_statistics`: månad, ansvar, uppgift (`terms.PERSONALUPPGIFTER`)
    och värde.

    >>> print(skola[tables.personalmått].cell("Vakanta tjänster", "utfall").shown)
    11
    """
    known = _known(personnel_statistics, period)
    base = urval.summed(statistics_file, "värde")
    spans = {name: (base & urval.span("månad", *months), len(periods.span(*months))) for name, months in known.items()}
    made: dict[str, dict[str, Expression]] = {
        rate.label: {name: rate.of(rows, months=count) for name, (rows, count) in spans.items()} for rate in RATES
    }
    vacant = base & urval.only("uppgift", terms.VAKANSER)
    made[VACANT] = {name: vacant & urval.only("månad", last) for name, (_, last) in known.items()}
    lines = [*(line(rate.label, level=rate.level) for rate in RATES), Line(VACANT, unit="antal")]
    notes = (
        "Sjukfrånvaro, övertid och timavlönades tid är andelar av ordinarie arbetstid. Personalomsättningen är de som "
        "har slutat under månaderna, av medelantalet tillsvidareanställda. Vakanta tjänster räknas den sista månaden.",
    )
    amount = urval.Files({statistics_file: personnel_statistics}).amount
    return layout.computed(_columns(period, known), made, amount, notes, lines)


@table("Sjukfrånvaro per verksamhetsområde", "Verksamhetsområde")
def sjukfrånvaro_per_område(
    personnel_statistics: pd.DataFrame, statistics_file: str, organisation: pd.DataFrame, staff: Staff, period: str
) -> Table:
    """Sjukfrånvaron i procent per verksamhetsområde, hittills och för ett år sedan; små grupper visas inte.

    Små är de som döljs i `årsarbetare_per_område` (`staff.least`, på helår).

    >>> print(skola[tables.sjukfrånvaro_per_område].cell("Totalt", "utfall").shown)
    6,7 %
    """
    known = {name: months for name, months in _known(personnel_statistics, period).items() if name != LAST_YEAR}
    placed = personnel.placed(personnel_statistics, organisation)
    sizes = staff.values.drop(index=terms.TOTALT) * (12 / periods.month(period))
    small = {name: personnel.hidden(sizes[name], staff.least) for name in known}
    base, made = urval.summed(statistics_file, "värde"), dict[str, dict[str, Expression]]()
    for area in sizes.index:
        made[area] = {}
        for name, months in known.items():
            if not small[name][area]:
                within = placed[placed["månad"].between(*months)]
                parts = [base & urval.span("månad", *months) & part for part in personnel.of_area(within, area)]
                made[area][name] = RATES[0].of(*parts)
    made[terms.TOTALT] = {name: RATES[0].of(base & urval.span("månad", *months)) for name, months in known.items()}
    notes = (hidden_note(staff.least),) if any(one.any() for one in small.values()) else ()
    amount = urval.Files({statistics_file: personnel_statistics}).amount
    return layout.computed(_columns(period, known), made, amount, notes)


def _known(statistics: pd.DataFrame, period: str) -> dict[str, tuple[str, str]]:
    """The first and last month of each column that the statistics tell of from end to end."""
    first, last = statistics["månad"].min(), statistics["månad"].max()
    spans = {name: cubes.spans(period)[name] for name in (NOW, AGO, LAST_YEAR)}
    return {name: months for name, months in spans.items() if first <= months[0] and months[1] <= last}


def _columns(period: str, known: Iterable[str]) -> tuple[Column, ...]:
    heads = _so_far(period) | {LAST_YEAR: f"Helår {periods.year(period) - 1}"}
    return tuple(Column(name, heads[name], style.PER_CENT) for name in known)


@table("Personalkostnadens förändring", "Post")
def personalkostnad(
    sums: pd.DataFrame, filed: Mapping[str, pd.DataFrame], staff_files: StaffFiles, period: str
) -> Table | None:
    """Varför personalkostnaden har ändrats sedan samma månader förra året (mnkr): arbetad tid, lön och övrigt.

    Arbetad tid: ändrad tid till förra årets lön per timme, där lön är lönekontona. Lön per arbetad timme: det som
    återstår av lönekontonas ändring. Övrigt: ändringen på övriga konton av samma kostnadsslag. None utan lönekonton
    eller ett år att jämföra med.

    >>> print(report[tables.personalkostnad].cell("Förändring", "belopp").shown)
    −3,3
    """
    slag, konton = staff_files.kostnadsslag, staff_files.lönekonton
    months = [cubes.spans(period)[name] for name in (NOW, AGO)]
    hours = filed[staff_files.arbetad_tid]["månad"]
    if not konton or slag is None or not all(month in set(hours) for span in months for month in span):
        return None
    spent = urval.only("beloppstyp", terms.UTFALL) & layout.EVERYTHING & urval.only("kostnadsslag", slag)
    worked = urval.summed(staff_files.arbetad_tid, "timmar")
    now, before = (spent & urval.span("period", *span) for span in months)
    time, time_before = (worked & urval.span("månad", *span) for span in months)
    pay, pay_before = (rows & urval.only("konto", *konton) for rows in (now, before))
    volume = layout.whole(pay_before * time / time_before - pay_before)
    made: dict[str, Expression] = {
        _of(period, -12): before,
        VOLUME: volume,
        PAY: (pay - pay_before) - volume,
        OTHER: (now - pay) - (before - pay_before),
        _of(period): now,
        CHANGE: now - before,
    }
    lines = [total(name) if name == _of(period) else line(name) for name in made]
    notes = ("Minus betyder en högre kostnad.", layout.ROUNDING)
    trail = {name: {"belopp": one} for name, one in made.items()}
    return layout.computed((Column("belopp", "Belopp"),), trail, cubes.amount_of(sums, filed), notes, lines)


def _of(period: str, months: int = 0) -> str:
    return f"Personalkostnad {periods.months(periods.shift(period, months))}"
