"""The bytes say which encoding a SIE file has, whatever #FORMAT claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.readers.encoding import CP437, decode
from tests.sie.files import HEAD, VOUCHER, ledger

SWEDISH = "Å, ä och ö på é, ü, É, Ü enligt 3 § lagen"


def written(text: str, encoding: str) -> bytes:
    return text.replace("§", "\x15").encode(encoding) if encoding == "cp437" else text.encode(encoding)


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig", "iso-8859-1", "iso-8859-15", "cp1252", "utf-16"])
def test_swedish_texts(encoding):
    rows = ledger(written(HEAD + VOUCHER.replace("Lokal", SWEDISH), encoding))
    assert rows["text"].tolist() == [SWEDISH, "Hyra"]


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Smörgåsbord", "cp437", "cp437"),
        ("Malmö", "cp437", "cp437"),
        ("Övrigt", "cp437", "cp437"),
        ("Malmö", "iso-8859-1", "iso-8859-1"),
        ("Kostnad 5 € för åtgärd", "iso-8859-15", "iso-8859-15"),
        ("Åtgärd – 5 € ”så”", "cp1252", "cp1252"),
        ("Möte – hotell", "cp1252", "cp1252"),
        ("Konsult – maj", "cp1252", "cp1252"),
        ("Dušan på Ö", "iso-8859-15", "iso-8859-15"),
        ("½ tjänst på väg", "iso-8859-1", "iso-8859-1"),
        ("Bara ASCII", "cp437", "cp437"),
        ("3 § lagen på svenska", "cp850", "cp437"),
    ],
)
def test_which_encoding(text, encoding, name):
    data = f'#FNAMN "{text}"\n'.encode(encoding)
    assert decode(data, CP437) == (f'#FNAMN "{text}"\n', name)


def test_bytes_that_are_not_of_the_encoding_are_shown():
    text, encoding = decode("#FNAMN Östra på väg\n#PROSA ".encode() + b"\xff\n", CP437)
    assert (encoding, text) == ("utf-8", "#FNAMN Östra på väg\n#PROSA \ufffd\n")


def test_line_ends_and_control_characters():
    assert decode(b"#A\r\n#B\r#C\x00\x1a\n")[0] == "#A\n#B\n#C  \n"


def test_characters_are_composed():
    assert decode("Sma\u030a".encode())[0] == "Små"


@given(st.text("abcåäöÅÄÖéüÉ ", min_size=3).filter(lambda text: any(a + b in text for a in "abc" for b in "åäö")))
def test_any_swedish_text_comes_back(text):
    for encoding in ("cp437", "utf-8", "iso-8859-1"):
        assert decode(text.encode(encoding), CP437)[0] == text


@given(st.binary())
def test_any_bytes_become_text(data):
    text, _ = decode(data)
    assert "\r" not in text and "\x00" not in text
