"""Workbooks of the kinds that no library here writes: ODS and XLSB, built by hand, a sheet called Blad."""

import io
import struct
import zipfile
from collections.abc import Sequence

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Blad">{}</table:table></office:spreadsheet></office:body></office:document-content>"""
MIME = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/></manifest:manifest>"""
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>'
)
ERRORS = {"#DIV/0!": 7, "#REF!": 23, "#N/A": 42}


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def ods(rows: str) -> bytes:
    """An ODS file of rows as `row` gives them."""
    return zipped({"mimetype": MIME, "META-INF/manifest.xml": MANIFEST, "content.xml": ODS.format(rows)})


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def xlsb(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An XLSB file: texts, numbers and, for the names in ERRORS, error cells (the first of them of a formula)."""
    parts, formula = [_record(0x94, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)), _record(0x91)], True
    for number, cells in enumerate(rows):
        parts.append(_record(0, struct.pack("<I", number).ljust(17, b"\0")))
        for column, value in enumerate(cells):
            place = struct.pack("<II", column, 0)
            if value in ERRORS:
                parts.append(_record(11 if formula else 3, place + bytes([ERRORS[value]]) + bytes(6 * formula)))
                formula = False
            elif isinstance(value, str):
                parts.append(_record(6, place + _wide(value)))
            else:
                parts.append(_record(5, place + struct.pack("<d", value)))
    sheet = b"".join([*parts, _record(0x92)])
    book = _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Blad")) + _record(0x90) + _record(0x84)
    return zipped({"xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": RELATIONS, "xl/worksheets/sheet1.bin": sheet})


def _record(kind: int, data: bytes = b"") -> bytes:
    return _seven(kind) + _seven(len(data)) + data


def _seven(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
