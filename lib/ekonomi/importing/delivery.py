"""What one file or table gives to the Parquet ledger."""

from dataclasses import dataclass, field

import pandas as pd

from ekonomi import schema
from ekonomi.errors import Finding
from ekonomi.readers import sie

COLUMNS = (*schema.LEDGER, sie.OTHER, "kostnadsslag")


@dataclass(frozen=True)
class Delivery:
    """A file's rows (COLUMNS, in the file's order), whose they are, and what the receipt says of the file.

    `vouchers` names the vouchers in the file's order, each once; `notes` are faults that do not stop.
    kostnadsslag is "" but in a forecast, which has no konto.
    """

    name: str
    form: str
    nämnd: str
    rows: pd.DataFrame = field(repr=False)
    vouchers: tuple[str, ...] = field(repr=False)
    skipped: tuple[sie.Skipped, ...] = ()
    notes: tuple[Finding, ...] = ()
