"""The postings of some code strings, taken out of the huvudbok wherever it lies; the rest of it is not read."""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from ekonomi import sets, terms
from ekonomi.cube import moment
from ekonomi.registers import attach
from ekonomi.sources import Sources
from ekonomi.urval import NOT, SPAN, Condition, Rows, Selector

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import BooleanValue

STRING: Final = "sträng"  # the number of a code string among the sums
POSTED: Final = ("verifikation", "text", "registrerad", "rad", "belopp")  # what a posting says that its sum does not
_FILE: Final = "källa"
_CODES: Final = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart", _FILE]
_AT_ONCE: Final = 1 << 16  # rows
_FAR: Final = 1_000_000  # rows: DuckDB passes them sooner
Texts = tuple[tuple[str, frozenset[str]], ...]
Step = Callable[["Table"], "Table"]
Near = list[tuple[str, int | None]] | None  # files, each down to a rad or whole


def of_strings(sources: Sources) -> pd.DataFrame:
    """See `Books.sums`."""
    told = [*_CODES, "beloppstyp", "version", "kostnadsslag", "resultatrad"]
    counted = {"belopp": "sum", "rader": "sum", "rad": "min"}
    booked = sources.sums.groupby(told, sort=False, as_index=False).agg(counted)
    together = pd.concat([booked, sources.plans.assign(rader=1)], ignore_index=True)
    together = together.fillna({name: "" for name in POSTED if name in together})
    return attach(together.assign(**{STRING: together.index}), sources.registers)


def posted(
    utfall: sets.Rows, sums: pd.DataFrame, strings: pd.DataFrame, alone: Rows, most: int | None = None
) -> pd.DataFrame:
    """The postings of some code strings, in the ledger's order: each with what its string says.

    `utfall`: the huvudbok. `sums`: every string; `strings`: some of them. `alone`: what else the postings must say.
    `most`: no more than the first so many.
    """
    near = None if most is None or alone.conditions or "pool" in strings else _near(sums, strings, most)

    def first(rows: "Table") -> "Table":
        import ibis

        files = ibis.cases(*((rows[_FILE] == name, place) for place, name in enumerate(_files(sums))), else_=0)
        bare = rows["tjänst"] == ""
        split = [bare, bare.ifelse(rows["period"], "")] if "pool" in strings else []
        some = rows.filter(reduce(or_, (_down_to(rows, *one) for one in near))) if near else rows
        return some.order_by([*split, files, "rad"]).limit(most)

    return _taken(utfall, sums, strings, alone, first if most is not None else None, near).iloc[:most]


def _near(sums: pd.DataFrame, strings: pd.DataFrame, most: int) -> Near:
    """The files, the last down to a rad, where so many strings begin: each has a posting, so the first are all there.

    None where they are not so many.
    """
    booked = strings[strings["beloppstyp"] == terms.UTFALL]
    begun = booked.assign(plats=_places(booked, sums)).sort_values(["plats", "rad"], ignore_index=True)[:most]
    if not most or len(begun) < most:
        return None
    *before, name = begun[_FILE].unique()
    return [*((one, None) for one in before), (name, int(begun["rad"].iloc[-1]))]


def _down_to(rows: "Table", name: str, last: int | None) -> "BooleanValue":
    return (rows[_FILE] == name) & (rows["rad"] <= last) if last else rows[_FILE] == name


def _top(utfall: sets.Rows, name: str, last: int | None) -> pd.DataFrame | None:
    """The rows of a file down to a rad, where the store has them in order: to import DuckDB alone takes longer.

    None where they lie otherwise, or far down.
    """
    place = sets.in_place(utfall)
    parts = place.ask.parts if place and isinstance(place.ask, sets.Files) else ()
    lies = (one.here is None and one.path is not None and one.path.exists() for one in parts)
    if last is None or last > _FAR or not all(lies):
        return None
    import pyarrow.parquet as pq

    holding = [file for one in parts if _may_hold(file := pq.ParquetFile(one.path), name)]
    if len(holding) != 1 or not holding[0].metadata.row_group(0).sorting_columns:
        return None
    found: list[pa.RecordBatch] = []
    for batch in holding[0].iter_batches(_AT_ONCE):
        found.append(batch)
        if batch["rad"][-1].as_py() >= last:
            break
    rows = sets.frame(pa.Table.from_batches(found))
    return rows[rows["rad"] <= last]


def _may_hold(file: Any, name: str) -> bool:
    """Whether a Parquet file of the store's may hold rows of a file."""
    place, groups = file.schema_arrow.get_field_index(_FILE), range(file.num_row_groups)
    told = (file.metadata.row_group(number).column(place).statistics for number in groups)
    return any(one.min <= name <= one.max for one in told)


def largest(utfall: sets.Rows, sums: pd.DataFrame, strings: pd.DataFrame, alone: Rows, most: int) -> pd.DataFrame:
    """The largest postings of each code string, so many above 0 and so many below; otherwise as `posted`."""

    import ibis

    def first(rows: "Table") -> "Table":
        by = [*_CODES, (rows["belopp"] > 0).name("sida")]
        order = [rows["belopp"].abs().desc(), rows["rad"]]
        numbered = rows.group_by(by).order_by(order).mutate(nummer=ibis.row_number())
        return numbered.filter(numbered["nummer"] < most)

    return _taken(utfall, sums, strings, alone, first)


def _taken(
    utfall: sets.Rows, sums: pd.DataFrame, strings: pd.DataFrame, alone: Rows, step: "Step | None", near: Near = None
) -> pd.DataFrame:
    placed = strings.reset_index(drop=True).assign(plats=_places(strings, sums))
    booked = placed["beloppstyp"] == terms.UTFALL
    planned = placed[~booked].assign(belopp=lambda rows: rows.get("bokfört", rows["belopp"]))
    planned = Selector(planned).taken(alone).assign(följd=lambda rows: rows[STRING])
    own = [_asked(utfall, sums, placed[booked], alone, step, near)] if booked.any() else []
    told = pd.concat([*own, planned]).sort_values(["plats", "följd"], ignore_index=True)
    return told.drop(columns=["plats", "följd", "rader"])


def _asked(
    utfall: sets.Rows, sums: pd.DataFrame, strings: pd.DataFrame, alone: Rows, step: "Step | None", near: Near
) -> pd.DataFrame:
    # a posting keeps the tjänst that it was booked on, which is none where a part of it has been given one
    every = sums.loc[sums["beloppstyp"] == terms.UTFALL, [*_CODES, STRING]]
    own = every[every[STRING].isin(strings[STRING])]
    top = _top(utfall, *near[0]) if near and len(near) == 1 else None
    found = (sets.asked(_choice(own, every, alone, step), utfall) if top is None else top).merge(own, on=_CODES)
    told = strings.set_index(STRING, drop=False).loc[found[STRING]].reset_index(drop=True)
    return told.assign(**{name: found[name].to_numpy() for name in POSTED}, följd=found["rad"].to_numpy())


def _choice(own: pd.DataFrame, every: pd.DataFrame, alone: Rows, step: "Step | None") -> Step:
    """The postings of some strings among every, as an expression; where it has others too, without the step."""
    groups = _groups(own, every)
    exact = len(own) == sum(int(_within(every, *group).sum()) for group in groups)

    def ask(rows: "Table") -> "Table":
        held = rows.filter(reduce(or_, (_within(rows, *group) for group in groups)))
        if alone.conditions:
            held = held.filter(reduce(and_, (_meets(held, one) for one in alone.conditions)))
        return (step(held) if step and exact else held).select(*_CODES, *POSTED)

    return ask


def _groups(own: pd.DataFrame, every: pd.DataFrame) -> "list[tuple[list[str], Texts]]":
    """What tells some strings from the others: months, and the texts that theirs have in each column that says more.

    What a register says follows from a code and the month, so that within a month an urval is a choice in each column.
    """
    counts = every.groupby("period")[_CODES[1:]].nunique().to_dict("index")
    found: dict[Texts, list[str]] = {}
    for month, rows in own.groupby("period"):
        texts = {name: frozenset(rows[name].unique()) for name in _CODES[1:]}
        few = tuple((name, held) for name, held in texts.items() if len(held) < counts[month][name])
        found.setdefault(few, []).append(str(month))
    return [(months, few) for few, months in found.items()]


def _within(rows: Any, months: list[str], texts: "Texts") -> Any:
    """True for the rows of some months, of a frame or of a table, with one of some texts in each of some columns."""
    return reduce(and_, (rows[name].isin([*held]) for name, held in texts), rows["period"].isin(months))


def _meets(rows: "Table", condition: Condition) -> "BooleanValue":
    """As `Selector` meets a condition."""
    text = rows[condition.name].cast("string")
    if condition.sign == SPAN:
        first, last = condition.values
        return (text >= first) & (text.substr(0, len(last)) <= last)
    held = text.isin(condition.values)
    return ~held if condition.sign == NOT else held


def _files(sums: pd.DataFrame) -> list[str]:
    return [*sums[_FILE].unique()]


def _places(strings: pd.DataFrame, sums: pd.DataFrame) -> np.ndarray:
    """Where each string's postings stand: file by file; after tjänsteomräkning what was split last, by its month."""
    files = strings[_FILE].map({name: place for place, name in enumerate(_files(sums))})
    if "pool" not in strings:
        return files.to_numpy()
    split = strings["pool"] != ""
    when = {name: strings[name].where(split, "") for name in ("beloppstyp", "version")}
    keys = pd.DataFrame({"split": split, "moment": moment(strings).where(split, ""), **when, "file": files})
    return keys.groupby(list(keys)).ngroup().to_numpy()
