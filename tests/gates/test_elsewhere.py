"""The expressions of the cube and the gates run unchanged on PostgreSQL and Spark: the same cube and findings."""

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from inspect import signature
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from ekonomi import cube, sets
from ekonomi.gates import GATES, Books
from ekonomi.params import DatabaseSource
from ekonomi.readers.database import read_sql
from ekonomi.readers.in_place import TableInPlace
from ekonomi.readers.unit4 import ledger_contract, ledger_rows
from tests.doors import postgres, tables
from tests.gates.plants import PLANTS
from tests.published import ROOT

MARCH = "2025-03"
PLANTED = (
    "samma månad i två filer",
    "samma månad två gånger i filen",
    "en månad i tkr",
    "en faktura bokförd två gånger",
    "decembers konsulter inte återförda",
    "omvänt tecken i huvudboken",
)
Put = Callable[[Mapping[str, pd.DataFrame]], Any]


def of_postgres(server: postgres.Server) -> Put:
    import ibis

    own = ibis.postgres.connect(host=server.folder, user=postgres.USER, password=postgres.PASSWORD, database="postgres")

    def put(frames: Mapping[str, pd.DataFrame]) -> Any:
        with server.connect() as con:
            for name, frame in frames.items():
                kinds = ("bigint" if kind == "int64" else "text" for kind in frame.dtypes)
                columns = ", ".join(f'"{column}" {kind}' for column, kind in zip(frame, kinds, strict=True))
                con.execute(f'DROP TABLE IF EXISTS "{name}"; CREATE TABLE "{name}" ({columns})')
                with con.cursor().copy(f'COPY "{name}" FROM STDIN (FORMAT csv)') as copy:
                    copy.write(frame.to_csv(index=False, header=False, quoting=csv.QUOTE_NONNUMERIC))
        return own

    return put


@pytest.fixture(scope="module", params=["postgres", "spark"])
def put(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Put]:
    """What puts frames into the other engine, and gives the connection to it."""
    if request.param == "postgres":
        with postgres.running() as server:
            yield of_postgres(server)
        return
    if shutil.which("java") is None:
        pytest.skip("Java saknas: apt install default-jre-headless")
    spark = pytest.importorskip("pyspark.sql", reason="pyspark saknas: pip install -e .[dev]")
    import ibis

    folder = tmp_path_factory.mktemp("spark")
    made = spark.SparkSession.builder.master("local[2]")
    for name, value in {"ui.enabled": False, "sql.shuffle.partitions": 2, "sql.warehouse.dir": folder / "lager",
                        "driver.bindAddress": "127.0.0.1", "driver.host": "127.0.0.1"}.items():  # fmt: skip
        made = made.config(f"spark.{name}", str(value))
    session = made.getOrCreate()

    def put_parquet(frames: Mapping[str, pd.DataFrame]) -> Any:
        for name, frame in frames.items():
            frame.to_parquet(folder / f"{name}.parquet", index=False)
            session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
        return ibis.pyspark.connect(session)

    yield put_parquet
    session.stop()


def elsewhere(books: Books, put: Put) -> Books:
    """The books, whose rows are asked where they lie."""
    con = put({"utfall": books.utfall, "balans": sets.frame(books.balance)})

    class Elsewhere(Books):
        def asked(self, ask: sets.Ask) -> pd.DataFrame:
            return ask(*map(con.table, ("utfall", "balans")[: len(signature(ask).parameters)])).to_pandas()

    return Elsewhere(**{field.name: getattr(books, field.name) for field in fields(Books)})


def said(books: Books) -> list[str]:
    return [finding.said() for gate in GATES for finding in gate(books)]


@pytest.mark.slow
def test_the_cube_is_the_same_to_the_öre(put: Put, sources) -> None:
    read = sources[1]
    found = cube.by_codes(put({"huvudbok": read.ledger}).table("huvudbok")).to_pandas()
    here = cube.build(read.ledger, read.registers)
    pd.testing.assert_frame_equal(cube.of_sums(found, read.registers), here, check_dtype=False)
    assert found["belopp"].sum() == read.ledger["belopp"].sum()


@pytest.mark.slow
def test_a_ledger_of_its_own_columns_is_the_same_rows_there(put: Put, tmp_path: Path) -> None:
    unit4 = tables.agltransact(sorted((ROOT / "data/intraservice/huvudbok").glob("huvudbok_2025*.csv")))
    whole = unit4.assign(amount=[int(100 * amount) for amount in unit4["amount"]])  # in what has no decimals anywhere
    numbers = ["account", "period", "voucher_no", "agrtid"]
    given = whole.astype(dict.fromkeys(numbers, "int64") | {"description": "str"}).assign(dim_3=" x ")
    source = DatabaseSource(url="postgresql://s/d", tabell="bok", kolumner={"registrerad": "last_update"})
    there = TableInPlace(source, ledger_contract(source), "debet plus", tmp_path, "bok")
    found = there.rows(put({"bok": given}).table("bok")).to_pandas().sort_values("rad", ignore_index=True)
    with duckdb.connect(tmp_path / "bok.duckdb") as con:
        con.execute("create table bok as select * from given")
    here = source.model_copy(update={"url": "duckdb://bok.duckdb"})
    fetched = read_sql(here, ledger_contract(here), tmp_path, "d")[1]
    expected = ledger_rows(fetched, ledger_contract(here), "debet plus", "bok").astype({"källa": "str"})
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_categorical=False)


@pytest.mark.slow
@pytest.mark.parametrize("plant", ["", *PLANTED])
def test_the_checks_find_the_same(plant: str, put: Put, books: Callable[[str], Books]) -> None:
    planted = PLANTS[plant](books(MARCH)) if plant else books(MARCH)
    expected = said(planted)
    assert bool(plant) <= bool(expected)
    assert said(elsewhere(planted, put)) == expected
