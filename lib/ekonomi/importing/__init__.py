"""`ekonomi importera`: sources of any known format into one Parquet ledger, with a receipt and what moved."""

from ekonomi.importing.choices import Choices, check_plan, read_dimensions, read_headings, read_sign
from ekonomi.importing.deliver import import_files
from ekonomi.importing.receipt import receipt_lines
from ekonomi.importing.store import Imported

__all__ = [
    "Choices",
    "Imported",
    "check_plan",
    "import_files",
    "read_dimensions",
    "read_headings",
    "read_sign",
    "receipt_lines",
]
