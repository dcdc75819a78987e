"""How a large ledger fares, files to checked cube, against what no one can go below. Run: `python benchmarks/skala.py`.

The rows are the example's years 2022–2024, repeated under new voucher numbers with every other time the opposite sign,
so that the cube is the example's own, and the three months of 2025. Told in one run, a table: the seconds, those of
the processors (which another's work on the machine moves less), and the peak of memory of a hand-written DuckDB query
that only sums, of the script that a user of pandas would write (`read_csv`, `merge`, `groupby`), and of
`get_report(…).cube`, which checks as well: without a store, with one, and with one where the packages have been
imported; then of the underlag of a year's personnel
costs, the first hundred postings and how many there are: of the process that first asks for postings, whole, and of
the next one, where the report is open. With `--parquet` the rows lie in the folder that `ekonomi importera` writes, and
stay there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ekonomi.importing.formats import import_files

ROOT = Path(__file__).parents[1]
LEDGER = Path("data/intraservice/huvudbok")
YEARS = (2022, 2023, 2024)
AMOUNT, NUMBER = 8, 10  # the places of Belopp and Verifikationsnr
DUCKDB = """
import sys, duckdb
duckdb.sql(f'''
    SELECT Konto, Ansvar, Projekt, Objekt, Motpart, Period,
           sum(CAST(replace(replace(replace(Belopp, chr(160), ''), ' ', ''), ',', '.') AS DECIMAL(18, 2))) AS belopp
    FROM read_csv('{sys.argv[1]}/huvudbok_*.csv', delim=';', all_varchar=true, quote='"') GROUP BY ALL
''').fetchnumpy()
"""
DUCKDB_PARQUET = """
import sys, duckdb
duckdb.sql(f'''
    SELECT konto, ansvar, projekt, tjänst, motpart, period, sum(belopp) AS belopp
    FROM read_parquet('{sys.argv[1]}/*.parquet') GROUP BY ALL
''').fetchnumpy()
"""
PANDAS = """
import sys, pandas as pd
from pathlib import Path
folder = Path(sys.argv[1])
rows = pd.concat(pd.read_csv(file, sep=';', dtype=str, keep_default_na=False) for file in folder.glob('*.csv'))
rows['Belopp'] = rows['Belopp'].str.replace(r'\\s', '', regex=True).str.replace(',', '.').astype(float)
registers = folder.parent / 'register'
accounts = pd.read_csv(registers / 'kontoplan.csv', sep=';', dtype=str).drop_duplicates('konto')
places = pd.read_csv(registers / 'organisation.csv', sep=';', dtype=str).drop_duplicates('ansvar')
rows = rows.merge(accounts, left_on='Konto', right_on='konto').merge(places, left_on='Ansvar', right_on='ansvar')
keys = ['kostnadsslag', 'verksamhetsområde', 'Ansvar', 'Projekt', 'Objekt', 'Motpart', 'Period']
rows.groupby(keys, sort=False)['Belopp'].sum()
"""
OURS = """
import sys
from ekonomi import get_report
get_report('2025-03', inställningar='params/intraservice.yaml').cube
"""
UNDERLAG = """
from ekonomi import get_report
from ekonomi.underlag import FIRST, follow
report = get_report('2025-03', inställningar='params/intraservice.yaml')
report.ground.columns
figure = {'urval': 'beloppstyp=utfall; period=2024-01..2024-12; kostnadsslag=personal', 'enhet': 'kr'}
{before}
found = follow(report.ground, figure, FIRST)
assert len(found.rows) == FIRST
print(found.count, found.sums['belopp'])
"""
FLOOR = "DuckDB, bara summa"
REPORT = {
    "get_report(…).cube": OURS,
    "samma en gång till": OURS,
    "samma i en öppen kärna": OURS.replace("get_report(", "begin()\nget_report(", 1),
    "underlag, första gången": UNDERLAG.replace("{before}", ""),
    "underlag, i en öppen rapport": UNDERLAG.replace("{before}", "begin()  # in an open report"),
}
OF_CSV = {FLOOR: DUCKDB, "pandas, ett skript": PANDAS, **REPORT}
OF_PARQUET = {FLOOR: DUCKDB_PARQUET, **REPORT}
MEASURED = """
import resource, sys, time
def begin():
    global start, work
    start, work = time.perf_counter(), time.process_time()
start, work = time.perf_counter(), 0
exec(sys.argv.pop(1), {'__name__': '__main__', 'begin': begin, 'sys': sys})
taken, work = time.perf_counter() - start, time.process_time() - work
print(taken, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** 2)
"""


def copy_of_example(folder: Path, rows: int) -> int:
    """The example in a folder, with about so many rows of ledger; how many times its years stand there (odd)."""
    for name in ("data/intraservice", "params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    files = [folder / LEDGER / f"huvudbok_{year}.csv" for year in YEARS]
    own = sum(path.read_bytes().count(b"\n") - 1 for path in files)
    times = 2 * (rows // own // 2) + 1
    for path in files:
        head, *lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        cells = [line.split(";", NUMBER + 1) for line in lines]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(head)
            for again in range(times):
                file.writelines(";".join(_again(one, again)) for one in cells)
    return times


def parquet_of_example(folder: Path, rows: int) -> int:
    """As `copy_of_example`, with the ledger in the folder that `ekonomi importera` writes."""
    copy_of_example(folder, 0)
    ledger = folder / LEDGER
    shutil.rmtree(ledger)
    import_files([*map(str, sorted((ROOT / LEDGER).glob("*.csv")))], ledger, {})
    settings = folder / "params/intraservice.yaml"
    text = settings.read_text(encoding="utf-8")
    source = r"  huvudbok:\n    filer:.*?\n  budget:"
    there = f"  huvudbok:\n    filer: [{LEDGER.name}]\n    format: parquet\n  budget:"
    settings.write_text(re.sub(source, there, text, flags=re.S), encoding="utf-8")
    files = [next(ledger.glob(f"utfall-{year}-*")) for year in YEARS]
    times = 2 * (rows // sum(pq.read_metadata(path).num_rows for path in files) // 2) + 1
    for path in files:
        own = pq.read_table(path)
        path.unlink()
        with pq.ParquetWriter(path, own.schema, compression="zstd") as out:
            for month in sorted(pc.unique(own["period"]).to_pylist()):
                part = own.filter(pc.equal(own["period"], month))
                for first in range(0, times, 100):
                    out.write_table(
                        pa.concat_tables(_rows_again(part, n) for n in range(first, min(first + 100, times)))
                    )
    return times


def _rows_again(rows: pa.Table, again: int) -> pa.Table:
    """Rows under voucher numbers and places of their own, with the opposite sign every other time."""
    if not again:
        return rows
    sign, places = -1 if again % 2 else 1, rows.column_names
    told = {"verifikation": pc.binary_join_element_wise(rows["verifikation"], str(again), "")}
    told |= {"belopp": pc.multiply(rows["belopp"], sign), "rad": pc.add(rows["rad"], again * 10_000_000)}
    for name, column in told.items():
        rows = rows.set_column(places.index(name), name, column)
    return rows


def _again(cells: list[str], again: int) -> list[str]:
    """A row under a voucher number of its own, with the opposite sign every other time."""
    if not again:
        return cells
    amount, minus = cells[AMOUNT].removeprefix("-"), cells[AMOUNT].startswith("-") != bool(again % 2)
    number = f"{cells[NUMBER]}{again}"
    return [*cells[:AMOUNT], "-" * minus + amount, *cells[AMOUNT + 1 : NUMBER], number, *cells[NUMBER + 1 :]]


def measured(code: str, folder: Path, *words: str) -> tuple[float, float, float]:
    """Seconds, the processors' seconds and GiB of a process of its own that runs the code.

    Like a user's it keeps what it compiles.
    """
    command, kept = [sys.executable, "-c", MEASURED, code, *words], {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, work, memory = map(float, done.stdout.split()[-3:])
    return seconds, work, memory


def main() -> None:
    """Measure every way at every size, and print a table."""
    parser = argparse.ArgumentParser(description="Mät hur en stor huvudbok läses.")
    parser.add_argument("rader", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument(
        "--parquet", action="store_true", help="mappen som ekonomi importera skriver, i stället för CSV"
    )
    told = parser.parse_args()
    for rows in told.rader:
        with tempfile.TemporaryDirectory() as folder:
            (parquet_of_example if told.parquet else copy_of_example)(Path(folder), rows)
            ledger = Path(folder) / LEDGER
            count = sum(path.read_bytes().count(b"\n") - 1 for path in ledger.glob("*.csv"))
            count += sum(pq.read_metadata(path).num_rows for path in ledger.glob("*.parquet"))
            print(f"{count:,} rader".replace(",", " "))
            floor: tuple[float, float] | None = None
            for name, code in (OF_PARQUET if told.parquet else OF_CSV).items():
                *taken, memory = measured(code, Path(folder), str(LEDGER))
                floor = floor or (taken[0], taken[1])
                said = [f"{one:8.2f} s {one / least:6.1f} x DuckDB" for one, least in zip(taken, floor, strict=True)]
                print(f"  {name:22}{said[0]}, processortid{said[1]}, {memory:6.2f} GiB", flush=True)


if __name__ == "__main__":
    main()
