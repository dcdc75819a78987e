"""Everything that a report is made of, read and checked once; every fault of every file is said in one go."""

from ekonomi.sources.reading import Sources, booked_ahead, read_sources
from ekonomi.sources.tables import as_filed, file_names
from ekonomi.sources.texts import Read, read_texts, reading, stands, text_hashes
