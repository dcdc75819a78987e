"""Which characters a SIE file's bytes stand for, told by the bytes and never by #FORMAT.

Swedish letters lie in 0x80–0x9F in CP437 (the specification's choice) and in 0xC0–0xFF in ISO 8859-1, -15 and
CP1252, and UTF-8 writes them as two bytes that begin with 0xC3: what stands beside an ASCII letter decides.
"""

import re
import unicodedata
from typing import Final

import numpy as np

from ekonomi.readers.characters import CONTROL

UTF8, UTF16, CP437 = "utf-8", "utf-16", "cp437"
CP1252, LATIN1, LATIN9 = "cp1252", "iso-8859-1", "iso-8859-15"
NAMES: Final = {
    UTF8: "UTF-8",
    UTF16: "UTF-16",
    CP437: "CP437",
    CP1252: "CP1252",
    LATIN1: "ISO 8859-1",
    LATIN9: "ISO 8859-15",
}
_LETTERS_CP437: Final = "åäöÅÄÖéÉüÜàèêëôçæÆñÑáíóú".encode(CP437)
_LETTERS_LATIN: Final = "åäöÅÄÖéÉüÜàèêëôçæÆñÑáíóúøØßïîâ".encode(LATIN1)
# quotation marks, dashes, dots and the euro sign of CP1252, which CP437 has as letters
_SIGNS_CP1252: Final = b"\x80\x85\x91\x92\x93\x94\x95\x96\x97"
_ASCII_LETTER: Final = np.array([chr(code).isalpha() and code < 128 for code in range(256)])
_UTF8_LETTER: Final = re.compile(rb"\xc3[\x80-\xbf]")
_C1: Final = re.compile(rb"[\x80-\x9f]")
_UNDEFINED_IN_CP1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# the euro sign anywhere; Š, š, ž, Œ, œ, Ÿ between letters, where ISO 8859-1 has signs that stand alone
_ONLY_LATIN9: Final = re.compile(rb"\xa4|(?<=[A-Za-z])[\xa6\xa8\xb8\xbc\xbd\xbe](?=[A-Za-z])")
_CONTROL_BYTES: Final = bytes([*range(9), *range(11, 13), *range(14, 32), 127])
# CP437 shows byte 0x15 as §, CP850 has it at 0xF5; both are common where #FORMAT says PC8
_SECTION: Final = ("\x15", "⌡")


def decode(data: bytes) -> tuple[str, str]:
    """The text (NFC, `\\n` between lines, control characters as spaces) and the encoding's name in `NAMES`.

    Never fails: bytes that are not of the encoding chosen become U+FFFD.
    """
    encoding = guess(data)
    text = data.decode("utf-8-sig" if encoding == UTF8 else encoding, errors="replace")
    if encoding == CP437:
        for sign in _SECTION:  # replace is many times faster than translate on a long text
            text = text.replace(sign, "§")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(data.translate(None, _CONTROL_BYTES)) < len(data):
        text = CONTROL.sub(" ", text)
    return unicodedata.normalize("NFC", text), encoding


def guess(data: bytes) -> str:
    """The codec that the bytes speak for; CP437 where they say nothing, since the specification has it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UTF16
    if data.isascii():
        return CP437
    try:
        data.decode(UTF8)
    except UnicodeDecodeError:
        return _eight_bit(data)
    return UTF8


def _eight_bit(data: bytes) -> str:
    dos, latin = _beside_letters(data, _LETTERS_CP437), _beside_letters(data, _LETTERS_LATIN)
    if len(_UTF8_LETTER.findall(data)) > max(dos, latin):
        return UTF8
    if dos > latin or (dos == latin and not _only_signs(data)):
        return CP437
    return _latin(data)


def _latin(data: bytes) -> str:
    if _C1.search(data):
        return LATIN1 if _UNDEFINED_IN_CP1252.search(data) else CP1252
    return LATIN9 if _ONLY_LATIN9.search(data) else LATIN1


def _beside_letters(data: bytes, letters: bytes) -> int:
    """How many of `letters` stand next to an ASCII letter, as a letter within a word does."""
    codes = np.frombuffer(data, dtype=np.uint8)
    wanted = np.zeros(256, dtype=bool)
    wanted[list(letters)] = True
    places = np.flatnonzero(wanted[codes])
    before, after = codes[np.maximum(places - 1, 0)], codes[np.minimum(places + 1, len(codes) - 1)]
    return int((_ASCII_LETTER[before] | _ASCII_LETTER[after]).sum())


def _only_signs(data: bytes) -> bool:
    """True where every byte above ASCII is a sign of CP1252, or a letter or sign of ISO 8859 that stands alone."""
    low = set(_C1.findall(data))
    return low <= {bytes([code]) for code in _SIGNS_CP1252}
