"""From where on a check speaks: the thresholds under `kontroller` in the nämnd's settings."""

from typing import Annotated

from pydantic import Field

from ekonomi.params.models import Section

RowCount = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(gt=0, le=1)]


class CheckSettings(Section):
    """The defaults are quiet on an ordinary ledger; docs/kontroller.md says which check reads which."""

    radgränser: tuple[RowCount, ...] = Field(
        default=(10_000, 16_384, 50_000, 65_536, 100_000, 200_000, 500_000, 1_000_000, 1_048_576),
        description="Antal rader som ett uttag kan ha kapats vid.",
    )
    minsta_andel_poster: Share = Field(
        default=0.5, description="En månad har få poster under den här andelen av medianen."
    )
    minst_antal: int = Field(
        default=20, ge=2, description="Minst så många kodsträngar för att en månad ska kunna kallas upprepad."
    )
    upprepad_andel: Share = Field(
        default=0.5, description="Andel lika belopp eller poster som gör en månad upprepad eller dubbel."
    )
    skala: float = Field(default=50, gt=1, description="Så många gånger mindre eller större än vanligt är fel enhet.")
    historik_månader: int = Field(default=12, ge=2, description="Antal månader i följd som räknas som ”alltid”.")
    avvikelse_mått: float = Field(
        default=8, gt=0, description="Robust avstånd från kontots egen historik, i standardavvikelser."
    )
    avvikelse_mnkr: float = Field(default=1.0, ge=0, description="Minsta avvikelse från kontots egen historik, i mnkr.")
    återkommande_procent: float = Field(
        default=10, ge=0, description="Så mycket får en återkommande post skilja sig från registrets belopp."
    )
    återföring_månader: int = Field(
        default=1, ge=1, description="Inom så många månader efter årsskiftet ska en periodisering återföras."
    )
    dubblett_kronor: float = Field(
        default=10_000, ge=0, description="Minsta belopp för en dubblett eller en periodisering, i kronor."
    )
    säsong: float = Field(
        default=0.4, gt=0, description="Skillnad mellan högsta och lägsta månad, som andel av medelmånaden."
    )
