"""The nämnd's own rows: its kostnadsslag and its groups of tjänster, in their order and by their printed names."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.registers.lookup import FIRST, LAST, valid_until


@dataclass(frozen=True)
class Kostnadsslag:
    """The kostnadsslag of a report in their order: what each is called, and the resultatrad that it belongs to."""

    labels: Mapping[str, str]
    resultatrad: Mapping[str, str]

    def of(self, *rader: str) -> tuple[str, ...]:
        """The kostnadsslag of some resultatrader, in the register's order."""
        return tuple(name for name, rad in self.resultatrad.items() if rad in rader)


@dataclass(frozen=True)
class Grupper:
    """The groups of tjänster in their order: printed name, rows of tjänstekostnader, and subtotal of each.

    `lines`: the rows that each grupp prints, by grupp. `sums`: the subtotal that each counts to, "" for none.
    `spelled`: the rows that the organisation spells with other capitals, as it does.
    """

    labels: Mapping[str, str]
    lines: Mapping[str, tuple[str, ...]]
    sums: Mapping[str, str]
    spelled: Mapping[str, str] = field(default_factory=dict)

    def printed(self, line: str) -> str:
        """What a row of tjänstekostnader is called in print: an område as the organisation spells it."""
        return self.spelled.get(line, line)

    @property
    def subtotals(self) -> dict[str, tuple[str, ...]]:
        """The groups of each subtotal, in order."""
        names = dict.fromkeys(summa for summa in self.sums.values() if summa)
        return {name: tuple(grupp for grupp, summa in self.sums.items() if summa == name) for name in names}

    def by_sum(self, used: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each subtotal ("" for none) and its rows, in order; an område is there where it is `used`."""
        for summa in dict.fromkeys(self.sums.values()):
            groups = [grupp for grupp, own in self.sums.items() if own == summa]
            lines = dict.fromkeys(line for grupp in groups for line in self.lines[grupp])
            whole = {self.labels[grupp] for grupp in groups}
            yield summa, tuple(line for line in lines if line in used or line in whole)


def kostnadsslag_of(lines: pd.DataFrame, period: str) -> Kostnadsslag:
    """The kostnadsslag that a report of `period` may show: those that hold in its year or the year before it."""
    held = _held(lines, "kostnadsslag", period)
    names, labels, rader = (held[name] for name in ("kostnadsslag", "benämning", "resultatrad"))
    return Kostnadsslag(dict(zip(names, labels, strict=True)), dict(zip(names, rader, strict=True)))


def grupper_of(groups: pd.DataFrame, services: pd.DataFrame, areas: Collection[str], period: str) -> Grupper:
    """The groups that the register tjänster names, as the register grupper tells of them.

    `areas`: the verksamhetsområden, in whose spelling a row of the same name is printed.

    Without a row there, a grupp goes by its own name, prints one row and counts to no subtotal; such groups stand in
    the order of tjänster, after the others.
    """
    told = _held(groups, "grupp", period).set_index("grupp")
    ordered = services.sort_values("ordning", kind="stable")
    used = list(dict.fromkeys(ordered["grupp"]))
    names = [*(name for name in told.index if name in used), *(name for name in used if name not in told.index)]
    labels = {name: told["benämning"].get(name, name) for name in names}
    by_area = ordered.groupby("grupp", sort=False)["område"].unique()
    lines = {
        name: tuple(by_area[name]) if told["uppdelning"].get(name) == terms.PER_OMRÅDE else (labels[name],)
        for name in names
    }
    spelling = {area.casefold(): area for area in areas}
    spelled = {line: spelling[line.casefold()] for own in lines.values() for line in own if line.casefold() in spelling}
    return Grupper(labels, lines, {name: told["summa"].get(name, "") for name in names}, spelled)


def _held(register: pd.DataFrame, code: str, period: str) -> pd.DataFrame:
    """The latest row of each code that holds in the year of `period` or in the year before, by `ordning`."""
    first, last = periods.shift(periods.january(period), -12), periods.december(period)
    held = register[(register[FIRST] <= last) & (valid_until(register[LAST]) >= first)]
    latest = held.sort_values(FIRST, kind="stable").groupby(code, as_index=False, sort=False).last()
    return latest.sort_values("ordning", kind="stable", ignore_index=True)
