"""How fast, and in how much memory, is a SIE file with a million #TRANS read, beside a plain Python loop?

    python benchmarks/sie.py [--rader 1000000] [--kodning cp437] [--unika]

The peer is what one would write first: a loop over the lines with shlex-like splitting by one regular expression
and Decimal amounts, which keeps konto, dimensions, belopp, datum and text and checks each voucher's sum. Beside
them stands an import of the same file into a ledger that has it already. Each runs in a process of its own; seconds
are its own CPU time, so that a busy machine does not count, and memory is its peak, imports included.
"""

import argparse
import multiprocessing
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

OURS, PEER, AGAIN = "ekonomi", "radvis slinga", "läs in igen"
ROWS_PER_VOUCHER = 4
HEAD = '#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#ORGNR 212000-0000\n#FNAMN "Nämnden för mätning"\n#RAR 0 20250101 20251231\n'
FIELD = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}"]+)')


def write(path: Path, count: int, encoding: str, unique: bool) -> None:
    """A file of `count` #TRANS in balanced vouchers over a year, with two dimensions and a text on each row.

    `unique` gives every row a projekt of its own.
    """
    rng = random.Random(1)
    with path.open("w", encoding=encoding, newline="\r\n") as file:
        file.write(HEAD)
        for number in range(count // ROWS_PER_VOUCHER):
            day = f"2025{1 + number % 12:02d}{1 + number % 28:02d}"
            amounts = [rng.randrange(1, 9_999_999) for _ in range(ROWS_PER_VOUCHER - 1)]
            file.write(f'#VER A {number + 1} {day} "Faktura {number}" {day}\n{{\n')
            for place, amount in enumerate([*amounts, -sum(amounts)]):
                sign, size = ("-" if amount < 0 else ""), abs(amount)
                project = number * ROWS_PER_VOUCHER + place if unique else rng.randrange(500)
                objects = f'{{1 "{100 + rng.randrange(300)}" 6 "P{project}"}}'
                file.write(f'   #TRANS {4000 + rng.randrange(900)} {objects} {sign}{size // 100}.{size % 100:02d} '
                           f'{day} "Inköp från leverantör nr {number}, rad {place}"\n')  # fmt: skip
            file.write("}\n")


def ours(path: Path) -> tuple[int, int]:
    """Rows and öre of turnover, by the library."""
    from ekonomi.readers.files import InputFile
    from ekonomi.readers.sie import DIMENSIONS, read_sie, to_ledger

    rows, _ = to_ledger(read_sie(InputFile(path.name, path.read_bytes())), DIMENSIONS)
    return len(rows), int(rows["belopp"].abs().sum())


def peer(path: Path) -> tuple[int, int]:
    """The same by a loop over the lines; the encoding is given to it."""
    rows, voucher, turnover = [], Decimal(0), Decimal(0)
    for number, line in enumerate(path.read_text(encoding="cp437").splitlines(), start=1):
        fields = [quoted or brace or bare for quoted, brace, bare in FIELD.findall(line)]
        if not fields:
            continue
        if fields[0] == "#TRANS":
            end = fields.index("}")
            objects = dict(zip(fields[3:end:2], fields[4:end:2], strict=True))
            amount = Decimal(fields[end + 1])
            voucher, turnover = voucher + amount, turnover + abs(amount)
            day, text = fields[end + 2], fields[end + 3]
            rows.append((fields[1], objects.get("1"), objects.get("6"), amount, day, text, number))
        elif fields[0] == "}" and voucher:
            raise ValueError(number)
    return len(rows), int(turnover * 100)


def again(path: Path) -> tuple[int, int]:
    """Import the file into the ledger beside it; rows and öre as `ours`."""
    from ekonomi.importing import import_files

    rows = import_files([str(path)], path.parent / "lager", {})[0].delivery.rows
    return len(rows), int(rows["belopp"].abs().sum())


def measure(name: str, path: Path, answers: "multiprocessing.Queue") -> None:
    """Run one reader and put its name, answer, CPU seconds, seconds and peak MiB."""
    reader: Callable[[Path], tuple[int, int]] = {OURS: ours, PEER: peer, AGAIN: again}[name]
    start = time.perf_counter()
    answer = reader(path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    answers.put((name, answer, used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024))


def main() -> None:
    """Write the file, run both readers, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rader", type=int, default=1_000_000)
    parser.add_argument("--kodning", default="cp437")
    parser.add_argument("--unika", action="store_true", help="varje rad har ett eget projekt")
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matning.se"
        write(path, given.rader, given.kodning, given.unika)
        print(f"{given.rader} #TRANS, {path.stat().st_size / 1e6:.0f} MB")
        answers: multiprocessing.Queue = context.Queue()
        first = context.Process(target=again, args=(path,))
        first.start()
        first.join()
        for name in (OURS, PEER, AGAIN):
            process = context.Process(target=measure, args=(name, path, answers))
            process.start()
            _, answer, cpu, seconds, peak = answers.get()
            process.join()
            print(f"{name:14} {answer[0]} rader, {answer[1]} öre: {cpu:5.1f} s CPU, {seconds:5.1f} s, {peak:5.0f} MiB")


if __name__ == "__main__":
    main()
