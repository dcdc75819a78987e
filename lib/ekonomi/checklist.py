"""The checks that several readers and sources make; a check of one function is declared on it (see `errors`).

`docs/kontroller.md` is written from all of them by `tools/kontroller.py`.
"""

from typing import Final

from ekonomi.errors import STOPPAR, VARNING, Check

FIL_SAKNAS: Final = Check("fil saknas", STOPPAR,
    finds="En fil eller ett mönster i inställningarna som ingen fil svarar mot.",
    action="Lägg filen där eller rätta namnet i inställningarna.")  # fmt: skip
OLÄSLIG: Final = Check("oläslig fil", STOPPAR,
    finds="Fel teckenkodning, för många fält, en avbruten sista rad, ett citattecken som inte avslutas, en trasig "
    "eller för stor arbetsbok, ett blad som saknas, flera blad med samma rubriker, eller en fil av annat slag.",
    action="Rätta inställningen, eller ta ut filen på nytt.")  # fmt: skip
SIE_FIL: Final = Check("SIE-filens form", STOPPAR,
    finds="En verifikation eller en post i en SIE-fil som inte följer formatet, eller en annan valuta än kronor.",
    action="Rätta posten i ekonomisystemet och ta ut filen på nytt.")  # fmt: skip
TOM: Final = Check("tom fil", STOPPAR,
    finds="En fil utan innehåll eller utan rader under rubrikraden.",
    action="Ta ut filen på nytt.")  # fmt: skip
RUBRIKER: Final = Check("rubriker", STOPPAR,
    finds="En kolumn som saknas, har bytt namn eller finns två gånger.",
    action="Rätta rubriken i filen eller kolumnnamnet i inställningarna.")  # fmt: skip
VÄRDEN: Final = Check("felaktigt värde", STOPPAR,
    finds="En cell som inte är det belopp, den period, det datum eller det val den ska vara, ett felvärde (#REF!, "
    "#SAKNAS!), en formel som aldrig är uträknad, ett tal visat i procent eller ett tal som kan läsas på två sätt.",
    action="Rätta värdet i filen eller ta ut filen på nytt.")  # fmt: skip
KODFORM: Final = Check("kodernas form", STOPPAR,
    finds="En kod som har blivit ett tal eller ett datum: 1E+05, 1101,0, 110 i stället för 0110.",
    action="Ta ut filen på nytt med kolumnen som text.")  # fmt: skip
GILTIGHET: Final = Check("registrens giltighet", STOPPAR,
    finds="En kod som gäller två gånger samtidigt, eller slutar gälla innan den börjar.",
    action="Rätta giltig_från eller giltig_till så att raderna avlöser varandra.")  # fmt: skip
HÄNVISNING: Final = Check("registrens hänvisningar", STOPPAR,
    finds="Ett register som hänvisar till en kod som inte finns i ett annat, eller en nyckel vars grund inte passar "
    "mottagaren.",
    action="Rätta posten eller lägg till koden i registret.")  # fmt: skip
KONTROLLSUMMA: Final = Check("kontrollsumma", STOPPAR,
    finds="Filens egen slutrad anger ett annat antal rader eller en annan summa än raderna ger, eller en budgets "
    "kolumn för helåret en annan summa än månaderna.",
    action="Ta ut filen på nytt; rader saknas eller har ändrats.")  # fmt: skip
DATABAS: Final = Check("databas", STOPPAR,
    finds="En databas, en tabell eller en fråga som inte går att läsa, eller som ger samma rad flera gånger.",
    action="Rätta tabell eller fråga i inställningarna, och se att användaren har läsrätt.")  # fmt: skip
FÖRDELNING: Final = Check("fördelning", STOPPAR,
    finds="En pool eller en nyckel som kostnaderna inte går att fördela efter.",
    action="Rätta poolens nyckel i registret.")  # fmt: skip
RAPPORT: Final = Check("tidigare rapport", STOPPAR,
    finds="En färdig rapport vars filer har ändrats, eller som underlaget inte längre ger.",
    action="Kör om rapporten för den månaden, eller flytta undan mappen.")  # fmt: skip
PARAMS: Final = Check("params och inställningar", STOPPAR,
    finds="En okänd nyckel, ett värde som inte kan stämma eller en rad som inte går att tolka.",
    action="Rätta värdet.")  # fmt: skip
ÖVRIGT: Final = Check("övrigt fel", STOPPAR,
    finds="Annat fel i underlaget; raden säger vilket.",
    action="Gör det som raden säger.")  # fmt: skip
SIE_POST: Final = Check("SIE-post som inte är läst", VARNING,
    finds="En post i en SIE-fil som varken är en verifikation eller dess rader och som inte går att läsa.",
    action="Posten räknas inte med; rätta den i filen om den behövs.")  # fmt: skip
