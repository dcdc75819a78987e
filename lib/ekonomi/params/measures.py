"""The nämnd's own mått: what each is called, which way is better, and where its values are found."""

from typing import Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ekonomi.params.models import ONE_OF, Name, Section, key

MONTHLY: Final = "månadsvärden"
CASES: Final = "ärenden"
SUM: Final = "summa"
MEAN: Final = "snitt"
LATEST: Final = "senaste"
HIGHER: Final = "högre"


class MeasureFile(Section):
    """Where the values of a mått stand: a value a month, or a list of cases to be counted."""

    fil: Name
    form: Literal["månadsvärden", "ärenden"] = "månadsvärden"
    månad: Name = key("resolved_at", "För ärenden: kolumnen med dagen då ärendet räknas; ett tomt fält räknas inte.")
    andel: Name | None = key(None, "För ärenden: måttet är andelen som har true i den här kolumnen.")
    antal: Name | None = key(None, "För ärenden: måttet är antalet som har true i den här kolumnen.")

    nummer: Name | None = key(
        "number", "För ärenden: kolumnen med ärendets nummer, som får stå en gång; null utan den."
    )
    öppnad: Name | None = key("opened_at", "För ärenden: kolumnen med dagen då ärendet öppnades; null utan den.")

    @property
    def flag(self) -> str:
        """The column of a list of cases that says which of them count."""
        return self.andel or self.antal or ""

    @model_validator(mode="after")
    def _one_question(self) -> "MeasureFile":
        if (self.andel is not None) + (self.antal is not None) != (self.form == CASES):
            raise PydanticCustomError(
                ONE_OF, "antingen andel eller antal för formen ärenden, och inget av dem för månadsvärden"
            )
        return self


class MeasureSettings(Section):
    """A mått that the report shows beside a year ago, the forecast and the years before."""

    namn: Name = Field(description="Måttets namn, i filerna och i siffror.csv.")
    benämning: str = key("", "Måttets rubrik i tabell och diagram; utan den namnet.")
    i_text: str = key("", "Vad måttet kallas i en mening; utan den benämningen.")
    enhet: Name = Field(description="procent, antal, årsarbetare eller en annan enhet.")
    decimaler: int | None = key(None, "Antal decimaler; utan dem enhetens vanliga.", ge=0, le=4, strict=True)
    riktning: Literal["högre", "lägre"] | None = key(
        None, "Vilket håll som är bättre; utan den sägs inget om bättre och sämre."
    )
    målvärde: float | None = key(None, "Målet, för helåret där månaderna läggs ihop till en summa.")
    sammanvägning: Literal["summa", "snitt", "senaste"] | None = key(
        None, "Hur månadernas värden vägs ihop; utan den summan, eller andelen där av finns."
    )
    fotnot: str = key("", "En not under tabellen.")
    källa: MeasureFile

    @property
    def label(self) -> str:
        """How the mått is printed."""
        return self.benämning or self.namn

    @property
    def words(self) -> str:
        """How a sentence speaks of the mått; it begins with a small letter."""
        return self.i_text or f"{self.label[:1].lower()}{self.label[1:]}"
