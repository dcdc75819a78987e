"""Which characters a text file's bytes stand for, told by what Swedish text looks like and never by what it says.

Swedish letters lie in 0x80–0x9F in CP437 (which SIE prescribes), in CP850 (Windows' own console) and, on other places
there, in Mac Roman; in 0xC0–0xFF in CP1252 and ISO 8859-1 and -15; UTF-8 writes them as two bytes that begin with
0xC3. What stands beside an ASCII letter decides, and most of all what stands between two.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from ekonomi.errors import VARNING, Check, Found
from ekonomi.readers.files import InputFile
from ekonomi.schema import quoted

Told = tuple[str, str, bool]
UTF8, UTF16, CP437, CP850, MAC = "utf-8", "utf-16", "cp437", "cp850", "mac_roman"
CP1252, LATIN1, LATIN9 = "cp1252", "iso-8859-1", "iso-8859-15"
NAMES: Final = {
    UTF8: "UTF-8",
    UTF16: "UTF-16",
    CP437: "CP437",
    CP850: "CP850",
    MAC: "Mac Roman",
    CP1252: "CP1252",
    LATIN1: "ISO 8859-1",
    LATIN9: "ISO 8859-15",
}
_COMMON, _OTHERS = "åäö", "ÅÄÖéÉüÜ"
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_UTF8_LETTER: Final = re.compile(rb"\xc3[\x84\x85\x89\x96\x9c\xa4\xa5\xa9\xb6\xbc]")
_C1: Final = bytes(range(0x80, 0xA0))
_UNDEFINED_IN_CP1252: Final = b"\x81\x8d\x8f\x90\x9d"
_LATIN9: Final = b"\xa4\xa6\xa8\xb8\xbc\xbd\xbe"
# the euro sign anywhere; Š, š, ž, Œ, œ, Ÿ between letters, where ISO 8859-1 has signs that stand alone
_ONLY_LATIN9: Final = re.compile(rb"\xa4|(?<=[A-Za-z])[\xa6\xa8\xb8\xbc\xbd\xbe](?=[A-Za-z])")
# CP437 shows byte 0x15 as §, CP850 has it at 0xF5; both are common where #FORMAT says PC8
_SECTION: Final = ("\x15", "⌡")
# quotation marks, dashes, dots and the euro sign of CP1252, which are letters elsewhere
_SIGNS: Final = b"\x80\x85\x91\x92\x93\x94\x95\x96\x97"
_SIGN: Final = np.isin(np.arange(256), [*_SIGNS])
_LETTER: Final = np.array([chr(code).isalpha() and code < 128 for code in range(256)])
_TOUCHING: Final = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_CLEAR: Final = 4  # how many times the runner-up an encoding must speak for itself
# Swedish letters in UTF-8 that have been read as CP1252, and what could not be read at all
_GARBLED: Final = re.compile("Ã[¤¥¶„…–©¼]|\ufffd")
_SIGN_OF_LOSS: Final = ("Ã".encode(), "\ufffd".encode())
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_AROUND: Final = 20
_BEGINS: Final = 1000
_MARK: Final = "\ufeff".encode()
_BINARY: Final = (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0")

# all but tab and line break; they say nothing, and neither a page nor a workbook may hold them
CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# soft hyphen, zero-width signs, marks of direction and byte order: nobody sees them, and no code has them
UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def plain(text: str) -> str:
    """A text as every reader has it: in NFC, with control characters as spaces and without those that take no place."""
    seen = text if text.isascii() else UNSEEN.sub("", text)
    return unicodedata.normalize("NFC", CONTROL.sub(" ", seen))


def decode(data: bytes, usual: str = CP1252) -> tuple[str, str]:
    """The text as `said` has it, and the encoding's name in `NAMES`; `usual` as `as_utf8`."""
    text, encoding = as_utf8(data, usual)
    return said(text), encoding


def as_utf8(data: bytes, usual: str = CP1252, known: Told | None = None) -> tuple[bytes, str]:
    """The text in UTF-8, `\\n` between lines, and the name in `NAMES` of the encoding that it had.

    `usual` is the encoding where the bytes say nothing; `known` what `told` says of them. Never fails: what is not of
    the encoding chosen becomes U+FFFD.
    """
    encoding, other, _ = known or _told(data, usual)
    if other:
        data = _HIGH.sub(lambda run: _as_utf8(run[0], other), data)
    elif encoding != UTF8 and not data.isascii():
        data = data.decode(encoding, errors="replace").encode()
    return finished(data, encoding), encoding


def finished(text: bytes, encoding: str) -> bytes:
    """Text in UTF-8 as every reader has it, without the marks of files that have been put one after another."""
    if text.find(_MARK[:1], 1) > 0:  # the file's own stays: to take it away would copy all
        text = text[:1] + text[1:].replace(_MARK, b"")
    if encoding == CP437:
        for sign in _SECTION:
            text = text.replace(sign.encode(), "§".encode())
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def said(text: bytes) -> str:
    """What UTF-8 says: NFC, control characters as spaces."""
    return plain(text.decode())


@Check("teckenkodning", VARNING, action="Kontrollera texterna; ta ut filen som UTF-8 om de är fel.")
def uncertain_text(file: InputFile) -> Iterator[Found]:
    """En textfil vars kodning inte går att avgöra, eller vars tecken redan är förstörda."""
    if file.data.isascii() or file.data.startswith(_BINARY):
        return
    usual = CP437 if file.data[:_BEGINS].lstrip().startswith(b"#") else CP1252  # so a SIE file begins
    sure = told(file, usual)[2]
    if sure and not any(sign[-1:] in file.data and sign in file.data for sign in _SIGN_OF_LOSS):
        return
    text, encoding = decode(file.data, usual)
    odd = (_GARBLED if sure else _NOT_ASCII).search(text)
    if odd:
        at, rad = odd.start(), text.count("\n", 0, odd.start()) + 1
        before, after = text[max(at - _AROUND, 0) : at].rpartition("\n")[2], text[at : at + _AROUND].partition("\n")[0]
        how = "redan är förstörda" if sure else f"är lästa som {NAMES[encoding]} men kan vara annat"
        yield Found(file.fil, rad, None, f"tecken som {how}: {quoted(before + after)}", "svensk text")


def told(file: InputFile, usual: str = CP1252) -> Told:
    """The encoding, the one that a UTF-8 file is mixed with ("" for none), and whether the bytes speak clearly.

    It is worked out once of a file: of a large one it takes a tenth of a second.
    """
    known: dict[str, Told] = vars(file).setdefault("told", {})
    if usual not in known:
        known[usual] = _told(file.data, usual)
    return known[usual]


def _told(data: bytes, usual: str) -> Told:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UTF16, "", True
    if data.isascii():
        return usual, "", True
    return (UTF8, "", True) if _is_utf8(data) else _eight_bit(data, usual)


def _is_utf8(data: bytes) -> bool:
    """Whether all is UTF-8."""
    whole = [None, pa.py_buffer(np.array([0, len(data)])), pa.py_buffer(data)]
    try:
        pa.Array.from_buffers(pa.large_string(), 1, whole).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _eight_bit(data: bytes, usual: str) -> Told:
    rest, mixed = _UTF8_LETTER.subn(b"??", data)
    families = (CP437, LATIN1, MAC) if usual == CP437 else (LATIN1, CP850, MAC)
    votes = _votes(rest, families)
    first = max(votes, key=lambda family: votes[family])  # of as many votes, the one that is most usual
    clear = votes[first] > _CLEAR * (sum(votes.values()) - votes[first]) or not _TOUCHING.search(rest)
    if not votes[first] and not _has(rest.translate(None, _SIGNS), _C1):
        first = LATIN1
    chosen = _latin(rest) if first == LATIN1 else first
    return (UTF8, chosen if votes[first] else UTF8, clear) if mixed else (chosen, "", clear)


def _votes(data: bytes, families: tuple[str, ...]) -> dict[str, int]:
    """How the letters of each encoding stand: three votes where two ASCII letters are round one of å, ä and ö, one
    where a Swedish letter is beside one; none beside where CP1252 has a quotation mark or a dash, unless it is unusual.
    """
    codes = np.frombuffer(b" " + data + b" ", dtype=np.uint8)
    places = np.flatnonzero(codes >= 0x80)
    before, after, here = _LETTER[codes[places - 1]], _LETTER[codes[places + 1]], codes[places]
    beside = (before | after) & (~_SIGN[here] | (families[0] == CP437))
    two, one = (np.bincount(here[which], minlength=256) for which in (before & after, beside))
    return {
        family: 3 * int(two[[*_COMMON.encode(family)]].sum()) + int(one[[*(_COMMON + _OTHERS).encode(family)]].sum())
        for family in families
    }


def _latin(data: bytes) -> str:
    if _has(data, _C1):
        return LATIN1 if _has(data, _UNDEFINED_IN_CP1252) else CP1252
    return LATIN9 if _has(data, _LATIN9) and _ONLY_LATIN9.search(data) else LATIN1


def _has(data: bytes, some: bytes) -> bool:
    """Whether any of some bytes is there, many times faster than a pattern sees it."""
    return len(data.translate(None, some)) < len(data)


def _as_utf8(run: bytes, other: str) -> bytes:
    """The bytes as they are where they are UTF-8, else those of the other encoding as UTF-8."""
    try:
        run.decode(UTF8)
    except UnicodeDecodeError:
        return run.decode(other, errors="replace").encode(UTF8)
    return run
