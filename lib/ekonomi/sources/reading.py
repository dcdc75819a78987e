"""Read every source of a report, check it once, and hand it on frozen."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from operator import or_
from pathlib import Path
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import sets, terms
from ekonomi.errors import Finding
from ekonomi.params import Params, Settings
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_model
from ekonomi.registers import Registers
from ekonomi.sources.door import Beside, Dated, Door, Kept, unkept
from ekonomi.sources.postings import read_plans, read_utfall
from ekonomi.sources.standing import read_locked, read_registers
from ekonomi.sources.tables import by_month, declared, read_tables


@dataclass(frozen=True)
class Sources:
    """All that a report is made of. Frames are checked; belopp is int64 öre, income +.

    utfall: the huvudbok's result rows through the period, and balance: its rows on balance accounts, of every month;
    both schema.LEDGER, kostnadsslag and resultatrad, asked where they lie. sums: the result rows summed by month and
    code string. plans: every budget and forecast, as utfall. later: result rows after the period. late: the year's
    result rows in months before the period that were registered after their own month had closed. locked_keys,
    locked_pools: the keys and the pools that a budget is locked to, by its version. tables: those that
    sources/tables.py declares, each also an attribute of its name (`sources.volumes`). beside: what they
    say of months (`by_month`). given: the tables and the registers that the settings name a file for; the others have
    no rows. model: the published figures, None without. findings: what does not stop the run but should be known.
    """

    utfall: sets.Rows
    balance: sets.Chosen
    sums: pd.DataFrame
    plans: pd.DataFrame
    later: pd.DataFrame
    late: pd.DataFrame
    registers: Registers
    locked_keys: dict[str, pd.DataFrame]
    locked_pools: dict[str, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]
    beside: pd.DataFrame
    given: frozenset[str]
    model: pd.DataFrame | None
    files: tuple[InputFile, ...]
    findings: tuple[Finding, ...]

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(f"Sources har ingen tabell {name}")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every row of utfall and then of the plans, in full."""
        return pd.concat([sets.frame(self.utfall), self.plans], ignore_index=True)

    @cached_property
    def settled(self) -> pd.DataFrame:
        """What must not move once a year is closed: the sums, and `beside`."""
        return pd.concat([self.sums, self.beside], ignore_index=True)

    def read_again(self, read: "Callable[[], Sources]") -> None:
        """Ask the sources that `read` gives for the postings, once the store has let them go."""
        if isinstance(files := _files(self.utfall), sets.Files):
            files.again = lambda: _files(read().utfall)

    def has(self, name: str) -> bool:
        """True where the settings name a file for a table (`actions`) or a register (`services`)."""
        return name in self.given


def _files(rows: sets.Rows) -> Any:
    place = sets.in_place(rows)
    return place and place.ask


def read_sources(
    params: Params, settings: Settings, root: Path, kept: Kept = unkept, beside: Beside = nullcontext
) -> Sources:
    """Read and check all that `settings` names for a report of `params.period`; paths count from `root`.

    `kept` gives what has been read of a file before, where nothing that it follows from has changed since. `beside`
    begins the reading of all but registers and huvudbok beside the huvudbok's, and gives what waits for it.
    Raises DataError with every finding of every file, where there is any that stops the run.
    """
    door = Door(settings, root, params.period, kept)
    door.open(root / params.inställningar)
    dated = read_registers(door)
    locked_keys, locked_pools = read_locked(door, dated)
    with beside(partial(_read_others, door.aside(), dated)) as others:
        rows, sums = read_utfall(door, dated)
        plans, tables, model, aside = others()
    door.join(aside)
    door.close()
    complete = {name: frame for name, frame in dated.frames.items() if frame is not None}
    booked = sets.chosen(rows, kostnadsslag=lambda slag: slag != terms.BALANS)
    through = sets.chosen(booked, period=lambda month: month <= params.period)
    return Sources(
        utfall=through,
        balance=sets.chosen(rows, kostnadsslag=lambda slag: slag == terms.BALANS),
        sums=sums[(sums["kostnadsslag"] != terms.BALANS) & (sums["period"] <= params.period)],
        plans=pd.concat(plans, ignore_index=True) if plans else sets.asked(lambda rows: rows.limit(0), rows),
        later=sets.frame(sets.chosen(booked, period=lambda month: month > params.period)),
        late=late_rows(through, params.period, settings.stängningsdag),
        registers=Registers(**complete),
        locked_keys=locked_keys,
        locked_pools=locked_pools,
        tables=tables,
        beside=by_month(tables, settings),
        given=frozenset([*dated.files, *(one.name for one in declared(settings) if one.file(settings) is not None)]),
        model=model,
        files=tuple(door.files[fil].summed() for fil in sorted(door.files)),
        findings=tuple(door.notes),
    )


def _read_others(
    door: Door, dated: Dated
) -> tuple[list[pd.DataFrame], dict[str, pd.DataFrame], pd.DataFrame | None, Door]:
    """The plans, the tables beside the ledger and the published figures, and the door that they came through."""
    return read_plans(door, dated), read_tables(door, dated), _model(door), door


def late_rows(utfall: sets.Rows, period: str, closing_day: int) -> pd.DataFrame:
    """The year's rows in months before `period` that were registered after their own month had closed.

    A month closes on `closing_day` of the month after. Rows without a date of entry are not counted.
    """
    months = periods.span(periods.january(period), period)[:-1]

    def late(rows: "sets.Table") -> "sets.Table":
        after = [
            (rows["period"] == month) & (rows["registrerad"] > f"{periods.shift(month, 1)}-{closing_day:02d}")
            for month in months
        ]
        return rows.filter(rows["period"].isin(months), reduce(or_, after, rows["rad"] < 0))

    found = sets.asked(late, sets.narrowed(utfall, period=months.__contains__))
    return found.sort_values(["källa", "rad"], ignore_index=True)


def booked_ahead(later: pd.DataFrame, period: str, closing_day: int) -> pd.DataFrame:
    """The rows `later` (in months after `period`) that were registered before the period had closed.

    Rows without a date of entry are not counted: nothing tells that they were known.
    """
    closes = f"{periods.shift(period, 1)}-{closing_day:02d}"
    return later[(later["registrerad"] != "") & (later["registrerad"] <= closes)].reset_index(drop=True)


def _model(door: Door) -> pd.DataFrame | None:
    model = door.settings.källor.förebild
    if model is None or model.period != door.period:
        return None
    file = door.source(model.fil, "källor", "förebild", "fil")
    return door.attempt(read_model, file) if file else None
