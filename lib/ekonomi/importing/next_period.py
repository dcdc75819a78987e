"""The next report prepared from the last: params, texts marked as old, and the rows that follow along.

Everything is found out first and written last, so that what is in the way stops it before a file is made.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from ekonomi import period as periods
from ekonomi.errors import UsageError
from ekonomi.export.folder import write_whole
from ekonomi.params import Params, find_root, load_params, load_settings
from ekonomi.params.settings import Settings
from ekonomi.params.sources import BudgetSource, ForecastSource
from ekonomi.prose.own import old_mark
from ekonomi.sources.tables import file_names

CARRIED = {"assignments": "uppdrag", "actions": "åtgärder"}
_UNCOMMENT = "Ta sedan bort # framför posten i inställningarna."
_DECIDED = re.compile(r"(beslutad:\s*)\S+.*")
_PERIOD = re.compile(r"^(period:\s*)\S+", re.MULTILINE)
_STATUS = re.compile(r"^(status:\s*)\S+", re.MULTILINE)


@dataclass(frozen=True)
class Prepared:
    """What has been made, and what a person must still do, a line each."""

    done: tuple[str, ...]
    left: tuple[str, ...]


def prepare(file: Path, period: str | None = None) -> Prepared:
    """Prepare the report of `period`, by default the month after, from the params in `file`.

    Raises UsageError where the period is none or its params stand already, DataError as `load_params`.
    """
    params = load_params(file)
    root = find_root(file.resolve().parent)
    settings, new = load_settings(params, root), period or periods.shift(params.period, 1)
    if not periods.is_period(new) or new <= params.period:
        raise UsageError(f"Perioden {new} är ingen månad efter {params.period}. Skriv ÅÅÅÅ-MM.")
    target = file.with_name(file.name.replace(params.period, new))
    if target == file:
        raise UsageError(
            f"Filen {file.name} heter inte efter sin period: döp om den, till exempel {params.period}.yaml."
        )
    if target.exists():
        raise UsageError(f"{target} finns redan. Rapporten för {new} är förberedd.")
    texts = dict(_texts(root / settings.texter, params.period, new))
    rows = {fil: added for fil, added in _rows(root / settings.data, settings, params.period, new) if added}
    named = root / params.inställningar
    entries = dict(new_entries(named.read_text(encoding="utf-8"), settings, root / settings.data, new))
    write_whole(target, _as_new(file.read_text(encoding="utf-8"), new))
    for path, content in {**texts, **rows, **({named: [*entries.values()][-1]} if entries else {})}.items():
        write_whole(path, content)
    done = (
        f"{target}: period {new}, utkast.",
        f"{settings.texter}/{new}: {_texts_said(len(texts))} från {params.period}, med märket ”inte genomgången än”.",
        *(f"{params.inställningar}: {said}" for said in entries),
        *(f"{path.relative_to(root)}: raderna för {params.period} följer med som {new}." for path in rows),
    )
    return Prepared(done, tuple(_left(params, settings, target, new, len(texts))))


def _as_new(text: str, period: str) -> str:
    """The params with the new period, as a draft; all else, comments too, as it was."""
    return _STATUS.sub(r"\g<1>utkast", _PERIOD.sub(rf'\g<1>"{period}"', text, count=1), count=1)


def _texts(folder: Path, old: str, new: str) -> Iterator[tuple[Path, str]]:
    """The texts of the old report that the new one lacks, each under a line that says that it is old."""
    for path in sorted((folder / old).rglob("*.md")):
        target = folder / new / path.relative_to(folder / old)
        content = path.read_text(encoding="utf-8-sig")
        if not target.exists() and content.strip():
            yield target, f"{old_mark(old)}\n\n{content}"


def _rows(folder: Path, settings: Settings, old: str, new: str) -> Iterator[tuple[Path, str | None]]:
    """The registers with the rows of the old report once more, as the new one's; None where it has rows already."""
    files = file_names(settings)
    for name in CARRIED:
        path = folder / files.get(name, "")
        if getattr(settings.källor, CARRIED[name]) and path.suffix == ".csv" and path.is_file():
            yield path, _carried(path.read_bytes().decode("utf-8"), old, new)


def _carried(content: str, old: str, new: str) -> str | None:
    text = content.removeprefix("\ufeff")
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    heading, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    place = heading.index("rapport")
    if any(row[place] == new for row in rows if row):
        return None
    told = io.StringIO()
    writer = csv.writer(told, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in text else "\n")
    writer.writerows([*row[:place], new, *row[place + 1 :]] for row in rows if row and row[place] == old)
    ended = content if content.endswith("\n") else f"{content}\n"
    return ended + told.getvalue() if told.getvalue() else None


def new_entries(text: str, settings: Settings, data: Path, new: str) -> Iterator[tuple[str, str]]:
    """What is added under `källor` in the settings' text, and the text with it: a new forecast, a new year's budget.

    An entry is the last one with its period or year changed, as comments until its file stands in `data`.
    """
    budgets, forecasts = settings.källor.budget, settings.källor.prognos
    asked: list[tuple[str, tuple[BudgetSource | ForecastSource, ...], list[str], str, str]] = [
        ("budget", budgets, [str(one.år) for one in budgets], new[:4], f"{int(new[:4]) - 1}-12-01"),
        ("prognos", forecasts, [one.period for one in forecasts], new, f"{periods.shift(new, 1)}-01"),
    ]
    # the later in the file first, so that the rows of the other still hold
    for key, held, names, name, day in sorted(asked, key=lambda one: -_row(settings, one[0], len(one[1]) - 1)):
        fil = ((held[-1].fil if held else None) or "").replace(names[-1] if names else "", name)
        if not held or name in names or (fil and fil in text):
            continue
        lines, start = text.splitlines(keepends=True), _row(settings, key, len(held) - 1) - 1
        end = start + 1 + sum(1 for _ in takewhile(_within(lines[start]), lines[start + 1 :]))
        last, there = "".join(lines[start:end]).rstrip("\n"), bool(fil) and (data / fil).is_file()
        entry = _DECIDED.sub(rf"\g<1>{day}  # rätta dagen", last.replace(names[-1], name))
        text = "".join([*lines[:start], f"{last}\n{entry if there else _commented(entry)}\n", *lines[end:]])
        yield f"posten för {key} {name}, {'med' if there else 'som kommentar tills filen finns:'} {fil}.", text


def _commented(entry: str) -> str:
    margin = _margin(entry)
    return "\n".join(f"{line[:margin]}# {line[margin:]}" for line in entry.splitlines())


def _row(settings: Settings, key: str, place: int) -> int:
    return settings.place("källor", key, place)[1] or 0 if place >= 0 else 0


def _within(first: str) -> Callable[[str], bool]:
    """Whether a line belongs to the list's entry that begins with `first`: it is blank, or stands further in."""
    return lambda line: bool(line.strip()) and _margin(line) > _margin(first)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _texts_said(count: int) -> str:
    return f"{count} {'text' if count == 1 else 'texter'}"


def _left(params: Params, settings: Settings, file: Path, new: str, texts: int) -> Iterator[str]:
    """What only a person can do, in order."""
    files = ", ".join(getattr(settings.källor.huvudbok, "filer", None) or ["databasen"])
    yield f"Se till att huvudboken når till och med {new}: {files} i {settings.data}."
    if new[:4] != params.period[:4]:
        yield f"Lägg budgeten för {new[:4]} i {settings.data}, och dess nycklar om den är låst till egna. {_UNCOMMENT}"
    if settings.källor.prognos:
        yield f"Har cheferna gjort en ny prognos för {new}? Lägg den i {settings.data}. {_UNCOMMENT}"
    yield "Fyll på arbetad tid, volymer och mått med de nya månaderna, där nämnden har sådana."
    if texts:
        yield f"Gå igenom {_texts_said(texts)} i {settings.texter}/{new}. Ta bort första raden i den som är klar."
    yield "Uppdatera status och effekter på raderna för åtgärder och uppdrag."
    yield f"Kör: ekonomi kontroll {file}"
