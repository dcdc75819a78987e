"""What a report can be asked, in the words that every question shares: per, mått, mot, där, vy.

`Figures` and `ground_of` are what its figures are followed to: its postings, and every file that an urval may name.
"""

from collections import ChainMap
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ekonomi.allocation import valid
from ekonomi.reconcile import said
from ekonomi.report import answers, explaining, fans, frames
from ekonomi.report.answers import Keys, Order
from ekonomi.report.parts import Parts
from ekonomi.table import Table
from ekonomi.tables.assignments import DAYS, dated
from ekonomi.tables.checks import FOUND, TIES
from ekonomi.tables.units import FIGURES
from ekonomi.tables.ways import KEYS_HELD
from ekonomi.underlag import Ground

if TYPE_CHECKING:
    from ekonomi.report import Report
    from ekonomi.report.what_if import Changed, Lines, Volumes


class Figures(dict[str, pd.DataFrame]):
    """The siffror.csv files that a report may name and the lists that it counts, each made when it is asked for."""

    def __init__(self, report: "Report", own: Callable[[], pd.DataFrame]) -> None:
        self._report, self._own = report, own

    def __missing__(self, name: str) -> pd.DataFrame:
        earlier = self._report.earlier
        if earlier is not None and name == f"{earlier.period}/{FIGURES}":
            return earlier.figures
        lists = {FIGURES: self._own, FOUND: self._found, TIES: self._ties, KEYS_HELD: self._keys, DAYS: self._days}
        if name not in lists:
            raise KeyError(name)
        return lists[name]()

    def _found(self) -> pd.DataFrame:
        told = [(one.kontroll.name, one.fil, one.rad, one.kolumn or "", one.funnet) for one in self._report.findings]
        return pd.DataFrame(told, columns=["kontroll", "fil", "rad", "kolumn", "funnet"])

    def _ties(self) -> pd.DataFrame:
        """The tie-outs as avstamning.csv has them, by its rows, with both sides in words."""
        told = self._report.ties[["avstämning", "utslag", "förklaring", "vänster", "höger"]]
        sides = {side: told[side].map(said) for side in ("vänster", "höger")}
        return told.assign(**sides, rad=range(2, len(told) + 2))

    def _keys(self) -> pd.DataFrame:
        return valid(self._report.rules.keys, self._report.period) if self._report.rules else pd.DataFrame()

    def _days(self) -> pd.DataFrame:
        own = self._report.assignments
        return pd.DataFrame() if own is None else dated(own, self._report.period)


def ground_of(parts: Parts, figures: dict[str, pd.DataFrame]) -> Ground:
    """The ground of a report; `figures`: the siffror.csv files that an urval may name."""
    files = ChainMap(parts.filed, figures)
    return Ground(parts.sums, parts.sources, parts.rules, parts.versions.budget or "", files)


class Questions(Parts):
    """Frågorna till en rapport. Namn och koder går lika bra; ett fel säger vad som ligger nära."""

    avvikelse = answers.avvikelse
    omfördelning = answers.omfördelning
    vägar = answers.vägar
    underlag = answers.underlag
    belopp = cached_property(frames.belopp)
    pivot = frames.pivot
    verifikationer = frames.verifikationer
    förklara = explaining.förklara
    solfjäder = fans.solfjäder

    @cached_property
    def ground(self) -> Ground:
        """The rows that figures are followed to, and summed from where an economist asks of her own."""
        return ground_of(self, Figures(self, lambda: self.figures))  # type: ignore[arg-type, attr-defined]

    def med(
        self,
        *,
        nycklar: "Keys | None" = None,
        ordning: "Order | None" = None,
        prognos: "Lines | None" = None,
        justering: "Lines | None" = None,
        volym: "Volumes | None" = None,
    ) -> "Changed":
        """En annan rapport, där något är ändrat; bara det som följer av ändringen räknas om, när det efterfrågas.

        `nycklar`, som gäller från årets början, och `ordning` är som i `omfördelning`. `prognos`: vad helårets prognos
        blir, i kronor med intäkt plus och kostnad minus, en rad eller flera:
        `{"ansvar": "Redovisningsstöd", "kostnadsslag": "personal", "belopp": -40_000_000}`. `justering`: ett känt
        belopp utöver den statistiska prognosen, som raderna i registret justeringar:
        `{"ansvar": …, "kostnadsslag": …, "belopp": 2_000_000, "period": "2025-10"}`. `volym`: årets antal hittills per
        tjänst eller ansvar, `{"Telefoni": 9_000}`, eller efter mått, `{"Telefoni": {"prognos": 36_000}}`.

        Svaret är en rapport som alla andra. `svar.bredvid(tables.prognos)` visar en tabell bredvid den som gäller idag.

        >>> from ekonomi import get_report, tables
        >>> report = get_report("2025-03")
        >>> högre = {"ansvar": "Redovisningsstöd", "kostnadsslag": "personal", "belopp": -40_000_000}
        >>> tänkt = report.med(prognos=högre)
        >>> tänkt.bredvid(tables.prognos).cell("Resultat", "prognos skillnad").shown
        '−23,3'
        """
        from ekonomi.report import what_if

        return what_if.changed(self, nycklar, ordning, prognos, justering, volym)  # type: ignore[arg-type]

    def kvar(self) -> Table:
        """Det som är kvar att göra innan rapporten publiceras, med vad som ska göras.

        Avstämningar som inte går ihop, varningar om underlaget, texter som saknas, avvikelser över trösklarna som ingen
        har kommenterat, och det som den statistiska prognosen frågar om utan att en justering svarar.

        >>> from ekonomi import get_report
        >>> get_report("2025-03").kvar().columns[2].head
        'Att göra'
        """
        from ekonomi.report import remaining

        return remaining.kvar(self)  # type: ignore[arg-type]
