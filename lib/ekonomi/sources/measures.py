"""The files of the nämnd's mått: what each must hold, and that it holds every mått that is looked for in it."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found
from ekonomi.params import CheckSettings, MeasureSettings
from ekonomi.params.measures import CASES, LATEST, MEAN, MeasureFile
from ekonomi.schema import CELL_COUNT, CODE, DATE, NUMBER, PERIOD, TEXT, TRUTH, Column, Contract
from ekonomi.sources.door import Dated, Door
from ekonomi.sources.series import MONTH, sparse


def measure_contract(measures: Sequence[MeasureSettings]) -> Contract:
    """What the one file that some mått share must hold: a value a month, or a list of cases."""
    sources = [measure.källa for measure in measures]
    if sources[0].form != CASES:
        columns = [Column("mått", CODE), Column("månad", PERIOD), Column("värde", NUMBER)]
        return Contract((*columns, Column("av", CELL_COUNT, optional=True)))
    asked = {name: Column(name, DATE) for name in (source.månad for source in sources)}
    asked |= {name: Column(name, TRUTH) for name in (source.flag for source in sources)}
    known = {sources[0].nummer: TEXT, sources[0].öppnad: DATE}
    cells = {name: Column(name, kind, optional=True) for name, kind in known.items() if name} | asked
    return Contract(tuple(cells.values()), may_be_empty=True)


def measure_key(source: MeasureFile) -> tuple[str, ...]:
    """The columns that tell the rows of a file of mått apart."""
    if source.form != CASES:
        return "mått", MONTH
    return (source.nummer,) if source.nummer else ()


def check_measures(
    door: Door, dated: Dated, table: pd.DataFrame, fil: str, measures: Sequence[MeasureSettings]
) -> None:
    """A file of a value a month has each mått that it is named for; a list of cases tells of days in their order."""
    if measures[0].källa.form != CASES:
        door.faults += faulty_values(table, measures, fil)
        # all months until the report's: they stand in its charts, and tell whether a share over the whole is seldom
        door.notes += over_whole(table[table[MONTH] <= door.period], measures, fil)
        return
    for month in dict.fromkeys(measure.källa.månad for measure in measures):
        until = table[table[month].str[:7] <= door.period]
        door.notes += before_opened(until, measures[0].källa.öppnad, month, fil)
        door.notes += few_cases(table, month, door.period, door.settings.kontroller, fil)


@Check("ärende löst före det öppnades", VARNING, action="Rätta datumen, eller ta ut filen på nytt.")
def before_opened(table: pd.DataFrame, opened: str | None, solved: str, fil: str) -> Iterator[Found]:
    """Ett ärende vars dag för lösningen är före dagen då det öppnades.

    A file need not have the day of opening.
    """
    if opened is None:
        return
    faulty = table[(table[solved] != "") & (table[solved] < table[opened])]
    for rad, day, start in faulty[["rad", solved, opened]].itertuples(index=False):
        yield Found(fil, rad, solved, f"dagen {day} för ett ärende öppnat {start}", "samma dag eller en senare")


@Check("få ärenden", VARNING, limits=("minsta_andel_poster",),
       action="Kontrollera att filen är hel: den kan vara avkortad.")  # fmt: skip
def few_cases(table: pd.DataFrame, column: str, period: str, limits: CheckSettings, fil: str) -> Iterator[Found]:
    """En månad med betydligt färre ärenden än månader brukar ha.

    Fewer than `minsta_andel_poster` of the median of the twelve months before it.
    """
    counts = table[column].str[:7].value_counts()
    for month, count, usual in sparse(counts, period, limits.minsta_andel_poster):
        expected = f"omkring {usual} som i de tolv månaderna före"
        yield Found(fil, None, column, f"{count} ärenden i {month}", expected)


@Check("mått", STOPPAR, action="Rätta filen, eller måttet i inställningarna.")
def faulty_values(table: pd.DataFrame, measures: Sequence[MeasureSettings], fil: str) -> Iterator[Found]:
    """Ett mått utan värden i sin fil, eller i procent utan det som andelen räknas av."""
    for measure in measures:
        rows = table[table["mått"] == measure.namn]
        if rows.empty:
            near = difflib.get_close_matches(measure.namn, table["mått"].unique(), n=1, cutoff=0.3)
            expected = f"rader för måttet {schema.quoted(measure.namn)}{f'; närmast: {near[0]}' if near else ''}"
            action = "Rätta namn i inställningarna, eller måttet i filen."
            yield Found(fil, None, "mått", "inga", expected, action)
            continue
        without = rows[rows["av"].isna()]
        said = f"inget värde för {schema.quoted(measure.namn)}"
        if 0 < len(without) < len(rows):
            action = "Ange vad andelen räknas av på varje rad."
            yield Found(fil, without["rad"].iloc[0], "av", said, "av på måttets alla rader", action)
        elif len(without) and measure.enhet == "procent" and measure.sammanvägning is None:
            action = "Ange av i filen, eller sammanvägning: snitt eller senaste i inställningarna."
            expected = "vad andelen räknas av, då procent inte kan summeras"
            yield Found(fil, without["rad"].iloc[0], "av", said, expected, action)


@Check("orimlig andel", VARNING, action="Kontrollera värde och av i filen.")
def over_whole(table: pd.DataFrame, measures: Sequence[MeasureSettings], fil: str) -> Iterator[Found]:
    """En andel i procent som är mindre än noll eller större än det hela, fast måttets andra månader inte är det.

    Shares below nought or over the whole, of a mått that is seldom so.
    """
    shares = table[table["mått"].isin([one.namn for one in measures if one.enhet == "procent"])].dropna(subset="av")
    over = ~shares["värde"].between(0, shares["av"])
    seldom = shares[over & (over.groupby(shares["mått"]).transform("mean") < 0.5)]
    for rad, name, month, part, whole in seldom[["rad", "mått", "månad", "värde", "av"]].itertuples(index=False):
        found = f"{schema.number(part)} av {schema.number(whole)} för {schema.quoted(name)} i {month}"
        yield Found(fil, rad, "värde", found, "0–100 procent, som i måttets andra månader")


@Check("prognos för mått", VARNING, limits=("skala",), action="Skriv prognosen i måttets enhet: 85 för 85 procent.")
def odd_forecasts(
    tables: Mapping[str, pd.DataFrame], measures: Sequence[MeasureSettings], period: str, scale: float, fil: str
) -> Iterator[Found]:
    """En prognos för ett mått eller för årsarbetare som är många gånger större eller mindre än de senaste tolv
    månadernas utfall: 0,85 i stället för 85 procent, eller timmar i stället för årsarbetare."""
    rows, since = tables["measure_forecasts"], periods.shift(period, 1 - len(periods.MÅNADER))
    usual = {one.namn: _level(tables[one.källa.fil], one, since, period) for one in measures if one.källa.fil in tables}
    if len(hours := tables["hours"]) and len(norm := tables["norm"]):
        worked = hours.loc[hours[MONTH].between(since, period), "timmar"].sum()
        usual[terms.ÅRSARBETARE] = float(worked / norm["timmar"].iloc[-1])
    own = rows[(rows["rapport"] == period) & (rows["värde"] != 0)].dropna(subset="värde")
    for rad, name, unit, value in own[["rad", "mått", "enhet", "värde"]].itertuples(index=False):
        level = usual.get(name, 0.0)
        if level > 0 and not level / scale <= value <= level * scale:
            expected = f"omkring {schema.number(round(level, 1))} som de senaste tolv månaderna"
            yield Found(fil, rad, "värde", f"{schema.number(value)} {unit} för {schema.quoted(name)}", expected)


def _level(table: pd.DataFrame, measure: MeasureSettings, since: str, period: str) -> float:
    """What a mått has been, in its unit, over the months from `since` through `period`."""
    source = measure.källa
    if source.form == CASES:
        flags = table.loc[table[source.månad].str[:7].between(since, period), source.flag]
        return float(100 * flags.mean() if source.andel else flags.sum())
    rows = table[(table["mått"] == measure.namn) & table[MONTH].between(since, period)].sort_values(MONTH)
    values, whole = rows["värde"], rows["av"].sum()
    if whole:
        return float(values.sum() / whole * (100 if measure.enhet == "procent" else 1))
    by = {MEAN: values.mean(), LATEST: values.iloc[-1] if len(values) else 0.0}
    return float(by.get(measure.sammanvägning or "", values.sum()))
