"""What a report can be asked, in the words that every question shares: per, mått, mot, där, vy."""

from functools import cached_property
from typing import TYPE_CHECKING

from ekonomi import terms
from ekonomi.report.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ekonomi.charts import Chart
    from ekonomi.registry import NoAnswer
    from ekonomi.report.answers import Keys, Made, Order
    from ekonomi.report.explaining import Explanation
    from ekonomi.report.selection import Where
    from ekonomi.report.what_if import Changed, Lines, Volumes
    from ekonomi.table import Table
    from ekonomi.underlag import Ground

ACK = "ack"


class Questions(Parts):
    """Frågorna till en rapport. Namn och koder går lika bra; ett fel säger vad som ligger nära."""

    @cached_property
    def ground(self) -> "Ground":
        """The rows that figures are followed to, and summed from where an economist asks of her own."""
        from ekonomi.report.ground import Figures, ground_of

        return ground_of(self, Figures(self, lambda: self.figures))  # type: ignore[arg-type, attr-defined]

    def avvikelse(
        self,
        per: str = "kostnadsslag",
        mot: str = terms.BUDGET,
        där: "Where | None" = None,
        vy: str = ACK,
        mått: str | None = None,
        avgränsning: str | None = None,
    ) -> "Table":
        """Vad avvikelsen består av, störst först, i tusental kronor.

        `per`: vad beloppen summeras efter: konto, kostnadsslag, resultatrad, ansvar, verksamhetsområde, avdelning,
        projekt, gren, motpart, tjänst, tjänsteområde, grupp, linje (en rad i tjänstekostnaderna), pool eller period.
        `mått`: det som jämförs, utan angivelse utfallet, för helåret prognosen. `mot`: vad det jämförs med: budget,
        fjolåret, fg prognos eller prognos. `där`: vad frågan gäller, till exempel
        `{"ansvar": "Redovisningsstöd", "kostnadsslag": ["personal", "konsult"]}`. `vy`: period (månaden), ack (året
        hittills), rullande 12 eller helår.

        Frågor om organisationen gäller helheten, frågor om tjänster deras kostnader efter tjänsteomräkning, och andra
        frågor det externa, som i rapportens tabeller. `avgränsning` (extern eller helhet) säger något annat.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> delar = report.avvikelse(per="konto", mot="fjolåret", där={"ansvar": "Redovisningsstöd"})
        >>> delar.cell("5010 Månadslöner", "avvikelse").shown
        '−121'
        """
        from ekonomi.report import answers

        return answers.avvikelse(self, per, mot, där or {}, vy, mått, avgränsning)  # type: ignore[arg-type]

    def pivot(
        self,
        per: str = "kostnadsslag",
        kolumner: str | None = None,
        mått: "str | Sequence[str]" = terms.UTFALL,
        där: "Where | None" = None,
        vy: str = ACK,
        avgränsning: str | None = None,
    ) -> "Table":
        """Belopp summerade på två ledder, i tusental kronor: en rad för varje värde av `per`, en kolumn av `kolumner`.

        `per` och `kolumner` är samma ord som i `avvikelse`; utan `kolumner` blir det en kolumn för varje mått. `mått`:
        utfall, budget, fjolåret, prognos, fg prognos eller avvikelse (från budget), ett eller flera. Prognoserna gäller
        helåret. `.to_frame()` ger talen.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> månader = report.pivot(per="kostnadsslag", kolumner="period", där={"verksamhetsområde": "Ekonomi"})
        >>> list(månader.to_frame().columns)
        ['januari 2025', 'februari 2025', 'mars 2025', 'Totalt']
        >>> round(float(månader.to_frame().at["Personalkostnader", "mars 2025"]))
        -3512
        """
        from ekonomi.report import frames

        return frames.pivot(self, per, kolumner, mått, där or {}, vy, avgränsning)  # type: ignore[arg-type]

    @cached_property
    def belopp(self) -> "pd.DataFrame":
        """Alla belopp i en ram, i kronor: en rad per månad, konto, ansvar, tjänst, projekt och motpart.

        Måtten `utfall`, `budget`, `prognos` och `utfall fg år` (samma månad året innan) är kolumner. Intäkt är plus och
        kostnad minus, så att utfall − budget är bättre när det är plus. Noll betyder att inget är bokfört eller
        beslutat. Varje kod har sitt namn bredvid sig: `konto` och `kontonamn`. Budget och prognos är varje års senaste;
        prognosen är ett belopp för hela året, som står i december och saknar konto. Tjänsten är den som står på posten:
        kostnaderna efter tjänsteomräkning får du med `pivot(per="tjänst")`. `intern` är sant för det som förvaltningen
        köper av sig själv.

        >>> from ekonomi import get_report
        >>> ram = get_report("2025-03").belopp
        >>> i_år = ram[ram["period"].between("2025-01", "2025-03") & ~ram["intern"]]
        >>> round(float(i_år["utfall"].sum()) / 1_000_000, 1)
        8.6
        """
        from ekonomi.report import frames

        return frames.belopp(self)  # type: ignore[arg-type]

    def verifikationer(
        self,
        där: "Where | None" = None,
        vy: str = ACK,
        mått: str | None = None,
        avgränsning: str | None = None,
        *,
        text: bool = False,
    ) -> "pd.DataFrame":
        """Posterna för det som frågan gäller, störst först, i kronor, med verifikation, fil och rad.

        Orden är desamma som i `avvikelse`. Gäller frågan en tjänst är en rad den del av en post som tjänsten bär, med
        hela posten under `bokfört`. `text` visar även posternas texter, som kan nämna människor.

        >>> from ekonomi import get_report
        >>> poster = get_report("2025-03").verifikationer(där={"ansvar": "Redovisningsstöd"}, vy="period")
        >>> poster.at[0, "kontonamn"], float(poster.at[0, "belopp"])
        ('Månadslöner', -922892.99)
        """
        from ekonomi.report import frames

        return frames.verifikationer(self, där or {}, vy, mått, avgränsning, text=text)  # type: ignore[arg-type]

    def förklara(
        self,
        tabell: "Made | None" = None,
        rad: str = terms.TOTALT,
        kolumn: str = terms.AVVIKELSE,
        *,
        där: "Where | None" = None,
        mot: str = terms.BUDGET,
        vy: str = ACK,
        mått: str | None = None,
        avgränsning: str | None = None,
    ) -> "Explanation":
        """Varför en siffra avviker: en mening, delarna i tusental kronor och de verifikationer som väger mest.

        Fråga om en siffra, med tabell, rad och kolumn som i `underlag`, eller om ett urval med orden i `avvikelse`. En
        siffra som är en skillnad förklaras som den är; en annan jämförs med `mot`. Delarna står per kostnadsslag,
        konto, ansvar, tjänst och motpart. Mot budget skiljs engångsposter och det som brukar komma senare eller
        tidigare på året från nivån, och pris från volym där volymen är känd. Mot fjolåret skiljs antalet årsarbetare
        från vad var och en kostar. Under varje rubrik är summan hela avvikelsen, på öret.

        >>> from ekonomi import get_report
        >>> svar = get_report("2025-03").förklara(där={"verksamhetsområde": "Ekonomi", "kostnadsslag": "personal"})
        >>> svar.delar.cell("Totalt", "avvikelse").shown.replace("\xa0", " ")
        '622'
        """
        from ekonomi.report import explaining

        figure = None if tabell is None else (tabell, rad, kolumn)
        return explaining.förklara(self, figure, där or {}, mot, vy, mått, avgränsning)  # type: ignore[arg-type]

    def omfördelning(
        self, nycklar: "Keys | None" = None, ordning: "Order | None" = None, vy: str = ACK, mått: str | None = None
    ) -> "Table":
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

        return answers.omfördelning(self, nycklar, ordning, vy, mått)  # type: ignore[arg-type]

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

    def vägar(self, där: "Where", vy: str = ACK, mått: str | None = None) -> "Table":
        """Kostnadernas väg till en tjänst eller från ett ansvar, störst först, i tusental kronor.

        En väg går från det ansvar som bokförde kostnaden, genom dess pool och den pool vars nyckel gav, till tjänsten.
        Vägarna summerar till det som tjänsten bär och till det som ansvaret har bokfört.

        >>> from ekonomi import get_report
        >>> report = get_report("2025-03")
        >>> print(report.vägar(där={"tjänst": "Telefoni"}).cell("Totalt", "belopp").shown)
        −16 719
        """
        from ekonomi.report import answers

        return answers.vägar(self, där, vy, mått)  # type: ignore[arg-type]

    def kvar(self) -> "Table":
        """Det som är kvar att göra innan rapporten publiceras, med vad som ska göras.

        Avstämningar som inte går ihop, varningar om underlaget, texter som saknas, avvikelser över trösklarna som ingen
        har kommenterat, och det som den statistiska prognosen frågar om utan att en justering svarar.

        >>> from ekonomi import get_report
        >>> get_report("2025-03").kvar().columns[2].head
        'Att göra'
        """
        from ekonomi.report import remaining

        return remaining.kvar(self)  # type: ignore[arg-type]

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

    def underlag(
        self, tabell: "Made", rad: str, kolumn: str, *, alla: bool = False, text: bool = False
    ) -> "Table":  # fmt: skip
        """Posterna som en siffra består av, i kronor, med verifikation, fil och rad.

        `tabell` är en tabell, dess namn i siffror.csv eller funktionen som gör den. Efter tjänsteomräkning är en rad
        den del av en post som tjänsten bär. Är de många visas de hundra första av varje led, och summan är ändå allas;
        `alla` visar alla. `text` visar även posternas texter, som kan nämna människor.

        >>> from ekonomi import get_report, tables
        >>> report = get_report("2025-03")
        >>> poster = report.underlag(tables.resultat, "Kommunbidrag", "utfall")
        >>> print(poster.cell("Summa", "belopp").shown)
        9 531 900,00
        """
        from ekonomi.report import answers

        return answers.underlag(self, tabell, rad, kolumn, alla=alla, text=text)  # type: ignore[arg-type]
