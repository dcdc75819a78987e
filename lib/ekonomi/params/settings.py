"""The nämnd's standing settings: who it is, what it reports, its limits, and its sources."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.params.models import SCHEMA_DIALECT, Document, Name, Section, key
from ekonomi.params.published import BranchSettings, SlotName, TableSettings, TextPart
from ekonomi.params.sources import SourceFiles

RowCount = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(gt=0, le=1)]


class CheckSettings(Section):
    """The defaults are quiet on an ordinary ledger; docs/kontroller.md says which check reads which."""

    radgränser: tuple[RowCount, ...] = key(
        (10_000, 16_384, 50_000, 65_536, 100_000, 200_000, 500_000, 1_000_000, 1_048_576),
        "Antal rader som ett uttag kan ha kapats vid.",
    )
    minsta_andel_poster: Share = key(0.5, "En månad har få poster under den här andelen av medianen.")
    minst_antal: int = key(20, "Minst så många kodsträngar för att en månad ska kunna kallas upprepad.", ge=2)
    upprepad_andel: Share = key(0.5, "Andel lika belopp eller poster som gör en månad upprepad eller dubbel.")
    skala: float = key(50, "Så många gånger mindre eller större än vanligt är fel enhet.", gt=1)
    språng: float = key(
        5, "Så många gånger ett värde bredvid huvudboken får skilja sig från de tolv månaderna före.", gt=1
    )
    största_andel: Share = key(0.1, "Största andel av ett års kostnader som en åtgärd eller risk brukar vara.")
    historik_månader: int = key(12, "Antal månader i följd som räknas som ”alltid”.", ge=2)
    avvikelse_mått: float = key(8, "Robust avstånd från kontots egen historik, i standardavvikelser.", gt=0)
    avvikelse_mnkr: float = key(1.0, "Minsta avvikelse från kontots egen historik, i mnkr.", ge=0)
    återkommande_procent: float = key(10, "Så mycket får en återkommande post skilja sig från registrets belopp.", ge=0)
    återföring_månader: int = key(1, "Inom så många månader efter årsskiftet ska en periodisering återföras.", ge=1)
    dubblett_kronor: float = key(10_000, "Minsta belopp för en dubblett eller en periodisering, i kronor.", ge=0)
    timkostnad: float = key(400, "Vad en arbetad timme brukar kosta i lön och avgifter, i kronor.", gt=0)
    timkostnad_procent: float = key(
        50, "Så mycket får en arbetad timmes kostnad skilja sig från samma månad året före.", gt=0
    )
    säsong: float = key(0.4, "Skillnad mellan högsta och lägsta månad, som andel av medelmånaden.", gt=0)


class ThresholdSettings(Section):
    """How large a deviation must be before the report comments on it: both limits together."""

    mnkr: float = Field(default=1.0, ge=0)
    procent: float = Field(default=5.0, ge=0)


class PrivacySettings(Section):
    """What the report may show of people."""

    verifikationstexter: bool = key(
        False, "Visa posternas texter i tabellen över sena poster; de kan nämna personer och leverantörer.", strict=True
    )
    minsta_grupp: float = key(
        5.0, "Grupper med färre årsarbetare, räknat på helår, visas inte i personaltabellerna.", ge=0
    )


class KindSettings(Section):
    """What a kind of report has otherwise than the settings say."""

    avsnitt: tuple[SlotName, ...] | None = key(None, "Avsnitten i ordning.")
    bilagor: tuple[SlotName, ...] | None = key(None, "Bilagorna i ordning.")
    rubriker: dict[Name, str | None] = key({}, "Rubriker som trycks annorlunda.")
    utan: tuple[Name, ...] = key((), "Tabeller som rapporten inte har, med programmets namn.")


class Settings(Document):
    """A nämnd's standing settings."""

    model_config = ConfigDict(
        title="Nämndens inställningar",
        json_schema_extra={"$schema": SCHEMA_DIALECT, "description": "Det som är lika från period till period."},
    )

    nämnd: str = Field(min_length=1, description="Nämndens namn, så som det står på rapporten.")
    förvaltning: str = Field(min_length=1)
    märkning: str = key("", "Står överst på varje sida, till exempel att data är ett exempel.")
    data: Name = Field(description="Mappen med källfilerna, räknad från mappen som innehåller params/.")
    texter: str = key(
        "",
        "Mappen med ekonomernas egna texter, en undermapp per period; utan den params/texter/ och namnet "
        "på den här filen.",
    )
    stängningsdag: int = Field(
        ge=1, le=28, strict=True, description="Dag i månaden efter då perioden stängs; senare poster är sena."
    )
    trösklar: ThresholdSettings = ThresholdSettings()
    kontroller: CheckSettings = key(CheckSettings(), "Gränser för kontrollerna; se docs/kontroller.md.")
    personuppgifter: PrivacySettings = PrivacySettings()
    kommentarer: dict[str, SlotName] = key(
        {}, "Texten som kommenterar en rad i tabellen över tjänstekostnader när avvikelsen är över trösklarna."
    )
    förkortningar: dict[Name, Name] = key({}, "Förkortningar i tabellerna, utskrivna i en not under var och en.")
    grenar: BranchSettings = key(BranchSettings(), "Vad rapporten kallar grenarna, som registret projekt skiljer åt.")
    tabeller: dict[Name, TableSettings] = key(
        {}, "Tabellernas och kolumnernas publicerade namn; utan dem det namn som tabellen har i programmet."
    )
    rubriker: dict[Name, str | None] = key(
        {}, "Rubriken som skrivs i stället för anteckningsbokens; null utelämnar den och det som står under."
    )
    textrutor: dict[SlotName, tuple[TextPart, ...]] = key(
        {}, "Texterna i en textruta, var och en under sin rubrik; utan dem texten med rutans namn."
    )
    avsnitt: tuple[SlotName, ...] = Field(min_length=1, description="Rapportens avsnitt i ordning.")
    bilagor: tuple[SlotName, ...] = ()
    utan: tuple[Name, ...] = key((), "Tabeller som rapporten inte har, med programmets namn.")
    rapporter: dict[Literal["månad", "delår", "år"], KindSettings] = key(
        {}, "Det som är annorlunda i en månad utan beslutad prognos, i en delårsrapport och i årsrapporten."
    )
    omräkning: Literal["stegmetoden", "direkt metod", "ömsesidig metod"] = key(
        "stegmetoden", "Hur poolernas kostnader går till tjänsterna; se docs/metod/tjansteomrakning.md."
    )
    prognosunderlag: Literal["verksamhetsområde", "avdelning"] = key(
        "verksamhetsområde", "Vad varje arbetsbok i prognosrundan gäller."
    )
    källor: SourceFiles

    def kind(self, period: str) -> Literal["månad", "delår", "år"]:
        """What a period reports: december the year, a month with a decided forecast a delår, another the month."""
        if periods.month(period) == 12:
            return terms.ÅR
        return terms.DELÅR if any(one.period == period for one in self.källor.prognos) else terms.MÅNAD

    def of(self, period: str) -> "Settings":
        """The settings as a report of `period` has them, by its kind."""
        own = self.rapporter.get(self.kind(period))
        if own is None:
            return self
        chosen = {name: value for name in ("avsnitt", "bilagor") if (value := getattr(own, name)) is not None}
        rubriker, utan = {**self.rubriker, **own.rubriker}, (*self.utan, *own.utan)
        return self.model_copy(update={**chosen, "rubriker": rubriker, "utan": utan})
