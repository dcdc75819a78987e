"""Error cells of the binary workbooks, XLSB and XLS, which are records one after the other.

A formula that nobody has calculated cannot be told here: only Excel writes these files, and it calculates.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

Told = Iterator[tuple[int, int, str]]
UNKNOWN: Final = "#FEL!"
_CODES: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_XLSB_ROW, _XLSB_ERRORS, _XLSB_SHEET = 0, (3, 11), 156
_XLS_SHEET, _XLS_FORMULA, _XLS_ERROR, _XLS_END = 0x85, 0x06, 0x205, 0x0A
_END_OF_CHAIN: Final = 0xFFFFFFFA


def xlsb_relations(workbook: bytes) -> list[str]:
    """The relation of each sheet of an XLSB file's workbook, in the sheets' order."""
    sheets = [data for kind, data in _xlsb_records(workbook) if kind == _XLSB_SHEET]
    return [data[12 : 12 + 2 * struct.unpack_from("<I", data, 8)[0]].decode("utf-16-le") for data in sheets]


def xlsb_errors(sheet: bytes) -> Told:
    """The error cells of a sheet of an XLSB file: row and column (0-based), and the error."""
    row = 0
    for kind, data in _xlsb_records(sheet):
        if kind == _XLSB_ROW:
            (row,) = struct.unpack_from("<I", data)
        elif kind in _XLSB_ERRORS:
            yield row, struct.unpack_from("<I", data)[0], _CODES.get(data[8], UNKNOWN)


def _xlsb_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(data):
        kind, place = _seven_bits(data, place)
        size, place = _seven_bits(data, place)
        yield kind, data[place : place + size]
        place += size


def _seven_bits(data: bytes, place: int) -> tuple[int, int]:
    """A number that takes seven bits of each byte for as long as the eighth is set, and the place after it."""
    number = shift = 0
    while True:
        byte = data[place]
        number, shift, place = number | (byte & 0x7F) << shift, shift + 7, place + 1
        if byte < 0x80:
            return number, place


def xls_errors(file: bytes, place: int) -> Told:
    """The error cells of the sheet at `place` of an XLS file, as `xlsb_errors`."""
    data = _workbook_stream(file)
    sheets = [struct.unpack_from("<I", found)[0] for kind, found in _xls_records(data, 0) if kind == _XLS_SHEET]
    for kind, found in _xls_records(data, sheets[place]):
        if kind == _XLS_ERROR and found[7]:
            yield *struct.unpack_from("<HH", found), _CODES.get(found[6], UNKNOWN)
        elif kind == _XLS_FORMULA and found[6] == 2 and found[12:14] == b"\xff\xff":  # else the result is a number
            yield *struct.unpack_from("<HH", found), _CODES.get(found[8], UNKNOWN)


def _xls_records(data: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    kind = -1
    while kind != _XLS_END:
        kind, size = struct.unpack_from("<HH", data, place)
        yield kind, data[place + 4 : place + 4 + size]
        place += 4 + size


def _workbook_stream(data: bytes) -> bytes:
    """The stream that holds the workbook, out of the chains of sectors that an XLS file is made of."""
    sector, small = (1 << power for power in struct.unpack_from("<HH", data, 30))
    directory, cutoff, small_table, _, more, count = struct.unpack_from("<I4x5I", data, 48)
    body, places = data[sector:], list(struct.unpack_from("<109I", data, 76))
    for _ in range(count):
        *found, more = struct.unpack_from(f"<{sector // 4}I", body, more * sector)
        places += found
    table = _numbers(b"".join(body[place * sector :][:sector] for place in places if place < _END_OF_CHAIN))
    entries = _chained(body, table, directory, sector)
    streams = dict(_stream(entries[place : place + 128]) for place in range(0, len(entries), 128))
    start, size = streams.get("Workbook") or streams["Book"]
    if size >= cutoff:
        return _chained(body, table, start, sector)[:size]
    held = _chained(body, table, streams["Root Entry"][0], sector)
    return _chained(held, _numbers(_chained(body, table, small_table, sector)), start, small)[:size]


def _stream(entry: bytes) -> tuple[str, tuple[int, int]]:
    """The name of a stream, where it starts and how long it is."""
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le"), struct.unpack_from("<II", entry, 116)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _chained(body: bytes, table: Sequence[int], start: int, size: int) -> bytes:
    """The parts of `size` bytes, from `start` on, each followed by the one that the table says."""
    parts: list[bytes] = []
    while start < _END_OF_CHAIN and len(parts) <= len(table):
        parts.append(body[start * size :][:size])
        start = table[start]
    return b"".join(parts)
