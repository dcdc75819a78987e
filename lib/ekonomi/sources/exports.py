"""What the settings name of the huvudbok, the budgets and the forecasts, each file a delivery; faults at the door."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ekonomi import schema, sets, terms
from ekonomi.params import LedgerSource
from ekonomi.params.database import DUCKDB, scheme
from ekonomi.readers.files import InputFile, matching, relative
from ekonomi.readers.parquet import read_parquet
from ekonomi.readers.plans import UNANSWERED, read_budget, read_forecast, read_sql_budget
from ekonomi.readers.workbook import WORKBOOKS
from ekonomi.sources.delivery import CODES, Delivery, read_base, read_export
from ekonomi.sources.door import LEDGER, Door

_PLACE = ("källor", "huvudbok")


def read_exports(door: Door) -> list[Delivery | None]:
    """Every export with its LEDGER rows, balance accounts among them; None for one that could not be read."""
    source = door.settings.källor.huvudbok
    if source.format == "parquet":
        return [*_imported(door, source.filer, (*_PLACE, "filer"))]
    if source.databas is not None:
        found = door.attempt(read_base, source, door.folder, database_name(door, source.databas.url))
        return [found and _kept(door, found)]
    return list(map(partial(_export, door, source), door.sources(source.filer, *_PLACE, "filer")))


def _export(door: Door, source: LedgerSource, file: InputFile) -> Delivery | None:
    """A file's delivery, read once in its life; its bytes are let go, and only their sum is kept."""
    bare = door.files[file.fil] = file.summed()
    told = "\n".join([file.fil, bare.sha256, source.model_dump_json(exclude={"filer"})])
    absent = [name for name in schema.ABSENT if not column_names(source)[name]]

    def read() -> Delivery:
        found = read_export(file, source)
        return replace(found, file=bare, table=sets.Filed(_without(sets.table(found.table), absent)))

    return door.attempt(door.kept, LEDGER, told, read)


def _without(rows: pa.Table, absent: Sequence[str]) -> pa.Table:
    """LEDGER alone, without text in some of its columns."""
    rows, empty = rows.select(schema.LEDGER), sets.coded(np.zeros(len(rows)), [""])
    for name in absent:
        rows = rows.set_column(rows.column_names.index(name), name, empty)
    return rows


def read_budgets(door: Door) -> Iterator[Delivery | None]:
    """Every budget, from its file, its table or the folder that `ekonomi importera` has written."""
    for index, budget in enumerate(door.settings.källor.budget):
        titles, place = (budget.databas or budget).kolumner.model_dump(), ("källor", "budget", index, "fil")
        if budget.databas is not None:
            where = database_name(door, budget.databas.url)
            found = door.attempt(read_sql_budget, budget, door.folder, where)
            yield found and _kept(door, Delivery(found[0], "", sets.table(found[1]), titles))
        elif _is_imported(door, budget.fil):
            yield from _imported(door, [budget.fil], place, terms.BUDGET, budget.version)
        else:
            file = door.source(budget.fil, *place)
            rows = door.read(read_budget, file, budget) if file else None
            yield None if file is None or rows is None else Delivery(file, "", sets.table(rows), titles)


def read_forecasts(door: Door) -> Iterator[Delivery | None]:
    """Every forecast, from its file, each workbook of a round's folder or one that `ekonomi importera` has written."""
    for index, forecast in enumerate(door.settings.källor.prognos):
        folder, place = (door.folder / forecast.fil).is_dir(), ("källor", "prognos", index)
        if _is_imported(door, forecast.fil):
            yield from _imported(door, [forecast.fil], (*place, "fil"), terms.PROGNOS, forecast.period)
            continue
        alone = [] if folder else [door.source(forecast.fil, *place, "fil")]
        for file in alone or door.sources([f"{forecast.fil}/{WORKBOOKS}"], *place):
            rows = door.read(read_forecast, file, forecast) if file else None
            if file and rows is not None:
                unsaid = rows.attrs[UNANSWERED] if folder else ()
                yield Delivery(file, "", sets.table(rows), forecast.kolumner.model_dump(), open=unsaid)


def _is_imported(door: Door, folder: str) -> bool:
    return bool(matching(door.folder, f"{folder}/*.parquet"))


def _kept(door: Door, delivery: Delivery) -> Delivery:
    """What a database gave is an input of the report as a file is."""
    door.files.setdefault(delivery.file.fil, delivery.file)
    return delivery


def column_names(source: LedgerSource) -> dict[str, Any]:
    """What the huvudbok's source calls our columns; None for one that it does not have."""
    headings: dict[str, Any] = (source.databas or source).kolumner.model_dump()
    if source.format == "parquet":
        return {name: name if headings.get(name, name) else None for name in schema.LEDGER}
    return headings


def database_name(door: Door, url: str) -> str:
    """What a database is called: its url without options; for DuckDB its file, from the root."""
    if scheme(url) == DUCKDB:
        return relative(door.folder / url.partition("://")[2], door.root)
    return url.partition("?")[0]


def _imported(
    door: Door, names: Sequence[str], place: tuple[str | int, ...], beloppstyp: str = terms.UTFALL, version: str = ""
) -> Iterator[Delivery]:
    """What `ekonomi importera` has taken into a folder, parted again into the files that it came from."""
    patterns = [name if name.endswith(".parquet") else f"{name}/*.parquet" for name in names]
    files, source = [*map(partial(_summed, door), door.sources(patterns, *place))], door.settings.källor.huvudbok
    where, utfall = door.settings.place(*place), beloppstyp == terms.UTFALL
    absent = [name for name in schema.ABSENT if utfall and not column_names(source)[name]]
    kept = door.attempt(read_parquet, files, source.nämnd, where, beloppstyp, version, absent) if files else None
    held = [*schema.LEDGER, "kostnadsslag"]
    held.remove("konto" if beloppstyp == terms.PROGNOS else "kostnadsslag")
    titles = dict(zip(held, held, strict=True))
    parts: dict[str, Any] = {}
    if kept and utfall:
        rows = sets.laid(kept, CODES)
        parts = {källa: sets.chosen(rows, källa=källa.__eq__) for källa in rows.sums["källa"].unique()}
    elif kept:
        ordered = kept(lambda rows: rows.order_by(["period", "källa", "rad"]).to_pandas())
        parts = {str(källa): sets.table(own) for källa, own in ordered.groupby("källa")}
    for källa, part in parts.items():
        yield Delivery(InputFile(f"{names[0]}/{källa}", b""), "", part, titles)


def _summed(door: Door, file: InputFile) -> tuple[Path, str]:
    """Where a file is, and what it is called; its bytes are let go, and only their sum is kept."""
    door.files[file.fil] = file.summed()
    return door.root / file.fil, file.fil
