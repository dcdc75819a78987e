"""The settings' `källor`: where the nämnd's files are, and what their columns are called."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ekonomi.params.database import DatabaseSource
from ekonomi.params.measures import MeasureSettings
from ekonomi.params.models import ONE_OF, TWICE, AnyHeading, Name, PeriodText, Section, key

Sign = Literal["debet plus", "intäkt plus"]
DecimalMark = Annotated[
    Literal[",", "."], Field(description="Decimaltecknet i en textfil, och i tal som står som text i en arbetsbok.")
]
DimensionNumber = Annotated[int, Field(ge=1)]
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class LedgerHeadings(Section):
    """What the huvudbok's export calls the columns that are read; its other columns are left aside."""

    konto: Name = "Konto"
    ansvar: Name = "Ansvar"
    tjänst: AnyHeading = "Objekt"
    projekt: AnyHeading = "Projekt"
    motpart: AnyHeading = "Motpart"
    belopp: Name = "Belopp"
    period: Name = "Period"
    verifikation: Name = "Verifikationsnr"
    text: AnyHeading = "Text"
    registrerad: AnyHeading = "Registrerad"


class LedgerSource(Section):
    """Utfall: the ERP's exports, a Parquet ledger that `ekonomi importera` has written, or a database."""

    filer: tuple[Name, ...] = key((), "Filer, med * och ? som jokertecken; för parquet mappen.")
    databas: DatabaseSource | None = key(None, "För formatet sql, i stället för filer.")
    format: Literal["unit4", "sie", "parquet", "sql"] = "unit4"
    nämnd: str | None = key(None, "För parquet: vems rader, när mappen har fler nämnders.")
    dimensioner: dict[DimensionNumber, Literal["ansvar", "tjänst", "projekt", "motpart"]] = key(
        {1: "ansvar", 6: "projekt"}, "Vilken kolumn varje SIE-dimension läses till."
    )
    tecken: Sign = key("debet plus", "Vilket tecken filen har på en intäkt.")
    avgränsare: Literal["auto", ";", ",", "\t", "|"] = "auto"
    kodning: Literal["auto", "utf-8", "cp1252", "iso-8859-1"] = "auto"
    decimaltecken: DecimalMark = ","
    blad: str | None = key(None, "Bladet i en arbetsbok, om flera synliga har rubrikerna.")
    kolumner: LedgerHeadings = LedgerHeadings()

    @field_validator("dimensioner")
    @classmethod
    def _one_of_each_dimension(cls, dimensions: dict[int, str]) -> dict[int, str]:
        if len(set(dimensions.values())) < len(dimensions):
            raise PydanticCustomError(TWICE, "varje kolumn en gång")
        return dimensions

    @model_validator(mode="after")
    def _one_place(self) -> "LedgerSource":
        if self.format == "sql" and (self.databas is None or self.filer):
            raise PydanticCustomError(ONE_OF, "databas och inga filer för formatet sql")
        if self.format != "sql" and (self.databas is not None or not self.filer):
            raise PydanticCustomError(ONE_OF, "filer; databas hör till formatet sql")
        return self


class StatementHeadings(Section):
    """What the resultatrapport calls its columns."""

    konto: Name = "Konto"
    period: Name = "Period"
    belopp: Name = "Belopp"


class StatementSource(Section):
    """The ERP's own resultatrapport per konto and period, which proves an export without classes 1–2."""

    fil: Name
    tecken: Sign = "debet plus"
    decimaltecken: DecimalMark = ","
    kolumner: StatementHeadings = StatementHeadings()


class BudgetHeadings(Section):
    """What the budget calls its columns: `månader` from January on, or `period` and `belopp` in a long one."""

    konto: Name = "Konto"
    ansvar: Name = "Ansvar"
    tjänst: AnyHeading = "Objekt"
    projekt: AnyHeading = "Projekt"
    motpart: AnyHeading = "Motpart"
    månader: tuple[Name, ...] = Field(default=MONTHS, min_length=12, max_length=12)
    period: Name = "Period"
    belopp: Name = "Belopp"


class BudgetSource(Section):
    """A year's budget by month: a workbook or a text file, wide or long, or a table in a database."""

    fil: str = key("", "Filen, eller mappen där ekonomi importera har lagt budgeten; då läses bara versionen.")
    databas: DatabaseSource | None = key(None, "I stället för fil; en rad per konto och period.")
    form: Literal["bred", "lång"] = key("bred", "bred: en kolumn per månad; lång: en rad per period.")
    år: int = Field(ge=2000, le=2099, strict=True)
    version: str = Field(min_length=1, description="Budgetens namn; den sista i bokstavsordning gäller för året.")
    beslutad: date
    tecken: Sign = "debet plus"
    decimaltecken: DecimalMark = ","
    nycklar: Name | None = key(
        None, "Nycklarna som budgeten beslutades med och är låst till; utan fil följer den registret."
    )
    pooler: Name | None = key(
        None, "Poolerna, med steg och ansvar, som budgeten är låst till; utan fil följer den registret."
    )
    blad: str = "Budget"
    kolumner: BudgetHeadings = BudgetHeadings()

    @model_validator(mode="after")
    def _one_place(self) -> "BudgetSource":
        if bool(self.fil) == (self.databas is not None):
            raise PydanticCustomError(ONE_OF, "antingen fil eller databas")
        return self


class ForecastHeadings(Section):
    """What the forecast workbook calls its columns."""

    ansvar: Name = "Ansvar"
    tjänst: AnyHeading = "Objekt"
    projekt: AnyHeading = "Projekt"
    motpart: AnyHeading = "Motpart"
    kostnadsslag: Name = "Kostnadsslag"
    belopp: Name = "Helår"


class ForecastSource(Section):
    """The managers' forecast of the full year, made at the report of `period`."""

    fil: Name
    period: PeriodText
    beslutad: date
    tecken: Sign = "intäkt plus"
    decimaltecken: DecimalMark = ","
    blad: str = "Prognos"
    kolumner: ForecastHeadings = ForecastHeadings()


class RegisterFiles(Section):
    """The dated registers."""

    kontoplan: Name
    kostnadsslag: Name = Field(description="Rapportens rader för intäkter och kostnader, i ordning.")
    organisation: Name
    projekt: Name | None = None
    tjänster: Name | None = None
    grupper: Name | None = key(None, "Hur tjänsternas grupper skrivs ut och summeras; utan fil en rad per grupp.")
    motparter: Name | None = None
    pooler: Name | None = None
    nycklar: Name | None = None
    återkommande: Name | None = None


class StaffFiles(Section):
    """What årsarbetare are counted from."""

    arbetad_tid: Name
    helårsnorm: Name
    statistik: Name | None = key(
        None, "Sjukfrånvaro, övertid, timavlönade, anställda och vakanser ur personalsystemet."
    )
    kostnadsslag: str | None = key(None, "Kostnadsslaget som är personalens kostnader.")
    lönekonton: tuple[Name, ...] = key((), "De av kostnadsslagets konton som är lön för arbetad tid.")


class BalanceFiles(Section):
    """What the balance sheet is made of beside the huvudbok."""

    poster: Name = Field(description="Vilken post i balansräkningen varje balanskonto hör till.")
    ingående: Name | None = key(None, "Balanskontonas belopp vid årets början; utan fil visas bara årets förändring.")
    månader: tuple[Annotated[int, Field(ge=1, le=12)], ...] = key(
        (8, 12), "De månader vars rapporter har en balansräkning."
    )


class ModelSource(Section):
    """The figures of a published report of `period`, which ours of the same period must agree with."""

    fil: Name
    period: PeriodText


class SourceFiles(Section):
    """Every file that a report is made of, counted from the folder `data`."""

    huvudbok: LedgerSource
    resultatrapport: StatementSource | None = None
    budget: tuple[BudgetSource, ...] = ()
    prognos: tuple[ForecastSource, ...] = ()
    registerfiler: RegisterFiles
    personal: StaffFiles | None = None
    mått: tuple[MeasureSettings, ...] = key((), "Nämndens egna mått, i ordning.")
    måttprognoser: Name | None = key(None, "Prognoser för helåret av måtten och av årsarbetare.")
    volymer: Name | None = key(None, "Volymer per månad, av tjänst eller av ansvar; ger kostnad per enhet.")
    bestånd: tuple[Name, ...] = key(
        (), "Volymernas enheter som är ett antal på plats, till exempel elev: de räknas i medeltal."
    )
    uppdrag: Name | None = None
    portfölj: Name | None = None
    åtgärder: Name | None = None
    justeringar: Name | None = key(
        None, "Beslutade justeringar av den statistiska prognosen; syns i ekonomens upplaga av 3.2.3."
    )
    risker: Name | None = key(None, "Risker i kronor: sannolikhet, konsekvens och ägare.")
    känslighet: Name | None = key(None, "Antaganden som prognosen prövas mot: så många procent av ett kostnadsslag.")
    mål: Name | None = key(None, "Nämndens mål, måtten som visar dem och bedömningen.")
    balansräkning: BalanceFiles | None = key(None, "Balansräkningen ur huvudbokens balanskonton.")
    investeringar: Name | None = key(None, "Investeringsprojekt per rapport.")
    kända: Name | None = key(
        None, "Det som är känt eller beslutat om helåret, och svaren på det som prognosen frågar om."
    )
    förebild: ModelSource | None = Field(None, description="Siffror ur en publicerad rapport att stämma av mot.")

    @field_validator("budget", "mått", "prognos")
    @classmethod
    def _once(cls, listed: tuple[Any, ...]) -> tuple[Any, ...]:
        """What is listed twice would be counted twice."""
        names = [tuple(getattr(one, name) for name in _NAMED_BY[type(one)]) for one in listed]
        if len(set(names)) < len(names):
            raise PydanticCustomError(
                TWICE, "varje budget (år och version), varje prognos (period) och varje mått (namn) en gång"
            )
        return listed


_NAMED_BY: dict[type, tuple[str, ...]] = {
    BudgetSource: ("år", "version"),
    ForecastSource: ("period",),
    MeasureSettings: ("namn",),
}
