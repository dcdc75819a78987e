"""Whatever bytes come in, a reader gives a frame or a DataError, never anything else."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.errors import DataError
from ekonomi.params import LedgerSource
from ekonomi.params.yamlfile import read_yaml
from ekonomi.readers.files import InputFile
from ekonomi.sources.delivery import read_export
from tests import tiny

HEADER = f"{tiny.LEDGER_HEADER}\n".encode()
PIECES = st.sampled_from(
    [b";", b'"', b"\n", b"\r", b"\x00", b"-", b"(1", b"1E+05", b"\xc2\xa0", b"\xff\xfe", b"202513"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=20), PIECES), max_size=30), st.booleans())
def test_a_ledger_of_any_bytes(pieces: list[bytes], header: bool) -> None:
    data = (HEADER if header else b"") + b"".join(pieces)
    with contextlib.suppress(DataError):
        assert len(read_export(InputFile("x.csv", data), LedgerSource(filer=("x.csv",))).rows.columns) == 14


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(alphabet='ab:-[]{}&*!#|>"\n\t <?', max_size=40).map(str.encode)))
def test_yaml_of_any_bytes(data: bytes) -> None:
    with contextlib.suppress(DataError):
        values, places = read_yaml(data, "x.yaml")
        assert isinstance(values, dict) and () in places
