"""The tiny nämnd's or the example's CSV ledger as Unit4's own table, in PostgreSQL or DuckDB."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd

from tests.doors.postgres import Server

# the table's columns, their types, and the headings of the export that they are filled from
AGLTRANSACT = {
    "client": ("varchar(25)", None),
    "account": ("varchar(25)", "Konto"),
    "dim_1": ("varchar(25)", "Ansvar"),
    "dim_2": ("varchar(25)", "Projekt"),
    "dim_3": ("varchar(25)", "Spec"),
    "dim_4": ("varchar(25)", "AktAO"),
    "dim_5": ("varchar(25)", "Objekt"),
    "dim_6": ("varchar(25)", "Verk"),
    "dim_7": ("varchar(25)", "Motpart"),
    "amount": ("numeric(28,3)", "Belopp"),
    "period": ("integer", "Period"),
    "voucher_no": ("bigint", "Verifikationsnr"),
    "sequence_no": ("integer", "Radnr"),
    "description": ("varchar(255)", "Text"),
    "last_update": ("timestamp", "Registrerad"),
    "agrtid": ("bigint", "rad"),
}
CLIENT = "IS"


def agltransact(paths: Iterable[Path]) -> pd.DataFrame:
    """The rows of Unit4 exports as the table has them; agrtid is the row in the files laid end to end."""
    files = [pd.read_csv(path, sep=";", dtype="str", na_filter=False) for path in paths]
    rows = pd.concat(files, ignore_index=True)
    rows["rad"] = range(2, 2 + len(rows))
    rows["Belopp"] = [Decimal(text.replace(" ", "").replace(",", ".")) for text in rows["Belopp"]]
    named = {name: rows[heading] for name, (_, heading) in AGLTRANSACT.items() if heading}
    return pd.DataFrame({"client": CLIENT, **named})


def one_file(paths: Iterable[Path], path: Path) -> None:
    """The exports end to end, with one header."""
    texts = [source.read_text(encoding="utf-8-sig").splitlines() for source in paths]
    lines = [texts[0][0], *(line for text in texts for line in text[1:])]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def to_postgres(server: Server, rows: pd.DataFrame, table: str = "agltransact") -> None:
    """Make the table anew, last rows first, with a row of another client."""
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in AGLTRANSACT.items())
    with server.connect() as con:
        con.execute(f"drop table if exists {table} cascade")
        con.execute(f"create table {table} ({columns})")
        with con.cursor().copy(f"copy {table} from stdin") as copy:
            for row in [*_another(rows), *rows.iloc[::-1].itertuples(index=False, name=None)]:
                copy.write_row(row)


def to_duckdb(path: Path, rows: pd.DataFrame, table: str = "agltransact") -> None:
    """The same in a DuckDB file."""
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in AGLTRANSACT.items())
    given = pd.concat([pd.DataFrame(_another(rows), columns=rows.columns), rows.iloc[::-1]])
    with duckdb.connect(path) as con:
        con.execute(f"create table {table} ({columns})")
        con.register("given", given.assign(amount=given["amount"].map(str)))
        con.execute(f"insert into {table} select * from given")


def _another(rows: pd.DataFrame) -> list[tuple]:
    first = rows.iloc[0].to_dict()
    return [tuple({**first, "client": "XX", "agrtid": 1}.values())]
