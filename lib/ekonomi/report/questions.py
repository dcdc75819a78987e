"""What a report can be asked, in the words that every question shares: per, mot, där, vy."""

from functools import cached_property
from typing import TYPE_CHECKING

from ekonomi import terms
from ekonomi.report.parts import Parts

if TYPE_CHECKING:
    from ekonomi.charts import Chart
    from ekonomi.registry import NoAnswer
    from ekonomi.report.answers import Keys, Made, Order
    from ekonomi.report.selection import Where
    from ekonomi.table import Table
    from ekonomi.underlag import Ground

ACK = "ack"


class Questions(Parts):
    """Frågorna till en rapport. Namn och koder går lika bra; ett fel säger vad som ligger nära."""

    @cached_property
    def ground(self) -> "Ground":
        """The rows that figures are followed to, and summed from where an economist asks of her own."""
        from ekonomi.report.ground import Figures, ground_of

        return ground_of(self, Figures(self, lambda: self.figures))  # type: ignore[attr-defined]

    def avvikelse(
        self,
        per: str = "kostnadsslag",
        mot: str = terms.BUDGET,
        där: "Where | None" = None,
        vy: str = ACK,
        avgränsning: str | None = None,
    ) -> "Table":
        """Vad avvikelsen består av, störst först, i tusental kronor.

        `per`: vad beloppen summeras efter: konto, kostnadsslag, resultatrad, ansvar, verksamhetsområde, avdelning,
        projekt, gren, motpart, tjänst, tjänsteområde, grupp, linje (en rad i tjänstekostnaderna), pool eller period.
        `mot`: vad utfallet jämförs med: budget, fjolåret, fg prognos eller prognos. `där`: vad frågan gäller, till
        exempel `{"ansvar": "Redovisningsstöd", "kostnadsslag": ["personal", "konsult"]}`. `vy`: period (månaden), ack
        (året hittills), rullande 12 eller helår; för helåret är det prognosen som jämförs.

        Frågor om organisationen gäller helheten, frågor om tjänster deras kostnader efter tjänsteomräkning, och andra
        frågor det externa, som i rapportens tabeller. `avgränsning` (extern eller helhet) säger något annat.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> delar = report.avvikelse(per="konto", mot="fjolåret", där={"ansvar": "Redovisningsstöd"})
        >>> delar.cell("5010 Månadslöner", "avvikelse").shown
        '−121'
        """
        from ekonomi.report import answers

        return answers.avvikelse(self, per, mot, där or {}, vy, avgränsning)  # type: ignore[arg-type]

    def omfördelning(self, nycklar: "Keys | None" = None, ordning: "Order | None" = None, vy: str = ACK) -> "Table":
        """Vad som skulle flyttas mellan tjänsterna med andra nycklar eller en annan ordning, i tusental kronor.

        `nycklar`: för en pool antingen vikter, `{"GEM": {"2104": 2, "2106": 1}}`, eller en grund som mottagarna följer:
        årsarbetare, volym eller direkt kostnad. `ordning`: pooler som byter plats med varandra, i sin nya ordning,
        eller steg för steg, `{"GEM": 3}`. En låst budget flyttas aldrig. Summan av det som flyttas är alltid noll.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> report.omfördelning(nycklar={"GEM": "årsarbetare"}).cell("Totalt", "flyttat").shown
        '0'
        """
        from ekonomi.report import answers

        return answers.omfördelning(self, nycklar, ordning, vy)  # type: ignore[arg-type]

    def vägar(self, där: "Where", vy: str = ACK) -> "Table":
        """Kostnadernas väg till en tjänst eller från ett ansvar, störst först, i tusental kronor.

        En väg går från det ansvar som bokförde kostnaden, genom dess pool och den pool vars nyckel gav, till tjänsten.
        Vägarna summerar till det som tjänsten bär och till det som ansvaret har bokfört.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> report.vägar(där={"tjänst": "Telefoni"}).cell("Totalt", "belopp").shown.replace("\xa0", " ")
        '−16 719'
        """
        from ekonomi.report import answers

        return answers.vägar(self, där, vy)  # type: ignore[arg-type]

    def solfjäder(self, där: "Where | None" = None, mot: str = terms.BUDGET) -> "Chart | NoAnswer":
        """Årets resultat månad för månad, med prognosens gränser, chefernas prognos och budgeten, i mnkr.

        `där`: ett verksamhetsområde, ett kostnadsslag, båda två, en linje eller en tjänst; utan `där` hela resultatet.
        `mot`: vad kurvan jämförs med: budget eller fjolåret. Tjänster och kostnader visas som positiva belopp.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> report.solfjäder(där={"verksamhetsområde": "Ekonomi"}).title
        'Helårets resultat för Ekonomi hamnar troligen mellan 16,6 och 18,2 mnkr'
        """
        from ekonomi.report.answers import said
        from ekonomi.report.fans import solfjäder

        return said(solfjäder)(self, där or {}, mot)  # type: ignore[arg-type]

    def underlag(self, tabell: "Made", rad: str, kolumn: str, *, text: bool = False) -> "Table":
        """Posterna som en siffra består av, i kronor, med verifikation, fil och rad.

        `tabell` är en tabell, dess namn i siffror.csv eller funktionen som gör den. Efter tjänsteomräkning är en rad
        den del av en post som tjänsten bär. `text` visar även posternas texter, som kan nämna människor.

        >>> from ekonomi import get_report, tables
        >>> report = get_report("2025-03")
        >>> poster = report.underlag(tables.resultat, "Kommunbidrag", "utfall")
        >>> poster.cell("Summa", "belopp").shown.replace("\xa0", " ")
        '9 531 900,00'
        """
        from ekonomi.report import answers

        return answers.underlag(self, tabell, rad, kolumn, text=text)  # type: ignore[arg-type]
