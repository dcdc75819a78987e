"""The SIE readers never crash: any bytes give a ledger whose vouchers balance, or Swedish lines.

The quick tests take some hundred inputs. The slow one takes 100 000; as many as wanted, and from another seed:

    python -m tests.fuzz.test_fuzz_sie 100000 [FRÖ]
"""

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import DIMENSIONS, read_sie, to_ledger
from tests.fuzz.mutations import SEEDS, mutated

QUICK, MANY = 300, 100_000


def hold(data: bytes, name: str = "prov.se") -> bool:
    """Whether the bytes were taken in; fails unless they were, balanced, or were refused in whole lines."""
    try:
        book = read_sie(InputFile(name, data))
    except DataError as error:
        assert error.findings
        for line in str(error).split("\n"):
            assert line.startswith(name) and ": fann " in line and ", väntade " in line
        return False
    rows, _ = to_ledger(book, DIMENSIONS)
    assert list(rows.columns)[: len(schema.LEDGER)] == list(schema.LEDGER)
    assert book.rows["belopp"].sum() == 0 and not rows.isna().any(axis=None)
    assert rows["rad"].is_monotonic_increasing
    return True


def run(count: int, seed: int) -> int:
    """Try `count` inputs; returns how many were taken in. A failing input is printed before the error."""
    rng, taken = random.Random(seed), 0
    for number in range(count):
        data = mutated(rng)
        try:
            taken += hold(data)
        except BaseException:
            print(f"indata {number} av frö {seed}: {data!r}", file=sys.stderr)
            raise
    return taken


@pytest.mark.parametrize("seed", SEEDS)
def test_seeds_without_a_checksum_are_taken_in(seed: bytes) -> None:
    assert hold(seed) == (b"#KSUMMA" not in seed)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    hold(data)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text('#TRANSVER0123456789{}"\\ \t.-åä', max_size=30), max_size=12))
def test_anything_that_looks_like_records(lines: list[str]) -> None:
    hold("\n".join(["#FLAGGA 0", *lines]).encode())


def test_changed_files() -> None:
    assert 0 < run(QUICK, seed=5) < QUICK


@pytest.mark.slow
def test_changed_files_many() -> None:
    assert 0 < run(MANY, seed=int.from_bytes(b"sie")) < MANY


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:]] or [MANY]
    print(f"{run(arguments[0], *(arguments[1:] or [1]))} av {arguments[0]} lästes in, resten avvisades")
