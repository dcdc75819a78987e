"""A huvudbok that stays where it lies: little of it is fetched, and what is found is what fetched rows give."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis.backends.postgres
import pandas as pd
import pytest

from ekonomi import cube, gates, sets
from ekonomi.errors import DataError
from ekonomi.params import load_params, load_settings
from ekonomi.sources import delivery, read_sources
from ekonomi.sources.reading import Sources
from tests.doors import tables
from tests.doors.test_sql import sql_settings

AFTER = "select coalesce(max(agrtid), 0) from agltransact"
COLUMNS = ", ".join(name for name in tables.AGLTRANSACT if name != "agrtid")
FAULTS = {
    "inget": "",
    "obalans": "update agltransact set amount = amount + 1 where agrtid = 5",
    "avkortad": f"delete from agltransact where agrtid = ({AFTER})",
    "en verifikation en gång till": f"insert into agltransact select {COLUMNS}, agrtid + 9000 from agltransact "
    "where client = 'IS' and voucher_no = (select min(voucher_no) from agltransact where period = 202502)",
    "en månad två gånger": f"insert into agltransact select {COLUMNS}, agrtid + 9000 from agltransact "
    "where period = 202502",
    "dubbel post": f"insert into agltransact select {COLUMNS.replace('voucher_no', 'voucher_no + 70000')}, "
    "agrtid + 9000 from agltransact where voucher_no in (select voucher_no from agltransact where period = 202503 "
    "and abs(amount) > 100000)",
    "okänt konto": "update agltransact set account = '9876' where agrtid in (4, 6)",
    "ovårdad text": "update agltransact set account = ' ' || account || ' ', "
    "description = 'A\u030a\tb\ufeff' || chr(7) "
    "where agrtid between 4 and 60; update agltransact set dim_7 = 'e\u0301' where agrtid = 9",
    "ingående balans och bokslut": f"insert into agltransact select {COLUMNS.replace('period', '202400')}, "
    f"agrtid + 9000 from agltransact where agrtid < 9; update agltransact set period = 202413 where period = 202412 "
    "and last_update >= '2024-12-01'",
    "sent registrerad": "update agltransact set last_update = '2025-03-30' where period = 202501",
    "tal i stället för text": "alter table agltransact alter column account type integer using account::integer",
    "datum": "alter table agltransact alter column last_update type date using last_update::date",
    "datum som text": "alter table agltransact alter column last_update type varchar using last_update::varchar; "
    "update agltransact set last_update = '2025-02-30' where agrtid in (7, 8)",
    "tom verifikation": "update agltransact set voucher_no = null where agrtid = 7",
    "felvärde": "alter table agltransact alter column voucher_no type varchar using voucher_no::varchar; "
    "update agltransact set voucher_no = '#REF!' where agrtid = 7; update agltransact set dim_1 = '#SAKNAS!' "
    "where agrtid in (3, 8)",
    "orimligt belopp": "update agltransact set amount = 1.005 where agrtid = 2; update agltransact set amount = null "
    "where agrtid in (3, 4); update agltransact set amount = 1234567890123456 where agrtid = 6",
    "omöjlig period": "update agltransact set last_update = '2030-01-01' where agrtid = 5",
    "ingen period": "update agltransact set period = 202514 where agrtid in (4, 9)",
}  # fmt: skip
Fetched = list[int]


@pytest.fixture(params=["duckdb", "postgres"])
def planted(request: pytest.FixtureRequest, nämnd: Path, data: Path, exports: list[Path]) -> Callable[[str], None]:
    """Put the tiny nämnd's ledger in a database, with a fault, and let its settings name it."""

    def plant(fault: str) -> None:
        rows = tables.agltransact(exports)
        if request.param == "duckdb":
            tables.to_duckdb(data / "bok.duckdb", rows)
            with duckdb.connect(data / "bok.duckdb") as con:
                con.execute(fault or "select 1")
            sql_settings("duckdb://bok.duckdb")
            return
        started = request.getfixturevalue("server")
        request.getfixturevalue("login")
        tables.to_postgres(started, rows)
        with started.connect() as con:
            con.execute(fault or "select 1")
        sql_settings(started.url)

    return plant


def read(nämnd: Path) -> Sources:
    params = load_params("params/2025-03.yaml")
    return read_sources(params, load_settings(params, nämnd), nämnd)


def found(nämnd: Path) -> tuple[list[str], pd.DataFrame | None]:
    """What the doors and the gates say of the ledger, and its rows where nothing stops."""
    params = load_params("params/2025-03.yaml")
    settings = load_settings(params, nämnd)
    try:
        own = read_sources(params, settings, nämnd)
        said = gates.inspect(gates.books_of("2025-03", settings, own), own.findings)
        return [one.said() for one in said], own.ledger
    except DataError as error:
        return [one.said() for one in (*error.findings, *error.notes)], None


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_found_is_what_fetched_rows_give(fault, planted, nämnd, monkeypatch):
    planted(FAULTS[fault])
    there, rows = found(nämnd)
    monkeypatch.setattr(delivery, "read_in_place", lambda *_: None)
    fetched, others = found(nämnd)
    assert there == fetched
    assert (rows is None) == (others is None)
    if rows is not None and others is not None:
        pd.testing.assert_frame_equal(rows, others)


@pytest.fixture
def fetches(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """How many rows each question to PostgreSQL has brought."""
    counts: Fetched = []
    backend = ibis.backends.postgres.Backend

    def counting(own: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **more: Any) -> Any:
            rows = own(*given, **more)
            counts.append(len(rows))
            return rows

        return counted

    for name in ("execute", "to_pyarrow"):
        monkeypatch.setattr(backend, name, counting(getattr(backend, name)))
    return counts


def test_the_rows_stay_in_postgres_and_the_cube_is_the_files(server, login, exports, nämnd, fetches):
    before = read(nämnd)
    tables.to_postgres(server, tables.agltransact(exports))
    own = {"agrtid": "agrtid + n * 10000", "voucher_no": "voucher_no * 100 + n", "description": "description || n",
           "amount": "amount * (case when n % 2 = 0 then 1 else -1 end)"}  # fmt: skip
    names, again = map(", ".join, (own, own.values()))
    rest = ", ".join(name for name in tables.AGLTRANSACT if name not in own)
    with server.connect() as con:
        con.execute(f"insert into agltransact ({names}, {rest}) select {again}, {rest} "
                    "from agltransact, generate_series(1, 40) as n")  # fmt: skip
    sql_settings(server.url)
    after = read(nämnd)
    params = load_params("params/2025-03.yaml")
    gates.inspect(gates.books_of("2025-03", load_settings(params, nämnd), after), after.findings)
    cubes = (cube.build(pd.concat([one.sums, one.plans]), one.registers) for one in (after, before))
    pd.testing.assert_frame_equal(*cubes)
    assert len(after.utfall) == 41 * len(before.utfall)
    assert fetches and max(fetches) <= len(before.utfall) + len(before.balance)
    assert sets.in_place(after.utfall, after.balance) is not None
