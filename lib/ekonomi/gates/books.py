"""What the gates look at: the checked books of a period, and how a finding names a place in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import signature
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from ekonomi import period as periods
from ekonomi import sets, terms
from ekonomi.errors import Place
from ekonomi.params import CheckSettings, Settings
from ekonomi.registers import Registers
from ekonomi.sets import VOUCHER
from ekonomi.sources import Sources
from ekonomi.sources.earlier import ClosedYears
from ekonomi.sources.exports import column_names
from ekonomi.sources.tables import file_names, planned_amounts

CODES = ["konto", "ansvar", "tjänst", "projekt", "motpart"]
STRING = ["källa", "period", "resultatrad", *CODES]
POSTING = [*VOUCHER, *CODES, "belopp", "text"]
_APART: Final = ["konto", "ansvar", "belopp", "text"]  # what tells nearly all postings of a voucher apart


@dataclass(frozen=True)
class Books:
    """The books of a report, checked at the door; belopp int64 öre, income +.

    utfall: result rows through `period`, LEDGER and kostnadsslag, one after another. balance: rows on balance
    accounts through it. plans: budgets and forecasts. late: as `Sources`.
    files: each file's path by its källa. headings: what the huvudbok calls our columns. recurring: the file of
    the register of recurring postings. budget: where the settings name the budgets. planned: where the amounts of
    actions and risks stand, and each in öre. closed: what a former run
    knew of earlier years, None without one. openings: the opening balances (konto, år, belopp with debit +, rad), and
    opened their file. hours: worked hours (månad, ansvar, timmar), and worked their file; kostnadsslag and lönekonton:
    what of the utfall is the cost of personnel, and which konton of it are wages ("" and none where nothing says).
    known: the register of what is known (sources/tables.py), and told its file. beside: as `Sources`.
    """

    period: str
    utfall: sets.Rows
    balance: sets.Rows
    late: pd.DataFrame
    plans: pd.DataFrame
    registers: Registers
    files: Mapping[str, str]
    headings: Mapping[str, str]
    limits: CheckSettings
    recurring: str = ""
    budget: Place = ("", None, None)
    planned: tuple[tuple[Place, float], ...] = ()
    closed: ClosedYears | None = None
    openings: pd.DataFrame = field(default_factory=pd.DataFrame)
    opened: str = ""
    hours: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["månad", "ansvar", "timmar"]))
    worked: str = ""
    kostnadsslag: str = ""
    lönekonton: tuple[str, ...] = ()
    known: pd.DataFrame = field(default_factory=pd.DataFrame)
    told: str = ""
    beside: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the year through the period: those that this report answers for."""
        return periods.span(periods.january(self.period), self.period)

    @cached_property
    def strings(self) -> pd.DataFrame:
        """The result rows summed by `STRING`, and ordered so: belopp, rader (how many), rad (the first), beloppstyp."""
        found = sets.summed(self.utfall, STRING).sort_values(STRING, ignore_index=True)
        return found.assign(beloppstyp=terms.UTFALL)

    def asked(self, ask: sets.Ask) -> pd.DataFrame:
        """What an expression over the result rows (and, if it takes two, the balance rows) gives, in no order."""
        return sets.asked(ask, *(self.utfall, self.balance)[: len(signature(ask).parameters)])

    def posted(self, **codes: str) -> pd.DataFrame:
        """The result rows with a text in each of some columns, by källa and rad."""
        found = self.asked(lambda utfall: utfall.filter([utfall[name] == text for name, text in codes.items()]))
        return found.sort_values(["källa", "rad"], ignore_index=True)

    @cached_property
    def double_months(self) -> list[str]:
        """The months whose postings stand there twice, so many of them that it is the month."""
        return months_twice(self.utfall, self.strings, self.limits)

    @cached_property
    def by_unit(self) -> pd.DataFrame:
        """Sums per konto and ansvar (rows) and month (columns, every month of the books), 0 where nothing is posted."""
        sums = self.strings.groupby(["konto", "ansvar", "period"], sort=True)["belopp"].sum().unstack(fill_value=0)
        return sums.reindex(columns=periods.span(sums.columns.min(), self.period), fill_value=0)

    @cached_property
    def by_konto(self) -> pd.DataFrame:
        """Sums per konto, as `by_unit`."""
        return self.by_unit.groupby(level="konto").sum()

    def fil(self, källa: str) -> str:
        """The path of a file that rows name by its källa."""
        return self.files.get(källa, källa)

    def file_of(self, period: str) -> str:
        """The file that holds most of a month; for a month without rows, that of the nearest month before."""
        before = self.strings[self.strings["period"] <= period]
        rows = before if len(before) else self.strings
        return self.fil(str(rows[rows["period"] == rows["period"].max()].groupby("källa")["rader"].sum().idxmax()))

    def start_of(self, rows: pd.DataFrame, column: str = "belopp") -> Place:
        """The file and row of the first of some rows, and the heading of a column there; None for a plan's."""
        first = rows.sort_values(["källa", "rad"]).iloc[0]
        posted = first["beloppstyp"] == terms.UTFALL
        heading = self.headings.get(column) if posted else None
        return self.fil(str(first["källa"])), int(first["rad"]), heading


def months_twice(rows: sets.Rows, sums: pd.DataFrame, limits: CheckSettings) -> list[str]:
    """The months of some rows, whose `sums` say how many they are, of which `upprepad_andel` stand there twice."""
    parts = sets.parted(perhaps_twice(rows), "period")
    found = pd.concat([sets.asked(twice_by_month, part) for part in parts]).set_index("period")["två"]
    share = found.astype("int64") / sums.groupby("period")["rader"].sum()
    return sorted(share.index[share >= limits.upprepad_andel])


def perhaps_twice(rows: sets.Rows) -> sets.Rows:
    """Some of the rows: all that stand there twice or are of a voucher in two files are among them, and few others.

    Of those that are not here, all.
    """
    place = sets.in_place(rows)
    whole = sets.table(rows) if place is None else place.here
    if whole is None:
        return rows
    parts = place.ask.parts if place and isinstance(place.ask, sets.Files) else (sets.Filed(whole),)
    voucher = np.concatenate([one.vouchers for one in parts])
    filed, posting = (sets.marks(whole, names, voucher) for names in (["källa"], _APART))
    at = sets.starts(filed)
    of_file = voucher[at][~pd.Series(filed[at]).duplicated()]
    held = sets.among(voucher, sets.repeated(of_file)) | sets.among(posting, sets.repeated(posting))
    few = whole.filter(pa.array(held))
    if place is None or not len(few):
        return few
    few = replace(place, ask=sets.Files((sets.Filed(few),)))
    return sets.Chosen(few, rows.texts) if isinstance(rows, sets.Chosen) else few


def twice_by_month(utfall: "sets.Table") -> "sets.Table":
    """How many rows each month has, and how many of them stand there twice or are of a voucher in two files."""
    files = utfall.group_by(VOUCHER).aggregate(rader=utfall.count(), filer=utfall["källa"].nunique())
    same = utfall.group_by(POSTING).aggregate(lika=utfall.count())
    same = same.filter(same["lika"] > 1).group_by(VOUCHER).aggregate(lika=same["lika"].sum())
    both = files.left_join(same, VOUCHER)
    twice = (both["filer"] > 1).ifelse(both["rader"], both["lika"].fill_null(0))
    return both.group_by("period").aggregate(rader=both["rader"].sum(), två=twice.sum())


def books_of(period: str, settings: Settings, sources: Sources, closed: ClosedYears | None = None) -> Books:
    """The books of a report of `period`, out of its checked sources; `closed` as in `Books`."""
    register = settings.källor.registerfiler.återkommande
    named, filed = column_names(settings.källor.huvudbok).items(), file_names(settings)
    staff = settings.källor.personal
    return Books(
        period=period,
        utfall=sources.utfall,
        balance=sets.chosen(sources.balance, period=lambda month: month <= period),
        late=sources.late,
        plans=sources.plans,
        registers=sources.registers,
        files={file.fil.rsplit("/", 1)[-1]: file.fil for file in sources.files},
        headings={name: heading for name, heading in named if heading is not None},
        limits=settings.kontroller,
        recurring=f"{settings.data}/{register}",
        budget=settings.place("källor", "budget"),
        planned=tuple(planned_amounts(sources.tables, settings, period)),
        closed=closed,
        openings=sources.tables["openings"],
        opened=f"{settings.data}/{filed['openings']}",
        hours=sources.tables["hours"],
        worked=f"{settings.data}/{filed['hours']}",
        kostnadsslag=(staff and staff.kostnadsslag) or "",
        known=sources.tables["known"],
        told=f"{settings.data}/{filed['known']}",
        lönekonton=staff.lönekonton if staff else (),
        beside=sources.beside,
    )
