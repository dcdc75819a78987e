"""`ekonomi importera`: sources of any known format into one Parquet ledger, with a receipt and what moved."""

from ekonomi.importing.flags import read_flags
from ekonomi.importing.formats import import_files
from ekonomi.importing.receipt import receipt_lines
from ekonomi.importing.store import Imported
