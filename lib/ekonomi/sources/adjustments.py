"""The register of decided adjustments to the statistical forecast, held against itself."""

from collections.abc import Iterator

import pandas as pd

from ekonomi.errors import STOPPAR, Check, Found
from ekonomi.sources.door import wrong_cells


@Check("justeringar", STOPPAR,
       finds="En justering av prognosen på noll kronor, i en månad som redan är bokförd eller i ett annat år.",
       action="Rätta raden i registret.")  # fmt: skip
def faulty_adjustments(rows: pd.DataFrame, fil: str) -> Iterator[Found]:
    """Each row of `contracts.JUSTERINGAR` that can be no adjustment of its report."""
    same_year = rows["period"].str[:4] == rows["rapport"].str[:4]
    ahead = same_year & (rows["period"] > rows["rapport"])
    faulty = {
        "belopp": (rows["belopp"] == 0, "ett belopp som inte är noll", "Rätta beloppet eller ta bort raden."),
        "period": (
            ~ahead,
            "en månad efter rapportens period, i samma år",
            "Det som redan är bokfört finns i utfallet: ta bort raden eller rätta perioden.",
        ),
    }
    yield from wrong_cells(rows, faulty, fil)
