"""`Report.med`: the same report with a key, a forecast, a known amount or a volume changed, beside today's."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.allocation import Rules, split_amounts
from ekonomi.errors import UsageError
from ekonomi.registry import Exhibit, NoAnswer
from ekonomi.report import answers, selection
from ekonomi.report.answers import Keys, Made, Order
from ekonomi.report.report import Report
from ekonomi.report.selection import LackingError
from ekonomi.sources import Sources
from ekonomi.table import Column, Table
from ekonomi.tables.layout import inside
from ekonomi.urval import Selector, evaluate
from ekonomi.volumes import ACTUAL

Line = Mapping[str, Any]
Lines = Line | Iterable[Line]
Volumes = Mapping[str | int, float | Mapping[str, float]]
NOW, THEN, GAP = "i dag", "ändrad", "skillnad"

# what follows from the ledger alone; from it, the keys and the volumes; from those and the adjustments
BOOKED = frozenset({"ledger", "booked", "sums", "heaviest", "cube", "versions", "measured", "monthly", "late"})
ALLOCATED = frozenset({"rules", "allocated", "by_service", "at_budget_keys", "moved_by_keys", "service_lines", "units"})
OUTLOOK = frozenset({"outlook"})
FILED = frozenset({"filed", "adjustments"})
# what no change touches: registers, people, mått, texts, what was found and what was published before
STANDING = frozenset({
    "settings", "period", "organisation", "tjänster", "grenar", "slag", "grupper", "source_names", "findings",
    "earlier", "reported", "staff", "personnel_monthly", "measures", "texts", "assignments", "actions", "portfolio",
    "verifikationstexter",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Change:
    """What is changed, in codes and öre; None or empty where it is not."""

    keys: pd.DataFrame | None
    steps: Mapping[str, int] | None
    forecasts: tuple[dict[str, Any], ...]
    adjustments: tuple[dict[str, Any], ...]
    volumes: Mapping[tuple[str, str], float]

    def after(self, first: "Change") -> "Change":
        """Both changes, what this one says of a pool, a forecast or a volume in the place of what the first does."""
        keys = first.keys
        if self.keys is not None and keys is not None:
            keys = pd.concat([keys[~keys["pool"].isin(self.keys["pool"])], self.keys], ignore_index=True)
        return Change(
            self.keys if keys is None else keys,
            {**(first.steps or {}), **(self.steps or {})},
            (*first.forecasts, *self.forecasts),
            (*first.adjustments, *self.adjustments),
            {**first.volumes, **self.volumes},
        )

    @property
    def words(self) -> str:
        """What is changed, for those who read the report."""
        told = {
            "nycklar": self.keys is not None,
            "ordning mellan pooler": bool(self.steps),
            "prognos": bool(self.forecasts),
            "justering": bool(self.adjustments),
            "volym": bool(self.volumes),
        }
        return ", ".join(name for name, changed in told.items() if changed)

    @property
    def kept(self) -> frozenset[str]:
        """The parts of a report that do not follow from the change."""
        rules = self.keys is not None or bool(self.steps or self.volumes)
        groups = {
            BOOKED: bool(self.forecasts),
            ALLOCATED: rules or bool(self.forecasts),
            OUTLOOK: rules or bool(self.forecasts or self.adjustments),
            FILED: bool(self.volumes or self.adjustments),
        }
        return STANDING.union(*(parts for parts, changed in groups.items() if not changed))


class Changed(Report):
    """En rapport som `report.med(…)` ger: som `base`, men med något ändrat.

    >>> from ekonomi import get_report, tables
    >>> tänkt = get_report("2025-03").med(nycklar={"GEM": "årsarbetare"})
    >>> tänkt.marks[-1]
    'Tänkt: ändrade nycklar'
    """

    def __init__(self, base: Report, change: Change) -> None:
        super().__init__(base.params, base.settings, base.root, base.out)
        self.base = base
        self.change = change
        self.kept = change.kept

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__(self, "__dict__")
        return getattr(own["base"], name) if name in own.get("kept", ()) else object.__getattribute__(self, name)

    def _made(self, exhibit: Exhibit, *key: str) -> Any:
        same = {*exhibit.required, *exhibit.optional} <= self.kept
        return self.base._made(exhibit, *key) if same else super()._made(exhibit, *key)

    _told = None  # the first report tells what the checks found
    _recalled = None  # nothing of what is only thought stands in the store

    def _kept(self, name: str, make: Callable[[], Any], told: str = "") -> Any:
        """What is only thought is not stored."""
        return make()

    @property
    def marks(self) -> tuple[str, ...]:
        """What the report says of itself, that it is only thought among it."""
        return (*super().marks, f"Tänkt: ändrad {self.change.words}".replace("ändrad nycklar", "ändrade nycklar"))

    @cached_property
    def sources(self) -> Sources:
        """The first report's sources, with volumes, adjustments and forecasts changed."""
        found = self.base.sources
        tables = dict(found.tables)
        if self.change.volumes:
            tables["volumes"] = _scaled(self.base, tables["volumes"], self.change.volumes)
        if self.change.adjustments:
            rows = pd.DataFrame(list(self.change.adjustments))
            own = rows.assign(rapport=self.period, beslutad_av="ingen: tänkt", datum=f"{self.period}-01", rad=0)
            tables["adjustments"] = pd.concat([tables["adjustments"], own[list(tables["adjustments"])]])
        return replace(found, tables=tables, plans=self._plans(found.plans))

    def _plans(self, plans: pd.DataFrame) -> pd.DataFrame:
        """The plans, with a row for what each forecast is changed by."""
        if not self.change.forecasts:
            return plans
        version = self.base.versions.prognos
        rows = made = plans[(plans["beloppstyp"] == terms.PROGNOS) & (plans["version"] == version)]
        for line in self.change.forecasts:
            rows = pd.concat([rows, _difference(rows, line)])
        return pd.concat([plans, rows.iloc[len(made) :]], ignore_index=True)

    @cached_property
    def rules(self) -> Rules | None:
        """The rules of the changed figures, with the changed keys and order."""
        rules = super().rules
        since = periods.january(self.period)
        return rules and answers.with_changes(rules, self.change.keys, self.change.steps, since)

    def bredvid(self, tabell: Made) -> Table | NoAnswer:
        """En tabell som den är i dag och som den blir: de kolumner där något skiljer, och skillnaden.

        >>> from ekonomi import get_report, tables
        >>> tänkt = get_report("2025-03").med(nycklar={"GEM": "årsarbetare"})
        >>> tänkt.bredvid(tables.resultat)
        Inget ändras i 3.2.1 resultat.
        """
        before, after = (answers.table_of(report, tabell) for report in (self.base, self))
        if after is before:
            return NoAnswer(f"Inget ändras i {after.name}.")
        rows = (*after.rows, *(row for row in before.rows if row.name not in {one.name for one in after.rows}))
        names = [row.name for row in rows if row.name in after.values.index or row.name in before.values.index]
        columns: list[Column] = []
        values = pd.DataFrame(index=pd.Index(names, dtype="str"))
        for column in after.columns:
            if column.unit in style.WORDS or column.name not in before.values:
                continue
            then, now = (one.values[column.name].reindex(names) for one in (after, before))
            gap = then - now
            if gap.fillna(0).ne(0).any():
                columns += _beside(column)
                values = values.assign(**{f"{column.name} {NOW}": now, f"{column.name} {THEN}": then})
                values[f"{column.name} {GAP}"] = gap
        if not columns:
            return NoAnswer(f"Inget ändras i {after.name}.")
        caption = f"{after.caption}: i dag och med ändrad {self.change.words}"
        return replace(after, caption=caption, rows=rows, columns=tuple(columns), values=values, urval={})


def _beside(column: Column) -> Iterator[Column]:
    """The column as it is today, as it becomes, and the difference."""
    group = f"{column.group}, {inside(column.head)}" if column.group else column.head
    for name in (NOW, THEN, GAP):
        yield replace(column, name=f"{column.name} {name}", published="", head=name.capitalize(), group=group, worse="")


def changed(
    report: Report, nycklar: Keys | None, ordning: Order | None, prognos: Lines | None, justering: Lines | None,
    volym: Volumes | None,
) -> Changed:  # fmt: skip
    """See `Report.med`. Raises UsageError for a word, name or number that is none."""
    if not any((nycklar, ordning, prognos, justering, volym)):
        raise UsageError("Ange vad som ska ändras: nycklar=…, ordning=…, prognos=…, justering=… eller volym=….")
    if prognos and report.versions.prognos is None:
        raise UsageError(f"Ingen prognos att ändra har lämnats hittills under {periods.year(report.period)}.")
    change = Change(
        answers.new_keys(report, nycklar),
        answers.new_steps(report, ordning),
        tuple(_line(report, one, "prognos") for one in _several(prognos)),
        tuple(_known(report, one) for one in _several(justering)),
        dict(_volumes(report, volym or {})),
    )
    return Changed(report.base, change.after(report.change)) if isinstance(report, Changed) else Changed(report, change)


def _several(lines: Lines | None) -> list[Line]:
    return [lines] if isinstance(lines, Mapping) else list(lines or ())


def _line(report: Report, line: Line, word: str, *more: str) -> dict[str, Any]:
    """A row of amounts as an economist writes it: its codes, and its amount in öre."""
    wanted = ("ansvar", "kostnadsslag", "belopp", *more)
    for name in line:
        selection.one_of(word, name, wanted)
    if missing := [name for name in wanted[: 3 + (word == "justering")] if name not in line]:
        raise UsageError(f"{word}: {', '.join(missing)} saknas. Skriv {', '.join(wanted)}.")
    if not isinstance(line["belopp"], int | float) or pd.isna(line["belopp"]):
        raise UsageError(f"{word}: beloppet {line['belopp']!r} är inget tal. Skriv kronor, kostnad med minus.")
    codes = {name: answers.one(report, line[name], name)[1] for name in ("ansvar", "kostnadsslag")}
    row = report.registers.lines
    rad = row.loc[row["kostnadsslag"] == codes["kostnadsslag"], "resultatrad"].iloc[-1]
    return {**codes, "resultatrad": rad, "belopp": round(line["belopp"] * terms.ÖRE_PER_KRONA)}


def _known(report: Report, line: Line) -> dict[str, Any]:
    found = _line(report, line, "justering", "period", "motivering")
    month, last = str(line["period"]), periods.december(report.period)
    if not periods.is_period(month) or not report.period < month <= last:
        raise UsageError(f"justering: perioden {month} är ingen månad efter {report.period} till och med {last}.")
    return {**found, "period": month, "motivering": str(line.get("motivering", "tänkt"))}


def _difference(made: pd.DataFrame, line: Mapping[str, Any]) -> pd.DataFrame:
    """The rows that make a forecast's amount of an ansvar and kostnadsslag what it is to be, shared as it is today."""
    same = made[(made["ansvar"] == line["ansvar"]) & (made["kostnadsslag"] == line["kostnadsslag"])]
    gap, size = line["belopp"] - int(same["belopp"].sum()), same["belopp"].abs()
    if not size.sum():
        bare = dict.fromkeys(("tjänst", "projekt", "motpart", "text", "källa"), "")
        return made.iloc[[0]].assign(**bare, **{**line, "belopp": gap, "rad": 0})
    shares = (size / size.sum()).to_numpy(dtype="float64")[None, :]
    return same.assign(belopp=split_amounts(np.array([gap]), shares)[0])


def _volumes(report: Report, volym: Volumes) -> Iterator[tuple[tuple[str, str], float]]:
    if not volym:
        return
    units = report.units
    if units is None:
        raise LackingError("Nämnden har inga volymer.")
    for name, told in volym.items():
        code = answers.one(report, name, units.per)[1]
        if code not in units.names.index:
            raise UsageError(f"{units.per} {code} har ingen volym. De som har: {', '.join(units.names)}.")
        for mått, number in (told if isinstance(told, Mapping) else {terms.UTFALL: told}).items():
            selection.one_of("volym", mått, (*ACTUAL, terms.BUDGET))
            if not isinstance(number, int | float) or not number >= 0:
                raise UsageError(f"volym: {number!r} är inget antal. Skriv ett tal som är minst noll.")
            yield (code, mått), float(number)


def _scaled(report: Report, volumes: pd.DataFrame, wanted: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """The volumes with the months of a measure scaled to the number that they are to make."""
    units, selector = report.units, Selector(volumes)
    assert units is not None  # asked for in `_volumes`
    found = volumes["volym"].copy()
    for (code, mått), number in wanted.items():
        now = evaluate(units.volume_of(mått, code), units.amount)
        if not now:
            raise UsageError(f"volym: {units.names[code]} har ingen volym i {mått} att ändra.")
        rows = units.counted[mått].without("fil", "summa") & urval.only(units.per, code)
        found.iloc[selector.select(rows)] *= number / float(now)
    return volumes.assign(volym=found)
