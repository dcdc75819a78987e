"""The nämnd's standing settings: who it is, what it reports, its limits, and its sources."""

from typing import Annotated

from pydantic import ConfigDict, Field

from ekonomi.params.limits import CheckSettings
from ekonomi.params.models import SCHEMA_DIALECT, Document, Section
from ekonomi.params.sources import FileName, SourceFiles

NotebookName = Annotated[str, Field(pattern=r"^[0-9a-z_]+$")]


class ThresholdSettings(Section):
    """How large a deviation must be before the report comments on it: both limits together."""

    mnkr: float = Field(default=1.0, ge=0)
    procent: float = Field(default=5.0, ge=0)


class PrivacySettings(Section):
    """What the report may show of people."""

    verifikationstexter: bool = Field(
        default=False,
        strict=True,
        description="Visa posternas texter i tabellen över sena poster; de kan nämna personer och leverantörer.",
    )
    minsta_grupp: float = Field(
        default=5.0,
        ge=0,
        description="Grupper med färre årsarbetare, räknat på helår, visas inte i personaltabellerna.",
    )


class Settings(Document):
    """A nämnd's standing settings."""

    model_config = ConfigDict(
        title="Nämndens inställningar",
        json_schema_extra={
            "$schema": SCHEMA_DIALECT,
            "description": "Det som är lika från period till period.",
        },
    )

    nämnd: str = Field(min_length=1, description="Nämndens namn, så som det står på rapporten.")
    förvaltning: str = Field(min_length=1)
    märkning: str = Field(
        default="", description="Står överst på varje sida, till exempel att data är ett exempel."
    )
    data: FileName = Field(description="Mappen med källfilerna, räknad från mappen som innehåller params/.")
    texter: str = Field(
        default="params/texter", description="Mappen med ekonomernas egna texter, en undermapp per period."
    )
    stängningsdag: int = Field(
        ge=1, le=28, strict=True, description="Dag i månaden efter då perioden stängs; senare poster är sena."
    )
    trösklar: ThresholdSettings = ThresholdSettings()
    kontroller: CheckSettings = Field(
        default=CheckSettings(), description="Gränser för kontrollerna; se docs/kontroller.md."
    )
    personuppgifter: PrivacySettings = PrivacySettings()
    kommentarer: dict[str, NotebookName] = Field(
        default_factory=dict,
        description="Texten som kommenterar en rad i tabell 3.2.4, när avvikelsen är över trösklarna.",
    )
    förkortningar: dict[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]] = Field(
        default_factory=dict, description="Förkortningar i tabellerna, utskrivna i en not under var och en."
    )
    avsnitt: tuple[NotebookName, ...] = Field(min_length=1, description="Rapportens avsnitt i ordning.")
    bilagor: tuple[NotebookName, ...] = ()
    källor: SourceFiles
