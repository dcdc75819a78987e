"""What a report can be asked, in the words that every question shares: per, mått, mot, där, vy."""

from functools import cached_property
from typing import TYPE_CHECKING

from ekonomi.report import answers, explaining, fans, frames
from ekonomi.report.answers import Keys, Order
from ekonomi.report.parts import Parts
from ekonomi.table import Table

if TYPE_CHECKING:
    from ekonomi.report.what_if import Changed, Lines, Volumes


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

        Svaret är en rapport som alla andra. `svar.bredvid(tables.prognos)` visar en tabell bredvid den som gäller nu.

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
