"""Text files with delimiters: encoding, delimiter and header row are found by what the file holds."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ekonomi import schema
from ekonomi.checklist import OLÄSLIG, RUBRIKER, TOM
from ekonomi.errors import MOST_LINES, DataError, Finding, Found, stop_on
from ekonomi.readers import encoding as encodings
from ekonomi.readers import quotes, values
from ekonomi.readers.encoding import plain
from ekonomi.readers.files import InputFile
from ekonomi.readers.totals import split

DELIMITERS = (";", ",", "\t", "|")
HEADER_WITHIN = 30
IN_SETTINGS = "eller kolumnnamnet i inställningarna"
MANY_IN_SETTINGS = "eller skriv vad filen kallar dem under kolumner i inställningarna, till exempel "
_TOO_MANY = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
_OPEN_QUOTE = "EOF inside string"
_DISTINCT: Final = pa.dictionary(pa.int32(), pa.string())
_BLOCK: Final = 1 << 22  # bytes parsed at a time: each has its own list of distinct texts
_AT_HAND: Final = 1 << 17  # bytes that the processor has at hand
_ODD: Final = r"[^\n -~]"  # what `plain` may write in another way


@dataclass(frozen=True)
class Layout:
    """Where a table's header stands (0-based row), its headings as spelled, its delimiter."""

    row: int
    headings: tuple[str, ...]
    delimiter: str = ""


def read_text(
    file: InputFile, contract: schema.Contract, *, delimiter: str = "auto", encoding: str = "auto"
) -> pd.DataFrame:
    """The contract's columns of a delimited text file, trimmed and NFC (category), and `rad` (int64, 1-based).

    Rows without any text are left out. Raises DataError for an empty file, missing headings, bytes that are
    not of the encoding, rows with too many fields, a last row cut short, an open quotation mark, and cells in breach.
    """
    text = utf8(file, encoding)
    delimiters, lines = DELIMITERS if delimiter == "auto" else (delimiter,), _head(text)
    if not any(map(str.strip, lines)) and (len(lines) < HEADER_WITHIN or text.isspace()):
        raise DataError(empty(file.fil, contract))
    candidates = (Layout(row, _fields(line, sign), sign) for sign in delimiters for row, line in enumerate(lines))
    layout = find_header(candidates, contract, file.fil, lines[0])
    columns = pick_columns(layout, contract, file.fil)
    stop_on(_cut_short(text, layout, file.fil))
    plain_lines = _lines(text, layout, sorted(columns.values()))
    raw = _parse(text, layout, file.fil) if plain_lines is None else plain_lines
    rad = _row_numbers(raw, layout)
    if plain_lines is None:
        kinds = {columns[one.name]: one.kind for one in contract.columns if one.name in columns}
        stop_on(quotes.open_quotes(raw, rad, text, layout.delimiter, len(layout.headings), kinds, file.fil))
    held = np.logical_or.reduce([(raw[column] != "").to_numpy() for column in _ever_empty(raw)])
    cells = pd.DataFrame({name: values.each(raw[place], _clean) for name, place in columns.items()}).assign(rad=rad)
    return checked(schema.taken(cells, pd.Series(held)).iloc[1:], contract, file.fil)


def _ever_empty(raw: pd.DataFrame) -> list[Any]:
    """The columns that may tell whether a row holds anything: all, or the first that no row leaves empty."""
    return next(([column] for column in raw if "" not in raw[column].cat.categories), [*raw])


def _clean(texts: pd.Series) -> pd.Series:
    """Texts as every reader has them (`plain`), trimmed."""
    odd = texts.str.contains(_ODD)
    return (texts.where(~odd, texts[odd].map(plain)) if odd.any() else texts).str.strip()


@OLÄSLIG
def _cut_short(text: bytes, layout: Layout, fil: str) -> Iterator[Found]:
    """The last row, where it lacks the fields that the one before it has, and even its end."""
    *_, before, last = ["", *_tail(text, 2).split("\n")]
    given, whole = len(_fields(last, layout.delimiter)), len(layout.headings)
    if last.count('"') % 2 == 0 and 0 < given < whole == len(_fields(before, layout.delimiter)):
        action = "Filen kan vara avkortad: ta ut den på nytt, eller skriv radens sista fält."
        yield Found(fil, text.count(b"\n") + 1, None, f"{given} fält där filen slutar", f"{whole} fält", action)


def text_rows(file: InputFile) -> list[tuple[str, ...]]:
    """The first lines of a text file, parted by each delimiter in turn. Raises DataError as `decode`."""
    lines = _head(utf8(file))
    return [_fields(line, sign) for sign in DELIMITERS for line in lines]


def _start(text: bytes, row: int) -> int:
    """Where a row (0-based) begins; where the text ends if it has not so many."""
    at = 0
    for _ in range(row):
        at = text.find(b"\n", at) + 1 or len(text)
    return at


def _head(text: bytes) -> list[str]:
    """The first lines, where the header is looked for."""
    return encodings.said(text[: _start(text, HEADER_WITHIN)]).split("\n")[:HEADER_WITHIN]


def _tail(text: bytes, count: int) -> str:
    """The last lines."""
    at = len(text)
    for _ in range(count):
        at = max(text.rfind(b"\n", 0, at), 0)
    return encodings.said(text[at:]).removeprefix("\n")


def decode(file: InputFile, encoding: str = "auto") -> str:
    """The text of a file (NFC, `\\n` between lines, control characters as spaces). Raises DataError as `utf8`."""
    return encodings.said(utf8(file, encoding))


def utf8(file: InputFile, encoding: str = "auto") -> bytes:
    """A text file as `encodings.as_utf8` has it. Raises DataError for bytes that are not of the encoding named."""
    if file.other_kind:
        action = "Ge filen den ändelse som den ska ha, eller packa upp den eller ta ut den på nytt som text."
        raise DataError(OLÄSLIG.at(file.fil, funnet=file.other_kind, väntat="en textfil", åtgärd=action))
    if encoding == "auto":
        return encodings.as_utf8(file.data, known=encodings.told(file))[0]
    try:
        return encodings.finished(file.data.decode(encoding).encode(), encoding)
    except UnicodeDecodeError as error:
        rad, name = file.data[: error.start].count(b"\n") + 1, encoding.upper()
        action = "Rätta kodning i inställningarna eller ta ut filen på nytt."
        fault = OLÄSLIG.at(file.fil, rad, None, f"tecken som inte är {name}", f"text i {name}", action)
        raise DataError(fault) from error


def _fields(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(field.strip() for field in next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return ()


def find_header(candidates: Iterable[Layout], contract: schema.Contract, fil: str, first: str) -> Layout:
    """The candidate with most of the contract's headings. Raises DataError, quoting the first line."""
    wanted = set[str]().union(*(column.spellings for column in contract.columns))
    best, score = None, 0
    for layout in candidates:
        hits = len(wanted.intersection(map(schema.spelled, layout.headings)))
        if hits > score:
            best, score = layout, hits
    if best is None:
        expected = f"en rubrikrad med {contract.asked}"
        action = "Kontrollera att det är rätt fil och att kolumnnamnen i inställningarna stämmer."
        raise DataError(RUBRIKER.at(fil, 1, funnet=schema.quoted(first), väntat=expected, åtgärd=action))
    return best


def pick_columns(layout: Layout, contract: schema.Contract, fil: str) -> dict[str, int]:
    """Our column names and where their headings stand. Raises DataError for one missing or there twice.

    An optional column may be missing, and has then no place.
    """
    headings = [schema.spelled(heading) for heading in layout.headings]
    places = [
        (column, [place for place, heading in enumerate(headings) if heading in column.spellings])
        for column in contract.columns
    ]
    where = fil, layout.row + 1
    faults = [_twice(where, column, len(found)) for column, found in places if len(found) > 1]
    if lost := [column for column, found in places if not (found or column.optional)]:
        known = set[str]().union(*(column.spellings for column in contract.columns))
        unused = [heading for heading in layout.headings if heading and schema.spelled(heading) not in known]
        faults.append(_lost(where, lost, unused))
    stop_on(RUBRIKER.findings(faults))
    return {column.name: found[0] for column, found in places if found}


def _twice(where: tuple[str, int], column: schema.Column, count: int) -> Found:
    mapped = f" {IN_SETTINGS}" if column.heading else ""
    expected = f"en kolumn med rubriken {schema.quoted(column.title)}"
    return Found(*where, column.title, f"rubriken {count} gånger", expected, f"Rätta rubriken i filen{mapped}.")


def _lost(where: tuple[str, int], lost: Sequence[schema.Column], unused: Sequence[str]) -> Found:
    """One line for all the headings that a file lacks: what it has instead, and where to say so."""
    others = f"(oanvända rubriker: {', '.join(map(schema.quoted, unused[:MOST_LINES])) or 'inga'})"
    first, titles = lost[0], ", ".join(schema.quoted(column.title) for column in lost)
    mapped = f" {IN_SETTINGS}" if first.heading else ""
    if len(lost) == 1:
        expected = f"en kolumn med rubriken {titles}"
        return Found(*where, first.title, f"ingen sådan rubrik {others}", expected, f"Rätta rubriken i filen{mapped}.")
    if first.heading:
        mapped = " eller året" if first.name[0].isdecimal() else f" {MANY_IN_SETTINGS}{first.name}: RUBRIK"
    action = f"Rätta rubrikerna i filen{mapped}."
    return Found(*where, None, f"inte rubrikerna {titles} {others}", "en kolumn med varje rubrik", action)


def _lines(text: bytes, layout: Layout, places: Sequence[int]) -> pd.DataFrame | None:
    """As `_parse`, of some columns alone; None where the others matter.

    They do where a field holds a delimiter or a line break, or where no column tells which rows hold anything.
    """
    body = np.frombuffer(text, "uint8", offset=_start(text, layout.row))
    parts = (body[at : at + _AT_HAND] for at in range(0, len(body), _AT_HAND))
    counts = [[int(np.count_nonzero(part == ord(sign))) for sign in f"\n{layout.delimiter}"] for part in parts]
    ends, between = map(sum, zip(*counts, strict=True))
    lines = ends if text.endswith(b"\n") else ends + 1
    if between != lines * (len(layout.headings) - 1):
        return None
    try:
        raw = _columns(text, layout, places, breaks=False)
    except pa.ArrowInvalid:
        return None
    told = len(raw) == lines and any("" not in raw[column].cat.categories for column in raw)
    return raw if told and not _may_be_open(raw, text, layout.delimiter) else None


def _parse(text: bytes, layout: Layout, fil: str) -> pd.DataFrame:
    """Every field of every record, the header's among them, each column by its distinct texts (category)."""
    try:
        raw = _columns(text, layout, range(len(layout.headings)), breaks=b'"' in text)
    except pa.ArrowInvalid:  # records that are not as long as the first: shorter ones will do
        return _uneven(text, layout, fil)
    return _uneven(text, layout, fil) if _may_be_open(raw, text, layout.delimiter) else raw


def _columns(text: bytes, layout: Layout, places: Sequence[int], *, breaks: bool) -> pd.DataFrame:
    """Some fields of every record, as `_parse` has them. Raises ArrowInvalid for records of other lengths.

    `breaks` says that a field may hold line breaks, which takes half as long again; where one does unsaid, records are
    lost or pyarrow complains.
    """
    body = pa.py_buffer(text).slice(_start(text, layout.row))
    names, wanted = [str(place) for place in range(len(layout.headings))], [str(place) for place in places]
    table = arrow_csv.read_csv(
        pa.BufferReader(body),
        arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
        arrow_csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=breaks, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(wanted, _DISTINCT),
            include_columns=wanted,
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    columns = table.columns[::-1]
    del table  # each column is let go when it has been taken
    return pd.DataFrame({place: _numbered(columns.pop()) for place in places})


def _numbered(column: pa.ChunkedArray) -> "pd.Categorical[Any]":
    """A column by its distinct texts; many times faster than `to_pandas`."""
    parts = column.unify_dictionaries().chunks
    pa.default_memory_pool().release_unused()  # of the column before, which is gone by now
    numbers = np.concatenate([part.indices.to_numpy() for part in parts])
    texts = pd.Index(parts[0].dictionary, dtype="str")
    return pd.Categorical.from_codes(numbers, dtype=pd.CategoricalDtype(texts), validate=False)


def _may_be_open(raw: pd.DataFrame, text: bytes, delimiter: str) -> bool:
    """Whether the last record may end in a text that nothing closes, which pyarrow ends where the file does."""
    last = _tail(text, 1 + sum(str(raw[column].iat[-1]).count("\n") for column in raw))
    try:
        return '"' in last and _read(last, delimiter).empty
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return True


def _uneven(text: bytes, layout: Layout, fil: str) -> pd.DataFrame:
    """As `_parse`, a short record filled with empty fields. Raises DataError for a long one and for an open quote."""
    try:
        return _read(encodings.said(text[_start(text, layout.row) :]), layout.delimiter).astype("category")
    except pd.errors.ParserError as error:
        if _OPEN_QUOTE in str(error):  # closed at the end, to see in which record it opens
            rad = _row_numbers(_parse(text + b'"', layout, fil), layout).iloc[-1]
            fault = OLÄSLIG.at(fil, rad, None, quotes.FOUND, quotes.EXPECTED, quotes.ACTION)
        else:
            fault = _parse_fault(str(error), layout, fil)
    raise DataError(fault)


def _read(text: str, delimiter: str) -> pd.DataFrame:
    how: dict[str, Any] = {"header": None, "dtype": "str", "na_filter": False, "skip_blank_lines": False}
    return pd.read_csv(io.StringIO(text), sep=delimiter, **how)


def _parse_fault(message: str, layout: Layout, fil: str) -> Finding:
    many = _TOO_MANY.search(message)
    if many is None:
        return OLÄSLIG.at(fil, funnet="en tabell som inte går att läsa", väntat="en rad per post")
    found, expected = f"{many[3]} fält", f"{many[1]} fält som i rubrikraden"
    action = "Kontrollera om ett avgränsningstecken står i en text utan citattecken."
    return OLÄSLIG.at(fil, layout.row + int(many[2]), funnet=found, väntat=expected, åtgärd=action)


def _row_numbers(raw: pd.DataFrame, layout: Layout) -> pd.Series:
    """The row where each record begins; a quoted text may itself hold line breaks."""
    numbers = pd.Series(np.arange(layout.row + 1, layout.row + 1 + len(raw)), index=raw.index)
    for column in quotes.holding(raw, "\n"):
        numbers += raw[column].str.count("\n").cumsum().shift(fill_value=0).astype("int64")
    return numbers


def checked(cells: pd.DataFrame, contract: schema.Contract, fil: str) -> pd.DataFrame:
    """The cells, held against their contract. Raises DataError for each breach, or for no rows."""
    if cells.empty and not contract.may_be_empty:
        raise DataError(no_rows(fil))
    if absent := {column.name: "" for column in contract.columns if column.name not in cells}:
        cells = cells.assign(**absent)[[*contract.titles(), "rad"]]
    findings: list[Finding] = []
    if contract.totals:
        cells, findings = split(cells, contract, fil)
    stop_on([*findings, *schema.check(cells, contract, fil)])
    return cells.reset_index(drop=True)


def told(cells: pd.Series) -> pd.Series:
    """The fields of a column as text, for a category many times faster than `astype`."""
    if cells.dtype != "category":
        return cells
    return pd.Series(cells.cat.categories.astype("str").take(cells.cat.codes.to_numpy()), index=cells.index)


def no_rows(fil: str) -> Finding:
    """The finding for a table that has headings alone."""
    return TOM.at(fil, funnet="inga rader under rubrikraden", väntat="minst en rad")


def empty(fil: str, contract: schema.Contract) -> Finding:
    """The finding for a file that holds nothing."""
    expected = f"en rubrikrad med {contract.asked}"
    return TOM.at(fil, 1, funnet="en tom fil", väntat=expected)
