"""Every check of the input, by its Swedish name: how grave it is, what it finds and what to do about it.

The doors and the gates put the name on each finding; `docs/kontroller.md` is written from this list.
"""

from dataclasses import dataclass
from typing import Final

from ekonomi.errors import Finding

STOPPAR, VARNING, UPPLYSNING = "stoppar", "varning", "upplysning"
SEVERITIES: Final = (STOPPAR, VARNING, UPPLYSNING)
LABELS: Final = {STOPPAR: "Stopp", VARNING: "Varning", UPPLYSNING: "Upplysning"}

FIL_SAKNAS: Final = "fil saknas"
OLÄSLIG: Final = "oläslig fil"
TOM: Final = "tom fil"
RUBRIKER: Final = "rubriker"
FÖRSKJUTNA: Final = "förskjutna kolumner"
VÄRDEN: Final = "felaktigt värde"
KODFORM: Final = "kodernas form"
OKÄND_KOD: Final = "okänd kod"
OGILTIG_KOD: Final = "kod utanför sin giltighet"
GILTIGHET: Final = "registrens giltighet"
HÄNVISNING: Final = "registrens hänvisningar"
OMÖJLIG_PERIOD: Final = "omöjlig period"
VOLYMER: Final = "volymer"
JUSTERINGAR: Final = "justeringar"
MÅTT: Final = "mått"
AVKORTAD: Final = "avkortad fil"
VERIFIKATION: Final = "verifikation i obalans"
PERIODBALANS: Final = "period i obalans"
RESULTATRAPPORT: Final = "resultatrapport"
KONTROLLSUMMA: Final = "kontrollsumma"
INGA_POSTER: Final = "period utan poster"
SAKNAD_MÅNAD: Final = "saknad månad"
DUBBEL_MÅNAD: Final = "månad levererad två gånger"
UPPREPAD_MÅNAD: Final = "upprepad månad"
TECKEN: Final = "omvänt tecken"
SKALA: Final = "belopp i fel enhet"
AVSTÄMNING: Final = "avstämning"
PARAMS: Final = "params och inställningar"
ÖVRIGT: Final = "övrigt fel"
RADGRÄNS: Final = "jämnt radantal"
FÅ_POSTER: Final = "få poster"
SAKNAT_ANSVAR: Final = "saknat ansvar"
SAKNAT_KONTO: Final = "saknat konto"
KONTOTECKEN: Final = "omvänt tecken på konto"
AVVIKANDE: Final = "avvikande belopp"
ÅTERKOMMANDE: Final = "återkommande post"
PERIODISERING: Final = "periodisering ej återförd"
DUBBLETT: Final = "dubblett"
STÄNGT_ÅR: Final = "stängt år ändrat"
OSTYRKT: Final = "fullständighet ej styrkt"
SENARE: Final = "poster efter perioden"
SENA: Final = "sena poster"
TOLFTEDELAR: Final = "budget i tolftedelar"


@dataclass(frozen=True)
class Check:
    """`limits` names the keys under `kontroller` in the settings that its threshold is read from."""

    name: str
    severity: str
    finds: str
    action: str
    limits: tuple[str, ...] = ()


_AGAIN = "Ta ut filen på nytt."
CHECKS: Final = (
    Check(FIL_SAKNAS, STOPPAR, "En fil eller ett mönster i inställningarna som ingen fil svarar mot.",
          "Lägg filen i mappen, eller rätta namnet i inställningarna."),
    Check(OLÄSLIG, STOPPAR, "Fel teckenkodning, för många fält, ett citattecken som inte avslutas, "
          "en trasig arbetsbok eller ett blad som saknas.", "Rätta inställningen, eller ta ut filen på nytt."),
    Check(TOM, STOPPAR, "En fil utan innehåll eller utan rader under rubrikraden.", _AGAIN),
    Check(RUBRIKER, STOPPAR, "En kolumn som saknas, har bytt namn eller finns två gånger.",
          "Rätta rubriken i filen eller kolumnnamnet i inställningarna."),
    Check(FÖRSKJUTNA, STOPPAR, "En kolumn vars koder hör hemma i en annan kolumns register.",
          "Rätta ordningen på rubrikerna, eller kolumnnamnen i inställningarna."),
    Check(VÄRDEN, STOPPAR, "En cell som inte är det belopp, den period, det datum eller det val den ska vara.",
          "Rätta värdet i filen, eller ta ut den på nytt."),
    Check(KODFORM, STOPPAR, "En kod som har blivit ett tal eller ett datum: 1E+05, 1101,0, 110 i stället för 0110.",
          "Ta ut filen på nytt med kolumnen som text."),
    Check(OKÄND_KOD, STOPPAR, "En kod som inte finns i sitt register, med de närmaste som gör det.",
          "Rätta posten, eller lägg till koden i registret."),
    Check(OGILTIG_KOD, STOPPAR, "En kod som finns men inte gäller i postens period.",
          "Rätta posten, eller kodens giltighet i registret."),
    Check(GILTIGHET, STOPPAR, "En kod som gäller två gånger samtidigt, eller slutar gälla innan den börjar.",
          "Rätta giltig_från eller giltig_till."),
    Check(HÄNVISNING, STOPPAR, "Ett register som hänvisar till en kod som inte finns i ett annat.",
          "Rätta koden, eller lägg till den."),
    Check(OMÖJLIG_PERIOD, STOPPAR, "En period som inte går ihop med dagen då posten registrerades.",
          "Rätta posten i ekonomisystemet och ta ut filen på nytt."),
    Check(VOLYMER, STOPPAR, "En volym av varken tjänst eller ansvar, en negativ volym, en volym i två enheter eller "
          "samma volym två gånger.",
          "Rätta raden i filen."),
    Check(JUSTERINGAR, STOPPAR, "En justering av prognosen på noll kronor, i en månad som redan är bokförd eller i ett "
          "annat år, på en dag som inte finns, eller två gånger.", "Rätta raden i registret."),
    Check(MÅTT, STOPPAR, "Ett mått utan värden i sin fil, med två värden i en månad, eller i procent utan det som "
          "andelen räknas av.", "Rätta filen, eller måttet i inställningarna."),
    Check(AVKORTAD, STOPPAR, "Den sista verifikationen i filen går inte jämnt upp: raderna har tagit slut.",
          "Ta ut filen på nytt, vid behov med färre månader i varje fil."),
    Check(VERIFIKATION, STOPPAR, "En verifikation som inte summerar till noll, där filen har klass 1–2.",
          "Ta ut filen på nytt, eller rätta verifikationen i ekonomisystemet."),
    Check(PERIODBALANS, STOPPAR, "En period som inte summerar till noll, där filen har klass 1–2 och "
          "varje verifikation går jämnt upp.", "Rätta perioden på posterna, eller ta ut filen på nytt."),
    Check(RESULTATRAPPORT, STOPPAR, "Ett konto och en period där huvudboken skiljer sig från ekonomisystemets egen "
          "resultatrapport; prövas när filen saknar klass 1–2.", "Ta ut huvudboken på nytt; den kan vara avkortad."),
    Check(KONTROLLSUMMA, STOPPAR, "Filens egen slutrad anger ett annat antal rader eller en annan summa än raderna "
          "ger.", "Ta ut filen på nytt; rader saknas eller har ändrats."),
    Check(INGA_POSTER, STOPPAR, "Rapportens period har inga poster i huvudboken.",
          "Lägg till periodens uttag, eller rätta period i parametrarna."),
    Check(SAKNAD_MÅNAD, STOPPAR, "En månad utan poster mellan huvudbokens första månad och perioden.",
          "Lägg till månadens uttag."),
    Check(DUBBEL_MÅNAD, STOPPAR, "Samma verifikationer står två gånger i en månad, i en fil eller i två.",
          "Ta bort den ena filen, eller ta ut månaden på nytt.", ("upprepad_andel",)),
    Check(UPPREPAD_MÅNAD, STOPPAR, "En månad har samma belopp som månaden före på minst hälften av kodsträngarna.",
          "Ta ut månaden på nytt; uttaget är gjort för fel period.", ("upprepad_andel", "minst_antal")),
    Check(TECKEN, STOPPAR, "En hel fil där intäkter är kostnader och tvärtom.",
          "Rätta tecken för filen i inställningarna."),
    Check(SKALA, STOPPAR, "En fil eller månad vars belopp är mycket mindre eller större än de övrigas: "
          "tkr, mnkr eller ören där kronor ska stå.", "Ta ut filen på nytt i kronor.", ("skala",)),
    Check(AVSTÄMNING, STOPPAR, "En avstämning som inte går ihop, när rapportens siffror är räknade.",
          "Rätta underlaget; rapporten publiceras inte förrän avstämningen går ihop."),
    Check(PARAMS, STOPPAR, "En okänd nyckel, ett värde som inte kan stämma eller en rad som inte går att tolka.",
          "Rätta raden i params eller i inställningarna."),
    Check(ÖVRIGT, STOPPAR, "Annat fel i underlaget; raden säger vilket.", "Gör det som raden säger."),
    Check(RADGRÄNS, VARNING, "En fil vars antal rader är precis en gräns som program brukar kapa vid.",
          "Kontrollera att sista posten är med; ta annars ut färre månader i varje fil.", ("radgränser",)),
    Check(FÅ_POSTER, VARNING, "En månad med betydligt färre poster än månader brukar ha.",
          "Kontrollera att månaden är helt uttagen och bokförd.", ("minsta_andel_poster",)),
    Check(SAKNAT_ANSVAR, VARNING, "Ett ansvar som haft poster varje månad men saknar dem i perioden, fast det gäller.",
          "Kontrollera uttagets urval, eller avsluta ansvaret i registret.", ("historik_månader",)),
    Check(SAKNAT_KONTO, VARNING, "Ett konto som haft poster varje månad men saknar dem i perioden, fast det gäller.",
          "Kontrollera uttagets urval, och att allt är bokfört.", ("historik_månader",)),
    Check(KONTOTECKEN, VARNING, "Ett konto vars summa i perioden har motsatt tecken mot alla andra månader.",
          "Kontrollera posterna på kontot.", ("historik_månader", "avvikelse_mnkr")),
    Check(AVVIKANDE, VARNING, "Ett konto på ett ansvar som ligger långt utanför sin egen historik, säsongen medräknad.",
          "Kontrollera posterna; rätta dem, eller kommentera avvikelsen.", ("avvikelse_mått", "avvikelse_mnkr")),
    Check(ÅTERKOMMANDE, VARNING, "En post i registret över återkommande poster som saknas eller har ett annat belopp.",
          "Bokför posten, eller ändra registret.", ("återkommande_procent",)),
    Check(PERIODISERING, VARNING, "En upplupen eller förutbetald post vid årsskiftet som inte har återförts, på ett "
          "konto där sådana annars återförs.", "Bokför återföringen.", ("återföring_månader", "dubblett_kronor")),
    Check(DUBBLETT, VARNING, "Två poster i samma månad med samma kodsträng, belopp och text men olika verifikation, "
          "samma verifikation två gånger, eller två lika rader i budgeten.",
          "Kontrollera om samma underlag är bokfört två gånger.", ("dubblett_kronor",)),
    Check(STÄNGT_ÅR, VARNING, "Ett tidigare år har en annan summa på ett konto än vid den senaste körningen.",
          "Ta reda på varför, och rätta eller kommentera jämförelsetalen."),
    Check(OSTYRKT, UPPLYSNING, "En fil utan klass 1–2, när ingen resultatrapport finns att stämma av mot.",
          "Ange resultatrapport under källor i inställningarna."),
    Check(SENARE, UPPLYSNING, "Poster i månader efter rapportens period.",
          "De räknas inte med. Kontrollera perioden om det inte är hyror och liknande."),
    Check(SENA, UPPLYSNING, "Poster i årets tidigare månader som registrerats efter att månaden stängts.",
          "De räknas med, och syns som sena poster i rapporten."),
    Check(TOLFTEDELAR, UPPLYSNING, "Budgeten är lika stor varje månad på ett konto vars utfall följer säsongen.",
          "Fördela budgeten efter säsong, annars blir periodens avvikelse missvisande.", ("säsong",)),
)  # fmt: skip
BY_NAME: Final = {check.name: check for check in CHECKS}


def severity(finding: Finding) -> str:
    """How grave a finding is; one without a check's name is a fault like any other."""
    return BY_NAME[finding.kontroll or ÖVRIGT].severity


def said(finding: Finding) -> str:
    """The finding as one Swedish line: `Varning (få poster): fil, rad, kolumn: fann …, väntade …. Gör …`."""
    return f"{LABELS[severity(finding)]} ({finding.kontroll or ÖVRIGT}): {finding.line()}"


def rank(finding: Finding) -> tuple[int, int]:
    """Where a finding stands in a list: the gravest first, then in the order of `CHECKS`."""
    check = BY_NAME[finding.kontroll or ÖVRIGT]
    return SEVERITIES.index(check.severity), CHECKS.index(check)
